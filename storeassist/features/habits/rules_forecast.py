"""BG/NBD and Gamma-Gamma: who is still a customer, how often they will come, what a visit will bring. Pure.

Fader, Hardie and Lee, "Counting your customers the easy way" (2005); Hardie's notes 004, 021 and 025. Times are in weeks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from storeassist.features.habits.records_forecast import BACKTEST_DAYS, Model, Reason, SpendModel
from storeassist.kernel.text import _, many

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64]
    Likelihood = Callable[[Column], tuple[float, Column]]

FEWEST_CUSTOMERS = 50
FEWEST_REPEATS = 20
"""With fewer customers, or fewer of them who came again, chance says more than the model."""

_WIDEST = 6.0
"""Parameters lie between e^-6 and e^6: beyond, customers are as good as all alike, and nothing is told any better."""

_STARTS = ((0.5, 0.5, 1.0, 2.0), (1.0, 1.0, 0.3, 1.0), (0.2, 0.1, 1.0, 5.0), (3.0, 2.0, 0.1, 3.0))
_SPEND_STARTS = ((5.0, 4.0, 1.0), (1.0, 3.0, 2.0), (20.0, 5.0, 0.3))

_FLAT = 1e-5
"""A slope of the mean likelihood below this is a summit."""

_NEAR_POLE = 1e-6


def why_not(sample: int, repeats: int) -> Reason | None:
    """Why so many customers, of whom so many came again, allow no forecast."""
    if sample < FEWEST_CUSTOMERS:
        return Reason.FEW_CUSTOMERS
    return Reason.FEW_REPEATS if repeats < FEWEST_REPEATS else None


def words(reason: Reason, sample: int, repeats: int) -> str:
    """Why there is no forecast, as a sentence."""
    if reason is Reason.FEW_CUSTOMERS:
        return many(
            "A forecast needs at least {least} customers with a bill; there is {n}.",
            "A forecast needs at least {least} customers with a bill; there are {n}.",
            sample,
            least=FEWEST_CUSTOMERS,
        )
    if reason is Reason.FEW_REPEATS:
        return many(
            "A forecast needs at least {least} customers who came again; there is {n}.",
            "A forecast needs at least {least} customers who came again; there are {n}.",
            repeats,
            least=FEWEST_REPEATS,
        )
    return _("The visits of these customers follow no pattern that a forecast could rest on.")


def untested_words(reason: Reason) -> str:
    """Why a forecast could not be tried on the shop's own past, as a sentence."""
    if reason is Reason.NO_FIT:
        return _("{days} days ago no forecast was possible yet, so this one is untested.", days=BACKTEST_DAYS)
    return _("{days} days ago there were too few customers to try the forecast on them.", days=BACKTEST_DAYS)


def fit(
    x: Sequence[float], tx: Sequence[float], age: Sequence[float], weights: Sequence[float] | None = None
) -> Model | None:
    """The model under which these visits are likeliest; None when none is found. ``weights`` says how many each row is."""
    import numpy as np

    rows, counts = _distinct((x, tx, age), weights)
    if not len(counts) or not (rows[2].max() > 0 and rows[0].max() > 0):
        return None
    unit = float(np.average(rows[2], weights=counts))  # times of about one let the same starts serve days and years
    likelihood = _visits_likelihood(rows[0], rows[1] / unit, rows[2] / unit, counts)
    found = _likeliest(likelihood, _STARTS, [-_WIDEST] * 4, float(counts.sum()))
    if found is None:
        return None
    (r, alpha, a, b), total = found
    # A density of times in another unit: each repeat visit brings one factor.
    return Model(r, alpha * unit, a, b, total - float((rows[0] * counts).sum()) * float(np.log(unit)))


def p_alive(model: Model, x: Sequence[float], tx: Sequence[float], age: Sequence[float]) -> list[float]:
    """The chance of each to be still a customer; 1 for who came once, as nobody leaves but after a repeat visit."""
    return _list(_alive(model, *_columns(x, tx, age)))


def expected_visits(
    model: Model, x: Sequence[float], tx: Sequence[float], age: Sequence[float], weeks: float
) -> list[float]:
    """How many visits to expect of each in the weeks to come."""
    import numpy as np

    repeats, last, known = _columns(x, tx, age)
    pairs, place = np.unique(repeats + 1j * known, return_inverse=True)
    return _list(_of_the_living(model, pairs.real, pairs.imag, weeks)[place] * _alive(model, repeats, last, known))


