"""What a removal is tried on: the ties of one scope as arrays, their dates in every world, and the pairs that count."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import Pairs
from interlocal.network.question import with_officials
from interlocal.network.worlds import Worlds

__all__ = ["Bools", "Ground", "Ints", "Steps", "Words", "ground", "in_words", "with_ties"]

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int32]
Words: TypeAlias = npt.NDArray[np.uint64]


class Steps(NamedTuple):
    """The steps of one dating in order of their first day: see `reach_kernels`."""

    tie: Ints
    back: Bools
    low: Ints
    high: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True, eq=False)
class Ground:
    """The ties of a scope as arrays. Officials' links and issue links follow the ties as ties of their own.

    `actors` are positions in the network of those who are tied, linked or looked at; everything else
    counts in their order. `source`, `target` (ties,) are actors; `first`, `last` (ties, worlds) days;
    `present` (ties, worlds) whether the tie is there. `tie`, `back`, `low`, `high` are the steps: the
    tie, whether it is taken backwards, and the issue layers it leaves and enters. `own` is the number
    of ties that are the network's.
    """

    network: CoalitionNetwork
    pairs: Pairs
    actors: npt.NDArray[np.int64]
    source: Ints
    target: Ints
    tie: Ints
    back: Bools
    low: Ints
    high: Ints
    first: Ints
    last: Ints
    present: Bools
    layers: int
    starts: Ints
    own: int
    window: tuple[int, int]

    @property
    def worlds(self) -> int:
        """How many simulated codings there are."""
        return int(self.first.shape[1])

    @functools.cached_property
    def place(self) -> dict[int, int]:
        """Where an actor of the network stands among `actors`."""
        return {int(k): n for n, k in enumerate(self.actors)}

    @functools.cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the actors."""
        return tuple(self.network.members[int(k)].id for k in self.actors)

    @functools.cached_property
    def words(self) -> int:
        """Words of 64 sources."""
        return max(1, -(-len(self.pairs.sources) // 64))

    @functools.cached_property
    def seeds(self) -> Ints:
        """The actor of every source, padded with -1 to whole words."""
        found = np.full(self.words * 64, -1, np.int32)
        found[: len(self.pairs.sources)] = [self.place[k] for k in self.pairs.sources]
        return found

    @functools.cached_property
    def targets(self) -> tuple[Ints, Ints]:
        """Every target with the number of its group."""
        rows = [(self.place[k], g) for g, group in enumerate(self.pairs.groups) for k in group]
        table = np.array(rows, np.int32).reshape(-1, 2)
        return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])

    @functools.cached_property
    def counted(self) -> Words:
        """The pairs that count, (groups, words)."""
        return in_words(self.pairs.counted.T)

    @functools.cached_property
    def closure(self) -> Bools:
        """Who is removed with whom, (actors, actors): an organisation with its offices and officials."""
        grid = np.eye(len(self.actors), dtype=bool)
        for organisation in {link.organisation for link in self.network.links}:
            if organisation in self.place:
                row = [
                    self.place[k]
                    for k in with_officials(self.network, frozenset([organisation]))
                    if k in self.place
                ]
                grid[self.place[organisation], row] = True
        return grid

    def set_of(self, members: frozenset[int]) -> Bools:
        """Positions of the network as a mask of actors."""
        return np.isin(self.actors, list(members))

    def removed_with(self, sets: Bools) -> Bools:
        """The sets with all officials of the organisations in them, (sets, actors)."""
        found: Bools = (np.atleast_2d(sets).astype(np.float32) @ self.closure.astype(np.float32)) > 0
        return found

    def steps(self, world: int) -> Steps:
        """The steps that one world has, in order of their first day."""
        first = np.maximum(self.first[self.tie, world], self.window[0])
        last = np.minimum(self.last[self.tie, world], self.window[1])
        there = np.flatnonzero(self.present[self.tie, world] & (first <= last))
        there = there[np.argsort(first[there], kind="stable")]
        picked = (self.tie[there], self.back[there], self.low[there], self.high[there])
        return Steps(*picked, first[there], last[there])


