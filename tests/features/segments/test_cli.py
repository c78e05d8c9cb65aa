"""The command line of segments: a rule in, one document out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from storeassist.cli import run
from storeassist.features.customers import actions, store
from storeassist.kernel.database import Shop
from tests.features.habits.ground import REAL_END, import_real_quarter
from tests.features.habits.plainly import book_of, plain_day
from tests.features.segments.ground import leaf
from tests.shops import NOW

Answer = Callable[..., Any]


@pytest.fixture
def answer(noodles: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Answer:
    """Run a command on a noodle shop; a document among its words is written to a file first."""

    def ask(*words: Any, lang: str = "en", shop: Shop = noodles, now: str = NOW.isoformat()) -> Any:
        said = []
        for at, word in enumerate(words):
            if not isinstance(word, str):
                (tmp_path / f"{at}.json").write_text(json.dumps(word, ensure_ascii=False), "utf-8")
            said.append(word if isinstance(word, str) else str(tmp_path / f"{at}.json"))
        code = run(["--shop", str(shop.path), "--json", "--lang", lang, "--now", now, "segments", *said])
        printed = capsys.readouterr()
        return json.loads(printed.out) if code == 0 else (code, printed.err.strip())

    return ask


LAPSED = {"all": [leaf("visits", ">=", 3), {"not": leaf("visits", ">=", 1, within_days=30)}]}


def test_rules_of_a_real_quarter_count_what_pandas_counts(
    shop: Shop, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    import_real_quarter(shop)
    capsys.readouterr()

    def n(rule: dict[str, Any]) -> int:
        return int(answer("count", "--rule", rule, shop=shop, now=REAL_END.isoformat())["count"])

    twice, once = (leaf("visits", ">=", visits, within_days=90) for visits in (2, 1))
    assert (n(twice), n(once)) == (90, 124)
    assert n({"minus": [once, twice]}) == 34


def test_a_rule_is_counted_with_its_sentence(answer: Answer) -> None:
    told = answer("count", "--rule", LAPSED)
    assert told == {
        "count": told["count"],
        "of": 300,
        "sentence": "Customers who came at least 3 times; not those who came in the last 30 days.",
    }
    assert told["count"] > 0
    assert answer("count", "--rule", {"any": [leaf("visits", "~", 1)]})[0] == 1
    assert "any[0].op: “visits” has no “~”" in answer("count", "--rule", {"any": [leaf("visits", "~", 1)]})[1]
    assert answer("count", "--rule", {"segment": "x"}) == (1, "segment: There is no segment called x.")
    assert answer("count", "--rule", "nowhere.json")[0] == 1
    assert answer("count")[0] == 2


def test_a_segment_is_saved_listed_and_told_of(answer: Answer) -> None:
    saved = answer("save", "Lapsed", "--rule", LAPSED)
    assert answer("count", "--name", "lapsed")["count"] == saved["count"]
    answer("save", "Both", "--rule", {"all": [{"segment": "Lapsed"}, leaf("tag", "has", "牛肉控")]})
    listed = answer("list")
    assert [(one["name"], one["rule"]) for one in listed][1] == ("Lapsed", LAPSED)
    members = answer("members", "Lapsed", "--limit", "5")
    assert len(members) == 5
    why = answer("why", "Lapsed", members[0]["number"])
    assert why["in"] is True
    assert why["conditions"][1] == {
        "path": [1, 0],
        "words": "not: came in the last 30 days",
        "holds": True,
        "actual": "0 times",
    }
    answer("rename", "Lapsed", "Gone quiet")
    assert [one["name"] for one in answer("list")] == ["Both", "Gone quiet"]
    assert answer("delete", "Gone quiet") == (1, "Gone quiet is used by Both: change or delete these first.")
    answer("freeze", "Both", "Both of then")
    assert answer("delete", "Both") == {"deleted": "Both"}
    assert answer("delete", "Gone quiet") == {"deleted": "Gone quiet"}
    assert [one["sentence"] for one in answer("list")] == ["Customers who are in “Gone quiet” and carry the tag “牛肉控”."]
    answer("save", "Gone quiet", "--rule", LAPSED)
    assert answer("members", "Gone quite") == (1, "There is no segment called Gone quite; there is Gone quiet.")


def test_the_segments_of_a_customer_are_those_that_list_them(answer: Answer, noodles: Shop) -> None:
    rules = {"Beef": leaf("tag", "has", "牛肉控"), "Lapsed": LAPSED, "Often": leaf("visits", ">=", 3)}
    members = {}
    for name, rule in rules.items():
        answer("save", name, "--rule", rule)
        members[name] = {one["number"] for one in answer("members", name)}
    for number in [row["number"] for row in noodles.query("SELECT number FROM customer LIMIT 40")]:
        assert answer("of", number) == [name for name, numbers in members.items() if number in numbers]
    assert answer("of", "nobody")[0] == 1


def test_saving_again_gives_the_segment_the_new_rule(answer: Answer) -> None:
    answer("save", "A", "--rule", LAPSED)
    answer("save", " a ", "--rule", leaf("visits", ">=", 3))
    assert [(one["name"], one["sentence"]) for one in answer("list")] == [("a", "Customers who came at least 3 times.")]


def test_members_are_exported_frozen_tagged(answer: Answer, tmp_path: Path) -> None:
    saved = answer("save", "Lapsed", "--rule", LAPSED)
    for name in ("a.xlsx", "a.csv"):
        assert answer("export", "Lapsed", str(tmp_path / name))["rows"] == saved["count"]
        assert (tmp_path / name).stat().st_size > 0
    assert answer("export", "Lapsed", str(tmp_path / "a.doc"))[0] == 1
    assert answer("freeze", "Lapsed", "In September") == {"name": "In September", "count": saved["count"]}
    assert answer("tag", "Lapsed", "wake up") == {"tagged": saved["count"]}
    assert answer("count", "--rule", leaf("tag", "has", "wake up"))["count"] == saved["count"]
    assert answer("untag", "In September", "wake up") == {"untagged": saved["count"]}
    assert answer("issue", "Lapsed", "nothing")[0] == 1


def test_why_somebody_is_in_a_snapshot_agrees_with_its_members(answer: Answer) -> None:
    answer("save", "Lapsed", "--rule", LAPSED)
    answer("freeze", "Lapsed", "Then")
    number = answer("members", "Then", "--limit", "1")[0]["number"]
    told = answer("why", "Then", number, now="2025-12-01T12:00:00")
    assert (told["in"], [(one["words"], one["holds"]) for one in told["conditions"]]) == (True, [("are in “Then”", True)])


def test_what_counts_depends_on_now(answer: Answer) -> None:
    early, late = ("2025-12-01T12:00:00", "2026-09-15T11:06:00")
    rule = leaf("visits", ">=", 2)
    assert answer("count", "--rule", rule, now=early)["count"] < answer("count", "--rule", rule, now=late)["count"]


def test_members_are_told_of_as_they_were_then(answer: Answer, noodles: Shop) -> None:
    then = datetime(2025, 12, 1, 12)
    answer("save", "A", "--rule", leaf("visits", ">=", 2))
    told = {one["number"]: one for one in answer("members", "A", now=then.isoformat())}
    totals = book_of(noodles, then).totals
    number = {row["id"]: row["number"] for row in noodles.query("SELECT id, number FROM customer")}
    expected = {number[one.Index]: one for one in totals[totals["visits"] >= 2].itertuples()}
    assert set(told) == set(expected)
    for who, one in expected.items():
        assert (told[who]["visits"], told[who]["spent_fen"]) == (one.visits, one.spent_fen)
        assert told[who]["last_visit_on"] == plain_day(one.last).isoformat()


def test_a_segment_that_cannot_be_counted_is_listed_with_the_reason(answer: Answer, noodles: Shop) -> None:
    answer("save", "A", "--rule", leaf("custom.口味", "=", "微辣"))
    answer("save", "B", "--rule", leaf("visits", ">=", 3))
    (field,) = store.fields(noodles)
    actions.remove_field(noodles, field, NOW)
    listed = answer("list")
    assert [(one["count"] is None, one["problem"]) for one in listed] == [
        (True, "There is no field called 口味."),
        (False, None),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"all": [], "all": [{"segment": "x"}]}', "“all” is written twice in one part of the rule."),
        ('{"all": [\n{"field" "visits"}]}', "rule.json is not valid JSON: line 2, sign 10."),
    ],
)
def test_a_file_that_says_two_things_or_none_is_refused(answer: Answer, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "rule.json").write_text(text, "utf-8")
    assert answer("count", "--rule", str(tmp_path / "rule.json")) == (1, words)
