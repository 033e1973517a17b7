"""What if someone were gone: removals with and without the ties that the removed had enabled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from interlocal.errors import NetworkError
from interlocal.network.caveats import on_own_matters
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.executors import PARTS, Progress, Workers, run_blocks, split
from interlocal.network.measures import Pairs, pairs_of
from interlocal.network.pairs import (
    NOBODY,
    Dating,
    Plan,
    Scenario,
    best,
    datings,
    plan,
    reach,
    reach_in_each,
    worst,
)
from interlocal.network.question import Who, day_after, day_before, resolve, with_officials
from interlocal.network.worlds import Worlds, mean_of, worlds_for
from interlocal.provenance import Estimate, Result

__all__ = ["Loss", "Removal", "Single", "reduced", "remove", "remove_each", "scenarios"]

Enabled: TypeAlias = Literal["both", "with", "without"]
Bools = npt.NDArray[np.bool_]
BLOCK = 96


class Loss(Result, frozen=True):
    """One measure before and after a removal, over the pairs that survive it.

    `scope` is "all" or a case. `enabled` says whether the ties that the removed had enabled fell
    too. `pairs` is the number of surviving pairs; with none, the estimates hold no value.
    `before_bounds` and `after_bounds` are exact: with every date read against and for reaching.
    A difference has no such bounds.
    """

    scope: str
    enabled: bool
    pairs: int
    before: Estimate
    after: Estimate
    difference: Estimate
    before_bounds: tuple[float | None, float | None]
    after_bounds: tuple[float | None, float | None]


class Removal(Result, frozen=True):
    """A removal: who and what was removed, what fell with it, and what that changed.

    `reaching` counts the pairs that can reach before anything is removed, with every date read in favour of it, and
    `beyond_own_matters` those of them that do so only on matters on which the source itself is not coded.
    """

    removed: tuple[str, ...]
    fallen: tuple[str, ...]
    measure: str
    losses: tuple[Loss, ...]
    reaching: int = 0
    beyond_own_matters: int = 0


class Single(Result, frozen=True):
    """What the removal of one actor changes, without and with the ties it had enabled."""

    actor: str
    pairs: int
    without: Estimate
    with_enabled: Estimate


def _scenario(network: CoalitionNetwork, gone: frozenset[str], actors: frozenset[int]) -> Scenario:
    ties = np.flatnonzero(np.isin(network.ties.record, list(gone))).tolist() if gone else []
    links = [-1 - k for k, link in enumerate(network.links) if link.record in gone]
    return Scenario(frozenset([*ties, *links]), actors)


def _removed(network: CoalitionNetwork, who: Who | Iterable[str]) -> tuple[frozenset[int], frozenset[str]]:
    """Actors with their officials, and records, among what is named."""
    known = set(network.ties.record.tolist())
    named = [who] if isinstance(who, (str, int)) else list(who)
    records = {one for one in named if isinstance(one, str) and one in known}
    actors = (
        resolve(network, [one for one in named if one not in records])
        if len(records) < len(named)
        else frozenset()
    )
    return with_officials(network, actors), frozenset(records)


def scenarios(network: CoalitionNetwork, who: Who) -> tuple[list[Scenario], tuple[str, ...], tuple[str, ...]]:
    """What is gone without, and with, what the removed had enabled; ids removed; ids fallen besides.

    `who` names actors, classes or records of ties, as in `remove`.
    """
    actors, records = _removed(network, who)
    ids = frozenset(network.members[k].id for k in actors) | records
    if not ids:
        return [Scenario(), Scenario()], (), ()
    fallen = network.standing.fallen(ids)
    touching = {record for record, ends in network.standing.needs.items() if any(end in ids for end in ends)}
    cuts = [_scenario(network, records, actors), _scenario(network, fallen, actors)]
    return cuts, tuple(sorted(ids)), tuple(sorted(fallen - ids - touching))


def reduced(network: CoalitionNetwork, who: Who, *, enabled: bool) -> CoalitionNetwork:
    """The network without these actors (and their officials) or ties; with `enabled`, also without what fell.

    The actors keep their positions and are left isolated. Removing nothing gives an equal network.
    """
    scenario = scenarios(network, who)[0][1 if enabled else 0]
    kept = network.without(scenario.actors)
    gone = {str(network.ties.record[k]) for k in scenario.ties if k >= 0}
    links = tuple(
        one for k, one in enumerate(network.links) if -1 - k not in scenario.ties and one in kept.links
    )
    return replace(kept.select(~np.isin(kept.ties.record, list(gone))), links=links)


def remove(
    network: CoalitionNetwork,
    who: Who,
    *,
    enabled: Enabled = "both",
    measure: str = "access",
    source: Who | None = None,
    target: Who | None = None,
    issue: str | None = None,
    carrier: str = "claim",
    before: str | int | None = None,
    after: str | int | None = None,
    worlds: Worlds | int = 200,
    seed: int = 1,
    executor: Workers = None,
    progress: Progress | None = None,
) -> Removal:
    """Remove any set of actors or ties, and compare a measure before and after.

    Removing an organisation removes its offices and officials. `who` names actors, classes of the
    codebook or records of ties. "with" counts the ties that the removed had enabled as fallen (AND
    within a group, OR across groups, followed to the end), "without" leaves them; the enablers are
    the coder's causal reading, so both are reported. `measure` is "access" (each non-state principal
    with each country's state) or "cohesion" (unlike non-state actors with one another); pairs that
    the removal takes away are not counted. With `source` and `target` the measure is "route":
    whether any of the sources reaches any of the targets. Whole and for each case.

    Values are means over `worlds` simulated codings (the same ones before and after), intervals
    their 90 % range; with 0 worlds, the one value in which every date favours reaching and every
    tie is there. `executor` answers for blocks of worlds, of the whole and of each case in turn (`progress`
    hears of each block). Raises `UnknownNameError` and `NetworkError` as `paths` does.

    >>> from interlocal.network.sketch import sketch
    >>> net = sketch("a society JP; b local JP; c state CN", "a proposes b 1990; b meets c 1991; x: a meets c 1992 <t1")
    >>> without, with_ = remove(net, "b", worlds=10).losses
    >>> without.difference.value, with_.difference.value
    (0.0, -1.0)

    Source: method of counterfactual removal with enabling records; dispensability, one of three
    readings of "source of cohesion" (Takao 2003, "Conclusion").
    """
    if enabled not in ("both", "with", "without"):
        raise NetworkError(f"enabled is {enabled!r}; write 'both', 'with' or 'without'")
    cuts, removed, fallen = scenarios(network, who)
    drawn = worlds_for(network, worlds, seed)
    window = {"after": day_after(after), "before": day_before(before)}
    asked = _asked(network, source, target)
    losses, doubts = [], (0, 0)
    scopes = _scopes(network)
    for place, (scope, keep) in enumerate(scopes):
        inner = _Inner(network, keep, drawn)
        pairs = asked or pairs_of(inner.network, measure)
        cut = [_within(scenario, keep) for scenario in cuts]
        laid = plan(inner.network, pairs.sources, pairs.groups, issue=issue, carrier=carrier, **window)
        every = inner.datings()
        told = None if progress is None else _part(progress, place, len(scopes))
        tables = reach_in_each(laid, every, [Scenario(), *cut], executor=executor, progress=told)
        for number, flag in ((1, False), (2, True)):
            if enabled in ("both", "with" if flag else "without"):
                losses.append(_loss(scope, flag, tables, pairs, cuts[number - 1], number))
        if scope == "all":
            doubts = _doubts(network, pairs, tables[1][0], issue=issue, carrier=carrier, **window)
    return Removal(removed, fallen, "route" if asked else measure, tuple(losses), *doubts)


def _doubts(
    network: CoalitionNetwork, pairs: Pairs, reached: Bools, *, issue: str | None, **rules: Any
) -> tuple[int, int]:
    """How many pairs are reached, and how many of them only on matters that are not their source's own.

    `reached` (sources, groups) and the answer read every date in favour of reaching.
    """
    there = reached & pairs.counted
    own = there.copy()
    for kept, alike in on_own_matters(network, pairs.sources, issue):
        if kept is not network:
            rows = [k for k, source in enumerate(pairs.sources) if source in alike]
            sources = [pairs.sources[k] for k in rows]
            own[rows] = reach(plan(kept, sources, pairs.groups, issue=issue, **rules), best(kept))[0]
    if pairs.together:
        return int(there.any()), int(there.any() and not (there & own).any())
    return int(there.sum()), int((there & ~own).sum())


def _part(progress: Progress, place: int, parts: int) -> Progress:
    """How far all is, of one of several parts of the same number of blocks."""
    return lambda done, total: progress(place * total + done, parts * total)


def _asked(network: CoalitionNetwork, source: Who | None, target: Who | None) -> Pairs | None:
    if source is None and target is None:
        return None
    if source is None or target is None:
        raise NetworkError("a route has two ends: give both source and target, or neither")
    ends = sorted(resolve(network, source)), sorted(resolve(network, target))
    if not ends[0] or not ends[1] or set(ends[0]) & set(ends[1]):
        raise NetworkError("source and target must be given and share nobody")
    counted = np.ones((len(ends[0]), 1), bool)
    return Pairs(tuple(ends[0]), (tuple(ends[1]),), ("target",), counted, together=True)


def _scopes(network: CoalitionNetwork) -> list[tuple[str, npt.NDArray[np.int64]]]:
    cases = sorted({case for cell in set(network.ties.case.tolist()) for case in cell.split(";") if case})
    scopes = [("all", np.arange(len(network.ties)))]
    if len(cases) > 1:
        columns = [cell.split(";") for cell in network.ties.case.tolist()]
        scopes += [
            (case, np.array([k for k, cell in enumerate(columns) if case in cell], np.int64))
            for case in cases
        ]
    return scopes


class _Inner:
    """The part of a network that belongs to one scope, with the datings of all worlds."""

    def __init__(self, network: CoalitionNetwork, keep: npt.NDArray[np.int64], worlds: Worlds) -> None:
        self.network = network.select(keep)
        self.worlds = Worlds(worlds.n, worlds.seed, worlds.days, worlds.row, worlds.present[keep])

    def datings(self) -> list[Dating]:
        """Worst, best, and each world's."""
        return [
            worst(self.network),
            best(self.network),
            *datings(self.network, self.worlds, presence=not self.worlds.certain_presence),
        ]


