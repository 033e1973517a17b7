"""`interlocal show`: look into a casebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from cyclopts import Parameter

from interlocal.cli.output import Shown, clean, console, print_answer, print_table, text_paths, words
from interlocal.errors import InterlocalError, UnknownNameError

if TYPE_CHECKING:
    from interlocal.casebook.about import About, Evidence
    from interlocal.casebook.book import Casebook
    from interlocal.casebook.passages import Texts

__all__ = ["show"]


@dataclass(frozen=True)
class _Filters:
    """Which records of a table are wanted; an empty word wants all."""

    case: str = ""
    issue: str = ""
    sector: str = ""
    relation: str = ""


def show(
    book: str,
    what: str = "",
    /,
    *,
    search: str = "",
    id: str = "",
    case: str = "",
    issue: str = "",
    sector: str = "",
    relation: str = "",
    limit: int = 20,
    text: Annotated[list[str] | None, Parameter(negative="")] = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Look into a casebook: its tables, its names, one record with its evidence.

    Without more than BOOK: what the casebook holds. With a table's name: its records. With a
    record's id, a source's key or an actor's name in any spelling: the record, the passages that
    support and contradict it, and everything that names it or depends on it. The words of a
    passage are shown only where the source's text is at hand and still has them in that place.

    Parameters
    ----------
    book:
        A casebook's folder, or the name of a shipped example.
    what:
        A table (actors, names, attributes, ties, events, participants, enabling, order, positions,
        quantities, codings, searches, doubts, passages, support, sources), a list of the codebook
        (cases, episodes, periods, issues, policies, relations, items, classes), a record's id, a
        source's key, or an actor's name.
    search:
        Words to look for among the names of actors and events, in any spelling or script.
    id:
        A record's id, even where a table or an actor has that name.
    case:
        Only records of this case.
    issue:
        Only records on this issue.
    sector:
        Only actors of this sector, or records that name one.
    relation:
        Only ties of this relation.
    limit:
        How many names a search gives.
    text:
        SOURCE=PATH: the text of a source, to show the words of its passages. May be repeated;
        texts in the casebook's `texts/` are found by themselves.
    json:
        Print JSON instead of tables.
    """
    from interlocal.casebook.folder import read
    from interlocal.casebook.passages import Texts
    from interlocal.cli.views import VIEWS

    if sum(map(bool, (what, search, id))) > 1:
        raise InterlocalError("give one of: a table or record, --search WORDS, --id RECORD")
    found = read(book)
    filters = _Filters(case, issue, sector, relation)
    if filters != _Filters() and what not in VIEWS:
        raise InterlocalError(
            "--case, --issue, --sector and --relation choose from a table; name one, such as ties"
        )
    if search:
        view: Any = _Search(found, search, limit)
    elif what in VIEWS:
        view = _Table(found, what, filters)
    elif what or id:
        view = _Record(found, _record_id(found, what, id), Texts(found, text_paths(text)))
    else:
        view = _Summary(found)
    if json:
        question = {"book": book, "what": what, "search": search, "id": id, "text": text}
        question |= {"case": case, "issue": issue, "sector": sector, "relation": relation}
        print_answer("show", question, view.results(), casebook_digest=found.digest)
    else:
        view.print()
    return 0


def _record_id(book: Casebook, what: str, id: str) -> str:
    """The id that the words mean: exact, or that of the actor so named."""
    from interlocal.casebook.find import resolve
    from interlocal.cli.views import VIEWS

    wanted = id or what
    if id or wanted in book.by_id or wanted in book.sources_by_id:
        return wanted
    try:
        return resolve(book, wanted).id
    except UnknownNameError as error:
        if "may mean" in str(error):
            raise
        import difflib

        if near := difflib.get_close_matches(wanted.lower(), VIEWS, 1, 0.75):
            raise UnknownNameError(f"{wanted!r}: no such table or actor; did you mean {near[0]!r}?") from None
        raise UnknownNameError(f"{error}, or name a table: {', '.join(VIEWS)}") from None


PLAIN = {
    "passages": "places in the sources",
    "support": "which place speaks for or against which record",
    "actors": "who acts: organisations, offices, persons, groups",
    "names": "their names, in every language and script",
    "attributes": "what changes or is disputed: office held, part of what, legal form …",
    "ties": "who did what to, for or with whom, when",
    "events": "what happened, and venues that stand",
    "participants": "who took part in which event",
    "enabling": "what made what possible",
    "order": "what the sources say came before what",
    "positions": "what was asked, stated, decided, adopted",
    "quantities": "figures",
    "codings": "scores given by coders: who played which role, how far",
    "searches": "what was looked for, and whether it was found",
    "doubts": "what cannot be right, or cannot be told, as printed",
    "sources": "works cited",
}
"""What each table tells, for someone who has not read the documentation."""


