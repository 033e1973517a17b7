"""Rows that are well formed and yet cannot be meant: no support, cycles, self-ties, misplaced periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from interlocal.casebook.cells import Cells
from interlocal.casebook.faults import Fault
from interlocal.casebook.folder import RawBook

__all__ = ["find_cycle", "meaning_faults"]

MANY = ("class", "group")
NEED_SUPPORT = (
    "actors",
    "attributes",
    "ties",
    "events",
    "enabling",
    "order",
    "positions",
    "quantities",
    "codings",
)


def meaning_faults(raw: RawBook) -> list[Fault]:
    """Everything that needs a look at more than one cell."""
    return [
        *_unsupported(raw),
        *_enabling_cycles(raw),
        *_part_of_cycles(raw),
        *_self_ties(raw),
        *_answers(raw),
        *_shares(raw),
        *_codings(raw),
        *_venues(raw),
        *_weights(raw),
        *_idle(raw),
    ]


def _rows(cells: Cells, *names: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    return enumerate(zip(*(cells.column(name) for name in names), strict=True))


def _fault(
    cells: Cells, i: int, column: str, value: str, problem: str, remedy: str, warning: bool = False
) -> Fault:
    return Fault(f"{cells.table.name}.csv", cells.line(i), column, value, problem, remedy, warning)


def _unsupported(raw: RawBook) -> list[Fault]:
    if "support" in raw.unread:
        return []
    supported = set(raw.cells["support"].column("record"))
    faults = []
    for name in NEED_SUPPORT:
        cells = raw.cells[name]
        for i, id in enumerate(cells.column("id")):
            if id and id not in supported:
                faults.append(
                    _fault(
                        cells,
                        i,
                        "id",
                        id,
                        "has no supporting passage",
                        "add a row to support.csv, or drop it",
                    )
                )
    return faults


def find_cycle(edges: Mapping[str, set[str]]) -> list[str]:
    """Some cycle of a directed graph, as its nodes in order, or an empty list. Iterative: depth is no limit.

    >>> find_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    ['a', 'b', 'c']
    >>> find_cycle({"a": {"b"}, "b": set()})
    []
    """
    done: set[str] = set()
    for root in sorted(edges):
        path: list[str] = []
        on_path: dict[str, int] = {}
        stack: list[tuple[str, Iterator[str]]] = []

        def enter(
            node: str,
            path: list[str] = path,
            on_path: dict[str, int] = on_path,
            stack: list[tuple[str, Iterator[str]]] = stack,
        ) -> None:
            on_path[node] = len(path)
            path.append(node)
            stack.append((node, iter(sorted(edges.get(node, ())))))

        if root not in done:
            enter(root)
        while stack:
            node, following = stack[-1]
            step = next(following, None)
            if step is None:
                done.add(node)
                stack.pop()
                del on_path[path.pop()]
            elif step in on_path:
                return path[on_path[step] :]
            elif step not in done:
                enter(step)
    return []


def _enabling_cycles(raw: RawBook) -> list[Fault]:
    cells = raw.cells["enabling"]
    edges: dict[str, set[str]] = defaultdict(set)
    rows: dict[tuple[str, str], int] = {}
    for i, (record, enabler) in _rows(cells, "record", "enabler"):
        edges[record].add(enabler)
        rows[record, enabler] = i
    cycle = find_cycle(edges)
    if not cycle:
        return []
    pair = (cycle[0], cycle[1 % len(cycle)])
    shown = " ← ".join([*cycle, cycle[0]])
    return [
        _fault(
            cells,
            rows[pair],
            "enabler",
            pair[1],
            f"closes a circle of enabling: {shown}",
            "nothing can make itself possible; remove the weakest of these rows",
        )
    ]


def _part_of_cycles(raw: RawBook) -> list[Fault]:
    cells = raw.cells["attributes"]
    edges: dict[str, set[str]] = defaultdict(set)
    rows: dict[str, int] = {}
    for i, (record, field, value) in _rows(cells, "record", "field", "value"):
        if field == "part_of":
            edges[record].add(value)
            rows[record] = i
    cycle = find_cycle(edges)
    if not cycle:
        return []
    shown = " in ".join([*cycle, cycle[0]])
    return [
        _fault(
            cells,
            rows[cycle[0]],
            "value",
            cycle[0],
            f"is a part of itself: {shown}",
            "remove one of the rows",
        )
    ]


def _self_ties(raw: RawBook) -> list[Fault]:
    """A tie to oneself, unless the actor is a class or group whose members are tied to one another."""
    actors, cells = raw.cells["actors"], raw.cells["ties"]
    several = {
        id for id, kind in zip(actors.column("id"), actors.column("kind"), strict=True) if kind in MANY
    }
    return [
        _fault(
            cells,
            i,
            "to",
            to,
            "is the sender itself",
            "a tie joins two actors; this one carries nothing to anyone",
            True,
        )
        for i, (sender, to) in _rows(cells, "from", "to")
        if sender and sender == to and sender not in several
    ]


def _answers(raw: RawBook) -> list[Fault]:
    cells = raw.cells["ties"]
    faults = []
    for i, (id, asked, response) in _rows(cells, "id", "responds_to", "response"):
        if response and not asked:
            faults.append(
                _fault(cells, i, "response", response, "answers nothing", "name the tie in responds_to", True)
            )
        if asked == id and id:
            faults.append(
                _fault(cells, i, "responds_to", asked, "is the tie itself", "name the tie that was answered")
            )
    return faults


def _shares(raw: RawBook) -> list[Fault]:
    cells = raw.cells["ties"]
    faults = []
    for i, (low, high, amount, currency) in _rows(cells, "share_low", "share_high", "amount", "currency"):
        try:
            if low and high and float(low) > float(high):
                faults.append(_fault(cells, i, "share_low", low, f"is above share_high {high}", "swap them"))
        except ValueError:  # said when the file was read
            continue
        if amount and not currency:
            faults.append(
                _fault(cells, i, "currency", "", "is missing for an amount", "add a code such as JPY")
            )
    return faults


def _codings(raw: RawBook) -> list[Fault]:
    if raw.codebook is None:
        return []
    owner = {period.id: period.case for period in raw.codebook.periods}
    episodes = {episode.id: episode.case for episode in raw.codebook.episodes}
    cells = raw.cells["codings"]
    faults = []
    seen: dict[tuple[str, ...], int] = {}
    for i, (case, period, episode) in _rows(cells, "case", "period", "episode"):
        if owner.get(period, case) != case:
            faults.append(
                _fault(
                    cells, i, "period", period, f"belongs to case {owner[period]!r}", "correct one of them"
                )
            )
        if episodes.get(episode, case) != case:
            faults.append(
                _fault(
                    cells,
                    i,
                    "episode",
                    episode,
                    f"belongs to case {episodes[episode]!r}",
                    "correct one of them",
                )
            )
    scored = ("coder", "case", "period", "item", "provider", "episode", "beneficiary")
    for i, key in _rows(cells, *scored):
        if key in seen:
            faults.append(
                _fault(
                    cells,
                    i,
                    "item",
                    key[3],
                    f"is scored already in row {cells.line(seen[key])}",
                    "one coder gives one score to one provider; remove one of the rows",
                )
            )
        seen.setdefault(key, i)
    return faults


def _venues(raw: RawBook) -> list[Fault]:
    cells = raw.cells["events"]
    kinds = dict(zip(cells.column("id"), cells.column("kind"), strict=True))
    return [
        _fault(cells, i, "venue", venue, "is not an event of kind venue", "name the standing venue", True)
        for i, (venue,) in _rows(cells, "venue")
        if venue and kinds.get(venue, "venue") != "venue"
    ]


def _weights(raw: RawBook) -> list[Fault]:
    cells = raw.cells["attributes"]
    totals: dict[tuple[str, str, str], float] = defaultdict(float)
    last: dict[tuple[str, str, str], int] = {}
    for i, (record, field, start, weight) in _rows(cells, "record", "field", "start", "weight"):
        try:
            totals[record, field, start] += float(weight or 0)
        except ValueError:  # said when the file was read
            continue
        last[record, field, start] = i
    return [
        _fault(
            cells,
            last[key],
            "weight",
            f"{total:g}",
            f"is the sum of the weights of {key[1]!r}, above 1",
            "alternatives share a weight of 1",
        )
        for key, total in totals.items()
        if total > 1 + 1e-9
    ]


def _idle(raw: RawBook) -> list[Fault]:
    """Passages that support nothing: allowed, and usually a row forgotten."""
    cells = raw.cells["passages"]
    used = set(raw.cells["support"].column("passage"))
    return [
        _fault(cells, i, "id", id, "supports no record", "add a row to support.csv, or drop it", True)
        for i, id in enumerate(cells.column("id"))
        if id not in used
    ]
