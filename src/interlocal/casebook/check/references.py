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
                faults += cell_faults(cells, column.name, _rule(column.kind, allowed))
    faults += _decision_faults(raw, known if adjudicated is None else known_ids(adjudicated))
    return faults + _field_faults(raw, known) + _match_faults(raw, every, adjudicated)


def _unreadable(kind: kinds.Ref, raw: RawBook) -> bool:
    """A codebook that cannot be read has been said; its ids are not each a fault of their own."""
    return raw.codebook is None and any(target in CODEBOOK_LISTS for target in kind.targets)


def _allowed(kind: kinds.Ref, known: Mapping[str, Set[str]], every: Set[str]) -> Set[str]:
    if kind.targets == (kinds.ANY,):
        return every
    return (
        known[kind.targets[0]] if len(kind.targets) == 1 else set().union(*(known[t] for t in kind.targets))
    )


def _rule(kind: kinds.Ref, allowed: Set[str]) -> Rule:
    where = "any table" if kind.targets == (kinds.ANY,) else " or ".join(kind.targets)

    def rule(cell: str) -> tuple[str, str] | None:
        if not cell:
            return None
        parts = cell.split(";") if isinstance(kind, kinds.Refs) else [cell]
        missing = [part for part in parts if part not in allowed]
        if not missing:
            return None
        import difflib

        near = difflib.get_close_matches(missing[0], allowed, 1, 0.75) if len(allowed) < 20_000 else []
        hint = f"did you mean {near[0]!r}?" if near else "add the record, or correct the id"
        return f"names {missing[0]!r}, which is not in {where}", hint

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
    if adjudicated is None:
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
