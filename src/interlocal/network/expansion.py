"""The rows of which ties are made: dyadic facts, and meetings expanded by the codebook's relation rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from interlocal.casebook.book import Casebook
from interlocal.casebook.records import Event, Participant, Tie

__all__ = ["Row", "dyads", "meetings"]

CERTAINTY = {"explicit": 0.90, "implied": 0.80, "conjecture": 0.30}
DATED = 0.95
"""Probability that a fact holds when the casebook gives none: by its most explicit passage, and its date."""

ABSENT = ("target", "subject", "beneficiary")
HOSTS = ("host", "convenor", "founder")


@dataclass(frozen=True, slots=True)
class Row:
    """One tie to be, in the words of the casebook."""

    record: str
    from_: str
    to: str
    relation: str
    issues: str
    case: str
    layer: str
    status: str
    polarity: int | None
    mode: int | None
    certainty: float


def _certainty(book: Casebook, record: Tie | Event) -> float:
    if record.certainty is not None:
        return record.certainty
    grades = {
        row.explicitness for row in book.support_by_record.get(record.id, ()) if row.stance == "supports"
    }
    best = next((grade for grade in CERTAINTY if grade in grades), "explicit")
    return DATED if best == "explicit" and record.start else CERTAINTY[best]


def dyads(book: Casebook) -> Iterator[Row]:
    """The ties as coded."""
    for tie in book.ties:
        yield Row(
            tie.id,
            tie.from_,
            tie.to,
            tie.relation,
            tie.issues,
            tie.case,
            tie.layer,
            tie.status,
            tie.polarity,
            tie.mode,
            _certainty(book, tie),
        )


def meetings(book: Casebook) -> Iterator[Row]:
    """Ties between those who took part in events of the kinds that a relation expands.

    A symmetric relation ties every two participants; another one leads from each host, convenor or
    founder to each other participant. Targets, subjects and beneficiaries need not have been there.
    """
    present: dict[str, list[Participant]] = {}
    for part in book.participants:
        if part.status in ("asserted", "inferred") and part.role not in ABSENT:
            present.setdefault(part.event, []).append(part)
    for relation in book.codebook.relations:
        for event in book.events:
            if event.kind not in relation.expand:
                continue
            parts = present.get(event.id, [])
            for from_, to in _pairs(parts, relation.symmetric):
                yield Row(
                    event.id,
                    from_,
                    to,
                    relation.id,
                    event.issues,
                    event.case,
                    "contact",
                    event.status,
                    1,
                    None,
                    _certainty(book, event),
                )


def _pairs(parts: list[Participant], symmetric: bool) -> list[tuple[str, str]]:
    everyone = sorted({part.actor for part in parts})
    if symmetric:
        return list(combinations(everyone, 2))
    hosts = sorted({part.actor for part in parts if part.role in HOSTS})
    return [(host, other) for host, other in product(hosts, everyone) if host != other]
