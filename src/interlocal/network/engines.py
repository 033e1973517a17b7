"""Two engines behind the same questions: which one answers, and how a question is put to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from interlocal.errors import NetworkError
from interlocal.network.answers import Question
from interlocal.network.bitsets import PythonEngine
from interlocal.network.columns import Actor
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import STRICT, Semantics

__all__ = [
    "LARGE",
    "LONG",
    "Asked",
    "Choice",
    "Engine",
    "Masks",
    "Rules",
    "choose",
    "packed",
    "prepare",
    "words_of",
]

Choice: TypeAlias = Literal["auto", "python", "compiled"]
Rules: TypeAlias = tuple[int | None, int | None, Semantics, Choice]

LARGE = 100_000
"""Ties from which "auto" compiles."""

LONG = 20_000_000
"""Steps of the Python engine (about 0.1 µs each) from which "auto" compiles."""


class Engine(Protocol):
    """What both engines answer. Actors are positions; moments are those of being ready to go on."""

    def earliest(self, seeds: Sequence[int], ready: int, *, backward: bool = False) -> NDArray[np.int64]:
        """When each actor is first ready."""

    def row_counts(self, lo: int, hi: int, *, backward: bool) -> NDArray[np.int64]:
        """How many of the actors lo to hi - 1 flow into each actor."""

    def removal_counts(self, seeds: Sequence[int], lo: int, hi: int, *, backward: bool) -> NDArray[np.int64]:
        """How many others the seeds flow into without each actor from lo to hi - 1."""

    def removals(
        self, seeds: Sequence[int], lo: int, hi: int, *, backward: bool
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Whom the seeds flow into with everyone there, and the same counts."""

    def curve_counts(
        self, targets: Sequence[int], deadlines: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """How many reach the targets by each deadline."""

    def scenario_counts(
        self,
        seeds: Sequence[int],
        size: int,
        actor_mask: NDArray[np.uint64] | None,
        tie_mask: NDArray[np.uint64] | None,
        *,
        backward: bool,
    ) -> NDArray[np.int64]:
        """How many the seeds flow into in each scenario."""

    def shuffled_counts(self, targets: Sequence[int], seed: int, lo: int, hi: int) -> NDArray[np.int64]:
        """How many reach the targets in each replication."""

    def latencies(self, sources: Sequence[int]) -> NDArray[np.int64]:
        """The shortest time from leaving a source to being ready at each actor."""


@dataclass(frozen=True)
class Asked:
    """The frame of every question: of which network, between which moments, under which semantics, to whom."""

    net: EventNetwork
    after: int | None
    before: int | None
    semantics: Semantics
    choice: Choice = "auto"
    threads: int | None = None

    def __post_init__(self) -> None:
        for name, moment in (("after", self.after), ("before", self.before)):
            if moment is not None and not isinstance(moment, (int, np.integer)):
                unit = f" in {self.net.unit!r} since 1970" if self.net.unit else ""
                raise NetworkError(
                    f"{name} is {moment!r}; the moments of this network are whole numbers{unit}"
                )

    @property
    def rules(self) -> Rules:
        """What a block needs to know of it."""
        return self.after, self.before, self.semantics, self.choice

    def places(self, actors: Iterable[Actor]) -> tuple[list[int], tuple[Actor, ...]]:
        """Where actors stand, each once and sorted, and their labels as given."""
        if isinstance(actors, str):
            raise NetworkError(f"give a list of actors; for one, [{actors!r}]")
        labels = tuple(actors)
        return sorted({self.net.position(actor) for actor in labels}), labels

    def question(self, verb: str, of: tuple[Actor, ...] = (), seed: int | None = None) -> Question:
        """The question as a result carries it."""
        net = self.net
        return Question(verb, of, self.after, self.before, self.semantics, len(net.actors), len(net), seed)

    def engine(self, steps: int = 0) -> Engine:
        """The engine that answers; ``steps`` a tie would take the Python engine, where they are many."""
        return choose(
            self.net, self.semantics, self.after, self.before, self.choice, self.threads,
            work=len(self.net) * steps,
        )  # fmt: skip


def prepare(net: EventNetwork, semantics: Semantics = STRICT) -> EventNetwork:
    """Compile a large network's operations ahead, so that the next single questions are quicker; returns it.

    Worth it from a few questions on. Costs 8 to 12 bytes an operation and direction while the network lives,
    and 8 more in a sparse network (up to 32 ties an actor), where a source then looks only at what it can use.
    """
    from interlocal.network.oplist import CompiledEngine

    asked = CompiledEngine(net, semantics, None, None)
    if asked.compiles:
        asked.link(backward=False)
        asked.link(backward=True)
    return net


def choose(
    net: EventNetwork,
    semantics: Semantics,
    after: int | None,
    before: int | None,
    choice: Choice,
    threads: int | None = None,
    *,
    work: int = 0,
) -> Engine:
    """The engine for a question; ``work`` estimates the steps it would take the Python engine."""
    if choice not in ("auto", "python", "compiled"):
        raise NetworkError(f"engine is {choice!r}; write 'auto', 'python' or 'compiled'")
    if semantics.max_wait is not None and not net.instantaneous:
        raise NetworkError(
            "a waiting limit is defined for instants; split lasting ties into the moments they are used"
        )
    if choice == "python" or (choice == "auto" and len(net) < LARGE and work < LONG):
        return PythonEngine(net, semantics, after, before)
    from interlocal.network.oplist import CompiledEngine

    return CompiledEngine(net, semantics, after, before, threads)


class Masks(NamedTuple):
    """Scenarios as both engines take them: how many, and a row of words (64 scenarios each) an actor or tie."""

    size: int
    actors: NDArray[np.uint64] | None
    ties: NDArray[np.uint64] | None


def packed(net: EventNetwork, actor_mask: ArrayLike | None, tie_mask: ArrayLike | None) -> Masks:
    """Boolean masks (actors × scenarios, ties × scenarios) in words."""
    if actor_mask is None and tie_mask is None:
        raise NetworkError("give actor_mask, tie_mask or both")
    present = None if actor_mask is None else _scenarios(actor_mask, len(net.actors), "actor_mask")
    usable = None if tie_mask is None else _scenarios(tie_mask, len(net), "tie_mask")
    sizes = [mask.shape[1] for mask in (present, usable) if mask is not None]
    if sizes[0] != sizes[-1]:
        raise NetworkError(f"tie_mask has {sizes[-1]} scenarios, actor_mask {sizes[0]}")
    return Masks(
        sizes[0],
        None if present is None else words_of(present),
        None if usable is None else words_of(usable),
    )


def words_of(mask: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Booleans in words of 64, each row filled up to whole chunks of the compiled engine."""
    octets = np.packbits(mask, axis=1, bitorder="little")
    room = np.zeros((len(mask), -(-mask.shape[1] // 512) * 64), np.uint8)
    room[:, : octets.shape[1]] = octets
    return room.view("<u8").astype(np.uint64, copy=False)


def _scenarios(mask: ArrayLike, rows: int, name: str) -> NDArray[np.bool_]:
    given = np.asarray(mask)
    if given.dtype != bool or given.ndim != 2 or given.shape[0] != rows:
        raise NetworkError(
            f"{name} is {given.dtype} of shape {given.shape}; give booleans, {rows} × scenarios"
        )
    return given
