"""How firmly actors hang together when the order of their ties is ignored: the graph of who was ever tied."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import present

__all__ = [
    "Aggregate",
    "aggregate",
    "algebraic_connectivity",
    "core_number",
    "largest_part",
    "tie_connectivity",
]

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Aggregate:
    """Pairs of actors that were ever tied, as positions among `actors`; `tie` is -1 for acting for another."""

    actors: tuple[int, ...]
    ends: Array
    tie: Array

    def matrix(self, there: npt.NDArray[np.bool_] | None = None) -> Array:
        """Who is tied to whom (actors, actors), symmetric 0 and 1; `there` says which ties are (default all)."""
        keep = np.ones(len(self.tie), bool) if there is None else (self.tie < 0) | there[self.tie]
        made = np.zeros((len(self.actors), len(self.actors)))
        a, b = self.ends[keep].T
        made[a, b] = made[b, a] = 1.0
        np.fill_diagonal(made, 0.0)
        return made


def aggregate(network: CoalitionNetwork) -> Aggregate:
    """The graph of a network's ties whatever their dates and directions, and of who acts for whom."""
    actors = present(network)
    place = {k: n for n, k in enumerate(actors)}
    rows = [
        (place[u], place[v], k)
        for k, (u, v) in enumerate(
            zip(network.ties.source.tolist(), network.ties.target.tolist(), strict=True)
        )
    ]
    rows += [
        (place[one.official], place[one.organisation], -1) for one in network.links if one.official in place
    ]
    table = np.array(rows, np.int64).reshape(-1, 3)
    return Aggregate(tuple(actors), table[:, :2], table[:, 2])


def largest_part(graph: Array) -> Array:
    """Positions of the largest set of actors that hang together; the first of several as large.

    >>> largest_part(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]])).tolist()
    [0, 1]
    """
    from scipy.sparse.csgraph import connected_components

    if not len(graph):
        return np.zeros(0, np.int64)
    _, label = connected_components(graph, directed=False)
    return np.flatnonzero(label == np.bincount(label).argmax())


def core_number(graph: Array) -> int:
    """The greatest k for which some actors are each tied to k others among them; 0 without ties.

    >>> core_number(np.ones((4, 4)) - np.eye(4))
    3

    Source: S. Seidman, "Network structure and minimum degree" (1983).
    """
    degree = graph.sum(axis=1).astype(np.int64)
    left = np.ones(len(graph), bool)
    best = 0
    while left.any():
        best = max(best, int(degree[left].min()))
        gone = left & (degree <= best)
        left &= ~gone
        degree = degree - graph[:, gone].sum(axis=1).astype(np.int64)
    return best


def algebraic_connectivity(graph: Array) -> float:
    """The second smallest eigenvalue of the Laplacian: 0 for a graph in parts, n for everyone tied to everyone.

    None of less than two actors is told apart: 0.

    >>> round(algebraic_connectivity(np.ones((4, 4)) - np.eye(4)), 9)
    4.0

    Source: M. Fiedler, "Algebraic connectivity of graphs" (1973).
    """
    if len(graph) < 2:
        return 0.0
    values = np.linalg.eigvalsh(np.diag(graph.sum(axis=1)) - graph)
    return max(0.0, float(values[1]))


def tie_connectivity(graph: Array) -> int:
    """The fewest pairs of actors whose ties must all go to fall into parts; 0 for a graph in parts, or of one.

    >>> tie_connectivity(np.array([[0, 1, 1], [1, 0, 1], [1, 1, 0]]))
    2

    Source: Menger's theorem: the smallest of the maximal flows from one actor to each other.
    """
    if len(graph) < 2:
        return 0
    ways = [np.flatnonzero(row).tolist() for row in graph]
    least = min(len(one) for one in ways)
    if least == 0 or len(largest_part(graph)) < len(graph):
        return 0
    for goal in range(1, len(graph)):
        if least == 1:
            break
        least = min(least, _flow(ways, 0, goal, least))
    return least


def _flow(ways: Sequence[Sequence[int]], start: int, goal: int, limit: int) -> int:
    """Edge-disjoint ways between two actors, counted no further than the limit."""
    used: set[tuple[int, int]] = set()
    count = 0
    while count < limit:
        came = {start: start}
        queue = deque([start])
        while queue and goal not in came:
            k = queue.popleft()
            for other in ways[k]:
                if other not in came and (k, other) not in used:
                    came[other] = k
                    queue.append(other)
        if goal not in came:
            break
        k = goal
        while k != start:
            before = came[k]
            if (k, before) in used:
                used.remove((k, before))
            else:
                used.add((before, k))
            k = before
        count += 1
    return count
