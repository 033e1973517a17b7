"""When records were, in days, and in which period of a case they certainly or possibly fall."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from interlocal.casebook.book import Casebook
from interlocal.casebook.chronology import FAR, chronology, said_of_time
from interlocal.casebook.codebook import Period
from interlocal.dates import bounds, end_of, iso

__all__ = ["Placing", "Span", "said_span"]


class Span(NamedTuple):
    """Where an instant lies: first and last possible day since 1970-01-01, both included."""

    lo: int
    hi: int

    def within(self, other: Span) -> bool:
        """Whether it certainly lies in the other.

        >>> Span(3, 5).within(Span(1, 5)), Span(3, 6).within(Span(1, 5))
        (True, False)
        """
        return other.lo <= self.lo and self.hi <= other.hi

    def meets(self, other: Span) -> bool:
        """Whether it possibly lies in the other."""
        return self.lo <= other.hi and other.lo <= self.hi


def said_span(span: Span | None) -> str:
    """A span as EDTF: a day, month or year where it is just that, else first and last day.

    >>> said_span(Span(0, 0)), said_span(Span(0, 30)), said_span(Span(0, 364)), said_span(Span(0, 729))
    ('1970-01-01', '1970-01', '1970', '[1970..1971]')
    >>> said_span(Span(5, 400)), said_span(None)
    ('[1970-01-06..1971-02-05]', '')
    """
    if span is None:
        return ""
    first, last = iso(span.lo), iso(span.hi)
    if first == last:
        return first
    if first.endswith("-01-01") and iso(span.hi + 1)[:4] != last[:4]:
        return first[:4] if first[:4] == last[:4] else f"[{first[:4]}..{last[:4]}]"
    if first.endswith("-01") and iso(span.hi + 1)[:7] != last[:7]:
        return first[:7] if first[:7] == last[:7] else f"[{first[:7]}..{last[:7]}]"
    return f"[{first}..{last}]"


@dataclass(frozen=True)
class Placing:
    """The dates of a casebook's records, narrowed by what its order rows say."""

    book: Casebook

    @functools.cached_property
    def _known(self) -> dict[str, Span]:
        found = chronology(self.book)
        # Dates that contradict the stated order stay as they are written; `interlocal check` says which.
        if found.contradiction is None:
            return {name: Span(int(found.lo[i]), int(found.hi[i])) for i, name in enumerate(found.points)}
        said = said_of_time(self.book)
        return {
            name: Span(int(lo), int(hi))
            for name, lo, hi in zip(said.points, said.low, said.high, strict=True)
        }

    def start(self, record: str) -> Span | None:
        """When a record began, or a position was taken; None for a record without dates (an actor)."""
        return self._known.get(record)

    def end(self, record: str) -> Span | None:
        """When a record ended; an instant ends when it begins."""
        return self._known.get(end_of(record)) or self.start(record)

    def told(self, record: str) -> bool:
        """Whether the source narrows a record's beginning to less than its window."""
        span = self.start(record)
        return span is not None and not (span.lo <= self.window.lo and span.hi >= self.window.hi)

    @functools.cached_property
    def window(self) -> Span:
        """The observation window."""
        return self._days(self.book.codebook.window.start, self.book.codebook.window.end)

    def period(self, period: Period) -> Span:
        """A period's first and last day."""
        return self._days(period.start, period.end)

    def active(self, record: str, span: Span, *, certainly: bool) -> bool:
        """Whether a record, from its beginning to its end, certainly (or possibly) falls into a span at all."""
        start, end = self.start(record), self.end(record)
        if start is None or end is None:
            return False
        if certainly:
            return (start.hi <= span.hi and end.lo >= span.lo and end.lo >= start.hi) or start.within(span)
        return start.lo <= span.hi and end.hi >= span.lo

    def not_before(self, later: str, earlier: str) -> bool | None:
        """Whether one record certainly began no earlier than another; None where dates leave it open."""
        a, b = self.start(earlier), self.start(later)
        if a is None or b is None:
            return None
        if b.lo >= a.hi:
            return True
        return False if b.hi < a.lo else None

    def covering(self, records: Iterable[str]) -> Span | None:
        """From the first possible beginning to the last of several records that are dated."""
        spans = [span for one in records if self.told(one) and (span := self.start(one))]
        return Span(min(s.lo for s in spans), max(s.hi for s in spans)) if spans else None

    @staticmethod
    def _days(start: str, end: str) -> Span:
        found = bounds([start, end])
        lo, hi = int(found.start_lo[0]), int(found.end_hi[1])
        return Span(max(lo, -FAR), min(hi, FAR))
