"""The questions: who can reach whom along ties that follow one another in time.

Every verb takes a network first and returns a frozen result that carries its question. Actors are given by
label. ``after`` and ``before`` bound a journey: no departure before ``after``, no arrival after ``before``;
None is no bound. ``semantics`` declares what a journey is (:mod:`interlocal.network.semantics`).

``engine`` is "auto", "python" or "compiled". Both engines answer every question alike; "auto" asks the Python
engine for small networks, where compiling would take longer than answering, and imports numba only for large
ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Concatenate, Literal, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from interlocal.errors import NetworkError
from interlocal.network.answers import (
    AccessCurve,
    Arrivals,
    Bounds,
    Latencies,
    Question,
    Reaching,
    ReachSizes,
    Removals,
    Scenarios,
    Shuffled,
)
from interlocal.network.bitsets import ALWAYS, NEVER
from interlocal.network.columns import Actor
from interlocal.network.engines import Asked, Choice, packed, prepare
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

P = ParamSpec("P")
R = TypeVar("R")


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
    asked = Asked(net, after, before, semantics, engine)
    places, labels = asked.places(sources)
    ready = net.first if after is None else int(after)
    time = asked.engine().earliest(places, ALWAYS if after is None else ready)
    if semantics.strict:
        np.subtract(time, time != NEVER, out=time)
    time[places] = ready
    return Arrivals(asked.question("arrivals", labels), net.actors, time)


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
    asked, actors = Asked(net, after, before, semantics, engine, threads), len(net.actors)
    sizes = asked.engine(1 + actors // 512).row_counts(0, actors, backward=direction == "out")
    return ReachSizes(asked.question("reach_sizes"), net.actors, sizes, direction)


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
    asked = Asked(net, after, before, semantics, engine)
    places, labels = asked.places(targets)
    turned = asked.engine().earliest(places, ALWAYS, backward=True)
    members = turned != NEVER
    latest = np.where(members, -turned, NEVER)
    latest[places] = NEVER
    return Reaching(asked.question("reaching", labels), net.actors, members, latest)


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
    asked = Asked(net, after, None, semantics, engine)
    places, labels = asked.places(targets)
    moments = np.asarray(deadlines)
    if moments.ndim != 1 or (moments.size and moments.dtype.kind not in "iu"):
        raise NetworkError(
            f"deadlines are {moments.dtype} of shape {moments.shape}; give a row of whole numbers"
        )
    moments = moments.astype(np.int64)
    answering = asked.engine(1 + len(moments) // 512)
    counts = answering.curve_counts(places, moments) if moments.size else moments
    return AccessCurve(asked.question("access_curve", labels), moments, counts)


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
    asked, actors = Asked(net, after, before, semantics, engine, threads), len(net.actors)
    places, labels = asked.places(targets)
    members, remaining = asked.engine(10 + actors // 64).removals(places, 0, actors, backward=True)
    return Removals(asked.question("remove_each", labels), net.actors, members, remaining)


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
    asked = Asked(net, after, before, semantics, engine, threads)
    places, labels = asked.places(targets)
    if replications < 1:
        raise NetworkError(f"replications is {replications}; ask for at least one")
    answering = asked.engine(10 * replications)
    observed = int((answering.earliest(places, ALWAYS, backward=True) != NEVER).sum())
    counts = answering.shuffled_counts(places, seed, 0, replications)
    return Shuffled(asked.question("shuffled", labels, seed), observed, counts)


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
    asked = Asked(net, after, before, semantics, engine, threads)
    places, labels = asked.places(ends(targets, sources))
    masks = packed(net, actor_mask, tie_mask)
    answering = asked.engine(10 + masks.size // 64)
    counts = answering.scenario_counts(places, *masks, backward=targets is not None)
    return Scenarios(asked.question("scenarios", labels), counts)


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
    asked = Asked(net, after, before, semantics, engine)
    places, labels = asked.places(sources)
    if not net.instantaneous or semantics.max_wait is not None:
        raise NetworkError(
            "latencies are for instants without a waiting limit; give ties that start and end at once"
        )
    found = asked.engine().latencies(places)
    time = np.where(found == NEVER, NEVER, found - semantics.strict)
    time[places] = 0
    return Latencies(asked.question("latencies", labels), net.actors, time)


def ends(targets: Iterable[Actor] | None, sources: Iterable[Actor] | None) -> Iterable[Actor]:
    """The targets or the sources, whichever are given; both or neither is an error."""
    if targets is not None and sources is None:
        return targets
    if sources is not None and targets is None:
        return sources
    raise NetworkError("give either targets or sources")
