"""What a cell of a casebook table may hold: small frozen kinds, used as annotations on the records."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ANY",
    "Dates",
    "Id",
    "Kind",
    "Lag",
    "Number",
    "OneOf",
    "Ref",
    "Refs",
    "Score",
    "Sha256",
    "Text",
    "Whole",
    "Words",
]

ANY = "*"
"""A reference to a record of any table: its prefix says which."""


@dataclass(frozen=True, eq=False)
class Kind:
    """Base of the kinds of cell; `doc` is what the Data Package descriptor says of the column.

    Kinds compare by identity: `typing` merges annotations whose metadata are equal, and two
    columns that look alike must stay two columns.
    """

    doc: str = ""


@dataclass(frozen=True, eq=False)
class Text(Kind):
    """Free text, possibly empty."""


@dataclass(frozen=True, eq=False)
class Words(Kind):
    """Free text that must not be empty."""


@dataclass(frozen=True, eq=False)
class Id(Kind):
    """The record's own identifier: unique within the casebook, minted once, never reused."""


@dataclass(frozen=True, eq=False)
class Dates(Kind):
    """An EDTF date or interval, or empty for unknown."""


@dataclass(frozen=True, eq=False)
class Lag(Kind):
    """An ISO 8601 duration, or empty."""


@dataclass(frozen=True, eq=False)
class Sha256(Kind):
    """A SHA-256 digest in lower-case hexadecimal, or empty."""


@dataclass(frozen=True, eq=False)
class Score(Kind):
    """A level 0 to 4 of a role's anchors, or `not_codable`."""


class Number(Kind):
    """A number within bounds (both included), or empty for not stated."""

    def __init__(self, low: float | None = None, high: float | None = None, doc: str = "") -> None:
        object.__setattr__(self, "doc", doc)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    low: float | None
    high: float | None


class Whole(Number):
    """A whole number within bounds (both included), or empty for not stated."""


class OneOf(Kind):
    """One word of a closed list."""

    def __init__(self, *words: str, doc: str = "") -> None:
        object.__setattr__(self, "doc", doc)
        object.__setattr__(self, "words", words)

    words: tuple[str, ...]


class Ref(Kind):
    """The id of a record in one of the named tables, or of an entry of the codebook."""

    def __init__(self, *targets: str, doc: str = "") -> None:
        object.__setattr__(self, "doc", doc)
        object.__setattr__(self, "targets", targets)

    targets: tuple[str, ...]


class Refs(Ref):
    """Several such ids, separated by semicolons."""
