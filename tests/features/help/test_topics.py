"""The handbook in both languages: complete, without dead links, and true to the words of the app."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from storeassist.cli import program
from storeassist.features import FEATURES
from storeassist.features.help.records import TOPICS
from storeassist.features.help.rules import read_topic
from tests.test_translations import tool

ROOT = Path(__file__).parents[3]
HELP = ROOT / "resources" / "help"
FILES = sorted(HELP.rglob("*.md"))
KEYS_OF_LISTS_AND_FORMS = {"Shift+Tab", "Ctrl+Enter", "Ctrl+1", "Ctrl+9"}
"""Keys that are not declared as they are written in an article: the toolkit answers to them."""


def named(path: Path) -> str:
    return path.relative_to(HELP).as_posix()


def text_of(language: str, key: str) -> str:
    return (HELP / language / f"{key}.md").read_text("utf-8")


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)]*)\)", text)


def names_in_bold(text: str) -> set[str]:
    return set(re.findall(r"(?<!\\)\*\*(.+?)\*\*", text))


@pytest.fixture(scope="module")
def chinese_of() -> dict[str, str]:
    """Every text of the app, and how it reads in Chinese."""
    return {tool.as_texts(m.id)[0]: tool.as_texts(m.string)[0] for m in tool.messages(tool.read_catalogue(tool.PO))}


def test_both_languages_have_every_topic_and_nothing_else() -> None:
    assert [named(path) for path in FILES] == sorted(f"{language}/{key}.md" for language in ("en", "zh_CN") for key in TOPICS)


@pytest.mark.parametrize("key", [feature.key for feature in FEATURES if feature.page])
def test_every_page_has_a_topic_of_its_own(key: str) -> None:
    assert key in TOPICS


@pytest.mark.parametrize("key", TOPICS)
def test_both_languages_are_built_alike(key: str) -> None:
    def shape(text: str) -> list[str]:
        marks = (re.match(r"#+ |\||```|- |\d+\. ", line) for line in text.splitlines())
        return [mark.group() for mark in marks if mark]

    assert shape(text_of("en", key)) == shape(text_of("zh_CN", key))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_an_article_has_a_title_and_a_paragraph_that_sums_it_up(path: Path) -> None:
    text = path.read_text("utf-8")
    topic = read_topic(path.stem, text)
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert topic.title
    assert topic.summary
    assert "#" not in topic.title + topic.summary
    assert len(topic.sections) > 2
    assert all(section.words for section in topic.sections)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_link_leads_to_a_topic_or_a_page(path: Path) -> None:
    pages = {f"page:{feature.key}" for feature in FEATURES if feature.page}
    places = {f"{key}.md" for key in TOPICS} | pages
    text = path.read_text("utf-8")
    assert [link for link in links(text) if link not in places] == []
    assert "![" not in text
    assert "http" not in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("key", TOPICS)
def test_a_link_to_a_page_is_called_like_the_page(key: str, language: str, chinese_of: dict[str, str]) -> None:
    titles = {feature.key: feature.title for feature in FEATURES}
    for name, page in re.findall(r"\[([^\]]*)\]\(page:([^)]*)\)", text_of(language, key)):
        assert name == (titles[page] if language == "en" else chinese_of[titles[page]])


@pytest.mark.parametrize("key", TOPICS)
def test_what_is_bold_is_a_text_of_the_app_and_the_same_one_in_both_languages(key: str, chinese_of: dict[str, str]) -> None:
    english = names_in_bold(text_of("en", key))
    assert sorted(english - chinese_of.keys()) == []
    assert names_in_bold(text_of("zh_CN", key)) == {chinese_of[name] for name in english}


@pytest.fixture(scope="module")
def keys_of_the_app() -> set[str]:
    """Every key that the source declares."""
    sources = (path.read_text("utf-8") for path in (ROOT / "storeassist").rglob("*.py"))
    declared = {key for source in sources for key in re.findall(r'"((?:Ctrl|Shift|Alt)\+[^"\s]+|F\d|Del)"', source)}
    return KEYS_OF_LISTS_AND_FORMS | declared


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_key_does_something(path: Path, keys_of_the_app: set[str]) -> None:
    keys = set(re.findall(r"`((?:Ctrl|Alt|Shift)\+[^`]+|F\d+)`", path.read_text("utf-8")))
    assert sorted(keys - keys_of_the_app) == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_command_to_type_is_there(language: str) -> None:
    text = text_of(language, "command-line")
    typed = {tuple(words.split()) for words in re.findall(r"`([a-z]+(?: [a-z]+)?)`", text)}
    typed |= {tuple(line.split()[3:5]) for line in re.findall(r"^storeassist --shop .+", text, re.MULTILINE)}
    assert len(typed) > 12
    assert sorted(words for words in typed if not is_command(words)) == []


def is_command(words: tuple[str, ...]) -> bool:
    context = click.Context(program)
    command: click.Command | None = program
    for word in words:
        command = command.get_command(context, word) if isinstance(command, click.Group) else None
    return command is not None


@pytest.mark.parametrize("key", TOPICS)
def test_the_chinese_is_set_as_chinese_is(key: str) -> None:
    text = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", text_of("zh_CN", key), flags=re.DOTALL).replace("**", "")
    assert tool.HALF_WIDTH.findall(text) == []
    assert tool.TOUCHING_LATIN.findall(text) == []
    assert re.findall(r"[\u4e00-\u9fff]\d|\d[\u4e00-\u9fff]", text) == []
