"""What a claim is tested on: one layer and one set of cases, who is removed, and who is comparable with them."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from interlocal.casebook.book import Casebook
from interlocal.casebook.claims import STATE, Claim
from interlocal.errors import InterlocalError
from interlocal.inference.ground import Bools, Ground, ground
from interlocal.inference.losses import Losses, fallen_ties, lose
from interlocal.network.build import build
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import Pairs, cohesion, pairs_of
from interlocal.network.question import day_after, day_before, resolve, with_officials
from interlocal.network.who import meant
from interlocal.network.worlds import Worlds, draw_worlds
from interlocal.provenance import Estimate

__all__ = ["STATISTICS", "Scope", "Subject", "subject"]

STATISTICS = {
    "cohesion": "share of pairs of unlike non-state actors that can reach one another",
    "access": "share of pairs of a non-state actor and a country's state that can reach",
    "route": "chance that any of the sources reaches any of the targets",
    "brokerage": "share of pairs of unlike non-state actors, not in touch, that have a go-between",
}
"""What each statistic is; every test is of its relative loss over the pairs that survive the removal."""


@dataclass(frozen=True)
class Scope:
    """Where a claim is tested: cases ("": all of them) and layer, and how it is called."""

    cases: tuple[str, ...]
    layer: str
    name: str


@dataclass(frozen=True, eq=False)
class Subject:
    """A claim in one scope, laid out. `removed` and `pool` are masks of the ground's actors."""

    claim: Claim
    scope: Scope
    book: Casebook
    ground: Ground
    removed: Bools
    worlds: Worlds
    avoided: frozenset[int] = frozenset()
    workers: int | None = None
    _memo: dict[Any, Any] = field(default_factory=dict, repr=False, init=False)

    @property
    def between(self) -> bool:
        """Whether the statistic asks for go-betweens."""
        return self.claim.statistic == "brokerage"

    def lay(self, pairs: Pairs) -> Ground:
        """The same ties laid out for other pairs."""
        return _laid(self.ground.network, self.worlds, self.claim, pairs)

    def changed(self, gone: Bools, removed: Bools) -> Subject:
        """The claim in a casebook without some ties (ties,), and with others (actors,) counted among the removed."""
        keep = ~gone[: self.ground.own]
        network, worlds = self.ground.network.select(keep), self.worlds.select(keep)
        who = frozenset(self.ground.actors[removed].tolist())
        return _made(self.book, self.claim, self.scope, network, worlds, who, self.avoided, self.workers)

    @functools.cached_property
    def pool(self) -> Bools:
        """Who could carry the label: everyone with a tie here, but for the two ends of a route."""
        inside = self.ground.closure @ (self.degree > 0)
        if self.ground.pairs.together:
            ends = [*self.ground.pairs.sources, *(k for group in self.ground.pairs.groups for k in group)]
            inside &= ~self.ground.set_of(frozenset(ends)) | self.removed
        return inside

    @functools.cached_property
    def degree(self) -> npt.NDArray[np.int64]:
        """How many ties each actor has here."""
        own, n = self.ground.own, len(self.ground.actors)
        ends = np.concatenate([self.ground.source[:own], self.ground.target[:own]])
        return np.bincount(ends, minlength=n).astype(np.int64)

    @functools.cached_property
    def activity(self) -> npt.NDArray[np.int64]:
        """In how many distinct passages an actor's ties are told."""
        told: list[set[str]] = [set() for _ in self.ground.actors]
        network, own = self.ground.network, self.ground.own
        ends = zip(self.ground.source[:own].tolist(), self.ground.target[:own].tolist(), strict=True)
        for (a, b), record in zip(ends, network.ties.record.tolist(), strict=True):
            passages = network.passages.get(record, ()) or (record,)
            told[a].update(passages)
            told[b].update(passages)
        return np.array([len(one) for one in told], np.int64)

    @functools.cached_property
    def main_case(self) -> tuple[str, ...]:
        """The case in which an actor has most of its ties (of equals, the first in the alphabet); "" without a tie."""
        told: list[Counter[str]] = [Counter() for _ in self.ground.actors]
        own, cases = self.ground.own, self.ground.network.ties.case.tolist()
        ends = zip(self.ground.source[:own].tolist(), self.ground.target[:own].tolist(), strict=True)
        for pair, cell in zip(ends, cases, strict=True):
            for end in pair:
                told[end].update(cell.split(";"))
        return tuple(min(one, key=lambda case: (-one[case], case), default="") for one in told)

    @functools.cached_property
    def touching(self) -> Bools:
        """Which of the network's ties touch those removed (with their officials), (ties,)."""
        gone = self.ground.removed_with(self.removed)[0]
        found: Bools = gone[self.ground.source] | gone[self.ground.target]
        return found

    @functools.cached_property
    def passages(self) -> tuple[str, ...]:
        """The passages of the ties of those removed."""
        records = self.ground.network.ties.record[self.touching[: self.ground.own]].tolist()
        return tuple({one for record in records for one in self.ground.network.passages.get(record, ())})

    def losses(
        self, sets: Bools, *, enabled: str | None = None, on: Ground | None = None, **more: Any
    ) -> Losses:
        """The losses of many sets (sets, actors), with or without what they had enabled; `on` has other pairs."""
        if not len(self.ground.actors):  # nobody has a tie here: nothing to reach, nothing to lose
            none = np.zeros((len(sets), self.ground.worlds), np.int64)
            return Losses(none, none, np.zeros(len(sets), np.int64))
        cut = None
        if (enabled or self.claim.enabled) == "with":
            cut = fallen_ties(self.ground, self.ground.removed_with(sets))
        return lose(on or self.ground, sets, cut=cut, between=self.between, workers=self.workers, **more)

    def observed(self, enabled: str | None = None) -> tuple[Estimate, int]:
        """The loss when those of the claim are removed, and how many pairs survive it."""
        enabled = enabled or self.claim.enabled
        if enabled not in self._memo:
            found = self.losses(self.removed[None], enabled=enabled)
            self._memo[enabled] = self.estimate(found), int(found.pairs[0])
        made: tuple[Estimate, int] = self._memo[enabled]
        return made

    def estimate(self, losses: Losses, row: int = 0) -> Estimate:
        """A loss with its 90 % interval over the simulated codings, and the passages behind it."""
        return losses.estimate(row, self.passages)


