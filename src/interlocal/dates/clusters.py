"""Clusters: the points that orders link, each with its closed matrix of limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal.dates.civil import iso
from interlocal.dates.closure import closed, sparsely_closed
from interlocal.dates.contradiction import Contradiction, Limit, find
from interlocal.dates.span import UNBOUNDED
from interlocal.errors import DateError

__all__ = ["Cluster", "Clusters", "build"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
# (earlier point, later point, at least, at most, record that says so)
Statement = tuple[int, int, int, int | None, str]

# Up to this many points one array operation a point is quicker than one an edge.
_DENSE = 500
# Sums of days are exact in float64 below this.
_EXACT = 2**53


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """Points (k,) in the order in which they are drawn, and the most that each can lie after each (k, k)."""

    members: Ints
    most: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """All clusters, and for every point its cluster (-1 for none) and its place there."""

    groups: tuple[Cluster, ...]
    cluster: Ints
    place: Ints

    def most(self, lo: Ints, hi: Ints, i: Ints, j: Ints) -> Floats:
        """The most days that points j can lie after points i, inf without limit."""
        most = _real(hi)[j] - _real(lo)[i]
        most[i == j] = 0.0
        together = (self.cluster[i] == self.cluster[j]) & (self.cluster[i] >= 0)
        for number in np.unique(self.cluster[i[together]]):
            here = together & (self.cluster[i] == number)
            most[here] = self.groups[number].most[self.place[i[here]], self.place[j[here]]]
        return most


def build(
    points: tuple[str, ...], lo: Ints, hi: Ints, statements: list[Statement]
) -> tuple[Ints, Ints, Clusters, Contradiction | None]:
    """Return tightened bounds, the clusters, and the first contradiction if there is one."""
    new_lo, new_hi = lo.copy(), hi.copy()
    cluster, place = np.full(len(points), -1), np.full(len(points), -1)
    groups: list[Cluster] = []
    for members, said in _linked(statements):
        ranked = _ranked(members, said, points, lo)
        tight = _tighten(ranked, said, lo, hi)
        if tight is None:
            nothing = Clusters((), np.full(len(points), -1), place)
            return lo, hi, nothing, _explain(points, ranked, said, lo, hi)
        most, low, high = tight
        at = np.array(ranked)
        new_lo[at], new_hi[at] = _whole(low), _whole(high)
        cluster[at], place[at] = len(groups), np.arange(len(at))
        groups.append(Cluster(at, most))
    return new_lo, new_hi, Clusters(tuple(groups), cluster, place), None


def _linked(statements: list[Statement]) -> list[tuple[list[int], list[Statement]]]:
    """Group statements by the connected points they speak of."""
    parent: dict[int, int] = {}

    def root(point: int) -> int:
        parent.setdefault(point, point)
        while parent[point] != point:
            parent[point] = parent[parent[point]]
            point = parent[point]
        return point

    for i, j, *_ in statements:
        parent[root(i)] = root(j)
    members: dict[int, list[int]] = {}
    for point in parent:
        members.setdefault(root(point), []).append(point)
    said: dict[int, list[Statement]] = {at: [] for at in members}
    for statement in statements:
        said[root(statement[0])].append(statement)
    return [(members[at], said[at]) for at in members]


def _ranked(members: list[int], said: list[Statement], points: tuple[str, ...], lo: Ints) -> list[int]:
    """Earlier before later (by the longest chain of orders before a point), then by first day, then by id."""
    depth = dict.fromkeys(members, 0)
    for _ in members:  # orders that run in a circle would deepen for ever
        moved = False
        for i, j, *_ in said:
            if i != j and depth[j] <= depth[i] < len(members):
                depth[j] = depth[i] + 1
                moved = True
        if not moved:
            break
    return sorted(members, key=lambda at: (depth[at], int(lo[at]), points[at]))


def _tighten(
    ranked: list[int], said: list[Statement], lo: Ints, hi: Ints
) -> tuple[Floats, Floats, Floats] | None:
    low, high = _real(lo[ranked]), _real(hi[ranked])
    _exact(low, high, said)
    place = {point: number for number, point in enumerate(ranked)}
    edges = [(place[j], place[i], -float(least)) for i, j, least, _, _ in said]
    edges += [(place[i], place[j], float(most)) for i, j, _, most, _ in said if most is not None]
    most = _matrix(len(ranked), edges)
    if most is None:
        return None
    # A shortest way passes the calendar (the origin of day numbers) at most once, so it is added afterwards.
    high = (high[:, None] + most).min(axis=0)
    low = (low[None, :] - most).max(axis=1)
    if np.any(low > high):
        return None
    return np.minimum(most, high - low[:, None] + np.where(np.eye(len(ranked)) > 0, np.inf, 0.0)), low, high


def _matrix(k: int, edges: list[tuple[int, int, float]]) -> Floats | None:
    if any(i == j and most < 0 for i, j, most in edges):
        return None
    if k > _DENSE:
        return sparsely_closed(k, edges)
    d = np.full((k, k), np.inf)
    np.fill_diagonal(d, 0.0)
    for i, j, most in edges:
        d[i, j] = min(d[i, j], most)
    return closed(d)


def _explain(
    points: tuple[str, ...], ranked: list[int], said: list[Statement], lo: Ints, hi: Ints
) -> Contradiction:
    place = {point: number for number, point in enumerate(ranked)}
    origin = len(ranked)
    limits = []
    for i, j, least, most, record in said:
        a, b = points[i], points[j]
        if most is not None:
            sentence = f"{record} has {b} at most {most} days after {a}"
            limits.append(Limit(place[i], place[j], most, record, sentence))
        sentence = (
            f"{record} has {b} at least {least} days after {a}"
            if least
            else f"{record} has {a} no later than {b}"
        )
        limits.append(Limit(place[j], place[i], -least, record, sentence))
    for point in ranked:
        name, at = points[point], place[point]
        record = name.removesuffix(":end")
        if lo[point] > -UNBOUNDED:
            sentence = f"{name} is no earlier than {iso(lo[point])}"
            limits.append(Limit(at, origin, -float(lo[point]), record, sentence))
        if hi[point] < UNBOUNDED:
            sentence = f"{name} is no later than {iso(hi[point])}"
            limits.append(Limit(origin, at, float(hi[point]), record, sentence))
    return find(len(ranked) + 1, limits)


def _exact(low: Floats, high: Floats, said: list[Statement]) -> None:
    days = np.abs(np.concatenate([low, high]))
    reach = 2 * days[np.isfinite(days)].max(initial=0.0)
    reach += sum(abs(least) + abs(most or 0) for _, _, least, most, _ in said)
    if reach >= _EXACT:
        raise DateError(
            "the days of ordered dates are too many to add exactly (10**15); check long years and lags"
        )


def _real(days: Ints) -> Floats:
    real = days.astype(np.float64)
    real[days >= UNBOUNDED] = np.inf
    real[days <= -UNBOUNDED] = -np.inf
    return real


def _whole(days: Floats) -> Ints:
    finite = np.where(np.isfinite(days), days, 0.0).astype(np.int64)
    return np.where(days == np.inf, UNBOUNDED, np.where(days == -np.inf, -UNBOUNDED, finite))
