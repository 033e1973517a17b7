"""M4, transferable access: reaching a state through a partner abroad, and the road back to one's own."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from interlocal.framework.estimates import NOTHING, Floats, exactly, median_day
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.scope import Scope, ties_on
from interlocal.framework.study import LAYERS, Study
from interlocal.network.clock import NEVER
from interlocal.network.coalition import CoalitionNetwork, Member
from interlocal.network.measures import NONSTATE, present, states_present
from interlocal.network.pairs import Scenario, plan
from interlocal.network.paths import paths, soonest
from interlocal.network.question import Question, ask, with_officials
from interlocal.network.removal import scenarios
from interlocal.network.routes import Route, Span
from interlocal.network.spreading import arrivals
from interlocal.network.states import states_of
from interlocal.network.strength import QUALITY, STRONGEST, WEAKEST
from interlocal.network.sweep import Sweep, tie_weights
from interlocal.network.transfer import (
    Transfer,
    partner_covers,
    partner_swap,
    smallest_cover,
    ties_between,
    transfer,
)
from interlocal.network.worlds import Bools, Days, Worlds, mean_of, share
from interlocal.provenance import Estimate

__all__ = ["MEASURE", "THETA", "transferable"]

THETA = 0.3
"""Direct strength below which the way to one's own state counts as blocked: less than one one-way contact."""

SWAP_WORLDS = 40
"""Over so many simulated codings partners are swapped: each swap is a network of its own."""

BORROWED = "home nonstate+ > foreign nonstate+ > foreign state"


def transferable(study: Study) -> Iterator[Measured]:
    """What partners abroad add to access, what kind of route that is, and whether it is a boomerang proper.

    About "a<b>CN": `transfer` is the mean over simulated codings of whether a home actor a reaches the
    Chinese state without its own, less the same after deleting the ties between a and partner b;
    `transfer_enabled` lets what those had enabled fall too. `dependence` and `dependence_enabled` are the
    loss when partner b is gone altogether. `transfer_p` gives the ties with b to each comparable partner instead:
    (1 + those that add as much) / (1 + those there are). About "a<>b", `symmetry` is the smaller of both directions
    over the greater (`symmetry_enabled` likewise), not given where nobody gains.

    About "a": `borrowed`, `boomerang`, `third_country`, `diaspora` and `venue` are probabilities that a
    non-state actor has a route of that kind, each again `…_without` home local governments and
    `…_without_enabled` (what they enabled gone too). `boomerang_first` is the probability that the
    foreign-government route comes to the home state before the domestic one, over the simulated codings in
    which both arrive on an issue of the road back (`arrival_back`, `arrival_direct`); it is asked of home
    local governments too, whose own pressure is a domestic route.
    `blocked` is the probability that the way to the home state was blocked before departure: by coded opposition, or
    because direct contact was weaker than 0.3. Where no direct contact is coded before departure, that
    is neither evidence of blockage nor against it, and the probability is an interval.
    `boomerang_proper` is the probability that a foreign-government route with coded pressure follows on
    blockage, `dual_track` that there is such a route beside a domestic one and no evidence of blockage.
    `portfolio` counts the fewest partners that open what partners open of the foreign ministries.

    >>> from interlocal.casebook.folder import read
    >>> found = {(m.number, m.about, m.layer): m for m in transferable(Study(read("takao2003"), n=20))}
    >>> [found[f"boomerang{end}", "mindan", "contact"].estimate.value for end in ("", "_without_enabled")]
    [0.9, 0.9]
    """
    for case in study.cases:
        for layer in LAYERS:
            here = _Here(study, "transfer", case, layer)
            yield from here.partners()
            yield from here.kinds()
            yield here.portfolio()


class _Kind(NamedTuple):
    name: str
    pattern: str | None
    target: tuple[int, ...]
    venue: bool = False


class _Blocked(NamedTuple):
    surely: Bools
    maybe: Bools


