"""Access over time, and how old information is when it arrives."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.errors import NetworkError
from interlocal.network.caveats import beyond_own_matters
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import principals
from interlocal.network.pairs import Scenario, plan
from interlocal.network.paths import soonest, worlds_of
from interlocal.network.patterns import Pattern
from interlocal.network.question import Question, Who, ask, resolve, with_officials
from interlocal.network.search import certain_arrivals
from interlocal.network.spreading import arrivals
from interlocal.network.states import States, states_of
from interlocal.network.sweep import Sweep
from interlocal.network.worlds import Days, Worlds, mean_of, worlds_for
from interlocal.provenance import Estimate, Result

__all__ = ["AccessCurve", "Latency", "Point", "access_curve", "latency"]


Floats = npt.NDArray[np.float64]

MANY = 200_000
"""Sources times ties from which one compiled sweep is worth its start."""


class Point(Result, frozen=True):
    """Who has access by the end of a day: for certain, possibly, and how many on average of the worlds."""

    date: str
    certain: tuple[str, ...]
    possible: tuple[str, ...]
    expected: Estimate | None = None


class AccessCurve(Result, frozen=True):
    """How many of `sources` can reach any of `targets` by each date; counts never fall.

    `beyond_own_matters` are the sources that ever reach one only on a matter on which they themselves are not coded.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    points: tuple[Point, ...]
    beyond_own_matters: tuple[str, ...] = ()


def access_curve(
    network: CoalitionNetwork,
    target: Who,
    *,
    source: Who | None = None,
    by: Sequence[str] | None = None,
    before: str | int | None = None,
    after: str | int | None = None,
    avoiding: Who = (),
    issue: str | None = None,
    carrier: str = "claim",
    pattern: str | Pattern | None = None,
    worlds: Worlds | int = 0,
    seed: int = 1,
) -> AccessCurve:
    """Say for each date of `by` (EDTF, its last day counts) which sources can have reached the target.

    `source` is by default every non-state actor with a tie; each is asked for alone. `by` is by
    default every year from the first to the last possible start of a tie. "Possible" reads all
    dates in favour of access and so is an upper bound where order statements interlock. With
    `worlds`, `expected` is the mean number with its 90 % interval over worlds.

    >>> from interlocal.network.sketch import sketch
    >>> net = sketch("a society JP; b state JP", "a presses b 1990-06/1991-06")
    >>> [(p.date, len(p.certain), len(p.possible)) for p in access_curve(net, "b").points]
    [('1990-12-31', 0, 1), ('1991-12-31', 1, 1)]
    """
    avoid = with_officials(network, resolve(network, avoiding))
    targets = resolve(network, target) - avoid
    wanted = frozenset(principals(network)) if source is None else resolve(network, source)
    sources = sorted(wanted - targets - avoid)
    days = _days(network, by)
    drawn = worlds_of(network, worlds, seed)
    rules = {"before": before, "after": after, "avoiding": avoid, "issue": issue, "carrier": carrier}
    certain, possible = np.full(len(sources), NEVER), np.full(len(sources), NEVER)
    counts, beyond = np.zeros((len(days), drawn.n if drawn else 0)), list[int]()
    # One sweep answers for all sources at once, but it has to be compiled; it knows no patterns.
    together = pattern is None and len(sources) * len(network.ties) > MANY
    for k, one in enumerate(sources):
        question = ask(network, one, targets, pattern=pattern, **rules)  # type: ignore[arg-type]
        states = states_of(network, question)
        if not states.goals:
            continue
        possible[k] = min(states.first[g] for g in states.goals)
        known = {states.actor[g] for g in states.goals}
        if beyond_own_matters(network, question, known, onward=False) == known:
            beyond.append(k)
        surely = certain_arrivals(states, network.clock, question, network.ties.asserted)
        certain[k] = min((surely[g] for g in states.goals if g in surely), default=NEVER)
        if drawn and not together:
            first = soonest(arrivals(states, question, network, drawn, presence=True), drawn.n)
            counts += first[None, :] <= np.array(days)[:, None]
    if drawn and together:
        counts += _swept(network, sources, targets, rules, drawn, days)
    ids = [network.members[k].id for k in sources]
    points = tuple(
        Point(
            dates.iso(day),
            tuple(name for name, when in zip(ids, certain, strict=True) if when <= day),
            tuple(name for name, when in zip(ids, possible, strict=True) if when <= day),
            mean_of(counts[n]) if drawn else None,
        )
        for n, day in enumerate(days)
    )
    ends = tuple(network.members[k].id for k in sorted(targets))
    return AccessCurve(tuple(ids), ends, points, tuple(ids[k] for k in beyond))


