"""From the words of a source to EDTF: "late 1990s", "since 1971", "February and April 1992", 平成7年度."""

from __future__ import annotations

import difflib
import re
import unicodedata

from interlocal.dates.civil import iso
from interlocal.dates.edtf import Edtf
from interlocal.dates.eras import ERA_NAMES
from interlocal.dates.parts import read_part
from interlocal.dates.phrases import (
    FISCAL,
    MONTHS,
    SEASON_CODES,
    Phrase,
    fill,
    read_fields,
    read_phrase,
)
from interlocal.errors import DateError

__all__ = ["from_wording", "read_words"]

_LEADING = re.compile(r"(?:(?:in|on|during|at|the|sometime|some time|throughout)\s+)+")
_ABOUT = re.compile(r"(?:circa|ca|c|about|around|approximately|roughly)\s+(.+)")
_PERHAPS = re.compile(r"(?:probably|possibly|perhaps|presumably)\s+(.+)")
_BY = re.compile(r"(?:by|no later than)\s+(?:the )?(.+)")
_BEFORE = re.compile(r"(?:before|prior to)\s+(?:the )?(.+)")
_AFTER = re.compile(r"after\s+(?:the )?(.+)")
_SINCE = re.compile(r"(?:since|starting in)\s+(?:the )?(.+)|(?:from\s+)?(?:the )?(.+?)\s+(?:on|onwards?)")
_UNTIL = re.compile(r"(?:until|till|up to)\s+(?:the )?(.+)")
_AS_OF = re.compile(r"as (?:of|at)\s+(.+)")
_BETWEEN = re.compile(r"between\s+(.+?)\s+and\s+(.+)")
_TO = re.compile(r"(?:from\s+)?(.+?)\s+(?:to|through|until|till)\s+(.+)")
_DASH = re.compile(r"(.+?)\s*-\s*(.+)")
_AND = re.compile(r"\s+and\s+|\s*&\s*")
_OR = re.compile(r"\s+or\s+")

_WORDS = sorted(
    {
        *MONTHS,
        *SEASON_CODES,
        *ERA_NAMES,
        "early",
        "mid",
        "late",
        "century",
        "fiscal",
        "year",
        "circa",
        "about",
    }
    | {
        "around",
        "since",
        "before",
        "after",
        "until",
        "between",
        "from",
        "onwards",
        "beginning",
        "middle",
        "first",
    }
    | {"half", "second", "probably", "possibly", "through", "and", "or", "by", "to", "of", "in", "the", "as"}
)


def read_words(wording: str) -> str | None:
    """The EDTF text that a wording says, or None where it is not understood.

    >>> read_words("c. 1995"), read_words("soon")
    ('1995~', None)
    """
    try:
        return _read(_tidy(wording), False)
    except DateError:
        return None


def from_wording(wording: str, *, moment: bool = False) -> Edtf:
    """Return the EDTF date that a source's wording says, with the wording kept as ``printed``.

    Periods that EDTF cannot name by one date ("late 1990s", FY1998) become intervals, ``1997/1999``: the
    period itself. For an event that happened at one time within the period, ``moment=True`` gives the
    one-of set ``[1997..1999]`` instead, so that "before 1998" stays possible for it. The bounds of early,
    mid and late are conventions (see ``interlocal.dates.phrases``). Besides:

    - "by X" is some time up to the end of X, its beginning unknown: ``[..1999]``; "before X" ends the day (or
      year) before; "after X" likewise.
    - "since X" and "X onwards" are open (``1971/..``), "until X" has an unknown start (``/1995``).
    - "as of X" is X itself.
    - "A and B" are both (``{1992-02,1992-04}``), "A or B" is one of them.
    - An end of an interval is a single date in EDTF: "since the late 1990s" takes the decade, ``199X/..``.
    - A text that is EDTF already stays as it is, so "1910-12" is December 1910.

    >>> str(from_wording("late 1990s")), str(from_wording("late 1990s", moment=True))
    ('1997/1999', '[1997..1999]')
    >>> [str(from_wording(words)) for words in ("by the late 1990s", "since 1971", "平成7年度")]
    ['[..1999]', '1971/..', '1995-04/1996-03']

    Raises DateError for words that are not understood, with near suggestions.
    """
    if not isinstance(wording, str):
        raise DateError(f"a wording is a text, not {wording!r}; write {str(wording)!r}")
    try:
        return Edtf(wording.strip(), printed=wording)
    except DateError:
        pass
    said = _tidy(wording)
    text = _read(said, moment)
    if text is None:
        raise DateError(f"the date {wording!r} is not understood; {_suggest(said, moment)}")
    return Edtf(text, printed=wording)


def _tidy(wording: str) -> str:
    """Lower case, plain spaces and hyphens, no full stops after letters, no leading prepositions."""
    plain = wording.translate(dict.fromkeys(map(ord, "–—‐‑‒―−〜～"), "-"))
    plain = " ".join(unicodedata.normalize("NFKC", plain).lower().split()).strip(" ,;.")
    plain = re.sub(r"(?<=[a-z])\.", "", plain).replace("'s", "s").replace("’s", "s")
    plain = re.sub(r"\b(early|mid|late)-(?=[\da-z])", r"\1 ", plain)
    return _LEADING.sub("", plain, count=1) if _LEADING.match(plain) else plain


