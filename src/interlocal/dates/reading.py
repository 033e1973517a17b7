"""A whole EDTF text: a date, a date-time, an interval, a one-of set or an all-of set, as a Span."""

from __future__ import annotations

import re
from functools import lru_cache

from interlocal.dates.mistakes import explain
from interlocal.dates.parts import Part, read_part
from interlocal.dates.span import UNBOUNDED, Span
from interlocal.errors import DateError

__all__ = ["read"]

_CLOCK = re.compile(
    r"(-?\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:0\d|1[0-4])(?::[0-5]\d)?)?"
)


@lru_cache(maxsize=1 << 16)
def read(text: str) -> tuple[Span, tuple[Part, ...]]:
    """Return what an EDTF text says and the calendar dates it is made of; DateError when it is none."""
    try:
        if text[:1] in "[{" and text:
            return _set(text)
        if "/" in text:
            return _interval(text)
        if "T" in text and (found := _CLOCK.fullmatch(text)):
            return _one(read_part(found[1]))
        return _one(read_part(text))
    except DateError as error:
        raise DateError(explain(text, str(error))) from None


def _one(part: Part) -> tuple[Span, tuple[Part, ...]]:
    span = Span(
        part.lo,
        part.hi,
        part.lo,
        part.hi,
        start_unknown=part.any_year,
        end_unknown=part.any_year,
        approximate=part.approximate,
        uncertain=part.uncertain,
        point=True,
    )
    return span, (part,)


def _interval(text: str) -> tuple[Span, tuple[Part, ...]]:
    left, _, right = text.partition("/")
    start = None if left in ("", "..") else read_part(left)
    end = None if right in ("", "..") else read_part(right)
    parts = tuple(part for part in (start, end) if part)
    if not parts:
        raise DateError(f"{text!r}: an interval needs a date on one side; a wholly unknown date is 'XXXX'")
    if start and end and end.hi < start.lo:
        raise DateError(f"{text!r} ends before it starts; write the earlier date first: '{right}/{left}'")
    start_lo, start_hi = (start.lo, start.hi) if start else (-UNBOUNDED, UNBOUNDED)
    end_lo, end_hi = (end.lo, end.hi) if end else (-UNBOUNDED, UNBOUNDED)
    span = Span(
        start_lo,
        min(start_hi, end_hi),
        max(start_lo, end_lo),
        end_hi,
        start_open=left == "..",
        end_open=right == "..",
        start_unknown=left == "" or (start is not None and start.any_year),
        end_unknown=right == "" or (end is not None and end.any_year),
        approximate=any(part.approximate for part in parts),
        uncertain=any(part.uncertain for part in parts),
    )
    return span, parts


def _set(text: str) -> tuple[Span, tuple[Part, ...]]:
    closing = "]" if text[0] == "[" else "}"
    if len(text) < 2 or text[-1] != closing:
        raise DateError(f"{text!r}: a set that opens with {text[0]!r} closes with {closing!r}")
    members = [member.strip(" ") for member in text[1:-1].split(",")]
    pairs = [_member(text, member, at, len(members)) for at, member in enumerate(members)]
    parts = tuple(part for pair in pairs for part in dict.fromkeys(pair) if part)
    earlier, later = pairs[0][0] is None, pairs[-1][1] is None
    firsts = [first or last for first, last in pairs]
    lasts = [last or first for first, last in pairs]
    span = (
        _one_of(firsts, lasts, earlier, later) if closing == "]" else _all_of(firsts, lasts, earlier, later)
    )
    marks = {
        "approximate": any(part.approximate for part in parts),
        "uncertain": any(part.uncertain for part in parts),
    }
    return span._replace(**marks), parts


def _member(text: str, member: str, at: int, count: int) -> tuple[Part | None, Part | None]:
    """Return a member's first and last date, the same for a single date; None where a range has no end."""
    left, dots, right = member.partition("..")
    if not dots:
        part = read_part(member)
        return part, part
    if not (left or right) or (not left and at > 0) or (not right and at < count - 1):
        raise DateError(
            f"{text!r}: '..' stands before the first date of a set, after the last, or between two"
        )
    first = read_part(left) if left else None
    last = read_part(right) if right else None
    if first and last and last.hi < first.lo:
        raise DateError(f"{text!r}: the range {member!r} ends before it starts; write '{right}..{left}'")
    return first, last


def _one_of(firsts: list[Part | None], lasts: list[Part | None], earlier: bool, later: bool) -> Span:
    lo = -UNBOUNDED if earlier else min(part.lo for part in firsts if part)
    hi = UNBOUNDED if later else max(part.hi for part in lasts if part)
    return Span(lo, hi, lo, hi, start_unknown=earlier, end_unknown=later, point=True)


def _all_of(firsts: list[Part | None], lasts: list[Part | None], earlier: bool, later: bool) -> Span:
    start_lo = -UNBOUNDED if earlier else min(part.lo for part in firsts if part)
    start_hi = min(part.hi for part in firsts if part)
    end_lo = max(part.lo for part in lasts if part)
    end_hi = UNBOUNDED if later else max(part.hi for part in lasts if part)
    single = len(firsts) == 1 and firsts == lasts and not (earlier or later)
    return Span(
        start_lo,
        start_hi,
        end_lo,
        end_hi,
        start_open=earlier,
        end_open=later,
        point=single,
        gaps=len(firsts) > 1,
    )
