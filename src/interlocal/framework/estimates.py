"""Estimates that several measures make alike: means and shares over worlds, medians, days."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.worlds import mean_of
from interlocal.provenance import Estimate

__all__ = [
    "NOTHING",
    "Floats",
    "day_by",
    "exactly",
    "mean_where_defined",
    "median_day",
    "median_of",
    "over_worlds",
    "ratio",
]

Floats = npt.NDArray[np.float64]

NOTHING = Estimate(value=None)


def exactly(value: float) -> Estimate:
    """A number that is known without drawing."""
    return Estimate(value=value, interval=(value, value), mc_se=0.0)


def ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    """Part of whole in each world; NaN where there is no whole.

    >>> ratio([1, 0], [2, 0]).tolist()
    [0.5, nan]
    """
    part, whole = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    found: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return found


def mean_where_defined(values: Floats) -> Estimate:
    """Mean and 90 % interval over the worlds in which a number is defined; None where it is in none.

    >>> mean_where_defined(np.array([1.0, np.nan, 3.0])).value
    2.0
    """
    return mean_of(values[~np.isnan(values)])


def over_worlds(values: Floats) -> Estimate:
    """The same, with the share of worlds in which the number exists as its certainty.

    >>> over_worlds(np.array([1.0, 3.0, np.nan, np.nan])).certainty
    0.5
    """
    found, there = mean_where_defined(values), ~np.isnan(values)
    return msgspec.structs.replace(found, certainty=float(there.mean())) if there.any() else found


def median_of(values: npt.ArrayLike) -> Estimate:
    """The median, the 5th and 95th percentile, and its error from the order statistics ±√n/2 ranks away.

    None for no values.

    >>> median_of([1.0, 2.0, 4.0]).value
    2.0
    """
    known = np.asarray(values, np.float64).ravel()
    if not len(known):
        return NOTHING
    low, middle, high = (float(x) for x in np.quantile(known, [0.05, 0.5, 0.95]))
    half = 0.5 / np.sqrt(len(known))
    around = np.quantile(known, [max(0.0, 0.5 - half), min(1.0, 0.5 + half)])
    return Estimate(value=middle, interval=(low, high), mc_se=float(around[1] - around[0]) / 2)


def median_day(days: npt.NDArray[np.int32]) -> tuple[Estimate, str]:
    """The median day (days since 1970-01-01) over the worlds that have one, and in words.

    Worlds without an arrival are left out: what is said holds if there is one.

    >>> median_day(np.array([0, 1, 2, NEVER], np.int32))[1]
    '1970-01-02'
    """
    known = days[(days < NEVER) & (days > ALWAYS)]
    if not len(known):
        return NOTHING, ""
    found = median_of(known)
    rounded = msgspec.structs.replace(found, value=float(int(found.value or 0.0)))
    return rounded, dates.iso(int(found.value or 0.0))


def day_by(days: npt.NDArray[np.int32], part: float) -> tuple[Estimate, str]:
    """The first day by which a part of all worlds has arrived; None when fewer ever arrive.

    >>> day_by(np.array([0, 1, 2, NEVER], np.int32), 0.9)[0].value is None
    True
    """
    if not len(days):
        return NOTHING, ""
    rank = int(np.ceil(part * len(days) - 1e-9)) - 1
    when = int(np.sort(days)[max(0, rank)])
    if not ALWAYS < when < NEVER:
        return NOTHING, ""
    return Estimate(value=float(when)), dates.iso(when)
