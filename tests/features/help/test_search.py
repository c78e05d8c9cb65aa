"""The handbook is found by what an owner types, in either language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.help import store
from storeassist.features.help.records import TOPICS, Section
from storeassist.features.help.rules import fitting, plain, read_topic
from storeassist.features.help.search import hits
from storeassist.kernel.database import Shop
from storeassist.kernel.text import use_language

CAKE = read_topic(
    "cake", "# Cakes\n\nHow to **bake** one.\n\n## The oven\n\nSet it to `180`.\n\n| Heat | Time |\n|---|---|\n| low | long |\n"
)
BREAD = read_topic("bread", "# Bread\n\nLike a [cake](cake.md), but plain.\n")


def test_an_article_is_read_without_its_marks() -> None:
    assert CAKE.title == "Cakes"
    assert CAKE.summary == "How to bake one."
    assert CAKE.sections == (
        Section("", "How to bake one."),
        Section("The oven", "Set it to 180. Heat Time low long"),
    )
    assert plain(r"138\*\*\*\*2764 **is** hidden") == "138****2764 is hidden"
    assert plain("- **one**\n- [two](two.md)\n\n```\nthree\n```\n") == "one two three"


def test_what_an_article_is_about_comes_before_what_it_only_mentions() -> None:
    assert [found.topic.key for found in fitting([BREAD, CAKE], "cake")] == ["cake", "bread"]
    assert [found.topic.key for found in fitting([BREAD, CAKE], "CAKE plain")] == ["bread"]
    assert fitting([BREAD, CAKE], "ake") == []
    assert [found.id for found in fitting([BREAD, CAKE], " ")] == [0, 1]


@given(st.text(max_size=20))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    for found in fitting([BREAD, CAKE], typed):
        assert found.detail


@pytest.mark.parametrize(
    ("typed", "heading", "detail"),
    [
        ("plain", "", "…but plain."),
        ("like", "", "Like a cake, but plain."),
        ("oven", "The oven", "Set it to 180. Heat Time low long"),
        ("heat", "The oven", "…180. Heat Time low long"),
        ("cakes", "", "How to bake one."),
    ],
)
def test_the_words_around_the_find_are_shown(typed: str, heading: str, detail: str) -> None:
    (found,) = fitting([BREAD, CAKE], typed)
    assert (found.heading, found.detail) == (heading, detail)


@pytest.mark.parametrize(
    ("language", "typed", "topic"),
    [
        ("zh_CN", "备份", "backups"),
        ("zh_CN", "合并", "duplicates"),
        ("zh_CN", "生日", "today"),
        ("zh_CN", "复购", "figures"),
        ("zh_CN", "密码", "privacy"),
        ("zh_CN", "导入 拒收", "imports"),
        ("en", "backup", "backups"),
        ("en", "merge", "duplicates"),
        ("en", "rhythm", "figures"),
        ("en", "PIN", "privacy"),
        ("en", "undo import", "imports"),
    ],
)
def test_the_command_search_finds_the_topic_in_the_language_in_force(
    shop: Shop, language: str, typed: str, topic: str
) -> None:
    use_language(language)
    assert topic in [hit.args["topic"] for hit in hits(shop, typed, 6)]


@pytest.mark.parametrize("typed", ["单", "2764", "  ", "138 1234", "qqq"])
def test_surnames_and_phone_tails_bring_no_help(shop: Shop, typed: str) -> None:
    use_language("zh_CN")
    assert hits(shop, typed, 6) == []


def test_each_language_has_its_own_titles() -> None:
    use_language("zh_CN")
    chinese = [topic.title for topic in store.topics()]
    use_language("en")
    english = [topic.title for topic in store.topics()]
    assert len(chinese) == len(english) == len(TOPICS)
    assert not set(chinese) & set(english)