@dataclass(frozen=True)
class _Summary:
    """What a casebook holds."""

    book: Casebook

    def results(self) -> dict[str, object]:
        """Title, counts, cases, coders."""
        from interlocal.casebook.schema import tables

        counts = {name: len(self.book.records(name)) for name in tables()}
        return {
            "title": self.book.title,
            "counts": counts | {"sources": len(self.book.sources)},
            "cases": [{"id": case.id, "name": case.name} for case in self.book.codebook.cases],
            "coders": sorted(self.book.coders),
        }

    def print(self) -> None:
        """A title, the counts, the cases."""
        found: dict[str, Any] = self.results()
        out = console()
        out.print(words(found["title"], "bold"))
        print_table(
            (Shown("table"), Shown("records", right=True), Shown("what a record tells")),
            [
                (name, f"{number:,}", PLAIN.get(name, ""))
                for name, number in found["counts"].items()
                if number
            ],
        )
        out.print(words("cases: " + ", ".join(f"{case['id']} ({case['name']})" for case in found["cases"])))
        out.print(words("coders' own passes: " + (", ".join(found["coders"]) or "none")))
        if empty := [name for name, number in found["counts"].items() if not number]:
            out.print(words("nothing in: " + ", ".join(empty)))
        out.print(words(f"digest (changes with any cell): {self.book.digest[:12]}", "dim"))


@dataclass(frozen=True)
class _Table:
    """The records of one table that pass the filters."""

    book: Casebook
    name: str
    filters: _Filters

    def rows(self) -> list[Any]:
        """The records, or codebook entries."""
        from interlocal.cli.views import CODEBOOK

        if self.name in CODEBOOK:
            rows: Sequence[Any] = getattr(self.book.codebook, self.name)
        else:
            rows = self.book.sources if self.name == "sources" else self.book.records(self.name)
        for option in ("case", "issue", "sector", "relation"):
            if value := getattr(self.filters, option).replace(" ", "_" if option == "sector" else " "):
                rows = self._only(rows, option, value)
        return list(rows)

    def _only(self, rows: Sequence[Any], option: str, value: str) -> list[Any]:
        from interlocal.casebook.records import SECTORS

        lists = {"case": "cases", "issue": "issues", "relation": "relations"}
        known = self.book.codebook.ids(lists[option]) if option in lists else set(SECTORS)
        if value not in known:
            raise UnknownNameError(
                f"--{option} {value}: not known; choose one of: {', '.join(sorted(known))}"
            )
        cells = _cells(self.book, self.name, option)
        if cells is None:
            raise InterlocalError(f"--{option}: the table {self.name} has no {option}")
        return [row for row in rows if value in cells(row)]

    def results(self) -> dict[str, object]:
        """The records whole, as in the table."""
        rows = [row.item if self.name == "sources" else row for row in self.rows()]
        return {"table": self.name, "records": rows}

    def print(self) -> None:
        """The columns that the console has room for."""
        from interlocal.cli.views import VIEWS

        view, rows = VIEWS[self.name], self.rows()
        if self.name in ("ties", "events", "positions"):
            rows.sort(key=_in_time)
        hidden = print_table(
            [shown for shown, _ in view], ([cell(self.book, row) for _, cell in view] for row in rows)
        )
        out = console()
        out.print(f"{self.name}: {len(rows):,}")
        if hidden:
            out.print(f"no room for: {', '.join(hidden)}; widen the window or use --json", style="dim")


def _in_time(record: Any) -> tuple[str, str]:
    """Dated records by the first year that is written, then the undated: an order to read in, no more."""
    import re

    dates = getattr(record, "start", "") or getattr(record, "date", "") or getattr(record, "end", "")
    year = re.search(r"\d{2}[\dX]{2}", dates)
    return (year.group() if year else "undated"), dates


