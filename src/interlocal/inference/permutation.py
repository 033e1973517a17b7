"""What a set of shuffled values says about the observed one: p-values, their limits, and families of them.

Every function takes plain numbers; what was shuffled, and what was held fixed, is said by a rung
(`inference.rung`). Missing draws (NaN: the statistic did not exist in that draw) count as at least as
extreme as the observed value: that can raise a p-value, never lower it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Tail",
    "assignments",
    "attainable",
    "exact_count",
    "extreme",
    "fdr",
    "max_t",
    "mc_error",
    "p_value",
]

Tail: TypeAlias = Literal["greater", "less", "two-sided"]
Floats: TypeAlias = npt.NDArray[np.float64]

# Sums taken in another order differ in the last bits; such values are ties, and ties count as extreme.
_TIE = 1e-9


def extreme(observed: float, null: npt.ArrayLike, tail: Tail = "greater") -> int:
    """How many draws are at least as extreme as the observed value (b); ties and missing draws count.

    For "two-sided" the smaller of both sides is doubled (at most the number of draws).

    >>> extreme(3.0, [1.0, 3.0, 4.0]), extreme(3.0, [1.0, 3.0, 4.0], "less")
    (2, 2)
    """
    values = np.asarray(null, np.float64).ravel()
    if not math.isfinite(observed):
        raise ValueError(f"the observed value is {observed}: a statistic that does not exist has no test")
    slack = _TIE * max(abs(observed), float(np.nanmax(np.abs(values), initial=0.0)))
    missing = int(np.isnan(values).sum())
    above = int((values >= observed - slack).sum()) + missing
    below = int((values <= observed + slack).sum()) + missing
    if tail == "greater":
        return above
    if tail == "less":
        return below
    return min(len(values), 2 * min(above, below))


def p_value(observed: float, null: npt.ArrayLike, tail: Tail = "greater", *, exact: bool = False) -> float:
    """The share of shuffled worlds at least as extreme as the observed one: (1 + b) / (1 + B).

    B is the number of draws, b how many are at least as extreme; the observed world counts as one of
    them, so p is never 0 and the test never rejects more often than it says (Phipson and Smyth 2010,
    Stat. Appl. Genet. Mol. Biol. 9(1), 39). With `exact`, `null` holds every possible assignment, the
    observed one among them, and p = b / B. No draws give 1.

    >>> p_value(3.0, [0.0, 1.0, 2.0, 3.5])
    0.4
    >>> p_value(3.0, [0.0, 1.0, 2.0, 3.0], exact=True)
    0.25
    """
    values = np.asarray(null, np.float64).ravel()
    found = extreme(observed, values, tail)
    if exact:
        if not found:
            raise ValueError("an exact null holds the observed assignment itself; it is not among these")
        return found / len(values)
    return (1 + found) / (1 + len(values))


def mc_error(p: float, draws: int) -> float:
    """The Monte-Carlo standard error of a p-value from so many draws; 0 for no draws (an exact one).

    >>> round(mc_error(0.05, 999), 4)
    0.0069
    """
    return math.sqrt(p * (1 - p) / draws) if draws else 0.0


def exact_count(sizes: Sequence[int], labelled: Sequence[int]) -> int:
    """How many distinct ways there are to hand out the labels within strata.

    `sizes` are the strata's sizes, `labelled` how many of each carry the label.

    >>> exact_count([12], [3]), exact_count([4, 5], [2, 5])
    (220, 6)
    """
    return math.prod(math.comb(int(n), int(k)) for n, k in zip(sizes, labelled, strict=True))


def attainable(count: int, draws: int | None = None) -> float:
    """The smallest p-value that this test could give, whatever the data.

    `count` is the number of distinct assignments, `draws` the number of random ones, None when all
    were enumerated. A test whose smallest p is above the level that one wants cannot find anything.

    >>> round(attainable(220), 4), attainable(10**9, 999)
    (0.0045, 0.001)
    """
    least = 1 / count if count < 10**15 else 0.0
    return least if draws is None else max(least, 1 / (1 + draws))


def assignments(labels: npt.ArrayLike, strata: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Every distinct way to hand out the labels within strata, shape (`exact_count`, units).

    The order is that of the units; the observed assignment is one of the rows. Count before asking.

    >>> assignments([True, False, False], [0, 0, 1]).astype(int).tolist()
    [[1, 0, 0], [0, 1, 0]]
    """
    chosen, groups = np.asarray(labels, bool), np.asarray(strata)
    places = [np.flatnonzero(groups == one) for one in np.unique(groups)]
    ways = [_ways(place, int(chosen[place].sum())) for place in places]
    rows = [[unit for part in some for unit in part] for some in product(*ways)]
    out = np.zeros((len(rows), len(chosen)), bool)
    for row, units in zip(out, rows, strict=True):
        row[units] = True
    return out


