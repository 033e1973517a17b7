"""`interlocal check`: find everything that is wrong with a casebook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from interlocal.cli.output import Shown, clean, console, count, print_answer, print_table, text_paths

if TYPE_CHECKING:
    from interlocal.casebook.faults import Fault

__all__ = ["check"]


def check(
    book: str,
    /,
    *,
    text: Annotated[list[str] | None, Parameter(negative="")] = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Find everything that is wrong with a casebook.

    Prints every fault with file, row, column, value, what is wrong and what to do about it. Errors
    make the exit code 2; warnings are things to look at and leave it 0.

    Parameters
    ----------
    book:
        A casebook's folder, or the name of a shipped example.
    text:
        SOURCE=PATH: verify the anchors of a source's passages against its text. May be repeated.
    json:
        Print JSON instead of tables.
    """
    from importlib import import_module

    from interlocal.casebook.folder import find_book

    checking = import_module("interlocal.casebook.check")

    faults = checking.check(find_book(book), texts=text_paths(text))
    errors = sum(not fault.warning for fault in faults)
    if json:
        results = {"errors": errors, "warnings": len(faults) - errors, "faults": faults}
        print_answer("check", {"book": book, "text": text}, results, casebook_digest=_digest(book, errors))
    else:
        _print(faults)
        out = console()
        out.print(f"{clean(book)}: {count(errors, 'error')}, {count(len(faults) - errors, 'warning')}")
    return 2 if errors else 0


def _digest(book: str, errors: int) -> str | None:
    """The digest of a casebook that can be read; one with errors may have none."""
    from interlocal.casebook.folder import read
    from interlocal.errors import CasebookError

    try:
        return read(book).digest
    except CasebookError:
        if errors:
            return None
        raise


def _print(faults: Sequence[Fault]) -> None:
    by_file: dict[str, list[Fault]] = defaultdict(list)
    for fault in sorted(faults, key=lambda fault: (fault.file, fault.row, fault.column)):
        by_file[fault.file].append(fault)
    columns = (
        Shown("row", right=True),
        Shown("", fixed=True),
        Shown("column"),
        Shown("value", ratio=2),
        Shown("problem", ratio=3),
        Shown("remedy", ratio=3),
    )
    out = console()
    for file, found in by_file.items():
        out.print(clean(file), style="bold")
        print_table(columns, map(_row, _alike(found)))
        out.print()


def _alike(faults: Sequence[Fault]) -> list[list[Fault]]:
    """Faults with the same words, together: one row of the table tells them all."""
    groups: dict[tuple[object, ...], list[Fault]] = defaultdict(list)
    for fault in faults:
        groups[fault.warning, fault.column, fault.value, fault.problem, fault.remedy].append(fault)
    return list(groups.values())


def _row(faults: Sequence[Fault]) -> tuple[object, ...]:
    fault = faults[0]
    return (
        _lines([one.row for one in faults]) if fault.row else "",
        "warning" if fault.warning else "error",
        fault.column,
        _short(fault.value),
        fault.problem,
        fault.remedy,
    )


def _lines(rows: Sequence[int], most: int = 4) -> str:
    """Numbers of rows: the first few, and how many more.

    >>> _lines([2, 3, 5]), _lines([2, 3, 4, 5, 6, 7])
    ('2, 3, 5', '2, 3, 4, 5 and 2 more')
    """
    more = f" and {len(rows) - most} more" if len(rows) > most else ""
    return ", ".join(map(str, rows[:most])) + more


def _short(value: str, most: int = 80) -> str:
    return value if len(value) <= most else value[: most - 1] + "…"