def fit_gamma_gamma(
    x: Sequence[float], m: Sequence[float], weights: Sequence[float] | None = None
) -> SpendModel | None:
    """The model under which these mean sums of ``x`` visits each are likeliest; means of zero or less are left out."""
    import numpy as np

    rows, counts = _distinct((x, m), weights)
    counts = counts[(rows[0] > 0) & (rows[1] > 0)]
    rows = rows[:, (rows[0] > 0) & (rows[1] > 0)]
    if not len(counts):
        return None
    unit = float(np.average(rows[1], weights=counts))
    likelihood = _spend_likelihood(rows[0], rows[1] / unit, counts)
    found = _likeliest(likelihood, _SPEND_STARTS, [-_WIDEST, 0.0, -_WIDEST], float(counts.sum()))
    if found is None:
        return None
    (p, q, v), total = found
    return SpendModel(p, q, v * unit, total - float(counts.sum()) * float(np.log(unit)))


def expected_spend(model: SpendModel, x: Sequence[float], m: Sequence[float]) -> list[float]:
    """What a visit of each will bring: between their own mean and everybody's, the nearer to theirs the more visits."""
    times, mean = _columns(x, m)
    return _list(model.p * (model.v + times * mean.clip(min=0)) / (model.p * times + model.q - 1))


def _columns(*columns: Sequence[float]) -> tuple[Column, ...]:
    import numpy as np

    return tuple(np.asarray(column, dtype=np.float64) for column in columns)


def _list(column: Column) -> list[float]:
    found: list[float] = column.tolist()
    return found


def _sum(counts: Column, values: Column) -> float:
    """Values added up, each as often as it counts; not as a product of vectors, for which threads are woken and wait."""
    return float((counts * values).sum())


def _distinct(columns: Sequence[Sequence[float]], weights: Sequence[float] | None) -> tuple[Column, Column]:
    """The rows that differ, a line each column, and how many there are of each."""
    import numpy as np

    rows = np.stack(_columns(*columns))
    counts = np.ones(rows.shape[1]) if weights is None else _columns(weights)[0]
    order = np.lexsort(rows)
    rows, counts = rows[:, order], counts[order]
    is_new = np.ones(len(counts), dtype=bool)
    is_new[1:] = (rows[:, 1:] != rows[:, :-1]).any(axis=0)
    starts = np.flatnonzero(is_new)
    return rows[:, starts], np.add.reduceat(counts, starts) if len(starts) else counts


def _likeliest(
    likelihood: Likelihood, starts: Sequence[Sequence[float]], least: Sequence[float], count: float
) -> tuple[list[float], float] | None:
    """The parameters of the highest likelihood and its logarithm, from the first start that leads to a summit.

    ``least`` are the logarithms they do not go below.
    """
    import numpy as np
    from scipy.optimize import minimize

    def mean_loss(logs: Column) -> tuple[float, Column]:
        values = np.exp(logs)
        total, slope = likelihood(values)
        return -total / count, -slope * values / count

    bounds = [(low, _WIDEST) for low in least]
    for start in starts:
        found: Any = minimize(
            mean_loss,
            np.log(np.asarray(start)),
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"ftol": 1e-15, "gtol": 1e-8, "maxiter": 500},
        )
        # What pulls beyond a bound is no slope to follow.
        slope = found.x - np.clip(found.x - found.jac, *np.transpose(bounds))
        if np.isfinite(found.fun) and np.abs(slope).max() < _FLAT:
            return [float(value) for value in np.exp(found.x)], -float(found.fun) * count
    return None


