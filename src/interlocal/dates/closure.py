"""Arrays only: shortest-path closure of difference constraints."""

# k = points; d is float64 (k, k), d[i, j] the most that t_j - t_i can be, inf without limit

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["closed", "dominated", "sparsely_closed"]

Floats = npt.NDArray[np.float64]
Edges = list[tuple[int, int, float]]


def closed(d: Floats) -> Floats | None:
    """Return the tightest matrix that the constraints imply, None when they contradict one another.

    Floyd's algorithm, one array operation for each point: k**3 steps. The diagonal of ``d`` must be 0.
    """
    d = d.copy()
    scratch = np.empty_like(d)
    for through in range(len(d)):
        np.add(d[:, through, None], d[through], out=scratch)
        np.minimum(d, scratch, out=d)
        if d[through, through] < 0:
            return None
    return None if np.any(np.diagonal(d) < 0) else d


def sparsely_closed(k: int, edges: Edges) -> Floats | None:
    """The same closure from a list of edges (i, j, most), for thousands of points with few constraints each.

    Every edge is relaxed for all starting points at once, in sweeps up and down the list, until nothing
    changes.
    """
    # Rows are targets, so that relaxing an edge works on rows that lie together in memory.
    to = np.full((k, k), np.inf)
    np.fill_diagonal(to, 0.0)
    # A row whose source row has not changed since it was last relaxed cannot change; sources carry a clock.
    changed = np.ones(k, dtype=np.int64)
    seen = np.zeros(len(edges), dtype=np.int64)
    clock = 1
    order = list(enumerate(edges))
    for _ in range(k + 1):
        moved = False
        for number, (i, j, most) in order:
            if changed[i] <= seen[number]:
                continue
            clock += 1
            seen[number] = clock
            better = to[i] + most
            if (better < to[j]).any():
                np.minimum(to[j], better, out=to[j])
                clock += 1
                changed[j] = clock
                moved = True
                if to[j, j] < 0:
                    return None
        if not moved:
            return np.ascontiguousarray(to.T)
        order.reverse()
    return None


def dominated(onto: Floats, among: Floats) -> npt.NDArray[np.bool_]:
    """Which limits on the next point say nothing that another does not say as tightly.

    ``onto`` (m,) holds the limits that m points already drawn put on the next; ``among`` (m, m) the limits
    between them. Limit i is idle when some k gives among[i, k] + onto[k] <= onto[i]; of two that are equal
    both ways, the one drawn first stays.
    """
    through = among + onto
    idle = through <= onto[:, None]
    m = len(onto)
    # i and k bind each other rigidly: only the later may count as idle through the earlier.
    idle &= ~(idle.T & (np.arange(m)[:, None] < np.arange(m)))
    np.fill_diagonal(idle, False)
    answer: npt.NDArray[np.bool_] = idle.any(axis=1) | np.isinf(onto)
    return answer
