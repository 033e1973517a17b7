"""The tipping curve: how many times too seldom would others have to be reported to undo a finding?

Not a test. Under each `rho`, ties of others are added as if the sources had reported only one in `rho` of
them; the curve shows what becomes of the effect, and its tipping points say how much unseen activity it
stands. Where the unseen ties would fall is a supposition; each variant is one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from interlocal.provenance import Estimate, Result

__all__ = ["RHO", "Point", "Tipping", "crossing", "tipping_curve"]

RHO = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0)
"""How many times too seldom others are supposed to be reported."""


class Point(Result, frozen=True):
    """The effect under one rho: its mean over replications and their 5th and 95th percentile."""

    rho: float
    mean: float | None
    low: float | None
    high: float | None


class Tipping(Result, frozen=True):
    """A tipping curve: `variant` says where unseen ties were supposed to fall.

    `halves` is the rho at which the effect falls to half of what it is at rho 1, `flips` the rho at which it
    falls to `threshold` (where given: the value below which the verdict would change), each with the 5th to
    95th percentile over replications. A value None means: not within the rhos looked at; an interval's end
    None means: beyond the largest.
    """

    statistic: str
    variant: str
    points: tuple[Point, ...]
    halves: Estimate
    flips: Estimate | None
    threshold: float | None
    replications: int
    said: str


def crossing(rho: Sequence[float], values: npt.ArrayLike, level: float) -> Estimate:
    """The rho at which curves fall to `level`: median over replications, 5th to 95th percentile.

    `mc_se` is the Monte-Carlo error of the median, from the replications that rank about half a standard
    deviation of a binomial count above and below it; None where one of them lies beyond the largest rho.

    `values` is (replications, len(rho)). Between two rhos the curve is a straight line. A replication that
    never falls so low crosses beyond the largest rho.

    >>> round(crossing([1, 2, 3], [[1.0, 0.6, 0.2], [1.0, 0.4, 0.2]], 0.5).value, 3)
    2.042
    >>> crossing([1, 2], [[1.0, 0.9]], 0.5).value is None
    True
    """
    curves, at = np.asarray(values, np.float64), np.asarray(rho, np.float64)
    found = np.array([_first(at, curve, level) for curve in curves])
    below, above = (_quantile(found, 0.5 + side / math.sqrt(max(1, len(found)))) for side in (-0.5, 0.5))
    return Estimate(
        value=_quantile(found, 0.5),
        interval=(_quantile(found, 0.05), _quantile(found, 0.95)),
        mc_se=None if below is None or above is None or len(found) < 2 else (above - below) / 2,
    )


def _first(rho: npt.NDArray[np.float64], curve: npt.NDArray[np.float64], level: float) -> float:
    under = np.flatnonzero(curve <= level)
    if not len(under):
        return float("inf")
    k = int(under[0])
    if k == 0:
        return float(rho[0])
    share = (curve[k - 1] - level) / (curve[k - 1] - curve[k])
    return float(rho[k - 1] + share * (rho[k] - rho[k - 1]))


def _quantile(values: npt.NDArray[np.float64], at: float) -> float | None:
    """A quantile that infinite values may take part in."""
    if not len(values):
        return None
    ordered = np.sort(values)
    place = at * (len(ordered) - 1)
    low, high = ordered[int(np.floor(place))], ordered[int(np.ceil(place))]
    if not np.isfinite(high):
        return None
    return float(low + (place - np.floor(place)) * (high - low))


def tipping_curve(
    statistic: str,
    variant: str,
    rho: Sequence[float],
    values: npt.ArrayLike,
    *,
    threshold: float | None = None,
    meaning: str = "the verdict flips",
) -> Tipping:
    """Sum up replications of the effect under each rho; `values` is (replications, len(rho)), rho[0] being 1.

    `meaning` says what it is that happens where the effect falls to `threshold`.
    An effect of zero or less at rho 1 has no half.

    >>> curve = tipping_curve("reach", "uniform", [1, 2, 4], [[0.8, 0.4, 0.2]])
    >>> curve.halves.value, curve.said
    (2.0, 'halves when others are reported 2.0 times too seldom')
    """
    curves = np.asarray(values, np.float64)
    start = float(np.nanmean(curves[:, 0]))
    halves = crossing(rho, curves, start / 2) if start > 0 else Estimate(value=None)
    flips = None if threshold is None else crossing(rho, curves, threshold)
    return Tipping(
        statistic=statistic,
        variant=variant,
        points=tuple(_point(r, curves[:, k]) for k, r in enumerate(rho)),
        halves=halves,
        flips=flips,
        threshold=threshold,
        replications=len(curves),
        said=_said(start, halves, flips, rho[-1], meaning),
    )


def _point(rho: float, values: npt.NDArray[np.float64]) -> Point:
    known = values[~np.isnan(values)]
    if not len(known):
        return Point(rho=float(rho), mean=None, low=None, high=None)
    low, high = np.quantile(known, [0.05, 0.95])
    return Point(rho=float(rho), mean=float(known.mean()), low=float(low), high=float(high))


def _said(start: float, halves: Estimate, flips: Estimate | None, most: float, meaning: str) -> str:
    if not start > 0:
        return "no effect at rho 1: nothing to undo"
    words = [_when("halves", halves, most)]
    if flips is not None:
        words.append(_when(meaning, flips, most))
    return "; ".join(words)


def _when(what: str, estimate: Estimate, most: float) -> str:
    if estimate.value is None:
        return f"{what} not even when others are reported {most:g} times too seldom"
    if estimate.value <= 1:
        return f"{what} already at rho 1"
    return f"{what} when others are reported {estimate.value:.1f} times too seldom"
