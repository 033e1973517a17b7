"""When a record held, as four bounds inside the observation window, ready to be drawn and compared.

`start_lo … start_hi` is where its beginning lies, `end_lo … end_hi` its end, in days counted from
1970-01-01, all inclusive. Unknown is not open: an unknown bound takes the window's, an open end is
censored at the window's end.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

__all__ = ["Moment", "Stretch", "moment", "stretch", "year_of"]

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_PART = re.compile(r"(\d{2}[\dX]{2})(?:-(\d\d|XX))?(?:-(\d\d|XX))?")


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


def _part(text: str) -> tuple[int, int] | None:
    found = _PART.match(re.sub(r"[?~%]", "", text).split("T")[0])
    if not found:
        return None
    low, high = (int(found[1].replace("X", digit)) for digit in "09")
    month = int(found[2]) if found[2] and found[2] != "XX" else 0
    try:
        if not 1 <= month <= 12:  # a season or none: the year bounds it
            return _ordinal(low, 1, 1), _ordinal(high, 12, 31)
        if found[3] and found[3] != "XX":
            return _ordinal(low, month, int(found[3])), _ordinal(high, month, int(found[3]))
        return _ordinal(low, month, 1), _ordinal(high, month, calendar.monthrange(high, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def _ordinal(year: int, month: int, day: int) -> int:
    return datetime.date(year, month, day).toordinal() - _EPOCH


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
    parts = [part for piece in re.split(r"\.\.|/|,", text.strip("[]{} ")) if (part := _part(piece.strip()))]
    if not parts:
        return Moment(*window, known=False)
    lo, hi = min(part[0] for part in parts), max(part[1] for part in parts)
    earlier = re.match(r"[\[{]?\.\.", text) is not None
    if earlier:
        lo = min(window[0], hi)
    if re.search(r"\.\.[\]}]?$", text):
        hi = max(window[1], lo)
    return Moment(lo, hi, earlier=earlier)


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
        first = Moment(first.lo, min(first.hi, last.hi), first.known)
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
