"""No file leaves the press unless every code in it was read: each way of failing stops it and names the card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QThread

from storeassist.features.cards import designs, jobs_press, press, press_pages, sheets
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_print import CardText, Expected, Layout
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled, Quiet
from tests.features.cards.pressed import SHOP, TARGET, WORDS, cards, facts

SHEET = Layout("a4-10-90x54")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cards.pdf"


def pressed(path: Path, batch: BatchFacts, made: list[CardText], layout: Layout = SHEET) -> list[Expected]:
    """Write the file and return what it must hold."""
    jobs_press.make_pdf(Quiet(), batch, made, layout, path, SHOP, WORDS)
    return jobs_press.expected(batch, made, layout)


@pytest.mark.parametrize("name", designs.NAMES)
def test_every_design_is_read_back_from_every_sheet_it_fits(path: Path, name: str) -> None:
    for sheet in sheets.fitting(designs.by_name(name)):
        layout = Layout(sheet.name, start=min(2, sheet.places), duplex=True)
        batch, made = facts(name, target=TARGET), cards(min(sheet.places, 6))
        must = pressed(path, batch, made, layout)
        found = jobs_press.verify(Quiet(), path, must)
        assert sorted(found.codes) == sorted(one.text for one in must)
        assert found.pages == max(one.page for one in must) + 1


def test_a_long_run_is_read_by_two_processes_and_tells_how_far_it_is(path: Path) -> None:
    class Watched:
        seen: list[tuple[int, int]] = []  # noqa: RUF012 - one test, one list

        def report(self, done: int, total: int, text: str = "") -> None:
            self.seen.append((done, total))

    made = cards(55)
    must = pressed(path, facts(), made)
    found = jobs_press.verify(Watched(), path, must)
    assert found.codes == tuple(card.payload for card in made)
    assert Watched.seen[-1] == (55, 55)


def test_a_card_that_is_missing_is_named_with_its_page(path: Path) -> None:
    made = cards(12)
    must = [*pressed(path, facts(), made), replace(_last(made), page=1, box=(61, 67, 24, 24))]
    with pytest.raises(UserError, match=r"Page 2: the code of card 99 AAAA is not read"):
        jobs_press.verify(Quiet(), path, must)


def _last(made: list[CardText]) -> Expected:
    return Expected(0, "1" * 37, 99, "AAAA", (0, 0, 1, 1))


def test_a_page_that_is_missing_is_noticed(path: Path) -> None:
    made = cards(3)
    must = [*pressed(path, facts(), made), replace(_last(made), page=7)]
    with pytest.raises(UserError, match="Page 8: the code of card 99"):
        jobs_press.verify(Quiet(), path, must)


def test_two_cards_that_changed_places_are_noticed(path: Path) -> None:
    made = cards(2)
    one, other = pressed(path, facts(), made)
    with pytest.raises(UserError, match=r"Page 1: card 1 \S+ holds another code"):
        jobs_press.verify(Quiet(), path, [replace(one, text=other.text), replace(other, text=one.text)])


def test_a_code_nobody_asked_for_is_noticed(path: Path) -> None:
    must = pressed(path, facts(), cards(3))
    with pytest.raises(UserError, match="does not belong there"):
        jobs_press.verify(Quiet(), path, must[:2])


def test_one_code_on_two_cards_is_noticed(path: Path) -> None:
    first, second, third = cards(3)
    must = pressed(path, facts(), [first, replace(second, payload=first.payload), third])
    with pytest.raises(UserError, match=r"Card 1 \S+ has the code of another card"):
        jobs_press.verify(Quiet(), path, must)


FINE = replace(TARGET, text="https://example.com/" + "x" * 700)


def test_a_code_too_fine_for_a_phone_is_not_even_drawn(path: Path) -> None:
    batch = facts("bottle-label", offer_id=None, target=FINE)
    with pytest.raises(UserError, match=r"would not read these cards\. Module 0\.\d+ mm: too fine"):
        jobs_press.make_pdf(Quiet(), batch, [CardText(1)], Layout("label-40x30"), path, SHOP, WORDS)
    assert not path.exists()


def test_cards_without_any_code_are_not_printed(path: Path) -> None:
    with pytest.raises(UserError, match="No code on this card"):
        jobs_press.make_pdf(Quiet(), facts(offer_id=None), [CardText(1)], SHEET, path, SHOP, WORDS)


def test_a_code_too_fine_to_be_read_surely_is_not_released(path: Path) -> None:
    batch, layout = facts("bottle-label", offer_id=None, target=FINE), Layout("label-40x30")
    press_pages.write_pdf(Quiet(), path, "", press_pages.Run(press.Plate(batch, WORDS, SHOP), [CardText(1)], layout))
    with pytest.raises(UserError, match=r"Page 1: the code of card 1 is not read surely"):
        jobs_press.verify(Quiet(), path, jobs_press.expected(batch, [CardText(1)], layout))


def test_a_pdf_from_elsewhere_is_read_without_knowing_what_it_holds(path: Path) -> None:
    made = cards(11)
    pressed(path, facts(target=TARGET), made, Layout("a4-10-90x54", duplex=True))
    found = jobs_press.verify(Quiet(), path, None)
    assert found.pages == 4
    assert sorted(found.codes) == sorted([TARGET.text] * 11 + [card.payload for card in made])


def test_what_is_no_pdf_is_refused_in_words(path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        jobs_press.verify(Quiet(), path, None)
    path.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(UserError, match="not a PDF"):
        jobs_press.verify(Quiet(), path, None)


class GivesUp:
    """An owner who presses cancel after so many reports."""

    def __init__(self, after: int) -> None:
        self.left = after

    def report(self, done: int, total: int, text: str = "") -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_cancelled_while_drawing_leaves_no_file(path: Path) -> None:
    with pytest.raises(Cancelled):
        jobs_press.make_pdf(GivesUp(1), facts(), cards(40), SHEET, path, SHOP, WORDS)
    assert not path.exists()


def test_cancelled_while_reading_ends_at_once(path: Path) -> None:
    must = pressed(path, facts(), cards(60))
    with pytest.raises(Cancelled):
        jobs_press.verify(GivesUp(0), path, must)


def test_a_text_that_fails_leaves_no_file(path: Path) -> None:
    with pytest.raises(UserError):
        jobs_press.make_pdf(Quiet(), facts(fields={"title": "😀"}), cards(1), SHEET, path, SHOP, WORDS)
    assert not path.exists()


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        jobs_press.make_pdf(Quiet(), facts(), cards(1), SHEET, tmp_path / "gone" / "cards.pdf", SHOP, WORDS)


def test_pages_are_drawn_off_the_main_thread(path: Path, qapp: object) -> None:
    class Background(QThread):
        pages = 0

        def run(self) -> None:
            self.pages = jobs_press.make_pdf(Quiet(), facts(), cards(12), SHEET, path, SHOP, WORDS)

    thread = Background()
    thread.start()
    assert thread.wait(20_000)
    assert thread.pages == 2
    assert len(jobs_press.verify(Quiet(), path, None).codes) == 12