@dataclass(frozen=True, eq=False)
class _Here(Scope):
    """One case in one layer."""

    @functools.cached_property
    def states(self) -> dict[str, tuple[int, ...]]:
        return states_present(self.network)

    @property
    def own(self) -> tuple[int, ...]:
        return self.states.get(self.network.home, ())

    @functools.cached_property
    def foreign(self) -> tuple[int, ...]:
        return tuple(k for code, ones in self.states.items() if code != self.network.home for k in ones)

    def _at(self, side: str) -> list[int]:
        members, home = self.network.members, self.network.home
        return [
            k for k in present(self.network) if members[k].side(home) == side and members[k].level != "state"
        ]

    def _principals(self) -> list[int]:
        return [a for a in self._at("home") if self.network.members[a].level in NONSTATE]

    # Partners

    def partners(self) -> Iterator[Measured]:
        """What each partner abroad adds, both ways."""
        for a in self._at("home"):
            for b in self._at("foreign"):
                if (a, b) in self._tied:
                    yield from self._pair(a, b)

    @functools.cached_property
    def _tied(self) -> frozenset[tuple[int, int]]:
        """Who is tied to whom, either way, by themselves or by their officials."""
        heads: dict[int, list[int]] = {}
        for k in present(self.network):
            for one in with_officials(self.network, frozenset([k])):
                heads.setdefault(one, []).append(k)
        ends = zip(self.network.ties.source.tolist(), self.network.ties.target.tolist(), strict=True)
        pairs = {(x, y) for u, v in ends for x in heads[u] for y in heads[v]}
        return frozenset(pairs | {(y, x) for x, y in pairs})

    def _pair(self, a: int, b: int) -> Iterator[Measured]:
        members, home = self.network.members, self.network.home
        both: dict[str, list[float]] = {"": [], "_enabled": []}
        records = ties_between(self.network, a, b)
        dated = self._dated(records)
        for one, other, country in ((a, b, _country(members[b], home)), (b, a, home)):
            own = self.states.get(home if one == a else _country(members[b], home), ())
            target = self.states.get(country, ())
            if not target or one in target:
                continue
            ask_ = functools.partial(
                transfer,
                self.network,
                self.worlds,
                one,
                other,
                target,
                avoiding=own,
                sweep=self._sweep(country),
            )
            found = ask_()
            about = f"{members[one].id}<{members[other].id}>{country}"
            for ending in both:
                both[ending].append(float(found.gain(enabled=bool(ending)).mean()))
            if not found.before.any():
                continue
            gone = ask_(whole=True)
            for number, of in (("transfer", found), ("dependence", gone)):
                for ending in both:
                    gain = mean_of(of.gain(enabled=bool(ending)))
                    fallen = f"falls with it: {', '.join(of.fallen) or 'nothing'}" if ending else ""
                    yield self.tell(
                        number + ending, gain, about=about, unit="share", said=fallen, coverage=dated,
                        records=[*records, *(of.fallen if ending else ())],
                    )  # fmt: skip
            yield self._swapped(one, other, target, own, found, about, dated)
        for ending, gains in both.items():
            if len(gains) == 2 and max(gains) > 0:
                index = exactly(min(gains) / max(gains))
                about = f"{members[a].id}<>{members[b].id}"
                yield self.tell(f"symmetry{ending}", index, about=about, coverage=dated, records=records)

    def _swapped(
        self, one: int, other: int, target: Sequence[int], own: Sequence[int], found: Transfer, about: str,
        dated: float,
    ) -> Measured:  # fmt: skip
        """How often a comparable partner, given the same ties, would add as much: p of what the partner adds."""
        mine = float(found.gain(enabled=False)[:SWAP_WORLDS].mean())
        tell = functools.partial(
            self.tell, "transfer_p", about=about, unit="probability", coverage=dated, records=found.records
        )
        if mine <= 0:
            return tell(NOTHING, why="the partner's own ties add nothing")
        worlds = self.worlds.first(SWAP_WORLDS)
        swapped = partner_swap(self.network, worlds, one, other, target, avoiding=own)
        if not swapped:
            return tell(NOTHING, why="no other partner of its level, tier and territory has a tie")
        as_much = sum(gain >= mine - 1e-12 for gain in swapped.values())
        p, least = (1 + as_much) / (1 + len(swapped)), 1 / (1 + len(swapped))
        said = f"{as_much} of {len(swapped)} comparable partners would add as much; no p below {least:.3f} is possible"
        return tell(Estimate(value=p, mc_se=0.0), said=said)

    def _dated(self, records: Iterable[str]) -> float:
        """The share of these ties that the source dates; of all ties of the network for none."""
        here = np.flatnonzero(np.isin(self.network.ties.record, list(records)))
        return self.dated(here.tolist() or None) or 0.0

    def _sweep(self, country: str) -> Sweep:
        """Laid out once for each state, from everyone who may have a partner."""
        if country not in self._sweeps:
            laid = plan(self.network, [*self._at("home"), *self._at("foreign")], [self.states[country]])
            self._sweeps[country] = Sweep(laid, self.worlds)
        return self._sweeps[country]

    @functools.cached_property
    def _sweeps(self) -> dict[str, Sweep]:
        return {}

    # Kinds of route

    def kinds(self) -> Iterator[Measured]:
        """For every home non-state actor that can reach any state abroad: which kinds of route it has.

        Of home local governments the road back alone: they press their own state themselves as well.
        """
        for a in self._principals():
            if self.foreign and self._goes_abroad(a):
                yield from self._kinds_of(a)
        if self.own and self.foreign:
            for a in sorted(self.study.home_local(self.reads, self.case)):
                yield from self._road_back(a)

    def _goes_abroad(self, a: int) -> bool:
        return bool(states_of(self.network, ask(self.network, a, self.foreign)).goals)

    def _kinds_of(self, a: int) -> Iterator[Measured]:
        name = self.network.members[a].id
        for kind in self._asked(a):
            (full, ties), (without, _), (enabled, _) = (
                self._reach(a, kind, cut) for cut in (None, *self._cuts)
            )
            for ending, reached in (("", full), ("_without", without), ("_without_enabled", enabled)):
                if full.any() or not ending:
                    estimate = share(reached) if full.any() else exactly(0.0)
                    said = "" if full.any() else "no such route in what is coded"
                    yield self.tell(
                        kind.name + ending, estimate, about=name, unit="probability", said=said,
                        coverage=self._dated(ties), records=ties,
                    )  # fmt: skip
        if self.own:
            yield from self._road_back(a)

    def _asked(self, a: int) -> list[_Kind]:
        kinds = [
            _Kind("borrowed", BORROWED, self.foreign),
            _Kind("third_country", "third_country", self.foreign),
            _Kind("diaspora", "diaspora", self.foreign),
            _Kind("venue", None, self.foreign, venue=True),
        ]
        return [*kinds, _Kind("boomerang", "foreign_government", self.own)] if self.own else kinds

    @functools.cached_property
    def _cuts(self) -> list[tuple[CoalitionNetwork, Worlds]]:
        """The network without home local governments, and without what they had enabled besides."""
        cuts = scenarios(self.network, self.home_local)[0]
        return [_cut(self.network, self.worlds, one) for one in cuts]

    def _reach(
        self, a: int, kind: _Kind, cut: tuple[CoalitionNetwork, Worlds] | None
    ) -> tuple[Bools, list[str]]:
        """In which worlds there is such a route, and the ties that stand on one."""
        network, worlds = cut or (self.network, self.worlds)
        if kind.venue:
            keep = _at_venues(self.study, network)
            network, worlds = network.select(keep), worlds.select(keep)
        avoiding = () if kind.name == "boomerang" else self.own
        targets = frozenset(kind.target) - with_officials(network, frozenset(avoiding))
        if not targets or a in targets:
            return np.zeros(worlds.n, bool), []
        question = ask(network, a, targets, avoiding=avoiding, pattern=kind.pattern)
        reached: Bools = _days(network, worlds, question) < NEVER
        return reached, network.ties.record[ties_on(states_of(network, question))].tolist()

    # The road back

    def _road_back(self, a: int) -> Iterator[Measured]:
        network, name = self.network, self.network.members[a].id
        found = paths(network, a, self.own, pattern="foreign_government", k=10)
        if found.access == "none":
            return
        route = next((one for one in found.routes if one.boomerang), found.routes[0])
        back, direct = (self._arrival(a, kind, route.issues) for kind in ("foreign_government", "domestic"))
        spans = self._span(a, "foreign_government", route.issues), self._span(a, "domestic", route.issues)
        records = tuple(dict.fromkeys(hop.record for hop in route.hops))
        dated = self._dated(records)
        tell = functools.partial(self.tell, about=name, unit="probability", in_order=True, coverage=dated)
        both = (back < NEVER) & (direct < NEVER)
        yield tell(
            "boomerang_first", share((back < direct)[both]) if both.any() else NOTHING,
            said=_first(back, direct, spans), records=records, why=_first(back, direct, spans),
        )  # fmt: skip
        for number, days in (("arrival_back", back), ("arrival_direct", direct)):
            when, day = median_day(days)
            why = "no simulated coding has such a route on the issues of the road back"
            yield self.tell(
                number, when, about=name, unit="date", said=day, why=why, records=records, coverage=dated
            )
        blocked = self._blocked(a, route)
        there = back < NEVER if route.pressure else np.zeros(self.worlds.n, bool)
        proper = _between(there & blocked.surely, there & blocked.maybe)
        dual = share(there & (direct < NEVER) & ~blocked.surely)
        why = "no direct contact, or none with a coded mode, before departure"
        said = f"coded opposition: {', '.join(route.blockage)}" if route.blockage else ""
        told = _between(blocked.surely, blocked.maybe)
        yield tell("blocked", told, said=said, why=why, records=route.blockage or records)
        yield tell(
            "boomerang_proper", proper, said=_verdict(route, proper, dual), why=why,
            records=(*records, *route.blockage),
        )  # fmt: skip
        yield tell("dual_track", dual, records=records)

    def _arrival(self, a: int, pattern: str, issues: Sequence[str]) -> Days:
        """When the home state is first reached on any of these issues (none: on any at all), in each world."""
        found = [
            _days(self.network, self.worlds, ask(self.network, a, self.own, pattern=pattern, issue=issue))
            for issue in issues or (None,)
        ]
        days: Days = np.minimum.reduce(found)
        return days

    def _span(self, a: int, pattern: str, issues: Sequence[str]) -> Span | None:
        """Bounds of that arrival in every admissible dating."""
        found = [
            paths(self.network, a, self.own, pattern=pattern, issue=issue, k=1).earliest
            for issue in issues or (None,)
        ]
        known = [one for one in found if one is not None]
        if not known:
            return None
        lows, highs = ([getattr(one, end) for one in known] for end in ("low", "high"))
        sure = [high for high in highs if high is not None]
        return Span(None if None in lows else min(lows), min(sure) if sure else None)

    def _blocked(self, a: int, route: Route) -> _Blocked:
        """Whether the way to the home state was blocked before departure, in each world."""
        left = self._departure(route)
        weakest, strongest = self._strength_before(a, left)
        opposed = np.zeros(self.worlds.n, bool)
        for record in route.blockage:
            opposed |= self._opposed[record] <= left
        weak = (strongest >= 0) & (strongest < THETA)
        return _Blocked(opposed | weak, opposed | (weakest < THETA))

    @functools.cached_property
    def _opposed(self) -> dict[str, Days]:
        """The day of every coded opposition in each world."""
        stood, worlds = self.network.opposition, self.worlds
        days = self.network.clock.draw([one.moment for one in stood], worlds.n, worlds.seed)
        return {one.record: days[k] for k, one in enumerate(stood)}

    def _strength_before(self, a: int, left: Days) -> tuple[Floats, Floats]:
        """Bounds of the strength of the domestic way before departure, in each world; -1 for no such way."""
        network = self.network
        away = frozenset(k for k, m in enumerate(network.members) if m.side(network.home) != "home")
        laid = plan(network, [a], [self.own])
        sweep = Sweep(laid, self.worlds, deadline=left - np.int32(1))
        modes = network.ties.mode.tolist()
        ends = []
        for unknown in (WEAKEST, STRONGEST):
            weights = tie_weights(modes, np.array(QUALITY), unknown)
            ends.append(sweep.run(Scenario(actors=away), weights=weights).best[:, 0, 0])
        return ends[0], ends[1]

    def _departure(self, route: Route) -> Days:
        """The first day on which the route can have crossed the border, in each world."""
        network = self.network
        members, where = network.members, network.positions
        day = np.full(self.worlds.n, -NEVER, np.int32)
        for hop in route.hops:
            if hop.kind == "tie":
                tie = int(np.flatnonzero(network.ties.record == hop.record)[0])
                day = np.maximum(day, self.worlds.day(int(network.ties.start[tie])))
            if members[where[hop.to]].side(network.home) != "home":
                break
        return day

    # Portfolio

    def portfolio(self) -> Measured:
        """The fewest partners abroad that open to non-state actors what partners open of the foreign ministries."""
        members = self.network.members
        partners = [b for b in self._at("foreign") if any((a, b) in self._tied for a in self._at("home"))]
        wanted = [k for k in self.foreign if members[k].kind == "organisation"]
        if not partners or not wanted:
            why = "no partner abroad or no foreign ministry"
            return self.tell("portfolio", NOTHING, unit="count", why=why, coverage=self.dated() or 0.0)
        covers, alone = partner_covers(
            self.network, self.worlds, self._principals(), partners, wanted, avoiding=self.own
        )
        found = smallest_cover(covers, {members[k].id for k in wanted} - alone)
        said = (
            f"{', '.join(found.partners) or 'none'}; without any partner: {', '.join(sorted(alone)) or 'none'}; "
            f"not opened: {', '.join(found.uncovered) or 'none'}"
        )
        said += "" if found.exact else "; greedy choice: too many partners for an exact one"
        number, home = exactly(float(len(found.partners))), self._at("home")
        chosen = [self.network.positions[one] for one in found.partners]
        records = [one for a in home for b in chosen for one in ties_between(self.network, a, b)]
        return self.tell(
            "portfolio", number, unit="count", said=said, coverage=self.dated() or 0.0, records=records
        )


