"""A batch becomes a PDF whose every code was read back, and the shop file knows exactly the cards that left it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from storeassist.features.cards import actions, jobs, jobs_press, store
from storeassist.features.cards.records import CardKind, TargetKind
from storeassist.features.cards.records_print import Layout
from storeassist.features.coupons import actions as coupon_actions
from storeassist.features.coupons import store as coupons
from storeassist.features.coupons.records import Bill, State
from storeassist.features.coupons.store_verdicts import verdict
from storeassist.features.offers import actions as offers
from storeassist.features.offers import store as offer_store
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled, Quiet
from tests.features.cards import printing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of its own for what is printed."""
    made = tmp_path / "out"
    made.mkdir()
    return made


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def payloads(shop: Shop, batch_id: int) -> list[str]:
    codes = store.codes_of(shop, store.get(shop, batch_id))
    return [payload for _short, payload in coupons.printed_forms(shop, codes)]


def test_every_card_of_the_finished_file_has_its_coupon(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 12)
    out = folder / "券卡 五月.pdf"
    run = jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), out, now)
    assert (run.first, run.last, run.pages, run.why) == (1, 12, 2, "")
    assert sorted(printing.read(out)) == sorted(payloads(shop, batch.id))
    assert files(folder) == [out.name]
    printed = store.get(shop, batch.id)
    assert (printed.printed, printed.printed_at) == (12, now)
    assert store.runs(shop, batch.id) == [run]
    for payload in payloads(shop, batch.id):
        answer = verdict(shop, payload, Bill(60_00, now), now)
        assert (answer.is_ok, answer.discount_fen) == (True, 8_00)


def test_cards_of_a_code_of_the_owners_alone_make_no_coupons(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 3, offer_id=None, target=printing.PERSONAL, kind=CardKind.PACKAGE)
    before = printing.rows(shop)
    jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), folder / "bags.pdf", now)
    assert printing.rows(shop) == {**before, "card_run": 1}
    assert printing.read(folder / "bags.pdf") == [printing.PERSONAL.text] * 3


def test_both_codes_of_a_package_card_are_on_it(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 3, target=printing.GROUP, kind=CardKind.PACKAGE)
    layout = printing.layout(batch, duplex=True)
    run = jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "bags.pdf", now)
    assert (batch.facts.target.kind, run.pages) == (TargetKind.GROUP, 2)
    read = printing.read(folder / "bags.pdf")
    assert set(payloads(shop, batch.id)) | {printing.GROUP.text} == set(read)


def test_what_is_left_of_a_batch_is_printed_by_itself(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 12)
    layout = printing.layout(batch)
    jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "test.pdf", now, serials=[5])
    first = payloads(shop, batch.id)
    assert printing.read(folder / "test.pdf") == [first[4]]
    run = jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "rest.pdf", now + timedelta(minutes=1))
    assert (run.first, run.last) == (1, 12)
    assert sorted(printing.read(folder / "rest.pdf")) == sorted(first[:4] + first[5:])
    assert payloads(shop, batch.id) == first
    assert store.released(shop, batch.id) == set(range(1, 13))


def test_a_card_is_printed_again_only_with_a_reason_which_is_kept(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 4)
    layout = printing.layout(batch)
    out, later = folder / "cards.pdf", now + timedelta(days=1)
    jobs.print_batch(Quiet(), shop, batch.id, layout, out, now)
    before, content = printing.rows(shop), out.read_bytes()
    for serials in (None, [2], [1, 2, 3, 4]):
        with pytest.raises(UserError, match="were printed on 15 Sep already") as refused:
            jobs.print_batch(Quiet(), shop, batch.id, layout, out, later, serials=serials)
        assert refused.value.field == "why"
    assert (printing.rows(shop), out.read_bytes()) == (before, content)
    first = payloads(shop, batch.id)
    run = jobs.print_batch(Quiet(), shop, batch.id, layout, out, later, why=" paper \n jam ", serials=[2, 3])
    assert (run.first, run.last, run.why) == (2, 3, "paper jam")
    assert sorted(printing.read(out)) == sorted(first[1:3])
    assert printing.rows(shop) == {**before, "card_run": 2}
    assert store.get(shop, batch.id).printed == 4


def test_cards_that_a_file_lacks_are_told_by_the_run_it_comes_from(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 9)
    layout = printing.layout(batch)
    jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "test.pdf", now, serials=[5])
    jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "rest.pdf", now + timedelta(minutes=1))
    for found, lacks in (
        ({5}, set()),
        ({1, 2, 3, 4, 6, 7, 8, 9}, set()),
        ({1, 2, 3, 4, 6, 8, 9}, {7}),
        (set(range(1, 10)), set()),
    ):
        assert jobs.missing(shop, batch, found) == lacks


