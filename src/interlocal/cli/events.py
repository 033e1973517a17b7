"""A table of events as the command line takes it: how it is read, and words turned into its actors and moments."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from interlocal.errors import InterlocalError, NetworkError, UnknownNameError

if TYPE_CHECKING:
    from interlocal.network.events import EventNetwork

__all__ = ["PLAIN", "Events", "OfTable", "is_table", "refuse"]

ENDINGS = (
    ".parquet",
    ".pq",
    *(f"{text}{gz}" for text in (".csv", ".tsv", ".tab", ".txt") for gz in ("", ".gz")),
)
PER_DAY = {"D": 1, "h": 24, "m": 1440, "s": 86_400, "ms": 86_400_000, "us": 86_400_000_000}
ALWAYS_BEFORE = -(2**61) + 2**32
"""Earlier than this is only what an open start, or a few hops after one, makes so."""


def _help(words: str) -> Parameter:
    return Parameter(help=words, negative="")


@dataclass(frozen=True, kw_only=True)
class OfTable:
    """How a table of events is to be read: options of all verbs that take one."""

    columns: Annotated[
        str,
        _help(
            "For a table of events: its columns for source, target, start and, where there is one, end; "
            "column0, column1 … where the first line names none."
        ),
    ] = "source,target,start"
    missing: Annotated[
        Literal["error", "drop", "open"],
        _help(
            "For a table of events: a tie without a date is refused (error), left out (drop), or in force "
            "since before, or until after, everything (open)."
        ),
    ] = "error"
    undirected: Annotated[bool, _help("For a table of events: its ties can be used from either side.")] = (
        False
    )

    def opened(self, table: str) -> Events:
        """Read the table; every error names it."""
        from interlocal.network.tables import from_table

        # Read as a line of CSV, so that a name may hold a comma: '"city, from",to,year'.
        names = [name.strip() for name in next(csv.reader([self.columns], skipinitialspace=True), [])]
        if len(names) not in (3, 4):
            raise InterlocalError(
                f"--columns {self.columns}: name source, target and start, and end if there is one"
            )
        end = names[3] if len(names) == 4 else None
        try:
            net = from_table(
                table,
                source=names[0],
                target=names[1],
                start=names[2],
                end=end,
                missing=self.missing,
                directed=not self.undirected,
            )
        except NetworkError as error:
            said = str(error).removeprefix(f"{table}: ")
            if "no column" in said:
                said += " — name its columns in this order: --columns SOURCE,TARGET,START or SOURCE,TARGET,START,END"
            raise NetworkError(f"{table}: {said}") from None
        return Events(table, net, self)


PLAIN = OfTable()
"""A table with the columns source, target and start, all dated, from source to target."""


class Events:
    """A table and its network, with words turned into its actors and its moments."""

    def __init__(self, table: str, net: EventNetwork, how: OfTable) -> None:
        self.table, self.net, self.how = table, net, how

    def labels(self, words: Iterable[str] | None) -> list[Any]:
        """The actors that words name: whole numbers where the table's actors are numbers."""
        return [self._label(one) for one in words or ()]

    def _label(self, word: str) -> Any:
        if not len(self.net.actors):
            raise UnknownNameError(f"{self.table}: no actor {word!r}, for the table has no rows")
        number = not isinstance(self.net.actors[0], str) and word.lstrip("-").isdigit()
        label: Any = int(word) if number else word
        if isinstance(label, str) and label not in self.net.actors:
            alike = [one for one in self.net.actors if str(one).casefold() == word.strip().casefold()]
            label = alike[0] if len(alike) == 1 else label
        try:
            self.net.position(label)
        except UnknownNameError as error:
            raise UnknownNameError(f"{self.table}: {error}") from None
        return label

    def moment(self, date: str | None, *, last: bool) -> int | None:
        """The first moment after a date (`last`), or the last one before it, in the table's unit of time."""
        if date is None:
            return None
        if self.net.unit is None:
            if not date.lstrip("-").isdigit():
                raise InterlocalError(f"{date!r}: the moments of this table are plain numbers; write one")
            return int(date) + (1 if last else -1)
        from interlocal import dates

        day, unit = dates.bounds([date]), PER_DAY[self.net.unit]
        return (int(day.end_hi[0]) + 1) * unit if last else int(day.start_lo[0]) * unit - 1

    def span(self, after: str | None, before: str | None) -> dict[str, Any]:
        """The first and the last moment of a question, as questions take them by name."""
        return {"after": self.moment(after, last=True), "before": self.moment(before, last=False)}

    def avoiding(self, words: Sequence[str] | None, ends: Iterable[object] = ()) -> EventNetwork:
        """The network without those to be avoided, none of whom is an end of the question."""
        gone = self.labels(words)
        if both := set(gone) & set(ends):
            raise InterlocalError(
                f"{self.table}: {sorted(both, key=str)[0]!r} is to be avoided, and an end of the route"
            )
        return self.net.without(gone) if gone else self.net

    def shown(self, moment: int) -> int | str:
        """A moment for a reader: the number of a table of numbers, else a date, with the time where there is one.

        What is in force since before everything (`--missing open`) may arrive before all dates.
        """
        if moment < ALWAYS_BEFORE:
            return "before all dates"
        if self.net.unit is None:
            return int(moment)
        from interlocal import dates

        per_day = PER_DAY[self.net.unit]
        day, rest = divmod(int(moment), per_day)
        if self.net.unit == "D":
            return dates.iso(day)
        micro = rest * (PER_DAY["us"] // per_day)
        seconds, part = divmod(micro, 1_000_000)
        told = f"{dates.iso(day)} {seconds // 3600:02}:{seconds // 60 % 60:02}"
        told += f":{seconds % 60:02}" if seconds % 60 or part else ""
        return told + (f".{part:06}" if part else "")

    def when(self, moment: int) -> str:
        """A moment inside a sentence."""
        shown = self.shown(moment)
        if isinstance(shown, str) and not shown[-1].isdigit():
            return shown
        return f"{'at' if self.net.unit is None else 'on'} {shown}"

    def question(self, **asked: object) -> dict[str, object]:
        """The question as an answer repeats it."""
        how = {"columns": self.how.columns, "undirected": self.how.undirected or None}
        how["missing"] = None if self.how.missing == "error" else self.how.missing
        return {"table": self.table, **how, **asked}


def is_table(book: str) -> bool:
    """Whether the words name a table rather than a casebook.

    >>> is_table("flights.parquet"), is_table("takao2003")
    (True, False)
    """
    return book.lower().endswith(ENDINGS) and not Path(book).is_dir()


def refuse(table: str, unused: Mapping[str, object]) -> None:
    """What a table cannot be asked is refused rather than ignored."""
    if told := [name for name, value in unused.items() if value]:
        raise InterlocalError(f"{table}: a table of events knows no --{told[0]}; leave it out")
