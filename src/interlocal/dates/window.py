"""The observation window: what bounds a date that nobody recorded, and cuts one that was still running."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from interlocal.dates.bounds import Bounds
from interlocal.dates.civil import iso
from interlocal.dates.edtf import Edtf
from interlocal.errors import DateError

__all__ = ["Window", "within"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """The days that the sources observe, first and last included, as day numbers since 1970-01-01.

    >>> print(Window.of("1979/2003-06"))
    1979-01-01/2003-06-30

    Raises DateError when the last day comes before the first.
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise DateError(f"the window {self} ends before it starts; exchange its two days")

    @classmethod
    def of(cls, date: str | Edtf) -> Window:
        """Return the window from the earliest start to the latest end of a date; DateError without bound."""
        edtf = Edtf(date) if isinstance(date, str) else date
        if edtf.start_lo is None or edtf.end_hi is None:
            raise DateError(
                f"the window {str(edtf)!r} has no bound on one side; write both, like '1979/2003'"
            )
        return cls(edtf.start_lo, edtf.end_hi)

    def __str__(self) -> str:
        return f"{iso(self.first)}/{iso(self.last)}"


def within(dates: Bounds, window: Window) -> Bounds:
    """Return the same dates with every side bounded, by the observation window where the text gives no bound.

    - An *unknown* start lies between the window's first day and the end; an unknown end between the start
      and the window's last day; a date unknown altogether anywhere in the window.
    - An *open* end was in force when the source was written: it is put at the window's last day and flagged
      ``censored``, so that it is never mistaken for an observed end. An open start is put at the first day.
    - What the text says is never changed: a date outside the window stays where it is, and an unknown or
      open end of it follows it there (its start day at the least).

    >>> from interlocal.dates import bounds
    >>> seen = within(bounds(["1992/..", "1992/", "1950"]), Window.of("1979/2003"))
    >>> [iso(day) for day in seen.end_lo], seen.censored.tolist()
    (['2003-12-31', '1992-01-01', '1950-01-01'], [True, False, False])
    """
    ends = np.stack([dates.start_lo, dates.start_hi, dates.end_lo, dates.end_hi])
    ends = np.where(dates.point, _points(dates, ends, window), _stretches(dates, ends, window))
    return replace(
        dates,
        start_lo=ends[0],
        start_hi=np.minimum(ends[1], ends[3]),
        end_lo=np.maximum(ends[2], ends[0]),
        end_hi=ends[3],
        censored=dates.censored | dates.end_open,
    )


def _points(dates: Bounds, ends: Ints, window: Window) -> Ints:
    """One instant: the side without bound goes to the window's edge, never past the side that is known."""
    no_lo, no_hi = dates.start_unknown, dates.end_unknown
    lo, hi = np.where(no_lo, window.first, ends[0]), np.where(no_hi, window.last, ends[3])
    lo, hi = np.where(no_lo, np.minimum(lo, hi), lo), np.where(no_hi, np.maximum(lo, hi), hi)
    return np.stack([lo, hi, lo, hi])


def _stretches(dates: Bounds, ends: Ints, window: Window) -> Ints:
    """A start and an end: the side that is free is bounded by the window and by the side that is known."""
    first, last = window.first, window.last
    free_start, free_end = dates.start_open | dates.start_unknown, dates.end_open | dates.end_unknown
    not_before, not_after = np.where(free_start, first, ends[:2]), np.where(free_end, last, ends[2:])
    opened = np.minimum(first, not_after)
    closed = np.maximum(last, not_before)
    start = np.where(dates.start_unknown, np.stack([opened[0], not_after[1]]), ends[:2])
    end = np.where(dates.end_unknown, np.stack([not_before[0], closed[1]]), ends[2:])
    return np.concatenate([np.where(dates.start_open, opened, start), np.where(dates.end_open, closed, end)])
