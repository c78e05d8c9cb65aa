"""The report of a month: one page, in the owner's language, with the figures of the shop and what to do about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from storeassist.features.habits.records import State
from storeassist.features.habits.records_value import TopShare
from storeassist.features.habits.store_rhythm import rhythms
from storeassist.features.repurchase import jobs_report, store_report
from storeassist.features.repurchase.records import Compared, Rates, SecondVisit, Share, Verdict
from storeassist.features.repurchase.records_report import MonthFigures, Report, Step
from storeassist.features.repurchase.rules_report import MOST_STEPS, percent, step_words, steps
from storeassist.features.repurchase.store_rates import rates
from storeassist.kernel import text
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.money import whole_yuan
from tests.features.repurchase import counted
from tests.features.repurchase.counted import Bill
from tests.shops import NOW, small_shop

pytestmark = pytest.mark.usefixtures("qapp")  # a page is drawn with the application there is


@pytest.fixture(scope="module")
def noodles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = small_shop(tmp_path_factory.mktemp("report") / "巷口面馆.shop")
    yield shop
    shop.close()


def words_of(path: Path) -> tuple[int, str]:
    """How many pages there are, and all that is written on them, without blanks."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(path)
    try:
        said = "".join(page.get_textpage().get_text_range() for page in document)
        return len(document), "".join(said.split())
    finally:
        document.close()


def written(shop: Shop, path: Path, month: int = 8, now: datetime = NOW) -> tuple[int, str]:
    jobs_report.write_report(Quiet(), shop, path, 2026, month, now)
    return words_of(path)


def test_a_month_that_is_over_is_told_as_of_its_end(noodles: Shop, tmp_path: Path) -> None:
    end = datetime(2026, 9, 1, 4)
    pages, said = written(noodles, tmp_path / "八月.pdf")
    paid = noodles.value("SELECT sum(amount_fen) FROM order_day WHERE day BETWEEN '2026-08-01' AND '2026-08-31'")
    again = rates(noodles, end, 90).by_customer.now
    overdue = len(rhythms(noodles, end, [State.WATCH, State.DORMANT]))
    second = rates(noodles, end, 90).second_visit[30].lately
    assert pages == 1
    for part in (
        f"lately {percent(second.now.value)}, before {percent(second.before.value)}",
        noodles.name,
        "Aug 2026",
        whole_yuan(paid),
        f"{again.part:,}/{again.whole:,}",
        f"{overdue} customers are overdue",
    ):
        assert part.replace(" ", "") in said, part
    assert "notoveryet" not in said


def test_a_month_that_lasts_says_so_and_counts_no_bill_after_now(noodles: Shop, tmp_path: Path) -> None:
    now = datetime(2026, 9, 10, 12)
    _pages, said = written(noodles, tmp_path / "九月.pdf", 9, now)
    assert "notoveryet" in said
    found = store_report.report(noodles, 2026, 9, now)
    visits = noodles.value("SELECT count(*) FROM visit WHERE day BETWEEN '2026-09-01' AND '2026-09-09'")
    assert found.figures.visits >= visits
    assert found.figures.visits < store_report.report(noodles, 2026, 9, NOW).figures.visits


def test_the_page_is_chinese_in_a_chinese_program(noodles: Shop, tmp_path: Path) -> None:
    text.use_language("zh_CN")
    try:
        _pages, said = written(noodles, tmp_path / "月报.pdf")
    finally:
        text.use_language("en")
    assert "复购月报" in said
    assert "接下来做什么" in said
    assert "Whocomesagain" not in said


@pytest.mark.parametrize(("month", "now", "why"), [(10, NOW, "not begun"), (8, datetime(2020, 1, 1), "not begun")])
def test_a_month_to_come_is_refused(noodles: Shop, tmp_path: Path, month: int, now: datetime, why: str) -> None:
    with pytest.raises(UserError, match=why):
        jobs_report.write_report(Quiet(), noodles, tmp_path / "x.pdf", 2026, month, now)
    assert list(tmp_path.iterdir()) == []


def test_a_month_before_the_book_or_of_an_empty_shop_is_refused(noodles: Shop, shop: Shop, tmp_path: Path) -> None:
    for one, year in ((noodles, 2019), (shop, 2026)):
        with pytest.raises(UserError, match="no bill"):
            jobs_report.write_report(Quiet(), one, tmp_path / "x.pdf", year, 5, NOW)


def test_a_name_of_rare_signs_and_great_length_stays_on_the_page(noodles: Shop, tmp_path: Path) -> None:
    found = store_report.report(noodles, 2026, 8, NOW)
    from storeassist.features.repurchase import press

    press.write(replace(found, shop_name="𠮷野🍜" + "很长的店名" * 11), tmp_path / "long.pdf")
    pages, said = words_of(tmp_path / "long.pdf")
    assert pages == 1
    assert "野很长的店名" in said


def test_newcomers_of_a_young_book_stand_beside_no_month_before(noodles: Shop, tmp_path: Path) -> None:
    from storeassist.features.repurchase import press

    found = replace(store_report.report(noodles, 2026, 8, NOW), before=MonthFigures(70_00, 8, 6, 5, 7_777))
    for tells in (True, False):
        press.write(replace(found, tells_newcomers=tells), tmp_path / "a.pdf")
        said = words_of(tmp_path / "a.pdf")[1]
        assert "Themonthbefore:¥70" in said
        assert ("Themonthbefore:7,777" in said) is tells


