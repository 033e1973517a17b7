"""The slow twin: journeys searched straight from their definition, sharing no code with the package.

Every departure moment of every tie is tried, one state per (actor, arrival). Small networks only.
"""

from __future__ import annotations

from typing import NamedTuple

HORIZON = 25
"""No question of the tests looks further: open ends are tried up to here."""


class Tie(NamedTuple):
    u: int
    v: int
    start: int
    end: int
    duration: int = 0


class Rules(NamedTuple):
    order: str = "strict"
    directed: bool = True
    start_included: bool = True
    end_included: bool = True
    max_wait: int | None = None


def departures(tie, rules):
    moments = range(max(tie.start, -HORIZON), min(tie.end, HORIZON) + 1)
    if tie.start == tie.end:
        return list(moments)
    return [
        t for t in moments if (t > tie.start or rules.start_included) and (t < tie.end or rules.end_included)
    ]


def hops(ties, rules, without=None):
    """(from, to, moments of departure, duration), from either side when undirected."""
    out = {}
    for tie in ties:
        for u, v in [(tie.u, tie.v)] if rules.directed else [(tie.u, tie.v), (tie.v, tie.u)]:
            if without not in (u, v):
                out.setdefault(u, []).append((v, departures(tie, rules), tie.duration))
    return out


def arrivals(out, rules, source, after, before):
    """{actor: earliest arrival}; the source is there from ``after``."""
    strict, wait = rules.order == "strict", rules.max_wait
    best, seen, stack = {source: after}, set(), [(source, None)]
    while stack:
        here, arrived = stack.pop()
        for there, moments, duration in out.get(here, ()):
            for t in moments:
                if t < after or t + duration > before:
                    continue
                if arrived is not None:
                    if t < arrived or (strict and t == arrived):
                        continue
                    if wait is not None and t - arrived > wait:
                        continue
                state = (there, t + duration)
                if state not in seen:
                    seen.add(state)
                    stack.append(state)
                    if there != source and state[1] < best.get(there, 10**9):
                        best[there] = state[1]
    return best


def reach_sets(actors, ties, rules, after, before, without=None):
    """{source: {actor: earliest arrival}} for every source but the removed one."""
    out = hops(ties, rules, without)
    return {s: arrivals(out, rules, s, after, before) for s in range(actors) if s != without}


def reaching(sets, targets):
    """Who reaches at least one target."""
    return {s for s, reached in sets.items() if any(t in reached for t in targets)}


def fastest(ties, rules, source, after, before):
    """{actor: the shortest time from leaving the source to arriving}: every first departure is tried."""
    out, best = hops(ties, rules), {}
    for start in range(after, before + 1):
        only = {**out, source: [(v, [t for t in m if t == start], d) for v, m, d in out.get(source, ())]}
        for actor, arrived in arrivals(only, rules, source, start, before).items():
            if actor != source:
                best[actor] = min(best.get(actor, 10**9), arrived - start)
    return best
