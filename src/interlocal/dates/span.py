"""What a date says, in numbers: bounds of its start and of its end, and flags."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["UNBOUNDED", "UNKNOWN", "Span"]

# Stands for "no bound" inside the arithmetic, on either side of zero. Beyond any day that can be written
# (years stop at 10**14, 3.7 * 10**16 days), and small enough that adding two of them still fits 64 bits.
UNBOUNDED = 2**61


class Span(NamedTuple):
    """Bounds of one date in days since 1970-01-01, inclusive, with start_lo <= end_lo, start_hi <= end_hi.

    ``point`` means that start and end are one and the same instant. ``gaps`` means that the date names
    several separate dates ({1992-02,1992-04}), so that not every day between its start and its end belongs
    to it.
    """

    start_lo: int
    start_hi: int
    end_lo: int
    end_hi: int
    start_open: bool = False
    end_open: bool = False
    start_unknown: bool = False
    end_unknown: bool = False
    approximate: bool = False
    uncertain: bool = False
    point: bool = False
    gaps: bool = False


# A date of which nothing is known: some instant.
UNKNOWN = Span(-UNBOUNDED, UNBOUNDED, -UNBOUNDED, UNBOUNDED, start_unknown=True, end_unknown=True, point=True)
