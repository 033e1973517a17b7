"""Units that carry a label or do not, a number of each in every simulated coding, and labels dealt out anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from interlocal.framework.estimates import over_worlds
from interlocal.inference.permutation import assignments
from interlocal.inference.strata import label_draws, support
from interlocal.provenance import Estimate

__all__ = ["Bools", "Floats", "Permuted", "Units", "permuted", "statistic"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

MOST = 1 << 22
"""Cells of (draws, worlds) that are worked on at once."""


@dataclass(frozen=True, eq=False)
class Units:
    """What is labelled: records or actors, each in a stratum of those that could have carried the label.

    `value` and `there` are (units, worlds). A "share" is the labelled units' part of the sum of values; a
    "difference" the mean value of the labelled less that of the others, within strata, weighted by the
    labelled. `records` are what it was read from, `coverage` the share of what would count that is coded.
    """

    ids: tuple[str, ...]
    label: Bools
    stratum: tuple[str, ...]
    value: Floats
    there: Bools
    way: Literal["share", "difference"]
    records: tuple[str, ...] = ()
    coverage: float | None = None


@dataclass(frozen=True, eq=False)
class Permuted:
    """The statistic as it is, and with labels permuted: how many ways there are, and whether all were tried."""

    observed: Estimate
    values: Floats
    count: int | None
    exact: bool
    said: str


def permuted(units: Units, draws: int, seed: int) -> Permuted:
    """Permute the labels within strata; every way is tried where there are no more than the draws asked for.

    >>> units = Units(("a", "b", "c"), np.array([True, False, False]), ("x",) * 3,
    ...               np.array([[3.0], [1.0], [0.0]]), np.ones((3, 1), bool), "difference")
    >>> found = permuted(units, 99, 1)
    >>> found.observed.value, sorted(found.values.tolist()), found.exact
    (2.5, [-2.0, -0.5, 2.5], True)
    """
    held = support(units.label, units.stratum, units.ids)
    exact = held.assignments is not None and held.assignments <= draws + 1
    labels = (
        assignments(units.label, units.stratum)
        if exact
        else label_draws(units.label, units.stratum, draws, seed, ids=units.ids, purpose="roles")
    )
    observed = over_worlds(statistic(units, units.label[None])[0])
    step = max(1, MOST // max(1, units.value.shape[1]))
    parts = [_mean(statistic(units, labels[at : at + step])) for at in range(0, len(labels), step)]
    values = np.concatenate(parts) if parts else np.zeros(0)
    return Permuted(observed, values, held.assignments, exact, held.said)


def _mean(values: Floats) -> Floats:
    """Over the worlds in which it exists; NaN where it does in none."""
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=1)
    found: Floats = np.divide(
        total, known.sum(axis=1), out=np.full(len(values), np.nan), where=known.any(axis=1)
    )
    return found


def statistic(units: Units, labels: Bools) -> Floats:
    """The statistic of every labelling (draws, units) in every world, (draws, worlds); NaN where it does not exist."""
    worth = np.where(units.there, units.value, 0.0)
    if units.way == "share":
        return _divided(labels.astype(np.float64) @ worth, worth.sum(axis=0)[None])
    gaps, weight = np.zeros((2, len(labels), worth.shape[1]))
    strata = np.array(units.stratum)
    for one in sorted(set(units.stratum)):
        inside = np.flatnonzero(strata == one)
        there, mine = units.there[inside].astype(np.float64), labels[:, inside].astype(np.float64)
        held, part = mine @ there, mine @ worth[inside]
        rest, other = there.sum(axis=0) - held, worth[inside].sum(axis=0) - part
        gap = _divided(part, held) - _divided(other, rest)
        both = (held > 0) & (rest > 0)
        gaps += np.where(both, gap, 0.0) * held
        weight += np.where(both, held, 0.0)
    return _divided(gaps, weight)


def _divided(part: Floats, whole: Floats) -> Floats:
    whole = np.broadcast_to(whole, part.shape)
    found: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found
