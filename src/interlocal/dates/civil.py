"""Days counted from 1970-01-01 in the proleptic Gregorian calendar, for any year.

The arithmetic uses only ``+ - * // %``, so the same function serves integers and int64 arrays. Year 0 is 1
BCE. Method: count years from 1 March, so that the leap day is the last day of its year (H. Hinnant,
"chrono-compatible low-level date algorithms").
"""

from __future__ import annotations

from typing import overload

import numpy as np
import numpy.typing as npt

__all__ = ["civil", "days", "iso", "month_length"]

Ints = npt.NDArray[np.int64]


@overload
def days(year: int, month: int, day: int) -> int: ...
@overload
def days(year: Ints, month: Ints, day: Ints) -> Ints: ...
def days(year: int | Ints, month: int | Ints, day: int | Ints) -> int | Ints:
    """Return the day number of a calendar date; 1970-01-01 is day 0 and earlier days are negative.

    Month is 1 to 13 (13 is January of the next year); the day is not checked.

    >>> days(1970, 1, 1), days(1995, 9, 24), days(0, 1, 1)
    (0, 9397, -719528)
    """
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def civil(day: int) -> tuple[int, int, int]:
    """Return (year, month, day of month) of a day number.

    >>> civil(-719528)
    (0, 1, 1)
    """
    era, of_era = divmod(day + 719468, 146097)
    of_era_year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * of_era_year + of_era_year // 4 - of_era_year // 100)
    shifted = (5 * of_year + 2) // 153
    month = (shifted + 2) % 12 + 1
    return of_era_year + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month, 28 to 31.

    >>> month_length(1900, 2), month_length(2000, 2)
    (28, 29)
    """
    if month != 2:
        return 30 if month in (4, 6, 9, 11) else 31
    return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28


def iso(day: int) -> str:
    """Return a day number as year-month-day, to be read; a year above 9999 has a plus sign.

    >>> iso(9397), iso(-719893)
    ('1995-09-24', '-0001-01-01')
    """
    year, month, of_month = civil(int(day))
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{of_month:02d}"
