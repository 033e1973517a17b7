"""Small drawn networks with modes, and answers by brute force over every journey of one dating."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from interlocal.network.sketch import sketch

ACTORS = "a society JP; b local JP; c society CN; d local CN; e state CN; f society KR/JP"
NAMES = "abcdef"
RELATIONS = ("asks", "meets", "informs")


def with_modes(network, *modes):
    """The network with the modes of its ties."""
    return replace(network, ties=replace(network.ties, mode=np.array(modes, np.int8)))


@st.composite
def networks(draw, most=7):
    """A network of up to seven ties between six actors: moments and ties that last, on issues or neutral."""
    rows, modes = [], []
    for _ in range(draw(st.integers(1, most))):
        u, v = draw(st.permutations(NAMES))[:2]
        start = draw(st.integers(1990, 1996))
        last = draw(st.sampled_from(["", f"--{start + draw(st.integers(0, 4))}"]))
        issue = draw(st.sampled_from(["", " #x", " #y", " #x #y"]))
        rows.append(
            f"{u} {draw(st.sampled_from(RELATIONS))} {v} {start}{last} %{draw(st.sampled_from([0.6, 1]))}"
        )
        rows[-1] = rows[-1].replace(f" %{1}", "") + issue
        modes.append(draw(st.integers(-1, 5)))
    return with_modes(sketch(ACTORS, "; ".join(rows)), *modes)


def journeys(network, worlds, w, source, targets, carrier="claim", gone=(), before=1 << 30):
    """Every journey without repeated actors in world w: (day of arrival, positions of ties, actors)."""
    bit = network.carrier_bit(carrier)
    ties, everything = network.ties, (1 << max(1, len(network.issues))) - 1
    found = []

    def walk(actor, when, issues, used, path):
        if actor in targets and used:
            found.append((when, tuple(used), tuple(path)))
        for k in range(len(ties)):
            for here, there, carries in (
                (ties.source[k], ties.target[k], ties.forward[k] & bit),
                (ties.target[k], ties.source[k], ties.reverse[k] & bit),
            ):
                about = int(ties.issues[k])
                left = issues & about if about else issues
                if here != actor or there in path or not carries or not left or there in gone:
                    continue
                begin, end = (int(worlds.day(int(m[k]))[w]) for m in (ties.start, ties.end))
                day = max(when, begin)
                if worlds.present[k, w] and day <= min(end, before):
                    walk(int(there), day, left, [*used, k], [*path, int(there)])

    walk(source, -(1 << 30), everything, [], [source])
    return found
