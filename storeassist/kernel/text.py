"""The owner's language: looks texts up, fills their places in, counts in it."""

from __future__ import annotations

import gettext

from storeassist.kernel.paths import resources

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
LOCALE_FOLDER = resources() / "locale"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use_language(language: str) -> None:
    """Speak ``language`` ("zh_CN" or "en") from now on; an unknown one falls back to English."""
    global _catalogue, _language  # noqa: PLW0603 - the language is the one thing a whole process shares
    _language = language if language in LANGUAGES else "en"
    catalogue = gettext.translation("storeassist", LOCALE_FOLDER, [_language], fallback=True)
    _catalogue = catalogue if _language != "en" else gettext.NullTranslations()


def language() -> str:
    """The language spoken now: "zh_CN" or "en"."""
    return _language


def closest_language(names: list[str]) -> str:
    """The best of our languages for a system that asks for ``names``, such as ["zh-Hans-CN", "en-US"]."""
    for name in names:
        if name.lower().startswith("zh"):
            return "zh_CN"
        if name.lower().startswith("en"):
            return "en"
    return "en"


def _(msgid: str, /, **values: object) -> str:
    """Translate ``msgid`` and fill its {places} with ``values``."""
    text = _catalogue.gettext(msgid) if msgid else ""
    return text.format(**values) if values else text


def said_in(language: str, msgid: str, /) -> str:
    """How ``msgid`` is said in ``language``, whatever is spoken now; as it stands where nobody translated it."""
    return gettext.translation("storeassist", LOCALE_FOLDER, [language], fallback=True).gettext(msgid) if msgid else ""


def many(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Translate a text that depends on the count ``n``, which also fills {n} (with thousands separated)."""
    return _catalogue.ngettext(singular, plural, n).format(**{"n": f"{n:,}", **values})


def N_(msgid: str, /) -> str:
    """Mark a text for translation at the time it is shown."""
    return msgid
