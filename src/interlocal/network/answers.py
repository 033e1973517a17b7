"""What the questions of :mod:`reach` are answered with: frozen results that carry their question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from interlocal.network.bitsets import NEVER
from interlocal.network.columns import Actor
from interlocal.network.semantics import Semantics

__all__ = [
    "AccessCurve",
    "Arrivals",
    "Bounds",
    "Latencies",
    "Question",
    "ReachSizes",
    "Reaching",
    "Removals",
    "Scenarios",
    "Shuffled",
]

R = TypeVar("R")


@dataclass(frozen=True)
class Question:
    """What was asked: the verb, of whom, between which moments, under which semantics, of how large a
    network.
    """

    verb: str
    of: tuple[Actor, ...]
    after: int | None
    before: int | None
    semantics: Semantics
    actors: int
    ties: int
    seed: int | None = None


@dataclass(frozen=True, eq=False)
class Arrivals:
    """When each actor is first reached. ``time`` (int64, one per actor) is NEVER where ``reached`` is
    False.
    """

    question: Question
    actors: Sequence[Actor]
    time: NDArray[np.int64]

    @property
    def reached(self) -> NDArray[np.bool_]:
        """Who is reached, the sources included."""
        return np.not_equal(self.time, NEVER)

    @property
    def count(self) -> int:
        """How many are reached, the sources included."""
        return int(self.reached.sum())

    def as_dict(self) -> dict[Actor, int]:
        """The reached actors and when."""
        return _labelled(self.actors, self.time, self.reached)


@dataclass(frozen=True, eq=False)
class ReachSizes:
    """``sizes`` (int64, one per actor): how many actors each can reach ("out"), or is reached by ("in"),
    itself included.
    """

    question: Question
    actors: Sequence[Actor]
    sizes: NDArray[np.int64]
    direction: Literal["out", "in"]

    def as_dict(self) -> dict[Actor, int]:
        """Every actor and its size."""
        return _labelled(self.actors, self.sizes)


@dataclass(frozen=True, eq=False)
class Reaching:
    """Who can reach a target. ``latest`` (int64): the last moment at which one can still leave for it.

    A target itself needs not leave: its latest is NEVER. So is nothing for those who cannot reach: see
    ``members``.
    """

    question: Question
    actors: Sequence[Actor]
    members: NDArray[np.bool_]
    latest: NDArray[np.int64]

    @property
    def count(self) -> int:
        """How many can reach a target, the targets included."""
        return int(self.members.sum())

    def as_dict(self) -> dict[Actor, int]:
        """Those who can reach a target by some tie, and the last moment to leave."""
        return _labelled(self.actors, self.latest, self.members & (self.latest != NEVER))


@dataclass(frozen=True, eq=False)
class AccessCurve:
    """``counts[k]``: how many actors can reach a target with an arrival by ``deadlines[k]``, the targets
    included.
    """

    question: Question
    deadlines: NDArray[np.int64]
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Removals:
    """What each actor's absence would cost. ``members``: who reaches a target with everyone there.

    ``remaining[a]`` counts those other than ``a`` who still reach a target when ``a`` is gone; ``lost[a]``
    those other than ``a`` who no longer do. A removed target is a target no more.
    """

    question: Question
    actors: Sequence[Actor]
    members: NDArray[np.bool_]
    remaining: NDArray[np.int64]

    @property
    def lost(self) -> NDArray[np.int64]:
        """How many others lose every route to a target (int64, one per actor removed)."""
        return int(self.members.sum()) - self.members - self.remaining

    def as_dict(self) -> dict[Actor, int]:
        """The actors whose absence costs someone a route, and how many."""
        return _labelled(self.actors, self.lost, self.lost > 0)


@dataclass(frozen=True, eq=False)
class Shuffled:
    """A count and its null distribution: ``counts[r]`` in replication r, where ties keep their ends and lose
    their dates.

    Which pairs are tied, how often, and at which moments ties happen is kept; which tie happens when is not.
    A difference from ``observed`` is therefore about the order of events alone.
    """

    question: Question
    observed: int
    counts: NDArray[np.int64]

    @property
    def p_at_most(self) -> float:
        """(1 + replications at or below the observed) / (1 + replications)."""
        return float((1 + (self.counts <= self.observed).sum()) / (1 + len(self.counts)))

    @property
    def p_at_least(self) -> float:
        """(1 + replications at or above the observed) / (1 + replications)."""
        return float((1 + (self.counts >= self.observed).sum()) / (1 + len(self.counts)))


@dataclass(frozen=True, eq=False)
class Scenarios:
    """``counts[k]``: how many actors reach a target (or are reached from a source) in scenario k,
    themselves included.
    """

    question: Question
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Latencies:
    """``time`` (int64, one per actor): the shortest time from leaving a source to arriving; NEVER if not
    reached, 0 at a source.
    """

    question: Question
    actors: Sequence[Actor]
    time: NDArray[np.int64]

    def as_dict(self) -> dict[Actor, int]:
        """The reached actors and their latency."""
        return _labelled(self.actors, self.time, self.time != NEVER)


@dataclass(frozen=True)
class Bounds(Generic[R]):
    """One question under both orders. What truly happened within shared stamps lies between the two."""

    strict: R
    non_strict: R


def _labelled(
    actors: Sequence[Actor], values: NDArray[np.int64], where: NDArray[np.bool_] | None = None
) -> dict[Actor, int]:
    places = range(len(actors)) if where is None else np.flatnonzero(where).tolist()
    return {actors[k]: int(values[k]) for k in places}
