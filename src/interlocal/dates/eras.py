"""Japanese era years, Meiji to Reiwa, as Gregorian dates.

An era's first and last year are short: 昭和64年 is seven days, up to 1989-01-07, and 平成元年 the rest of
1989. Days and months outside their era are refused with the era they belong to. Japan used a lunisolar
calendar up to Meiji 5, so there only the year is read, as approximate. Source: the enthronement
proclamations and ordinances that name each era; Cabinet Order 143 of 2019 for Reiwa.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from interlocal.dates.civil import civil, days, iso, month_length
from interlocal.errors import DateError

__all__ = ["ERA_NAMES", "read_era"]


class _Era(NamedTuple):
    name: str
    kanji: str
    letter: str
    first: int
    last: int | None

    @property
    def year_one(self) -> int:
        return civil(self.first)[0]


# The day of change counts as the first of the new era; Meiji counts from its proclamation.
_ERAS = (
    _Era("meiji", "明治", "m", days(1868, 10, 23), days(1912, 7, 29)),
    _Era("taisho", "大正", "t", days(1912, 7, 30), days(1926, 12, 24)),
    _Era("showa", "昭和", "s", days(1926, 12, 25), days(1989, 1, 7)),
    _Era("heisei", "平成", "h", days(1989, 1, 8), days(2019, 4, 30)),
    _Era("reiwa", "令和", "r", days(2019, 5, 1), None),
)
ERA_NAMES = tuple(era.name for era in _ERAS)
_BY_SPELLING = {key: era for era in _ERAS for key in (era.name, era.kanji, era.letter)}
_GREGORIAN_FROM = days(1873, 1, 1)

_KANJI_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_N = r"(\d{1,2}|[一二三四五六七八九十〇]{1,3})"
_KANJI = re.compile(
    rf"(明治|大正|昭和|平成|令和) ?(?:{_N}|(元)) ?(?:年(?:(度)|(?: ?{_N} ?月(?: ?{_N} ?日)?)?))?"
)
_ROMAN = re.compile(
    r"(fy ?|fiscal (?:year )?)?(?:(meiji|taisho|showa|heisei|reiwa) (\d{1,2})|([mtshr]) ?(\d{1,2}))"
    r"(?:[./-](\d{1,2})(?:[./-](\d{1,2}))?)?( fiscal(?: year)?| ?年度)?"
)


def read_era(text: str) -> tuple[str, str] | None:
    """Return the first and last EDTF text of an era date (the same when one says it); None for other words.

    >>> read_era("平成7年"), read_era("昭和48年5月"), read_era("h7年度")
    (('1995', '1995'), ('1973-05', '1973-05'), ('1995-04', '1996-03'))

    Raises DateError for a date outside its era.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if found := _KANJI.fullmatch(text):
        kanji, number, first, fiscal, month, day = found.groups()
        era, year = _BY_SPELLING[kanji], 1 if first else _number(number)
        return _dated(text, era, year, _given(month), _given(day), bool(fiscal))
    if found := _ROMAN.fullmatch(plain):
        before, name, number, letter, short, month, day, after = found.groups()
        era, year = _BY_SPELLING[name or letter], int(number or short)
        return _dated(text, era, year, _given(month), _given(day), bool(before or after))
    return None


def _number(digits: str) -> int:
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return int("".join(str(_KANJI_DIGITS[digit]) for digit in digits))
    return 10 * (_KANJI_DIGITS[tens] if tens else 1) + (_KANJI_DIGITS[ones] if ones else 0)


def _given(digits: str | None) -> int | None:
    return _number(digits) if digits else None


def _dated(
    text: str, era: _Era, of_era: int, month: int | None, day: int | None, fiscal: bool
) -> tuple[str, str]:
    year = era.year_one + of_era - 1
    if of_era < 1 or (month is not None and not 1 <= month <= 12):
        raise DateError(f"{text!r}: eras count years from 1 and months to 12")
    if fiscal:
        _within(text, era, days(year, 4, 1), days(year, 12, 31))
        return f"{year}-04", f"{year + 1}-03"
    if day is not None and month is not None and not 1 <= day <= month_length(year, month):
        raise DateError(f"{text!r}: month {year}-{month:02d} has {month_length(year, month)} days")
    if days(year, 1, 1) < _GREGORIAN_FROM:
        if month is not None:
            raise DateError(
                f"{text!r}: months up to Meiji 5 are lunisolar; convert the day and write year-month-day"
            )
        return f"{year}~", f"{year}~"
    lo = days(year, month or 1, day or 1)
    hi = days(year, month or 12, day or month_length(year, month or 12))
    low, high = _within(text, era, lo, hi)
    if (low, high) != (lo, hi):
        return iso(low), iso(high)
    said = f"{year}" + "".join(f"-{n:02d}" for n in (month, day) if n is not None)
    return said, said


def _within(text: str, era: _Era, lo: int, hi: int) -> tuple[int, int]:
    """The days that belong to the era; DateError when none does."""
    low, high = max(lo, era.first), hi if era.last is None else min(hi, era.last)
    if low <= high:
        return low, high
    other = next((one for one in _ERAS if one.first <= lo and (one.last is None or lo <= one.last)), None)
    span = f"{iso(era.first)} to {'now' if era.last is None else iso(era.last)}"
    remedy = f"; {iso(lo)} is {other.name.title()} {civil(lo)[0] - other.year_one + 1}" if other else ""
    raise DateError(f"{text!r} lies outside {era.name.title()}, {span}{remedy}")
