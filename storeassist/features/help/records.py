"""What the handbook is made of."""

from __future__ import annotations

from dataclasses import dataclass

TOPICS = (
    "first-steps",
    "today",
    "customers",
    "duplicates",
    "orders",
    "products",
    "offers",
    "coupons",
    "redemption",
    "cards",
    "batches",
    "segments",
    "repurchase",
    "imports",
    "figures",
    "practice",
    "backups",
    "safety",
    "trouble",
    "privacy",
    "settings",
    "help",
    "command-line",
)
"""The topics in the order of reading. The one of a page is called like its feature; each is a file in every language."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article under its heading ("": the words below the title), without the marks of Markdown."""

    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One article: ``text`` is Markdown, ``summary`` its first paragraph."""

    key: str
    title: str
    summary: str
    sections: tuple[Section, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A topic in a list: its place among all, the heading under which what was sought stands, and the words there."""

    id: int
    topic: Topic
    heading: str
    detail: str
