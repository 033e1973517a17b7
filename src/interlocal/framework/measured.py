"""One number that a measure gives, and what a measure says about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interlocal.provenance import Estimate, Result

if TYPE_CHECKING:
    from interlocal.framework.study import Study

__all__ = ["Measure", "Measured", "spoken"]


class Measured(Result, frozen=True):
    """One number of one measure: of whom, in which case and layer, with its interval and evidence.

    `measure` and `number` name it ("cohesion", "relational"); `case` is an id of the codebook, "" for
    the whole casebook; `layer` is "contact", "attribution", "both" or "" where ties do not enter.
    `about` is the id of the actor, class, policy or pair ("a>b") that it is about, "" for none.
    `unit` is "share", "probability", "date", "days", "years", "count", "level" or "" for an index
    without a unit; a date is its day since 1970-01-01, and `said` holds it as EDTF. `said` is what
    the number says in words; `why` says why there is none, where `estimate.value` is None.
    `records` are the ids of the records it was read from.
    """

    measure: str
    number: str
    case: str
    layer: str
    about: str
    estimate: Estimate
    unit: str = ""
    said: str = ""
    why: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A measure: its meaning first, then how it is computed, and the function that reads it.

    `code` is its place in the documentation of the method (M1 to M13); `formula` is text;
    `range` is the interval in which its numbers lie, as text; `degenerate` says what it gives where
    there is nothing to compute from; `null` names the rungs of the null ladder that speak to it;
    `references` are citations. Which roles a measure speaks to is said by a framework, not here.
    """

    code: str
    name: str
    meaning: str
    formula: str
    range: str
    degenerate: str
    null: str
    references: tuple[str, ...]
    read: Callable[[Study], Iterable[Measured]]


def spoken(words: str, names: Mapping[str, str], most: int = 5) -> str:
    """What a number says, with the ids in its lists put into names; of a long list the first few.

    >>> spoken("3 stances; against: jp-mot, un", {"jp-mot": "Ministry of Transport", "un": "United Nations"})
    '3 stances; against: Ministry of Transport, United Nations'
    >>> spoken("a, b, c–a", {"a": "A", "b": "B", "c": "C"}, most=2)
    'A, B and 1 more'
    """
    return "; ".join(_named(part, names, most) for part in words.split("; "))


def _named(part: str, names: Mapping[str, str], most: int) -> str:
    head, colon, tail = part.rpartition(": ")
    items = [_item(one, names) for one in tail.split(", ")]
    known = [one for one in items if one is not None]
    if len(known) < len(items):
        return part
    shown = ", ".join(known[:most]) + (f" and {len(known) - most} more" if len(known) > most else "")
    return f"{head}{colon}{shown}"


def _item(item: str, names: Mapping[str, str]) -> str | None:
    """An id, a pair of ids, or an id and a word, in names; None for anything else."""
    ends = item.split("–")
    if all(one in names for one in ends):
        return "–".join(names[one] for one in ends)
    first, space, rest = item.partition(" ")
    return f"{names[first]}{space}({rest})" if first in names and rest.isalpha() else None