def _ways(place: npt.NDArray[np.intp], take: int) -> list[tuple[int, ...]]:
    found: Iterator[tuple[int, ...]] = combinations(place.tolist(), take)
    return list(found)


def max_t(
    observed: npt.ArrayLike, null: npt.ArrayLike, tail: Tail = "greater", *, exact: bool = False
) -> Floats:
    """p-values of K statistics at once, corrected for looking at all of them: Westfall and Young's step-down.

    `observed` has K values, `null` is (B, K): row b holds all statistics of the same draw, so that their
    dependence is kept. Each statistic is studentised by its own null (less its mean, by its standard
    deviation); the largest is compared with the largest of each draw, the next with the largest of the
    rest, and so on; the p-values never fall in that order. The chance of one false finding or more among
    all K is held at the level. Columns that come from different nulls are drawn independently of one
    another; for these the correction is that of independent tests.

    A statistic that its null never moves cannot be tested: it gets 1. Missing draws count as extreme.
    Reference: Westfall and Young 1993, Resampling-Based Multiple Testing, algorithm 2.8.

    >>> rng = np.random.default_rng(1)
    >>> null = rng.normal(size=(999, 3))
    >>> max_t([4.0, 0.0, 2.5], null).round(3).tolist()
    [0.001, 0.514, 0.016]
    """
    values, draws = np.asarray(observed, np.float64), np.asarray(null, np.float64)
    if draws.ndim != 2 or draws.shape[1] != len(values):
        raise ValueError(f"null has shape {draws.shape}; give (draws, {len(values)})")
    scores, own, moved = _studentised(values, draws, tail)
    order = np.argsort(-np.where(moved, own, -np.inf), kind="stable")
    p = np.ones(len(values))
    highest = np.maximum.accumulate(scores[:, order][:, ::-1], axis=1)[:, ::-1]
    before = 0.0
    for at, one in enumerate(order):
        if not moved[one]:
            continue
        b = int((highest[:, at] >= own[one] - _TIE * max(1.0, abs(own[one]))).sum())
        before = max(before, b / len(draws) if exact else (1 + b) / (1 + len(draws)))
        p[one] = before
    return p


def _studentised(values: Floats, draws: Floats, tail: Tail) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    known = np.isfinite(draws)
    counts = np.maximum(known.sum(axis=0), 1)
    middle = np.where(known, draws, 0.0).sum(axis=0) / counts
    spread = np.sqrt(np.where(known, (draws - middle) ** 2, 0.0).sum(axis=0) / counts)
    moved = (spread > _TIE * np.maximum(1e-300, np.abs(middle))) & np.isfinite(values)
    scale = np.where(moved, spread, 1.0)
    sign = -1.0 if tail == "less" else 1.0
    scores = sign * (draws - middle) / scale
    own = sign * np.where(np.isfinite(values), values - middle, 0.0) / scale
    if tail == "two-sided":
        scores, own = np.abs(scores), np.abs(own)
    scores = np.where(known, scores, np.inf)
    scores[:, ~moved] = -np.inf
    return scores, own, moved


def fdr(p: Sequence[float | None]) -> list[float | None]:
    """Benjamini and Hochberg's adjusted p-values: the expected share of false findings among the found.

    None (not a test, or not testable) stays None and does not count.

    >>> fdr([0.01, None, 0.04])
    [0.02, None, 0.04]
    """
    from scipy.stats import false_discovery_control

    known = [one for one in p if one is not None]
    if not known:
        return [None] * len(p)
    adjusted = iter(false_discovery_control(known).tolist())
    return [None if one is None else float(next(adjusted)) for one in p]