def test_printing_is_not_taken_back(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 2)
    jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), folder / "cards.pdf", now)
    with suppress(UserError):  # the offer that is on the cards
        while journal.undo(shop, now):
            pass
    assert store.get(shop, batch.id).printed == 2
    assert all(coupons.by_text(shop, text, now).state is State.ISSUED for text in payloads(shop, batch.id))


def test_the_day_on_the_cards_is_the_day_of_their_coupons(shop: Shop, now: datetime, folder: Path) -> None:
    offer_id = printing.offer(shop, now, valid_to=date(2026, 10, 31), days_after_issue=14)
    batch = printing.batch(shop, now, 2, offer_id=offer_id, valid_until=date(2026, 12, 31))
    plan = jobs.prepare(shop, batch, [1, 2])
    assert plan.facts.valid_until == date(2026, 10, 31)
    jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), folder / "cards.pdf", now)
    much_later = datetime(2026, 10, 31, 20, 0)  # the fourteen days begin once a customer has the card
    for text in payloads(shop, batch.id):
        assert verdict(shop, text, Bill(60_00, much_later), much_later).is_ok
        assert not verdict(shop, text, Bill(60_00, much_later + timedelta(days=1)), much_later).is_ok


def test_a_card_printed_again_says_what_the_first_one_said(shop: Shop, now: datetime, folder: Path) -> None:
    offer_id = printing.offer(shop, now)
    batch = printing.batch(shop, now, 2, offer_id=offer_id)
    before = jobs.prepare(shop, batch, [1, 2])
    jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), folder / "cards.pdf", now)
    offers.edit(
        shop, offer_id, printing.OFFER, replace(printing.TERMS, value_fen=3_00, valid_to=date(2026, 9, 30)), now
    )
    after = jobs.prepare(shop, store.get(shop, batch.id), [1, 2])
    assert (after.words, after.facts.valid_until) == (before.words, before.facts.valid_until)


@pytest.mark.parametrize("moment", [("Drawing", 0), ("Drawing", 1), ("Reading", 0), ("Reading", 12)])
def test_given_up_at_any_moment_nothing_is_left(
    moment: tuple[str, int], shop: Shop, now: datetime, folder: Path
) -> None:
    batch = printing.batch(shop, now, 12)
    before = printing.rows(shop)

    def give_up(done: int, _total: int, text: str) -> None:
        if text.startswith(moment[0]) and done >= moment[1]:
            raise Cancelled

    with pytest.raises(Cancelled):
        jobs.print_batch(printing.Told(give_up), shop, batch.id, printing.layout(batch), folder / "cards.pdf", now)
    assert (files(folder), printing.rows(shop), store.get(shop, batch.id)) == ([], before, batch)


def damaged(shop: Shop, batch_id: int, folder: Path, serial: int, payload: str) -> printing.Told:
    """A job in which, once the pages are drawn, those of a file take their place where one card holds ``payload``."""
    batch = store.get(shop, batch_id)
    plan = jobs.prepare(shop, batch, list(range(2, batch.facts.quantity + 1)))
    cards = [replace(card, payload=payload) if card.serial == serial else card for card in plan.cards]
    wrong = folder.parent / "wrong.pdf"
    jobs_press.make_pdf(Quiet(), plan.facts, cards, printing.layout(batch), wrong, shop.name, plan.words)

    def put_in_place(_done: int, _total: int, text: str) -> None:
        if text.startswith("Reading") and wrong.exists():
            wrong.replace(next(folder.glob(".storeassist-*")))

    return printing.Told(put_in_place)


@pytest.mark.parametrize("payload", ["", "0123456789", printing.PERSONAL.text])
def test_one_card_that_cannot_be_read_stops_all_and_is_named(
    payload: str, shop: Shop, now: datetime, folder: Path
) -> None:
    batch = printing.batch(shop, now, 12)
    layout = printing.layout(batch)
    jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "test.pdf", now, serials=[1])
    before = printing.rows(shop)
    short = coupons.printed_forms(shop, [store.codes_of(shop, store.get(shop, batch.id))[6]])[0][0]
    job = damaged(shop, batch.id, folder, 7, payload)
    with pytest.raises(UserError, match=f"card 7 {short}"):
        jobs.print_batch(job, shop, batch.id, layout, folder / "cards.pdf", now + timedelta(minutes=1))
    assert (files(folder), printing.rows(shop)) == (["test.pdf"], before)


