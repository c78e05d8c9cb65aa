"""The words to send: filled with what is true of a customer, and nothing left open."""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain

import pytest

from storeassist.features.customers.records import Customer, CustomerFacts, Origin, Totals
from storeassist.features.today import phrases
from storeassist.features.today.records import Kind, Prompt
from storeassist.kernel.text import use_language

ALL = (*phrases.OVERDUE, *phrases.BIRTHDAY_TODAY, *phrases.BIRTHDAY_AHEAD)


def prompt(name: str = "单晓岚", kind: Kind = Kind.OVERDUE, days: int = 19) -> Prompt:
    facts, totals = CustomerFacts(name=name, number="217"), Totals(visits=17)
    customer = Customer(217, facts, totals, Origin.HAND, "", datetime(2026, 1, 1))
    return Prompt(customer, kind, days, on=date(2026, 9, 17))


def all_of(one: Prompt, dish: str = "牛肉面") -> list[str]:
    """Every wording somebody can get."""
    return ["".join(part.text for part in phrases.message(one, "巷口面馆", dish, turn)) for turn in range(12)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("kind", "days"), [(Kind.OVERDUE, 19), (Kind.BIRTHDAY, 0), (Kind.BIRTHDAY, 3)])
def test_every_wording_names_the_customer_and_the_shop_and_leaves_no_place_open(
    language: str, kind: Kind, days: int
) -> None:
    use_language(language)
    for text in all_of(prompt(kind=kind, days=days)):
        assert "晓岚" in text and "单晓岚" not in text
        assert "巷口面馆" in text
        assert "{" not in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nobody_is_called_sister_or_brother(language: str) -> None:
    use_language(language)
    for text in chain(all_of(prompt()), all_of(prompt(kind=Kind.BIRTHDAY))):
        assert not set("姐哥她他") & set(text)


def test_wordings_take_turns_and_come_round_again() -> None:
    texts = all_of(prompt())
    assert len(set(texts)) == len(phrases.OVERDUE)
    assert texts[0] == texts[len(phrases.OVERDUE)]


def test_a_dish_is_only_spoken_of_when_it_is_known() -> None:
    assert any("牛肉面" in text for text in all_of(prompt()))
    assert len(set(all_of(prompt(), dish=""))) == sum("{dish}" not in text for text in phrases.OVERDUE)


def test_someone_without_a_name_is_greeted_all_the_same() -> None:
    assert all("Hello" in text for text in all_of(prompt(name="")))


def test_what_was_filled_in_is_set_off_and_the_rest_is_not() -> None:
    parts = phrases.message(prompt(), "巷口面馆", "")
    assert [part.text for part in parts if part.filled] and {"晓岚", "巷口面馆"} >= {
        part.text for part in parts if part.filled and not part.text.isdigit()
    }


def test_no_two_people_in_a_row_get_the_same_words() -> None:
    first, second = prompt(), prompt()
    object.__setattr__(second.customer, "id", 218)
    assert phrases.message(first, "店", "") != phrases.message(second, "店", "")
