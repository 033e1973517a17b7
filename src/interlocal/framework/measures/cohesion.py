"""M5, cohesion in four senses, reported apart, and three readings of who is its source."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.casebook.records import Event
from interlocal.framework.estimates import NOTHING, Floats, exactly, ratio
from interlocal.framework.joint import joint_core
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.scope import HOLDING, Scope
from interlocal.framework.stances import normative
from interlocal.framework.study import HOME_LOCAL, LAYERS, Study
from interlocal.network.aggregate import (
    aggregate,
    algebraic_connectivity,
    core_number,
    largest_part,
    tie_connectivity,
)
from interlocal.network.attribution import attribution, relay_class, relay_classes
from interlocal.network.clock import NEVER
from interlocal.network.expansion import HOSTS
from interlocal.network.measures import Pairs, home_nonstate, pairs_of, present
from interlocal.network.pairs import Scenario, plan
from interlocal.network.question import class_members
from interlocal.network.removal import scenarios
from interlocal.network.sweep import Sweep
from interlocal.network.worlds import Bools, mean_of
from interlocal.provenance import Estimate

__all__ = ["MEASURE", "cohesion"]

TEN_YEARS = 3652.5
"""Information of this age counts half."""

SHAPLEY_WORLDS, SHAPLEY_WORLDS_OF_ALL = 40, 8
"""Contributions are averaged over so many simulated codings, of a case and of the whole: each asks for every subset."""

GRAPHS_OF_ALL = 40
"""Of the graph of the whole casebook so many simulated codings are looked at: it is large, and varies little."""

GATHERINGS = ("meeting", "visit", "conference", "venue", "project", "programme", "campaign", "agreement")
"""Kinds of event at which actors come together, so that somebody provides the occasion."""


def cohesion(study: Study) -> Iterator[Measured]:
    """Cohesion of the whole casebook and of each case: relational, normative, across issues, and new ties;
    then its sources.

    Relational: of the ordered pairs of non-state actors that differ in sector or belonging, `relational` is
    the share in which one's claims can reach the other, `relational_information` the same for
    information; `harmonic` weighs each pair by 1/(1 + age/10 years), the age of the newest claim
    known at the end of the window, 0 for none. `tie_connectivity`, `core`, `algebraic_connectivity` and
    `largest_part` (share of actors) describe the graph of all ties; the first three its largest part.
    `joint_core` is the core number of those who make things together (programmes, projects, publications, surveys),
    about home local governments the greatest of theirs. Normative: `agreement` and `contention` are shares of the pairs
    of unlike actors that took the same, or opposite, sides on a policy (about a policy, or "" for all). Across issues:
    `shared_actors`, the share of actors with ties on two or more issues, and `issue_links`, how many links of issues
    are evidenced (about home local governments: by them). `new_ties`: how many pairs of home non-state actors first
    came into contact directly, no route having joined them before.

    Sources, three readings, about a class: `loss` and `loss_enabled` (dispensability: the share of relational
    cohesion lost, among the pairs that remain, when the class is gone), `contribution` (Shapley's value of the
    class as a relay; the values sum to `relayed`) and `contribution_each` (the same an actor),
    `provision` (the share of occasions with a known host that the class hosted).

    >>> from interlocal.casebook.folder import read
    >>> found = {(m.number, m.about, m.case, m.layer): m for m in cohesion(Study(read("takao2003"), n=10))}
    >>> found["relational", "", "kawasaki", "contact"].estimate.value < 0.2
    True
    """
    for case in ("", *study.cases):
        for layer in LAYERS:
            here = _Here(study, "cohesion", case, layer)
            yield from here.relational()
            yield from here.graph()
            yield from here.across_issues()
            yield here.new_ties()
            yield from here.losses()
            yield from here.contributions()
        yield from normative(Scope(study, "cohesion", case))
        yield from joint_core(Scope(study, "cohesion", case))
        yield from _provision(study, case)


@dataclass(frozen=True, eq=False)
class _Here(Scope):
    """One case in one layer."""

    @functools.cached_property
    def pairs(self) -> Pairs:
        return pairs_of(self.network, "cohesion")

    @functools.cached_property
    def sweep(self) -> Sweep:
        return Sweep(plan(self.network, self.pairs.sources, self.pairs.groups), self.worlds)

    @functools.cached_property
    def all_ties(self) -> tuple[str, ...]:
        """The records of the network's ties: what a number about all of them rests on."""
        return tuple(self.network.ties.record.tolist())

    def ties_of(self, actors: Iterable[int]) -> list[str]:
        """The records of the ties of some actors."""
        ties, some = self.network.ties, list(actors)
        found: list[str] = ties.record[np.isin(ties.source, some) | np.isin(ties.target, some)].tolist()
        return found

    @functools.cached_property
    def reached(self) -> Bools:
        found: Bools = self.sweep.run().day < NEVER
        return found

    def relational(self) -> Iterator[Measured]:
        """Which unlike pairs can reach one another, and how fresh what they know is."""
        counted, why = self.pairs.counted, "no two non-state actors differ in sector or belonging"
        if not counted.any():
            for number in ("relational", "relational_information", "harmonic"):
                yield self.tell(number, NOTHING, unit="share", why=why, coverage=self.dated() or 0.0)
            return
        said = f"{int(counted.sum())} ordered pairs of {len(self.pairs.sources)} actors"
        information = Sweep(
            plan(self.network, self.pairs.sources, self.pairs.groups, carrier="information"), self.worlds
        )
        for number, values in (
            ("relational", _rates(self.reached, counted)),
            ("relational_information", _rates(information.run().day < NEVER, counted)),
            ("harmonic", self._freshness()),
        ):
            yield self.tell(
                number, mean_of(values), coverage=self.dated(), unit="share", said=said, records=self.all_ties
            )

    def _freshness(self) -> Floats:
        last = int(dates.bounds([self.study.book.codebook.window.end]).end_hi[0])
        laid = plan(self.network, self.pairs.sources, self.pairs.groups, before=last)
        left = Sweep(laid, self.worlds, backward=True).run().day
        # A sweep backward starts from those who know: (world, knower, known).
        age = np.where(left < NEVER, left.astype(np.float64) + last, np.inf)
        weight = 1 / (1 + np.maximum(age, 0) / TEN_YEARS)
        return _rates(np.swapaxes(weight, 1, 2), self.pairs.counted)

    def graph(self) -> Iterator[Measured]:
        """The graph of all ties, whatever their order in time."""
        graph, rows = aggregate(self.network), []
        for w in range(self.worlds.n if self.case else min(self.worlds.n, GRAPHS_OF_ALL)):
            matrix = graph.matrix(self.worlds.present[:, w])
            part = largest_part(matrix)
            inner = matrix[part][:, part]
            rows.append(
                (
                    tie_connectivity(inner),
                    core_number(inner),
                    algebraic_connectivity(inner),
                    len(part) / len(graph.actors) if graph.actors else np.nan,
                )
            )
        table = np.array(rows, np.float64).reshape(-1, 4)
        names = ("tie_connectivity", "core", "algebraic_connectivity", "largest_part")
        for k, (number, unit) in enumerate(zip(names, ("count", "level", "", "share"), strict=True)):
            yield self.tell(number, mean_of(table[:, k]), coverage=1.0, unit=unit, records=self.all_ties)

    def across_issues(self) -> Iterator[Measured]:
        """Who stands in several issues at once, and what evidence there is that issues were linked."""
        several, some = self._active()
        covered = float((self.network.ties.issues != 0).mean()) if len(self.network.ties) else 0.0
        often = np.flatnonzero(several.mean(axis=1) > 0.5).tolist() if several.size else []
        yield self.tell(
            "shared_actors", ratio(several.sum(axis=0), some.sum(axis=0)), coverage=covered, unit="share",
            said=", ".join(self.network.members[k].id for k in often), records=self.all_ties,
            why="no tie is about a coded issue",
        )  # fmt: skip
        here = set(present(self.network))
        links = [one for one in self.network.translations if one.actor in here]
        local = [one for one in links if self.network.members[one.actor].id in self.home_local]
        linkable = len(self.network.issues) > 1
        for about, mine in (("", links), (HOME_LOCAL, local)):
            yield self.tell(
                "issue_links", exactly(float(len(mine))) if linkable else NOTHING, about=about, unit="count",
                why="the codebook has no two issues that a link could join", coverage=covered,
                said=(", ".join(one.record for one in mine) or "none evidenced") if linkable else "",
                records=[one.record for one in mine], in_order=True,
            )  # fmt: skip

    def _active(self) -> tuple[Bools, Bools]:
        """Who has ties on two or more issues, and who on any, in each world, (actors, n)."""
        ties, there = self.network.ties, self.worlds.present
        count = np.zeros((len(self.network.members), self.worlds.n), np.int64)
        for bit in range(len(self.network.issues)):
            on = np.flatnonzero(ties.issues >> np.uint64(bit) & np.uint64(1))
            stands = np.zeros(count.shape, bool)
            for side in (ties.source, ties.target):
                np.logical_or.at(stands, side[on], there[on])
            count += stands
        return count > 1, count > 0

    def new_ties(self) -> Measured:
        """Home non-state actors that first met directly, no route having joined them before."""
        actors = home_nonstate(self.network)
        place = {k: n for n, k in enumerate(actors)}
        day = Sweep(plan(self.network, actors, [(k,) for k in actors]), self.worlds).run().day
        ties, carried = self.network.ties, np.uint16(self.network.carrier_bit("claim"))
        first: dict[tuple[int, int], npt.NDArray[np.int32]] = {}
        records = []
        for k in np.flatnonzero((ties.forward | ties.reverse) & carried).tolist():
            ends = tuple(sorted((int(ties.source[k]), int(ties.target[k]))))
            if ends[0] in place and ends[1] in place:
                begins = np.where(self.worlds.present[k], self.worlds.day(int(ties.start[k])), NEVER)
                key = (place[ends[0]], place[ends[1]])
                first[key] = np.minimum(first.get(key, begins), begins).astype(np.int32)
                records.append(str(ties.record[k]))
        count, names = np.zeros(self.worlds.n), []
        for (u, v), begins in sorted(first.items()):
            new = (begins < NEVER) & (day[:, u, v] >= begins) & (day[:, v, u] >= begins)
            count += new
            if new.mean() > 0.5:
                names.append(f"{self.network.members[actors[u]].id}–{self.network.members[actors[v]].id}")
        return self.tell(
            "new_ties", mean_of(count), coverage=self.dated() or 0.0, unit="count", said=", ".join(names),
            records=records,
        )  # fmt: skip

    def losses(self) -> Iterator[Measured]:
        """What is lost when a class of actors is gone: dispensability."""
        for one in self.network.classes:
            gone = class_members(self.network, one.id)
            for number, cut in zip(
                ("loss", "loss_enabled"), scenarios(self.network, one.id)[0] if gone else (), strict=False
            ):
                yield self._loss(number, one.id, cut)

    def _loss(self, number: str, name: str, cut: Scenario) -> Measured:
        staying = np.array([k not in cut.actors for k in self.pairs.sources], bool)
        counted = self.pairs.counted & staying[:, None] & staying[None, :]
        tell = functools.partial(
            self.tell, number, about=name, unit="share", coverage=self.dated() or 0.0,
            records=self.ties_of(class_members(self.network, name)),
        )  # fmt: skip
        if not counted.any():
            return tell(NOTHING, why="no pair remains to compare")
        before = _rates(self.reached, counted)
        after = _rates(self.sweep.run(cut).day < NEVER, counted)
        if not before.any():
            return tell(NOTHING, why="no remaining pair could reach another")
        lost = mean_of((before[before > 0] - after[before > 0]) / before[before > 0])
        said = f"{int(counted.sum())} pairs remain; before {before.mean():.3f}, after {after.mean():.3f}"
        return tell(lost, said=said)

    def contributions(self) -> Iterator[Measured]:
        """Shapley's value of each class as relays: contribution."""
        worlds = self.worlds.first(SHAPLEY_WORLDS if self.case else SHAPLEY_WORLDS_OF_ALL)
        tell = functools.partial(self.tell, coverage=self.dated() or 0.0, unit="share")
        if not self.pairs.counted.any():
            yield tell("relayed", NOTHING, why="there are no unlike pairs")
            return
        found, classes = attribution(self.network, worlds=worlds), relay_classes(self.network)
        said = f"over {worlds.n} simulated codings; {'exact' if found.exact else 'drawn orders of classes'}"
        # Not the sum of the parts, which it is there to check: with everyone as a relay, less with nobody.
        free = frozenset(range(len(self.network.members))).difference(*classes.values())
        alone = self.sweep.run(Scenario(relays=free)).day < NEVER
        gained = _rates(self.reached, self.pairs.counted) - _rates(alone, self.pairs.counted)
        yield tell("relayed", mean_of(gained[: worlds.n]), said=said, records=self.all_ties)
        for part in found.parts:
            mine = self.ties_of(classes[part.name])
            yield tell("contribution", part.value, about=part.name, said=said, records=mine)
            if part.per_actor is not None:
                each = _divided(part.value, part.actors)
                said_each = f"{part.actors} actors"
                yield tell("contribution_each", each, about=part.name, said=said_each, records=mine)