def _cells(book: Casebook, table: str, option: str) -> Any:
    """What a filter looks at in a record of that table, or None where there is nothing to look at."""
    from interlocal.casebook.records import Actor
    from interlocal.casebook.schema import tables

    fields = tables()[table].record.__struct_fields__ if table in tables() else ()
    if option != "sector":
        field = "issues" if option == "issue" else option
        return (lambda row: getattr(row, field).split(";")) if field in fields else None
    if table == "actors":
        return lambda row: (row.sector,)
    naming = [
        f
        for f in fields
        if f in ("actor", "from_", "to", "host", "provider", "beneficiary", "about", "record")
    ]

    def sectors(row: Any) -> set[str]:
        named = (book.by_id.get(getattr(row, field)) for field in naming)
        return {actor.sector for actor in named if isinstance(actor, Actor)}

    return sectors if naming else None


@dataclass(frozen=True)
class _Search:
    """Actors and events whose names match some words."""

    book: Casebook
    words: str
    limit: int

    def rows(self) -> list[tuple[str, Any]]:
        """Hits with the table that each is from: actors first."""
        from interlocal.casebook.find import search

        return [
            (table, hit)
            for table in ("actors", "events")
            for hit in search(self.book, self.words, table=table, limit=self.limit)
        ]

    def results(self) -> dict[str, object]:
        """Hits: which record, by which of its names, and how it was found."""
        from interlocal.casebook.about import label

        return {
            "hits": [
                {
                    "id": hit.id,
                    "table": table,
                    "label": label(self.book, hit.id),
                    "name": hit.name,
                    "how": hit.how.name.lower(),
                }
                for table, hit in self.rows()
            ]
        }

    def print(self) -> None:
        """A table of the hits."""
        found: Any = self.results()["hits"]
        if not found:
            console().print(words(f"nothing is called {self.words!r}, or anything like it"))
            return
        columns = (Shown("id"), Shown("name"), Shown("found as"), Shown("how", fixed=True), Shown("table"))
        print_table(
            columns,
            [
                (
                    hit["id"],
                    hit["label"],
                    hit["name"] if hit["name"] != hit["label"] else "",
                    hit["how"],
                    hit["table"],
                )
                for hit in found
            ],
        )


STANDS = {
    "ok": "",
    "moved": "the text at hand has these words elsewhere: the passage moved",
    "missing": "the text at hand does not have these words",
    "unanchored": "has a locator only, nothing to verify",
    "no text": "",
}


@dataclass(frozen=True)
class _Record:
    """One record with everything around it."""

    book: Casebook
    id: str
    texts: Texts

    def _words(self, passage: str) -> tuple[str, str]:
        from interlocal.casebook.records import Passage

        record = self.book.by_id.get(passage)

        return self.texts.words(record.source, record) if isinstance(record, Passage) else ("missing", "")

    def results(self) -> dict[str, object]:
        """Everything, with the words of passages where they are verified, else null."""
        from interlocal.casebook.about import about
        from interlocal.casebook.sources import Source

        found = about(self.book, self.id)
        evidence = []
        for piece in found.evidence:
            status, stretch = self._words(piece.passage)
            evidence.append({**msgspec.to_builtins(piece), "status": status, "words": stretch or None})
        results: dict[str, object] = {
            "id": found.id,
            "table": found.table,
            "label": found.label,
            "record": found.record.item if isinstance(found.record, Source) else found.record,
            "evidence": evidence,
            "names": found.names,
            "links": found.links,
            "dependents": found.dependents,
        }
        if found.table == "passages":
            status, stretch = self._words(self.id)
            results |= {"status": status, "words": stretch or None}
        return results

    def print(self) -> None:
        """The record's cells, its evidence, then what names it, section by section."""
        from interlocal.casebook.about import about

        found = about(self.book, self.id)
        out = console()
        out.print(words(found.label, "bold"))
        out.print(words(f"{found.id}, in {found.table}", "dim"))
        self._print_cells(found)
        if found.table == "passages":
            self._print_words(*self._words(self.id))
        for stance, title in (("supports", "supported by"), ("contradicts", "contradicted by")):
            self._print_evidence(title, [piece for piece in found.evidence if piece.stance == stance], found)
        for link in found.links:
            self._heading(link.title, len(link.records))
            self._print_links(link.table, link.column, link.records)
        direct = {getattr(record, "record", "") for link in found.links for record in link.records}
        further = [id for id in found.dependents if id not in direct]
        if further:
            from interlocal.casebook.about import label

            self._heading("depends on it, through what it made possible", len(further))
            self._print_lines((id, label(self.book, id)) for id in further)

    def _heading(self, title: str, number: int) -> None:
        out = console()
        out.print()
        out.print(words(f"{title} ({number})", "bold"))

    def _print_cells(self, found: About) -> None:
        from interlocal.casebook.about import label
        from interlocal.casebook.sources import Source

        if isinstance(found.record, Source):
            cells = {
                key: value for key, value in found.record.item.items() if not isinstance(value, dict | list)
            }
        else:
            cells = msgspec.to_builtins(found.record)
        shown = []
        for name, value in cells.items():
            if value in ("", None) or name in ("id", "sha256"):
                continue
            for part in found.names.get(name, ()) or (value,):
                said = label(self.book, part) if name in found.names else part
                shown.append((name, f"{said} [{part}]" if said != part else str(said)))
        self._print_lines(shown)

    def _print_evidence(self, title: str, pieces: list[Evidence], found: About) -> None:
        if not pieces and (title != "supported by" or found.table in ("passages", "sources", "names")):
            return
        self._heading(title, len(pieces))
        out = console()
        if not pieces:
            out.print("  no passage", style="dim")
        for piece in pieces:
            said = [f"{piece.passage}  {piece.source}, {piece.locator}", piece.explicitness]
            said += [f"read by {piece.coder}"] if piece.coder else []
            out.print(_indented(" · ".join(said)))
            if piece.works:
                out.print(_indented("rests on: " + "; ".join(piece.works), 4, "dim"))
            self._print_words(*self._words(piece.passage))

    def _print_words(self, status: str, stretch: str) -> None:
        out = console()
        if stretch:
            out.print(_indented(f"“{stretch}”", 4, "italic"))
        if STANDS[status]:
            out.print(_indented(STANDS[status], 4, "yellow"))

    def _print_links(self, table: str, column: str, records: Iterable[Any]) -> None:
        self._print_lines(
            (getattr(record, "id", "") or record.record, _told(self.book, table, column, record))
            for record in records
        )

    def _print_lines(self, pairs: Iterable[tuple[str, str]]) -> None:
        from rich.table import Table

        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=False, min_width=9, max_width=24, overflow="fold")
        grid.add_column(overflow="fold")
        for left, right in pairs:
            grid.add_row(words("  " + clean(left)), words(right))
        console().print(grid)


