"""What to write instead: remedies for texts that are often found where a date should be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from interlocal.dates.civil import days, iso

__all__ = ["explain"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD_ENDS = {"unknown": "", "unk": "", "open": "..", "present": "..", "now": "..", "ongoing": ".."}
_SPREADSHEET = "a spreadsheet seems to have changed it; restore the date and format the column as text"


def explain(text: str, reason: str) -> str:
    """Return the reason a text is no date, with the likely remedy where the text is a known mistake.

    >>> print(explain("199u", "'199u' is not a date as EDTF (ISO 8601-2) writes it"))
    '199u' is not a date as EDTF (ISO 8601-2) writes it: unknown digits are written X; write '199X'
    """
    for pattern, remedy in _REMEDIES:
        if found := pattern.fullmatch(text):
            return f"{text!r} is not a date as EDTF (ISO 8601-2) writes it: {remedy(found)}"
    if repr(text) not in reason:
        reason = f"{text!r} holds no date: {reason}"
    # Reasons that name their own remedy stand as they are; the bare one needs a next step.
    if reason.endswith("writes it"):
        return f"{reason}: write it like 1992, 1992-02, 1992-02-16, 199X, 1992~ or 1992-02/1995"
    return reason


def _excel_month(found: re.Match[str]) -> str:
    month = _MONTHS.index(found["month"].lower()[:3]) + 1
    digits = found["number"]
    year = digits if len(digits) == 4 else ("20" if int(digits) < 30 else "19") + digits
    return f"{_SPREADSHEET}; probably '{year}-{month:02d}'"


def _parted(found: re.Match[str]) -> str:
    year, month, day = found["year"], int(found["month"]), found["day"]
    # A zero is a placeholder for "not known", never a number to guess from.
    if month == 0 or (day and int(day) == 0):
        kept = f"{year}-{month:02d}" if month else year
        return f"00 is no month or day; leave out what is not known: {kept!r}"
    fixed = f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")
    if found["mark"] in "/.":
        return f"{_SPREADSHEET}; probably {fixed!r}"
    return f"months and days have two digits; write {fixed!r}"


def _slashed(found: re.Match[str]) -> str:
    first, second, year = int(found["first"]), int(found["second"]), found["year"]
    readings = [
        f"'{year}-{month:02d}-{day:02d}'"
        for day, month in dict.fromkeys(((first, second), (second, first)))
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    said = " or ".join(readings) or "year-month-day"
    return f"{_SPREADSHEET}; the year comes first: {said}"


def _serial(found: re.Match[str]) -> str:
    day = iso(days(1899, 12, 30) + int(found[0]))
    return f"{_SPREADSHEET}; as a spreadsheet's day number it would be {day!r}"


def _unspecified(found: re.Match[str]) -> str:
    fixed = re.sub("[ux]", "X", found[0])
    return f"unknown digits are written X; write {fixed!r}"


def _short(found: re.Match[str]) -> str:
    digits = found["digits"]
    if len(digits) == 2 and found[0] == digits:
        return f"a year has four digits; write '19{digits}', or {digits.zfill(4)!r} if it was that long ago"
    return f"a year has four characters; write {digits + 'X' * (4 - len(digits))!r} or {digits.zfill(4)!r}"


def _named_end(found: re.Match[str]) -> str:
    sides = [_WORD_ENDS.get(side.lower(), side) for side in found[0].split("/")]
    return f"an unknown end is left empty and an open one is '..'; write {'/'.join(sides)!r}"


def _dashed_years(found: re.Match[str]) -> str:
    return f"an interval is written with a slash; write '{found[1]}/{found[2]}'"


def _wide(found: re.Match[str]) -> str:
    return f"it has full-width characters; write {unicodedata.normalize('NFKC', found[0])!r}"


def _spaced(found: re.Match[str]) -> str:
    return f"it has space around it; write {found[0].strip()!r}"


def _worded(found: re.Match[str]) -> str:
    # Wordings build on dates; they are needed only for this remedy.
    from interlocal.dates.wording import read_words

    text = read_words(found[0])
    if text is None:
        return "it is worded; write it like 1992, 1992-02, 1992-02-16, 199X, 1992~ or 1992-02/1995"
    return f"it is worded; write {text!r}"


def _month_year(found: re.Match[str]) -> str:
    month = int(found["month"])
    if not 1 <= month <= 12:
        return "write it like 1992-02"
    return f"the year comes first: '{found['year']}-{month:02d}'"


def _clock(found: re.Match[str]) -> str:
    return f"the time of day is not hh:mm:ss, or stands in an interval; the day alone is enough: {found[1]!r}"


_REMEDIES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r""), lambda _: "it is empty; write 'XXXX' where a date is not known"),
    (re.compile(r"\s+.*|.*\s+"), _spaced),
    (re.compile(r".*[０-９－／～].*"), _wide),
    (re.compile(rf"(?i)(?P<month>{'|'.join(_MONTHS)})[a-z]*-(?P<number>\d\d(?:\d\d)?)"), _excel_month),
    (re.compile(rf"(?i)(?P<number>\d\d(?:\d\d)?)-(?P<month>{'|'.join(_MONTHS)})[a-z]*"), _excel_month),
    (re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d\d?)(?:(?P=mark)(?P<day>00?|[1-9]))"), _parted),
    (re.compile(r"(?P<year>\d{4})(?P<mark>[/.])(?P<month>\d\d?)(?:(?P=mark)(?P<day>\d\d?))"), _parted),
    (re.compile(r"(?P<year>\d{4})(?P<mark>-)(?P<month>\d)-(?P<day>\d\d?)"), _parted),
    (re.compile(r"(?P<year>\d{4})(?P<mark>-)(?P<month>\d|00)(?P<day>)"), _parted),
    (re.compile(r"(?P<year>\d{4})(?P<mark>[/.])(?P<month>\d\d?)(?P<day>)"), _parted),
    (re.compile(r"(?P<first>\d\d?)[/.-](?P<second>\d\d?)[/.-](?P<year>\d{4})"), _slashed),
    (re.compile(r"(?P<month>\d\d?)[/.-](?P<year>\d{4})"), _month_year),
    (re.compile(r"\d{5}"), _serial),
    (re.compile(r"(?=.*[ux])[0-9uxX]{4}(?:-[0-9uxX]{2}){0,2}[?~%]?"), _unspecified),
    (re.compile(r"(?P<digits>\d{1,3})"), _short),
    (re.compile(r"(?P<digits>\d{1,2})X"), _short),
    (
        re.compile(r"(?i)[^/]*/(?:unknown|unk|open|present|now|ongoing)|(?:unknown|unk|open)/[^/]*"),
        _named_end,
    ),
    (re.compile(r"(\d{4}) ?[-–—] ?(\d{4})"), _dashed_years),
    (re.compile(r"(.*)(?:\?~|~\?)(.*)"), lambda m: f"both marks together are %; write '{m[1]}%{m[2]}'"),
    (re.compile(r"y-?\d+"), lambda m: f"the Y of a long year is a capital; write {m[0].upper()!r}"),
    (re.compile(r"(-?\d{4}-\d\d-\d\d)[T ]\d.*"), _clock),
    (re.compile(r".*[^\W\d_X]{2,}.*"), _worded),
    (re.compile(r"[^\d]*\d{4}s|c[a.]* ?\d{4}.*"), _worded),
)
