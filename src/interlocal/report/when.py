"""When a record held, as bounds inside the observation window, ready to be drawn and compared.

A start or an end is a `Moment`: an instant somewhere between two days, counted from 1970-01-01, both
inclusive. Unknown is not open: an unknown bound takes the window's, an open end is censored at the
window's end. A date that cannot be read counts as unknown here; `interlocal check` names it.
"""

from __future__ import annotations

from dataclasses import dataclass

from interlocal.dates import Edtf
from interlocal.errors import DateError

__all__ = ["Moment", "Stretch", "moment", "order", "stretch", "year_of"]


@dataclass(frozen=True)
class Moment:
    """Where one instant lies: bounds in days, and whether they are the source's or only the window's."""

    lo: int
    hi: int
    known: bool = True
    open: bool = False
    earlier: bool = False
    """The source only says "not after": the lower bound is the window's."""

    @property
    def days(self) -> int:
        """How many days it might be."""
        return self.hi - self.lo + 1


@dataclass(frozen=True)
class Stretch:
    """Where a record's beginning and end lie; a point has one instant for both."""

    start: Moment
    end: Moment
    point: bool = False

    @property
    def dated(self) -> bool:
        """Whether the source gives any date."""
        return self.start.known or (self.end.known and not self.end.open)


def moment(text: str, window: tuple[int, int]) -> Moment:
    """Where the instant an EDTF text names lies; the whole window when it names none.

    >>> moment("1992-02", (0, 20000))
    Moment(lo=8066, hi=8094, known=True, open=False, earlier=False)
    >>> moment("", (0, 20000)).known
    False
    """
    text = text.strip()
    if text == "..":
        return Moment(window[1], window[1], known=False, open=True)
    try:
        date = Edtf(text)
    except DateError:
        return Moment(*window, known=False)
    lo, hi = date.start_lo, date.end_hi
    if lo is None and hi is None:
        return Moment(*window, known=False)
    earlier = lo is None
    lo = min(window[0], hi or window[0]) if lo is None else lo
    return Moment(lo, max(window[1], lo) if hi is None else hi, earlier=earlier)


def stretch(start: str, end: str, window: tuple[int, int], *, standing: bool = False) -> Stretch:
    """Bounds of a record from its start and end cells; without an end, an event is a point."""
    first = moment(start, window)
    if not end.strip() and not standing:
        return Stretch(first, first, point=True)
    if end.strip():
        last = moment(end, window)
        last = Moment(max(last.lo, first.lo), max(last.hi, first.lo), last.known, last.open)
    else:
        last = Moment(first.lo, max(window[1], first.lo), known=False)
    if last.known:
        first = Moment(first.lo, min(first.hi, last.hi), first.known, earlier=first.earlier)
    return Stretch(first, last)


def year_of(day: int) -> float:
    """A day as a decimal year, for a time axis."""
    return 1970 + day / 365.2425


def order(first: Moment, second: Moment) -> str:
    """Whether the first comes `before` the second, `after` it, or whether that is `undecided`.

    Before and after hold for every admissible dating of the two, taken apart.

    >>> order(Moment(0, 5), Moment(6, 9)), order(Moment(0, 6), Moment(6, 9)), order(Moment(9, 9), Moment(1, 2))
    ('before', 'undecided', 'after')
    """
    if not (first.known and second.known):
        return "undecided"
    if first.hi < second.lo:
        return "before"
    return "after" if first.lo > second.hi else "undecided"