def test_a_batch_changed_while_it_is_drawn_is_not_released(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 2)
    before = printing.rows(shop)

    def change(_done: int, _total: int, text: str) -> None:
        if text.startswith("Reading") and store.get(shop, batch.id) == batch:
            actions.edit(shop, batch.id, replace(batch.facts, quantity=3), now)

    with pytest.raises(UserError, match="Print it once more"):
        jobs.print_batch(printing.Told(change), shop, batch.id, printing.layout(batch), folder / "cards.pdf", now)
    assert (files(folder), printing.rows(shop)) == ([], before)


def test_cards_that_promise_more_than_the_offer_by_now_are_not_released(
    shop: Shop, now: datetime, folder: Path
) -> None:
    batch = printing.batch(shop, now, 2)
    before = printing.rows(shop)

    def change(_done: int, _total: int, text: str) -> None:
        one = offer_store.get(shop, batch.facts.offer_id or 0)
        if text.startswith("Reading") and one.version == 1:
            offers.edit(shop, one.id, one.name, replace(one.terms, value_fen=1_00), now)

    with pytest.raises(UserError, match="The offer was changed"):
        jobs.print_batch(printing.Told(change), shop, batch.id, printing.layout(batch), folder / "cards.pdf", now)
    assert (files(folder), printing.rows(shop)) == ([], before)


def test_a_card_whose_code_is_cancelled_is_not_printed(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 4)
    layout, later = printing.layout(batch), now + timedelta(minutes=1)
    jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "first.pdf", now, serials=[1])
    made = coupons.ids_of_issue(shop, store.get(shop, batch.id).issue_id or 0)
    coupon_actions.cancel(shop, made[1:3], "given away", now)
    with pytest.raises(UserError, match="cancelled or expired: 2"):
        jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "rest.pdf", later, serials=[2, 4])
    jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "rest.pdf", later)
    assert printing.read(folder / "rest.pdf") == payloads(shop, batch.id)[3:]
    coupon_actions.cancel(shop, [made[0], made[3]], "over", later)
    with pytest.raises(UserError, match="No card of this batch can be used"):
        jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "again.pdf", later, why="lost")


def test_what_is_dead_on_the_day_of_printing_is_not_printed(shop: Shop, now: datetime, folder: Path) -> None:
    until, late = now.date() + timedelta(days=2), now + timedelta(days=30)
    coupon = printing.batch(shop, now, 2, valid_until=until)
    group = printing.batch(shop, now, 2, name="bags", offer_id=None, target=printing.GROUP, kind=CardKind.PACKAGE)
    for batch, words in ((coupon, "is in the past"), (group, "The group code died")):
        with pytest.raises(UserError, match=words):
            jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), folder / "cards.pdf", late)
    jobs.print_batch(Quiet(), shop, coupon.id, printing.layout(coupon), folder / "one.pdf", now, serials=[1])
    with pytest.raises(UserError, match="can be used any more"):
        jobs.print_batch(Quiet(), shop, coupon.id, printing.layout(coupon), folder / "cards.pdf", late)
    assert files(folder) == ["one.pdf"]


def test_the_shop_file_is_never_taken_for_paper(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 2)
    (folder / "alias.pdf").hardlink_to(shop.path)
    with pytest.raises(UserError, match="is the shop file itself"):
        jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), folder / "alias.pdf", now)
    with pytest.raises(UserError):
        jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), folder / f"{'x' * 300}.pdf", now)
    assert (files(folder), store.get(shop, batch.id).printed) == (["alias.pdf"], 0)


def test_names_and_places_that_cannot_be_are_refused_before_any_work(shop: Shop, now: datetime, folder: Path) -> None:
    batch = printing.batch(shop, now, 4)
    layout = printing.layout(batch)
    (folder / "folder.pdf").mkdir()

    def print_to(path: Path, how: Layout = layout, **more: object) -> None:
        job = printing.Told(lambda *_: pytest.fail("nothing is drawn"))
        jobs.print_batch(job, shop, batch.id, how, path, now, **more)  # type: ignore[arg-type]

    for path, words in (
        (shop.path, "must end in .pdf"),
        (folder / "cards", "must end in .pdf"),
        (folder / "folder.pdf", "is a folder"),
        (folder / "gone" / "cards.pdf", "is not there any more"),
    ):
        with pytest.raises(UserError, match=words):
            print_to(path)
    for serials in ([], [0], [5], [1, 99]):
        with pytest.raises(UserError, match="has the cards 1 to 4"):
            print_to(folder / "cards.pdf", serials=serials)
    with pytest.raises(UserError, match="places"):
        print_to(folder / "cards.pdf", replace(layout, start=99))
    with pytest.raises(UserError, match="no sheet called"):
        print_to(folder / "cards.pdf", replace(layout, sheet="nothing"))
    assert files(folder) == ["folder.pdf"]