def test_a_place_that_takes_no_file_is_said_in_words_and_nothing_is_left(noodles: Shop, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not there any more"):
        jobs_report.write_report(Quiet(), noodles, tmp_path / "nowhere" / "x.pdf", 2026, 8, NOW)
    kept = tmp_path / "kept.pdf"
    kept.mkdir()
    with pytest.raises(UserError, match="is a folder"):
        jobs_report.write_report(Quiet(), noodles, kept, 2026, 8, NOW)
    assert [one.name for one in tmp_path.iterdir()] == ["kept.pdf"]


def test_a_month_is_over_at_the_midnight_that_begins_the_next() -> None:
    with counted.shop_with([Bill(datetime(2026, 7, 1, 12), 1), Bill(datetime(2026, 8, 5, 12), 1)]) as shop:
        at_midnight = store_report.report(shop, 2026, 8, datetime(2026, 9, 1))
        in_the_night = store_report.report(shop, 2026, 8, datetime(2026, 9, 1, 3))
    assert at_midnight.is_over and at_midnight.before is not None
    assert not in_the_night.is_over


def test_the_month_before_is_told_only_when_the_book_has_all_of_it() -> None:
    bills = [Bill(datetime(2026, month, 20, 12), 1) for month in (3, 4, 5, 6, 7)]
    with counted.shop_with(bills) as shop:
        april, may, july = (store_report.report(shop, 2026, month, NOW) for month in (4, 5, 7))
    assert april.before is None
    assert may.before is not None
    assert [one.tells_newcomers for one in (april, may, july)] == [False, False, False]
    with counted.shop_with([Bill(datetime(2026, 3, 1, 12), 1), *bills]) as shop:
        assert store_report.report(shop, 2026, 7, NOW).tells_newcomers


def test_bills_without_a_time_on_the_first_belong_to_the_next_month_in_every_figure() -> None:
    august = [Bill(datetime(2026, 8, day), who) for who in range(1, 5) for day in (3, 20)]
    night, first = Bill(datetime(2026, 9, 1, 1), 6, fen=5000), Bill(datetime(2026, 9, 1), 5, fen=9000)
    with counted.shop_with([*august, night, first]) as shop:
        found = store_report.report(shop, 2026, 8, NOW)
        assert (found.figures.bills, found.figures.visits, found.figures.newcomers) == (9, 9, 5)  # the night is August's
        assert (found.rates.by_customer.now.part, found.rates.by_customer.now.whole) == (4, 4)
        assert found.top[0].of_fen == 8 * 3000
        assert [one.first_day for one in found.cohorts] == [date(2026, 8, 1)]
        assert found.cohorts[0].active == (5,)


def test_a_report_goes_into_a_pdf_and_over_no_other_file(noodles: Shop) -> None:
    with pytest.raises(UserError, match=r"ends in \.pdf"):
        jobs_report.write_report(Quiet(), noodles, noodles.path, 2026, 8, NOW)
    assert noodles.path.read_bytes().startswith(b"SQLite")


def quiet_month() -> Report:
    """A month after which there is nothing to do."""
    same = Compared(Share(30, 60), Share(30, 60), -0.2, 0.2, Verdict.WITHIN_ERROR)
    second = {30: SecondVisit(30, Share(60, 100), same)}
    return Report(
        shop_name="面馆",
        first_day=date(2026, 8, 1),
        is_over=True,
        moment=datetime(2026, 9, 1, 4),
        figures=MonthFigures(100_00, 10, 8, 6, 25),
        before=None,
        tells_newcomers=True,
        rates=Rates(90, datetime(2026, 6, 3), datetime(2026, 9, 1), same, same, same, second),
        cohorts=(),
        states=dict.fromkeys(State, 0),
        top=(TopShare(20, 20, 100, 40_00, 100_00),),
        sources=(),
        buyers=100,
        buyers_without_source=10,
    )


def test_each_next_step_follows_from_its_figure_and_there_are_at_most_three() -> None:
    month = quiet_month()
    lowered = replace(month.rates.by_customer, verdict=Verdict.LOWERED)
    few = {30: SecondVisit(30, Share(20, 100), lowered)}
    late = replace(month, states={**month.states, State.WATCH: 4, State.DORMANT: 3})
    rich = replace(month, top=(TopShare(20, 20, 100, 60_00, 100_00),))
    assert steps(month) == []
    assert steps(late) == [Step.ASK_BACK]
    assert step_words(Step.ASK_BACK, late).startswith("7 customers")
    assert steps(replace(month, rates=replace(month.rates, second_visit=few))) == [Step.SECOND_VISIT]
    assert steps(replace(month, rates=replace(month.rates, by_customer=lowered))) == [Step.FEWER_RETURN]
    assert steps(replace(month, before=MonthFigures(0, 0, 0, 0, 40))) == [Step.FEWER_NEW]
    assert steps(replace(month, before=MonthFigures(0, 0, 0, 0, 40), tells_newcomers=False)) == []
    assert steps(rich) == [Step.KNOW_THE_BEST]
    assert "60.0%" in step_words(Step.KNOW_THE_BEST, rich)
    assert steps(replace(month, buyers_without_source=51)) == [Step.ASK_SOURCE]
    everything = replace(
        late, rates=replace(month.rates, second_visit=few, by_customer=lowered), buyers_without_source=90
    )
    assert steps(everything) == [Step.FEWER_RETURN, Step.ASK_BACK, Step.SECOND_VISIT]
    assert len(steps(everything)) == MOST_STEPS
