"""Durations as ranges of days: what "five months later" can mean on a calendar."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from interlocal.dates.civil import days
from interlocal.errors import DateError

__all__ = ["lag"]

_DURATION = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_CYCLE_MONTHS, _CYCLE_DAYS = 4800, 146097  # the Gregorian calendar repeats after 400 years


@lru_cache(maxsize=4096)
def lag(text: str) -> tuple[int, int | None]:
    """Return the least and the most days of a duration, or of a range of durations.

    Weeks and days are exact. Years and months are as long as they can be on the calendar: P1M is 28 to 31
    days, P5M 150 to 153, P1Y 365 to 366. A range takes the least of its first and the most of its second
    duration; ".." leaves a side open: ``../P6M`` starts at 0 days, ``P4M/..`` has no most (None). "About
    five months later" is for the coder to bracket: ``P4M/P6M``.

    >>> lag("P5M"), lag("P4M/P6M"), lag("P2W"), lag("P1Y/..")
    ((150, 153), (120, 184), (14, 14), (365, None))

    Raises DateError for what is no such duration, or a range whose first is longer than its second.

    Source: ISO 8601-1:2019, durations (years, months, weeks, days).
    """
    if "/" not in text:
        return _range(text, text)
    left, _, right = text.partition("/")
    least = 0 if left == ".." else _range(left, text)[0]
    most = None if right == ".." else _range(right, text)[1]
    if most is not None and most < least:
        raise DateError(f"{text!r}: the first duration is longer than the second; write '{right}/{left}'")
    return least, most


def _range(duration: str, text: str) -> tuple[int, int]:
    found = _DURATION.fullmatch(duration)
    if found is None or duration[-1].isdigit():
        raise DateError(f"{text!r} is not a lag: {_remedy(duration)}")
    years, months, weeks, exact = (int(number or 0) for number in found.groups())
    if max(years, months, weeks, exact) > 10**12:
        raise DateError(f"{text!r}: lags are counted up to 10**12 of a unit; check the number of digits")
    least, most = _months(12 * years + months)
    return least + 7 * weeks + exact, most + 7 * weeks + exact


@lru_cache(maxsize=1024)
def _months(count: int) -> tuple[int, int]:
    """The least and the most days from the first of a month to the first of the month ``count`` later."""
    cycles, rest = divmod(count, _CYCLE_MONTHS)
    month = np.arange(2 * _CYCLE_MONTHS)
    firsts = days(2000 + month // 12, month % 12 + 1, np.ones_like(month))
    spans = firsts[rest : rest + _CYCLE_MONTHS] - firsts[:_CYCLE_MONTHS]
    return cycles * _CYCLE_DAYS + int(spans.min()), cycles * _CYCLE_DAYS + int(spans.max())


def _remedy(duration: str) -> str:
    if duration.startswith("-"):
        return "a lag is not negative; exchange the earlier and the later record"
    if re.search(r"\d[.,]\d", duration):
        return "use whole numbers of a smaller unit, P18M for a year and a half"
    if "T" in duration:
        return "days are the smallest unit; leave out the time"
    return "write P and numbers of years, months, weeks, days: P5M, P1Y6M, P2W, P10D, or a range P4M/P6M"
