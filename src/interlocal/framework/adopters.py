"""Who adopted a policy, by when, and on which day in each simulated coding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.casebook.book import Casebook
from interlocal.casebook.chronology import FAR, moments
from interlocal.casebook.records import Position
from interlocal.errors import DateError
from interlocal.framework.scope import HOLDING
from interlocal.framework.study import Study

__all__ = ["Adoptions", "adopters", "adoptions", "count_by", "days_of"]

Ints = npt.NDArray[np.int64]


def days_of(cell: str) -> tuple[int, int] | None:
    """First and last day of a date cell, either ±FAR where open; None where it says or can be read as nothing.

    >>> days_of("1970"), days_of("")
    ((0, 364), None)
    """
    try:
        low, high = (int(side[0]) for side in moments([cell]))
    except DateError:
        return None
    return None if (low, high) == (-FAR, FAR) else (low, high)


def adopters(book: Casebook, policy: str) -> tuple[Position, ...]:
    """The adoptions of one policy, one an actor, by date: of several of one actor, the earliest.

    Earliest is by the last possible day, so that a vague date does not win; undated ones come last.

    >>> from interlocal.casebook.folder import read
    >>> [p.actor for p in adopters(read("takao2003"), "residents-assembly")]
    ['kawasaki-assembly', 'tokyo-metro', 'kyoto-city', 'kanagawa-prefecture', 'mitaka-city']
    """

    def key(p: Position) -> tuple[bool, int, str]:
        known = days_of(p.date)
        return known is None, known[1] if known else 0, p.id

    first: dict[str, Position] = {}
    for p in sorted(book.positions, key=key):
        if p.policy == policy and p.kind == "adoption" and p.status in HOLDING:
            first.setdefault(p.actor, p)
    return tuple(first.values())


def count_by(dates: Sequence[tuple[int, int] | None], day: int) -> tuple[int, int]:
    """How many had certainly, and how many had possibly adopted by a day (None: undated, possibly any time).

    >>> count_by([(0, 5), (4, 9), None], 5)
    (1, 3)
    """
    return (
        sum(d is not None and d[1] <= day for d in dates),
        sum(d is None or d[0] <= day for d in dates),
    )


@dataclass(frozen=True, eq=False)
class Adoptions:
    """The adoptions of a policy with the day of each in every world, (adopters, n), and whether it stands.

    `first` and `last` are the earliest and latest days that dates and stated order admit together.
    """

    policy: str
    found: tuple[Position, ...]
    days: Ints
    stands: npt.NDArray[np.bool_]
    first: tuple[int, ...]
    last: tuple[int, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of the adopters."""
        return tuple(p.actor for p in self.found)


def adoptions(study: Study, policy: str) -> Adoptions:
    """The dated adoptions of a policy; undated ones are left out, as no order can be told of them.

    A disputed adoption stands in a world with the probability of its certainty (one half where none
    is coded); every other one stands in all worlds, so that what is drawn is dates.
    """
    found = tuple(p for p in adopters(study.book, policy) if days_of(p.date) is not None)
    clock = study.network().clock
    at = [clock.chronology.points.index(p.id) for p in found]
    days = np.array([study.days(p.id) for p in found], np.int64).reshape(len(found), study.n)
    disputed = np.array([p.status == "disputed" for p in found], bool)
    chance = np.array([0.5 if p.certainty is None else p.certainty for p in found])
    drawn = draws.uniform(study.seed, "presence", [p.id for p in found], study.n)
    stands = (drawn < chance[:, None]) | ~disputed[:, None] if found else np.zeros((0, study.n), bool)
    return Adoptions(
        policy,
        found,
        days,
        stands,
        tuple(clock.lows[k] for k in at),
        tuple(clock.highs[k] for k in at),
    )
