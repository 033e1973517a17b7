"""How strong a route is: the product of the qualities of its ties, by their modes of contact.

The mode of a tie is its rung on the ladder from none (0) over mediated (1), one-way (2), ad hoc
two-way (3) and regular two-way contact (4) to bargaining or consent (5). A quality in [0, 1] is given to
each rung. Only the order of the rungs is asserted, so that whatever is concluded from the default
qualities is asked again under random ones that keep the order. A tie without a coded mode may
stand on any rung but the first: strengths are bounds then, not guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.network.pairs import NOBODY, Plan, Scenario
from interlocal.network.sweep import Arrivals, Sweep, tie_weights
from interlocal.network.worlds import Worlds, share
from interlocal.provenance import Estimate

__all__ = ["QUALITY", "Strengths", "order_holds", "random_qualities", "strengths"]

Floats = npt.NDArray[np.float64]

QUALITY = (0.0, 0.1, 0.3, 0.5, 0.75, 1.0)
"""The default quality of each mode of contact, 0 to 5."""

WEAKEST, STRONGEST = 1, 5
"""The rungs between which a tie lies whose mode is not coded: there was some contact."""


@dataclass(frozen=True, eq=False)
class Strengths:
    """Arrivals with each tie of uncoded mode at its weakest and at its strongest, and under random qualities.

    `low` and `high` bound the strength of the strongest journey in each world; `random` is as `low`,
    with other qualities in each world. Where nothing is reached a strength is -1.
    """

    low: Arrivals
    high: Arrivals
    random: Arrivals


def random_qualities(n: int, seed: int) -> Floats:
    """Qualities (6, n) that keep the order of the modes: 0 for none, then five sorted uniform draws.

    >>> quality = random_qualities(3, 1)
    >>> bool((quality[1:] >= quality[:-1]).all()), quality[0].tolist()
    (True, [0.0, 0.0, 0.0])
    """
    drawn = draws.uniform(seed, "quality of contact", [str(k) for k in range(1, 6)], n)
    return np.vstack([np.zeros((1, n)), np.sort(drawn, axis=0)])


def strengths(
    plan: Plan,
    worlds: Worlds,
    *,
    scenario: Scenario = NOBODY,
    quality: Sequence[float] = QUALITY,
    sources: Sequence[int] | None = None,
) -> Strengths:
    """The strongest journey from each source of a plan to each group, in each world.

    Strength is the product of the qualities of a journey's ties, 1 for a journey without any; acting
    for an organisation costs nothing. Shapes are (worlds, sources, groups).

    >>> from interlocal.network.pairs import plan
    >>> from interlocal.network.sketch import sketch
    >>> from interlocal.network.worlds import draw_worlds
    >>> net = sketch("a society JP; b local JP; c state CN", "a asks b 1990; b meets c 1991")
    >>> found = strengths(plan(net, [0], [[2]]), draw_worlds(net, 1))
    >>> round(found.low.best.item(), 6), found.high.best.item()
    (0.01, 1.0)

    Source: method of the tool; contacts as "one-way" or "regularised two-way", after Takao (2003).
    """
    modes = plan.network.ties.mode.tolist()
    sweep = Sweep(plan, worlds)
    given = np.array(quality, np.float64)
    table = random_qualities(worlds.n, worlds.seed)
    runs = [
        sweep.run(scenario, sources=sources, weights=tie_weights(modes, values, unknown))
        for values, unknown in ((given, WEAKEST), (given, STRONGEST), (table, WEAKEST))
    ]
    return Strengths(*runs)


def order_holds(a: Floats, b: Floats, random_a: Floats, random_b: Floats) -> Estimate:
    """The share of worlds in which random qualities rank two routes or actors as the default ones do.

    Each array holds one strength a world. 1 means that the ranking rests on the order of the modes
    alone, and not on the numbers given to them.

    >>> order_holds(np.array([0.5, 0.3]), np.array([0.3, 0.5]), np.array([0.9, 0.8]), np.array([0.1, 0.2])).value
    0.5
    """
    default, drawn = (np.sign(np.round(x - y, 12)) for x, y in ((a, b), (random_a, random_b)))
    return share(default == drawn)
