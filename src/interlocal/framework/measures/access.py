"""M1, access: whether, since when, how strongly, by how many routes and how surely one reaches a state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from interlocal.casebook.codebook import Episode
from interlocal.framework.demands import (
    askers,
    decision_days,
    issues_of,
    principals_of,
    states_present,
    targets,
)
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.study import LAYERS, Layer, Study
from interlocal.framework.telling import NOTHING, Teller, backed, day_by, exactly, median_day
from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.pairs import plan
from interlocal.network.paths import Paths, paths
from interlocal.network.question import ask
from interlocal.network.redundancy import redundancies
from interlocal.network.states import States, states_of
from interlocal.network.strength import Strengths, order_holds, strengths
from interlocal.network.sweep import Sweep
from interlocal.network.worlds import Bools, Days, Worlds, mean_of, share
from interlocal.provenance import Estimate

__all__ = ["MEASURE", "access", "strength_between"]

Floats = npt.NDArray[np.float64]
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
    qualities are given to the modes of contact. Pairs without any route are counted and named by
    `without_route`. In episodes `exists_before` asks for an arrival before the day of the decision.

    >>> from interlocal.casebook.folder import read
    >>> study = Study(read("takao2003"), n=20)
    >>> found = {(m.number, m.about): m for m in access(study) if m.layer == "contact"}
    >>> found["certain", "mindan>KR"].said, found["exists", "mindan>KR"].estimate.value
    ('certain', 0.9)
    """
    for case in study.cases:
        for layer in LAYERS:
            yield from _of_case(study, case, layer)
            for episode in study.book.codebook.episodes:
                if episode.case == case:
                    yield from _of_episode(study, episode, layer)


def _of_case(study: Study, case: str, layer: Layer) -> Iterator[Measured]:
    network, worlds = study.network(layer, case), study.worlds(layer, case)
    tell = Teller("access", case, layer)
    sources, groups = principals_of(network), states_present(network)
    laid = plan(network, sources, tuple(groups.values()))
    found = strengths(laid, worlds)
    for g, (country, members) in enumerate(groups.items()):
        without = []
        for s, source in enumerate(sources):
            told = list(_Pair(study, network, worlds, tell, source, country, members).tell(found, s, g))
            yield from told
            if not told:
                without.append(network.members[source].id)
        yield _without(tell, f">{country}", without)
    yield from _ranks(network, tell, found, sources, tuple(groups))


def _without(tell: Teller, about: str, names: Sequence[str]) -> Measured:
    """How many have no route whatever, and who: nothing in what is coded leads them there."""
    return tell(
        "without_route", about, exactly(float(len(names))), unit="count", said=", ".join(names) or "nobody"
    )


@dataclass(frozen=True)
class _Pair:
    """One source and the state of one country."""

    study: Study
    network: CoalitionNetwork
    worlds: Worlds
    tell_: Teller
    source: int
    country: str
    members: tuple[int, ...]

    def tell(self, found: Strengths, s: int, g: int) -> Iterator[Measured]:
        network, tell = self.network, self.tell_
        about = f"{network.members[self.source].id}>{self.country}"
        days = found.low.day[:, s, g]
        question = ask(network, self.source, self.members)
        states = states_of(network, question)
        route = paths(network, self.source, self.members, k=1) if states.goals else None
        if route is None or route.access == "none":
            return
        coded = _Coded(self.study, network, states)
        passages, records = _evidence(route)
        evidence = {"records": records}
        exists = share(days < NEVER)
        yield tell(
            "exists", about, backed(exists, coded.dates, passages), unit="probability",
            said=route.access, **evidence,
        )  # fmt: skip
        yield from _dates(tell, about, days, coded.dates, passages, records)
        for name, low, high in (
            ("strength", found.low.best, found.high.best),
            ("strength_first", found.low.day_strength, found.high.day_strength),
        ):
            bounds = _strength(low[:, s, g], high[:, s, g])
            why = (
                ""
                if bounds.value is not None
                else "modes of contact on the routes are not coded: bounds only"
            )
            yield tell(name, about, backed(bounds, coded.modes, passages), why=why, **evidence)
        count = mean_of(np.array(redundancies(network, question, states, self.worlds), np.float64))
        yield tell("redundancy", about, backed(count, coded.dates, passages), unit="count", **evidence)
        surely = exactly(float(route.access == "certain"))
        yield tell("certain", about, backed(surely, coded.dates, passages), said=route.access, **evidence)
        parts = route.routes[0].local_governments
        said = ", ".join(f"{one} {part}" for one, part in parts.items()) or "none on it"
        number = backed(exactly(float(len(parts))), 1.0, passages)
        yield tell("local_governments", about, number, unit="count", said=said, **evidence)


class _Coded:
    """Which share of the ties on some route the source dates, and for which share a mode is coded."""

    def __init__(self, study: Study, network: CoalitionNetwork, states: States) -> None:
        ties = sorted({arc.tie for out in states.arcs for arc in out if arc.tie >= 0})
        by_id, record = study.book.by_id, network.ties.record
        dated = [bool(getattr(by_id.get(str(record[k])), "start", "")) for k in ties]
        self.dates = float(np.mean(dated)) if ties else 1.0
        self.modes = float((network.ties.mode[ties] >= 0).mean()) if ties else 1.0


