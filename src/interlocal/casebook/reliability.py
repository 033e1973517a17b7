"""How far coders agree beyond chance: Krippendorff's alpha, Gwet's AC1, percent agreement.

Arithmetic only: arrays of numbers in, estimates out. What the numbers stand for, and which units are compared,
is said in `interlocal.casebook.agreement`.

Ratings are an array of shape (coders, units); NaN says that the coder gave the unit no value. Only units with
two values or more can be compared. `counts` says how often a unit occurs (1 each, when left out), so that a
million units on which nobody coded anything are one column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["Coefficient", "Metric", "Reliability", "ac1", "alpha", "assess", "percent", "positive"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Metric = (
    Literal["nominal", "ordinal", "interval", "ratio"] | npt.NDArray[np.float64] | Callable[[Any, Any], Any]
)
"""A scale by name, a table of differences between categories 0, 1, 2, …, or a function of two values."""

METRICS = ("nominal", "ordinal", "interval", "ratio")
CELLS_AT_ONCE = 1 << 22  # of any one array in the resampling: 32 MB

NO_PAIRS = "no unit has values from two coders"
ONE_CATEGORY = "only one category occurs, so there is no disagreement to expect by chance"
NO_EXPECTED = "no two values that occur differ, so there is no disagreement to expect by chance"
NO_POSITIVE = "no coder found anything"
ONE_CLUSTER = "all units lie in one place, so there is nothing to resample"


@dataclass(frozen=True)
class Coefficient:
    """A coefficient, or the reason why it has no value; with the interval that resampling gave.

    `undefined` is the share of resamples in which the coefficient had no value; they are left out of the
    interval.
    """

    value: float | None
    reason: str = ""
    interval: tuple[float, float] | None = None
    undefined: float = 0.0

    def __str__(self) -> str:
        if self.value is None:
            return "undefined"
        if self.interval is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} ({self.interval[0]:.3f} to {self.interval[1]:.3f})"


@dataclass(frozen=True)
class Reliability:
    """All coefficients of one set of ratings, with how many units and clusters they rest on."""

    units: int
    unpaired: int
    clusters: int
    percent: Coefficient
    ac1: Coefficient
    alpha: Coefficient
    positive: Coefficient | None = None


def alpha(
    ratings: npt.ArrayLike, metric: Metric = "nominal", *, counts: npt.ArrayLike | None = None
) -> Coefficient:
    """Krippendorff's alpha: how much less the coders disagree than chance would have them.

    alpha = 1 - D_o / D_e. D_o is the mean difference between two values of one unit, each unit weighted by the
    number of its values; D_e is the mean difference between any two of all those values. The difference is

    - nominal: 0 if the values are equal, else 1;
    - ordinal: the square of the number of values that lie between the two, half of each included;
    - interval: (a - b)²;
    - ratio: ((a - b) / (a + b))², and 0 for 0 and 0; values must not be negative;
    - a square table: `metric[a, b]`, the values being whole numbers that count its rows from 0;
    - a function: `metric(a, b)` on two arrays of values that broadcast.

    A table or function gives the difference that is averaged (already squared, if squares are wanted); it must
    be symmetric, finite, nowhere negative, and 0 for a value and itself.

    Ranges from 1 (full agreement) over 0 (as by chance) to below 0 (systematic disagreement). Undefined, with a
    reason, if no unit has two values, or if only one category occurs: then chance expects no disagreement
    either. Raises ValueError for an unknown metric or for values that it cannot take.

    >>> coders = [[1, 2, 3, 3, 2, 1, 4, 1, 2, np.nan], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5]]
    >>> print(alpha(coders))
    0.852
    >>> alpha([[1, 1, 1], [1, 1, 1]]).reason
    'only one category occurs, so there is no disagreement to expect by chance'

    Source: Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. University of Pennsylvania.
    """
    tally = _tally(ratings, counts=counts)
    return _estimate(_alpha(tally, _scale(metric, tally.values), _once(tally)), _why_no_alpha(tally))


def ac1(
    ratings: npt.ArrayLike, *, categories: int | None = None, counts: npt.ArrayLike | None = None
) -> Coefficient:
    """Gwet's AC1: agreement beyond chance that stays stable where one category is rare.

    AC1 = (p_a - p_e) / (1 - p_e). p_a is percent agreement (`percent`); p_e = Σ π_q (1 - π_q) / (Q - 1), where
    π_q is the mean over units of the share of coders who chose category q, and Q the number of categories:
    `categories`, or else as many as occur. Values are categories: that 3 lies nearer 4 than 1 does not count.

    Ranges from 1 (full agreement) over 0 (as by chance) to below 0. If only one category occurs, p_e is 0, its
    limit as the other categories vanish, and AC1 is 1. Undefined, with a reason, if no unit has two values.
    Raises ValueError if more categories occur than `categories` says.

    >>> print(ac1([[1, 1, 1, 0], [1, 1, 1, 1]]))
    0.680
    >>> print(ac1([[1, 1, 1], [1, 1, 1]]))
    1.000

    Source: Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high
    agreement. British Journal of Mathematical and Statistical Psychology 61, 29–48.
    """
    tally = _tally(ratings, counts=counts)
    return _estimate(_ac1(tally, _how_many(tally, categories), _once(tally)), NO_PAIRS)


def percent(ratings: npt.ArrayLike, *, counts: npt.ArrayLike | None = None) -> Coefficient:
    """Percent agreement: the share of pairs of coders who gave a unit the same value, averaged over units.

    p_a = mean over units of Σ_q r_q (r_q - 1) / (r (r - 1)), where r coders gave the unit a value and r_q of
    them category q. Units with fewer than two values are left out. Ranges from 0 to 1; chance is not taken off.
    Undefined, with a reason, if no unit has two values.

    >>> print(percent([[1, 2, 3, np.nan], [1, 2, 4, 1]]))
    0.667

    Source: the observed agreement of Fleiss, J. L. (1971), Psychological Bulletin 76, 378–382.
    """
    tally = _tally(ratings, counts=counts)
    return _estimate(_percent(tally, _once(tally)), NO_PAIRS)


def positive(ratings: npt.ArrayLike, *, counts: npt.ArrayLike | None = None) -> Coefficient:
    """Positive agreement on 0 and 1: of what one coder found, the share that another found as well.

    2a / (2a + b + c), where in a units both of two coders say 1, in b and c only one does; summed over all
    pairs of coders, each unit's pairs weighted 1 / (its values - 1). It does not depend on how many units there
    are in which nobody found anything, and is what alpha tends to as these grow in number. Ranges from 0 to 1.
    Undefined, with a reason, if nobody found anything. Raises ValueError for values other than 0 and 1.

    >>> print(positive([[1, 1, 1, 0, 0], [1, 1, 0, 1, 0]]))
    0.667

    Source: Hripcsak, G. and Rothschild, A. S. (2005). Agreement, the F-measure, and reliability in information
    retrieval. Journal of the American Medical Informatics Association 12, 296–298.
    """
    tally = _tally(ratings, counts=counts)
    _only_found_or_not(tally)
    return _estimate(_positive(tally, _once(tally)), _why_no_positive(tally))


def assess(
    ratings: npt.ArrayLike,
    metric: Metric = "nominal",
    *,
    clusters: npt.ArrayLike | None = None,
    counts: npt.ArrayLike | None = None,
    categories: int | None = None,
    found: bool = False,
    seed: int = 0,
    resamples: int = 2000,
    level: float = 0.95,
) -> Reliability:
    """Percent agreement, AC1 and alpha with bootstrap intervals; for 0 and 1 (`found`) positive agreement too.

    The bootstrap draws whole clusters with replacement, as many as there are, and takes the middle `level` of
    the coefficients so obtained. `clusters` names each unit's cluster by a number (a document, a section);
    left out, each unit stands alone. Clusters are drawn in the order of their numbers and units are put in one
    order first, so neither the order of units nor that of coders changes anything. The same seed gives the same
    interval. With a single cluster there is no interval. With few clusters (below 20 or so) the interval is
    rather too narrow.

    Range and degenerate cases are those of `alpha`, `ac1`, `percent` and `positive`; resamples in which a
    coefficient has no value are left out of its interval and counted. Raises ValueError for arrays whose shapes
    do not fit, a level outside 0 to 1, or fewer than 0 resamples.

    >>> rated = assess([[0, 1, 1, 0, 1, 0], [0, 1, 1, 0, 0, 0]], clusters=[0, 0, 1, 1, 2, 2], seed=1)
    >>> rated.units, rated.clusters, str(rated.percent)
    (6, 3, '0.833 (0.500 to 1.000)')

    Source: Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapter 13; clusters as in
    Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application, section 3.8.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is a share between 0 and 1, not {level}; write 0.95 for 95 %")
    if resamples < 0:
        raise ValueError(f"resamples={resamples}: there cannot be fewer than 0")
    tally = _tally(ratings, counts=counts, clusters=clusters)
    scale, q = _scale(metric, tally.values), _how_many(tally, categories)
    if found:
        _only_found_or_not(tally)

    def all_of(weights: Floats) -> Floats:
        rows = [_percent(tally, weights), _ac1(tally, q, weights), _alpha(tally, scale, weights)]
        return np.stack([*rows, _positive(tally, weights)] if found else rows)

    whole = all_of(_once(tally))
    reasons = (NO_PAIRS, NO_PAIRS, _why_no_alpha(tally), _why_no_positive(tally))
    estimates = [_estimate(one, reason) for one, reason in zip(whole, reasons, strict=False)]
    if tally.comparable_groups > 1 and resamples:
        drawn = np.concatenate([all_of(w) for w in _resamples(tally, scale, seed, resamples)], axis=1)
        estimates = [_with_interval(one, values, level) for one, values in zip(estimates, drawn, strict=True)]
    elif tally.comparable_groups == 1:
        estimates = [one if one.value is None else replace(one, reason=ONE_CLUSTER) for one in estimates]
    return Reliability(tally.units, tally.unpaired, tally.comparable_groups, *estimates)


