"""The register of evidence: every claim on the page links to its record, and the record to its passages.

Anchors are made here and only here, so that ids are unique on the page and every link has a target,
whatever a casebook's ids hold.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from interlocal.casebook.records import (
    Actor,
    Attribute,
    Coding,
    Doubt,
    Enabling,
    Event,
    Order,
    Participant,
    Passage,
    Position,
    Quantity,
    Record,
    Search,
    Tie,
)
from interlocal.report.reading import Reading

__all__ = ["Evidence", "Link", "RecordEntry", "describe", "passages_said"]


@dataclass(frozen=True)
class Link:
    """Words on the page that lead somewhere: to a record's passages, to a figure, or nowhere."""

    words: str
    href: str = ""
    lang: str = ""


@dataclass(frozen=True)
class PassageEntry:
    """A passage as the appendix lists it."""

    anchor: str
    passage: Passage
    cites: tuple[Link, ...]


@dataclass(frozen=True)
class RecordEntry:
    """A cited record as the appendix lists it: what it says, and the passages for and against."""

    anchor: str
    words: str
    supports: tuple[PassageEntry, ...]
    contradicts: tuple[PassageEntry, ...]


@dataclass
class Evidence:
    """Collects what the page cites while the page is made; the appendix is printed from it at the end."""

    reading: Reading
    cited: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _sources: dict[str, str] = field(default_factory=dict)

    def anchor(self, prefix: str, id: str) -> str:
        """A page id made from a record id: plain letters, never taken twice."""
        base = f"{prefix}-{re.sub(r'[^A-Za-z0-9_-]+', '-', id)[:60]}"
        name, n = base, 1
        while name in self._taken:
            n += 1
            name = f"{base}-{n}"
        self._taken.add(name)
        return name

    def href(self, record: str) -> str:
        """Where the passages of a record are listed on the page."""
        if record not in self.cited:
            self.cited[record] = self.anchor("p", record)
        return f"#{self.cited[record]}"

    def link(self, words: str, record: str, lang: str = "") -> Link:
        """Words that lead to a record's passages."""
        return Link(words, self.href(record), lang)

    def told(self, sentence: str) -> tuple[str | Link, ...]:
        """A sentence with ids put into words: records lead to their passages, issues stand by their names."""
        issues = {one.id: one.name for one in self.reading.book.codebook.issues if not one.id.isalpha()}
        parts: list[str | Link] = []
        for word in re.split(r"([\w-]+)", sentence):
            found = self.reading.book.by_id.get(word)
            if isinstance(found, Tie | Event | Position):
                parts.append(self.link(f"“{describe(self.reading, word)}”", word))
            elif isinstance(found, Passage):
                parts.append(self.passage(found.locator or word, word))
            elif word:
                parts.append(issues.get(word) or word)
        return tuple(parts)

    def passage(self, words: str, id: str) -> Link:
        """Words that lead to a passage: to the first record that rests on it."""
        record = self._resting.get(id)
        return Link(words) if record is None else self.link(words, record)

    def passages(self, ids: Iterable[str], most: int = 4) -> tuple[str | Link, ...]:
        """How many passages a number rests on, the first few of them linked; nothing for none."""
        known = [id for id in dict.fromkeys(ids) if id in self._resting]
        if not known:
            return ()
        parts: list[str | Link] = [f"{len(known)} passage{'' if len(known) == 1 else 's'}: "]
        for number, id in enumerate(known[:most], 1):
            parts += [", "] if number > 1 else []
            parts.append(self.passage(str(number), id))
        return (*parts, *([", …"] if len(known) > most else []))

    @functools.cached_property
    def _resting(self) -> dict[str, str]:
        """For each passage a record that it supports and that can be listed."""
        book = self.reading.book
        return {row.passage: row.record for row in reversed(book.support) if row.record in book.by_id}

    def source(self, id: str) -> Link:
        """A work by its short reference, leading to its row in the table of sources."""
        known = self.reading.book.sources_by_id.get(id)
        if known is None:
            return Link(id)
        if id not in self._sources:
            self._sources[id] = self.anchor("source", id)
        author = known.authors.split("; ")[0]
        words = f"{author} {known.year}".strip() if author else _short(known.title, known.year) or id
        return Link(words, f"#{self._sources[id]}")

    def source_anchor(self, id: str) -> str:
        """The page id of a work's row in the table of sources."""
        self.source(id)
        return self._sources[id]

    def records(self) -> tuple[RecordEntry, ...]:
        """All cited records with their passages, by kind and in alphabetical order."""
        passages: dict[str, PassageEntry] = {}
        entries = []
        for record, anchor in sorted(self.cited.items(), key=lambda pair: _rank(self.reading, pair[0])):
            sides = [self._passages(record, stance, passages) for stance in ("supports", "contradicts")]
            entries.append(RecordEntry(anchor, describe(self.reading, record), sides[0], sides[1]))
        return tuple(entries)

    def _passages(self, record: str, stance: str, known: dict[str, PassageEntry]) -> tuple[PassageEntry, ...]:
        found = []
        for passage in self.reading.book.passages_of(record, stance):
            if passage.id not in known:
                cites = tuple(self.source(work) for work in passage.cites.split(";") if work.strip())
                known[passage.id] = PassageEntry(self.anchor("passage", passage.id), passage, cites)
            found.append(known[passage.id])
        return tuple(found)

    def independent(self, records: Iterable[str]) -> frozenset[str]:
        """The independent works that several records rest on together."""
        works: frozenset[str] = frozenset()
        for record in records:
            works |= self.reading.book.independent_sources(record)
        return works