def _read(said: str, moment: bool) -> str | None:
    if found := _ABOUT.fullmatch(said):
        return _marked(_read(_tidy(found[1]), moment), "~")
    if found := _PERHAPS.fullmatch(said):
        return _marked(_read(_tidy(found[1]), moment), "?")
    if found := _AS_OF.fullmatch(said):
        return _read(_tidy(found[1]), moment)
    if (text := _one_sided(said)) is not None:
        return text
    if phrase := read_phrase(said):
        return _spelled(phrase, moment)
    for pattern in (_BETWEEN, _TO):
        if (found := pattern.fullmatch(said)) and (pair := _phrases([found[1], found[2]])):
            return _range(pair, moment)
    for pattern, brackets in ((_AND, "{}"), (_OR, "[]")):
        if pattern.search(said) and (
            several := _phrases(re.split(r"\s*,\s+(?=\D)|" + pattern.pattern, said))
        ):
            return brackets[0] + ",".join(_member(one) for one in several) + brackets[1]
    if (found := _DASH.fullmatch(said)) and (pair := _phrases([found[1], found[2]])):
        return _range(pair, moment)
    return None


def _one_sided(said: str) -> str | None:
    """By, before, after, since, until."""
    for pattern in (_BY, _BEFORE, _AFTER, _SINCE, _UNTIL):
        found = pattern.fullmatch(said)
        phrase = read_phrase(_tidy(next(group for group in found.groups() if group))) if found else None
        if phrase is None:
            continue
        if pattern is _BY:
            return f"[..{phrase.last}]"
        if pattern is _BEFORE:
            return f"[..{_beside(phrase.first, -1)}]"
        if pattern is _AFTER:
            return f"[{_beside(phrase.last, 1)}..]"
        return f"{phrase.as_start}/.." if pattern is _SINCE else f"/{phrase.as_end}"
    return None


def _beside(text: str, step: int) -> str:
    """The year before or after a plain year, the day before or after anything else."""
    if re.fullmatch(r"[0-9]{4}", text) and 0 <= int(text) + step <= 9999:
        return f"{int(text) + step:04d}"
    part = read_part(text)
    return iso(part.lo - 1 if step < 0 else part.hi + 1)


def _spelled(phrase: Phrase, moment: bool) -> str:
    if phrase.first == phrase.last:
        return phrase.first
    return f"[{phrase.first}..{phrase.last}]" if moment else f"{phrase.first}/{phrase.last}"


def _range(pair: list[Phrase], moment: bool) -> str:
    left, right = pair
    return f"[{left.first}..{right.last}]" if moment else f"{left.as_start}/{right.as_end}"


def _member(phrase: Phrase) -> str:
    return phrase.first if phrase.first == phrase.last else f"{phrase.first}..{phrase.last}"


def _marked(text: str | None, mark: str) -> str | None:
    """Put a qualifier behind every date of the text."""
    if text is None:
        return None
    return re.sub(r"[0-9X-]{4,}(?:E\d+)?(?![0-9X~?%])", lambda found: found[0] + mark, text)


def _phrases(pieces: list[str]) -> list[Phrase] | None:
    """Read several dates that may share a month, a year or the word fiscal."""
    tidied = [_tidy(piece) for piece in pieces if piece.strip()]
    for at in range(1, len(tidied)):
        tidied[at] = _continued(tidied[at - 1], tidied[at])
    fields = [read_fields(piece) for piece in tidied]
    known = [one for one in fields if one is not None]
    if len(known) == len(fields):
        whole = fill(known)
        if any(one.year is None or (one.day is not None and one.month is None) for one in whole):
            return None
        return [Phrase(one.text, one.text, one.text, one.text) for one in whole]
    phrases = [read_phrase(piece) for piece in tidied]
    read = [phrase for phrase in phrases if phrase is not None]
    return read if len(read) == len(phrases) else None


def _continued(before: str, piece: str) -> str:
    """Complete a short second year: 1992-95, FY1996-98."""
    fiscal = FISCAL.fullmatch(before)
    if fiscal and re.fullmatch(r"\d\d(?:\d\d)?", piece):
        return f"fy{fiscal[1][: 4 - len(piece)]}{piece}" if fiscal[1] else piece
    if re.fullmatch(r"\d{4}", before) and re.fullmatch(r"\d\d", piece):
        return before[:2] + piece
    return piece


def _suggest(said: str, moment: bool) -> str:
    mended = said
    for word in re.findall(r"[a-z]{3,}", said):
        if word not in _WORDS and (near := difflib.get_close_matches(word, _WORDS, n=1, cutoff=0.7)):
            mended = re.sub(rf"\b{word}\b", near[0], mended)
    try:
        text = _read(mended, moment) if mended != said else None
    except DateError:
        text = None
    if text is not None:
        return f"did you mean {mended!r}, {text!r}?"
    return (
        "write it like 'late 1990s', 'spring 1991', '24 September 1995', 'since 1971', 'FY1998', or as EDTF"
    )
