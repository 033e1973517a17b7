"""Draws that respect order: each point in turn, uniformly on what the points before it leave.

In a closed matrix of limits, any days chosen for some points that keep the limits between them can be
completed. So no draw is ever thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.dates.closure import dominated
from interlocal.dates.clusters import Cluster
from interlocal.dates.drawing import PURPOSE, spread

__all__ = ["sample_points"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def sample_points(
    points: Sequence[str],
    lo: Ints,
    hi: Ints,
    clusters: Sequence[Cluster],
    end_of_start: npt.NDArray[np.intp],
    n: int,
    seed: int,
    first: int,
) -> Ints:
    """Return feasible days for every point, shape (len(points), n)."""
    chances = draws.uniform(seed, PURPOSE, points, n, first=first)
    days = spread(chances, lo, hi)
    alone = np.ones(len(points), dtype=bool)
    for cluster in clusters:
        at = cluster.members
        alone[at] = False
        days[at] = _in_turn(cluster.most, lo[at], hi[at], chances[at])
    # A record that no order touches still ends no earlier than it starts.
    starts = np.flatnonzero((end_of_start >= 0) & alone)
    ends = end_of_start[starts]
    since = np.maximum(lo[ends, None], days[starts])
    left = hi[ends, None] - since + 1
    days[ends] = since + np.minimum((chances[ends] * left).astype(np.int64), left - 1)
    return days


def _in_turn(most: Floats, lo: Ints, hi: Ints, chances: Floats) -> Ints:
    drawn = np.empty(chances.shape)
    for j in range(len(lo)):
        high, low = np.full(chances.shape[1], float(hi[j])), np.full(chances.shape[1], float(lo[j]))
        above, below = _binding(most, lo, hi, j)
        if len(above):
            high = np.minimum(high, (drawn[above] + most[above, j, None]).min(axis=0))
        if len(below):
            low = np.maximum(low, (drawn[below] - most[j, below, None]).max(axis=0))
        drawn[j] = low + np.minimum(np.floor(chances[j] * (high - low + 1)), high - low)
    return drawn.astype(np.int64)


def _binding(most: Floats, lo: Ints, hi: Ints, j: int) -> tuple[Ints, Ints]:
    """The earlier-drawn points that can limit point j from above and from below; the rest are implied."""
    above = np.flatnonzero(lo[:j] + most[:j, j] < hi[j])
    below = np.flatnonzero(hi[:j] - most[j, :j] > lo[j])
    above = above[~dominated(most[above, j], most[np.ix_(above, above)])]
    return above, below[~dominated(most[j, below], most[np.ix_(below, below)].T)]