def _within(scenario: Scenario, keep: npt.NDArray[np.int64]) -> Scenario:
    place = {int(k): n for n, k in enumerate(keep)}
    ties = frozenset(place[k] if k >= 0 else k for k in scenario.ties if k < 0 or k in place)
    return scenario._replace(ties=ties)


def _surviving(pairs: Pairs, gone: frozenset[int]) -> Bools:
    sources = np.array([k not in gone for k in pairs.sources], bool)
    groups = np.array([any(k not in gone for k in group) for group in pairs.groups], bool)
    counted: Bools = pairs.counted & sources[:, None] & groups
    return counted


def _loss(
    scope: str, enabled: bool, tables: Sequence[Bools], pairs: Pairs, scenario: Scenario, number: int
) -> Loss:
    counted = _surviving(pairs, scenario.actors)
    total = int(counted.any()) if pairs.together else int(counted.sum())
    rates = np.array([[_rate(table[k], counted, pairs.together) for k in (0, number)] for table in tables])
    ends = [tuple(None if np.isnan(x) else float(x) for x in rates[:2, column]) for column in (0, 1)]
    drawn = rates[2:] if len(rates) > 2 else rates[1:2]
    return Loss(
        scope,
        enabled,
        total,
        mean_of(drawn[:, 0]),
        mean_of(drawn[:, 1]),
        mean_of(drawn[:, 1] - drawn[:, 0]),
        (ends[0][0], ends[0][1]),
        (ends[1][0], ends[1][1]),
    )


