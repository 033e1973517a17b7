"""One calendar date of EDTF, alone, in an interval or in a set: 1992-02, 199X, ?2004-06-~11, 1991-21."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from interlocal.dates.civil import days, month_length
from interlocal.errors import DateError

__all__ = ["SEASONS", "Part", "read_part"]

# Sub-year groupings of ISO 8601-2: (first month, number of months); month 12 runs into the next year.
# 21-24 name no hemisphere and are read as northern meteorological seasons.
SEASONS: dict[int, tuple[int, int]] = {
    **{code: (3 * (code - 21) + 3, 3) for code in range(21, 25)},  # spring, summer, autumn, winter
    **{code: (3 * (code - 25) + 3, 3) for code in range(25, 29)},  # the same, northern by name
    **{29: (9, 3), 30: (12, 3), 31: (3, 3), 32: (6, 3)},  # southern spring, summer, autumn, winter
    **{code: (3 * (code - 33) + 1, 3) for code in range(33, 37)},  # quarters
    **{code: (4 * (code - 37) + 1, 4) for code in range(37, 40)},  # thirds
    **{code: (6 * (code - 40) + 1, 6) for code in range(40, 42)},  # halves
}

# Years beyond this have no day number that the arithmetic could hold.
_MAX_YEAR = 10**14

_DATE = re.compile(
    r"([?~%]?)(-?)([0-9X]{4})([?~%]?)"
    r"(?:-([?~%]?)([0-9X]{2})([?~%]?)(?:-([?~%]?)([0-9X]{2})([?~%]?))?)?"
)
_YEAR = re.compile(r"([?~%]?)(?:(Y)(-?)([1-9][0-9]*)(?:E([0-9]+))?|(-?)([0-9]{4}))(?:S([0-9]+))?([?~%]?)")


@dataclass(frozen=True, slots=True)
class Part:
    """A calendar date: its text, first and last possible day, and the qualifier of each component.

    ``marks`` holds one of "", "?" (uncertain), "~" (approximate), "%" (both) for year, month or season, and
    day. ``any_year`` is true for XXXX: nothing is known about the year.
    """

    text: str
    lo: int
    hi: int
    marks: tuple[str, str, str]
    any_year: bool = False

    @property
    def uncertain(self) -> bool:
        """Whether any component is marked ? or %."""
        return any(mark in "?%" for mark in self.marks if mark)

    @property
    def approximate(self) -> bool:
        """Whether any component is marked ~ or %."""
        return any(mark in "~%" for mark in self.marks if mark)


def read_part(text: str) -> Part:
    """Read one calendar date; DateError when the text is none."""
    if found := _DATE.fullmatch(text):
        return _calendar(text, *found.groups(default=""))
    if found := _YEAR.fullmatch(text):
        return _long_year(text, *found.groups(default=""))
    raise DateError(f"{text!r} is not a date as EDTF (ISO 8601-2) writes it")


def _calendar(
    text: str,
    q0: str,
    sign: str,
    year: str,
    q1: str,
    q2: str,
    month: str,
    q3: str,
    q4: str,
    day: str,
    q5: str,
) -> Part:
    marks = _marks(text, (q0, q2, q4), (q1, q3, q5))
    if sign and year == "0000":
        raise DateError(f"{text!r}: year 0 has no sign; write {text.replace('-0000', '0000', 1)!r}")
    if not month and "X" not in year:
        number = -int(year) if sign else int(year)
        return Part(text, days(number, 1, 1), days(number, 12, 31), marks)
    if month.isdigit() and int(month) in SEASONS and not day:
        lo, hi = _season(_years(sign, year), int(month))
        return Part(text, lo, hi, marks, year == "XXXX")
    months = _matching(month or "XX", 1, 12)
    if not months:
        raise DateError(f"{text!r}: there is no month {month}; months are 01 to 12, seasons 21 to 41")
    in_month = _matching(day or "XX", 1, 31)
    years = _years(sign, year)
    first, last = _first(years, months, in_month), _first(years[::-1], months[::-1], in_month[::-1])
    if first is None or last is None:
        raise DateError(f"{text!r}: {_no_such_day(sign + year, month, day)}")
    return Part(text, first, last, marks, year == "XXXX" and not sign)


def _marks(text: str, before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, str, str]:
    """A mark after a component covers it and everything to its left; a mark before it covers it alone."""
    if not any(before + after):
        return ("", "", "")
    if any(left and right for left, right in zip(before, after, strict=True)):
        raise DateError(
            f"{text!r}: a component has two qualifiers; write % for both uncertain and approximate"
        )
    covering = (after[0] + after[1] + after[2], after[1] + after[2], after[2])
    return (_mark(before[0] + covering[0]), _mark(before[1] + covering[1]), _mark(before[2] + covering[2]))


def _mark(said: str) -> str:
    if not said:
        return ""
    uncertain, approximate = "?" in said or "%" in said, "~" in said or "%" in said
    return "%" if uncertain and approximate else "?" if uncertain else "~"


def _years(sign: str, digits: str) -> range | list[int]:
    """Every year that the digits can mean, ascending."""
    if "X" not in digits:
        return [-int(digits) if sign else int(digits)]
    if digits.rstrip("X") + "X" * digits.count("X") == digits:
        step = 10 ** digits.count("X")
        low = int(digits.rstrip("X") or "0") * step
        return range(1 - low - step, 1 - low) if sign else range(low, low + step)
    years = [year for year in range(10000) if _fits(digits, f"{year:04d}")]
    return [-year for year in reversed(years)] if sign else years


@cache
def _matching(digits: str, low: int, high: int) -> tuple[int, ...]:
    return tuple(number for number in range(low, high + 1) if _fits(digits, f"{number:02d}"))


def _fits(pattern: str, digits: str) -> bool:
    return all(p in ("X", d) for p, d in zip(pattern, digits, strict=True))


def _first(years: Iterable[int], months: Iterable[int], in_month: Iterable[int]) -> int | None:
    """The first day, in the order given, that the calendar has."""
    for year in years:
        for month in months:
            for day in in_month:
                if day <= month_length(year, month):
                    return days(year, month, day)
    return None


def _season(years: range | list[int], code: int) -> tuple[int, int]:
    first, length = SEASONS[code]
    after = first + length
    last = days(years[-1] + 1, after - 12, 1) if after > 13 else days(years[-1], after, 1)
    return days(years[0], first, 1), last - 1


def _no_such_day(year: str, month: str, day: str) -> str:
    if month.isdigit() and year.lstrip("-").isdigit():
        length = month_length(int(year), int(month))
        return f"month {year}-{month} has no day {day}; its days are 01 to {length}"
    return f"no month that fits has a day {day}"


def _long_year(
    text: str,
    q0: str,
    mark: str,
    minus: str,
    digits: str,
    power: str,
    sign: str,
    four: str,
    kept: str,
    q1: str,
) -> Part:
    """Y-years, exponents (Y-17E7) and significant digits (1950S2: some year from 1900 to 1999)."""
    if mark and len(digits) <= 4 and not power:
        plain = minus + digits.zfill(4)
        raise DateError(f"{text!r}: Y is for years of more than four digits; write {plain!r}")
    if len(digits) + int(power or 0) > 15:
        raise DateError(f"{text!r}: years are counted up to 10**14 either way; check the number of digits")
    size = int(digits or four) * 10 ** int(power or 0)
    if size > _MAX_YEAR:
        raise DateError(f"{text!r}: years are counted up to 10**14 either way; check the number of digits")
    low = high = size
    if kept:
        loose = len(str(size)) - int(kept)
        if int(kept) == 0 or loose < 0:
            raise DateError(
                f"{text!r}: S{kept} asks for {kept} significant digits; give 1 to {len(str(size))}"
            )
        low = size // 10**loose * 10**loose
        high = low + 10**loose - 1
    if minus or sign:
        low, high = -high, -low
    return Part(text, days(low, 1, 1), days(high, 12, 31), _marks(text, (q0, "", ""), (q1, "", "")))