def _divided(whole: Estimate, number: int) -> Estimate:
    low, high = (None if end is None else end / number for end in whole.interval or (None, None))
    value, error = (None if one is None else one / number for one in (whole.value, whole.mc_se))
    return Estimate(value=value, interval=(low, high), mc_se=error)


def _rates(table: npt.NDArray[np.bool_] | Floats, counted: Bools) -> Floats:
    """The mean over counted pairs, in each world."""
    found: Floats = table[:, counted].mean(axis=1)
    return found


def _provision(study: Study, case: str) -> Iterator[Measured]:
    """Who gave the occasions on which actors came together: provision."""
    scope, network = Scope(study, "cohesion", case), study.network("both")
    events = [
        one
        for one in study.book.events
        if one.kind in GATHERINGS and scope.inside(one.case) and one.status in HOLDING
    ]
    hosts = {one.id: _hosts(study, one) for one in events}
    hosted = [one for one in events if hosts[one.id]]
    tell = functools.partial(
        scope.tell, "provision", coverage=len(hosted) / len(events) if events else 0.0, unit="share"
    )
    classes: dict[str, list[str]] = {}
    for one in hosted:
        members = [network.members[network.positions[host]] for host in hosts[one.id]]
        for name in {relay_class(member, network.home) for member in members}:
            classes.setdefault(name, []).append(one.id)
    if not hosted:
        yield tell(NOTHING, why="no host of an occasion is coded")
    for name, ids in sorted(classes.items()):
        yield tell(
            exactly(len(ids) / len(hosted)),
            about=name,
            said=f"{len(ids)} of {len(hosted)} occasions with a host",
            records=ids,
        )


