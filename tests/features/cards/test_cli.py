"""Cards from a script: from the offer to the paper, and from the paper to the till."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storeassist import cli
from storeassist.features import SCHEMA
from storeassist.features.cards import jobs, jobs_press, store
from storeassist.features.cards.records import CardKind
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from tests.adapters.codes import GROUP, WECHAT, code, saved, screenshot
from tests.features.cards import printing

Run = Callable[..., Any]
OFFER = {"name": "满58减8", "kind": "amount_off", "value": 8, "min_spend": 58}
BATCH: dict[str, Any] = {"name": "五月券卡", "kind": "coupon_card", "offer": "满58减8", "quantity": 12}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a new shop at a moment in November; returns its document, or the message of a refusal."""
    shop = tmp_path / "noodle.shop"

    def call(*args: object, now: str = "2026-11-22T11:06") -> Any:
        whole = ["--shop", str(shop), "--json", "--lang", "en", "--now", now, *map(str, args)]
        ended = cli.run(whole)
        out, err = capsys.readouterr()
        if not out:
            assert ended in (1, 2), err
            return err.strip()
        return json.loads(out)

    call("shop", "new", "--name", "Noodle House")
    return call


def written(folder: Path, document: object, name: str = "document.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(document), "utf-8")
    return file


def test_from_the_offer_to_the_paper_and_back_to_the_till(run: Run, tmp_path: Path) -> None:
    run("offers", "add", written(tmp_path, OFFER))
    out = tmp_path / "cards.pdf"
    assert run("cards", "new", written(tmp_path, BATCH)) == {
        "name": "五月券卡",
        "id": 1,
        "quantity": 12,
        "design": printing.usual(CardKind.COUPON),
        "warnings": [],
    }
    assert run("cards", "print", "五月券卡", "--out", out) == {
        "batch": "五月券卡",
        "cards": 12,
        "pages": 2,
        "verified": 12,
        "file": str(out),
        "first": 1,
        "last": 12,
    }
    checked = run("cards", "verify", out)
    assert (checked["pages"], checked["codes"], checked["ok"]) == (2, 12, True)
    assert (checked["coupons"], checked["batches"]) == (12, ["五月券卡"])

    payloads = printing.read(out)
    assert len(set(payloads)) == 12
    assert all(payload.isascii() and payload.isdigit() for payload in payloads)
    redeemed = run("redeem", payloads[0], "--amount", "60")
    assert (redeemed["ok"], redeemed["reason"], redeemed["discount_fen"]) == (True, "ok", 800)
    again = run("redeem", payloads[0], "--amount", "60")
    assert (again["ok"], again["reason"]) == (False, "used")
    assert run("redeem", payloads[1], "--amount", "60", "--check")["ok"]
    once_more = run("cards", "print", "五月券卡", "--out", out, "--again", "paper jam")
    assert (once_more["cards"], once_more["verified"]) == (11, 11)
    assert sorted(printing.read(out)) == sorted(payloads[1:])  # the card that is used up is not printed again
    assert run("redeem", payloads[0], "--amount", "60")["reason"] == "used"
    assert run("shop", "check")["ok"]


def test_a_file_in_which_a_card_cannot_be_read_any_more_is_told_with_its_number(run: Run, tmp_path: Path) -> None:
    run("offers", "add", written(tmp_path, OFFER))
    run("cards", "new", written(tmp_path, BATCH))
    out = tmp_path / "cards.pdf"
    run("cards", "print", BATCH["name"], "--out", out)
    shop = Shop.open(tmp_path / "noodle.shop", SCHEMA)
    batch = store.by_name(shop, BATCH["name"])
    plan = jobs.prepare(shop, batch, range(1, 13))
    cards = [replace(card, payload="") if card.serial == 7 else card for card in plan.cards]
    jobs_press.make_pdf(Quiet(), plan.facts, cards, printing.layout(batch), out, shop.name, plan.words)
    shop.close()
    assert run("cards", "verify", out) == "cards.pdf lacks cards of 五月券卡, or they cannot be read: 7."


def test_cards_are_printed_once_unless_a_reason_is_given(run: Run, tmp_path: Path) -> None:
    run("offers", "add", written(tmp_path, OFFER))
    run("cards", "new", written(tmp_path, BATCH))
    out = tmp_path / "cards.pdf"
    run("cards", "print", "五月券卡", "--out", out)
    assert "were printed on 22 Nov already" in run("cards", "print", "五月券卡", "--out", out)
    again = run("cards", "print", "五月券卡", "--out", out, "--again", "paper jam", "--start", "3")
    assert (again["cards"], again["pages"], again["first"], again["last"]) == (12, 2, 1, 12)
    (listed,) = run("cards", "batches")
    assert (listed["quantity"], listed["printed"], listed["offer"]) == (12, 12, "满58减8")


def test_the_owners_code_is_read_beside_the_document_and_a_groups_is_warned_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "group.png").write_bytes(saved(screenshot(code(GROUP, size=9))))
    bag = {
        "name": "袋",
        "kind": "package_card",
        "quantity": 2,
        "valid_until": "2026-12-31",
        "target_image": "group.png",
    }
    made = run("cards", "new", written(tmp_path, bag))
    assert made["warnings"] == ["The group code dies on 29 Nov; the cards are valid until 31 Dec."]
    out = tmp_path / "bags.pdf"
    run("cards", "print", "袋", "--out", out)
    assert printing.read(out) == [GROUP] * 2
    (listed,) = run("cards", "batches")
    assert (listed["target"], listed["offer"], listed["valid_until"]) == ("group", None, "2026-12-31")


