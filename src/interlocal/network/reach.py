"""The questions: who can reach whom along ties that follow one another in time.

Every verb takes a network first and returns a frozen result that carries its question. Actors are given by
label. ``after`` and ``before`` bound a journey: no departure before ``after``, no arrival after ``before``;
None is no bound. ``semantics`` declares what a journey is (:mod:`interlocal.network.semantics`).

``engine`` is "auto", "python" or "compiled". Both engines answer every question alike; "auto" asks the Python
engine for small networks, where compiling would take longer than answering, and imports numba only for large
ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Concatenate, Generic, Literal, ParamSpec, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from interlocal.errors import NetworkError
from interlocal.network.bitsets import ALWAYS, NEVER, PythonEngine
from interlocal.network.columns import Actor
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import NON_STRICT, STRICT, Semantics

__all__ = [
    "NEVER",
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
    "access_curve",
    "arrivals",
    "bounds",
    "latencies",
    "prepare",
    "reach_sizes",
    "reaching",
    "remove_each",
    "scenarios",
    "shuffled",
]

Choice: TypeAlias = Literal["auto", "python", "compiled"]
P = ParamSpec("P")
R = TypeVar("R")

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


def bounds(
    verb: Callable[Concatenate[EventNetwork, P], R], net: EventNetwork, /, *args: P.args, **kwargs: P.kwargs
) -> Bounds[R]:
    """Ask a verb twice: with certain order only (strict), and with any order inside a shared stamp
    (non-strict).

    >>> net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1990, 1990])
    >>> both = bounds(arrivals, net, ["a"])
    >>> both.strict.count, both.non_strict.count
    (2, 3)
    """
    base = kwargs.pop("semantics", STRICT)
    if not isinstance(base, Semantics):
        raise NetworkError(f"semantics is {base!r}; give a Semantics")
    answers = []
    for order in (STRICT.order, NON_STRICT.order):
        kwargs["semantics"] = replace(base, order=order)
        answers.append(verb(net, *args, **kwargs))
    return Bounds(*answers)


def arrivals(
    net: EventNetwork,
    sources: Iterable[Actor],
    *,
    after: int | None = None,
    before: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
) -> Arrivals:
    """When each actor is first reached from any of the sources (the foremost journey; Bui-Xuan et al. 2003).

    Sources are there from ``after`` on (from the network's first moment when None). Raises UnknownNameError
    for an actor that is not in the network. An empty network reaches the sources only.

    >>> net = EventNetwork.from_arrays(["a", "b", "c"], ["b", "c", "a"], [1, 2, 2])
    >>> arrivals(net, ["a"]).as_dict()
    {'a': 1, 'b': 1, 'c': 2}
    >>> arrivals(net, ["a"], after=2).as_dict()
    {'a': 2}
    """
    places, labels = _places(net, sources)
    ready = net.first if after is None else int(after)
    asked = choose(net, semantics, after, before, engine)
    time = asked.earliest(places, ALWAYS if after is None else ready)
    if semantics.strict:
        np.subtract(time, time != NEVER, out=time)
    time[places] = ready
    return Arrivals(_question("arrivals", net, labels, after, before, semantics), net.actors, time)


def reach_sizes(
    net: EventNetwork,
    *,
    direction: Literal["out", "in"] = "out",
    after: int | None = None,
    before: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
    threads: int | None = None,
) -> ReachSizes:
    """How many actors each actor can reach ("out"), or can be reached by ("in"), itself included.

    Exact, for all actors at once; ``threads`` limits the compiled engine's threads (None: every processor).
    An isolated actor has size 1.

    >>> net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
    >>> reach_sizes(net).as_dict()
    {'a': 3, 'b': 2, 'c': 1}
    >>> reach_sizes(net, direction="in").as_dict()
    {'a': 1, 'b': 2, 'c': 3}
    """
    if direction not in ("out", "in"):
        raise NetworkError(f"direction is {direction!r}; write 'out' or 'in'")
    asked = choose(
        net, semantics, after, before, engine, threads, work=len(net) * (1 + len(net.actors) // 512)
    )
    sizes = asked.row_counts(0, len(net.actors), backward=direction == "out")
    return ReachSizes(
        _question("reach_sizes", net, (), after, before, semantics), net.actors, sizes, direction
    )


def reaching(
    net: EventNetwork,
    targets: Iterable[Actor],
    *,
    before: int | None = None,
    after: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
) -> Reaching:
    """Who can reach any of the targets, with an arrival by ``before``, and how late each can leave.

    A target reaches itself without a journey.

    >>> net = EventNetwork.from_arrays(["a", "b", "d"], ["b", "c", "c"], [1, 2, 9])
    >>> reaching(net, ["c"], before=5).as_dict()
    {'a': 1, 'b': 2}
    """
    places, labels = _places(net, targets)
    turned = choose(net, semantics, after, before, engine).earliest(places, ALWAYS, backward=True)
    members = turned != NEVER
    latest = np.where(members, -turned, NEVER)
    latest[places] = NEVER
    question = _question("reaching", net, labels, after, before, semantics)
    return Reaching(question, net.actors, members, latest)


def access_curve(
    net: EventNetwork,
    targets: Iterable[Actor],
    deadlines: ArrayLike,
    *,
    after: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
) -> AccessCurve:
    """How many actors can reach any of the targets by each deadline: all deadlines in one pass over the ties.

    >>> net = EventNetwork.from_arrays(["a", "b", "d"], ["b", "c", "c"], [1, 2, 9])
    >>> access_curve(net, ["c"], [0, 2, 9]).counts
    array([1, 3, 4])
    """
    places, labels = _places(net, targets)
    moments = np.asarray(deadlines)
    if moments.ndim != 1 or (moments.size and moments.dtype.kind not in "iu"):
        raise NetworkError(
            f"deadlines are {moments.dtype} of shape {moments.shape}; give a row of whole numbers"
        )
    moments = moments.astype(np.int64)
    asked = choose(net, semantics, after, None, engine, work=len(net) * (1 + len(moments) // 512))
    counts = asked.curve_counts(places, moments) if moments.size else moments
    question = _question("access_curve", net, labels, after, None, semantics)
    return AccessCurve(question, moments, counts)


def remove_each(
    net: EventNetwork,
    targets: Iterable[Actor],
    *,
    before: int | None = None,
    after: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
    threads: int | None = None,
) -> Removals:
    """For every actor: who would no longer reach any of the targets if that actor were absent.

    All removals are answered at once. The removed actor is absent as a way station, as a target and as one
    who wants to reach; it is never counted among the lost.

    >>> net = EventNetwork.from_arrays(["a", "b", "a"], ["b", "c", "d"], [1, 2, 3])
    >>> remove_each(net, ["c"]).as_dict()
    {'b': 1, 'c': 2}
    """
    places, labels = _places(net, targets)
    actors = len(net.actors)
    asked = choose(net, semantics, after, before, engine, threads, work=len(net) * (10 + actors // 64))
    members, remaining = asked.removals(places, 0, actors, backward=True)
    question = _question("remove_each", net, labels, after, before, semantics)
    return Removals(question, net.actors, members, remaining)


def shuffled(
    net: EventNetwork,
    targets: Iterable[Actor],
    *,
    replications: int = 1000,
    seed: int = 0,
    before: int | None = None,
    after: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
    threads: int | None = None,
) -> Shuffled:
    """How many reach the targets, against networks whose ties have their dates shuffled among them.

    Each replication deals the pairs of ends out over the moments anew (the null that Gauvin et al. 2022 call
    P[w, t]: the static multigraph and the moments are kept). Replication r depends on ``seed`` and r alone,
    so more replications extend the same sequence and threads change nothing.

    >>> net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
    >>> result = shuffled(net, ["c"], replications=4, seed=1)
    >>> result.observed, sorted(set(result.counts.tolist()))
    (3, [2, 3])
    """
    places, labels = _places(net, targets)
    if replications < 1:
        raise NetworkError(f"replications is {replications}; ask for at least one")
    asked = choose(net, semantics, after, before, engine, threads, work=10 * len(net) * replications)
    observed = int((asked.earliest(places, ALWAYS, backward=True) != NEVER).sum())
    counts = asked.shuffled_counts(places, seed, 0, replications)
    question = _question("shuffled", net, labels, after, before, semantics, seed)
    return Shuffled(question, observed, counts)


def scenarios(
    net: EventNetwork,
    *,
    targets: Iterable[Actor] | None = None,
    sources: Iterable[Actor] | None = None,
    actor_mask: ArrayLike | None = None,
    tie_mask: ArrayLike | None = None,
    before: int | None = None,
    after: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
    threads: int | None = None,
) -> Scenarios:
    """How many reach the targets (or are reached from the sources) in each of many what-ifs, all at once.

    ``actor_mask`` (actors × scenarios) and ``tie_mask`` (ties × scenarios, in the network's order) are
    boolean: who and what is there. A sampled world, a removed set, a filter by relation: each is one column.

    >>> net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
    >>> everyone, without_b = [True, True, True], [True, False, True]
    >>> scenarios(net, targets=["c"], actor_mask=np.column_stack([everyone, without_b])).counts
    array([3, 1])
    """
    if (targets is None) == (sources is None):
        raise NetworkError("give either targets or sources")
    if actor_mask is None and tie_mask is None:
        raise NetworkError("give actor_mask, tie_mask or both")
    places, labels = _places(net, targets if targets is not None else sources or ())
    present, size = _packed(actor_mask, len(net.actors), "actor_mask", None)
    usable, also = _packed(tie_mask, len(net), "tie_mask", size)
    size = also or 0
    asked = choose(net, semantics, after, before, engine, threads, work=len(net) * (10 + size // 64))
    counts = asked.scenario_counts(places, size, present, usable, backward=targets is not None)
    return Scenarios(_question("scenarios", net, labels, after, before, semantics), counts)


def latencies(
    net: EventNetwork,
    sources: Iterable[Actor],
    *,
    after: int | None = None,
    before: int | None = None,
    semantics: Semantics = STRICT,
    engine: Choice = "auto",
) -> Latencies:
    """The shortest time anyone can be reached in, from leaving a source to arriving (the fastest journey).

    For instants without a waiting limit; a lasting tie can be left at any of its moments, which this
    question does not cover (NetworkError).

    >>> net = EventNetwork.from_arrays(["a", "a", "b"], ["b", "b", "c"], [1, 7, 9])
    >>> latencies(net, ["a"]).as_dict()
    {'a': 0, 'b': 0, 'c': 2}
    """
    places, labels = _places(net, sources)
    if not net.instantaneous or semantics.max_wait is not None:
        raise NetworkError(
            "latencies are for instants without a waiting limit; give ties that start and end at once"
        )
    found = choose(net, semantics, after, before, engine).latencies(places)
    time = np.where(found == NEVER, NEVER, found - semantics.strict)
    time[places] = 0
    return Latencies(_question("latencies", net, labels, after, before, semantics), net.actors, time)


def prepare(net: EventNetwork, semantics: Semantics = STRICT) -> EventNetwork:
    """Compile a large network's operations ahead, so that the next single questions are quicker; returns it.

    Worth it from a few questions on. Costs 8 to 12 bytes an operation and direction while the network lives.
    """
    from interlocal.network.oplist import CompiledEngine

    asked = CompiledEngine(net, semantics, None, None)
    if asked.compiles:
        asked.ops(backward=False, events=True)
        asked.ops(backward=True, events=True)
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


def _places(net: EventNetwork, actors: Iterable[Actor]) -> tuple[list[int], tuple[Actor, ...]]:
    if isinstance(actors, str):
        raise NetworkError(f"give a list of actors; for one, [{actors!r}]")
    labels = tuple(actors)
    return sorted({net.position(actor) for actor in labels}), labels


def _question(
    verb: str,
    net: EventNetwork,
    of: tuple[Actor, ...],
    after: int | None,
    before: int | None,
    semantics: Semantics,
    seed: int | None = None,
) -> Question:
    return Question(verb, of, after, before, semantics, len(net.actors), len(net), seed)


def _packed(
    mask: ArrayLike | None, rows: int, name: str, size: int | None
) -> tuple[NDArray[np.uint64] | None, int | None]:
    """A boolean mask as words of 64 scenarios, and the number of scenarios."""
    if mask is None:
        return None, size
    given = np.asarray(mask)
    if given.dtype != bool or given.ndim != 2 or given.shape[0] != rows:
        raise NetworkError(
            f"{name} is {given.dtype} of shape {given.shape}; give booleans, {rows} × scenarios"
        )
    if size is not None and given.shape[1] != size:
        raise NetworkError(f"{name} has {given.shape[1]} scenarios, actor_mask {size}")
    octets = np.packbits(given, axis=1, bitorder="little")
    room = np.zeros((rows, -(-given.shape[1] // 512) * 64), np.uint8)  # whole chunks of the compiled engine
    room[:, : octets.shape[1]] = octets
    return room.view("<u8").astype(np.uint64, copy=False), given.shape[1]


def _labelled(
    actors: Sequence[Actor], values: NDArray[np.int64], where: NDArray[np.bool_] | None = None
) -> dict[Actor, int]:
    places = range(len(actors)) if where is None else np.flatnonzero(where).tolist()
    return {actors[k]: int(values[k]) for k in places}
