"""Routes through a coalition: who can reach whom, through whom, since when, with which evidence.

A route is time-respecting: its ties are usable one after another, waiting as long as one likes; each
carries what is asked about in the direction used; all can be about one issue (standing ties are
neutral, an evidenced issue link may translate). Officials act for their organisations at no hop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

from interlocal import dates
from interlocal.errors import NetworkError
from interlocal.network.caveats import doubtful, without_doubtful
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.executors import Workers
from interlocal.network.missing import Missing, missing
from interlocal.network.patterns import Pattern
from interlocal.network.question import Question, Who, ask
from interlocal.network.routes import Route, Span, route_of, span_of
from interlocal.network.search import Chain, Course, certain_arrivals, courses, weigh
from interlocal.network.spreading import along, along_waiting, arrivals
from interlocal.network.states import States, states_of
from interlocal.network.worlds import Days, Worlds, share, worlds_for
from interlocal.provenance import Estimate, Result

__all__ = ["Paths", "narrowed", "paths", "worlds_of"]

Access = Literal["certain", "possible", "none"]

UNSETTLED = (
    "none of the ways tried holds, and there are too many to try all: narrow the question by dates or issue"
)

CERTAIN = Estimate(value=1.0, interval=(1.0, 1.0), mc_se=0.0)
"""What holds in every admissible dating: known without drawing."""


class Paths(Result, frozen=True):
    """Who can reach whom. `routes` are minimal, the fewest hops first.

    `access` is "certain" when some route of asserted ties holds in every admissible dating,
    "possible" when some route holds in one, "none" otherwise. `earliest` bounds the first arrival:
    its upper end is None when no route is certain. `shortest` counts hops. `p_dates` and `p_all`
    are the shares of simulated codings in which the target is reached, drawing dates only and dates
    and certainties; `arrival` is the median and the 90 % interval of the day of arrival over the
    worlds of `p_all` that reach it. `complete` says whether `routes` are all minimal routes.
    `missing` says what is lacking when there is none. With access "none" and not `complete`, none was found
    among the ways tried, and there may be one; `notes` say so. They also name routes that may not be meant (about a
    matter on which the source is not coded; to an official only by way of the organisation), and what is
    left without them.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    access: Access
    earliest: Span | None = None
    shortest: int | None = None
    routes: tuple[Route, ...] = ()
    complete: bool = True
    p_dates: Estimate | None = None
    p_all: Estimate | None = None
    arrival: tuple[str, str, str] | None = None
    missing: Missing | None = None
    notes: tuple[str, ...] = ()