def test_with_an_offer_and_a_code_of_the_owners_both_are_on_the_card(run: Run, tmp_path: Path) -> None:
    (tmp_path / "me.jpg").write_bytes(saved(screenshot(code(size=9)), "JPEG"))
    run("offers", "add", written(tmp_path, OFFER))
    run("cards", "new", written(tmp_path, {**BATCH, "kind": "package_card", "quantity": 2, "target_image": "me.jpg"}))
    out = tmp_path / "bags.pdf"
    printed = run("cards", "print", BATCH["name"], "--out", out)
    read = printing.read(out)
    assert printed["cards"] == 2
    assert (read.count(WECHAT), len(set(read))) == (2, 3)
    assert run("cards", "verify", out)["coupons"] == 2


@pytest.mark.parametrize("kind", ["package_card", "coupon_card", "table_card", "bottle_label", "poster", "receipt"])
def test_every_kind_of_card_is_printed_with_its_usual_design_and_paper(kind: str, run: Run, tmp_path: Path) -> None:
    run("offers", "add", written(tmp_path, OFFER))
    run("cards", "new", written(tmp_path, {**BATCH, "kind": kind, "quantity": 2}))
    out = tmp_path / "cards.pdf"
    assert run("cards", "print", BATCH["name"], "--out", out)["verified"] == 2
    assert len(set(printing.read(out))) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "flag"}, "no kind of card “flag”"),
        ({"kind": None}, "no kind of card"),
        ({"kind": ["package_card"]}, "no kind of card"),
        ({"name": None}, "needs a name"),
        ({"name": 5}, "“name” is a text"),
        ({"quantity": None}, "How many cards?"),
        ({"quantity": "12"}, "How many cards?"),
        ({"quantity": True}, "How many cards?"),
        ({"quantity": 50_001}, "1 to 50,000"),
        ({"offer": "nothing"}, "nothing"),
        ({"offer": None}, "needs a code"),
        ({"valid_until": "soon"}, "“soon” is not a day"),
        ({"valid_until": "2026-11-21"}, "in the past"),
        ({"cost": "many"}, "“many” is not an amount"),
        ({"design": "nothing"}, "no design called"),
        ({"target_image": "gone.png"}, "There is no picture at"),
        ({"target_image": "document.json"}, "not a picture"),
        ({"target_image": "x" * 5000}, "picture"),
        ({"place": "\ud800"}, "not a JSON document"),
        ({"fields": "x"}, "“fields” is an object"),
        ({"fields": []}, "“fields” is an object"),
        ({"fields": {"title": ["Hello"]}}, "“title” is a text"),
        ({"fields": {"titel": "Hello"}}, "no text “titel”; it has: title, "),
        ({"offer": False}, "“offer” is a text"),
        ({"target_image": 0}, "“target_image” is a text"),
        ({"colour": "blue"}, "“blue” is not a colour"),
        ({"price": 1}, "A batch has no “price”"),
    ],
)
def test_a_document_that_cannot_be_printed_is_refused_in_words(
    changed: dict[str, object], words: str, run: Run, tmp_path: Path
) -> None:
    run("offers", "add", written(tmp_path, OFFER))
    assert words in run("cards", "new", written(tmp_path, {**BATCH, **changed}))
    assert run("cards", "batches") == []