def _evidence(route: Paths) -> tuple[tuple[str, ...], tuple[str, ...]]:
    hops = [hop for one in route.routes[:1] for hop in one.hops]
    return tuple(p for hop in hops for p in hop.passages), tuple(dict.fromkeys(hop.record for hop in hops))


def _dates(
    tell: Teller,
    about: str,
    days: Days,
    coverage: float | None,
    passages: Sequence[str],
    records: tuple[str, ...],
) -> Iterator[Measured]:
    middle, said = median_day(days)
    why = "" if middle.value is not None else "no arrival, or one that nothing dates"
    yield tell(
        "earliest",
        about,
        backed(middle, coverage, passages),
        unit="date",
        said=said,
        why=why,
        records=records,
    )
    by, said = day_by(days, 0.9)
    why = "" if by.value is not None else "fewer than nine in ten simulated codings arrive on a day"
    yield tell(
        "earliest_90", about, backed(by, coverage, passages), unit="date", said=said, why=why, records=records
    )


def _strength(low: Floats, high: Floats) -> Estimate:
    """The mean where every mode that decides it is coded, else the interval that contains it; 0 for no route."""
    low, high = np.maximum(low, 0.0), np.maximum(high, 0.0)
    if np.allclose(low, high):
        return mean_of(low)
    ends = mean_of(low), mean_of(high)
    return Estimate(value=None, interval=tuple(one.interval[k] for k, one in enumerate(ends) if one.interval))  # type: ignore[arg-type]


def _ranks(
    network: CoalitionNetwork, tell: Teller, found: Strengths, sources: Sequence[int], groups: Sequence[str]
) -> Iterator[Measured]:
    """Neighbours in the order of mean strength to one state: does their order rest on the order of modes?"""
    low, random = found.low.best, found.random.best
    for g, country in enumerate(groups):
        means = np.maximum(low[:, :, g], 0).mean(axis=0) if len(low) else np.zeros(len(sources))
        order = [s for s in np.argsort(-means, kind="stable").tolist() if means[s] > 0]
        for a, b in pairwise(order):
            if means[a] > means[b]:
                holds = order_holds(low[:, a, g], low[:, b, g], random[:, a, g], random[:, b, g])
                names = f"{network.members[sources[a]].id},{network.members[sources[b]].id}>{country}"
                yield tell("rank_holds", names, backed(holds, 1.0), unit="probability")


def strength_between(
    network: CoalitionNetwork, worlds: Worlds, source: int, target: Sequence[int]
) -> tuple[Floats, Floats]:
    """Lower and upper bound of the strength from one actor to a group in each world; 0 for no route."""
    found = strengths(plan(network, [source], [tuple(target)]), worlds)
    return np.maximum(found.low.best[:, 0, 0], 0.0), np.maximum(found.high.best[:, 0, 0], 0.0)


def _of_episode(study: Study, episode: Episode, layer: Layer) -> Iterator[Measured]:
    network, worlds = study.network(layer, episode.case), study.worlds(layer, episode.case)
    tell = Teller("access", episode.case, layer)
    groups = targets(study, episode, layer)
    asked = [network.positions[one] for one in askers(study.book, episode) if one in network.positions]
    if not groups:
        yield tell("exists", f"{episode.id}:", NOTHING, why="no position of the episode names whom to reach")
        return
    sources = tuple(dict.fromkeys([*asked, *principals_of(network)]))
    laid = plan(network, sources, tuple(groups.values()), issue=issues_of(study.book, episode))
    days = Sweep(laid, worlds).run().day
    decided = decision_days(study, episode.decision, layer)
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
                yield from _participation(tell, about, days[:, s, g], decided, source in asked)
        yield _without(tell, f"{episode.id}:>{name}", without)
        if asked:
            together = days[:, : len(asked), g].min(axis=1)
            yield from _participation(tell, f"{episode.id}:askers>{name}", together, decided, True)


def _participation(
    tell: Teller, about: str, days: Days, decided: Days | None, principal: bool
) -> Iterator[Measured]:
    reached = days < NEVER
    said = "" if reached.any() else NO_ROUTE
    yield tell("exists", about, _known(share(reached), reached), unit="probability", said=said)
    if decided is None:
        yield tell("exists_before", about, NOTHING, unit="probability", why="the decision has no date")
    else:
        before: Bools = days < decided
        yield tell("exists_before", about, _known(share(before), reached), unit="probability", said=said)
    if principal and reached.any():
        yield from _dates(tell, about, days, None, (), ())


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
    null="N3 (rewiring), N5 (unreported ties)",
    references=(
        'T. Takao, "Transnational coalitions in Northeast Asia" (2003), "Access to the Center"',
        "strength and redundancy: two-terminal reliability and edge-disjoint paths on time-expanded graphs",
    ),
    read=access,
    roles=("access_to_centre",),
)
