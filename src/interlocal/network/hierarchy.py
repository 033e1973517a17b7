"""How far a directed graph is a hierarchy: levels and incoherence of a flow, and Krackhardt's four numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

__all__ = ["Krackhardt", "incoherence", "incoherence_of", "krackhardt", "levels", "reachable"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

RIDGE = 1e-9
"""Relative to the strongest actor: makes the equations solvable without moving differences of levels."""


def levels(weights: npt.ArrayLike) -> Floats:
    """The level of each actor in a flow, the lowest at 0: an arc should lead one level up.

    h solves (diag(u) - W - Wᵀ) h = v with u = in + out and v = in - out. `weights` is
    (actors, actors), not negative, its diagonal ignored. Levels of actors that no path joins,
    whatever its direction, cannot be compared.

    >>> levels([[0, 1, 0], [0, 0, 1], [0, 0, 0]]).round(6).tolist()
    [0.0, 1.0, 2.0]

    Source: MacKay, Johnson and Sansom (2020), "How directed is a directed network?", Royal Society
    Open Science 7, 201138. It needs no actor without inflow, unlike the older trophic level.
    """
    source, target, weight = _arcs(weights)
    size = len(np.asarray(weights))
    found: Floats = _solved(source, target, weight[:, None], size)[0]
    return found - found.min() if size else found


def incoherence(weights: npt.ArrayLike) -> float:
    """Flow incoherence F: 0 where every arc leads exactly one level up, 1 where there is no direction at all.

    F = Σ w(i, j) (h(j) - h(i) - 1)² / Σ w(i, j) with the levels h of `levels`. NaN without arcs. A
    balanced cycle, and a graph whose arcs are all mutual, has F = 1.

    >>> round(incoherence([[0, 1, 0], [0, 0, 1], [1, 0, 0]]), 6)
    1.0

    Source: MacKay, Johnson and Sansom (2020). The functions of other software called trophic follow
    an older definition; their values are not comparable.
    """
    source, target, weight = _arcs(weights)
    return float(incoherence_of(source, target, weight[:, None])[0])


def incoherence_of(source: npt.ArrayLike, target: npt.ArrayLike, weight: npt.ArrayLike) -> Floats:
    """Incoherence of many graphs that share their arcs: `weight` is (arcs, graphs), the answer (graphs,).

    Several arcs between the same two actors add up; arcs from an actor to itself are ignored.

    >>> incoherence_of([0, 1], [1, 0], [[1.0, 1.0], [0.0, 1.0]]).round(6).tolist()
    [0.0, 1.0]
    """
    names, place = np.unique(np.concatenate([source, target]).astype(np.int64), return_inverse=True)
    a, b = place.reshape(2, -1)
    keep = a != b
    a, b, w = a[keep], b[keep], np.asarray(weight, np.float64)[keep]
    height = _solved(a, b, w, len(names)).T
    missed = (w * (height[b] - height[a] - 1) ** 2).sum(0)
    total = w.sum(0)
    found: Floats = np.divide(missed, total, out=np.full(len(total), np.nan), where=total > 0)
    return found


def _arcs(weights: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    flow = np.array(weights, np.float64)
    np.fill_diagonal(flow, 0.0)
    source, target = np.nonzero(flow)
    return source, target, flow[source, target]


def _solved(
    source: npt.NDArray[np.int64], target: npt.NDArray[np.int64], weight: Floats, size: int
) -> Floats:
    """Levels of each graph up to a constant in each part, (graphs, actors).

    Each part of the graph of all arcs is solved by itself: most are small. The ridge leaves a
    constant of each part of each graph undetermined, which no difference within it depends on.
    """
    found = np.zeros((weight.shape[1], size))
    if not len(source):
        return found
    joined = csr_array((np.ones(len(source)), (source, target)), shape=(size, size))
    number, part = connected_components(joined, directed=True, connection="weak")
    order = np.argsort(part, kind="stable")
    first = np.searchsorted(part[order], np.arange(number))
    place = np.empty(size, np.int64)
    place[order] = np.arange(size) - first[part[order]]
    for one in np.unique(part[source]).tolist():
        arcs = np.flatnonzero(part[source] == one)
        members = np.flatnonzero(part == one)
        a, b = place[source[arcs]], place[target[arcs]]
        found[:, members] = _levels_of_part(a, b, weight[arcs], len(members))
    return found


def _levels_of_part(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], weight: Floats, size: int) -> Floats:
    laplacian = np.zeros((size, size, weight.shape[1]))
    gain = np.zeros((size, weight.shape[1]))
    for row, column, w in zip(a.tolist(), b.tolist(), weight, strict=True):
        laplacian[row, column] -= w
        laplacian[column, row] -= w
        laplacian[row, row] += w
        laplacian[column, column] += w
        gain[column] += w
        gain[row] -= w
    at = np.arange(size)
    strongest = laplacian[at, at].max(axis=0)
    laplacian[at, at] += RIDGE * np.where(strongest > 0, strongest, 1.0)
    stacked = np.ascontiguousarray(laplacian.transpose(2, 0, 1))
    found: Floats = np.linalg.solve(stacked, gain.T[..., None])[..., 0].astype(np.float64)
    return found


class Krackhardt(NamedTuple):
    """Krackhardt's four numbers of a graph as a hierarchy, each from 0 to 1, NaN where nothing can be said.

    `connectedness`: share of pairs that some path joins, whatever its direction. `hierarchy`: share of
    pairs joined by a directed path that have none back. `efficiency`: 1 less the share of arcs beyond
    the fewest that would hold each part together. `unity`: share of pairs within a part with a least
    upper bound, someone who reaches both and whom everyone else who reaches both also reaches
    (beyond those that any part must have).
    """

    connectedness: float
    hierarchy: float
    efficiency: float
    unity: float


def krackhardt(graph: npt.ArrayLike) -> Krackhardt:
    """Krackhardt's graph-theoretic dimensions of hierarchy. All four are 1 for an out-tree alone.

    With |V_k| actors in part k: efficiency is 1 - Σ(|E_k| - (|V_k| - 1)) / Σ(|V_k| - 1)(|V_k| - 1),
    unity 1 - (pairs without a least upper bound) / Σ(|V_k| - 1)(|V_k| - 2)/2. Every arc counts once,
    in its own direction, so that a mutual pair has two.

    >>> krackhardt([[0, 1, 1], [0, 0, 0], [0, 0, 0]])
    Krackhardt(connectedness=1.0, hierarchy=1.0, efficiency=1.0, unity=1.0)

    Source: Krackhardt (1994), "Graph theoretical dimensions of informal organizations"; arcs counted
    as in the R package sna.
    """
    there = np.asarray(graph) != 0
    size = len(there)
    there = there & ~np.eye(size, dtype=bool)
    if size < 2:
        return Krackhardt(*[float("nan")] * 4)
    number, part = connected_components(there, directed=True, connection="weak")
    sizes = np.bincount(part, minlength=number).astype(np.float64)
    joined = reachable(there)
    pairs = size * (size - 1) / 2
    either, mutual = np.triu(joined | joined.T, 1).sum(), np.triu(joined & joined.T, 1).sum()
    spare = ((sizes - 1) ** 2).sum()
    missing, limit = _unbounded(joined, part), ((sizes - 1) * (sizes - 2) / 2).sum()
    return Krackhardt(
        float((sizes * (sizes - 1) / 2).sum() / pairs),
        float(1 - mutual / either) if either else float("nan"),
        float(1 - (there.sum() - (sizes - 1).sum()) / spare) if spare else float("nan"),
        float(1 - missing / limit) if limit else float("nan"),
    )


def reachable(graph: npt.ArrayLike) -> Bools:
    """Who reaches whom along arcs, everyone themselves included.

    >>> reachable([[0, 1], [0, 0]]).tolist()
    [[True, True], [False, True]]
    """
    reach = (np.asarray(graph) != 0) | np.eye(len(np.asarray(graph)), dtype=bool)
    rows = np.packbits(reach, axis=1)
    for through in range(len(reach)):
        byte, bit = divmod(through, 8)
        rows[rows[:, byte] & (128 >> bit) != 0] |= rows[through]
    return np.unpackbits(rows, axis=1, count=len(reach)).astype(bool)


def _unbounded(joined: Bools, part: npt.NDArray[np.int32]) -> int:
    """Pairs within a part that have no least upper bound.

    Whoever reaches an upper bound of a pair is one too. So a bound is least exactly when as many
    reach it as there are bounds, and only the numbers need comparing.
    """
    i, j = np.triu_indices(len(joined), 1)
    same = part[i] == part[j]
    i, j = i[same], j[same]
    above = np.packbits(joined.T, axis=1)  # one bit for everyone who reaches the row's actor
    bounds = above[i] & above[j]
    many = np.bitwise_count(bounds).sum(axis=1, dtype=np.int64)
    reached_by = np.zeros((len(joined) + 1, len(joined)), bool)
    reached_by[joined.sum(0), np.arange(len(joined))] = True
    least = (bounds & np.packbits(reached_by, axis=1)[many]).any(axis=1)
    return int((~least).sum())