# --- the ratings, counted -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Tally:
    """Sums by cluster; everything below is a weighted sum of these. G clusters, C categories, P unequal pairs."""

    values: Floats  # C: the values that occur in comparable units, ascending
    marginal: Floats  # G x C: how often, within comparable units
    first: Ints  # P: the lower category of a kind of disagreement
    second: Ints  # P: the higher
    unequal: Floats  # G x P: coincidences of that disagreement, both orders, each unit's weighted 1 / (m - 1)
    agreeing: Floats  # G: sum over comparable units of the share of pairs that agree
    comparable: Floats  # G: number of comparable units
    shares: Floats  # G x D: sum over all rated units of the share of coders who chose category d
    rated: Floats  # G: number of rated units
    units: int
    unpaired: int

    @property
    def groups(self) -> int:
        return len(self.rated)

    @property
    def comparable_groups(self) -> int:
        return int((self.comparable > 0).sum())


def _tally(
    ratings: npt.ArrayLike,
    *,
    counts: npt.ArrayLike | None = None,
    clusters: npt.ArrayLike | None = None,
) -> _Tally:
    table = np.array(ratings, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"ratings have the shape (coders, units), not {table.shape}")
    if np.isinf(table).any():
        raise ValueError("ratings hold an infinite value; write NaN where a coder gave none")
    often = _row(counts, table.shape[1], "counts", 1.0)
    group = _row(clusters, table.shape[1], "clusters", None)
    if (often < 0).any():
        raise ValueError("counts say how often a unit occurs: none can be negative")
    table, often, group = _in_order(table, often, group)
    present = ~np.isnan(table)
    m = present.sum(axis=0)
    keep = (m > 0) & (often > 0)
    table, often, group, present, m = table[:, keep], often[keep], group[keep], present[:, keep], m[keep]
    pairable = m > 1
    alone = round(float(often[~pairable].sum()))
    _, group_of = np.unique(group, return_inverse=True)
    groups = int(group_of.max()) + 1 if group_of.size else 0
    every, code = _codes(table, present)
    d = len(every)
    shares = _sums(group_of, code, present, often / np.maximum(m, 1), groups, d)
    marginal = _sums(group_of, code, present & pairable, often, groups, d)
    occurs = marginal.sum(axis=0) > 0
    first, second, unequal, disagreeing = _pairs(
        group_of[pairable], code[:, pairable], present[:, pairable], often[pairable], m[pairable], groups, d
    )
    place = np.cumsum(occurs) - 1
    comparable = _binned(group_of[pairable], often[pairable], groups)
    return _Tally(
        values=every[occurs],
        marginal=marginal[:, occurs],
        first=place[first],
        second=place[second],
        unequal=unequal,
        agreeing=comparable - disagreeing,
        comparable=comparable,
        shares=shares,
        rated=_binned(group_of, often, groups),
        units=round(float(comparable.sum())),
        unpaired=alone,
    )


