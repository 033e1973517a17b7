"""Random small networks for every family of semantics, and their union as one network of many islands."""

from __future__ import annotations

import random

from interlocal.network.columns import OPEN_END, OPEN_START
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import Semantics

from .brute import Rules, Tie

FAMILIES = {
    "strict instants": (Rules(), "instant"),
    "non-strict instants": (Rules(order="non-strict"), "instant"),
    "strict undirected instants": (Rules(directed=False), "instant"),
    "non-strict undirected instants": (Rules(order="non-strict", directed=False), "instant"),
    "strict lasting ties": (Rules(), "lasting"),
    "non-strict lasting ties": (Rules(order="non-strict"), "lasting"),
    "non-strict lasting undirected ties": (Rules(order="non-strict", directed=False), "lasting"),
    "strict lasting ties with excluded ends": (Rules(start_included=False, end_included=False), "lasting"),
    "non-strict lasting ties with excluded end": (Rules(order="non-strict", end_included=False), "lasting"),
    "strict lasting undirected ties": (Rules(directed=False), "lasting"),
    "non-strict lasting ties with excluded start": (
        Rules(order="non-strict", start_included=False),
        "lasting",
    ),
    "strict ties with open ends": (Rules(), "open"),
    "non-strict ties with open ends": (Rules(order="non-strict"), "open"),
    "strict undirected ties with open and excluded ends": (
        Rules(directed=False, start_included=False, end_included=False),
        "open",
    ),
    "strict durations": (Rules(), "duration"),
    "non-strict durations, some zero": (Rules(order="non-strict"), "duration"),
    "non-strict undirected durations, some zero": (Rules(order="non-strict", directed=False), "duration"),
    "strict undirected durations": (Rules(directed=False), "duration"),
    "strict even durations": (Rules(), "even"),
    "strict lasting ties with durations": (Rules(), "both"),
    "non-strict lasting ties with durations": (Rules(order="non-strict"), "both"),
    "strict lasting ties with even durations": (Rules(), "both even"),
    "non-strict lasting undirected ties with even durations": (
        Rules(order="non-strict", directed=False),
        "both even",
    ),
    "strict waiting limit": (Rules(max_wait=2), "instant"),
    "strict undirected waiting limit": (Rules(directed=False, max_wait=1), "instant"),
    "strict durations without any wait": (Rules(max_wait=0), "duration"),
    "non-strict waiting limit": (Rules(order="non-strict", max_wait=1), "duration"),
}


LASTING = ("lasting", "both", "both even", "open")


def semantics_of(rules: Rules) -> Semantics:
    return Semantics(rules.order, rules.start_included, rules.end_included, rules.max_wait)


def small(rng: random.Random, kind: str, even: int = 0) -> tuple[int, list[Tie]]:
    """A network of 2 to 5 actors and 0 to 9 ties, at moments -3 to 4 so that stamps are shared.

    `even` is the duration of all ties of the kind "even".
    """
    actors, span = rng.randint(2, 5), rng.choice((2, 4, 7))
    ties: list[Tie] = []
    for _ in range(rng.randint(0, 9)):
        u, v, start = rng.randrange(actors), rng.randrange(actors), rng.randint(-3, -3 + span)
        end = start + rng.choice((0, 0, 1, 2, 5)) if kind in LASTING else start
        if kind == "open":
            start, end = rng.choice(
                ((start, end), (OPEN_START, end), (start, OPEN_END), (OPEN_START, OPEN_END))
            )
        varied = rng.randint(0, 3) if kind in ("duration", "both") else 0
        duration = even if kind in ("even", "both even") else varied
        ties.append(Tie(u, v, start, end, duration))
    return actors, ties


def union(networks: list[tuple[int, list[Tie]]], directed: bool) -> tuple[EventNetwork, list[int]]:
    """All networks side by side as islands of one, and the position of each island's first actor."""
    offsets, ties, total = [], [], 0
    for actors, own in networks:
        offsets.append(total)
        ties += [tie._replace(u=tie.u + total, v=tie.v + total) for tie in own]
        total += actors
    columns = list(zip(*ties, strict=True)) if ties else [[]] * 5
    # One duration of all is given as one number, as most networks have it: engines take another way then.
    takes = set(columns[4])
    net = EventNetwork.from_arrays(
        columns[0], columns[1], columns[2], columns[3],
        duration=takes.pop() if len(takes) == 1 else list(columns[4]), actors=range(total), directed=directed,
    )  # fmt: skip
    return net, offsets
