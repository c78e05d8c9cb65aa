"""The designs that ship: complete, legible, readable by phones, and refused when one is written wrongly."""

from __future__ import annotations

import copy
import json
import math
from datetime import date
from typing import Any

import pytest

from storeassist.features.cards import designs, faces, press, sheets
from storeassist.features.cards.records import CardKind, Target
from storeassist.features.cards.records_print import CardText, OfferWords, Side
from storeassist.kernel.errors import UserError
from storeassist.kernel.paths import resources
from storeassist.kernel.text import use_language
from tests.features.cards.pressed import SHOP, TARGET, WORDS, cards, facts

LONG_WORDS = OfferWords("Noon", "¥12.50 off from ¥158", "¥12.50 off from ¥158, Mon to Fri 14:00-17:00, once per person")


def test_every_kind_of_card_has_a_design_and_every_design_a_sheet() -> None:
    assert all(designs.for_kind(kind) for kind in CardKind)
    assert [designs.for_kind(kind)[0].name for kind in (CardKind.PACKAGE, CardKind.COUPON)] == [
        "package-bar",
        "coupon-ticket",
    ]
    assert all(sheets.fitting(design) for design in designs.designs().values())


@pytest.mark.parametrize("name", designs.NAMES)
@pytest.mark.parametrize("shown", ["coupon", "target", "both"])
def test_phones_read_every_design(name: str, shown: str) -> None:
    design = designs.by_name(name)
    batch = facts(
        name,
        offer_id=1 if shown != "target" else None,
        target=TARGET if shown != "coupon" else Target(),
    )
    found = faces.qr_facts(design, batch)
    assert found.ok, found.words
    assert found.quiet == 4


@pytest.mark.parametrize("name", designs.NAMES)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("is_long", [False, True])
def test_every_design_can_be_drawn_with_its_own_texts(name: str, language: str, is_long: bool) -> None:
    use_language(language)
    shop, words = ("The Golden Noodle House", LONG_WORDS) if is_long else (SHOP, WORDS)
    for target in (Target(), TARGET):
        batch = facts(name, target=target, valid_until=date(2026, 12, 31))
        for side in Side:
            picture = press.image(batch, cards(1)[0], words, shop, side, dpi=60)
            assert not picture.isNull()


@pytest.mark.parametrize("name", designs.NAMES)
def test_a_card_without_an_offer_has_texts_of_its_own(name: str) -> None:
    batch = facts(name, offer_id=None, valid_until=None, target=TARGET)
    assert not press.image(batch, CardText(1), OfferWords(), SHOP, dpi=60).isNull()


def test_a_card_with_nothing_to_scan_says_so() -> None:
    found = faces.qr_facts(designs.by_name("package-bar"), facts(offer_id=None))
    assert not found.ok
    assert "No code" in found.words


def test_a_code_too_fine_for_print_is_noticed() -> None:
    found = faces.qr_facts(designs.by_name("bottle-label"), facts("bottle-label", offer_id=None, target=_long_target()))
    assert not found.ok
    assert "too fine" in found.words


def _long_target() -> Target:
    return Target(TARGET.kind, "https://example.com/" + "x" * 300)


def test_the_code_that_leads_is_the_design_s_choice_and_the_other_is_on_the_back() -> None:
    card, batch = cards(1)[0], facts(target=TARGET)
    design = designs.by_name("package-bar")
    assert [text for text, _box in faces.codes_on(design, batch, card, Side.FRONT)] == [TARGET.text]
    assert [text for text, _box in faces.codes_on(design, batch, card, Side.BACK)] == [card.payload]
    assert faces.has_back(batch, card)
    assert not faces.has_back(facts(), card)


def test_a_line_of_which_every_place_is_empty_is_left_out() -> None:
    assert faces.fill("{title}\nCome again", {"title": "{offer}"}, {"offer": ""}) == "Come again"
    assert faces.fill("{offer} for you", {}, {"offer": "¥8 off"}) == "¥8 off for you"


def test_braces_in_the_owners_own_names_are_printed_as_they_stand() -> None:
    places = {"place": "{code}", "code": "7K3M"}
    assert faces.fill("{place} {code}", {}, places) == "{code} 7K3M"
    assert faces.fill("{one}{two}", {"one": "{place}", "two": "{code}"}, places) == "{code}7K3M"


def test_a_place_that_no_card_knows_is_refused_by_name() -> None:
    with pytest.raises(UserError, match=r"\{ofer\}.*\{offer\}"):
        press.image(facts(fields={"title": "Get {ofer}"}), cards(1)[0], WORDS, SHOP, dpi=60)


def test_an_unknown_design_or_sheet_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UserError, match="package-bar"):
        designs.by_name("nope")
    with pytest.raises(UserError, match="a4-10-90x54"):
        sheets.by_name("nope")


def _said() -> dict[str, Any]:
    path = resources() / "templates" / "cards" / "package-bar.json"
    said: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return copy.deepcopy(said)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda said: said.pop("title"), "title"),
        (lambda said: said["front"][0].update(box=[0, 0, 95, 54]), "beyond the card"),
        (lambda said: said["front"][3].update(size=5), "smaller than 6"),
        (lambda said: said["front"][3].update(text="{nobody}"), "nobody"),
        (lambda said: said["front"][3].update(colour="pink"), "colour"),
        (lambda said: said["front"][-2].update(box=[61, 8, 24, 20]), "square"),
        (lambda said: said["front"][0].update(shape="circle"), "not known"),
        (lambda said: said["front"][0].update(blink=True), "blink"),
        (lambda said: said["fields"][0]["default"].pop("en"), "both languages"),
        (lambda said: said.update(leads="nobody"), "leads"),
        (lambda said: said["front"][3].update(text=5), "text"),
        (lambda said: said["front"][3].update(size="big"), "size"),
        (lambda said: said["front"][3].update(lines=0), "lines"),
        (lambda said: said["front"][3].update(box=[1, 2, 3]), "box"),
        (lambda said: said["front"][3].update(box=[20, 20, -5, 5]), "beyond the card"),
        (lambda said: said["front"][3].update(box=[math.nan, 2, 3, 4]), "box"),
        (lambda said: said.update(front=["rect"]), "package-bar"),
        (lambda said: said.update(choices=[]), "choices"),
        (lambda said: said.update(choices=["blue"]), "blue"),
        (lambda said: said["colours"].update(ink="black"), "black"),
        (lambda said: said["colours"].pop("paper"), "paper"),
        (lambda said: said.update(kinds=[]), "kinds"),
        (lambda said: said.update(kinds=["flag"]), "flag"),
        (lambda said: said.update(size=[0, 54]), "size"),
        (lambda said: said["fields"][0]["default"].update(en=5), "subtitle"),
        (lambda said: said["fields"].append(said["fields"][0]), "twice"),
        (lambda said: said["fields"][0].update(key="shop"), "shop"),
    ],
)
def test_a_design_that_is_written_wrongly_is_refused_with_the_place(change: Any, complaint: str) -> None:
    said = _said()
    change(said)
    with pytest.raises(ValueError, match=complaint):
        designs.read("package-bar", said)
