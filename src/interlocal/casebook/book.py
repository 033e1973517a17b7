"""The casebook itself: a frozen value that holds every record, and finds them."""

from __future__ import annotations

import functools
import hashlib
import operator
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from interlocal.casebook.cells import write_cells
from interlocal.casebook.claims import Claim, parse_claim, write_claim
from interlocal.casebook.codebook import Codebook
from interlocal.casebook.records import (
    Actor,
    Attribute,
    Coding,
    Doubt,
    Enabling,
    Event,
    Name,
    Order,
    Participant,
    Passage,
    Position,
    Quantity,
    Record,
    Search,
    Support,
    Tie,
)
from interlocal.casebook.rows import to_cells
from interlocal.casebook.schema import descriptor, tables
from interlocal.casebook.sources import Source, write_sources
from interlocal.errors import UnknownNameError

__all__ = ["Casebook", "mint"]


@dataclass(frozen=True)
class Casebook:
    """Everything known of a coalition, and from where. Change makes a new value (`replace`).

    `coders` holds each coder's own pass, itself a casebook; `matches` says, for a coder's pass,
    which of its records stand for which records of the adjudicated casebook. `claim_texts` are the
    files of the claims as they were written, comments and all, by id.
    """

    codebook: Codebook
    codebook_text: bytes = b""
    sources: tuple[Source, ...] = ()
    passages: tuple[Passage, ...] = ()
    support: tuple[Support, ...] = ()
    actors: tuple[Actor, ...] = ()
    names: tuple[Name, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    ties: tuple[Tie, ...] = ()
    events: tuple[Event, ...] = ()
    participants: tuple[Participant, ...] = ()
    enabling: tuple[Enabling, ...] = ()
    order: tuple[Order, ...] = ()
    positions: tuple[Position, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    codings: tuple[Coding, ...] = ()
    searches: tuple[Search, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    claims: tuple[Claim, ...] = ()
    claim_texts: Mapping[str, bytes] = field(default_factory=dict, compare=False)
    coders: Mapping[str, Casebook] = field(default_factory=dict)
    matches: tuple[tuple[str, str], ...] = ()
    folder: Path | None = field(default=None, compare=False)

    @property
    def title(self) -> str:
        """The codebook's title."""
        return self.codebook.title

    def records(self, table: str) -> tuple[Any, ...]:
        """All records of one table, by its name."""
        records: tuple[Any, ...] = getattr(self, table)
        return records

    @functools.cached_property
    def by_id(self) -> Mapping[str, Record]:
        """Every record that has an id."""
        return {record.id: record for name in tables() if name != "support" for record in self.records(name)}

    @functools.cached_property
    def sources_by_id(self) -> Mapping[str, Source]:
        """Every source by its key."""
        return {source.id: source for source in self.sources}

    @functools.cached_property
    def support_by_record(self) -> Mapping[str, tuple[Support, ...]]:
        """The support rows of each record."""
        rows: dict[str, list[Support]] = defaultdict(list)
        for row in self.support:
            rows[row.record].append(row)
        return {record: tuple(group) for record, group in rows.items()}

    @functools.cached_property
    def attributes_by_record(self) -> Mapping[str, tuple[Attribute, ...]]:
        """The attributes of each record."""
        rows: dict[str, list[Attribute]] = defaultdict(list)
        for row in self.attributes:
            rows[row.record].append(row)
        return {record: tuple(group) for record, group in rows.items()}

    def passages_of(self, record: str, stance: str = "supports") -> tuple[Passage, ...]:
        """The passages that support (or contradict) a record."""
        return tuple(
            passage
            for row in self.support_by_record.get(record, ())
            if row.stance == stance and isinstance(passage := self.by_id.get(row.passage), Passage)
        )

    def sources_of(self, record: str) -> tuple[str, ...]:
        """The works a record rests on: those its passages cite, or the text itself where they cite none."""
        works: dict[str, None] = {}
        for passage in self.passages_of(record):
            for work in passage.cites.split(";") if passage.cites else [passage.source]:
                works[work] = None
        return tuple(works)

    def independent_sources(self, record: str) -> frozenset[str]:
        """The distinct roots of those works: a repeat or a part of a work counts with it."""
        known = self.sources_by_id
        return frozenset(known[work].root if work in known else work for work in self.sources_of(record))

    @functools.cached_property
    def files(self) -> Mapping[str, bytes]:
        """The casebook's own files, as they are written, by relative name (coders' passes apart)."""
        package = descriptor(self.codebook.title, self.codebook.licence)
        files = {
            "codebook.toml": self.codebook_text,
            "datapackage.json": msgspec.json.format(msgspec.json.encode(package), indent=2) + b"\n",
            "sources.json": write_sources(self.sources),
        }
        for name, shape in tables().items():
            files[f"{name}.csv"] = write_cells(shape, to_cells(shape, self.records(name)))
        for claim in self.claims:
            files[f"claims/{claim.id}.toml"] = self._claim_text(claim)
        return files

    def _claim_text(self, claim: Claim) -> bytes:
        """The file as it was written, as long as it still says what the claim says."""
        text = self.claim_texts.get(claim.id, b"")
        return text if text and parse_claim(text) == claim else write_claim(claim)

    def claim(self, id: str) -> Claim:
        """A claim by its id; `UnknownNameError` with near misses and the claims there are."""
        for one in self.claims:
            if one.id == id:
                return one
        listed = ", ".join(one.id for one in self.claims) or "none; a claim is a file of claims/"
        near = get_close_matches(id, [one.id for one in self.claims], 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UnknownNameError(f"no claim {id!r}{hint}; the claims of this casebook are: {listed}")

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 over all files: two casebooks with one digest hold the same facts."""
        total = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            total.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
        return total.hexdigest()

    def with_records(self, **records: tuple[Any, ...]) -> Casebook:
        """A new casebook with some tables replaced, each sorted by its key."""
        ordered: dict[str, Any] = {
            name: tuple(sorted(rows, key=operator.attrgetter(*tables()[name].key)))
            for name, rows in records.items()
        }
        return replace(self, **ordered)


def mint(prefix: str, taken: Mapping[str, object] | set[str] = frozenset()) -> str:  # type: ignore[assignment]
    """A new id: the table's prefix and seven random base-32 letters, not among those taken.

    Two people who add records to copies of one casebook do not collide: there are 3·10¹⁰ ids a prefix.

    >>> mint("t").startswith("t-") and len(mint("t")) == 9
    True
    """
    import secrets

    while True:
        new = f"{prefix}-{''.join(secrets.choice('abcdefghijklmnopqrstuvwxyz234567') for _ in range(7))}"
        if new not in taken:
            return new
