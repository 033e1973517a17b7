"""Who is comparable with whom, and random sets of comparable units.

A label ("is a local government") may be handed to another unit only if that unit is about as busy and, where
asked, from the same country, period or mix of relations. Draws are keyed by seed, purpose and the unit's id
(`interlocal.draws`): adding a unit never shifts another's draws, and any slice of the draws can be made alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from interlocal.draws import uniform
from interlocal.inference.permutation import exact_count
from interlocal.provenance import Result

__all__ = ["Matching", "Support", "label_draws", "matched_sets", "matching", "same_size", "strata", "support"]

Bools: TypeAlias = npt.NDArray[np.bool_]
Ids: TypeAlias = npt.NDArray[np.int64]


class Support(Result, frozen=True):
    """Whether the labelled have anyone to be compared with.

    `labelled` units carry the label; `comparable` of them share their stratum with at least one unit that
    does not; `alone` names the others (at most the first 20): the label never leaves them, so the test says
    nothing about them. `log10_assignments` is the logarithm of the number of distinct assignments, and
    `assignments` the number itself, None when it is 10^15 or more. `said` says all this in words.
    """

    labelled: int
    comparable: int
    alone: tuple[str, ...]
    log10_assignments: float
    assignments: int | None
    said: str


def strata(
    degree: npt.ArrayLike,
    activity: npt.ArrayLike,
    keys: Sequence[npt.ArrayLike] = (),
    *,
    size: int = 8,
    ratio: float = 1.5,
) -> Ids:
    """Number the strata of comparable units, shape (units,).

    Units of the same stratum agree on every one of `keys` (country, period, relation mix …) and follow one
    another in degree, then in activity. Units equal in both are never parted by the order of the rows. A
    stratum is closed when it holds `size` units, or when the next unit's degree is more than `ratio` times
    its first one's (degree + 1 is compared, so that 0 and 1 may meet at ratio 2): few comparable others are
    honest, many incomparable ones are not. Coarse strata reject too often when the labelled are hubs.

    >>> strata([1, 1, 1, 9, 10], [1, 1, 2, 5, 5], size=2).tolist()
    [0, 0, 1, 2, 2]
    """
    busy, active = np.asarray(degree, np.float64), np.asarray(activity, np.float64)
    cell = _cells(len(busy), keys)
    order = np.lexsort((active, busy, cell))
    out = np.zeros(len(busy), np.int64)
    number, held, first, previous = -1, 0, math.inf, -1
    for group in _equal_runs(order, cell, busy, active):
        one = int(group[0])
        new = number < 0 or cell[one] != cell[previous]
        far = busy[one] + 1 > ratio * (first + 1)
        full = held >= size or (held * 2 >= size and held + len(group) > size)
        if new or far or full:
            number, held, first = number + 1, 0, float(busy[one])
        out[group] = number
        held, previous = held + len(group), one
    return out


def _cells(units: int, keys: Sequence[npt.ArrayLike]) -> Ids:
    """Number the combinations of the exact keys."""
    cell = np.zeros(units, np.int64)
    for key in keys:
        values = np.unique(np.asarray(key).astype(str), return_inverse=True)[1]
        cell = np.unique(cell * (int(values.max(initial=0)) + 1) + values, return_inverse=True)[1]
    return cell.astype(np.int64)


def _equal_runs(order: npt.NDArray[np.intp], *columns: npt.NDArray[Any]) -> list[npt.NDArray[np.intp]]:
    if not len(order):
        return []
    changes = np.zeros(len(order) - 1, bool)
    for column in columns:
        changes |= np.diff(column[order]) != 0
    return np.split(order, np.flatnonzero(changes) + 1)


def support(labels: npt.ArrayLike, strata: npt.ArrayLike, names: Sequence[str] | None = None) -> Support:
    """Whether every labelled unit has comparable others, and how many assignments there are.

    >>> support([True, True, False], [0, 1, 1], ["Kawasaki", "Oita", "Beppu"]).said
    '1 of 2 labelled units has comparable others; 2 distinct assignments; none comparable: Kawasaki'
    """
    chosen, groups = np.asarray(labels, bool), np.unique(np.asarray(strata), return_inverse=True)[1]
    sizes = np.bincount(groups)
    taken = np.bincount(groups, weights=chosen).astype(np.int64)
    alone = np.flatnonzero(chosen & (sizes == taken)[groups])
    log10 = float(sum(_log_comb(int(n), int(k)) for n, k in zip(sizes, taken, strict=True)))
    count = exact_count(sizes.tolist(), taken.tolist()) if log10 < 15 else None
    called = tuple(str(names[i]) if names is not None else str(i) for i in alone[:20])
    labelled, comparable = int(chosen.sum()), int(chosen.sum()) - len(alone)
    number = f"{count:,}" if count is not None else f"about 10^{log10:.0f}"
    said = (
        f"{comparable:,} of {labelled:,} labelled units {'has' if comparable == 1 else 'have'} comparable "
        f"others; {number} distinct assignment{'' if count == 1 else 's'}"
    )
    if called:
        more = f" and {len(alone) - len(called):,} more" if len(alone) > len(called) else ""
        said += f"; none comparable: {', '.join(called)}{more}"
    return Support(
        labelled=labelled,
        comparable=comparable,
        alone=called,
        log10_assignments=log10,
        assignments=count,
        said=said,
    )


def _log_comb(n: int, k: int) -> float:
    return (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)) / math.log(10)


def label_draws(
    labels: npt.ArrayLike,
    strata: npt.ArrayLike,
    draws: int,
    seed: int,
    *,
    ids: Sequence[str] | None = None,
    purpose: str = "labels",
    first: int = 0,
) -> Bools:
    """Random assignments of the labels within strata, shape (draws, units): every one equally likely.

    Each stratum keeps its number of labels. `ids` name the units (their rows' numbers by default); `first`
    is the number of the first draw, so that slices made apart are the rows of one longer call.

    >>> few = label_draws([True, False, False, True], [0, 0, 1, 1], 100, 7)
    >>> few[:, :2].sum(axis=1).tolist() == [1] * 100, 30 < int(few[:, 0].sum()) < 70
    (True, True)
    """
    chosen, groups = np.asarray(labels, bool), np.unique(np.asarray(strata), return_inverse=True)[1]
    out = np.repeat(chosen[None, :], draws, axis=0)
    sizes = np.bincount(groups)
    taken = np.bincount(groups, weights=chosen).astype(np.int64)
    moving = np.flatnonzero(((taken > 0) & (taken < sizes))[groups])
    if not len(moving) or not draws:
        return out
    moving = moving[np.argsort(groups[moving], kind="stable")]
    group = groups[moving]
    called = [str(i) for i in moving] if ids is None else [str(ids[i]) for i in moving.tolist()]
    luck = uniform(seed, purpose, called, draws, first=first)
    # Within a stratum the units with the least luck get the labels. Strata do not overlap in the sum.
    ranked = np.argsort(group[:, None] + luck, axis=0, kind="stable")
    begins = np.searchsorted(group, group)
    wins = np.arange(len(moving)) - begins < taken[group]
    out[:, moving] = False
    rows = np.repeat(np.arange(draws), int(wins.sum()))
    out[rows, moving[ranked[wins].T.ravel()]] = True
    return out


def same_size(
    labels: npt.ArrayLike,
    draws: int,
    seed: int,
    *,
    pool: npt.ArrayLike | None = None,
    ids: Sequence[str] | None = None,
    first: int = 0,
) -> Bools:
    """Random sets as large as the labelled one, from `pool` (everyone by default), shape (draws, units).

    Labelled units outside the pool are left where they are.

    >>> same_size([True, False, False, False], 50, 1).sum(axis=1).tolist() == [1] * 50
    True
    """
    chosen = np.asarray(labels, bool)
    inside = np.ones(len(chosen), bool) if pool is None else np.asarray(pool, bool)
    groups = np.where(inside, 0, 1 + np.arange(len(chosen)))
    return label_draws(chosen, groups, draws, seed, ids=ids, purpose="same size", first=first)


@dataclass(frozen=True)
class Matching:
    """Whom each labelled unit may be replaced by: made once by `matching`, drawn from by `matched_sets`.

    `profiles` are the distinct (degree, activity) of labelled units, as text that keys their draws;
    `take` says how many labelled units have each. `nearest[begins[q]:begins[q + 1]]` are the units by
    their distance from profile q, `ring` numbers those that are alike.
    """

    labels: Bools
    units: Ids
    profiles: tuple[str, ...]
    take: Ids
    begins: Ids
    ring: Ids
    nearest: Ids
    near: int


def matching(
    labels: npt.ArrayLike,
    degree: npt.ArrayLike,
    activity: npt.ArrayLike,
    *,
    near: int = 10,
    pool: npt.ArrayLike | None = None,
) -> Matching:
    """Find the units nearest to the labelled ones; see `matched_sets`."""
    chosen = np.asarray(labels, bool)
    units = np.arange(len(chosen)) if pool is None else np.flatnonzero(np.asarray(pool, bool))
    profile, centre = _profiles(
        np.asarray(degree, np.float64)[units], np.asarray(activity, np.float64)[units]
    )
    own = np.bincount(profile, minlength=len(centre))
    wanted = np.bincount(profile, weights=chosen[units], minlength=len(centre)).astype(np.int64)
    members = np.split(units[np.argsort(profile, kind="stable")], np.cumsum(own)[:-1])
    begins, ring, nearest = [0], [], []
    most = near + int(wanted.sum())
    for q in np.flatnonzero(wanted):
        rings = np.argsort(((centre - centre[q]) ** 2).sum(axis=1), kind="stable")
        # So many units always hold enough free ones, whoever was taken before.
        rings = rings[: 1 + int(np.searchsorted(np.cumsum(own[rings]), most))]
        nearest.append(np.concatenate([members[r] for r in rings]))
        ring.append(np.repeat(rings, own[rings]))
        begins.append(begins[-1] + len(nearest[-1]))
    none = np.zeros(0, np.int64)
    return Matching(
        labels=chosen,
        units=units.astype(np.int64),
        profiles=tuple(repr(centre[q].tolist()) for q in np.flatnonzero(wanted)),
        take=wanted[wanted > 0],
        begins=np.array(begins, np.int64),
        ring=np.concatenate(ring).astype(np.int64) if ring else none,
        nearest=np.concatenate(nearest).astype(np.int64) if nearest else none,
        near=near,
    )


def matched_sets(
    among: Matching, draws: int, seed: int, *, ids: Sequence[str] | None = None, first: int = 0
) -> Bools:
    """Random sets whose units match the labelled ones in degree and activity, shape (draws, units).

    Every labelled unit is replaced by one of at least `near` units closest to it (itself and other labelled
    ones included) in log(1 + degree) and log(1 + activity), each scaled by its standard deviation; nobody is
    taken twice. Units alike in both are taken or left together, so the order of rows does not matter. Where
    the nearest are used up, the next nearest serve: look at how far the sets' degrees are off. Labelled units
    outside the pool stay in every set.

    >>> among = matching([True, True, False, False, False], [9, 1, 8, 1, 2], [1] * 5, near=2)
    >>> sets = matched_sets(among, 40, 3)
    >>> sets.sum(axis=1).tolist() == [2] * 40, bool((sets[:, 0] ^ sets[:, 2]).all())
    (True, True)
    """
    from interlocal.inference import removal_kernels as kernels

    out = np.zeros((draws, len(among.labels)), bool)
    out[:, among.labels] = True
    out[:, among.units] = False
    if not len(among.take) or not draws:
        return out
    called = [str(i) if ids is None else str(ids[i]) for i in among.units.tolist()]
    luck = np.ones((len(among.labels), draws))
    luck[among.units] = uniform(seed, "matched", called, draws, first=first)
    turns = uniform(seed, "matched turn", among.profiles, draws, first=first)
    kernels.take_nearest(among.begins, among.ring, among.nearest, among.take, turns, luck, among.near, out)
    return out


def _profiles(degree: npt.NDArray[Any], activity: npt.NDArray[Any]) -> tuple[Ids, npt.NDArray[np.float64]]:
    scores = np.column_stack((np.log1p(degree), np.log1p(activity)))
    spread = scores.std(axis=0)
    scores = scores / np.where(spread > 0, spread, 1.0)
    centre, profile = np.unique(scores, axis=0, return_inverse=True)
    return profile.ravel().astype(np.int64), centre