def paths(
    network: CoalitionNetwork,
    source: Who | None,
    target: Who,
    *,
    before: str | int | None = None,
    after: str | int | None = None,
    avoiding: Who = (),
    via: Who = (),
    issue: str | None = None,
    carrier: str = "claim",
    pattern: str | Pattern | None = None,
    waiting: int | None = None,
    layer: str | None = None,
    k: int = 10,
    worlds: Worlds | int = 0,
    seed: int = 1,
    executor: Workers = None,
) -> Paths:
    """Find the routes by which any of `source` can reach any of `target`.

    `source`, `target`, `avoiding` and `via` name one actor or several: ids, exact names, or classes
    of the codebook. With `source` None any non-state actor may ask. `before` and `after` are EDTF dates,
    not included ("1995" asks for arrival by 31 December 1994), or day numbers, included. `via` asks for
    routes that pass one of these. `pattern` is a name or an expression of `interlocal.network.patterns`.
    `waiting` is the most days that may pass from one tie to the next (without it, any number); one may wait
    before the first, and a lasting tie may be taken as late as it lasts. Nobody is passed twice to gain time,
    so that what is found are paths where the event engine finds walks. `layer` narrows a network built of
    both layers. At most `k` minimal routes are returned: those that no other route with fewer of the same
    actors makes superfluous, being as certain and as early. `worlds` is a number of simulated codings to
    draw with `seed`, or worlds drawn before (`draw_worlds`); `executor` answers for blocks of them.

    Raises `UnknownNameError` for a name that is not there and `NetworkError` for a question that
    contradicts itself, or asks for no route at all (`k` below 1).

    >>> from interlocal.network.sketch import sketch
    >>> net = sketch("a society JP; b local JP; c state CN", "a proposes b 1990; b meets c 1991/1993")
    >>> found = paths(net, "a", "c", before="1995")
    >>> found.access, found.shortest, found.routes[0].actors
    ('certain', 2, ('a', 'b', 'c'))

    Source: time-respecting routes after Takao (2003), "Access to the Center"; issue continuity,
    carriers and certainty as the documentation of the network declares them.
    """
    if k < 1:
        raise NetworkError(f"k is {k}: ask for at least one route")
    if isinstance(worlds, Worlds) and layer in ("contact", "attribution"):
        worlds = worlds_for(network, worlds, seed).select(network.ties.layer == layer)
    network = narrowed(network, layer)
    question = ask(
        network,
        source,
        target,
        before=before,
        after=after,
        avoiding=avoiding,
        via=via,
        issue=issue,
        carrier=carrier,
        pattern=pattern,
        waiting=waiting,
    )
    states = states_of(network, question)
    found, complete = _minimal(network, question, states, k)
    ends = _ids(network, question.sources), _ids(network, question.targets)
    if not found:
        notes = network.notes if complete else (*network.notes, UNSETTLED)
        return Paths(*ends, access="none", complete=complete, missing=missing(network, question), notes=notes)
    drawn = worlds_of(network, worlds, seed)
    routes = tuple(_with_chances(network, question, course, chain, drawn) for course, chain in found)
    first, surely = _arrival_bounds(network, question, states, min(chain.low for _, chain in found))
    p_dates, p_all, arrival = _chances(network, question, states, drawn, routes, executor)
    if p_dates is not None and surely is not None:
        p_dates = Estimate(value=1.0, interval=(1.0, 1.0), mc_se=0.0, passages=p_dates.passages)
    return Paths(
        *ends,
        access="possible" if surely is None else "certain",
        earliest=span_of(first, surely),
        shortest=min(len([h for h in route.hops if h.kind == "tie"]) for route in routes),
        routes=routes,
        complete=complete,
        notes=(*network.notes, *_without_doubtful(network, question, found, routes, (first, surely))),
        p_dates=p_dates,
        p_all=p_all,
        arrival=arrival,
    )


def _without_doubtful(
    network: CoalitionNetwork,
    question: Question,
    found: Sequence[Found],
    routes: tuple[Route, ...],
    bounds: tuple[int, int | None],
) -> tuple[str, ...]:
    """A sentence on routes that may not be meant, and on the access that is left without them."""
    said, which = doubtful(network, routes)
    if not said:
        return ()
    clear = [chain for n, (_, chain) in enumerate(found, 1) if n not in which]
    left = [(chain.low, chain.high if chain.certain else None) for chain in clear]
    if (
        not left or _best(left) != bounds
    ):  # others may do no worse than the best: then there is nothing to look for
        left = []
        for other, alone in without_doubtful(network, question):
            states = states_of(other, alone)
            best, _ = _minimal(other, alone, states, 1)
            if best:
                left.append(_arrival_bounds(other, alone, states, best[0][1].low))
    told = "no route is left" if not left else _told(*_best(left))
    return (f"{said}. Without such routes {told}.",)


def _best(bounds: list[tuple[int, int | None]]) -> tuple[int, int | None]:
    return min(low for low, _ in bounds), min((high for _, high in bounds if high is not None), default=None)


def _told(low: int, high: int | None) -> str:
    span = span_of(low, high)
    surely = f", for certain by {span.high}" if span.high else ""
    kind = "possible" if high is None else "certain"
    return f"access is {kind}: on {span.low or 'an unknown day'} at the earliest{surely}"


def _ids(network: CoalitionNetwork, actors: Iterable[int]) -> tuple[str, ...]:
    return tuple(network.members[k].id for k in sorted(actors))


def narrowed(network: CoalitionNetwork, layer: str | None) -> CoalitionNetwork:
    """The network with the ties of one layer; itself when no layer is asked for."""
    if layer not in (None, "contact", "attribution", "both"):
        raise NetworkError(f"layer is {layer!r}; write 'contact', 'attribution' or 'both'")
    return network if layer in (None, "both") else network.select(network.ties.layer == layer)


def worlds_of(network: CoalitionNetwork, worlds: Worlds | int, seed: int) -> Worlds | None:
    """Worlds as given, or drawn; None for none."""
    return worlds_for(network, worlds, seed) if worlds else None


Found = tuple[Course, Chain]