def _between(surely: Bools, maybe: Bools) -> Estimate:
    """The share of worlds where both agree on it, else the interval between the two."""
    least, most = share(surely), share(maybe)
    if least.value == most.value:
        return least
    return Estimate(value=None, interval=(least.value, most.value))


def _verdict(route: Route, proper: Estimate, dual: Estimate) -> str:
    if not route.pressure:
        return "foreign-government route without coded pressure"
    if (dual.value or 0.0) > 0.5:
        return "dual track"
    if proper.interval is not None and (proper.interval[0] or 0.0) > 0.5:
        return "boomerang"
    return "foreign-government route; blockage not evidenced"


def _country(member: Member, home: str) -> str:
    return next((code for code in member.territory if code != home), "")


def _cut(network: CoalitionNetwork, worlds: Worlds, scenario: Scenario) -> tuple[CoalitionNetwork, Worlds]:
    """Network and worlds with a scenario's ties and actors gone."""
    ties, gone = network.ties, list(scenario.actors)
    keep = ~(np.isin(ties.source, gone) | np.isin(ties.target, gone))
    keep[[k for k in scenario.ties if k >= 0]] = False
    links = tuple(
        one
        for k, one in enumerate(network.links)
        if -1 - k not in scenario.ties and not {one.official, one.organisation} & scenario.actors
    )
    return replace(network.select(keep), links=links), worlds.select(keep)