def _indented(line: str, by: int = 2, style: str = "") -> Any:
    from rich.padding import Padding

    return Padding(words(line, style), (0, 0, 0, by))


def _told(book: Casebook, table: str, column: str, record: Any) -> str:
    """One line on a record that names the one shown: the other side of it, with dates and standing."""
    from interlocal.casebook.about import label
    from interlocal.cli.views import printed, when

    match table:
        case "ties":
            said = {
                "from": f"{record.relation} → {label(book, record.to)}",
                "to": f"{record.relation} ← {label(book, record.from_)}",
            }.get(column, label(book, record.id))
        case "names":
            said = f"{record.name} ({record.kind}, {record.language})"
        case "attributes":
            said = (
                label(book, record.id)
                if column == "value"
                else f"{record.field}: {label(book, record.value)}"
            )
        case "enabling":
            other = record.enabler if column == "record" else record.record
            said = f"{label(book, other)} [{other}], group {record.group}"
        case "order":
            other = record.earlier if column == "later" else record.later
            lag = (
                ""
                if record.min_lag == "P0D" and not record.max_lag
                else f", {record.min_lag}/{record.max_lag or '..'}"
            )
            said = f"{label(book, other)} [{other}]{lag}"
        case "participants":
            said = f"{label(book, record.actor if column == 'event' else record.event)}, {record.role}"
        case "positions":
            said = label(book, record.id) + (
                f": {record.obtained or record.asked}" if record.obtained or record.asked else ""
            )
        case "quantities":
            from interlocal.cli.views import VIEWS

            said = f"{record.measure}: {VIEWS['quantities'][2][1](book, record)}"
        case "codings":
            said = f"{record.item} {record.score} ({record.period}, {record.coder})"
        case "doubts":
            said = f"{record.kind}: {record.reason}"
        case "searches":
            said = f"{record.question}: {record.result}"
        case "support":
            said = f"{record.stance} {label(book, record.record)}"
        case _:
            said = label(book, record.id)
    dates, said_so = when(record), printed(record)
    if said_so and not set(said_so.lower().split()) <= {"in", "the", "year", "since", "from", *dates.split()}:
        dates += f" ({said_so})"
    status = getattr(record, "status", "asserted")
    return said + (f", {dates}" if dates else "") + (f" · {status}" if status != "asserted" else "")
