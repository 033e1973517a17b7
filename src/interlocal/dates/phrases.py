"""One worded date: "late 1990s", "24 September 1995", "spring 1991", "FY1998", "20th century".

Conventions, since words like "early" have no agreed bounds. They are the project's own and are given here so
that a reader can disagree with them:

=============  ==================  ==================  ==================
of             early               mid                 late
=============  ==================  ==================  ==================
a decade       years 0 to 3        years 4 to 6        years 7 to 9
a century      years 00 to 33      years 34 to 66      years 67 to 99
a year         January to April    May to August       September to December
a month        days 1 to 10        days 11 to 20       day 21 to the last
=============  ==================  ==================  ==================

The thirds of a month are those that Japanese official texts name (jōjun, chūjun, gejun). The 20th century is
1900 to 1999, as EDTF's ``19XX``. A fiscal year is Japan's, April to March.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from interlocal.dates.civil import month_length
from interlocal.dates.eras import read_era
from interlocal.dates.parts import read_part
from interlocal.errors import DateError

__all__ = ["FISCAL", "MONTHS", "SEASON_CODES", "Fields", "Phrase", "fill", "read_fields", "read_phrase"]

_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS = {name: at for at, name in enumerate(_NAMES, 1)} | {name[:3]: at for at, name in enumerate(_NAMES, 1)}
MONTHS |= {"sept": 9}
SEASON_CODES = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

_MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_PIECES: dict[str, tuple[int, int]] = {
    "early": (0, 3), "beginning of": (0, 3), "start of": (0, 3), "mid": (1, 3), "middle of": (1, 3),
    "late": (2, 3), "end of": (2, 3), "first half of": (0, 2), "second half of": (1, 2),
    "latter half of": (1, 2),
}  # fmt: skip
_CUTS: dict[int, dict[str, tuple[int, ...]]] = {
    3: {
        "decade": (0, 4, 7, 10),
        "century": (0, 34, 67, 100),
        "year": (0, 4, 8, 12),
        "month": (0, 10, 20, 31),
    },
    2: {"decade": (0, 5, 10), "century": (0, 50, 100), "year": (0, 6, 12), "month": (0, 15, 31)},
}
FISCAL = re.compile(r"(?:fy|fiscal(?: year)?)[ -]?(\d{4})|(\d{4}) ?年度")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A worded date as EDTF texts: its first and last date, and what stands for it as an end of an interval.

    ``first == last`` when one text says it all. EDTF allows one date only at an end of an interval, so
    "since the early 1990s" takes the decade, which is wider than said but never wrong.
    """

    first: str
    last: str
    as_start: str
    as_end: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Year, month and day as far as words give them; neighbouring dates may lend the rest."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def text(self) -> str:
        """The EDTF text; the year must be known."""
        return f"{self.year:04d}" + "".join(f"-{n:02d}" for n in (self.month, self.day) if n is not None)


def read_phrase(text: str) -> Phrase | None:
    """Read one worded date, lower case and tidied; None when the words are not known."""
    for pattern, made in _FORMS:
        if found := pattern.fullmatch(text):
            return made(found)
    if era := read_era(text):
        return _single(era[0]) if era[0] == era[1] else Phrase(*era, *era)
    fields = read_fields(text)
    if fields and fields.year is not None and (fields.day is None or fields.month is not None):
        return _single(fields.text)
    try:
        read_part(text.upper())
    except DateError:
        return None
    return _single(text.upper())


def read_fields(text: str) -> Fields | None:
    """Read a date that may lack its month or year: "24 September", "25, 2000", "April"."""
    if found := re.fullmatch(rf"(?:{_DAY}(?: of)? )?{_MONTH},?(?: (?:of )?(\d{{4}}))?", text):
        return Fields(_number(found[3]), MONTHS[found[2]], _number(found[1]))
    if found := re.fullmatch(rf"{_MONTH} {_DAY}(?:,? (\d{{4}}))?", text):
        return Fields(_number(found[3]), MONTHS[found[1]], int(found[2]))
    if found := re.fullmatch(r"(\d{4}) ?年?(?: ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?)?", text):
        return Fields(int(found[1]), _number(found[2]), _number(found[3]))
    if found := re.fullmatch(rf"{_DAY}(?:,? (\d{{4}}))?", text):
        return Fields(_number(found[2]), None, int(found[1]))
    return None


