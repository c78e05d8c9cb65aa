"""Lists of customers come in whole, change what they should, and go out again without a trace."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store
from storeassist.features.customers.records import Consent, CustomerFacts, FieldKind, Gender
from storeassist.features.imports import jobs
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.features.imports.records import Existing, Kind, Options, Outcome
from storeassist.kernel import journal
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled, Quiet
from tests.conftest import NOW
from tests.features.imports.conftest import Import, Write, dump, plan_of

HEAD = ["会员号", "姓名", "手机号", "生日", "性别", "标签", "入会日期", "备注"]
SHAN = ["M001", "单晓岚", "138 1234 2764", "农历十月十五", "女", "VIP群、牛肉控", "2025-11-08", "少辣"]
LIN = ["M002", "林秋月", 13612340518, "1990/3/18", "女", "VIP群", datetime(2025, 3, 1), ""]


def test_a_list_comes_in_by_its_headings_alone(shop: Shop, write: Write, bring_in: Import) -> None:
    result = bring_in(write([HEAD, SHAN, LIN]), Kind.CUSTOMERS)
    assert (result.rows, result.new, result.refusals) == (2, 2, ())
    shan = store.by_number(shop, "m001")
    assert shan.facts.birthday == Birthday(10, 15, lunar=True)
    assert (shan.facts.phone, shan.phone_written) == ("+8613812342764", "138 1234 2764")
    assert shan.facts.tags == ("VIP群", "牛肉控")
    lin = store.by_number(shop, "M002")
    assert (lin.facts.phone, lin.facts.birthday) == ("+8613612340518", Birthday(3, 18, 1990))
    assert (lin.facts.joined_on, lin.facts.gender) == (date(2025, 3, 1), Gender.FEMALE)
    assert [c.number for c in store.find(shop, "dxl")] == ["M001"]


def test_title_blank_and_total_rows_are_no_customers(shop: Shop, write: Write, bring_in: Import) -> None:
    rows = [["巷口面馆会员导出 2026-09"], [], HEAD, SHAN, [], LIN, ["合计", "2 人"]]
    result = bring_in(write(rows), Kind.CUSTOMERS)
    assert (result.rows, result.new, result.refusals) == (2, 2, ())


def test_the_same_file_again_changes_nothing(shop: Shop, write: Write, bring_in: Import) -> None:
    path = write([HEAD, SHAN, LIN, ["", "王先生", "", "", "", "", "", ""]])
    bring_in(path, Kind.CUSTOMERS)
    before = dump(shop)
    again = bring_in(path, Kind.CUSTOMERS)
    assert (again.new, again.updated, again.same, again.import_id) == (0, 0, 3, None)
    assert dump(shop) == before


def test_changed_cells_are_updated_and_empty_ones_erase_nothing(shop: Shop, write: Write, bring_in: Import) -> None:
    bring_in(write([HEAD, SHAN, LIN]), Kind.CUSTOMERS)
    newer = ["M001", "单晓岚", "", "", "", "外卖多", "", "不要葱"]
    result = bring_in(write([HEAD, newer]), Kind.CUSTOMERS)
    assert (result.new, result.updated) == (0, 1)
    facts = store.by_number(shop, "M001").facts
    assert (facts.note, facts.phone) == ("不要葱", "+8613812342764")
    assert facts.tags == ("VIP群", "外卖多", "牛肉控")


def test_empty_cells_erase_when_the_owner_says_so(shop: Shop, write: Write, bring_in: Import) -> None:
    bring_in(write([HEAD, SHAN]), Kind.CUSTOMERS)
    bring_in(write([HEAD, ["M001", "单晓岚", "", "", "", "", "", ""]]), Kind.CUSTOMERS, Options({}, erase_empty=True))
    facts = store.by_number(shop, "M001").facts
    assert (facts.phone, facts.birthday, facts.note, facts.number) == ("", None, "", "M001")


@pytest.mark.parametrize(
    ("existing", "note", "source"),
    [(Existing.OVERWRITE, "不要葱", "外卖"), (Existing.FILL, "少辣", "外卖"), (Existing.SKIP, "少辣", "")],
)
def test_what_happens_to_known_customers_is_the_owners_choice(
    existing: Existing, note: str, source: str, shop: Shop, write: Write, bring_in: Import
) -> None:
    bring_in(write([HEAD, SHAN]), Kind.CUSTOMERS)
    bring_in(
        write([["手机", "备注", "来源"], ["13812342764", "不要葱", "外卖"]]), Kind.CUSTOMERS, Options({}, existing)
    )
    facts = store.by_number(shop, "M001").facts
    assert (facts.note, facts.source) == (note, source)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"手机号": "138123427"}, "手机号"),
        ({"手机号": "1.38E+10"}, "手机号"),
        ({"手机号": "没有"}, "手机号"),
        ({"生日": "2月30日"}, "生日"),
        ({"生日": "03/04/1990"}, "生日"),
        ({"性别": "x"}, "性别"),
        ({"会员号": 1234567890123456789}, "会员号"),
        ({"入会日期": "昨天吧"}, "入会日期"),
    ],
)
def test_a_row_that_cannot_be_read_stays_out_with_its_column_and_number(
    cells: dict[str, object], column: str, shop: Shop, write: Write, bring_in: Import
) -> None:
    faulty = [cells.get(heading, cell) for heading, cell in zip(HEAD, SHAN, strict=True)]
    result = bring_in(write([["导出"], HEAD, LIN, faulty]), Kind.CUSTOMERS)
    assert result.new == 1
    assert [(r.row, r.column) for r in result.refusals] == [(4, column)]


def test_refused_rows_come_back_with_a_reason_and_go_in_once_mended(shop: Shop, write: Write, bring_in: Import) -> None:
    result = bring_in(write([HEAD, SHAN, ["M003", "冯知远", "1381234", "", "", "", "", ""]]), Kind.CUSTOMERS)
    assert result.refused_file
    sheet = openpyxl.load_workbook(result.refused_file).active
    assert sheet
    heading, row = (list(cells) for cells in sheet.iter_rows(values_only=True))
    assert heading == [*HEAD, "原因"]
    assert row[:3] == ["M003", "冯知远", "1381234"]
    assert "1381234" in str(row[-1])
    mended = write([[*HEAD, "原因"], ["M003", "冯知远", "13812340000", "", "", "", "", "", row[-1]]], "mended.xlsx")
    assert bring_in(mended, Kind.CUSTOMERS).new == 1


def test_two_rows_about_one_customer_that_disagree_are_not_guessed(shop: Shop, write: Write, bring_in: Import) -> None:
    other = ["M001", "单小兰", "13800000000", "", "", "", "", ""]
    result = bring_in(write([HEAD, SHAN, SHAN, other]), Kind.CUSTOMERS)
    assert (result.new, result.same, [r.row for r in result.refusals]) == (1, 1, [4])


def test_a_phone_of_two_customers_needs_the_number(shop: Shop, now: datetime, write: Write, bring_in: Import) -> None:
    for name in ("王小明", "王大明"):
        customer_actions.add(shop, CustomerFacts(name=name, phone="+8613800001111"), now)
    result = bring_in(write([["手机", "备注"], ["13800001111", "爱吃面"]]), Kind.CUSTOMERS)
    assert len(result.refusals) == 1
    assert "2 customers" in result.refusals[0].reason


def test_undo_brings_every_row_back(shop: Shop, now: datetime, write: Write, bring_in: Import) -> None:
    customer_actions.add(shop, CustomerFacts(number="M001", name="单晓岚", note="旧", tags=("老客",)), now)
    before = dump(shop)
    bring_in(write([HEAD, SHAN, LIN]), Kind.CUSTOMERS)
    assert dump(shop) != before
    assert journal.undo(shop, now) == "Imported till.xlsx"
    assert dump(shop) == before
    assert store.find(shop, "林秋月") == []


def test_undo_of_an_old_import_keeps_what_was_changed_since(
    shop: Shop, now: datetime, write: Write, bring_in: Import
) -> None:
    customer_actions.add(shop, CustomerFacts(number="M001", name="单晓岚", note="旧"), now)
    result = bring_in(write([HEAD, SHAN, LIN]), Kind.CUSTOMERS)
    lin = store.by_number(shop, "M002")
    customer_actions.add_note(shop, lin.id, "爱坐窗边", now)
    shan = store.by_number(shop, "M001")
    customer_actions.change(shop, shan.id, CustomerFacts(number="M001", name="单晓岚", note="最新"), now)
    assert result.import_id
    kept = undo_import(shop, result.import_id, now)
    assert kept > 0
    assert store.by_number(shop, "M001").facts.note == "最新"
    assert store.by_number(shop, "M002").name == "林秋月"
    with pytest.raises(UserError, match="already"):
        undo_import(shop, result.import_id, now)


def test_the_plan_shown_is_the_plan_carried_out_or_none(shop: Shop, now: datetime, write: Write) -> None:
    plan = plan_of(shop, write([HEAD, SHAN]), Kind.CUSTOMERS)
    customer_actions.add(shop, CustomerFacts(name="新来的"), now)
    with pytest.raises(UserError, match="preview"):
        jobs.carry_out(Quiet(), shop, plan, now)
    assert store.count(shop) == 1


def test_cancelling_leaves_nothing_half_done(shop: Shop, now: datetime, write: Write) -> None:
    class Impatient:
        def report(self, done: int, total: int, text: str = "") -> None:
            if done > 0:
                raise Cancelled

    plan = plan_of(shop, write([HEAD, SHAN, LIN]), Kind.CUSTOMERS)
    before = dump(shop)
    with pytest.raises(Cancelled):
        jobs.carry_out(Impatient(), shop, plan, now)
    assert dump(shop) == before


def test_own_fields_are_columns_of_the_import_at_once(
    shop: Shop, now: datetime, write: Write, bring_in: Import
) -> None:
    field = customer_actions.add_field(shop, "储值余额", FieldKind.NUMBER, now)
    result = bring_in(write([["姓名", "储值余额"], ["单晓岚", "1,200.50"], ["林秋月", "很多"]]), Kind.CUSTOMERS)
    assert (result.new, [r.column for r in result.refusals]) == (1, ["储值余额"])
    assert store.find(shop, "单晓岚")[0].facts.custom == {field: "1200.5"}


def test_a_column_becomes_a_new_field_and_undo_takes_it_away(
    shop: Shop, now: datetime, write: Write, bring_in: Import
) -> None:
    options = Options({}, new_fields={1: "口味"})
    bring_in(write([["姓名", "口味"], ["单晓岚", "少辣"]]), Kind.CUSTOMERS, options)
    assert [f.name for f in store.fields(shop)] == ["口味"]
    assert list(store.find(shop, "单晓岚")[0].facts.custom.values()) == ["少辣"]
    journal.undo(shop, now)
    assert store.fields(shop) == []


def test_columns_named_by_the_owner_are_remembered_for_the_next_file(
    shop: Shop, write: Write, bring_in: Import
) -> None:
    path = write([["甲", "乙"], ["单晓岚", "13812342764"]])
    with pytest.raises(UserError, match="甲"):
        plan_of(shop, path, Kind.CUSTOMERS)
    bring_in(path, Kind.CUSTOMERS, name="甲", phone="乙")
    assert plan_of(shop, path, Kind.CUSTOMERS).counts[Outcome.SAME] == 1


def test_a_list_brings_the_numbers_of_customers_met_on_bills(shop: Shop, write: Write, bring_in: Import) -> None:
    bills = [["下单时间", "手机号", "实付金额"], ["2026-09-01 12:00", "13812342764", "28"]]
    assert bring_in(write(bills), Kind.ORDERS).customers_created == 1
    result = bring_in(write([HEAD, SHAN]), Kind.CUSTOMERS)
    assert (result.new, result.updated) == (0, 1)
    shan = store.by_number(shop, "M001")
    assert (shan.name, shan.totals.visits) == ("单晓岚", 1)


def test_a_file_that_names_no_customer_is_refused_with_its_columns(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "weather.csv"
    path.write_text("气温,湿度\n20,50\n", encoding="utf-8")
    with pytest.raises(UserError, match="气温、湿度"):
        plan_of(shop, path, Kind.CUSTOMERS)


CONSENT = ["会员号", "姓名", "同意营销", "同意日期", "同意方式"]


def _said(shop: Shop, number: str) -> tuple[str, date | None, str]:
    facts = store.by_number(shop, number).facts
    return facts.consent.value, facts.consent_on, facts.consent_how


def test_consent_without_a_day_gets_the_day_of_the_import_and_the_file(
    shop: Shop, write: Write, bring_in: Import, now: datetime
) -> None:
    customer_actions.add(shop, CustomerFacts(number="M4", consent=Consent.YES), now)  # as the owner left it
    known = CustomerFacts(number="M5", consent=Consent.YES, consent_on=date(2025, 1, 2), consent_how="当面")
    customer_actions.add(shop, known, now)
    rows = [
        ["M1", "单晓岚", "是", "", ""],
        ["M2", "林秋月", "否", "2026-03-01", "电话"],
        ["M3", "高明", "", "", ""],
        ["M4", "王先生", "是", "", ""],
        ["M5", "赵敏", "否", "", ""],
    ]
    path = write([CONSENT, *rows], "名单.xlsx")
    result = bring_in(path, Kind.CUSTOMERS)
    assert result.undated == 2
    assert _said(shop, "M1") == ("yes", now.date(), "imported from 名单.xlsx")
    assert _said(shop, "M2") == ("no", date(2026, 3, 1), "电话")
    assert _said(shop, "M3") == ("unknown", None, "")
    assert _said(shop, "M4") == ("yes", None, "")
    assert _said(shop, "M5") == ("no", now.date(), "imported from 名单.xlsx")
    assert bring_in(path, Kind.CUSTOMERS, Options({}, erase_empty=True)).import_id is None
    assert result.import_id is not None
    undo_import(shop, result.import_id, now)
    assert _said(shop, "M5") == ("yes", date(2025, 1, 2), "当面")


@pytest.mark.parametrize(
    ("cells", "kind", "kept"),
    [
        (("1,234.50", "12"), FieldKind.NUMBER, ["1234.5", "12"]),
        (("2026/9/1", "2025年3月4日"), FieldKind.DATE, ["2026-09-01", "2025-03-04"]),
        (("00123", "456"), FieldKind.TEXT, ["00123", "456"]),
        (("13812345678", "6222021234567890123"), FieldKind.NUMBER, ["13812345678", "6222021234567890123"]),
    ],
)
def test_a_new_field_keeps_what_its_column_means_and_the_file_is_the_same_next_month(
    shop: Shop, write: Write, bring_in: Import, cells: tuple[str, str], kind: FieldKind, kept: list[str]
) -> None:
    path = write([("姓名", "会员号", "卡上"), *(("客", at, cell) for at, cell in enumerate(cells))])
    bring_in(path, Kind.CUSTOMERS, Options({}, new_fields={2: "卡上"}))
    (field,) = store.fields(shop)
    assert field.kind is kind
    found = store.fetch(shop, store.ids(shop, sort="number", descending=False))
    assert [one.facts.custom[field.id] for one in found] == kept
    assert plan_of(shop, path, Kind.CUSTOMERS).counts[Outcome.SAME] == 2


@pytest.mark.parametrize(("heading", "why"), [("姓名", "already"), ("VIP", "already"), ("长" * 31, "too long")])
def test_a_column_that_cannot_be_a_new_field_is_refused_before_anything_is_written(
    shop: Shop, write: Write, bring_in: Import, heading: str, why: str
) -> None:
    customer_actions.add_field(shop, "vip", FieldKind.TEXT, NOW)
    path = write([("姓名", "手机", heading), ("单晓岚", "13812342764", "x")])
    with pytest.raises(UserError, match=why):
        bring_in(path, Kind.CUSTOMERS, Options({}, new_fields={2: heading}))
    assert store.count(shop) == 0


def test_what_is_too_long_for_an_own_field_is_refused_not_cut(shop: Shop, write: Write) -> None:
    customer_actions.add_field(shop, "口味", FieldKind.TEXT, NOW)
    plan = plan_of(shop, write([("姓名", "口味"), ("单晓岚", "辣" * 2001)]), Kind.CUSTOMERS)
    assert [(one.row, one.column, one.reason) for one in plan.refusals] == [
        (2, "口味", "This is too long: 2001 characters, at most 2000.")
    ]


@pytest.mark.parametrize(
    ("kept", "kept_on", "said", "said_on", "then"),
    [
        (Consent.NO, date(2026, 8, 1), "是", "2024-01-01", (Consent.NO, date(2026, 8, 1))),
        (Consent.NO, date(2026, 8, 1), "是", "", (Consent.NO, date(2026, 8, 1))),
        (Consent.NO, None, "是", "2026-09-01", (Consent.YES, date(2026, 9, 1))),
        (Consent.NO, date(2026, 8, 1), "是", "2026-09-01", (Consent.YES, date(2026, 9, 1))),
        (Consent.YES, date(2026, 8, 1), "否", "2026-01-01", (Consent.YES, date(2026, 8, 1))),
        (Consent.YES, date(2026, 8, 1), "否", "", (Consent.NO, NOW.date())),
        (Consent.UNKNOWN, None, "是", "2024-01-01", (Consent.YES, date(2024, 1, 1))),
    ],
)
def test_the_latest_answer_counts_and_an_old_list_takes_no_refusal_back(
    shop: Shop, write: Write, bring_in: Import, kept: Consent, kept_on: date | None, said: str, said_on: str,
    then: tuple[Consent, date],
) -> None:  # fmt: skip
    customer_id = customer_actions.add(shop, CustomerFacts(name="单晓岚", number="7", consent=kept, consent_on=kept_on), NOW)
    bring_in(write([("会员号", "同意营销", "同意日期"), ("7", said, said_on)]), Kind.CUSTOMERS)
    facts = store.get(shop, customer_id).facts
    assert (facts.consent, facts.consent_on) == then


@pytest.mark.parametrize("cover", [[["说明"], ["本表由收银系统导出，请勿修改"]], [["Members"]], []])
def test_a_cover_before_the_table_is_passed_over(
    cover: list[list[str]], shop: Shop, tmp_path: Path, bring_in: Import
) -> None:
    book = openpyxl.Workbook()
    for row in cover:
        book.active.append(row)
    table = book.create_sheet("会员资料")
    for row in (["姓名", "手机号", "会员号"], ["张三", "13812340001", "8"]):
        table.append(row)
    book.save(tmp_path / "members.xlsx")
    assert bring_in(tmp_path / "members.xlsx", Kind.CUSTOMERS).new == 1
    assert store.by_number(shop, "8").name == "张三"