def _swept(
    network: CoalitionNetwork,
    sources: Sequence[int],
    targets: frozenset[int],
    rules: Mapping[str, Any],
    worlds: Worlds,
    days: Sequence[int],
) -> Floats:
    """How many of the sources have arrived by each day in each world: (days, worlds)."""
    question = ask(network, sources[0], targets, **rules)
    laid = plan(
        network,
        sources,
        [sorted(targets)],
        issue=rules["issue"],
        carrier=rules["carrier"],
        after=question.after,
        before=question.before,
    )
    day = Sweep(laid, worlds).run(Scenario(actors=rules["avoiding"])).day[:, :, 0]
    return np.array([(day <= last).sum(axis=1) for last in days], np.float64).reshape(len(days), worlds.n)


def _days(network: CoalitionNetwork, by: Sequence[str] | None) -> list[int]:
    if by is not None:
        return sorted(int(day) for day in dates.bounds(list(by)).end_hi)
    starts = network.ties.start
    if not len(starts):
        return []
    first = int(dates.civil(int(network.clock.low[starts].min()))[0])
    last = int(dates.civil(int(network.clock.high[starts].max()))[0])
    if last - first > 1000:
        raise NetworkError(f"a curve by year from {first} to {last} is too long; say by which dates")
    return [int(dates.days(year, 12, 31)) for year in range(first, last + 1)]


class Latency(Result, frozen=True):
    """How old the newest information of the source is at the target, in days, on a given day.

    `known` is the share of worlds in which anything has arrived by then; `age` and `age_without`
    are medians with 90 % intervals over those worlds, with everyone and without the relays;
    `change` compares the worlds in which both are known.
    """

    by: str
    known: Estimate
    known_without: Estimate
    age: Estimate
    age_without: Estimate
    change: Estimate


def latency(
    network: CoalitionNetwork,
    source: Who,
    target: Who,
    *,
    by: str,
    relay: Who = (),
    issue: str | None = None,
    carrier: str = "information",
    worlds: Worlds | int = 500,
    seed: int = 1,
) -> Latency:
    """Ask on day `by` (EDTF, its last day) how old what the target knows of the source is.

    The age is the time since the latest departure that still arrives; information may leave at any
    moment at which a tie is usable. `relay` are actors who then may not pass it on.

    >>> from interlocal.network.sketch import sketch
    >>> net = sketch("a society JP; b local JP; c society CN", "a informs b 1990-01-01; b informs c 1990-01-11")
    >>> latency(net, "a", "c", by="1990-01-21", relay="b").age.value
    20.0

    Source: G. Kossinets, J. Kleinberg and D. Watts, "The structure of information pathways in a
    social communication network" (2008): vector clocks.
    """
    day = int(dates.bounds([by]).end_hi[0])
    drawn = worlds_for(network, worlds, seed)
    ages = []
    for avoided in (frozenset[int](), resolve(network, relay)):
        question = ask(network, source, target, before=day, avoiding=avoided, issue=issue, carrier=carrier)
        left = _latest(states_of(network, question), question, drawn)
        ages.append(np.where(left > ALWAYS, np.float64(day) - left, np.nan))
    both = ~np.isnan(ages[0]) & ~np.isnan(ages[1])
    return Latency(
        dates.iso(day),
        mean_of((~np.isnan(ages[0])).astype(float)),
        mean_of((~np.isnan(ages[1])).astype(float)),
        _median(ages[0]),
        _median(ages[1]),
        _median((ages[1] - ages[0])[both]),
    )


def _latest(states: States, question: Question, worlds: Worlds) -> Days:
    """The latest departure from a source that arrives in time, in each world; ALWAYS for none."""
    back: list[list[tuple[int, Days, Days]]] = [[] for _ in states.actor]
    for tail, out in enumerate(states.arcs):
        for arc in out:
            end = np.minimum(worlds.day(arc.end), np.int32(min(question.before, NEVER)))
            if arc.tie >= 0:
                end = np.where(worlds.present[arc.tie], end, np.int32(ALWAYS))
            back[arc.head].append((tail, worlds.day(arc.start), end))
    left = [np.full(worlds.n, ALWAYS, np.int32) for _ in states.actor]
    for k in states.goals:
        left[k][:] = question.before
    queue = deque(states.goals)
    while queue:
        k = queue.popleft()
        for tail, start, end in back[k]:
            when = np.minimum(left[k], end)
            np.putmask(when, when < start, ALWAYS)
            if (when > left[tail]).any():
                np.maximum(left[tail], when, out=left[tail])
                queue.append(tail)
    latest = np.full(worlds.n, ALWAYS, np.int32)
    for k in states.starts:
        np.maximum(latest, left[k], out=latest)
    return latest


def _median(values: Iterable[float]) -> Estimate:
    known = np.array([value for value in values if not np.isnan(value)])
    if not len(known):
        return Estimate(value=None)
    low, middle, high = (float(x) for x in np.quantile(known, [0.05, 0.5, 0.95]))
    # The error of a median from the spread of order statistics around it: ±√n/2 ranks.
    half = np.sqrt(len(known)) / 2 / len(known)
    around = np.quantile(known, [max(0.0, 0.5 - half), min(1.0, 0.5 + half)])
    return Estimate(value=middle, interval=(low, high), mc_se=float(around[1] - around[0]) / 2)
