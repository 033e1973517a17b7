"""One coder's pass, read through its matches: what stands where, under the names of the adjudicated casebook."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any

from interlocal.casebook.book import Casebook
from interlocal.casebook.records import Actor, Attribute, Event, Position, Quantity, Tie

__all__ = ["Place", "Reading", "section_of"]

Place = tuple[str, str]
"""A source, and a section or locator of it."""


def section_of(locator: str) -> str:
    """The section that a locator names: what stands before its comma, or before its number where it has none.

    >>> section_of("Part 2, paragraph 3"), section_of("note 26"), section_of("p. 7")
    ('Part 2', 'note', 'p.')
    """
    section, comma, _ = locator.partition(",")
    return section if comma else re.sub(r"[\s\d]+$", "", locator) or locator


class Reading:
    """A coder's records under the names of the adjudicated ones, and the places in which they rest."""

    def __init__(self, name: str, book: Casebook, place: str, within: frozenset[str]) -> None:
        self.name, self.book = name, book
        self._to: dict[str, list[str]] = defaultdict(list)
        for record, adjudicated in book.matches:
            self._to[record].append(adjudicated)
        self.sections = {section_of(passage.locator) for passage in book.passages}
        self._places: dict[str, set[Place]] = defaultdict(set)
        where = {
            passage.id: (passage.source, locator if place == "locator" else section_of(locator))
            for passage in book.passages
            if (locator := passage.locator) and (not within or section_of(locator) in within)
        }
        for row in book.support:
            if row.passage in where:
                self._places[row.record].add(where[row.passage])

    def units(self, record: str) -> tuple[str, ...]:
        """The adjudicated records that a record stands for; its own name with the coder's, if none."""
        return tuple(self._to.get(record, ())) or (f"{self.name}/{record}",)

    def matched(self, record: str) -> bool:
        """Whether an adjudicated record stands for it."""
        return record in self._to

    def places(self, record: str) -> set[Place]:
        """The places of the text in which the record's passages stand."""
        return self._places.get(record, set())

    @property
    def everywhere(self) -> set[Place]:
        """All places in which anything of the pass stands."""
        return set().union(*self._places.values())

    def dangling(self, reference: Casebook) -> Iterator[str]:
        """A warning if matches name records that are not there."""
        lost = sum(
            (ours not in self.book.by_id) or (theirs not in reference.by_id)
            for ours, theirs in self.book.matches
        )
        if lost:
            yield (
                f"{self.name}: {lost} row{'s' * (lost > 1)} of matches.csv name records that do not exist; "
                "remove them, or match again with --match"
            )

    def found(self, table: str) -> Iterator[tuple[Place, str]]:
        """Each place with each unit of a table that rests on a passage there."""
        for record in self.book.records(table):
            for unit, place in product(self.units(record.id), self.places(record.id)):
                yield place, unit

    def actors_in(self) -> Iterator[tuple[Place, str]]:
        """Each place with each actor that any record concerns there."""
        ids = {actor.id for actor in self.book.actors}
        for record in self._concerning():
            for actor in filter(ids.__contains__, concerned(record)):
                for unit, place in product(self.units(actor), self.places(record.id)):
                    yield place, unit
        for part in self.book.participants:
            for unit, place in product(
                self.units(part.actor), self.places(part.event) | self.places(part.id)
            ):
                yield place, unit

    def _concerning(self) -> Iterator[Any]:
        for table in ("actors", "attributes", "ties", "events", "positions", "quantities"):
            yield from self.book.records(table)

    def ties_in(self) -> Iterator[tuple[Place, str, str, Tie]]:
        """Each place with the two actors, sender first, and the tie that rests on a passage there."""
        for tie in self.book.ties:
            for source, target in product(self.units(tie.from_), self.units(tie.to)):
                for place in self.places(tie.id):
                    if source != target:
                        yield place, source, target, tie


def concerned(record: Any) -> tuple[str, ...]:
    """The ids of those whom a record concerns; among them may be ids of others than actors."""
    match record:
        case Actor():
            return (record.id,)
        case Attribute():
            return (record.record, record.value)
        case Tie():
            return (record.from_, record.to)
        case Event():
            return (record.host,)
        case Position():
            return (record.actor, record.beneficiary)
        case Quantity():
            return (record.about,)
    return ()
