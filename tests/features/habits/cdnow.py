"""The CDNOW sample, 2,357 buyers of CDs in 1997, with which the models of repeat buying are compared everywhere."""

from __future__ import annotations

import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the library speaks of older pandas
    from lifetimes import BetaGeoFitter
    from lifetimes.datasets import load_cdnow_summary, load_cdnow_summary_data_with_monetary_value

Columns = tuple[list[float], ...]


def visits() -> Columns:
    """Repeat buys, weeks from the first to the last, weeks from the first to the end."""
    return _columns(load_cdnow_summary(), "frequency", "recency", "T")


def spending() -> Columns:
    """Repeat buys, and what one of them brought on average."""
    return _columns(load_cdnow_summary_data_with_monetary_value(), "frequency", "monetary_value")


def fit_with_lifetimes(x: list[float], tx: list[float], age: list[float]) -> dict[str, float]:
    """The same model as the package Lifetimes finds it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: dict[str, float] = BetaGeoFitter().fit(x, tx, age).params_.to_dict()
    return found


def _columns(table: Any, *names: str) -> Columns:
    return tuple(table[name].astype(float).tolist() for name in names)