def in_words(table: Bools) -> Words:
    """The last axis of a boolean table as bits in words of 64.

    >>> in_words(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    width = max(1, -(-table.shape[-1] // 64)) * 64
    padded = np.zeros((*table.shape[:-1], width), bool)
    padded[..., : table.shape[-1]] = table
    packed = np.packbits(padded, axis=-1, bitorder="little")
    return np.ascontiguousarray(packed).view("<u8").astype(np.uint64)


def ground(
    network: CoalitionNetwork,
    worlds: Worlds,
    pairs: Pairs,
    *,
    issue: str | None = None,
    carrier: str = "claim",
    window: tuple[int, int],
) -> Ground:
    """Lay out a network for many removals. `pairs` names actors by their positions in the network."""
    layers = _layers(network, issue)
    linked = _useful_links(network, pairs)
    rows = _ends(network)
    ends = rows[:, :2].astype(np.int64)
    looked = [*pairs.sources, *(k for group in pairs.groups for k in group)]
    actors = np.unique(np.concatenate([ends.ravel(), np.array(looked, np.int64)]))
    ties = len(network.ties)
    present = np.ones((len(rows), worlds.n), bool)
    present[:ties] = worlds.present
    tie, back, low, high = _steps(network, layers, carrier, linked)
    started = [layers.index(network.issues.index(issue))] if issue else list(range(len(layers)))
    return Ground(
        network,
        pairs,
        actors,
        np.searchsorted(actors, ends[:, 0]).astype(np.int32),
        np.searchsorted(actors, ends[:, 1]).astype(np.int32),
        tie,
        back,
        low,
        high,
        _days(worlds, rows[:, 2]),
        _days(worlds, rows[:, 3]),
        present,
        len(layers),
        np.array(started, np.int32),
        ties,
        window,
    )


def _layers(network: CoalitionNetwork, issue: str | None) -> list[int]:
    if issue and not network.translations:
        return [network.issues.index(issue)]
    every = range(len(network.issues))
    if network.translations:
        return list(every)
    # An issue without ties of its own adds nothing: what is neutral between issues is in every layer.
    about = int(np.bitwise_or.reduce(network.ties.issues, initial=np.uint64(0)))
    return [k for k in every if about >> k & 1] or [0]


def _useful_links(network: CoalitionNetwork, pairs: Pairs) -> list[int]:
    """Links by which anything can get on: an end with nothing else to it leads nowhere, unless it is looked at."""
    kept = list(range(len(network.links)))
    looked = {*pairs.sources, *(k for group in pairs.groups for k in group)}
    tied = looked | {*network.ties.source.tolist(), *network.ties.target.tolist()}
    while True:
        ends = [k for n in kept for k in (network.links[n].official, network.links[n].organisation)]
        dead = {k for k in ends if ends.count(k) == 1} - tied
        left = [n for n in kept if not {network.links[n].official, network.links[n].organisation} & dead]
        if len(left) == len(kept):
            return kept
        kept = left


def _ends(network: CoalitionNetwork) -> npt.NDArray[np.int64]:
    """Source, target, start moment and end moment of ties, links and translations, (ties, 4)."""
    ties = network.ties
    own = np.column_stack([ties.source, ties.target, ties.start, ties.end]).astype(np.int64)
    links = [(one.official, one.organisation, one.start, one.end) for one in network.links]
    moves = [(one.actor, one.actor, one.start, one.end) for one in network.translations]
    return np.concatenate([own.reshape(-1, 4), np.array([*links, *moves], np.int64).reshape(-1, 4)])


def _steps(
    network: CoalitionNetwork, layers: Sequence[int], carrier: str, linked: Sequence[int]
) -> tuple[Ints, Bools, Ints, Ints]:
    bit, ties = np.uint16(network.carrier_bit(carrier)), network.ties
    own, links = len(ties), len(network.links)
    found: list[npt.NDArray[Any]] = []
    for n, layer in enumerate(layers):
        about = (ties.issues == 0) | (ties.issues >> np.uint64(layer) & np.uint64(1) != 0)
        for back, carried in ((0, ties.forward), (1, ties.reverse)):
            here = np.flatnonzero(about & (carried & bit != 0))
            here = np.concatenate([here, own + np.array(linked, np.int64)])
            found.append(np.column_stack([here, np.full(len(here), back), np.full((len(here), 2), n)]))
    for k, one in enumerate(network.translations):
        if one.from_issue in layers and one.to_issue in layers:
            ends = [layers.index(one.from_issue), layers.index(one.to_issue)]
            found.append(np.array([[own + links + k, 0, *ends]]))
    table = np.concatenate(found) if found else np.zeros((0, 4), np.int64)
    columns = [np.ascontiguousarray(table[:, k]).astype(np.int32) for k in range(4)]
    return columns[0], columns[1].astype(bool), columns[2], columns[3]


def _days(worlds: Worlds, moments: npt.NDArray[np.int64]) -> Ints:
    return np.ascontiguousarray(worlds.days[worlds.row[moments]].astype(np.int32))


def with_ties(ground: Ground, like: Ints, source: Ints, target: Ints) -> Ground:
    """The ground with further ties: each has the dates, issues, carriers and presence of the tie it is `like`."""
    order = np.argsort(ground.tie, kind="stable")
    begins = np.searchsorted(ground.tie[order], np.arange(len(ground.source) + 1))
    counts = np.diff(begins)[like]
    new = np.repeat(np.arange(len(like)), counts)
    offset = np.arange(len(new)) - np.repeat(np.cumsum(counts) - counts, counts)
    step = order[begins[like][new] + offset]
    return replace(
        ground,
        source=np.concatenate([ground.source, source]).astype(np.int32),
        target=np.concatenate([ground.target, target]).astype(np.int32),
        tie=np.concatenate([ground.tie, len(ground.source) + new]).astype(np.int32),
        back=np.concatenate([ground.back, ground.back[step]]),
        low=np.concatenate([ground.low, ground.low[step]]),
        high=np.concatenate([ground.high, ground.high[step]]),
        first=np.concatenate([ground.first, ground.first[like]]),
        last=np.concatenate([ground.last, ground.last[like]]),
        present=np.concatenate([ground.present, ground.present[like]]),
    )
