"""When the moments of a network can lie, and what is certain or possible of their order.

A moment is a start or an end of a record; several ties may share one. Its bounds are days since
1970-01-01, both inclusive, the tightest that dates and order statements imply together
(`interlocal.dates.Chronology`, a Simple Temporal Network; Dechter, Meiri and Pearl 1991).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.errors import NetworkError

__all__ = ["ALWAYS", "NEVER", "Clock"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ALWAYS = -(1 << 30)
"""Stands for "from the beginning" in arrays of days; it fits 32 bits."""

NEVER = 1 << 30
"""Stands for "never reached" or "without end" in arrays of days; it fits 32 bits."""


@dataclass(frozen=True, eq=False)
class Clock:
    """The moments of a network: names, tightest bounds, and which moments order statements link.

    `group[m]` is the number of the moments' cluster of order statements, -1 for a free moment;
    within a cluster `limits[g][place[i], place[j]]` is the most that j can lie after i, in days.

    >>> clock = Clock.of(["visit", "letter"], [0, 0], [10, 10], [("visit", "letter", 2, None)])
    >>> clock.certainly(0, 1), clock.possibly(1, 0), clock.low.tolist()
    (True, False, [0, 2])
    """

    chronology: dates.Chronology
    low: Ints
    high: Ints
    group: tuple[int, ...]
    place: tuple[int, ...]
    limits: tuple[Floats, ...]

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        low: Sequence[int] | Ints,
        high: Sequence[int] | Ints,
        order: Iterable[tuple[str, str, int, int | None]] = (),
    ) -> Clock:
        """A clock from names, first and last possible days, and (earlier, later, least, most) in days."""
        stated = [dates.Order(f"order {k + 1}", *row) for k, row in enumerate(order)]
        return cls.from_chronology(dates.Chronology(names, np.asarray(low), np.asarray(high), stated), stated)

    @classmethod
    def from_chronology(cls, chronology: dates.Chronology, order: Iterable[dates.Order]) -> Clock:
        """A clock of the same moments; `order` are the statements that the chronology was made with."""
        if chronology.contradiction is not None:
            raise NetworkError(str(chronology.contradiction))
        groups = _linked(chronology.points, order)
        group, place = [-1] * len(chronology), [-1] * len(chronology)
        limits = []
        for number, members in enumerate(groups):
            for k, member in enumerate(members):
                group[member], place[member] = number, k
            at = np.array(members)
            grid = chronology.most(np.repeat(at, len(at)), np.tile(at, len(at)))
            limits.append(grid.reshape(len(at), len(at)))
        low = np.maximum(chronology.lo, ALWAYS)
        high = np.minimum(chronology.hi, NEVER)
        return cls(chronology, low, high, tuple(group), tuple(place), tuple(limits))

    def __len__(self) -> int:
        return len(self.group)

    @functools.cached_property
    def lows(self) -> list[int]:
        """First possible days as plain integers, for loops."""
        days: list[int] = self.low.tolist()
        return days

    @functools.cached_property
    def highs(self) -> list[int]:
        """Last possible days as plain integers, for loops."""
        days: list[int] = self.high.tolist()
        return days

    @functools.cached_property
    def fixed(self) -> bool:
        """Whether every moment is known to the day."""
        return bool((self.low == self.high).all())

    def most(self, i: int, j: int) -> float:
        """The most days that moment j can lie after moment i."""
        if i == j:
            return 0.0
        if self.group[i] >= 0 and self.group[i] == self.group[j]:
            return float(self.limits[self.group[i]][self.place[i], self.place[j]])
        return float(self.highs[j] - self.lows[i])

    def certainly(self, i: int, j: int) -> bool:
        """Whether moment i is no later than moment j in every dating."""
        return self.highs[i] <= self.lows[j] or self.most(j, i) <= 0

    def possibly(self, i: int, j: int) -> bool:
        """Whether moment i is no later than moment j in some dating."""
        return self.lows[i] <= self.highs[j] and self.most(i, j) >= 0

    def together(
        self,
        pairs: Iterable[tuple[int, int]],
        *,
        after: int = ALWAYS,
        before: int = NEVER,
        gaps: Iterable[tuple[int, int, int]] = (),
    ) -> tuple[dict[int, int], dict[int, int]] | None:
        """Bounds of the moments in `pairs` when in each pair the first is no later than the second.

        Every first moment also lies no later than `before`, every second no earlier than `after`. Of each
        of `gaps` the second lies at most so many days after the first. None when no dating has all of it at
        once: each link can be possible while the chain is not.
        """
        pairs = list(pairs)
        inner = list(dict.fromkeys(m for pair in pairs for m in pair))
        at = {m: k + 1 for k, m in enumerate(inner)}
        most = self._matrix(inner)
        for i, j in pairs:
            most[at[j], at[i]] = min(most[at[j], at[i]], 0)
            most[0, at[i]] = min(most[0, at[i]], before)
            most[at[j], 0] = min(most[at[j], 0], -after)
        for i, j, days in gaps:
            most[at[i], at[j]] = min(most[at[i], at[j]], days)
        for k in range(len(most)):
            np.minimum(most, most[:, k : k + 1] + most[k], out=most)
        if (most.diagonal() < 0).any():
            return None
        return {m: int(-most[k, 0]) for m, k in at.items()}, {m: int(most[0, k]) for m, k in at.items()}

    def _matrix(self, inner: list[int]) -> Floats:
        """Limits among moments, with the origin of days as row and column 0."""
        most = np.zeros((len(inner) + 1, len(inner) + 1))
        most[0, 1:] = self.high[inner]
        most[1:, 0] = -self.low[inner]
        for a, i in enumerate(inner):
            for b, j in enumerate(inner):
                most[a + 1, b + 1] = self.most(i, j)
        return most

    def draw(self, moments: Sequence[int], n: int, seed: int) -> npt.NDArray[np.int32]:
        """n datings of the chosen moments that respect bounds and order: days, shape (moments, n), 32 bits.

        A moment's draws belong to its record: other records never shift them.
        """
        days = self.chronology.sample(n, seed)[np.asarray(moments, dtype=np.int64)]
        return np.clip(days, ALWAYS, NEVER).astype(np.int32)


def _linked(points: tuple[str, ...], order: Iterable[dates.Order]) -> list[list[int]]:
    """The sets of moments that order statements link, each sorted."""
    names = {name: k for k, name in enumerate(points)}
    root = list(range(len(points)))

    def find(k: int) -> int:
        while root[k] != k:
            root[k] = root[root[k]]
            k = root[k]
        return k

    touched = set()
    for one in order:
        i, j = names[one.earlier], names[one.later]
        root[find(i)] = find(j)
        touched |= {i, j}
    sets: dict[int, list[int]] = {}
    for k in sorted(touched):
        sets.setdefault(find(k), []).append(k)
    return list(sets.values())
