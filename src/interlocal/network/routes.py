"""A route as a person reads it: hops with ties, dates and passages, and what local governments do on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from interlocal import dates
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.question import Question, with_officials
from interlocal.network.search import Chain, Course
from interlocal.network.states import Arc
from interlocal.provenance import Estimate, Result

__all__ = ["Hop", "Part", "Route", "Span", "own_issues", "route_of", "span_of"]

Part = Literal["actor", "channel", "target"]
PRESSURE = ("presses", "requests", "negotiates")


class Span(Result, frozen=True):
    """Bounds of a moment as ISO dates, both included; None where nothing bounds it."""

    low: str | None
    high: str | None


class Hop(Result, frozen=True):
    """One step of a route. `kind` is "tie", "acting" (an official for an organisation) or "translation".

    `record` is the tie on which the verdict rests, `others` parallel ones that could take the step;
    `reverse` says that the tie was coded from the other side, or that the organisation acts through
    its official rather than the official for it. An acting step counts as no hop.
    """

    from_: str
    to: str
    kind: Literal["tie", "acting", "translation"]
    record: str
    others: tuple[str, ...] = ()
    relation: str = ""
    reverse: bool = False
    issues: tuple[str, ...] = ()
    start: Span = Span(None, None)
    end: Span = Span(None, None)
    certainty: float | None = None
    status: str = "asserted"
    passages: tuple[str, ...] = ()


class Route(Result, frozen=True):
    """A time-respecting route. Every route here is possible; `certain` says that it always holds.

    `arrival` bounds the day of arrival when it holds. `issues` are those the whole route can be
    about (none: only neutral ties). `local_governments` says of each on the route whether it is
    actor (at its head), channel or target. `blockage` are records of a home state that opposed or
    refused before, `pressure` ties by which a foreign state pressed the home state: a
    foreign-government route is a `boomerang` only with both.
    """

    actors: tuple[str, ...]
    hops: tuple[Hop, ...]
    certain: bool
    arrival: Span
    issues: tuple[str, ...] = ()
    own_issue: bool = True
    local_governments: Mapping[str, Part] = {}
    p_dates: Estimate | None = None
    p_all: Estimate | None = None
    blockage: tuple[str, ...] = ()
    pressure: tuple[str, ...] = ()
    boomerang: bool = False


def span_of(low: int | None, high: int | None) -> Span:
    """Bounds in days as ISO dates."""
    return Span(
        dates.iso(low) if low is not None and ALWAYS < low < NEVER else None,
        dates.iso(high) if high is not None and ALWAYS < high < NEVER else None,
    )


def route_of(
    network: CoalitionNetwork,
    question: Question,
    course: Course,
    chain: Chain,
    p_dates: Estimate | None,
    p_all: Estimate | None,
) -> Route:
    """Put a course and its choice of ties into words."""
    hops = []
    here = course.actors[0]
    walked = [here]
    at = 0
    for arc, group in zip(chain.arcs, course.steps, strict=True):
        moved = arc.tie >= 0 or -1 - arc.tie < len(network.links)
        at += moved
        there = course.actors[at]
        hops.append(_hop(network, here, there, arc, group))
        here = there
        walked.append(there)
    issues = _issues(network, question, chain.arcs)
    own = (
        not issues or question.issue is not None or bool(own_issues(network, course.actors[0]) & set(issues))
    )
    blockage, pressure = _boomerang(network, question, course, chain, hops)
    return Route(
        tuple(network.members[k].id for k in course.actors),
        tuple(hops),
        chain.certain,
        span_of(chain.low, chain.high),
        issues,
        own,
        _parts(network, course.actors, hops),
        p_dates,
        p_all,
        blockage,
        pressure,
        bool(blockage and pressure),
    )


def _hop(network: CoalitionNetwork, here: int, there: int, arc: Arc, group: tuple[Arc, ...]) -> Hop:
    clock, ties = network.clock, network.ties
    start = span_of(clock.lows[arc.start], clock.highs[arc.start])
    end = span_of(clock.lows[arc.end], clock.highs[arc.end])
    ends = network.members[here].id, network.members[there].id
    if arc.tie < 0:
        number = -1 - arc.tie
        acting = number < len(network.links)
        record = (
            network.links[number] if acting else network.translations[number - len(network.links)]
        ).record
        return Hop(
            *ends,
            "acting" if acting else "translation",
            record,
            reverse=acting and network.links[number].organisation == here,
            start=start,
            end=end,
            passages=network.passages.get(record, ()),
        )
    record = str(ties.record[arc.tie])
    return Hop(
        *ends,
        "tie",
        record,
        tuple(
            dict.fromkeys(str(ties.record[one.tie]) for one in group if one.tie >= 0 and one.tie != arc.tie)
        ),
        str(ties.relation[arc.tie]),
        int(ties.source[arc.tie]) != here,
        tuple(name for b, name in enumerate(network.issues) if int(ties.issues[arc.tie]) >> b & 1),
        start,
        end,
        float(ties.certainty[arc.tie]),
        str(ties.status[arc.tie]),
        network.passages.get(record, ()),
    )


def _issues(network: CoalitionNetwork, question: Question, arcs: tuple[Arc, ...]) -> tuple[str, ...]:
    everything = (1 << len(network.issues)) - 1
    left = network.issue_bit(question.issue) if question.issue else everything
    for arc in arcs:
        number = -1 - arc.tie - len(network.links)
        if arc.tie >= 0:
            about = int(network.ties.issues[arc.tie])
            left &= about or left
        elif number >= 0:
            left = 1 << network.translations[number].to_issue
    if left == everything:
        return ()
    return tuple(name for b, name in enumerate(network.issues) if left >> b & 1)


def own_issues(network: CoalitionNetwork, actor: int) -> set[str]:
    """The issues of all ties of an actor, its officials and whom it acts for."""
    if ("issues of", actor) not in network._memo:
        body = with_officials(network, frozenset([actor]))
        body |= {link.organisation for link in network.links if link.official in body}
        ties = network.ties
        inside = np.isin(ties.source, list(body)) | np.isin(ties.target, list(body))
        about = int(np.bitwise_or.reduce(ties.issues[inside], initial=np.uint64(0)))
        network._memo["issues of", actor] = {name for b, name in enumerate(network.issues) if about >> b & 1}
    found: set[str] = network._memo["issues of", actor]
    return found


def _parts(network: CoalitionNetwork, actors: tuple[int, ...], hops: list[Hop]) -> dict[str, Part]:
    """Actor at the head of the route, target at its end, channel between; officials count with their body."""
    moves = [hop.kind for hop in hops if hop.kind != "translation"]
    head = next((k for k, kind in enumerate(moves) if kind == "tie"), len(moves))
    tail = max((k + 1 for k, kind in enumerate(moves) if kind == "tie"), default=0)
    found: dict[str, Part] = {}
    for k, actor in enumerate(actors):
        if network.members[actor].level == "local":
            found[network.members[actor].id] = "actor" if k <= head else "target" if k >= tail else "channel"
    return found


def _boomerang(
    network: CoalitionNetwork, question: Question, course: Course, chain: Chain, hops: list[Hop]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Coded blockage by, and pressure on, the home state at the end of a route from a foreign state."""
    members, home = network.members, network.home
    path = [members[k] for k in course.actors]
    if path[-1].level != "state" or path[-1].side(home) != "home":
        return (), ()
    pressure = tuple(
        hop.record
        for hop, arc in zip(hops, chain.arcs, strict=True)
        if arc.tie >= 0
        and hop.relation in PRESSURE
        and _is(network, hop.from_, "state", "foreign")
        and _is(network, hop.to, "state", "home")
    )
    on_route = {member.id for member in path if member.side(home) == "home" and member.level != "state"}
    names = set(_issues(network, question, chain.arcs))
    about = sum(1 << b for b, name in enumerate(network.issues) if name in names)
    ties = [arc.tie for arc in chain.arcs if arc.tie >= 0]
    cases = {case for tie in ties for case in str(network.ties.case[tie]).split(";")}
    last = chain.arcs[-1].start
    blockage = tuple(
        one.record
        for one in network.opposition
        if one.opponent in network.positions
        and _is(network, one.opponent, "state", "home")
        and (one.opposed in on_route or (not one.opposed and one.issues & about))
        and (not one.issues or one.issues & about)
        # What a ministry holds in general is no refusal of this coalition: it must be coded in its case.
        and (not one.cases or bool(one.cases & cases))
        and network.clock.possibly(one.moment, last)
    )
    return (blockage if pressure else ()), pressure


def _is(network: CoalitionNetwork, actor: str, level: str, side: str) -> bool:
    member = network.members[network.positions[actor]]
    return member.level == level and member.side(network.home) == side
