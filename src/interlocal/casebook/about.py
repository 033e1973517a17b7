"""Everything around one record: what supports it, what contradicts it, what it names and what names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from interlocal.casebook import columns as kinds
from interlocal.casebook.book import Casebook
from interlocal.casebook.records import Passage, Record, Support
from interlocal.casebook.schema import tables
from interlocal.casebook.sources import Source
from interlocal.errors import UnknownNameError

__all__ = ["About", "Evidence", "Link", "about", "label", "references"]

TITLES: dict[tuple[str, str], str] = {
    ("names", "actor"): "names",
    ("attributes", "record"): "attributes",
    ("attributes", "value"): "named in the attributes of",
    ("enabling", "record"): "made possible by",
    ("enabling", "enabler"): "made possible",
    ("ties", "responds_to"): "answered by",
    ("order", "later"): "comes after",
    ("order", "earlier"): "comes before",
    ("ties", "from"): "ties from it",
    ("ties", "to"): "ties to it",
    ("ties", "event"): "ties at this event",
    ("participants", "event"): "participants",
    ("participants", "actor"): "took part in",
    ("events", "host"): "hosted",
    ("events", "venue"): "took place at this venue",
    ("events", "replaces"): "replaced by",
    ("positions", "actor"): "positions",
    ("positions", "beneficiary"): "positions that benefit it",
    ("quantities", "about"): "figures about it",
    ("codings", "provider"): "codings of it as provider",
    ("codings", "beneficiary"): "codings of it as beneficiary",
    ("searches", "about"): "searches about it",
    ("searches", "source"): "searches in it",
    ("doubts", "record"): "doubts",
    ("doubts", "source"): "doubts that rest on it",
    ("names", "source"): "names it gives",
    ("passages", "source"): "passages of it",
    ("passages", "cites"): "cited by passages",
    ("support", "passage"): "speaks for or against",
}
"""What a record is to the one that names it in a column, in the order in which they are told."""


@dataclass(frozen=True)
class Evidence:
    """One passage that speaks for or against a record, and the works it rests on."""

    passage: str
    stance: str
    explicitness: str
    coder: str
    source: str
    locator: str
    works: tuple[str, ...]
    """Labels of the works that the passage cites, or of its source where it cites none."""


@dataclass(frozen=True)
class Link:
    """The records that name this one in one column, or that it names: `title` says which."""

    title: str
    table: str
    column: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class About:
    """A record and everything around it.

    `names` are the records and sources that it names, by column. `links` are those that name it.
    `dependents` are the ids of what it had a part in making possible, through any number of steps:
    what it enabled, what answers it, and what those enabled in turn. Some may stand without it,
    where another group of enablers suffices.
    """

    id: str
    table: str
    label: str
    record: Record | Source
    evidence: tuple[Evidence, ...]
    names: Mapping[str, tuple[str, ...]]
    links: tuple[Link, ...]
    dependents: tuple[str, ...]


def label(book: Casebook, id: str) -> str:
    """A few words for a record or source, by its id; the id itself where it is none.

    An actor or event is called by its name, a tie by its sender, relation and receiver, a source
    by authors, year and title.
    """
    record = book.by_id.get(id)
    if record is None:
        return book.sources_by_id[id].label or id if id in book.sources_by_id else id
    match record.table:
        case "actors" | "events" | "names":
            return str(getattr(record, "name", id))
        case "ties":
            relation = getattr(record, "relation", "")
            return f"{label(book, _get(record, 'from_'))} {relation} {label(book, _get(record, 'to'))}"
        case "positions":
            return f"{label(book, _get(record, 'actor'))}, {_get(record, 'kind')} on {_get(record, 'policy')}"
        case "passages":
            return f"{_get(record, 'source')}, {_get(record, 'locator')}"
        case "attributes":
            return f"{_get(record, 'field')} of {label(book, _get(record, 'record'))}"
        case "quantities":
            return f"{_get(record, 'measure')} ({label(book, _get(record, 'about'))})"
        case "codings":
            return f"{_get(record, 'item')} by {label(book, _get(record, 'provider'))}"
        case "participants":
            return f"{label(book, _get(record, 'actor'))} at {label(book, _get(record, 'event'))}"
        case "order":
            return f"{label(book, _get(record, 'earlier'))} before {label(book, _get(record, 'later'))}"
        case "enabling":
            return f"{label(book, _get(record, 'enabler'))} enabled {label(book, _get(record, 'record'))}"
        case _:
            return str(getattr(record, "question", "") or getattr(record, "reason", "") or id)


def _get(record: Record, field: str) -> str:
    return str(getattr(record, field))


def _record_columns() -> tuple[tuple[str, str, str, bool], ...]:
    """The columns that name records or sources: table, column, field of the class, whether several."""
    named = []
    for name, shape in tables().items():
        for column, field in zip(shape.columns, shape.record.__struct_fields__, strict=True):
            kind = column.kind
            if isinstance(kind, kinds.Ref) and any(
                target in tables() or target in ("sources", kinds.ANY) for target in kind.targets
            ):
                named.append((name, column.name, field, isinstance(kind, kinds.Refs)))
    return (*named, ("attributes", "value", "value", False))


def references(book: Casebook) -> Mapping[str, tuple[tuple[str, str, Record], ...]]:
    """For each id, the records that name it: table, column and record; built once for each casebook.

    The value of an attribute counts as naming an actor where it is one's id.
    """
    kept: Mapping[str, tuple[tuple[str, str, Record], ...]] | None = book.__dict__.get("_references")
    if kept is not None:
        return kept
    actors = {actor.id for actor in book.actors}
    found: dict[str, list[tuple[str, str, Record]]] = defaultdict(list)
    for table, column, field, several in _record_columns():
        if (table, column) == ("support", "record"):
            continue
        for record in book.records(table):
            cell = getattr(record, field)
            for id in cell.split(";") if several else (cell,):
                if id and (column != "value" or id in actors):
                    found[id].append((table, column, record))
    frozen = {id: tuple(rows) for id, rows in found.items()}
    # Kept on the value itself, as a cached property would be: a casebook never changes.
    book.__dict__["_references"] = frozen
    return frozen


def _evidence(book: Casebook, row: Support) -> Evidence:
    passage = book.by_id.get(row.passage)
    if not isinstance(passage, Passage):
        return Evidence(row.passage, row.stance, row.explicitness, row.coder, "", "", ())
    works = passage.cites.split(";") if passage.cites else [passage.source]
    return Evidence(
        passage=row.passage,
        stance=row.stance,
        explicitness=row.explicitness,
        coder=row.coder,
        source=passage.source,
        locator=passage.locator,
        works=tuple(label(book, work) for work in works),
    )


def _names(book: Casebook, record: Record) -> dict[str, tuple[str, ...]]:
    found = {}
    for table, column, field, several in _record_columns():
        if table == record.table and (cell := getattr(record, field)):
            ids = tuple(cell.split(";")) if several else (cell,)
            if column != "value" or cell in book.by_id:
                found[column] = ids
    return found


def _links(book: Casebook, id: str) -> tuple[Link, ...]:
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for table, column, record in references(book).get(id, ()):
        groups[table, column].append(record)
    told = list(TITLES)
    ordered = sorted(groups, key=lambda key: (told.index(key) if key in TITLES else len(told), key))
    return tuple(
        Link(TITLES.get(key, f"named in {key[0]}, {key[1]}"), *key, tuple(groups[key])) for key in ordered
    )


def _dependents(book: Casebook, id: str) -> tuple[str, ...]:
    named, found, waiting = references(book), dict[str, None](), [id]
    while waiting:
        for table, column, record in named.get(waiting.pop(), ()):
            if (table, column) == ("enabling", "enabler"):
                next_id = str(getattr(record, "record", ""))
            elif (table, column) == ("ties", "responds_to"):
                next_id = str(getattr(record, "id", ""))
            else:
                continue
            if next_id not in found and next_id != id:
                found[next_id] = None
                waiting.append(next_id)
    return tuple(found)


def about(book: Casebook, id: str) -> About:
    """Everything around one record or source, by its exact id.

    What supports and what contradicts it, each passage with the works it rests on; what it names;
    what names it, grouped by what it is to it; and what depends on it, through any number of
    steps. An attribute whose value is an actor's id counts for both. Raises `UnknownNameError`
    with near misses for an id that the casebook does not have.

    >>> from interlocal.casebook.folder import read
    >>> about(read("takao2003"), "t-0000000")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    interlocal.errors.UnknownNameError: 't-0000000': no record or source has this id...
    """
    record: Record | Source | None = book.by_id.get(id) or book.sources_by_id.get(id)
    if record is None:
        from difflib import get_close_matches

        near = get_close_matches(id, [*book.by_id, *book.sources_by_id], 3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UnknownNameError(f"{id!r}: no record or source has this id{hint}")
    if isinstance(record, Source):
        names: dict[str, tuple[str, ...]] = {}
        table = "sources"
    else:
        names, table = _names(book, record), record.table
    rows = sorted(book.support_by_record.get(id, ()), key=lambda row: (row.stance != "supports", row.passage))
    return About(
        id=id,
        table=table,
        label=label(book, id),
        record=record,
        evidence=tuple(_evidence(book, row) for row in rows),
        names=names,
        links=_links(book, id),
        dependents=_dependents(book, id),
    )