def _minimal(
    network: CoalitionNetwork, question: Question, states: States, k: int
) -> tuple[list[Found], bool]:
    kept: list[Found] = []
    for course in courses(states, network.clock, question, "hops"):
        if course is None or len(kept) >= k:
            return kept, False
        chain = weigh(course, network.clock, question, network.ties.asserted)
        if chain is None or any(_makes_superfluous(one, course, chain) for one in kept):
            continue
        kept.append((course, chain))
    return kept, True


def _makes_superfluous(one: Found, course: Course, chain: Chain) -> bool:
    """Whether a route found before does all that another does, with some of its actors."""
    if not set(one[0].actors) <= set(course.actors):
        return False
    return (one[1].certain or not chain.certain) and one[1].low <= chain.low and one[1].high <= chain.high


def _arrival_bounds(
    network: CoalitionNetwork, question: Question, states: States, known: int
) -> tuple[int, int | None]:
    """The earliest day on which the target can be reached, and the one by which it surely is."""
    clock, asserted = network.clock, network.ties.asserted
    if question.waiting is None:
        certain = certain_arrivals(states, clock, question, asserted)
        surely = min((certain[n] for n in states.goals if n in certain), default=None)
        return _first(network, question, states, known), surely
    every = [weigh(one, clock, question, asserted) for one in _all_courses(network, question, states)]
    chains = [chain for chain in every if chain is not None]
    first = min((chain.low for chain in chains), default=known)
    return min(first, known), min((chain.high for chain in chains if chain.certain), default=None)


def _all_courses(network: CoalitionNetwork, question: Question, states: States) -> Iterator[Course]:
    """With a waiting limit the earliest arrival is not always the best to go on from: every course counts."""
    for course in courses(states, network.clock, question, "time"):
        if course is not None:
            yield course


def _first(network: CoalitionNetwork, question: Question, states: States, known: int) -> int:
    """The earliest day on which the target can be reached: the first course in time that is possible."""
    for course in courses(states, network.clock, question, "time", limit=5_000):
        if course is None:
            break
        chain = weigh(course, network.clock, question, network.ties.asserted)
        if chain is not None:
            known = min(known, chain.low)
            break
    return known


def _with_chances(
    network: CoalitionNetwork, question: Question, course: Course, chain: Chain, worlds: Worlds | None
) -> Route:
    p_dates = p_all = None
    if worlds is not None:
        days = along if question.waiting is None else along_waiting
        p_dates = (
            CERTAIN if chain.certain else share(days(course.steps, question, worlds, presence=False) < NEVER)
        )
        p_all = share(days(course.steps, question, worlds, presence=True) < NEVER)
    return route_of(network, question, course, chain, p_dates, p_all)


def _chances(
    network: CoalitionNetwork,
    question: Question,
    states: States,
    worlds: Worlds | None,
    routes: tuple[Route, ...],
    executor: Workers,
) -> tuple[Estimate | None, Estimate | None, tuple[str, str, str] | None]:
    if worlds is None:
        return None, None, None
    passages = tuple({p for route in routes for hop in route.hops for p in hop.passages})
    by_dates, by_all = (
        _soonest(network, question, states, worlds, presence, executor) for presence in (False, True)
    )
    reached = np.sort(by_all[(by_all < NEVER) & (by_all > ALWAYS)])
    middle = None
    if len(reached):
        median, early, late = (
            dates.iso(int(reached[int(q * (len(reached) - 1))])) for q in (0.5, 0.05, 0.95)
        )
        middle = median, early, late
    return share(by_dates < NEVER, passages), share(by_all < NEVER, passages), middle


def _soonest(
    network: CoalitionNetwork,
    question: Question,
    states: States,
    worlds: Worlds,
    presence: bool,
    executor: Workers,
) -> Days:
    if question.waiting is None:
        days = arrivals(states, question, network, worlds, presence=presence, executor=executor)
        return soonest(days, worlds.n)
    every = enumerate(_all_courses(network, question, states))
    return soonest(
        {k: along_waiting(one.steps, question, worlds, presence=presence) for k, one in every}, worlds.n
    )


def soonest(found: Mapping[int, Days], n: int) -> Days:
    """The first arrival at any goal in each world (n,)."""
    out = np.full(n, NEVER, np.int32)
    for days in found.values():
        np.minimum(out, days, out=out)
    return out
