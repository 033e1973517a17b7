"""Dates together with the order that the sources state between them: a Simple Temporal Network.

Every dated point has a first and a last possible day; every order says how many days one point lies after
another. What follows from all of them together is exact: the tightest bounds, what must and what can come
first, and whether the coding contradicts itself. Source: R. Dechter, I. Meiri and J. Pearl, "Temporal
constraint networks", Artificial Intelligence 49 (1991).
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from interlocal.dates import clusters as _clusters
from interlocal.dates.bounds import Bounds
from interlocal.dates.closure import closed
from interlocal.dates.contradiction import Contradiction
from interlocal.dates.drawing import end_of
from interlocal.dates.relations import Answer
from interlocal.dates.sampling import sample_points
from interlocal.dates.span import UNBOUNDED
from interlocal.dates.window import Window, within
from interlocal.errors import DateError

__all__ = ["Chronology", "Order"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Order:
    """A source says that ``later`` comes ``at_least`` and ``at_most`` so many days after ``earlier``.

    ``record`` is the id of the record that says so. ``at_most=None`` sets no limit. Lags in words of months
    or years come from ``lag``: ``Order("o1", "t1", "t2", *lag("P4M/P6M"))``.

    Raises DateError when at_most is less than at_least.
    """

    record: str
    earlier: str
    later: str
    at_least: int = 0
    at_most: int | None = None

    def __post_init__(self) -> None:
        if self.at_most is not None and self.at_most < self.at_least:
            raise DateError(
                f"order {self.record!r}: at most {self.at_most} days is less than at least {self.at_least}; "
                "exchange them"
            )


class Chronology:
    """Dated points and the order stated between them.

    ``points`` are ids, ``lo`` and ``hi`` their first and last possible days (int64, inclusive; of the same
    length). After construction ``lo`` and ``hi`` are the tightest that dates and orders imply together, and
    ``contradiction`` is None, or names the records that cannot all be right; then ``lo`` and ``hi`` stay as
    given and every question raises DateError.

    Only points that an order touches enter any matrix, one for each cluster of points that orders link;
    thousands of unordered points cost nothing.

    >>> from interlocal.dates import iso
    >>> five_months = Order("o1", "visit", "letter", 150, 153)
    >>> chronology = Chronology(["visit", "letter"], [8035, 8035], [8400, 8400], [five_months])
    >>> [iso(day) for day in (chronology.lo[1], chronology.hi[0])]
    ['1992-05-30', '1992-08-03']
    >>> chronology.order("visit", "letter").name, chronology.order("letter", "visit").name
    ('CERTAIN', 'IMPOSSIBLE')

    Raises DateError for an order of a point that is not there, a point named twice, or lo > hi.
    """

    points: tuple[str, ...]
    lo: Ints
    hi: Ints
    contradiction: Contradiction | None

    def __init__(
        self, points: Sequence[str], lo: npt.ArrayLike, hi: npt.ArrayLike, orders: Sequence[Order] = ()
    ) -> None:
        names = {name: at for at, name in enumerate(points)}
        self._build(tuple(points), names, np.asarray(lo), np.asarray(hi), orders, np.full(len(points), -1))

    @classmethod
    def from_dates(
        cls, ids: Sequence[str], dates: Bounds, orders: Sequence[Order] = (), *, window: Window | None = None
    ) -> Chronology:
        """Return the chronology of dated records: each id is the start of its record, ``id:end`` its end.

        An end never comes before its start. A record dated by one instant has one point under both names.
        Lags run from start to start unless an order names an end. With a ``window``, sides without bound
        are first put ``within`` it; without one they stay free (enough for order, not for samples).

        >>> from interlocal.dates import bounds
        >>> some = Chronology.from_dates(["t1"], bounds(["1992/1995"]))
        >>> some.order("t1", "t1:end").name
        'CERTAIN'
        """
        if len(ids) != len(dates):
            raise DateError(f"{len(dates)} dates and {len(ids)} ids: each date needs the id of its record")
        known = dates if window is None else within(dates, window)
        m, long = len(ids), np.flatnonzero(~known.point)
        names = {name: at for at, name in enumerate(ids)}
        names |= {end_of(name): at for at, name in enumerate(ids) if known.point[at]}
        names |= {end_of(ids[at]): m + place for place, at in enumerate(long.tolist())}
        end_of_start = np.full(m + len(long), -1)
        end_of_start[long] = m + np.arange(len(long))
        points = (*ids, *(end_of(ids[at]) for at in long.tolist()))
        lo = np.concatenate([known.start_lo, known.end_lo[long]])
        hi = np.concatenate([known.start_hi, known.end_hi[long]])
        made = cls.__new__(cls)
        made._build(points, names, lo, hi, orders, end_of_start)
        made._records = m
        return made

    def _build(
        self,
        points: tuple[str, ...],
        names: dict[str, int],
        lo: Ints,
        hi: Ints,
        orders: Sequence[Order],
        end_of_start: npt.NDArray[np.intp],
    ) -> None:
        self.points, self._names, self._end_of_start = points, names, end_of_start
        self._records = len(points)
        if len(set(points)) < len(points):
            twice = next(name for at, name in enumerate(points) if name in points[:at])
            raise DateError(f"point {twice!r} is there twice; give every point its own id")
        if not len(points) == len(lo) == len(hi):
            raise DateError(
                f"{len(points)} points, {len(lo)} first and {len(hi)} last days: numbers must agree"
            )
        if np.any(lo > hi):
            at = int(np.flatnonzero(lo > hi)[0])
            raise DateError(f"point {points[at]!r}: its last possible day comes before its first")
        links = [(self._at(one.earlier, one), self._at(one.later, one), one) for one in orders]
        statements = [(i, j, one.at_least, one.at_most, one.record) for i, j, one in links]
        touched = {at for i, j, _ in links for at in (i, j)}
        statements += [
            (i, int(j), 0, None, points[i])
            for i, j in enumerate(end_of_start)
            if j >= 0 and (i in touched or int(j) in touched)
        ]
        made = _clusters.build(points, lo.astype(np.int64), hi.astype(np.int64), statements)
        self.lo, self.hi, self._clusters, self.contradiction = made

    def __len__(self) -> int:
        return len(self.points)

    def order(self, earlier: str, later: str, *, strict: bool = False) -> Answer:
        """Say whether ``earlier`` comes no later than ``later``; with ``strict``, on an earlier day.

        CERTAIN: in every dating that dates and orders admit; POSSIBLE: in some; IMPOSSIBLE: in none.

        Raises DateError for an unknown point or a contradictory chronology.
        """
        return Answer(int(self.orders([earlier], [later], strict=strict)[0]))

    def orders(
        self, earlier: Sequence[str], later: Sequence[str], *, strict: bool = False
    ) -> npt.NDArray[np.int8]:
        """Answer ``order`` for many pairs: int8 codes of Answer, shape (len(earlier),)."""
        self._check()
        i = np.array([self._at(name) for name in earlier], dtype=np.int64)
        j = np.array([self._at(name) for name in later], dtype=np.int64)
        gap = 1 if strict else 0
        certain, possible = self._most(j, i) <= -gap, self._most(i, j) >= gap
        return possible.astype(np.int8) + (certain & possible)

    def possible(self, chain: Sequence[str], *, strict: bool = False) -> bool:
        """Say whether some dating has every point of the chain no later than the next, all at once.

        Each link can be possible while the chain is not. A chain of one point or none is possible.
        """
        self._check()
        at = [self._at(name) for name in chain]
        inner = list(dict.fromkeys(at))
        grid = np.array(inner, dtype=np.int64)
        most = self._most(np.repeat(grid, len(grid)), np.tile(grid, len(grid))).reshape(len(grid), len(grid))
        place = {point: number for number, point in enumerate(inner)}
        for first, then in pairwise(at):
            i, j = place[first], place[then]
            most[j, i] = min(most[j, i], -1.0 if strict else 0.0)
        return closed(most) is not None

    def certain(self, chain: Sequence[str], *, strict: bool = False) -> bool:
        """Say whether every dating has every point of the chain no later than the next.

        A chain of one point or none is certain.
        """
        return bool((self.orders(chain[:-1], chain[1:], strict=strict) == Answer.CERTAIN).all())

    def sample(self, n: int, seed: int, *, first: int = 0) -> Ints:
        """Draw n datings that respect every date and every order: days, shape (len(points), n).

        Points are drawn one after another, earlier before later, each uniformly on the days that the points
        drawn before leave it. Every draw is feasible and every feasible dating can be drawn, but not all
        are equally likely: this is not the uniform distribution on the feasible datings. A point's draws
        belong to its id, so points of other clusters never shift them, and a record without order draws
        what ``draw`` draws.

        Raises DateError when a point has a side without bound, or the chronology is contradictory.
        """
        self._check()
        free = (self.lo <= -UNBOUNDED) | (self.hi >= UNBOUNDED)
        if free.any():
            name = self.points[int(np.flatnonzero(free)[0])]
            raise DateError(f"point {name!r} has no bound on one side; give the observation window")
        return sample_points(
            self.points, self.lo, self.hi, self._clusters.groups, self._end_of_start, n, seed, first
        )

    def sample_dates(self, n: int, seed: int, *, first: int = 0) -> tuple[Ints, Ints]:
        """Draw as ``sample`` does and return starts and ends, two arrays of shape (records, n).

        For a chronology made ``from_dates``; rows are in the order of its ids.
        """
        days = self.sample(n, seed, first=first)
        starts = np.arange(self._records)
        ends = np.where(self._end_of_start[starts] >= 0, self._end_of_start[starts], starts)
        return days[starts], days[ends]

    def most(self, i: Ints, j: Ints) -> npt.NDArray[np.float64]:
        """Return the most days that points j can lie after points i (positions in ``points``), inf without limit.

        Raises DateError for a contradictory chronology.
        """
        self._check()
        return self._most(i, j)

    def _check(self) -> None:
        if self.contradiction is not None:
            raise DateError(str(self.contradiction))

    def _at(self, name: str, order: Order | None = None) -> int:
        if name not in self._names:
            place = f"order {order.record!r}: " if order else ""
            raise DateError(f"{place}there is no point {name!r}; {_nearest(name, list(self._names))}")
        return self._names[name]

    def _most(self, i: Ints, j: Ints) -> npt.NDArray[np.float64]:
        """The most days that points j can lie after points i."""
        most = self._clusters.most(self.lo, self.hi, i, j)
        return np.where(self._end_of_start[j] == i, np.minimum(most, 0.0), most)


def _nearest(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(map(repr, near))}?" if near else "give its date first"
