"""`interlocal paths EVENTS.parquet`: journeys through a table of events, both readings of a shared stamp."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interlocal.cli.output import Shown, clean, console, print_answer, print_table
from interlocal.errors import InterlocalError, NetworkError

if TYPE_CHECKING:
    from interlocal.network.events import EventNetwork

__all__ = ["event_paths", "is_table"]

ENDINGS = (
    ".parquet",
    ".pq",
    *(f"{text}{gz}" for text in (".csv", ".tsv", ".tab", ".txt") for gz in ("", ".gz")),
)
PER_DAY = {"D": 1, "h": 24, "m": 1440, "s": 86_400, "ms": 86_400_000, "us": 86_400_000_000}


def is_table(book: str) -> bool:
    """Whether the words name a table rather than a casebook.

    >>> is_table("flights.parquet"), is_table("takao2003")
    (True, False)
    """
    return book.lower().endswith(ENDINGS) and not Path(book).is_dir()


def event_paths(
    table: str,
    columns: str,
    from_: list[str],
    to: list[str],
    before: str | None,
    after: str | None,
    json: bool,
    unused: Mapping[str, object],
) -> int:
    """Print the foremost journeys, strict (the order in time is certain) and non-strict (it can be so)."""
    from interlocal.network.journey import journey
    from interlocal.network.reach import arrivals, bounds
    from interlocal.network.tables import from_table

    if told := [name for name, value in unused.items() if value]:
        raise InterlocalError(f"{table}: a table of events knows no --{told[0]}; leave it out")
    names = [name.strip() for name in columns.split(",")]
    if len(names) not in (3, 4):
        raise InterlocalError(f"--columns {columns}: name source, target and start, and end if there is one")
    end = names[3] if len(names) == 4 else None
    try:
        net = from_table(table, source=names[0], target=names[1], start=names[2], end=end)
    except NetworkError as error:
        if "no column" not in str(error):
            raise
        hint = "name its columns in this order: --columns SOURCE,TARGET,START or SOURCE,TARGET,START,END"
        raise NetworkError(f"{table}: {error}; {hint}") from None
    first, last = _moment(net, after, last=True), _moment(net, before, last=False)
    both = bounds(arrivals, net, [_label(net, one) for one in from_], after=first, before=last)
    results: dict[str, list[Any]] = {}
    for reading, found in (("certain order", both.strict), ("possible order", both.non_strict)):
        ends = [label for one in to if found.reached[net.position(label := _label(net, one))]]
        best = min(ends, key=lambda label: int(found.time[net.position(label)]), default=None)
        hops = () if best is None else journey(net, found, best)
        results[reading] = [
            {"from": h.from_, "to": h.to, "departs": h.departs, "arrives": h.arrives} for h in hops
        ]
    if json:
        question = {
            "table": table,
            "columns": columns,
            "from": from_,
            "to": to,
            "before": before,
            "after": after,
        }
        print_answer("paths", question, results)
        return 0
    for reading, rows in results.items():
        console().print(clean(f"{reading}: {'no route' if not rows else ''}"))
        if rows:
            shown = [
                [row["from"], row["to"], _day(net, row["departs"]), _day(net, row["arrives"])] for row in rows
            ]
            print_table(
                [Shown("from"), Shown("to"), Shown("departs", fixed=True), Shown("arrives", fixed=True)],
                shown,
            )
    return 0


def _label(net: EventNetwork, word: str) -> Any:
    """A name as the table has it: whole numbers where its actors are numbers."""
    first = net.actors[0] if len(net.actors) else word
    return int(word) if not isinstance(first, str) and word.lstrip("-").isdigit() else word


def _moment(net: EventNetwork, date: str | None, *, last: bool) -> int | None:
    """The first moment after a date, or the last before it, in the table's unit of time."""
    if date is None:
        return None
    if net.unit is None:
        if not date.lstrip("-").isdigit():
            raise InterlocalError(f"{date!r}: the moments of this table are plain numbers; write one")
        return int(date) + (1 if last else -1)
    from interlocal import dates

    day = dates.bounds([date])
    return (
        (int(day.end_hi[0]) + 1) * PER_DAY[net.unit] if last else int(day.start_lo[0]) * PER_DAY[net.unit] - 1
    )


def _day(net: EventNetwork, moment: int) -> str:
    if net.unit is None:
        return str(moment)
    from interlocal import dates

    day, rest = divmod(moment, PER_DAY[net.unit])
    seconds = rest * 86_400 // PER_DAY[net.unit]
    return dates.iso(day) + (f" {seconds // 3600:02}:{seconds // 60 % 60:02}" if net.unit != "D" else "")
