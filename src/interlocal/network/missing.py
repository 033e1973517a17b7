"""When there is no route: how far one comes, and what would have to be otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from interlocal import dates
from interlocal.network.clock import ALWAYS, NEVER, Clock
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.question import Question
from interlocal.network.search import Course, courses, gaps_of, weigh
from interlocal.network.states import Arc, States, explore, states_of
from interlocal.provenance import Result

__all__ = ["Cut", "Missing", "missing"]


class Cut(Result, frozen=True):
    """A rule that cuts the route: without it there would be one, through `actors`.

    `record` is the tie at which the route breaks, where one can be named.
    """

    rule: str
    sentence: str
    actors: tuple[str, ...] = ()
    record: str = ""


class Missing(Result, frozen=True):
    """Why nobody arrives: the actors reached that are nearest the target, and the rules that cut the way on.

    `short_by` is the number of hops from them to the target if no rule held; None when no tie at
    all leads on.
    """

    furthest: tuple[str, ...]
    short_by: int | None
    cuts: tuple[Cut, ...]


def missing(network: CoalitionNetwork, question: Question) -> Missing:
    """What is missing for a route that is not there.

    Each rule of the question is lifted alone: time order, the deadline, the earliest start, the
    issue, what is avoided, what must be passed, the pattern, the waiting limit, the carrier. Those that let a route
    appear are named, with the nearest route and the tie at which it breaks.
    """
    reached = sorted({key[0] for key in explore(network, question)[0]} | question.sources)
    if question.waiting is not None and question.targets & set(reached):
        reached = sorted(_in_time(network, question) | question.sources)
    distance = _distance(network, question)
    near = min((distance[k] for k in reached if k in distance), default=None)
    furthest = tuple(network.members[k].id for k in reached if near is not None and distance.get(k) == near)
    cuts = tuple(_cut(network, question, *lifted) for lifted in _lifted(network, question))
    return Missing(furthest[:8], near, tuple(cut for cut in cuts if cut is not None))


def _in_time(network: CoalitionNetwork, question: Question) -> set[int]:
    """How far one comes along each way to the target before a wait is too long."""
    states, found = states_of(network, question), set()
    for course in courses(states, network.clock, question, "hops", limit=2_000):
        if course is None:
            break
        for upto in range(len(course.steps), 0, -1):
            part = Course(course.actors, course.steps[:upto])
            if weigh(part, network.clock, question, network.ties.asserted) is not None:
                found.add(states.actor[part.steps[-1][0].head])
                break
    return found


def _distance(network: CoalitionNetwork, question: Question) -> dict[int, int]:
    """Hops to the target along ties in either direction, no rule holding."""
    around: list[set[int]] = [set() for _ in network.members]
    for u, v in zip(network.ties.source.tolist(), network.ties.target.tolist(), strict=True):
        around[u].add(v)
        around[v].add(u)
    for link in network.links:
        around[link.official].add(link.organisation)
        around[link.organisation].add(link.official)
    found = dict.fromkeys(question.targets, 0)
    ring, hops = set(found), 0
    while ring:
        hops += 1
        ring = {v for u in ring for v in around[u]} - found.keys()
        found |= dict.fromkeys(ring, hops)
    return found


def _timeless(network: CoalitionNetwork) -> CoalitionNetwork:
    clock = Clock.of(["always", "never"], [ALWAYS, NEVER], [ALWAYS, NEVER])
    start, end = np.zeros(len(network.ties), np.int32), np.ones(len(network.ties), np.int32)
    links = tuple(replace(one, start=0, end=1) for one in network.links)
    translations = tuple(replace(one, start=0, end=1) for one in network.translations)
    ties = replace(network.ties, start=start, end=end)
    return replace(network, ties=ties, clock=clock, links=links, translations=translations)


def _lifted(
    network: CoalitionNetwork, question: Question
) -> Iterator[tuple[str, CoalitionNetwork, Question]]:
    if question.before < NEVER:
        yield "before", network, replace(question, before=NEVER)
    if question.after > ALWAYS:
        yield "after", network, replace(question, after=ALWAYS)
    yield (
        "order",
        _timeless(network.during(question.after, question.before)),
        replace(question, after=ALWAYS, before=NEVER),
    )
    pooled = replace(network, ties=replace(network.ties, issues=np.zeros(len(network.ties), np.uint64)))
    yield "issue", pooled, replace(question, issue=None)
    if question.avoiding:
        yield "avoiding", network, replace(question, avoiding=frozenset())
    if question.via:
        yield "via", network, replace(question, via=frozenset())
    if question.pattern is not None:
        yield "pattern", network, replace(question, pattern=None)
    if question.waiting is not None:
        yield "waiting", network, replace(question, waiting=None)
    for carrier in network.carriers:
        if carrier != question.carrier:
            yield f"carrier {carrier}", network, replace(question, carrier=carrier)


def _cut(
    network: CoalitionNetwork, asked: Question, rule: str, other: CoalitionNetwork, question: Question
) -> Cut | None:
    states = states_of(other, question)
    course = _first(other, question, states)
    if course is None:
        return None
    names = tuple(network.members[k].id for k in course.actors)
    record, sentence = _where(network, asked, rule, states, [arcs[0] for arcs in course.steps])
    return Cut(rule, sentence, names, record)


def _first(network: CoalitionNetwork, question: Question, states: States) -> Course | None:
    for course in courses(states, network.clock, question, "hops", limit=2_000):
        if course is None or weigh(course, network.clock, question, network.ties.asserted) is not None:
            return course
    return None


def _where(
    network: CoalitionNetwork, asked: Question, rule: str, states: States, arcs: list[Arc]
) -> tuple[str, str]:
    """The tie at which a route breaks, and a sentence for a person."""
    clock, columns = network.clock, network.ties
    ties = [arc.tie for arc in arcs]
    if rule == "order":
        now = asked.after
        for tie in ties:
            if tie < 0:
                continue
            if now > clock.highs[columns.end[tie]]:
                record = str(columns.record[tie])
                return (
                    record,
                    f"{record} is over by {_day(clock.highs[columns.end[tie]])}, before anyone can use it",
                )
            now = max(now, clock.lows[columns.start[tie]])
        return (
            "",
            "each step is possible in time, but not all of them together with the order that the sources state",
        )
    if rule == "before":
        first = min(states.first[k] for k in states.goals)
        late = next((t for t in ties if t >= 0 and clock.lows[columns.start[t]] > asked.before), -1)
        record = str(columns.record[late]) if late >= 0 else ""
        return record, f"the target is reached on {_day(first)} at the earliest, after the deadline"
    if rule == "waiting":
        return _wait_break(network, asked, arcs)
    if rule == "issue":
        return _issue_break(network, asked, ties)
    words = {
        "after": "the route was open only before the date asked for",
        "avoiding": "every route passes an actor to be avoided",
        "via": "no route passes the actors asked for, but there are others",
        "pattern": "there are routes, but none fits the pattern",
    }
    if rule in words:
        return "", words[rule]
    return "", f"the ties there are carry {rule.removeprefix('carrier ')}, not {asked.carrier}"


def _issue_break(network: CoalitionNetwork, asked: Question, ties: list[int]) -> tuple[str, str]:
    left = network.issue_bit(asked.issue) if asked.issue else (1 << len(network.issues)) - 1
    for tie in ties:
        about = int(network.ties.issues[tie]) if tie >= 0 else 0
        if about and not left & about:
            record = str(network.ties.record[tie])
            names = [name for b, name in enumerate(network.issues) if about >> b & 1]
            return record, f"{record} is about {' and '.join(names)}, another issue than the steps before"
        left &= about or left
    return "", "the steps are about different issues"


def _wait_break(network: CoalitionNetwork, asked: Question, arcs: list[Arc]) -> tuple[str, str]:
    """The first tie that always comes too late after one before it."""
    clock = network.clock
    for i, arc in enumerate(arcs):
        for end, start, days in gaps_of(arcs[: i + 1], asked.waiting):
            least = -clock.most(start, end)
            if arc.tie >= 0 and start == arc.start and least > days:
                record = str(network.ties.record[arc.tie])
                late = f"begins {least:,.0f} days or more after the tie before it is over"
                return record, f"{record} {late}; {days:,} are allowed"
    return "", "each wait is short enough in some dating, but not all of them together"


def _day(day: int) -> str:
    return dates.iso(day) if ALWAYS < day < NEVER else "an unknown day"