def _hosts(study: Study, event: Event) -> list[str]:
    parts = [one.actor for one in study.book.participants if one.event == event.id and one.role in HOSTS]
    known = study.network("both").positions
    return [one for one in dict.fromkeys([*([event.host] if event.host else []), *parts]) if one in known]


MEASURE = Measure(
    code="M5",
    name="cohesion",
    meaning="How far unlike actors hang together: by contact, by agreement, across issues, and through new "
    "ties among those who had none; and who is dispensable for it, contributes to it, provides for it.",
    formula="mean over ordered pairs of non-state actors unlike in sector or belonging of 1[reach]; of "
    "1/(1 + age/10 y); relative loss when a class is gone; Shapley value of classes as relays",
    range="shares in [0, 1]; tie connectivity and core 0, 1, 2, …; algebraic connectivity 0 to the number of actors",
    degenerate="not given where no two non-state actors are unlike, or no two unlike actors have a coded stance",
    null='loss, as a claim (statistic "cohesion"): N0 to N6 and the tipping curve; none on agreement, issues, new '
    "ties, hosts and the numbers of the graph, which are read and not tested",
    references=(
        "Takao (2003), Conclusion",
        "Shapley (1953), A value for n-person games, in Contributions to the Theory of Games II, "
        "307–317, Princeton University Press",
        "Seidman (1983), Network structure and minimum degree, Social Networks 5, 269–287",
        "Fiedler (1973), Algebraic connectivity of graphs, Czechoslovak Mathematical Journal 23, 298–305",
    ),
    read=cohesion,
)
