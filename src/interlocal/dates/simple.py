"""Arrays only: the common forms of date (1992, 199X, 1992-02, 1992-02-16, 1991-21, with ? ~ %), many at once.

Whatever is not surely one of these forms is left to the reader of single texts (``ok`` false), which also
words the errors; nothing is guessed here.
"""

# n = texts, w = characters; codes are uint8 (w, n), one column a text, at least 11 rows

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal.dates.civil import days
from interlocal.dates.parts import SEASONS

__all__ = ["Simple", "read_simple"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_X, _DASH, _ZERO = np.uint8(ord("X")), np.uint8(ord("-")), np.uint8(ord("0"))
_UNCERTAIN, _APPROXIMATE, _BOTH = (np.uint8(ord(mark)) for mark in "?~%")

# First month and length of every sub-year code, so that months and seasons go one way: index 0 to 41.
_START = np.zeros(42, dtype=np.int64)
_LENGTH = np.zeros(42, dtype=np.int64)
_START[1:13], _LENGTH[1:13] = np.arange(1, 13), 1
for _code, (_first, _count) in SEASONS.items():
    _START[_code], _LENGTH[_code] = _first, _count


class Simple(NamedTuple):
    """Columns of what was read, each (n,); meaningless where ``ok`` is false."""

    ok: Bools
    lo: Ints
    hi: Ints
    approximate: Bools
    uncertain: Bools
    any_year: Bools


def read_simple(codes: npt.NDArray[np.uint8], length: Ints) -> Simple:
    """Read columns of characters as simple dates."""
    last = codes[np.maximum(length - 1, 0), np.arange(codes.shape[1])]
    both = last == _BOTH
    uncertain, approximate = (last == _UNCERTAIN) | both, (last == _APPROXIMATE) | both
    body = length - (uncertain | approximate)
    has_month, has_day = body >= 7, body == 10
    digit = codes[:10] - _ZERO
    any_digit = codes[:10] == _X
    known = digit <= 9
    ok = ((body == 4) | has_month & ((body == 7) | has_day)) & (known[:4] | any_digit[:4]).all(axis=0)
    year_lo, year_hi = _years(digit, any_digit)
    any_month = has_month & any_digit[5] & any_digit[6]
    month = np.where(any_month, 0, 10 * digit[5].astype(np.int64) + digit[6])
    ok &= ~has_month | (codes[4] == _DASH) & (any_month | known[5] & known[6] & (month <= 41))
    month = np.where(has_month & ok, np.minimum(month, 41), 0)
    whole_year = month == 0
    ok &= ~has_month | any_month | (_LENGTH[month] > 0)
    first_month = np.where(whole_year, 1, _START[month])
    length_in_months = np.where(whole_year, 12, _LENGTH[month])
    lo = days(year_lo, first_month, np.ones_like(month))
    hi = _last(year_hi, first_month + length_in_months)
    if has_day.any():
        any_day = any_digit[8] & any_digit[9]
        day = 10 * digit[8].astype(np.int64) + digit[9]
        # A numbered day needs a numbered month; from 29 on, also a year without X (leap years).
        sure = (month >= 1) & (month <= 12) & known[8] & known[9] & (day >= 1)
        sure &= (day <= 28) | (year_lo == year_hi) & (lo + day - 1 <= hi)
        ok &= ~has_day | (codes[7] == _DASH) & (any_day & (month <= 12) | sure)
        numbered = has_day & ~any_day
        hi = np.where(numbered, days(year_hi, first_month, day), hi)
        lo = np.where(numbered, lo + day - 1, lo)
    return Simple(ok, lo, hi, approximate, uncertain, any_digit[:4].all(axis=0))


def _years(digit: npt.NDArray[np.uint8], any_digit: Bools) -> tuple[Ints, Ints]:
    low, high = np.zeros(digit.shape[1], dtype=np.int64), np.zeros(digit.shape[1], dtype=np.int64)
    for place in range(4):
        low = 10 * low + np.where(any_digit[place], 0, digit[place])
        high = 10 * high + np.where(any_digit[place], 9, digit[place])
    return low, high


def _last(year: Ints, after: Ints) -> Ints:
    """The day before the first of the month ``after``, which may run into the next year (13 to 16)."""
    over = after > 12
    return days(year + over, after - 12 * over, np.ones_like(after)) - 1
