"""How far a directed graph is a hierarchy: levels and incoherence of a flow, and Krackhardt's four numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components

__all__ = ["Krackhardt", "incoherence", "krackhardt", "levels", "reachable"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

RIDGE = 1e-9
"""Relative to the strongest actor: makes the equations solvable without moving differences of levels."""


def levels(weights: npt.ArrayLike) -> Floats:
    """The level of each actor in a flow, the lowest at 0: an arc should lead one level up.

    h solves (diag(u) - W - Wᵀ) h = v with u = in + out and v = in - out. `weights` is
    (…, actors, actors), not negative, its diagonal ignored; leading axes are separate graphs. Levels
    of actors that no path joins, whatever its direction, cannot be compared.

    >>> levels([[0, 1, 0], [0, 0, 1], [0, 0, 0]]).round(6).tolist()
    [0.0, 1.0, 2.0]

    Source: MacKay, Johnson and Sansom (2020), "How directed is a directed network?", Royal Society
    Open Science 7, 201138. It needs no actor without inflow, unlike the older trophic level.
    """
    flow = _without_loops(weights)
    into, out = flow.sum(-2), flow.sum(-1)
    strength = into + out
    scale = strength.max(-1, keepdims=True, initial=0.0)
    scale = np.where(scale > 0, scale, 1.0)
    laplacian = -flow - np.swapaxes(flow, -1, -2)
    at = np.arange(flow.shape[-1])
    laplacian[..., at, at] = strength + RIDGE * scale
    found: Floats = np.linalg.solve(laplacian, (into - out)[..., None])[..., 0]
    return found - found.min(-1, keepdims=True, initial=np.inf) if flow.shape[-1] else found


def incoherence(weights: npt.ArrayLike) -> Floats:
    """Flow incoherence F: 0 where every arc leads exactly one level up, 1 where there is no direction at all.

    F = Σ w(i, j) (h(j) - h(i) - 1)² / Σ w(i, j) with the levels h of `levels`. NaN without arcs. A
    balanced cycle, and a graph whose arcs are all mutual, has F = 1.

    >>> float(incoherence([[0, 1, 0], [0, 0, 1], [1, 0, 0]]).round(6))
    1.0

    Source: MacKay, Johnson and Sansom (2020). The functions of other software called trophic follow
    an older definition; their values are not comparable.
    """
    flow = _without_loops(weights)
    height = levels(flow)
    step = height[..., None, :] - height[..., :, None] - 1
    total = flow.sum((-1, -2))
    missed = (flow * step**2).sum((-1, -2))
    return np.where(total > 0, missed / np.where(total > 0, total, 1), np.nan)


def _without_loops(weights: npt.ArrayLike) -> Floats:
    flow: Floats = np.array(weights, np.float64)
    at = np.arange(flow.shape[-1])
    flow[..., at, at] = 0.0
    return flow


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
    while True:
        step = reach.astype(np.float32)
        wider = step @ step > 0
        if (wider == reach).all():
            return reach
        reach = wider


def _unbounded(joined: Bools, part: npt.NDArray[np.int32]) -> int:
    """Pairs within a part that have no least upper bound.

    Whoever reaches an upper bound of a pair is one too. So a bound is least exactly when as many
    reach it as there are bounds, and only the numbers need comparing.
    """
    reach = joined.astype(np.float32)
    bounds = reach.T @ reach
    above = reach.sum(0)
    best = np.zeros_like(bounds)
    for one in range(len(joined)):
        under = np.flatnonzero(joined[one])
        at = np.ix_(under, under)
        best[at] = np.maximum(best[at], above[one])
    without = (part[:, None] == part) & ((bounds == 0) | (best < bounds))
    return int(np.triu(without, 1).sum())
