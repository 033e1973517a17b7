"""How each table of a casebook is shown: which columns, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interlocal.casebook.about import label
from interlocal.casebook.book import Casebook
from interlocal.cli.output import Shown

__all__ = ["CODEBOOK", "VIEWS", "Cell", "printed", "when"]

Cell = Callable[[Casebook, Any], object]
View = tuple[tuple[Shown, Cell], ...]

CODEBOOK = (
    "cases",
    "episodes",
    "periods",
    "issues",
    "policies",
    "relations",
    "items",
    "classes",
)


def when(record: Any) -> str:
    """The dates of a record as EDTF: one, or first and last; nothing where it has none.

    >>> from interlocal.casebook.records import Event
    >>> when(Event(id="e", name="talks", kind="meeting", start="1990", end=".."))
    '1990 to ..'
    """
    start = getattr(record, "start", "") or getattr(record, "date", "") or getattr(record, "when", "")
    end = getattr(record, "end", "")
    return f"{start or '?'} to {end}" if end else str(start)


def printed(record: Any) -> str:
    """The source's wording of a record's dates."""
    names = ("start_printed", "end_printed", "date_printed", "when_printed")
    return "; ".join(said for name in names if (said := getattr(record, name, "")))


def _field(name: str) -> Cell:
    return lambda book, record: getattr(record, name) if getattr(record, name) is not None else ""


def _word(name: str) -> Cell:
    """A word of a closed list, with spaces so that it can be broken into lines."""
    return lambda book, record: getattr(record, name).replace("_", " ")


def _named(name: str) -> Cell:
    """The label of what a column names, else the cell itself."""
    return lambda book, record: label(book, getattr(record, name)) if getattr(record, name) else ""


def _list(name: str) -> Cell:
    return lambda book, record: str(getattr(record, name)).replace(";", ", ")


def _lines(name: str) -> Cell:
    """Several ids, each on a line of its own and in one piece."""
    return lambda book, record: tuple(getattr(record, name).split(";"))


def _standing(book: Casebook, record: Any) -> str:
    """What keeps a record from being plain fact: its status, its layer, how certain it is."""
    said = [record.status] if record.status != "asserted" else []
    if getattr(record, "layer", "contact") != "contact":
        said.append(record.layer)
    certainty = getattr(record, "certainty", None)
    if certainty is not None:
        said.append(f"{certainty:g}")
    return ", ".join(said)


def _value(book: Casebook, record: Any) -> str:
    if record.value is None:
        return "not stated"
    sign = "" if record.comparison == "=" else record.comparison + " "
    return f"{sign}{record.value:,.10g} {record.unit}".rstrip()


def _other_names(book: Casebook, record: Any) -> str:
    return "; ".join(name.name for name in book.names if name.actor == record.id)


ID = (Shown("id", fixed=True), _field("id"))
WHEN = (Shown("when"), lambda book, record: when(record))
PRINTED = (Shown("as printed", from_width=150), lambda book, record: printed(record))
STANDING = (Shown("standing"), _standing)
CASE = (Shown("case", from_width=150), _list("case"))

VIEWS: dict[str, View] = {
    "actors": (
        (Shown("id"), _field("id")),
        (Shown("name"), _field("name")),
        (Shown("sector"), _word("sector")),
        (Shown("tier", from_width=100), _field("tier")),
        (Shown("where"), _list("territory")),
        (Shown("other names", from_width=120), _other_names),
        CASE,
    ),
    "names": (
        ID,
        (Shown("name"), _field("name")),
        (Shown("language"), _field("language")),
        (Shown("kind"), _word("kind")),
        (Shown("of"), _named("actor")),
        (Shown("source", from_width=100), _field("source")),
    ),
    "attributes": (
        ID,
        (Shown("of"), _named("record")),
        (Shown("field"), _word("field")),
        (Shown("value"), _named("value")),
        WHEN,
        (Shown("status", from_width=100), _field("status")),
    ),
    "ties": (
        ID,
        WHEN,
        PRINTED,
        (Shown("from"), _named("from_")),
        (Shown("relation"), _word("relation")),
        (Shown("to"), _named("to")),
        (Shown("on", from_width=110, fixed=True), _lines("issues")),
        (Shown("about", from_width=150), _field("about")),
        (Shown("standing", from_width=100), _standing),
        CASE,
    ),
    "events": (
        ID,
        WHEN,
        PRINTED,
        (Shown("name"), _field("name")),
        (Shown("kind"), _word("kind")),
        (Shown("place", from_width=100), _field("place")),
        (Shown("host", from_width=120), _named("host")),
        STANDING,
        CASE,
    ),
    "participants": (
        ID,
        (Shown("actor"), _named("actor")),
        (Shown("role"), _field("role")),
        (Shown("event"), _named("event")),
        (Shown("status", from_width=100), _field("status")),
    ),
    "enabling": (
        ID,
        (Shown("enabler"), _named("enabler")),
        (Shown("made possible"), _named("record")),
        (Shown("group"), _field("group")),
        (Shown("standing", from_width=100), _standing),
    ),
    "order": (
        ID,
        (Shown("earlier"), _named("earlier")),
        (Shown("later"), _named("later")),
        (Shown("lag"), lambda book, record: f"{record.min_lag}/{record.max_lag or '..'}"),
        (Shown("printed", from_width=100), _field("printed")),
    ),
    "positions": (
        ID,
        WHEN,
        PRINTED,
        (Shown("actor"), _named("actor")),
        (Shown("policy", fixed=True), _field("policy")),
        (Shown("kind"), _word("kind")),
        (Shown("step", from_width=100), _field("step")),
        (Shown("asked", from_width=120), _field("asked")),
        (Shown("obtained", from_width=120), _field("obtained")),
        (Shown("standing", from_width=100), _standing),
    ),
    "quantities": (
        ID,
        (Shown("measure"), _field("measure")),
        (Shown("value", right=True), _value),
        (Shown("about"), _named("about")),
        WHEN,
        PRINTED,
        CASE,
    ),
    "codings": (
        ID,
        (Shown("provider"), _named("provider")),
        (Shown("item"), _word("item")),
        (Shown("score"), _field("score")),
        (Shown("period"), _field("period")),
        (Shown("coder"), _field("coder")),
        (Shown("confidence", from_width=100), _field("confidence")),
        (Shown("episode", from_width=120), _field("episode")),
    ),
    "searches": (
        ID,
        (Shown("question"), _field("question")),
        (Shown("result"), _field("result")),
        (Shown("source"), _field("source")),
        (Shown("about", from_width=100), _named("about")),
    ),
    "doubts": (
        ID,
        (Shown("of"), _named("record")),
        (Shown("kind"), _word("kind")),
        (Shown("reason"), _field("reason")),
    ),
    "passages": (
        ID,
        (Shown("source"), _field("source")),
        (Shown("locator"), _field("locator")),
        (Shown("start", right=True), _field("start")),
        (Shown("end", right=True), _field("end")),
        (Shown("cites"), _list("cites")),
    ),
    "support": (
        (Shown("record", fixed=True), _field("record")),
        (Shown("what"), _named("record")),
        (Shown("stance"), _field("stance")),
        (Shown("passage", fixed=True), _field("passage")),
        (Shown("explicitness", from_width=100), _field("explicitness")),
        (Shown("coder", from_width=120), _field("coder")),
    ),
    "sources": (
        (Shown("id"), _field("id")),
        (Shown("authors"), _field("authors")),
        (Shown("year"), _field("year")),
        (Shown("title"), _field("title")),
        (Shown("reporter"), _field("reporter")),
        (
            Shown("repeats", from_width=120),
            lambda book, record: record.root if record.root != record.id else "",
        ),
    ),
    **{
        name: (
            (Shown("id"), _field("id")),
            (Shown("name"), _field("name")),
            (Shown("note", from_width=100), _field("note")),
        )
        for name in CODEBOOK
    },
}
"""For each table, source list and codebook list: the columns shown, in order."""
