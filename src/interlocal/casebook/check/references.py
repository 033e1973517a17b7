"""Ids that point to nothing, ids that two tables share, and matches of coders' records."""

from __future__ import annotations

from collections.abc import Mapping, Set

from interlocal.casebook import columns as kinds
from interlocal.casebook.check.values import Rule, cell_faults
from interlocal.casebook.faults import Fault
from interlocal.casebook.folder import RawBook
from interlocal.casebook.schema import CODEBOOK_LISTS

__all__ = ["known_ids", "reference_faults"]


def known_ids(raw: RawBook) -> dict[str, Set[str]]:
    """The ids of every table, of the sources and of each list of the codebook."""
    known: dict[str, Set[str]] = {
        name: set(cells.column("id")) for name, cells in raw.cells.items() if cells.table.key == ("id",)
    }
    known["sources"] = {source.id for source in raw.sources}
    for name in CODEBOOK_LISTS:
        known[name] = raw.codebook.ids(name) if raw.codebook else set()
    return known


def reference_faults(raw: RawBook, adjudicated: RawBook | None = None) -> list[Fault]:
    """Every cell that names a record which does not exist, with near misses."""
    known = known_ids(raw)
    every: Set[str] = set().union(*(known[name] for name in (*raw.cells, "sources") if name in known))
    faults = _shared(raw)
    for cells in raw.cells.values():
        for column in cells.table.columns:
            if not isinstance(column.kind, kinds.Ref) or _unreadable(column.kind, raw):
                continue
            allowed = _allowed(column.kind, known, every)
            if not set(cells.column(column.name)) - allowed <= {""}:
                faults += cell_faults(cells, column.name, _rule(column.kind, allowed, raw))
    if (adjudicated or raw).unread.isdisjoint({"positions", "events"}):
        faults += _decision_faults(raw, known if adjudicated is None else known_ids(adjudicated))
    if "actors" not in raw.unread:
        faults += _field_faults(raw, known)
    return faults + _match_faults(raw, every, adjudicated)


def _unreadable(kind: kinds.Ref, raw: RawBook) -> bool:
    """What cannot be read has been said; the ids it may hold are not each a fault of their own."""
    if raw.codebook is None and any(target in CODEBOOK_LISTS for target in kind.targets):
        return True
    return bool(raw.unread) and (kind.targets == (kinds.ANY,) or not raw.unread.isdisjoint(kind.targets))


def _allowed(kind: kinds.Ref, known: Mapping[str, Set[str]], every: Set[str]) -> Set[str]:
    if kind.targets == (kinds.ANY,):
        return every
    return (
        known[kind.targets[0]] if len(kind.targets) == 1 else set().union(*(known[t] for t in kind.targets))
    )


def _named(raw: RawBook) -> dict[str, str]:
    """Ids of actors by each of their names, small letters."""
    actors, names = raw.cells["actors"], raw.cells["names"]
    pairs = [*zip(names.column("name"), names.column("actor"), strict=True)]
    pairs += zip(actors.column("name"), actors.column("id"), strict=True)
    return {name.casefold(): id for name, id in pairs}


def _hint(missing: str, kind: kinds.Ref, allowed: Set[str], raw: RawBook) -> str:
    """What to write instead of an id that nothing has: that of the actor so named, a near one, a whole table."""
    id = _named(raw).get(missing.casefold())
    if id in allowed:
        return f"write its id, {id!r}"
    prefix = missing.partition("-")[0]
    for name, cells in raw.cells.items():
        if cells.table.record.prefix == prefix and not cells.rows and kind.targets in ((kinds.ANY,), (name,)):
            return f"{name}.csv has no rows or is not there; add it"
    import difflib

    near = difflib.get_close_matches(missing, allowed, 1, 0.75) if len(allowed) < 20_000 else []
    if near:
        return f"did you mean {near[0]!r}?"
    return "add the record, or correct the id"


def _rule(kind: kinds.Ref, allowed: Set[str], raw: RawBook) -> Rule:
    where = "any table" if kind.targets == (kinds.ANY,) else " or ".join(kind.targets)

    def rule(cell: str) -> tuple[str, str] | None:
        if not cell:
            return None
        parts = cell.split(";") if isinstance(kind, kinds.Refs) else [cell]
        missing = [part for part in parts if part not in allowed]
        if not missing:
            return None
        return f"names {missing[0]!r}, which is not in {where}", _hint(missing[0], kind, allowed, raw)

    return rule


def _shared(raw: RawBook) -> list[Fault]:
    """One id is one record, across all tables."""
    tables = {name: cells for name, cells in raw.cells.items() if cells.table.key == ("id",)}
    distinct = [set(cells.column("id")) - {""} for cells in tables.values()]
    if len(set().union(*distinct)) == sum(map(len, distinct)):
        return []
    owner: dict[str, str] = {}
    faults = []
    for name, cells in tables.items():
        for i, id in enumerate(cells.column("id")):
            if id and owner.setdefault(id, name) != name:
                faults.append(
                    Fault(
                        f"{name}.csv",
                        cells.line(i),
                        "id",
                        id,
                        f"is an id of {owner[id]}.csv too",
                        "mint another id for one of them",
                    )
                )
    return faults


def _decision_faults(raw: RawBook, known: Mapping[str, Set[str]]) -> list[Fault]:
    """An episode's decision is a position or an event, of the adjudicated casebook where this is a coder's pass."""
    import difflib

    allowed = known["positions"] | known["events"]
    faults = []
    for episode in raw.codebook.episodes if raw.codebook else ():
        if episode.decision and episode.decision not in allowed:
            near = difflib.get_close_matches(episode.decision, allowed, 1, 0.75)
            hint = f"did you mean {near[0]!r}?" if near else "name a position or an event"
            problem = f"of episode {episode.id!r} is no position and no event"
            faults.append(Fault("codebook.toml", 0, "decision", episode.decision, problem, hint))
    return faults


ACTOR_FIELDS = frozenset(
    {"part_of", "distinct_from", "founder", "control", "funded_by", "head_of", "successor_of"}
)


def _field_faults(raw: RawBook, known: Mapping[str, Set[str]]) -> list[Fault]:
    """Attributes whose field relates actors must have an actor's id as their value."""
    cells = raw.cells["attributes"]
    faults = []
    for i, (field, value) in enumerate(zip(cells.column("field"), cells.column("value"), strict=True)):
        if field in ACTOR_FIELDS and value and value not in known["actors"]:
            faults.append(
                Fault(
                    "attributes.csv",
                    cells.line(i),
                    "value",
                    value,
                    f"is not an actor, as {field} needs",
                    "use the id of an actor",
                )
            )
    return faults


def _match_faults(raw: RawBook, every: Set[str], adjudicated: RawBook | None) -> list[Fault]:
    if adjudicated is None or raw.unread or adjudicated.unread:
        return []
    known = known_ids(adjudicated)
    targets: Set[str] = set().union(*(known[name] for name in adjudicated.cells if name in known))
    faults = []
    for i, (own, target) in enumerate(raw.matches, 2):
        if own not in every:
            faults.append(
                Fault("matches.csv", i, "record", own, "is no record of this pass", "correct the id")
            )
        if target and target not in targets:
            faults.append(
                Fault(
                    "matches.csv", i, "adjudicated", target, "is no record of the casebook", "correct the id"
                )
            )
    return faults