def _row(given: npt.ArrayLike | None, length: int, name: str, default: float | None) -> Floats:
    if given is None:
        return np.arange(length, dtype=np.float64) if default is None else np.full(length, default)
    row = np.asarray(given, dtype=np.float64)
    if row.shape != (length,):
        raise ValueError(
            f"{name} hold one number a unit: {length} of them, not an array of shape {row.shape}"
        )
    return row


def _in_order(table: Floats, often: Floats, group: Floats) -> tuple[Floats, Floats, Floats]:
    """The same units in one order whatever the order given, so that sums are the same to the last bit."""
    table = np.sort(table, axis=0)  # NaN goes last; who said what does not matter
    order = np.lexsort((often, *table[::-1], group))
    return table[:, order], often[order], group[order]


def _codes(table: Floats, present: npt.NDArray[np.bool_]) -> tuple[Floats, Ints]:
    values, inverse = np.unique(table[present], return_inverse=True)
    code = np.zeros(table.shape, dtype=np.int64)
    code[present] = inverse
    return values, code


def _binned(cells: Ints, weights: Floats, length: int) -> Floats:
    return np.bincount(cells, weights, length).astype(np.float64)


def _sums(
    group: Ints, code: Ints, use: npt.NDArray[np.bool_], weight: Floats, groups: int, categories: int
) -> Floats:
    cells = np.broadcast_to(group, code.shape)[use] * categories + code[use]
    weights = np.broadcast_to(weight, code.shape)[use]
    return _binned(cells, weights, groups * categories).reshape(groups, categories)