def _at_venues(study: Study, network: CoalitionNetwork) -> Bools:
    """Every tie but those that cross a border elsewhere than at an event."""
    ties, members = network.ties, network.members
    events = {event.id for event in study.book.events}
    at_event = np.array(
        [
            str(record) in events
            or any(need in events for need in network.standing.needs.get(str(record), ()))
            for record in ties.record
        ],
        bool,
    )
    crossing = np.array(
        [
            not set(members[u].territory) & set(members[v].territory)
            for u, v in zip(ties.source.tolist(), ties.target.tolist(), strict=True)
        ],
        bool,
    )
    kept: Bools = at_event | ~crossing
    return kept


def _days(network: CoalitionNetwork, worlds: Worlds, question: Question) -> Days:
    states = states_of(network, question)
    if not states.goals:
        return np.full(worlds.n, NEVER, np.int32)
    return soonest(arrivals(states, question, network, worlds, presence=True), worlds.n)


def _first(back: Days, direct: Days, spans: tuple[Span | None, Span | None]) -> str:
    """Which comes first, as far as the simulated codings agree, and whether every admissible dating does."""
    if spans[1] is None:
        return "foreign-government route only"
    both = (back < NEVER) & (direct < NEVER)
    if not both.any():
        return "no simulated coding has both routes"
    sooner, later = bool((back < direct)[both].any()), bool((direct < back)[both].any())
    if sooner and later:
        return "undecidable: either may come first"
    if not sooner and not later:
        return "on the same day in all simulated codings in which both arrive"
    first, second = spans if sooner else spans[::-1]
    surely = first and second and first.high and second.low and first.high < second.low
    which = "foreign-government" if sooner else "domestic"
    where = "every admissible dating" if surely else "all simulated codings in which both arrive"
    return f"{which} route first in {where}"


MEASURE = Measure(
    code="M4",
    name="transferable access",
    meaning="How much of one's access to a state rests on a partner abroad, what kind of route that is, and "
    "whether it leads back to one's own state because the direct way was blocked.",
    formula="Tr(a←b; s) = P(a ⇒ s avoiding a's state) − the same without the ties a–b; symmetry = min/max of "
    "both directions; boomerang proper: route home nonstate → foreign → foreign state → home state with "
    "coded pressure, and direct strength < 0.3 before departure or coded opposition",
    range="Tr in [0, 1]; probabilities and symmetry in [0, 1]; portfolio 0, 1, 2, …",
    degenerate="without a partner abroad nothing is given; where the modes of direct contacts are not coded, "
    "blockage is an interval",
    null="run here: the ties with a partner given to each comparable one (transfer_p). A route that avoids the home "
    'state is tested as a claim (statistic "route"), N0 to N6 and the tipping curve among them; kinds of route and '
    "which came first have no null",
    references=(
        "Takao (2003), section Access to the Center",
        "Keck and Sikkink (1998), Activists beyond Borders: Advocacy Networks in International Politics, "
        "Cornell University Press",
    ),
    read=transferable,
)