def _visits_likelihood(x: Column, tx: Column, age: Column, counts: Column) -> Likelihood:
    """The logarithm of the likelihood of visits, and its slope by r, alpha, a and b."""
    import numpy as np
    from scipy.special import expit, gammaln, psi

    times, place = np.unique(x, return_inverse=True)
    of_times = np.bincount(place, weights=counts).astype(np.float64)
    again = x > 0
    once, n_once, n_again = age[~again], counts[~again], counts[again]
    x, tx, age = x[again], tx[again], age[again]
    everybody = counts.sum()

    def likelihood(values: Column) -> tuple[float, Column]:
        r, alpha, a, b = values
        log_once, log_again = np.log(alpha + once), np.log(alpha + age)
        longer = log_again - np.log(alpha + tx)
        odds = np.log(a) - np.log(b + x - 1) + (r + x) * longer
        gone = n_again * expit(odds)
        of_x = (
            gammaln(r + times) - gammaln(r) + gammaln(a + b) + gammaln(b + times) - gammaln(b) - gammaln(a + b + times)
        )
        either = odds.clip(min=0) + np.log1p(np.exp(-np.abs(odds)))
        total = (
            _sum(of_times, of_x)
            + everybody * r * np.log(alpha)
            - r * _sum(n_once, log_once)
            + _sum(n_again, either - (r + x) * log_again)
        )
        both = psi(a + b) - psi(a + b + times)
        now = 1 / (alpha + age)
        slope = (
            _sum(of_times, psi(r + times) - psi(r))
            + everybody * np.log(alpha)
            - _sum(n_once, log_once)
            - _sum(n_again, log_again)
            + _sum(gone, longer),
            everybody * r / alpha
            - r * _sum(n_once, 1 / (alpha + once))
            - _sum(n_again, (r + x) * now)
            + _sum(gone, (r + x) * (now - 1 / (alpha + tx))),
            _sum(of_times, both) + float(gone.sum()) / a,
            _sum(of_times, both + psi(b + times) - psi(b)) - _sum(gone, 1 / (b + x - 1)),
        )
        return float(total), np.array(slope)

    return likelihood


def _spend_likelihood(x: Column, m: Column, counts: Column) -> Likelihood:
    """The logarithm of the likelihood of mean sums, and its slope by p, q and v."""
    import numpy as np
    from scipy.special import gammaln, psi

    times, place = np.unique(x, return_inverse=True)
    of_times = np.bincount(place, weights=counts).astype(np.float64)
    everybody, visits, sums = counts.sum(), counts * x, x * m
    log_sums, log_means = _sum(visits, np.log(sums)), _sum(counts, np.log(m))

    def likelihood(values: Column) -> tuple[float, Column]:
        p, q, v = values
        log_all = np.log(sums + v)
        total = (
            _sum(of_times, gammaln(p * times + q) - gammaln(p * times))
            - everybody * (gammaln(q) - q * np.log(v))
            + p * log_sums
            - log_means
            - _sum(p * visits + q * counts, log_all)
        )
        both = psi(p * times + q)
        slope = (
            _sum(of_times * times, both - psi(p * times)) + log_sums - _sum(visits, log_all),
            _sum(of_times, both) - everybody * (psi(q) - np.log(v)) - _sum(counts, log_all),
            everybody * q / v - _sum(p * visits + q * counts, 1 / (sums + v)),
        )
        return float(total), np.array(slope)

    return likelihood


def _alive(model: Model, x: Column, tx: Column, age: Column) -> Column:
    import numpy as np
    from scipy.special import expit

    again = x.clip(min=1)
    odds = (
        np.log(model.a)
        - np.log(model.b + again - 1)
        + (model.r + x) * (np.log(model.alpha + age) - np.log(model.alpha + tx))
    )
    alive: Column = np.where(x > 0, expit(-odds), 1.0)
    return alive


def _of_the_living(model: Model, x: Column, age: Column, weeks: float) -> Column:
    """The visits to expect in the weeks to come of who is still a customer.

    By Euler's transformation of the series in the paper: its own terms grow beyond all numbers with many visits.
    """
    import numpy as np
    from scipy.special import hyp2f1

    a = model.a if abs(model.a - 1) > _NEAR_POLE else 1 + _NEAR_POLE  # both the series and its factor have a pole there
    if abs(model.r - a - round(model.r - a)) < _NEAR_POLE:  # SciPy goes another way there, and is lost with many visits
        a += 2 * _NEAR_POLE
    b = model.b if abs(a + model.b - 1) > _NEAR_POLE else model.b + _NEAR_POLE
    share = weeks / (model.alpha + age + weeks)
    with np.errstate(over="ignore", invalid="ignore"):
        rest = (1 - share) ** (a - 1) * hyp2f1(a + b - 1 - model.r, a - 1, a + b + x - 1, share)
    rest = np.where(np.isfinite(rest), rest, 0.0)  # so small a factor, of so large a series, that nothing is left
    visits: Column = (a + b + x - 1) / (a - 1) * (1 - rest)
    return np.maximum(visits, 0.0)