def _pairs(
    group: Ints,
    code: Ints,
    present: npt.NDArray[np.bool_],
    often: Floats,
    m: Ints,
    groups: int,
    categories: int,
) -> tuple[Ints, Ints, Floats, Floats]:
    """Every kind of disagreement (lower, higher category) with its coincidences, and units' disagreeing shares."""
    kinds, places, weights = [], [], []
    share = np.zeros(group.size)
    for i in range(len(code)):
        for j in range(i + 1, len(code)):
            at = np.flatnonzero(present[i] & present[j] & (code[i] != code[j]))
            low, high = np.minimum(code[i, at], code[j, at]), np.maximum(code[i, at], code[j, at])
            kinds.append(low * categories + high)
            places.append(group[at])
            weights.append(2.0 * often[at] / (m[at] - 1))
            share[at] += 2.0 / (m[at] * (m[at] - 1))
    which, inverse = np.unique(np.concatenate([np.zeros(0, np.int64), *kinds]), return_inverse=True)
    cells = np.concatenate([np.zeros(0, np.int64), *places]) * len(which) + inverse
    flat = _binned(cells, np.concatenate([np.zeros(0), *weights]), groups * len(which))
    disagreeing = _binned(group, often * share, groups)
    divisor = max(categories, 1)
    return which // divisor, which % divisor, flat.reshape(groups, len(which)), disagreeing


# --- the coefficients, for many weightings of the clusters at once; weights are B x G ---------------------------


@dataclass(frozen=True, eq=False)
class _Scale:
    """How values differ: by their ranks among those drawn, by squares of their distance, or by a table."""

    kind: Literal["nominal", "ordinal", "interval", "table"]
    values: Floats
    table: Floats


def _scale(metric: Metric, values: Floats) -> _Scale:
    if isinstance(metric, str):
        if metric not in METRICS:
            raise ValueError(f"unknown metric {metric!r}; one of {', '.join(METRICS)}, a table or a function")
        if metric == "ratio":
            return _Scale("table", values, _ratio(values))
        return _Scale(metric, values, np.zeros((0, 0)))
    if callable(metric):
        table = np.asarray(metric(values[:, None], values[None, :]), dtype=np.float64)
        return _Scale("table", values, _checked(np.broadcast_to(table, (values.size, values.size))))
    whole = np.asarray(metric, dtype=np.float64)
    if whole.ndim != 2 or whole.shape[0] != whole.shape[1]:
        raise ValueError(f"a table of differences is square, not of shape {whole.shape}")
    index = values.astype(np.int64)
    if (index != values).any() or (index < 0).any() or (index >= len(whole)).any():
        raise ValueError(
            f"with a table of {len(whole)} rows, ratings are whole numbers 0 to {len(whole) - 1}"
        )
    return _Scale("table", values, _checked(whole[np.ix_(index, index)]))


def _ratio(values: Floats) -> Floats:
    if (values < 0).any():
        raise ValueError(f"a ratio scale starts at 0, and {values.min()} is below; use the metric 'interval'")
    total = values[:, None] + values[None, :]
    share: Floats = (values[:, None] - values[None, :]) / np.where(total == 0, 1.0, total)
    return np.square(share)


def _checked(table: Floats) -> Floats:
    if not np.isfinite(table).all() or (table < 0).any():
        raise ValueError("differences are finite and not negative")
    if np.diagonal(table).any() or not np.allclose(table, table.T):
        raise ValueError("differences are symmetric, and 0 between a value and itself")
    return table


