"""What the desk decides without a file: what a scan is, when the same one comes twice, when to pause, how codes look."""

from __future__ import annotations

import re
import unicodedata

from storeassist.features.coupons.records import Reason

PAYLOAD_LENGTH = 37
"""Digits in the QR of a coupon."""
TYPED_LENGTH = 12
"""Signs of a code as it is typed."""

SCAN_LONGER_THAN = 20
"""So many signs in one burst are no amount and no name: a scanner typed them."""
SCAN_GAP = 0.06
"""Seconds between two keys of a scanner, at most; hands are slower over twenty signs."""
READ_AFTER = 0.3
"""Seconds after the last sign in which nobody can have read the answer: an Enter as early as that ends a scan."""
SAME_WITHIN = 3.0
"""Seconds in which the coupon just used, scanned once more, is the same act."""

WRONG_CODES = frozenset({Reason.UNKNOWN, Reason.MISTYPED, Reason.FORGED})
"""Answers to what is not a code of this shop."""

_BLOCK = 4
_WRONG_MOST, _WRONG_WITHIN, _PAUSE = 5, 60.0, 30.0
_IN_WORDS = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{37}|[0-9A-Za-z]{4}(?:[-\u2010-\u2015 ][0-9A-Za-z]{4}){2})(?![0-9A-Za-z])"
)


class Burst:
    """Signs that come faster than hands type. ``text`` is what came since the last rest."""

    def __init__(self) -> None:
        self.text = ""
        self._last = float("-inf")

    def add(self, signs: str, at: float) -> None:
        """So many more at ``at`` (seconds)."""
        self.text = self.text + signs if self.goes_on(at) else signs
        self._last = at

    def goes_on(self, at: float) -> bool:
        """Whether what comes at ``at`` still belongs to it."""
        return at - self._last <= SCAN_GAP

    @property
    def is_scan(self) -> bool:
        """Whether a scanner typed it."""
        return is_scan(self.text)


def is_scan(burst: str) -> bool:
    """Whether signs typed in one burst come from a scanner."""
    return len(burst) > SCAN_LONGER_THAN


def same_scan(coupon_id: int, used_id: int | None, seconds_ago: float) -> bool:
    """Whether a coupon is scanned again that was used so many seconds ago by the same act."""
    return coupon_id == used_id and 0 <= seconds_ago <= SAME_WITHIN


class Pauses:
    """Counts codes that are none: five within a minute, and the desk rests for half a minute."""

    def __init__(self) -> None:
        self._wrong: list[float] = []
        self._until = float("-inf")

    def wrong(self, at: float) -> bool:
        """One more at ``at`` (seconds); True when a pause begins with it."""
        self._wrong = [*(one for one in self._wrong if at - one < _WRONG_WITHIN), at]
        if len(self._wrong) < _WRONG_MOST:
            return False
        self._wrong, self._until = [], at + _PAUSE
        return True

    def left(self, at: float) -> float:
        """Seconds until codes are taken again; 0 while they are."""
        return max(0.0, self._until - at)


def folded(text: str) -> str:
    """Full-width signs, capitals and dashes made plain, without blanks and whatever a scanner adds at the ends."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if sign.isalnum())


def spelled(text: str) -> str:
    """A code as it is shown while it is typed: 7K3M-Q9XD; digits of a QR and anything else stay as they are."""
    signs = folded(text)
    if len(signs) > TYPED_LENGTH or not signs.isascii() or not signs:
        return signs if signs.isdigit() and signs.isascii() else text
    return "-".join(signs[at : at + _BLOCK] for at in range(0, len(signs), _BLOCK))


def is_whole(text: str) -> bool:
    """Whether nothing is missing at the end. Twelve digits may be the beginning of a QR's: they wait for Enter."""
    signs = folded(text)
    return len(signs) == PAYLOAD_LENGTH if signs.isdigit() else len(signs) == TYPED_LENGTH


def code_in(text: str) -> str:
    """The code in words copied from a chat, or the whole text where none stands out."""
    plain = unicodedata.normalize("NFKC", text)
    found = _IN_WORDS.search(plain)
    return found.group() if found else " ".join(text.split())


def best_of(texts: list[str]) -> str:
    """The one of several codes of a picture that may be a coupon's; the first when none looks so."""
    return next((text for text in texts if len(folded(text)) == PAYLOAD_LENGTH), texts[0])
