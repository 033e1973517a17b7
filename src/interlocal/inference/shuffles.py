"""What a removal costs in a table of ties, and the same under every null: arrays ready for the kernels.

Draws are keyed by seed, purpose and their number; they are computed in chunks of fixed size on threads, so that
the results are the same for any number of workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from interlocal.draws import keys
from interlocal.inference.membership import Table

__all__ = ["MOST_LINKS", "MOST_STEPS", "Progress", "Shape", "in_chunks", "losses", "retimed", "rewired"]

Bools: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
Small: TypeAlias = npt.NDArray[np.int32]
Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with what is being done, how many draws are done, and how many there are."""

CHUNK = 25
SWAPS = 10
"""Attempted swaps for each tie: enough to forget where it was."""
SOURCES = 256
"""Units whose news is followed in time-respecting statistics; all of them where there are fewer."""
MOST_STEPS = 20_000_000
"""More (tie, moment) pairs than this, and time-respecting statistics are left out."""
MOST_LINKS = 5_000_000
"""More (unit, pair of groups) triples than this, and the bridging statistic is left out."""


@dataclass(frozen=True)
class Shape:
    """A network as the kernels want it: units 0 … U-1, then groups; ties sorted by unit.

    `country` numbers the units' countries; where the table has none every unit is its own, and the
    statistics speak of all pairs. `sources` are the units whose news is followed through time.
    """

    units: int
    nodes: int
    a: Small
    b: Small
    start: Whole
    end: Whole
    dated: Bools
    country: Small
    sources: Small

    @staticmethod
    def of(table: Table, seed: int) -> Shape:
        """The arrays of a table."""
        units = len(table.units)
        named = any(table.country)
        where = np.unique(table.country, return_inverse=True)[1] if named else np.arange(units)
        return Shape(
            units=units,
            nodes=table.nodes,
            a=table.a,
            b=table.b,
            start=table.start,
            end=table.end,
            dated=table.dated,
            country=where.astype(np.int32),
            sources=_followed(table.units, seed),
        )

    @cached_property
    def order(self) -> Small:
        """Units by country."""
        return np.argsort(self.country, kind="stable").astype(np.int32)

    @cached_property
    def foreign(self) -> npt.NDArray[np.uint64]:
        """For every country, the sources of other countries, as bits (countries, words)."""
        words = -(-max(1, len(self.sources)) // 64)
        out = np.zeros((int(self.country.max(initial=0)) + 1, words), np.uint64)
        for k, source in enumerate(self.sources.tolist()):
            bit = np.uint64(1) << np.uint64(k % 64)
            out[:, k // 64] |= bit
            out[self.country[source], k // 64] &= ~bit
        return out

    @cached_property
    def steps(self) -> tuple[Whole, Whole]:
        """The ties in force at every moment at which one starts: (begins, active)."""
        return steps(self.start, self.end, self.dated)

    @cached_property
    def step_count(self) -> int:
        """How many (tie, moment) pairs `steps` would hold."""
        moments = np.unique(self.start[self.dated])
        first = np.searchsorted(moments, self.start[self.dated])
        last = np.searchsorted(moments, self.end[self.dated], "right")
        return int((last - first).sum())

    @cached_property
    def begins(self) -> Whole:
        """Where each unit's memberships begin; ties are sorted by unit."""
        found: Whole = np.searchsorted(self.a, np.arange(self.units + 1)).astype(np.int64)
        return found

    @cached_property
    def links(self) -> int:
        """How many (unit, pair of its groups) triples there are."""
        own = np.diff(self.begins)
        return int((own * (own - 1) // 2).sum())

    @property
    def two_mode(self) -> bool:
        """Whether units are tied to groups, rather than to one another."""
        return self.nodes > self.units


def _followed(units: Sequence[str], seed: int) -> Small:
    """All units, or a random sample of them that other units joining the table hardly changes."""
    if len(units) <= SOURCES:
        return np.arange(len(units), dtype=np.int32)
    luck = keys(seed, "followed", units)[:, 0]
    return np.sort(np.argsort(luck, kind="stable")[:SOURCES]).astype(np.int32)


def steps(start: Whole, end: Whole, dated: Bools) -> tuple[Whole, Whole]:
    """For every moment at which a tie starts, the ties in force then, as (begins, active).

    Between two starts the network only loses ties, so nothing new can be reached there.

    >>> begins, active = steps(np.array([1, 2]), np.array([2, 2]), np.array([True, True]))
    >>> begins.tolist(), active.tolist()
    ([0, 1, 3], [0, 0, 1])
    """
    ties = np.flatnonzero(dated)
    moments = np.unique(start[ties])
    first = np.searchsorted(moments, start[ties])
    lasting = np.searchsorted(moments, end[ties], "right") - first
    step = np.repeat(first, lasting) + _counted(lasting)
    order = np.argsort(step, kind="stable")
    begins = np.searchsorted(step[order], np.arange(len(moments) + 1))
    return begins.astype(np.int64), np.repeat(ties, lasting)[order].astype(np.int64)


def _counted(lengths: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """0, 1, … within each run."""
    total = int(lengths.sum())
    place: npt.NDArray[Any] = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return place


def losses(shape: Shape, statistic: str, sets: Bools) -> Floats:
    """What the removal of each set costs, shape (sets,); NaN where there is nothing to lose.

    "reach": of the pairs of survivors in different countries that chains of ties connect, the share
    parted. "journeys": the same for chains that respect time. "bridging" (two-mode only): of the pairs of
    groups that share a unit, the share whose shared units are all removed.
    """
    from interlocal.inference import removal_kernels as kernels

    sets = np.ascontiguousarray(sets, np.bool_)
    out = np.empty(len(sets))
    if statistic == "reach":
        kernels.static_losses(shape.a, shape.b, shape.nodes, shape.order, shape.country, sets, out)
    elif statistic == "journeys":
        begins, active = shape.steps
        kernels.timed_losses(
            shape.a,
            shape.b,
            shape.nodes,
            begins,
            active,
            shape.sources,
            shape.foreign,
            shape.country,
            sets,
            out,
        )
    else:
        group = shape.b - np.int32(shape.units)
        kernels.bridged(group, shape.begins, shape.nodes - shape.units, sets, out)
    return out


def rewired(shape: Shape, block: Whole, seed: int, draw: int, *, flip: Bools | None = None) -> Shape:
    """The network with the ends of its ties exchanged within blocks, every degree kept; draw number `draw`.

    `block` numbers the blocks of ties (relation, period, class …). Two-mode: units exchange groups, and
    nobody joins a group twice. One-mode: ties exchange their second ends, stay within or across
    countries as they were, and where `flip` holds may be turned round first.
    """
    from interlocal.inference import removal_kernels as kernels

    members, starts = _blocks(block)
    state = keys(seed, "rewired", [str(draw)])[0, :1].copy()
    swaps = SWAPS * len(shape.a)
    if shape.two_mode:
        group = (shape.b - np.int32(shape.units)).astype(np.int32)
        kernels.rewire_memberships(group, shape.begins, shape.a, block, members, starts, swaps, state)
        return _moved(shape, shape.a, group + np.int32(shape.units))
    a, b = shape.a.copy(), shape.b.copy()
    turn = np.zeros(len(a), bool) if flip is None else flip
    kernels.rewire_ties(a, b, shape.country, turn, block, members, starts, swaps, state)
    return _moved(shape, a, b)


def retimed(shape: Shape, block: Whole, seed: int, draw: int, *, bundled: bool = False) -> Shape:
    """The network with the dates of its dated ties shuffled within blocks; draw number `draw`.

    With `bundled`, whole groups exchange the dates of their memberships instead, so that those of one
    group keep the same dates; `block` does not matter then.
    """
    from interlocal.inference import removal_kernels as kernels

    state = keys(seed, "retimed", [str(draw)])[0, :1].copy()
    if bundled:
        return _regrouped(shape, state)
    members, starts = _blocks(np.where(shape.dated, block, block.max(initial=0) + 1 + np.arange(len(block))))
    place = np.arange(len(shape.a))
    kernels.retime(place, block, members, starts, state)
    # The dates stay in their slots and the ties move, so that the steps need not be made again.
    return _moved(shape, shape.a[place], shape.b[place])


def _regrouped(shape: Shape, state: npt.NDArray[np.uint64]) -> Shape:
    from interlocal.inference import removal_kernels as kernels

    groups, first = np.unique(shape.b[shape.dated], return_index=True)
    model = np.flatnonzero(shape.dated)[first]
    place = np.arange(len(groups))
    one = np.array([0, len(groups)], np.int64)
    kernels.retime(place, place.copy(), place.copy(), one, state)
    taken = np.arange(len(shape.a))
    known = np.isin(shape.b, groups)
    taken[known] = model[place][np.searchsorted(groups, shape.b[known])]
    return replace(shape, start=shape.start[taken], end=shape.end[taken])


def _blocks(block: Whole) -> tuple[Whole, Whole]:
    members = np.argsort(block, kind="stable")
    starts = np.searchsorted(block[members], np.arange(int(block.max(initial=-1)) + 2))
    return members.astype(np.int64), starts.astype(np.int64)


def _moved(shape: Shape, a: Small, b: Small) -> Shape:
    """The same network with other ends, keeping what does not depend on them."""
    made = replace(shape, a=a, b=b)
    for name in ("order", "foreign", "steps"):
        if name in shape.__dict__:
            made.__dict__[name] = shape.__dict__[name]
    return made


def in_chunks(
    draws: int,
    work: Callable[[int, int], Floats],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    what: str = "",
    chunk: int = CHUNK,
) -> Floats:
    """`work(first, count)` for all draws, in chunks on threads, put together in order."""
    parts = [(first, min(chunk, draws - first)) for first in range(0, draws, chunk)]
    done: list[Floats] = []
    counted = 0

    def told(found: Floats) -> None:
        nonlocal counted
        done.append(found)
        counted += len(found)
        if progress is not None:
            progress(what, counted, draws)

    if workers == 1:
        for part in parts:
            told(work(*part))
    else:
        with ThreadPoolExecutor(max_workers=workers or _cores()) as pool:
            for found in pool.map(lambda part: work(*part), parts):
                told(found)
    return np.concatenate(done) if done else np.zeros(0)


def _cores() -> int:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(8, count or 1))
