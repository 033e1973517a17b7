"""`paths`, `reach` and `remove` on a table of events: journeys in both readings of a shared stamp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interlocal.cli.asking import WHOLE, Scope
from interlocal.cli.output import Shown, clean, console, count, print_answer, print_table
from interlocal.errors import InterlocalError, NetworkError

if TYPE_CHECKING:
    import numpy as np

    from interlocal.network.events import EventNetwork

__all__ = ["Table", "event_paths", "event_reach", "event_remove", "is_table"]

ENDINGS = (".parquet", ".csv", ".tsv", ".csv.gz", ".tsv.gz")
PER_DAY = {"D": 1, "h": 24, "m": 1440, "s": 86_400, "ms": 86_400_000, "us": 86_400_000_000}
READINGS = ("certain order", "possible order")
ROWS = 50
"""So many actors are printed; --json gives all."""


def is_table(book: str) -> bool:
    """Whether the words name a table of events rather than a casebook.

    >>> is_table("flights.parquet"), is_table("takao2003")
    (True, False)
    """
    return book.lower().endswith(ENDINGS) and not Path(book).is_dir()


class Table:
    """A table of events, read, with the window of time and without those avoided, as the options ask."""

    def __init__(
        self,
        path: str,
        columns: str,
        window: tuple[str | None, str | None],
        avoiding: Sequence[str] | None,
        scope: Scope,
        unused: Mapping[str, object],
    ) -> None:
        told = [name for name, value in unused.items() if value]
        told += [name for name in ("issue", "carrier", "layer", "case", "seed") if _set(scope, name)]
        if told:
            raise InterlocalError(f"{path}: a table of events knows no --{told[0]}; leave it out")
        (after, before), avoiding = window, avoiding or []
        net = _read(path, columns)
        self.first, self.last = _moment(net, after, last=True), _moment(net, before, last=False)
        self.avoided = [_label(net, one) for one in avoiding]
        self.net = net.without(self.avoided) if avoiding else net
        self.question = {
            "table": path,
            "columns": columns,
            "before": before,
            "after": after,
            "avoiding": list(avoiding),
        }

    @property
    def span(self) -> dict[str, Any]:
        """The window of time as the questions take it."""
        return {"after": self.first, "before": self.last}

    def labels(self, words: Sequence[str]) -> list[Any]:
        """Actors as the table names them; nobody may be asked for and avoided."""
        found = [_label(self.net, one) for one in words]
        if shared := [one for one in found if one in self.avoided]:
            raise InterlocalError(f"{shared[0]} is asked for and to be avoided; leave one out")
        return found

    def when(self, moment: int) -> str:
        """A moment as a date, or as the number that it is."""
        return _day(self.net, moment)


def event_paths(table: Table, from_: list[str], to: list[str], json: bool) -> int:
    """Print the foremost journeys, strict (the order in time is certain) and non-strict (it can be so)."""
    from interlocal.network.journey import journey
    from interlocal.network.reach import arrivals, bounds

    net, sources, targets = table.net, table.labels(from_), table.labels(to)
    both = bounds(arrivals, net, sources, **table.span)
    results: dict[str, list[Any]] = {}
    for reading, found in zip(READINGS, (both.strict, both.non_strict), strict=True):
        ends = [label for label in targets if found.reached[net.position(label)]]
        best = min(ends, key=lambda label: int(found.time[net.position(label)]), default=None)
        hops = () if best is None else journey(net, found, best)
        results[reading] = [
            {"from": h.from_, "to": h.to, "departs": h.departs, "arrives": h.arrives} for h in hops
        ]
    if json:
        print_answer("paths", {**table.question, "from": from_, "to": to}, results)
        return 0
    for reading, rows in results.items():
        console().print(clean(f"{reading}: {'no route' if not rows else ''}"))
        if rows:
            shown = [
                [row["from"], row["to"], table.when(row["departs"]), table.when(row["arrives"])]
                for row in rows
            ]
            print_table(
                [Shown("from"), Shown("to"), Shown("departs", fixed=True), Shown("arrives", fixed=True)],
                shown,
            )
    return 0


def event_reach(table: Table, from_: list[str] | None, cluster: str | None, json: bool) -> int:
    """Print whom some actors reach and since when; without any, how many each actor reaches."""
    return _reached(table, from_, json) if from_ else _sizes(table, cluster, json)


def _reached(table: Table, from_: list[str], json: bool) -> int:
    from interlocal.network.reach import arrivals, bounds

    both = bounds(arrivals, table.net, table.labels(from_), **table.span)
    certain, possible = both.strict.as_dict(), both.non_strict.as_dict()
    order = sorted(possible, key=lambda actor: (possible[actor], certain.get(actor, possible[actor])))
    if json:
        found = [{"actor": one, "certain": certain.get(one), "possible": possible[one]} for one in order]
        print_answer("reach", {**table.question, "from": from_}, found)
        return 0
    numbers = f"{len(certain):,} in a certain order, {len(possible):,} in a possible one"
    console().print(f"Reached, the sources included: {numbers}.")
    rows = [
        (one, table.when(certain[one]) if one in certain else "–", table.when(possible[one])) for one in order
    ]
    _print_rows([Shown("actor"), *(Shown(name, fixed=True) for name in READINGS)], rows)
    return 0


def _sizes(table: Table, cluster: str | None, json: bool) -> int:
    import numpy as np

    from interlocal.cli.workers import bar, workers
    from interlocal.network.blocks import reach_sizes
    from interlocal.network.reach import bounds

    with workers(cluster) as executor:
        both = bounds(reach_sizes, table.net, **table.span, executor=executor, progress=bar("all sources"))
    numbers = np.column_stack([both.strict.sizes, both.non_strict.sizes])
    _print_counts("reach", table, {}, numbers, json, "Whom each actor can reach, itself included:")
    return 0


def event_remove(
    table: Table, who: list[str] | None, to: list[str] | None, cluster: str | None, json: bool
) -> int:
    """Print how many others lose every route to the target: without each actor, or without those named."""
    if not to:
        raise InterlocalError(f"{table.question['table']}: say with --to whom the others are to reach")
    targets = table.labels(to)
    return _without(table, who, targets, json) if who else _each(table, targets, cluster, json)


def _without(table: Table, who: list[str], targets: list[Any], json: bool) -> int:
    from interlocal.network.reach import bounds, reaching

    net, gone = table.net, table.labels(who)
    if set(targets) <= set(gone):
        raise InterlocalError("every target is removed; name another one with --to")
    places = [net.position(one) for one in gone]
    found = {}
    left, asked = net.without(gone), [one for one in targets if one not in gone]
    for reading, name in zip(READINGS, ("strict", "non_strict"), strict=True):
        before, after = (
            getattr(bounds(reaching, one, of, **table.span), name).members.copy()
            for one, of in ((net, targets), (left, asked))
        )
        before[places] = after[places] = False
        found[reading] = {"before": int(before.sum()), "after": int(after.sum())}
    if json:
        print_answer("remove", {**table.question, "who": who, "to": targets}, found)
        return 0
    console().print(f"How many can reach the target, before and without {count(len(places), 'actor')}:")
    rows = [(reading, n["before"], n["after"], n["after"] - n["before"]) for reading, n in found.items()]
    heads = [Shown(name, right=True) for name in ("before", "after", "difference")]
    print_table([Shown("reading"), *heads], rows)
    return 0


def _each(table: Table, targets: list[Any], cluster: str | None, json: bool) -> int:
    import numpy as np

    from interlocal.cli.workers import bar, workers
    from interlocal.network.blocks import remove_each
    from interlocal.network.reach import bounds

    with workers(cluster) as executor:
        told = bar("removals")
        both = bounds(remove_each, table.net, targets, **table.span, executor=executor, progress=told)
    numbers = np.column_stack([both.strict.lost, both.non_strict.lost])
    reach = [
        f"{int(one.members.sum()):,} in a {name}"
        for one, name in ((both.strict, READINGS[0]), (both.non_strict, READINGS[1]))
    ]
    lead = (
        f"The target is reached by {', '.join(reach)}, itself included. Who else loses it without each actor:"
    )
    _print_counts("remove", table, {"to": targets}, numbers, json, lead)
    return 0


def _print_counts(
    verb: str, table: Table, more: dict[str, Any], numbers: np.ndarray[Any, Any], json: bool, lead: str
) -> None:
    """Two counts an actor, the greatest first."""
    order = sorted(range(len(numbers)), key=lambda k: (-numbers[k, 0], -numbers[k, 1], k))
    actors = table.net.actors
    if json:
        found = [
            {"actor": actors[k], "certain": int(numbers[k, 0]), "possible": int(numbers[k, 1])} for k in order
        ]
        print_answer(verb, {**table.question, **more}, found)
        return
    console().print(lead)
    rows = [(actors[k], f"{numbers[k, 0]:,}", f"{numbers[k, 1]:,}") for k in order if numbers[k].any()]
    _print_rows([Shown("actor"), *(Shown(name, right=True) for name in READINGS)], rows)


def _print_rows(heads: list[Shown], rows: Sequence[Sequence[object]]) -> None:
    print_table(heads, rows[:ROWS])
    if len(rows) > ROWS:
        console().print(f"… and {len(rows) - ROWS:,} more; --json gives all.")


def _set(scope: Scope, name: str) -> bool:
    return bool(getattr(scope, name) != getattr(WHOLE, name))


def _read(path: str, columns: str) -> EventNetwork:
    from interlocal.network.tables import from_table

    names = [name.strip() for name in columns.split(",")]
    if len(names) not in (3, 4):
        raise InterlocalError(f"--columns {columns}: name source, target and start, and end if there is one")
    end = names[3] if len(names) == 4 else None
    try:
        return from_table(path, source=names[0], target=names[1], start=names[2], end=end)
    except NetworkError as error:
        if "no column" not in str(error):
            raise
        hint = "name its columns in this order: --columns SOURCE,TARGET,START or SOURCE,TARGET,START,END"
        raise NetworkError(f"{path}: {error}; {hint}") from None


def _label(net: EventNetwork, word: str) -> Any:
    """A name as the table has it: whole numbers where its actors are numbers, capitals or not."""
    first = net.actors[0] if len(net.actors) else word
    if not isinstance(first, str):
        return int(word) if word.lstrip("-").isdigit() else word
    if word in net.actors:
        return word
    alike = [one for one in net.actors if str(one).casefold() == word.casefold()]
    label = alike[0] if len(alike) == 1 else word
    net.position(label)
    return label


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