def _alpha(tally: _Tally, scale: _Scale, weights: Floats) -> Floats:
    marginal = weights @ tally.marginal
    n = marginal.sum(axis=1)
    unequal = weights @ tally.unequal
    if scale.kind == "nominal":
        observed = unequal.sum(axis=1)
        expected = np.square(n) - np.square(marginal).sum(axis=1)
    elif scale.kind == "table":
        observed = unequal @ scale.table[tally.first, tally.second]
        expected = ((marginal @ scale.table) * marginal).sum(axis=1)
    else:
        # The ordinal difference is the squared distance of mid-ranks, which depend on what was drawn.
        at = np.cumsum(marginal, axis=1) - marginal / 2 if scale.kind == "ordinal" else scale.values[None, :]
        observed = (unequal * np.square(at[:, tally.first] - at[:, tally.second])).sum(axis=1)
        mean = (marginal * at).sum(axis=1, keepdims=True) / np.where(n == 0, 1.0, n)[:, None]
        expected = 2 * n * (marginal * np.square(at - mean)).sum(axis=1)
    defined = ((marginal > 0).sum(axis=1) > 1) & (expected > 0)
    return np.where(defined, 1 - (n - 1) * observed / np.where(defined, expected, 1.0), np.nan)


def _percent(tally: _Tally, weights: Floats) -> Floats:
    units = weights @ tally.comparable
    return np.where(units > 0, (weights @ tally.agreeing) / np.where(units > 0, units, 1.0), np.nan)


def _ac1(tally: _Tally, categories: int, weights: Floats) -> Floats:
    rated = weights @ tally.rated
    chosen = (weights @ tally.shares) / np.where(rated > 0, rated, 1.0)[:, None]
    by_chance = (chosen * (1 - chosen)).sum(axis=1) / max(categories - 1, 1)
    beyond: Floats = (_percent(tally, weights) - by_chance) / (1 - by_chance)
    return beyond


def _positive(tally: _Tally, weights: Floats) -> Floats:
    found = weights @ tally.marginal[:, tally.values == 1].sum(axis=1)
    missed = weights @ tally.unequal.sum(axis=1)  # either order: b + c
    return np.where(found > 0, 1 - missed / 2 / np.where(found > 0, found, 1.0), np.nan)


# --- whole, resampled, and said ---------------------------------------------------------------------------------


def _once(tally: _Tally) -> Floats:
    return np.ones((1, tally.groups))


def _resamples(tally: _Tally, scale: _Scale, seed: int, resamples: int) -> Iterator[Floats]:
    """How often each cluster is drawn: rows of weights, a block of resamples at a time."""
    g = tally.groups
    width = max(g, tally.marginal.shape[1], tally.unequal.shape[1])
    block = max(1, CELLS_AT_ONCE // width)
    draw = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed)))
    for start in range(0, resamples, block):
        rows = min(block, resamples - start)
        picked = draw.integers(g, size=(rows, g)) + g * np.arange(rows)[:, None]
        yield np.bincount(picked.ravel(), minlength=rows * g).reshape(rows, g).astype(np.float64)


def _estimate(values: Floats, reason: str) -> Coefficient:
    value = float(values[0])
    return Coefficient(None, reason) if np.isnan(value) else Coefficient(value)


def _with_interval(whole: Coefficient, values: Floats, level: float) -> Coefficient:
    if whole.value is None:
        return whole
    defined = values[~np.isnan(values)]
    undefined = 1 - defined.size / values.size
    if not defined.size:
        return replace(whole, undefined=undefined)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return replace(whole, interval=(float(low), float(high)), undefined=undefined)


def _how_many(tally: _Tally, categories: int | None) -> int:
    occur = tally.shares.shape[1]
    if categories is not None and categories < occur:
        raise ValueError(f"{occur} categories occur, more than the {categories} that were said to exist")
    return occur if categories is None else categories


def _why_no_alpha(tally: _Tally) -> str:
    if not tally.units:
        return NO_PAIRS
    return ONE_CATEGORY if tally.values.size < 2 else NO_EXPECTED


def _only_found_or_not(tally: _Tally) -> None:
    if not np.isin(tally.values, (0.0, 1.0)).all():
        raise ValueError("found or not is coded 1 or 0; other values occur")


def _why_no_positive(tally: _Tally) -> str:
    return NO_POSITIVE if tally.units else NO_PAIRS