def subject(
    book: Casebook,
    claim: Claim,
    scope: Scope,
    *,
    made: dict[Any, Any] | None = None,
    workers: int | None = None,
) -> Subject:
    """Lay a claim out in a scope. `made` keeps networks and worlds between claims of one casebook."""
    network, worlds = _drawn(book, claim, scope, {} if made is None else made)
    for phrase in (claim.issue,) if claim.issue else ():
        network.issue_bit(phrase)
    avoid = with_officials(network, meant(network, book, claim.avoiding)) if claim.avoiding else frozenset()
    if avoid:
        keep = np.array([s not in avoid and t not in avoid for s, t in _ties(network)], bool)
        network = network.without(avoid)
        worlds = Worlds(worlds.n, worlds.seed, worlds.days, worlds.row, worlds.present[keep])
    return _made(book, claim, scope, network, worlds, resolve(network, claim.removed), avoid, workers)


def _made(
    book: Casebook,
    claim: Claim,
    scope: Scope,
    network: CoalitionNetwork,
    worlds: Worlds,
    removed: frozenset[int],
    avoid: frozenset[int],
    workers: int | None,
) -> Subject:
    laid = _laid(network, worlds, claim, _pairs(network, book, claim, avoid))
    whole = Subject(claim, scope, book, laid, laid.set_of(removed), worlds, avoid, workers)
    # Members of the class that have no tie here, nor an official with one, are neither removed nor labelled.
    return replace(whole, removed=whole.removed & (laid.closure @ (whole.degree > 0)))


def _laid(network: CoalitionNetwork, worlds: Worlds, claim: Claim, pairs: Pairs) -> Ground:
    return ground(
        network,
        worlds,
        pairs,
        issue=claim.issue or None,
        carrier=claim.carrier,
        window=(day_after(claim.after or None), day_before(claim.before or None)),
    )


def _ties(network: CoalitionNetwork) -> Iterable[tuple[int, int]]:
    return zip(network.ties.source.tolist(), network.ties.target.tolist(), strict=True)


def _drawn(
    book: Casebook, claim: Claim, scope: Scope, made: dict[Any, Any]
) -> tuple[CoalitionNetwork, Worlds]:
    key = (scope.layer, claim.worlds, claim.seed)
    if key not in made:
        whole = build(book, layer=scope.layer)  # type: ignore[arg-type]
        made[key] = whole, draw_worlds(whole, claim.worlds, claim.seed)
    network, worlds = made[key]
    if not scope.cases:
        return network, worlds
    wanted = set(scope.cases)
    keep = np.array([bool(wanted & set(cell.split(";"))) for cell in network.ties.case.tolist()], bool)
    part = Worlds(worlds.n, worlds.seed, worlds.days, worlds.row, worlds.present[keep])
    return network.select(keep), part


def _pairs(network: CoalitionNetwork, book: Casebook, claim: Claim, avoid: frozenset[int]) -> Pairs:
    if claim.statistic == "route":
        sources = sorted(_ends(network, book, claim.source) - avoid)
        targets = sorted(_ends(network, book, claim.target) - avoid)
        if not sources or not targets or set(sources) & set(targets):
            raise InterlocalError(
                f"claim {claim.id}: source and target must each name somebody, and share nobody"
            )
        return Pairs(tuple(sources), (tuple(targets),), ("target",), np.ones((len(sources), 1), bool), True)
    return cohesion(network) if claim.statistic == "brokerage" else pairs_of(network, claim.statistic)


def _ends(network: CoalitionNetwork, book: Casebook, named: Sequence[str]) -> frozenset[int]:
    """States by country; actors and classes by id."""
    states = [one for one in named if re.fullmatch(STATE, one) and one not in network.positions]
    others = [one for one in named if one not in states]
    return meant(network, book, states) | resolve(network, others)
