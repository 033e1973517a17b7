"""What access hangs on: actors and ties on every route, pairs that cut it together, and redundancy."""

from __future__ import annotations

from itertools import chain as joined

from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.pairs import best
from interlocal.network.patterns import Pattern
from interlocal.network.question import Question, Who, ask
from interlocal.network.redundancy import disjoint
from interlocal.network.search import Chain, Course, courses, weigh
from interlocal.network.states import States, states_of
from interlocal.provenance import Result

__all__ = ["Bottlenecks", "bottlenecks"]

Found = tuple[Course, Chain]


class Bottlenecks(Result, frozen=True):
    """What cuts access when it is gone.

    `actors` and `ties` stand on every route (sources and targets apart); `pairs` are two actors,
    neither of them enough alone, that cut access together. `redundancy` bounds the greatest number
    of routes that share no tie: routes found, and the number with every date read in favour of the
    routes; equal bounds are exact. `redundancy.redundancies` gives the exact number for each dating.
    `access` is False, and everything else empty, when there is no route. `complete` is False when ways were too
    many to try all: what is listed holds, but more may be needed than is listed, and without access there may be a
    route after all.
    """

    access: bool
    certain: bool
    actors: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    redundancy: tuple[int, int] = (0, 0)
    complete: bool = True


def bottlenecks(
    network: CoalitionNetwork,
    source: Who,
    target: Who,
    *,
    certain: bool = False,
    before: str | int | None = None,
    after: str | int | None = None,
    avoiding: Who = (),
    via: Who = (),
    issue: str | None = None,
    carrier: str = "claim",
    pattern: str | Pattern | None = None,
) -> Bottlenecks:
    """Find what every route from source to target needs; with `certain`, every certain route.

    The question is asked as in `paths`. An office and its organisation are two actors here.

    >>> from interlocal.network.sketch import sketch
    >>> net = sketch("a society JP; b local JP; c state CN", "a proposes b 1990; b meets c 1991; b funds c 1991")
    >>> bottlenecks(net, "a", "c").actors, bottlenecks(net, "a", "c").redundancy
    (('b',), (1, 1))

    Source: dominators and separators of temporal reachability; redundancy is bounded, because
    routes that are possible one by one need not be so together.
    """
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
    )
    return _Cutter(network, question, certain).answer()


class _Cutter:
    def __init__(self, network: CoalitionNetwork, question: Question, certain: bool) -> None:
        self.network, self.question, self.certain = network, question, certain
        self.states = states_of(network, question)
        self.fixed = question.sources | question.targets
        self.complete = True

    def cuts(self, actors: frozenset[int] = frozenset(), records: frozenset[str] = frozenset()) -> bool:
        """Whether there is surely no route without these actors and ties."""
        found, settled = self.witness(actors, records)
        return found is None and settled

    def witness(
        self, actors: frozenset[int] = frozenset(), records: frozenset[str] = frozenset()
    ) -> tuple[Found | None, bool]:
        """A route without these actors and ties, and whether all ways were tried where there is none."""
        states = _without(self.network, self.states, actors, records)
        for course in courses(states, self.network.clock, self.question, "hops"):
            if course is None:
                self.complete = False
                return None, False
            chain = weigh(course, self.network.clock, self.question, self.network.ties.asserted)
            if chain is not None and (chain.certain or not self.certain):
                return (course, chain), True
        return None, True

    def answer(self) -> Bottlenecks:
        first, settled = self.witness()
        if first is None:
            return Bottlenecks(False, self.certain, complete=settled)
        inner = [k for k in first[0].actors if k not in self.fixed]
        other = {k: self.witness(frozenset([k])) for k in inner}
        alone = [k for k, (way, settled) in other.items() if way is None and settled]
        pairs = {
            tuple(sorted((a, b)))
            for a, (way, _) in other.items()
            if way is not None
            for b in way[0].actors
            if b not in self.fixed and b not in alone and self.cuts(frozenset([a, b]))
        }
        records = self._records(first)
        ties = [r for r in records if self.cuts(records=frozenset([r]))]
        network, names = self.network, self.network.members
        redundancy = self._packed(first), disjoint(network, self.question, self.states, best(network))
        return Bottlenecks(
            True,
            self.certain,
            tuple(names[k].id for k in alone),
            tuple(ties),
            tuple(sorted((names[a].id, names[b].id) for a, b in pairs)),
            redundancy,
            self.complete,
        )

    def _records(self, found: Found) -> list[str]:
        record = self.network.ties.record
        return list(dict.fromkeys(str(record[arc.tie]) for arc in found[1].arcs if arc.tie >= 0))

    def _packed(self, first: Found) -> int:
        """Routes that share no tie, taken one after another, the shortest first."""
        used: frozenset[str] = frozenset()
        count, found = 0, first
        while found is not None and self._records(found):
            count += 1
            used |= set(self._records(found))
            after, _ = self.witness(records=used)
            if after is None:
                break
            found = after
        return count


def _without(
    network: CoalitionNetwork, states: States, actors: frozenset[int], records: frozenset[str]
) -> States:
    if not actors and not records:
        return states
    gone = {k for k, actor in enumerate(states.actor) if actor in actors}
    used = {arc.tie for arc in joined.from_iterable(states.arcs) if arc.tie >= 0}
    cut = {tie for tie in used if str(network.ties.record[tie]) in records}
    arcs = [
        [] if k in gone else [arc for arc in out if arc.head not in gone and arc.tie not in cut]
        for k, out in enumerate(states.arcs)
    ]
    starts = [k for k in states.starts if k not in gone]
    return States(states.actor, arcs, states.first, starts, states.goals - gone, states.togo)