def _rate(table: Bools, counted: Bools, together: bool) -> float:
    if not counted.any():
        return float("nan")
    return float(table[counted].any() if together else table[counted].mean())


def remove_each(
    network: CoalitionNetwork,
    *,
    measure: str = "access",
    issue: str | None = None,
    carrier: str = "claim",
    worlds: Worlds | int = 20,
    seed: int = 1,
    executor: Workers = None,
    progress: Progress | None = None,
) -> tuple[Single, ...]:
    """Remove every actor once (with its officials), and say what each removal changes; the greatest loss first.

    Each pass over the ties answers many removals at once, and `executor` answers for blocks of removals. Values
    and errors as in `remove`.
    """
    drawn = worlds_for(network, worlds, seed)
    pairs = pairs_of(network, measure)
    laid = plan(network, pairs.sources, pairs.groups, issue=issue, carrier=carrier)
    inner = _Inner(network, np.arange(len(network.ties)), drawn)
    every = inner.datings()
    used = every[2:] or every[1:2]
    touched = sorted({*network.ties.source.tolist(), *network.ties.target.tolist()})
    todo = [(k, scenarios(network, k)[0]) for k in touched]
    blocks = split(len(todo), PARTS, BLOCK // 2)
    shared = _Each(network, laid, pairs, used, todo)
    singles = run_blocks(_singles, shared, blocks, executor=executor, progress=progress)
    found = [one for block in singles for one in block]
    return tuple(
        sorted(found, key=lambda one: (one.with_enabled.value or 0.0, one.without.value or 0.0, one.actor))
    )


class _Each(NamedTuple):
    """What all removals of single actors share."""

    network: CoalitionNetwork
    plan: Plan
    pairs: Pairs
    datings: list[Dating]
    todo: list[tuple[int, list[Scenario]]]


def _singles(shared: _Each, begin: int, end: int) -> list[Single]:
    """The removals from begin to end - 1, so many at once that their bits stay short."""
    found = []
    for at in range(begin, end, BLOCK // 2):
        block = shared.todo[at : min(end, at + BLOCK // 2)]
        scenarios = [NOBODY, *(one for _, both in block for one in both)]
        tables = reach_in_each(shared.plan, shared.datings, scenarios)
        for n, (actor, both) in enumerate(block):
            counted = _surviving(shared.pairs, both[0].actors)
            total = int(counted.sum())
            changes = [
                np.array(
                    [
                        table[1 + 2 * n + flag][counted].mean() - table[0][counted].mean()
                        if total
                        else np.nan
                        for table in tables
                    ]
                )
                for flag in (0, 1)
            ]
            name = shared.network.members[actor].id
            found.append(Single(name, total, mean_of(changes[0]), mean_of(changes[1])))
    return found