def _short(title: str, year: str) -> str:
    """A work without an author by its title: the first words of a long one, with the year where it lacks it.

    >>> _short("Asahi Journal, 18 October 1991", "1991"), _short("", "1991"), _short("Survey of the harbour", "1998")
    ('Asahi Journal, 18 October 1991', '1991', 'Survey of the harbour 1998')
    """
    words = title if len(title) <= 48 else f"{title[:48].rsplit(' ', 1)[0]}…"
    return words if year in words else f"{words} {year}".strip()


def passages_said(number: int) -> str:
    """How many passages, in words.

    >>> passages_said(1), passages_said(2)
    ('1 passage', '2 passages')
    """
    return f"{number} passage{'' if number == 1 else 's'}"


def _rank(reading: Reading, record: str) -> tuple[str, str, str]:
    found = reading.book.by_id.get(record)
    return (type(found).__name__ if found else "~", describe(reading, record), record)


def describe(reading: Reading, record: str) -> str:
    """A record in one line of words.

    The words are the coder's own; a record that the casebook does not hold is named by its id.
    """
    found: Record | None = reading.book.by_id.get(record)
    if isinstance(found, Tie):
        about = f" ({found.about})" if found.about else ""
        relation = reading.entry_name("relations", found.relation)
        when = ", ".join(
            filter(None, (when_words(found.start, found.start_printed, found.end), found.status))
        )
        return f"{reading.name(found.from_)} → {relation} → {reading.name(found.to)}{about}; {when}"
    if isinstance(found, Event):
        return f"Event: {found.name}; {when_words(found.start, found.start_printed, found.end)}"
    if isinstance(found, Position):
        asked = f"asked: {found.asked}" if found.asked else ""
        obtained = f"obtained: {found.obtained}" if found.obtained else ""
        said = "; ".join(filter(None, (asked, obtained, when_words(found.date, found.date_printed))))
        kind, policy = found.kind.replace("_", " "), reading.entry_name("policies", found.policy)
        return f"{reading.name(found.actor)}, {kind} on {policy}: {said}"
    if isinstance(found, Coding):
        period, score = reading.entry_name("periods", found.period), found.score.replace("_", " ")
        what = f"{reading.item_name(found.item)}, {reading.name(found.provider)}"
        return f"Coding: {what}, {period}: {score} ({found.coder})"
    if isinstance(found, Quantity):
        return f"Quantity: {found.measure} {found.comparison} {found.value} {found.unit}".strip()
    if isinstance(found, Actor):
        return f"Actor: {found.name}"
    if isinstance(found, Search):
        return f"Search: {found.question}"
    if isinstance(found, Doubt):
        return f"Doubt: {found.reason}"
    if isinstance(found, Attribute):
        return f"{describe(reading, found.record)}, {found.field}: {reading.name(found.value)}"
    if isinstance(found, Participant):
        return f"{reading.name(found.actor)} at an event, as {found.role}"
    if isinstance(found, Enabling | Order):
        return f"{type(found).__name__} {found.id}"
    return record


def when_words(start: str, printed: str = "", end: str = "") -> str:
    """A date for people: the printed wording where there is one, else EDTF in words; an open end is said.

    >>> when_words("1993", "", ".."), when_words("[..1999]", "by the late 1990s"), when_words("")
    ('1993, in force when written', 'by the late 1990s', 'undated')
    >>> when_words("[..1989]"), when_words("1986/1989"), when_words("1993-04", "", "1995")
    ('not after 1989', 'between 1986 and 1989', '1993-04 to 1995')
    >>> when_words("1994", "in the same year")
    'in the same year (1994)'
    """
    first = printed or _plain(start)
    if printed and start and not re.search(r"\d{4}", printed):
        first = f"{printed} ({_plain(start)})"  # "in the same year" says nothing without the year
    if end == "..":
        return f"{first or 'undated'}, in force when written"
    return f"{first or '?'} to {_plain(end)}" if end else first or "undated"


def _plain(date: str) -> str:
    if found := re.fullmatch(r"\[?\.\.([^.,\]]+)\]?", date):
        return f"not after {found[1]}"
    if found := re.fullmatch(r"\[?([^.,\[\]]+)\.\.\]?", date):
        return f"not before {found[1]}"
    if found := re.fullmatch(r"\[([^.,]+)\.\.([^.,]+)\]|([^/.]+)/([^/.]+)", date):
        return f"between {found[1] or found[3]} and {found[2] or found[4]}"
    return date
