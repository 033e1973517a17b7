"""A casebook on disk: a folder of plain text that a person can read, diff and archive."""

from __future__ import annotations

import contextlib
import csv
import gc
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from interlocal.casebook.book import Casebook
from interlocal.casebook.cells import Cells, read_cells
from interlocal.casebook.claims import LARGEST, Claim, parse_claim
from interlocal.casebook.codebook import Codebook, parse_codebook
from interlocal.casebook.faults import Fault
from interlocal.casebook.rows import number_faults, to_records
from interlocal.casebook.schema import tables
from interlocal.casebook.sources import Source, parse_sources
from interlocal.casebook.transaction import locked, recover, replace_all
from interlocal.errors import CasebookError

__all__ = ["RawBook", "collector_paused", "find_book", "freeze", "read", "read_raw", "refusal", "write"]

EXAMPLES = Path(__file__).parent.parent / "examples"
MATCH_HEADER = ["record", "adjudicated"]


@dataclass
class RawBook:
    """A casebook's files as cells, before they are records: what `check` looks at."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)
    cells: dict[str, Cells] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """Tables of which something could not be read: what other files name may be there after all."""
    codebook: Codebook | None = None
    codebook_text: bytes = b""
    sources: tuple[Source, ...] = ()
    claims: dict[str, Claim] = field(default_factory=dict)
    claim_texts: dict[str, bytes] = field(default_factory=dict)
    matches: tuple[tuple[str, str], ...] = ()
    coders: dict[str, RawBook] = field(default_factory=dict)


def find_book(name: str | Path) -> Path:
    """The folder that a user means: a path, or the name of a shipped example.

    >>> find_book("takao2003").name
    'takao2003'
    """
    folder = Path(name)
    if folder.is_dir():
        return folder
    if folder.is_file() and folder.suffix.lower() in (
        ".csv",
        ".tsv",
        ".tab",
        ".txt",
        ".parquet",
        ".pq",
        ".gz",
    ):
        raise CasebookError(
            f"{name} is a table; `interlocal paths`, `reach`, `remove` and `curve` take a table of events and "
            "`interlocal test` one of events or memberships, the other commands take the folder of a casebook"
        )
    if folder.is_file():
        raise CasebookError(
            f"{name} is a file; a casebook is a folder that has a codebook.toml: give the folder"
        )
    if (EXAMPLES / str(name) / "codebook.toml").is_file():
        return EXAMPLES / str(name)
    shipped = sorted(path.parent.name for path in EXAMPLES.glob("*/codebook.toml"))
    raise CasebookError(
        f"{name}: no such folder, and no shipped example of that name; give the path of a casebook folder, "
        f"or one of: {', '.join(shipped)}"
    )


def read_raw(folder: Path, *, coders: bool = True) -> RawBook:
    """All files of a casebook as cells, with every fault of form; completes an interrupted write first."""
    raw = RawBook(folder)
    if not (folder / "codebook.toml").is_file():
        raise CasebookError(
            f"{folder}: no codebook.toml here; a casebook is a folder that has one. "
            "docs/casebook.md shows the shortest one"
        )
    _recover(folder)
    with locked(folder, shared=True), collector_paused():
        _read_own(raw)
        if coders:
            for own in sorted(
                path for path in (folder / "coders").glob("*") if (path / "codebook.toml").is_file()
            ):
                raw.coders[own.name] = read_raw(own, coders=False)
    return raw


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: millions of cells are made, and none of them can be a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _recover(folder: Path) -> None:
    work = folder / ".interlocal"
    if (work / "manifest.json").exists() or (work / "stage").exists():
        with locked(folder):
            recover(folder)


def _read_own(raw: RawBook) -> None:
    raw.codebook_text = (raw.folder / "codebook.toml").read_bytes()
    try:
        raw.codebook = parse_codebook(raw.codebook_text)
    except CasebookError as error:
        raw.faults.append(
            Fault("codebook.toml", 0, "", "", str(error).split(": ", 1)[1], "mend the codebook first")
        )
    if (path := raw.folder / "sources.json").is_file():
        try:
            raw.sources = parse_sources(path.read_bytes())
        except CasebookError as error:
            raw.faults.append(
                Fault("sources.json", 0, "", "", str(error).split(": ", 1)[1], "mend the file first")
            )
    for name, shape in tables().items():
        path = raw.folder / f"{name}.csv"
        before = len(raw.faults)
        if path.is_file():
            raw.cells[name] = read_cells(path.read_bytes(), shape, raw.faults)
        else:
            raw.cells[name] = Cells(shape, [])
            raw.faults += _misnamed(raw.folder, name)
        if len(raw.faults) > before:
            raw.unread.add(name)
        raw.faults += number_faults(raw.cells[name])
    for path in sorted((raw.folder / "claims").glob("*.toml")):
        _read_claim(path, raw)
    if (path := raw.folder / "matches.csv").is_file():
        raw.matches = _matches(path.read_bytes(), raw.faults)


_SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".numbers")


def _misnamed(folder: Path, table: str) -> list[Fault]:
    """A table that is not there, while a file of nearly that name is: a sheet never saved as CSV, say."""
    near = {table, table.removesuffix("s"), f"{table}s", f"{table}.csv"}
    return [
        Fault(
            path.name,
            0,
            "",
            "",
            f"is not read: the table is {table}.csv",
            "save it as UTF-8 CSV of that name",
        )
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _SHEETS and path.stem.strip().lower() in near
    ]


def _read_claim(path: Path, raw: RawBook) -> None:
    file = f"claims/{path.name}"
    with path.open("rb") as opened:
        text = opened.read(LARGEST + 1)  # a file of any size is refused at the same cost
    try:
        claim = parse_claim(text, file)
    except CasebookError as error:
        raw.faults.append(Fault(file, 0, "", "", str(error).split(": ", 1)[1], "mend the claim"))
        return
    if claim.id != path.stem:
        raw.faults.append(
            Fault(file, 0, "id", claim.id, "is not the name of its file", f"name the file {claim.id}.toml")
        )
    raw.claims[path.stem], raw.claim_texts[path.stem] = claim, text


def _matches(data: bytes, faults: list[Fault]) -> tuple[tuple[str, str], ...]:
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        faults.append(Fault("matches.csv", 0, "", "", f"cannot be read: {error}", "save it as UTF-8 CSV"))
        return ()
    if not rows or rows[0] != MATCH_HEADER:
        faults.append(Fault("matches.csv", 1, "", "", "has another header", f"use: {','.join(MATCH_HEADER)}"))
        return ()
    for i, row in enumerate(rows[1:], 2):
        if len(row) != 2:
            faults.append(
                Fault("matches.csv", i, "", ",".join(row), "does not have 2 cells", "record,adjudicated")
            )
    return tuple(sorted((row[0], row[1]) for row in rows[1:] if len(row) == 2))


def refusal(folder: Path, errors: list[Fault]) -> CasebookError:
    """The error of a casebook that cannot be used, with its first faults and the next step."""
    shown = "\n".join(f"  {fault}" for fault in errors[:5])
    more = f"\n  … and {len(errors) - 5} more" if len(errors) > 5 else ""
    return CasebookError(
        f"{folder} has errors:\n{shown}{more}\nRun `interlocal check {folder}` for the whole list."
    )


def freeze(raw: RawBook) -> Casebook:
    """The casebook that the cells hold; raises `CasebookError` when a cell is what no record can hold."""
    blocking = [fault for fault in raw.faults if not fault.warning]
    if blocking or raw.codebook is None:
        raise refusal(raw.folder, blocking)
    with collector_paused():
        made: dict[str, Any] = {name: to_records(cells) for name, cells in raw.cells.items()}
    book = Casebook(
        codebook=raw.codebook,
        codebook_text=raw.codebook_text,
        sources=raw.sources,
        claims=tuple(raw.claims.values()),
        claim_texts=raw.claim_texts,
        matches=raw.matches,
        coders={name: freeze(own) for name, own in raw.coders.items()},
        folder=raw.folder,
    )
    return book.with_records(**made)


def read(name: str | Path, *, coders: bool = True) -> Casebook:
    """Read a casebook from a folder, or a shipped example by its name.

    Reading stops only at what no record could hold (a short row, a word where a number belongs);
    `interlocal.casebook.check` finds everything else. Raises `CasebookError` naming file, row,
    value and remedy.

    >>> book = read("takao2003")
    >>> book.title
    'Transnational coalitions in Northeast Asia (Takao 2003)'
    """
    return freeze(read_raw(find_book(name), coders=coders))


def _all_files(book: Casebook) -> dict[str, bytes]:
    files = dict(book.files)
    for coder, own in book.coders.items():
        for name, data in own.files.items():
            files[f"coders/{coder}/{name}"] = data
        files[f"coders/{coder}/matches.csv"] = _write_matches(own.matches)
    return files


def _write_matches(matches: tuple[tuple[str, str], ...]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows([MATCH_HEADER, *sorted(matches)])
    return buffer.getvalue().encode()


def write(book: Casebook, folder: str | Path) -> Path:
    """Save a casebook to a folder as one transaction: sorted rows, LF, one fact a row.

    Reading it back gives an equal casebook, and writing that gives the same bytes. Files of the
    folder that are no part of a casebook (`texts/`, notes of your own) are left alone.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as here:
    ...     read(write(read("takao2003"), here)) == read("takao2003")
    True
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        recover(folder)
        files: dict[str, bytes | None] = dict(_all_files(book))
        for pattern in ("claims/*.toml", "coders/*/*.csv", "coders/*/*.json", "coders/*/codebook.toml"):
            for old in folder.glob(pattern):
                files.setdefault(str(old.relative_to(folder)), None)
        replace_all(folder, files)
    return folder
