"""M1, access: whether, since when, how strongly, by how many routes and how surely one reaches a state."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from interlocal.casebook.codebook import Episode
from interlocal.framework.episodes import askers, decision_days, issues_of, targets
from interlocal.framework.estimates import NOTHING, Floats, day_by, exactly, median_day
from interlocal.framework.gap import gap
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.scope import Scope, ties_on
from interlocal.framework.study import LAYERS, Study
from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import nonstate, states_present
from interlocal.network.pairs import plan
from interlocal.network.paths import paths
from interlocal.network.question import ask
from interlocal.network.redundancy import redundancies
from interlocal.network.states import States, states_of
from interlocal.network.strength import Strengths, order_holds, strengths
from interlocal.network.sweep import Sweep
from interlocal.network.worlds import Bools, Days, mean_of, share
from interlocal.provenance import Estimate

__all__ = ["MEASURE", "access"]

NO_ROUTE = "no route in what is coded"


def access(study: Study) -> Iterator[Measured]:
    """Every principal's access to each state of its case, then each episode's principals to its targets.

    A number about "a>JP" is about actor a and the ministries, offices and officials of Japan; one about
    "episode:a>JP" asks the same along ties of the episode's issues only. Numbers of a pair: `exists`, the
    probability that a route exists; `earliest`, the median day of the first arrival where it does, and
    `earliest_90`, the day by which nine in ten simulated codings have arrived; `strength` of the strongest
    route and `strength_first` of the earliest one; `redundancy`, the mean greatest number of routes
    without a common tie; `certain`, 1 when some route of asserted ties holds in every admissible
    dating; `local_governments`, how many stand on the route with the fewest ties, and as what.
    `rank_holds`, about "a,b>JP", is the probability that a's access is stronger than b's whatever
    qualities are given to the modes of contact. `gap`, about ">JP", is the share of home non-state actors belonging
    elsewhere by law that reach the home state, less that of the others; `gap_closed` by how much it is higher than
    without home local governments (`gap_closed_enabled`: nor what they had enabled). Pairs without any route
    are counted and named by `without_route`. In episodes `exists_before` asks for an arrival before the day of the
    decision, of each actor, of all who asked ("askers") and of the non-state actors of each sector together
    ("academic"): that of scholars says whether expertise had a way to the decision.

    >>> from interlocal.casebook.folder import read
    >>> study = Study(read("takao2003"), n=20)
    >>> found = {(m.number, m.about): m for m in access(study) if m.layer == "contact"}
    >>> found["certain", "mindan>KR"].said, found["exists", "mindan>KR"].estimate.value
    ('certain', 0.9)
    """
    for case in study.cases:
        for layer in LAYERS:
            scope = Scope(study, "access", case, layer)
            yield from _of_case(scope)
            for episode in study.book.codebook.episodes:
                if episode.case == case:
                    yield from _of_episode(scope, episode)


def _of_case(scope: Scope) -> Iterator[Measured]:
    network = scope.network
    sources, groups = nonstate(network), states_present(network)
    found = strengths(plan(network, sources, tuple(groups.values())), scope.worlds)
    for g, (country, members) in enumerate(groups.items()):
        without = []
        for s, source in enumerate(sources):
            told = list(_pair(scope, source, country, members, found, s, g))
            yield from told
            if not told:
                without.append(network.members[source].id)
        yield _without(scope, f">{country}", without)
    yield from _ranks(scope, found, sources, tuple(groups))
    yield from gap(scope)


def _without(scope: Scope, about: str, names: Sequence[str]) -> Measured:
    """How many have no route whatever, and who: nothing in what is coded leads them there."""
    said = ", ".join(names) or "nobody"
    number = exactly(float(len(names)))
    return scope.tell(
        "without_route", number, about=about, unit="count", said=said, coverage=scope.dated() or 0.0
    )


def _pair(
    scope: Scope, source: int, country: str, members: tuple[int, ...], found: Strengths, s: int, g: int
) -> Iterator[Measured]:
    """One source and the state of one country: its numbers, none without a route in what is coded."""
    network = scope.network
    question = ask(network, source, members)
    states = states_of(network, question)
    route = paths(network, source, members, k=1) if states.goals else None
    if route is None or route.access == "none":
        return
    days = found.low.day[:, s, g]
    dated, modes = _coded(scope, states)
    tell = functools.partial(
        scope.tell,
        about=f"{network.members[source].id}>{country}",
        records=[hop.record for one in route.routes[:1] for hop in one.hops],
        in_order=True,
    )
    by_date = functools.partial(tell, coverage=dated)
    yield by_date("exists", share(days < NEVER), unit="probability", said=route.access)
    yield from _dates(by_date, days)
    for name, low, high in (
        ("strength", found.low.best, found.high.best),
        ("strength_first", found.low.day_strength, found.high.day_strength),
    ):
        why = "modes of contact on the routes are not coded: bounds only"
        yield tell(name, _strength(low[:, s, g], high[:, s, g]), coverage=modes, why=why)
    count = mean_of(np.array(redundancies(network, question, states, scope.worlds), np.float64))
    yield by_date("redundancy", count, unit="count")
    yield by_date("certain", exactly(float(route.access == "certain")), said=route.access)
    parts = route.routes[0].local_governments
    said = ", ".join(f"{one} {part}" for one, part in parts.items()) or "none on it"
    number = exactly(float(len(parts)))
    yield tell("local_governments", number, coverage=1.0, unit="count", said=said)


def _coded(scope: Scope, states: States) -> tuple[float, float]:
    """Which share of the ties on some route the source dates, and for which share a mode is coded."""
    ties = ties_on(states)
    if not ties:
        return 1.0, 1.0
    return scope.dated(ties) or 0.0, float((scope.network.ties.mode[ties] >= 0).mean())


def _dates(tell: Callable[..., Measured], days: Days) -> Iterator[Measured]:
    middle, said = median_day(days)
    yield tell("earliest", middle, unit="date", said=said, why="no arrival, or one that nothing dates")
    by, said = day_by(days, 0.9)
    why = "fewer than nine in ten simulated codings arrive on a day"
    yield tell("earliest_90", by, unit="date", said=said, why=why)


def _strength(low: Floats, high: Floats) -> Estimate:
    """The mean where every mode that decides it is coded, else the interval that contains it; 0 for no route."""
    low, high = np.maximum(low, 0.0), np.maximum(high, 0.0)
    if np.allclose(low, high):
        return mean_of(low)
    ends = mean_of(low), mean_of(high)
    return Estimate(value=None, interval=tuple(one.interval[k] for k, one in enumerate(ends) if one.interval))  # type: ignore[arg-type]


def _ranks(
    scope: Scope, found: Strengths, sources: Sequence[int], groups: Sequence[str]
) -> Iterator[Measured]:
    """Neighbours in the order of mean strength to one state: does their order rest on the order of modes?"""
    members, modes = scope.network.members, scope.network.ties.mode
    low, random = found.low.best, found.random.best
    coded = float((modes >= 0).mean()) if len(modes) else 0.0
    for g, country in enumerate(groups):
        means = np.maximum(low[:, :, g], 0).mean(axis=0) if len(low) else np.zeros(len(sources))
        order = [s for s in np.argsort(-means, kind="stable").tolist() if means[s] > 0]
        for a, b in pairwise(order):
            if means[a] > means[b]:
                holds = order_holds(low[:, a, g], low[:, b, g], random[:, a, g], random[:, b, g])
                names = f"{members[sources[a]].id},{members[sources[b]].id}>{country}"
                ends = sources[a], sources[b]
                records = scope.network.ties.record[
                    np.isin(scope.network.ties.source, ends) | np.isin(scope.network.ties.target, ends)
                ].tolist()
                yield scope.tell(
                    "rank_holds", holds, about=names, coverage=coded, unit="probability", records=records
                )


def _of_episode(scope: Scope, episode: Episode) -> Iterator[Measured]:
    study, network = scope.study, scope.network
    groups = targets(study, episode, scope.reads)
    asked = [network.positions[one] for one in askers(study.book, episode) if one in network.positions]
    if not groups:
        why = "no position of the episode names whom to reach"
        yield scope.tell("exists", NOTHING, about=f"{episode.id}:", unit="probability", why=why, coverage=0.0)
        return
    sources = tuple(dict.fromkeys([*asked, *nonstate(network)]))
    issues = issues_of(study.book, episode)
    laid = plan(network, sources, tuple(groups.values()), issue=issues)
    days = Sweep(laid, scope.worlds).run().day
    decided = decision_days(study, episode.decision, scope.reads)
    for g, name in enumerate(groups):
        ends = frozenset(groups[name])
        without = []
        for s, source in enumerate(sources):
            if source in ends:
                continue
            reached = (days[:, s, g] < NEVER).any()
            if not reached:
                without.append(network.members[source].id)
            if reached or source in asked:
                about = f"{episode.id}:{network.members[source].id}>{name}"
                rests = _rests(scope, [source], groups[name], issues) if reached else ()
                yield from _participation(scope, about, days[:, s, g], decided, source in asked, rests)
        yield _without(scope, f"{episode.id}:>{name}", without)
        for word, lanes in _together(network, sources, len(asked)).items():
            lanes = [s for s in lanes if sources[s] not in ends]
            if lanes:
                together = days[:, lanes, g].min(axis=1)
                rests = _rests(scope, [sources[s] for s in lanes], groups[name], issues)
                about = f"{episode.id}:{word}>{name}"
                yield from _participation(scope, about, together, decided, True, rests)


def _together(network: CoalitionNetwork, sources: Sequence[int], asked: int) -> dict[str, list[int]]:
    """Who is told of together: all who asked, who come first in the sources, and the non-state actors of a sector."""
    found = {"askers": list(range(asked))} if asked else {}
    for s, source in enumerate(sources):
        found.setdefault(network.members[source].sector, []).append(s)
    return found


def _rests(
    scope: Scope, sources: Sequence[int], ends: Sequence[int], issues: Sequence[str]
) -> tuple[int, ...]:
    """The ties on some route from any of the sources to any of the ends on one of the issues (none: on any)."""
    network = scope.network
    found = {
        tie
        for issue in issues or (None,)
        for tie in ties_on(states_of(network, ask(network, sources, ends, issue=issue)))
    }
    return tuple(sorted(found))


def _participation(
    scope: Scope, about: str, days: Days, decided: Days | None, principal: bool, rests: tuple[int, ...]
) -> Iterator[Measured]:
    reached = days < NEVER
    tell = functools.partial(
        scope.tell,
        about=about,
        coverage=scope.dated(rests or None) or 0.0,
        records=scope.network.ties.record[list(rests)].tolist(),
    )
    chance = functools.partial(tell, unit="probability", said="" if reached.any() else NO_ROUTE)
    yield chance("exists", _known(share(reached), reached))
    if decided is None:
        yield tell("exists_before", NOTHING, unit="probability", why="the decision has no date")
    else:
        yield chance("exists_before", _known(share(days < decided), reached))
    if principal and reached.any():
        yield from _dates(tell, days)


def _known(estimate: Estimate, reached: Bools) -> Estimate:
    return estimate if reached.any() else exactly(0.0)


MEASURE = Measure(
    code="M1",
    name="access",
    meaning="Whether a non-state actor can reach a state by a route of contacts, since when, how strongly, "
    "by how many independent routes, and how surely: five numbers, never one.",
    formula="P(some journey a → S); first arrival; max over journeys of ∏ q(mode of tie); greatest number of "
    "journeys without a common tie; certain if one journey holds in every admissible dating",
    range="probabilities and strength in [0, 1]; redundancy 0, 1, 2, …; dates within the window",
    degenerate="without any route exists is 0 and the other numbers are not given; where modes of contact are "
    "not coded, strength is an interval",
    null='as a claim (statistic "access" or "route"): N0 to N6 and the tipping curve, on whether routes exist; gap by '
    "the test of its role (`interlocal test --roles`); none on strength, redundancy and dates",
    references=(
        "Takao (2003), section Access to the Center",
        "Kempe, Kleinberg and Kumar (2002), Connectivity and inference problems for temporal networks, "
        "Journal of Computer and System Sciences 64, 820–842",
        "Ford and Fulkerson (1956), Maximal flow through a network, Canadian Journal of Mathematics 8, "
        "399–404",
    ),
    read=access,
)
