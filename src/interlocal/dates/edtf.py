"""The date of one record, as written: an EDTF text, the wording it was read from, and what both say."""

from __future__ import annotations

from dataclasses import dataclass, field

from interlocal.dates.civil import iso
from interlocal.dates.parts import Part
from interlocal.dates.reading import read
from interlocal.dates.span import UNBOUNDED, Span
from interlocal.errors import DateError

__all__ = ["Edtf"]


@dataclass(frozen=True, slots=True, repr=False)
class Edtf:
    """A date in Extended Date/Time Format, with the wording of the source beside it.

    ``text`` is kept to the letter, so ``str(Edtf(text)) == text``. ``printed`` is what the source prints,
    "" when that is not recorded. Two dates are equal when text and wording are.

    Bounds are days since 1970-01-01 in the proleptic Gregorian calendar, both ends inclusive. The date starts
    somewhere in [start_lo, start_hi] and ends somewhere in [end_lo, end_hi]. A date such as ``1992`` is an
    instant of coarse precision: it lies somewhere in 1992, start and end are the same, and ``is_point`` is
    true. A bound that the text does not give is None, and the flags say why: an *open* end (``1992/..``)
    was still in force when the source was written, an *unknown* end (``1992/``) came at some time nobody
    recorded.

    Readings chosen where the standard leaves room:

    - Seasons are meteorological and northern unless the code names a hemisphere (25-28 northern, 29-32
      southern). Winter belongs to the year of its December: ``2001-24`` is December 2001 to February 2002,
      and the southern summer ``2001-30`` likewise.
    - ``?`` (uncertain), ``~`` (approximate) and ``%`` (both) raise flags and leave the bounds as they are;
      how far a date is to be stretched for a mark is the analyst's decision (``Bounds.widened``).
    - The time of day is checked and kept in the text, and does not enter the bounds.
    - A one-of set ``[1992,1995]`` is one instant between its extremes. An all-of set ``{1992-02,1992-04}``
      starts with its first date and ends with its last.
    - ``XXXX`` says nothing about the year: it counts as unknown at both ends.

    >>> late = Edtf("1997/1999", printed="late 1990s")
    >>> str(late), late.printed, late.earliest, late.latest
    ('1997/1999', 'late 1990s', '1997-01-01', '1999-12-31')
    >>> Edtf("1992/..").end_open, Edtf("1992/..").end_hi is None
    (True, True)

    Raises DateError, naming the fault and a remedy, for a text that is not EDTF.

    Source: ISO 8601-2:2019 with Amendment 1; levels 0, 1 and 2, Library of Congress,
    https://www.loc.gov/standards/datetime/.
    """

    text: str
    printed: str = ""
    _span: Span = field(init=False, compare=False)
    _parts: tuple[Part, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise DateError(f"a date is a text, not {self.text!r}; write {str(self.text)!r}")
        span, parts = read(self.text)
        object.__setattr__(self, "_span", span)
        object.__setattr__(self, "_parts", parts)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        wording = f", printed={self.printed!r}" if self.printed else ""
        return f"Edtf({self.text!r}{wording})"

    def __reduce__(self) -> tuple[type[Edtf], tuple[str, str]]:
        return Edtf, (self.text, self.printed)

    @property
    def start_lo(self) -> int | None:
        """Earliest day it can start, None without bound."""
        return _shown(self._span.start_lo)

    @property
    def start_hi(self) -> int | None:
        """Latest day it can start, None without bound."""
        return _shown(self._span.start_hi)

    @property
    def end_lo(self) -> int | None:
        """Earliest day it can end, None without bound."""
        return _shown(self._span.end_lo)

    @property
    def end_hi(self) -> int | None:
        """Latest day it can end, None without bound."""
        return _shown(self._span.end_hi)

    @property
    def earliest(self) -> str | None:
        """Earliest day it can start, as year-month-day; None without bound."""
        return _told(self.start_lo)

    @property
    def latest(self) -> str | None:
        """Latest day it can end, as year-month-day; None without bound."""
        return _told(self.end_hi)

    @property
    def start_open(self) -> bool:
        """Whether the start is open (``../1992``)."""
        return self._span.start_open

    @property
    def end_open(self) -> bool:
        """Whether the end is open (``1992/..``): in force when the source was written."""
        return self._span.end_open

    @property
    def start_unknown(self) -> bool:
        """Whether the start is unknown (``/1992``)."""
        return self._span.start_unknown

    @property
    def end_unknown(self) -> bool:
        """Whether the end is unknown (``1992/``)."""
        return self._span.end_unknown

    @property
    def approximate(self) -> bool:
        """Whether any component is marked ~ or %."""
        return self._span.approximate

    @property
    def uncertain(self) -> bool:
        """Whether any component is marked ? or %."""
        return self._span.uncertain

    @property
    def is_point(self) -> bool:
        """Whether it is one instant (however coarsely known), not an interval or several dates."""
        return self._span.point

    @property
    def has_gaps(self) -> bool:
        """Whether it names several separate dates, so that days between its start and end may not belong."""
        return self._span.gaps

    @property
    def parts(self) -> tuple[Part, ...]:
        """The calendar dates it is made of, each with the qualifier of its year, month and day."""
        return self._parts


def _shown(day: int) -> int | None:
    return None if abs(day) >= UNBOUNDED else day


def _told(day: int | None) -> str | None:
    return None if day is None else iso(day)
