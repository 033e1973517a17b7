"""How each table of a casebook is shown: which columns, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interlocal.casebook.about import label
from interlocal.casebook.book import Casebook
from interlocal.cli.output import Shown

__all__ = ["CODEBOOK", "VIEWS", "Cell", "when"]

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
    """The dates of a record as EDTF, with the printed wording where it says more.

    >>> from interlocal.casebook.records import Event
    >>> when(Event(id="e", name="talks", kind="meeting", start="1990", end=".."))
    '1990/..'
    """
    start = getattr(record, "start", "") or getattr(record, "date", "") or getattr(record, "when", "")
    end = getattr(record, "end", "")
    dates = f"{start or '?'}/{end}" if end else start
    printed = (
        getattr(record, "start_printed", "")
        or getattr(record, "date_printed", "")
        or getattr(record, "when_printed", "")
    )
    return f"{dates} ({printed})" if printed and printed != start else dates


def _field(name: str) -> Cell:
    return lambda book, record: getattr(record, name) if getattr(record, name) is not None else ""


def _named(name: str) -> Cell:
    """The label of what a column names, else the cell itself."""
    return lambda book, record: label(book, getattr(record, name)) if getattr(record, name) else ""


def _list(name: str) -> Cell:
    return lambda book, record: str(getattr(record, name)).replace(";", ", ")


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
STANDING = (Shown("standing"), _standing)
CASE = (Shown("case", from_width=120), _list("case"))

VIEWS: dict[str, View] = {
    "actors": (
        (Shown("id"), _field("id")),
        (Shown("name"), _field("name")),
        (Shown("sector"), _field("sector")),
        (Shown("tier", from_width=100), _field("tier")),
        (Shown("where"), _list("territory")),
        (Shown("other names", from_width=120), _other_names),
        CASE,
    ),
    "names": (
        ID,
        (Shown("name"), _field("name")),
        (Shown("language"), _field("language")),
        (Shown("kind"), _field("kind")),
        (Shown("of"), _named("actor")),
        (Shown("source", from_width=100), _field("source")),
    ),
    "attributes": (
        ID,
        (Shown("of"), _named("record")),
        (Shown("field"), _field("field")),
        (Shown("value"), _named("value")),
        WHEN,
        (Shown("status", from_width=100), _field("status")),
    ),
    "ties": (
        ID,
        WHEN,
        (Shown("from"), _named("from_")),
        (Shown("relation"), _field("relation")),
        (Shown("to"), _named("to")),
        (Shown("on", from_width=100), _list("issues")),
        (Shown("about", from_width=140), _field("about")),
        (Shown("standing", from_width=100), _standing),
        CASE,
    ),
    "events": (
        ID,
        WHEN,
        (Shown("name"), _field("name")),
        (Shown("kind"), _field("kind")),
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
        (Shown("actor"), _named("actor")),
        (Shown("policy"), _field("policy")),
        (Shown("kind"), _field("kind")),
        (Shown("step"), _field("step")),
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
        CASE,
    ),
    "codings": (
        ID,
        (Shown("provider"), _named("provider")),
        (Shown("item"), _field("item")),
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
        (Shown("kind"), _field("kind")),
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
