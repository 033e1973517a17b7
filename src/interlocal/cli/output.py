"""Printing: tables and JSON on stdout, whatever the cells hold."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interlocal.errors import CasebookError
from interlocal.provenance import envelope, to_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = [
    "Shown",
    "clean",
    "console",
    "count",
    "print_answer",
    "print_table",
    "progress",
    "text_paths",
    "words",
]

# Marks that reorder what follows them could make a cell read as something that it is not.
_REORDER = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: object) -> str:
    r"""A cell as one line that no terminal obeys: control and reordering characters left out.

    >>> clean("Niigata\x1b[31m\nCity\u202e!")
    'Niigata[31m City!'
    """
    kept = []
    for c in str(text):
        category = unicodedata.category(c)
        if c in "\n\r\t" or category in ("Zl", "Zp"):
            kept.append(" ")
        elif category not in ("Cc", "Cs") and c not in _REORDER:
            kept.append(c)
    return "".join(kept)


def words(text: object, style: str = "") -> Text:
    """A cell for a rich table: cleaned, never read as markup; a tuple as one line for each item."""
    from rich.text import Text

    lines = text if isinstance(text, tuple) else (text,)
    return Text("\n".join(map(clean, lines)), style=style)


def console() -> Console:
    """The console on stdout, as wide as the terminal (or COLUMNS), which reads no markup."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            """Leave a closed pipe to `main`: rich would end the program here, with the code of a fault."""
            raise BrokenPipeError

    return Plain(file=sys.stdout, markup=False, highlight=False, emoji=False)


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "error"), count(2, "error"), count(0, "warning")
    ('1 error', '2 errors', '0 warnings')
    """
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def print_answer(command: str, question: Mapping[str, Any], results: Any, **more: Any) -> None:
    """Print results as JSON in the envelope that every verb shares."""
    asked = {name: value for name, value in question.items() if value not in (None, "", [], ())}
    sys.stdout.write(to_json(envelope(command, asked, results, **more), indent=2).decode())


@dataclass(frozen=True)
class Shown:
    """A column as shown: its head, the least console width that has room for it, and how it is set"""

    head: str
    from_width: int = 0
    ratio: int | None = None
    right: bool = False
    fixed: bool = False


def print_table(columns: Sequence[Shown], rows: Iterable[Sequence[object]]) -> list[str]:
    """Print a table, and return the heads of the columns that the console had no room for."""
    from rich import box
    from rich.table import Table

    out = console()
    table = Table(box=box.SIMPLE_HEAD, expand=False, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    shown = [i for i, column in enumerate(columns) if column.from_width <= out.width]
    for i in shown:
        column = columns[i]
        table.add_column(
            column.head,
            justify="right" if column.right else "left",
            overflow="fold",
            no_wrap=column.fixed,
            ratio=column.ratio,
            header_style="bold",
        )
    for row in rows:
        table.add_row(*(words(row[i]) for i in shown))
    out.print(table)
    return [column.head for i, column in enumerate(columns) if i not in shown]


def text_paths(pairs: Sequence[str] | None) -> dict[str, Path]:
    """The paths of `--text SOURCE=PATH`, by source.

    >>> text_paths(["takao2003=paper.txt"])["takao2003"].name
    'paper.txt'
    """
    found = {}
    for pair in pairs or ():
        source, equals, path = pair.partition("=")
        if not (source and equals and path):
            raise CasebookError(f"--text {pair}: write SOURCE=PATH, as in --text takao2003=paper.txt")
        found[source] = Path(path)
    return found


def progress() -> Callable[[str], None] | None:
    """Says on stderr what is being done: one line, written over, on a terminal; None elsewhere."""
    if not sys.stderr.isatty():
        return None
    import atexit

    def say(what: str) -> None:
        sys.stderr.write(f"\r\x1b[K{clean(what)[:100]}")
        sys.stderr.flush()

    atexit.register(lambda: sys.stderr.write("\r\x1b[K"))
    return say