def fill(dates: list[Fields]) -> list[Fields]:
    """Let neighbours lend what is left out: "24 and 25 September 2000", "February and April 1992"."""
    whole = list(dates)
    last = len(whole) - 1
    for at in range(last, -1, -1):  # years, then months of days, come from the right first
        here, after = whole[at], whole[min(at + 1, last)]
        whole[at] = Fields(here.year if here.year is not None else after.year, here.month, here.day)
    for at in [*range(last + 1), *range(last, -1, -1)]:
        here, near = whole[at], (whole[max(at - 1, 0)], whole[min(at + 1, last)])
        month = here.month
        if month is None and here.day is not None:
            month = near[0].month or near[1].month
        year = here.year if here.year is not None else near[0].year
        whole[at] = Fields(year, month, here.day)
    return whole


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _single(text: str) -> Phrase:
    return Phrase(text, text, text, text)


def _piece(found: re.Match[str]) -> Phrase | None:
    at, count = _PIECES[found["piece"]]
    whole = found["whole"]
    kind, base, around = _whole(whole)
    if kind == "":
        return None
    cuts = _CUTS[count][kind]
    low, high = cuts[at], cuts[at + 1] - 1
    if kind in ("decade", "century"):
        return Phrase(f"{base + low:04d}", f"{base + high:04d}", around, around)
    low, high = low + 1, high + 1
    if kind == "month":
        high = min(high, month_length(int(around[:4]), int(around[5:])))
    return Phrase(f"{around}-{low:02d}", f"{around}-{high:02d}", around, around)


def _whole(text: str) -> tuple[str, int, str]:
    """What a piece is cut from: its kind, first year, and EDTF text; kind "" when unknown."""
    if found := re.fullmatch(r"(\d{3})0s", text):
        return "decade", int(found[1]) * 10, found[1] + "X"
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th) century", text):
        return "century", (int(found[1]) - 1) * 100, f"{int(found[1]) - 1:02d}XX"
    fields = read_fields(text)
    if fields is None or fields.year is None or fields.day is not None or (fields.month or 1) > 12:
        return "", 0, ""
    return ("year" if fields.month is None else "month"), fields.year, fields.text


def _whole_period(found: re.Match[str]) -> Phrase:
    return _single(_whole(found[0])[2])


def _season(found: re.Match[str]) -> Phrase:
    return _single(f"{found[2]}-{SEASON_CODES[found[1]]}")


def _fiscal(found: re.Match[str]) -> Phrase:
    year = int(found[1] or found[2])
    ends = (f"{year:04d}-04", f"{year + 1:04d}-03")
    return Phrase(*ends, *ends)


def _japanese_piece(found: re.Match[str]) -> Phrase:
    decade = int(found[1]) * 10
    low, high = {"前半": (0, 4), "後半": (5, 9), None: (0, 9)}[found[2]]
    text = found[1] + "X"
    return Phrase(f"{decade + low}", f"{decade + high}", text, text) if found[2] else _single(text)


def _before_christ(found: re.Match[str]) -> Phrase:
    year = 1 - int(found[1])
    return _single(f"-{-year:04d}" if year < 0 else "0000")


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Phrase | None]], ...] = (
    (re.compile(rf"(?P<piece>{'|'.join(_PIECES)}) (?:the )?(?P<whole>.+)"), _piece),
    (re.compile(r"\d{3}0s|(?:[1-9]|[1-9]\d)(?:st|nd|rd|th) century"), _whole_period),
    (re.compile(rf"({'|'.join(SEASON_CODES)}),?(?: of)? (\d{{4}})(?:[-/]\d\d(?:\d\d)?)?"), _season),
    (FISCAL, _fiscal),
    (re.compile(r"(\d{3})0 ?年代(前半|後半)?"), _japanese_piece),
    (re.compile(r"([1-9]\d{0,3}) ?bce?"), _before_christ),
)
