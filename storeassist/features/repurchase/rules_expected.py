"""What a forecast says of a customer in a word, and why it cannot be told or was never tried. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import inf

from storeassist.features.habits import rules_forecast
from storeassist.features.habits.records_forecast import Forecast
from storeassist.kernel.columns import Between
from storeassist.kernel.text import _

LIKELY, DOUBTFUL = 0.7, 0.3
"""From these chances on somebody will likely come again, or may."""

_NOBODY_LEAVES = 0.99
"""Where everybody's chance is this high, the model has no way to tell who left from who comes seldom."""


class Chance(StrEnum):
    """Whether somebody is still a customer."""

    LIKELY = "likely"
    DOUBTFUL = "doubtful"
    GONE = "gone"


def within(chance: Chance) -> Between:
    """The chances of those who are so likely still customers."""
    low, high = {Chance.LIKELY: (LIKELY, inf), Chance.DOUBTFUL: (DOUBTFUL, LIKELY), Chance.GONE: (-inf, DOUBTFUL)}[chance]
    return Between("p_alive", low, high)


def chance_word(chance: Chance) -> str:
    """What those of a chance are called."""
    return {Chance.LIKELY: _("Will come"), Chance.DOUBTFUL: _("May come"), Chance.GONE: _("Likely gone")}[chance]


def rule_of(chance: Chance) -> dict[str, object]:
    """The rule document that selects those of a chance."""
    least: dict[str, object] = {"field": "p_alive", "op": ">=", "value": DOUBTFUL if chance is Chance.DOUBTFUL else LIKELY}
    most: dict[str, object] = {"field": "p_alive", "op": "<", "value": LIKELY if chance is Chance.DOUBTFUL else DOUBTFUL}
    both: dict[str, object] = {"all": [least, most]}
    return {Chance.LIKELY: least, Chance.DOUBTFUL: both, Chance.GONE: most}[chance]


def tells_apart(chances: Iterable[float]) -> bool:
    """Whether the model knows of anybody who may have left for good."""
    return min(chances, default=1.0) < _NOBODY_LEAVES


def what_chance_means(found: Forecast) -> str:
    """How the figures came about; where chances tell nobody apart, what to go by instead."""
    if not tells_apart(found.customers.column("p_alive")):
        return _("The model sees nobody leave for good: go by Rhythm.")
    return _("from each one's visits, gaps and bills; chance = still a customer")


def why_none(found: Forecast) -> str:
    """Why there is no forecast; "" when there is one."""
    return "" if found.reason is None else rules_forecast.words(found.reason, found.sample, found.repeats)


def why_untested(found: Forecast) -> str:
    """Why the forecast was not tried on days that are over; "" when it was."""
    reason = found.untested or found.reason
    return "" if found.backtest is not None or reason is None else rules_forecast.untested_words(reason)
