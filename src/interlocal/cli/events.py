"""Questions to a table of events: paths, reach, remove and curve, each with both readings of a shared stamp."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from interlocal.cli.output import Shown, clean, console, count, print_answer, print_table
from interlocal.errors import InterlocalError, NetworkError, UnknownNameError

if TYPE_CHECKING:
    from interlocal.network.events import EventNetwork
    from interlocal.network.missed import Missed

__all__ = [
    "PLAIN",
    "Events",
    "OfTable",
    "event_curve",
    "event_paths",
    "event_reach",
    "event_remove",
    "is_table",
]

ENDINGS = (
    ".parquet",
    ".pq",
    *(f"{text}{gz}" for text in (".csv", ".tsv", ".tab", ".txt") for gz in ("", ".gz")),
)
PER_DAY = {"D": 1, "h": 24, "m": 1440, "s": 86_400, "ms": 86_400_000, "us": 86_400_000_000}
MOST_DATES, MOST_YEARS = 60, 5_000
ALWAYS_BEFORE = -(2**61) + 2**32
"""Earlier than this is only what an open start, or a few hops after one, makes so."""

READINGS = ("certain order", "possible order")


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
        label = int(word) if number else word
        try:
            self.net.position(label)
        except UnknownNameError as error:
            near = [one for one in self.net.actors if str(one).casefold() == word.strip().casefold()]
            hint = f"; did you mean {near[0]!r}?" if near and "did you mean" not in str(error) else ""
            raise UnknownNameError(f"{self.table}: {error}{hint}") from None
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


def _refuse(table: str, unused: Mapping[str, object]) -> None:
    """What a table cannot be asked is refused rather than ignored."""
    if told := [name for name, value in unused.items() if value]:
        raise InterlocalError(f"{table}: a table of events knows no --{told[0]}; leave it out")


def event_paths(
    table: str,
    how: OfTable,
    from_: Sequence[str],
    to: Sequence[str],
    before: str | None,
    after: str | None,
    avoiding: Sequence[str] | None,
    json: bool,
    unused: Mapping[str, object],
) -> int:
    """Print the foremost journeys, strict (the order in time is certain) and non-strict (it can be so)."""
    from interlocal.network.journey import journey
    from interlocal.network.missed import missed
    from interlocal.network.reach import arrivals, bounds

    _refuse(table, unused)
    asked = how.opened(table)
    sources, targets = asked.labels(from_), asked.labels(to)
    without = asked.labels(avoiding)
    if both := set(without) & {*sources, *targets}:
        raise InterlocalError(
            f"{table}: {sorted(both, key=str)[0]!r} is to be avoided, and an end of the route"
        )
    net = asked.net.without(without) if without else asked.net
    first, last = asked.moment(after, last=True), asked.moment(before, last=False)
    found = bounds(arrivals, net, sources, after=first, before=last)
    results: dict[str, Any] = {}
    for reading, one in zip(READINGS, (found.strict, found.non_strict), strict=True):
        ends = [label for label in targets if one.reached[net.position(label)]]
        best = min(ends, key=lambda label: int(one.time[net.position(label)]), default=None)
        results[reading] = [
            {
                "from": h.from_,
                "to": h.to,
                "departs": asked.shown(h.departs),
                "arrives": asked.shown(h.arrives),
            }
            for h in (() if best is None else journey(net, one, best))
        ]
    same = sorted(set(sources) & set(targets), key=str)
    if not results[READINGS[0]] and not same:
        nearest = missed(asked.net, sources, targets, after=first, before=last, avoiding=without)
        results["missing"] = _told(asked, nearest, before, after)
    if json:
        question = {"from": from_, "to": to, "before": before, "after": after, "avoiding": avoiding}
        print_answer("paths", asked.question(**question), results)
        return 0
    if same:
        console().print(clean(f"{same[0]} is where it wants to be: no tie is needed."))
        return 0
    _print_paths(results)
    return 0


def _print_paths(results: Mapping[str, Any]) -> None:
    heads = [Shown("from"), Shown("to"), Shown("departs", fixed=True), Shown("arrives", fixed=True)]
    certain, possible = (results[reading] for reading in READINGS)
    if certain and certain == possible:
        console().print("In certain order (each tie after the one before), and no sooner in any other:")
        print_table(heads, [tuple(row.values()) for row in certain])
        return
    for rows, said, none in (
        (certain, "In certain order (each tie after the one before):", "No route in certain order."),
        (
            possible,
            "In possible order (ties of one date in whatever order suits):",
            "No route in any possible order either.",
        ),
    ):
        console().print(said if rows else none)
        if rows:
            print_table(heads, [tuple(row.values()) for row in rows])
    for line in results.get("missing", {}).get("said", ()):
        console().print(clean(f"- {line}"))


def _told(asked: Events, nearest: Missed, before: str | None, after: str | None) -> dict[str, Any]:
    """Why there is no route in certain order, as sentences and as data."""
    said = []
    ways = {"before": f"--before {before}", "after": f"--after {after}", "avoiding": "--avoiding"}
    for rule, (target, moment) in nearest.without.items():
        said.append(f"Without {ways[rule]}, {target} would be reached {asked.when(moment)}.")
    if nearest.hops is None:
        said.append("No chain of ties leads there, whatever their dates.")
    elif not nearest.without and nearest.reached is not None:
        who = f"{nearest.actor} (reached {asked.when(nearest.reached)})"
        said.append(f"Nearest to the target: {who}, {count(nearest.hops, 'tie')} away.")
        if nearest.too_early is not None:
            late = (
                f"The last tie from there towards it, to {nearest.next}, ends {asked.when(nearest.too_early)}"
            )
            said.append(f"{late}: not after the arrival.")
    data = {
        "nearest": nearest.actor,
        "reached": None if nearest.reached is None else asked.shown(nearest.reached),
        "hops": nearest.hops,
        "next": nearest.next,
        "last_tie": None if nearest.too_early is None else asked.shown(nearest.too_early),
        "without": {rule: asked.shown(moment) for rule, (_, moment) in nearest.without.items()},
    }
    return {"said": said, **data}


def event_reach(
    table: str,
    how: OfTable,
    from_: Sequence[str],
    before: str | None,
    after: str | None,
    avoiding: Sequence[str] | None,
    json: bool,
    unused: Mapping[str, object],
) -> int:
    """List who is reached, and when, in certain and in possible order."""
    from interlocal.network.reach import arrivals, bounds

    _refuse(table, unused)
    asked = how.opened(table)
    sources, without = asked.labels(from_), asked.labels(avoiding)
    if both := set(without) & set(sources):
        raise InterlocalError(
            f"{table}: {sorted(both, key=str)[0]!r} is to be avoided, and where routes begin"
        )
    net = asked.net.without(without) if without else asked.net
    first, last = asked.moment(after, last=True), asked.moment(before, last=False)
    both_orders = bounds(arrivals, net, sources, after=first, before=last)
    surely, maybe = both_orders.strict.as_dict(), both_orders.non_strict.as_dict()
    others = [label for label in maybe if label not in set(sources)]
    others.sort(key=lambda label: (maybe[label], surely.get(label, 2**62), str(label)))
    rows = [
        {
            "actor": label,
            "certain": asked.shown(surely[label]) if label in surely else None,
            "possible": asked.shown(maybe[label]),
        }
        for label in others
    ]
    if json:
        question = {"from": from_, "before": before, "after": after, "avoiding": avoiding}
        print_answer("reach", asked.question(**question), rows)
        return 0
    sure = sum(row["certain"] is not None for row in rows)
    console().print(
        f"{count(len(rows), 'actor')} of {len(net.actors) - len(set(sources)):,} can be reached; {sure:,} in certain "
        "order. When first reached:"
    )
    heads = [Shown("actor"), Shown("in certain order", fixed=True), Shown("in possible order", fixed=True)]
    print_table(heads, [(row["actor"], row["certain"] or "–", row["possible"]) for row in rows])
    return 0


def event_curve(
    table: str,
    how: OfTable,
    to: Sequence[str],
    by: Sequence[str] | None,
    avoiding: Sequence[str] | None,
    json: bool,
    unused: Mapping[str, object],
) -> int:
    """Show how many can reach a target by each date, in certain and in possible order."""
    from interlocal.network.reach import access_curve, bounds

    _refuse(table, unused)
    asked = how.opened(table)
    targets, without = asked.labels(to), asked.labels(avoiding)
    net = asked.net.without(without) if without else asked.net
    deadlines = _deadlines(asked, by)
    found = bounds(access_curve, net, targets, [moment for _, moment in deadlines])
    own = len(set(targets))
    rows = [
        {"by": date, "certain": int(sure) - own, "possible": int(maybe) - own}
        for (date, _), sure, maybe in zip(
            deadlines, found.strict.counts, found.non_strict.counts, strict=True
        )
    ]
    if json:
        print_answer("curve", asked.question(to=to, by=by, avoiding=avoiding), rows)
        return 0
    console().print(clean(f"Of {len(net.actors) - own:,} other actors, so many can reach {', '.join(to)}:"))
    kept = [
        row
        for k, row in enumerate(rows)
        if by
        or not k
        or [row[name] for name in ("certain", "possible")]
        != [rows[k - 1][name] for name in ("certain", "possible")]
    ]
    heads = [Shown("by", fixed=True), Shown("in certain order", right=True)]
    print_table([*heads, Shown("in possible order", right=True)], [tuple(row.values()) for row in kept])
    return 0


def _deadlines(asked: Events, by: Sequence[str] | None) -> list[tuple[int | str, int]]:
    """The dates to look at, each with its last moment: those asked for, else every year, or moments spread evenly."""
    import numpy as np

    net = asked.net
    if by:
        found = [(date, asked.moment(date, last=True)) for date in by]
        return [(date, moment - 1) for date, moment in found if moment is not None]
    if not len(net):
        return []
    from interlocal.network.columns import TIME_LIMIT

    stamps = np.unique(np.concatenate((net.start, net.end)))
    stamps = stamps[np.abs(stamps) < TIME_LIMIT]
    # Along ties that last, in certain order, one may arrive after the last date that the table names.
    ever: list[tuple[int | str, int]] = [] if net.instantaneous else [("ever", TIME_LIMIT)]
    if not len(stamps):
        return ever
    if net.unit is not None and len(stamps) > MOST_DATES:
        first, last = (
            int(str(asked.shown(int(one))).split()[0].rsplit("-", 2)[0]) for one in stamps[[0, -1]]
        )
        if last - first < MOST_YEARS:
            years = [f"{year:05}" if year < 0 else f"{year:04}" for year in range(first, last + 1)]
            found = [(year, asked.moment(year, last=True)) for year in years]
            return [(date, moment - 1) for date, moment in found if moment is not None] + ever
    if len(stamps) > MOST_DATES:
        stamps = stamps[np.linspace(0, len(stamps) - 1, MOST_DATES).astype(int)]
    return [(asked.shown(int(one)), int(one)) for one in stamps] + ever


def event_remove(
    table: str,
    how: OfTable,
    who: Sequence[str] | None,
    each: bool,
    from_: Sequence[str] | None,
    to: Sequence[str] | None,
    before: str | None,
    after: str | None,
    json: bool,
    unused: Mapping[str, object],
) -> int:
    """Compare who reaches whom with and without some actors, or list what each one's absence costs."""
    from interlocal.network import reach
    from interlocal.network.losses import loss

    _refuse(table, unused)
    if each and (who or from_ or not to):
        raise InterlocalError(f"{table}: --each needs --to, and neither --from nor anybody to remove")
    if not each and not who:
        raise InterlocalError(f"{table}: say whom to remove, or --each with --to")
    asked = how.opened(table)
    gone, sources, targets = asked.labels(who), asked.labels(from_), asked.labels(to)
    span: dict[str, Any] = {
        "after": asked.moment(after, last=True),
        "before": asked.moment(before, last=False),
    }
    question = asked.question(who=who, each=each or None, to=to, before=before, after=after)
    question["from"] = from_
    if each:
        found = reach.bounds(reach.remove_each, asked.net, targets, **span)
        lost = [
            dict(zip(one.actors, one.lost.tolist(), strict=True)) for one in (found.strict, found.non_strict)
        ]
        ends = set(targets)
        costly = [x for x in asked.net.actors if x not in ends and (lost[0][x] or lost[1][x])]
        costly.sort(key=lambda label: (-lost[0][label], -lost[1][label], str(label)))
        rows = [{"actor": x, "certain": lost[0][x], "possible": lost[1][x]} for x in costly]
        if json:
            print_answer("remove", question, rows)
            return 0
        console().print(
            clean(
                f"{count(len(rows), 'actor')} of {len(asked.net.actors):,} whose absence would cut others off from "
                f"{', '.join(to or ())}; so many others:"
            )
        )
        heads = [Shown("without"), *(Shown(f"in {one}", right=True) for one in READINGS)]
        print_table(heads, [tuple(row.values()) for row in rows])
        return 0
    both = reach.bounds(loss, asked.net, gone, sources=sources, targets=targets, **span)
    rows = [
        {"order": reading, "pairs": one.pairs, "before": one.before, "after": one.after}
        for reading, one in zip(READINGS, (both.strict, both.non_strict), strict=True)
    ]
    if json:
        print_answer("remove", question, rows)
        return 0
    what = "pairs of other actors"
    if sources or targets:
        named = [f"from {', '.join(from_)}" if from_ else "", f"to {', '.join(to)}" if to else ""]
        what = " ".join(("other actors' pairs", *filter(None, named)))
    console().print(clean(f"Without {', '.join(who or ())}: how many {what} are connected, one way."))
    heads = [
        Shown("reading"),
        *(Shown(x, right=True) for x in ("pairs", "with them", "without them", "lost")),
    ]
    shown = [
        (f"in {row['order']}", *(f"{row[x]:,}" for x in ("pairs", "before", "after")), _share(row))
        for row in rows
    ]
    print_table(heads, shown)
    return 0


def _share(row: Mapping[str, Any]) -> str:
    lost = row["before"] - row["after"]
    return f"{lost:,} ({lost / row['before']:.1%})" if row["before"] else "–"