def test_a_text_that_is_null_is_the_designs_own(run: Run, tmp_path: Path) -> None:
    run("offers", "add", written(tmp_path, OFFER))
    run("cards", "new", written(tmp_path, {**BATCH, "fields": {"title": None, "stub": "你好"}}))
    shop = Shop.open(tmp_path / "noodle.shop", SCHEMA)
    assert store.by_name(shop, BATCH["name"]).facts.fields == {"stub": "你好"}
    shop.close()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"5", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_file_that_is_no_document_is_refused_in_words(content: bytes, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "batch.json"
    file.write_bytes(content)
    assert "batch.json" in run("cards", "new", file)
    assert "cannot be read" in run("cards", "new", tmp_path / "gone.json")


def test_a_pdf_without_codes_a_file_that_is_none_and_none_at_all_are_refused(run: Run, tmp_path: Path) -> None:
    for gone in ("gone.pdf", f"{'x' * 300}.pdf"):
        assert "There is no file at" in run("cards", "verify", tmp_path / gone)
    (tmp_path / "words.pdf").write_text("words")
    assert "words.pdf" in run("cards", "verify", tmp_path / "words.pdf") or "PDF" in run(
        "cards", "verify", tmp_path / "words.pdf"
    )


def test_a_batch_nobody_knows_a_sheet_that_does_not_fit_and_a_wrong_place_are_refused(run: Run, tmp_path: Path) -> None:
    run("offers", "add", written(tmp_path, OFFER))
    run("cards", "new", written(tmp_path, BATCH))
    out = tmp_path / "cards.pdf"
    assert "no batch called x" in run("cards", "print", "x", "--out", out)
    assert "do not fit on roll-80" in run("cards", "print", BATCH["name"], "--out", out, "--sheet", "roll-80")
    assert "no sheet called" in run("cards", "print", BATCH["name"], "--out", out, "--sheet", "nothing")
    assert "places" in run("cards", "print", BATCH["name"], "--out", out, "--start", "11")
    assert not out.exists()


def test_in_words_a_person_reads_what_was_done(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("offers", "add", written(tmp_path, OFFER))
    shop = ["--shop", str(tmp_path / "noodle.shop"), "--lang", "en", "--now", "2026-11-22T11:06"]
    for args, words in (
        (["cards", "batches"], "No batches."),
        (["cards", "new", str(written(tmp_path, BATCH))], "Made the batch 五月券卡 of 12 cards."),
        (
            ["cards", "print", "五月券卡", "--out", str(tmp_path / "a.pdf")],
            "Printed 12 cards, every code read back",
        ),
        (["cards", "verify", str(tmp_path / "a.pdf")], "12 codes can be read; coupons of this shop among them: 12."),
        (["cards", "batches"], "12 of 12 printed"),
    ):
        assert cli.run([*shop, *args]) == 0
        assert words in capsys.readouterr().out
