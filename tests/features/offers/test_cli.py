"""The command line of offers: a file in, one document out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storeassist.cli import run
from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from tests.conftest import NOW

LUNCH = {
    "name": "Lunch", "kind": "amount_off", "value": 8, "min_spend": 58, "weekdays": [1, 2, 3, 4, 5],
    "hours": ["14:00-17:00"], "per_customer": 1, "days_after_issue": 14, "stacking": "none",
}  # fmt: skip
SENTENCE = "¥8 off from ¥58, Mon–Fri 14:00–17:00, once per customer, valid 14 days from issue"

Answer = Callable[..., Any]


@pytest.fixture
def answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Answer:
    """Run a command on a shop file; what it prints, or (exit code, message) when it refuses."""
    path = tmp_path / "shop.shop"
    Shop.create(path, SCHEMA, "Noodle House", NOW).close()

    def ask(*words: str) -> Any:
        code = run(["--shop", str(path), "--json", "--lang", "en", "--now", NOW.isoformat(), *words])
        printed = capsys.readouterr()
        return json.loads(printed.out) if code == 0 else (code, printed.err.strip())

    return ask


def written(folder: Path, document: object) -> str:
    path = folder / "offer.json"
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return str(path)


def test_an_offer_goes_in_as_json_and_comes_out_again(answer: Answer, tmp_path: Path) -> None:
    assert answer("offers", "add", written(tmp_path, LUNCH))["sentence"] == SENTENCE
    assert answer("offers", "list") == [
        {
            "name": "Lunch", "kind": "amount_off", "sentence": SENTENCE, "issued": 0, "used": 0, "given_fen": 0,
            "retired": False,
        }
    ]  # fmt: skip
    shown = answer("offers", "show", "lunch")
    assert {key: shown[key] for key in LUNCH} == LUNCH
    assert (shown["version"], shown["used"], shown["discount_fen"], shown["worth_fen"]) == (1, 0, 0, 0)


def test_a_stopped_offer_is_listed_as_such(answer: Answer, tmp_path: Path) -> None:
    answer("offers", "add", written(tmp_path, LUNCH))
    answer("offers", "retire", "Lunch")
    assert answer("offers", "list")[0]["retired"] is True


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ({**LUNCH, "value": -8}, "above zero"),
        ({**LUNCH, "colour": "red"}, "colour"),
        ({**LUNCH, "weekdays": [8]}, "Weekdays"),
        ({**LUNCH, "hours": ["9"]}, "hours"),
        ([LUNCH], "one JSON object"),
    ],
)
def test_nonsense_is_refused_in_words(answer: Answer, tmp_path: Path, document: object, word: str) -> None:
    code, message = answer("offers", "add", written(tmp_path, document))
    assert code == 1 and word in message
    assert answer("offers", "list") == []


def test_a_file_that_is_no_json_is_refused(answer: Answer, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_bytes(b"\xff\xfe{")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    for name in ("broken.json", "deep.json", "missing.json", "."):
        code, message = answer("offers", "add", str(tmp_path / name))
        assert code == 1 and message, name


def test_an_unknown_name_is_refused_with_those_like_it(answer: Answer, tmp_path: Path) -> None:
    answer("offers", "add", written(tmp_path, LUNCH))
    code, message = answer("offers", "show", "Lunhc")
    assert code == 1 and "Lunch" in message