def test_a_file_that_another_program_took_meanwhile_is_said_and_the_next_run_needs_no_reason(
    shop: Shop, now: datetime, folder: Path
) -> None:
    batch = printing.batch(shop, now, 2)
    out = folder / "cards.pdf"
    shop.on_change(lambda _changes: out.exists() or (out / "kept").mkdir(parents=True))  # type: ignore[arg-type,func-returns-value]
    with pytest.raises(UserError, match=r"cards.pdf is a folder"):
        jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), out, now)
    shutil.rmtree(out)
    shop._listeners.clear()
    run = jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), out, now + timedelta(minutes=1))
    assert (run.why, files(folder)) == ("", ["cards.pdf"])


def test_a_file_that_another_program_holds_is_said_before_any_work(
    shop: Shop, now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = printing.batch(shop, now, 2)
    out = folder / "cards.pdf"
    out.write_bytes(b"%PDF of before")

    def held(path: Path, *_how: object, **_more: object) -> None:
        raise PermissionError(13, "The process cannot access the file", str(path))

    monkeypatch.setattr(Path, "open", held)  # what Windows says of a PDF that a viewer shows
    with pytest.raises(UserError, match=r"cards.pdf is open in another program"):
        jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), out, now)
    monkeypatch.undo()
    assert (files(folder), out.read_bytes()) == (["cards.pdf"], b"%PDF of before")


FULL = """
import resource, signal, sys
from pathlib import Path
from storeassist.features import SCHEMA
from storeassist.features.cards import jobs, store
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from tests.conftest import NOW
from tests.features.cards import printing
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
shop = Shop.open(Path(sys.argv[1]), SCHEMA)
batch = store.get(shop, store.ids(shop)[0])
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
try:
    jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), Path(sys.argv[2]), NOW)
except UserError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_full_disk_is_said_and_leaves_nothing(shop: Shop, now: datetime, folder: Path) -> None:
    printing.batch(shop, now, 12)
    before = printing.rows(shop)
    program = [sys.executable, "-c", FULL, str(shop.path), str(folder / "cards.pdf")]
    ended = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
    assert ended.stdout.startswith("The disk is full: cards.pdf was not written."), ended.stdout + ended.stderr
    assert (files(folder), printing.rows(shop)) == ([], before)


def test_cards_of_an_offer_stopped_meanwhile_are_refused_before_any_is_drawn(
    shop: Shop, now: datetime, folder: Path
) -> None:
    batch = printing.batch(shop, now, 2)
    offers.retire(shop, [batch.facts.offer_id or 0], now)
    job = printing.Told(lambda *_: pytest.fail("nothing is drawn"))
    with pytest.raises(UserError, match="is retired"):
        jobs.print_batch(job, shop, batch.id, printing.layout(batch), folder / "cards.pdf", now)
    assert files(folder) == []


def test_cards_that_are_out_are_printed_again_though_their_offer_is_stopped(
    shop: Shop, now: datetime, folder: Path
) -> None:
    batch = printing.batch(shop, now, 2)
    layout, later = printing.layout(batch), now + timedelta(days=1)
    jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "cards.pdf", now)
    offers.retire(shop, [batch.facts.offer_id or 0], later)
    run = jobs.print_batch(Quiet(), shop, batch.id, layout, folder / "again.pdf", later, why="lost")
    assert (run.first, run.last) == (1, 2)


def test_cards_that_no_till_would_ever_take_are_neither_planned_nor_printed(
    shop: Shop, now: datetime, folder: Path
) -> None:
    until = now.date() + timedelta(days=9)
    batch = printing.batch(shop, now, 2, valid_until=until)
    offer = offer_store.get(shop, batch.facts.offer_id or 0)
    offers.edit(shop, offer.id, offer.name, replace(offer.terms, valid_from=until + timedelta(days=1)), now)
    with pytest.raises(UserError, match="The offer begins on"):
        actions.edit(shop, batch.id, replace(batch.facts, quantity=5), now)
    with pytest.raises(UserError, match="The offer begins on"):
        jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), folder / "cards.pdf", now)
    assert (files(folder), store.get(shop, batch.id)) == ([], batch)
