"""A casebook as the report reads it: names, classes, levels, dates and scores, looked up once.

Cells of a casebook may point at nothing; every look-up here answers with something that can be shown.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Relation
from interlocal.casebook.countries import country_name
from interlocal.casebook.records import Actor, Attribute, Coding, Event, Name, Position, Tie
from interlocal.dates import Chronology, end_of
from interlocal.errors import DateError, NetworkError
from interlocal.framework.classes import USUAL, class_members
from interlocal.framework.frame import Framework, read_framework
from interlocal.framework.scope import refs
from interlocal.network.moments import Moments
from interlocal.report.when import Moment, Stretch, moment, order, stretch

__all__ = ["FAMILIES", "LEVELS", "Cell", "Dated", "Reading", "Score", "refs"]

LEVELS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("international", "International", "hexagon", ("international",)),
    ("national", "National", "square", ("national_government", "party")),
    ("local", "Local government", "circle", ("local_government", "local_government_association")),
    ("affiliated", "Affiliated bodies", "house", ("affiliated_body",)),
    ("society", "Civil society", "triangle", ("civil_society", "residents", "academic", "media")),
    ("business", "Business", "diamond", ("business",)),
)
"""Rows of the levels × borders figure: id, name, shape of the mark, sectors."""

Dated = Tie | Event | Attribute | Position
"""A record that has a beginning."""


FAMILIES: Mapping[str, str] = {
    "claim": "claims, visits, backing",
    "agreement": "agreement, cooperation",
    "money": "money, goods",
    "authority": "authority, rights",
    "information": "information, recognition",
    "other": "nothing carried (rivalry, bypass)",
}
"""Families of relations, by what a relation carries first."""

_FIRST = {
    "claim": "claim",
    "money": "money",
    "goods": "money",
    "authority": "authority",
    "norm": "information",
    "information": "information",
    "people": "information",
    "recognition": "information",
}


@dataclass(frozen=True)
class Cell:
    """What is to be scored once: a case, period, item, provider, episode and beneficiary."""

    case: str
    period: str
    item: str
    provider: str
    episode: str = ""
    beneficiary: str = ""


@dataclass(frozen=True)
class Score:
    """One judgement on a cell: the coding's id, who judged, and 0 to 4 or None where it cannot be coded."""

    id: str
    coder: str
    value: int | None
    confidence: str = ""


@dataclass(frozen=True)
class Reading:
    """A casebook, and the framework it is read by, with everything that the report's parts ask of them."""

    book: Casebook
    frame: Framework = field(default_factory=read_framework)

    # -- the codebook -------------------------------------------------------------------------
    @functools.cached_property
    def window(self) -> tuple[int, int]:
        """The observation window in days; what unknown dates are bounded by."""
        everything = (-(10**6), 10**6)
        start, end = (
            moment(t, everything) for t in (self.book.codebook.window.start, self.book.codebook.window.end)
        )
        lo, hi = (start.lo if start.known else -8035), (end.hi if end.known else 20000)
        return (lo, hi) if lo < hi else (hi, lo + 1)

    @functools.cached_property
    def home(self) -> str:
        """The casebook's home country, else that of its first case."""
        book = self.book.codebook
        return book.home or next((case.home for case in book.cases if case.home), "")

    def home_of(self, case: str) -> str:
        """The home country of one case."""
        return next((c.home for c in self.book.codebook.cases if c.id == case and c.home), self.home)

    def entry_name(self, list_name: str, id: str) -> str:
        """The name of a codebook entry, or its id where the codebook has none."""
        found = next((e for e in getattr(self.book.codebook, list_name) if e.id == id), None)
        return str(getattr(found, "name", "") or id.replace("_", " "))

    @functools.cached_property
    def reaches(self) -> Mapping[str, tuple[str, ...]]:
        """Whom each item reaches, by sector: as the codebook says, else as the framework's role of that id does."""
        roles = {role.id: role.reaches for role in self.frame.roles}
        return {one.id: one.reaches or roles.get(one.id, ()) for one in self.book.codebook.items}

    @functools.cached_property
    def relations(self) -> Mapping[str, Relation]:
        """The relations by id."""
        return {relation.id: relation for relation in self.book.codebook.relations}

    def family(self, relation: str) -> str:
        """The family of a relation: by what it carries first, two-way claims being agreements."""
        known = self.relations.get(relation)
        if known is None or not known.forward:
            return "other"
        if known.symmetric:
            return "agreement"
        return _FIRST.get(known.forward[0], "information")

    def item_name(self, item: str) -> str:
        """An item's name in words."""
        name = self.entry_name("items", item)
        return name[:1].upper() + name[1:]

    # -- actors -------------------------------------------------------------------------------
    @functools.cached_property
    def actors(self) -> Mapping[str, Actor]:
        """The actors by id."""
        return {actor.id: actor for actor in self.book.actors}

    @functools.cached_property
    def names(self) -> Mapping[str, tuple[Name, ...]]:
        """The other names of each actor."""
        rows: dict[str, list[Name]] = defaultdict(list)
        for name in self.book.names:
            rows[name.actor].append(name)
        return {actor: tuple(group) for actor, group in rows.items()}

    def name(self, actor: str) -> str:
        """The name by which an actor is shown."""
        known = self.actors.get(actor)
        return known.name if known else actor

    def short(self, actor: str, limit: int = 30) -> str:
        """A long name's acronym where it has one, else the name without what stands last in brackets."""
        full = self.name(actor)
        if len(full) <= limit:
            return full
        acronyms = [n.name for n in self.names.get(actor, ()) if n.kind == "acronym"]
        if acronyms:
            return min(acronyms, key=len)
        return (full[: full.rindex(" (")] if full.endswith(")") and full.find(" (") > 0 else full) or full

    def sector(self, actor: str) -> str:
        """An actor's sector, or nothing."""
        known = self.actors.get(actor)
        return known.sector if known else ""

    def state_name(self, code: str) -> str:
        """A state's name, or the code as it stands where it names none."""
        return country_name(code) or code

    def level(self, actor: str) -> int:
        """The row of an actor in the levels figure; an unknown actor stands with civil society."""
        sector = self.sector(actor)
        return next((i for i, level in enumerate(LEVELS) if sector in level[3]), 4)

    def shape(self, actor: str) -> str:
        """The shape of an actor's mark."""
        return LEVELS[self.level(actor)][2]

    def nations(self, actor: str) -> tuple[str, ...]:
        """The states from which an actor acts."""
        known = self.actors.get(actor)
        return refs(known.territory) if known else ()

    @functools.cached_property
    def _classes(self) -> Mapping[str, frozenset[str]]:
        """Who is in each class: as the codebook declares it, else as the sectors say."""
        return {name: class_members(self.book, name) for name in USUAL}

    def is_home_local(self, actor: str) -> bool:
        """Whether an actor counts as a home local government."""
        return actor in self._classes["home_local_government"]

    def is_foreign_local(self, actor: str) -> bool:
        """Whether an actor counts as a foreign local government."""
        return actor in self._classes["foreign_local_government"]

    def is_affiliated(self, actor: str) -> bool:
        """Whether an actor counts as an affiliated body."""
        return actor in self._classes["affiliated_body"]

    def is_society(self, actor: str) -> bool:
        """Whether an actor counts as non-state."""
        return actor in self._classes["society"]

    def is_state(self, actor: str) -> bool:
        """Whether an actor counts as national government, of any country."""
        return actor in self._classes["national_government"]

    # -- ties, events, positions --------------------------------------------------------------
    @functools.cached_property
    def cases(self) -> tuple[str, ...]:
        """The cases that hold any tie, event, position or coding, in the codebook's order."""
        rows: list[str] = [coding.case for coding in self.book.codings]
        rows += [tie.case for tie in self.book.ties] + [event.case for event in self.book.events]
        rows += [position.case for position in self.book.positions]
        used = {case for row in rows for case in refs(row)}
        declared = [case.id for case in self.book.codebook.cases]
        return tuple(case for case in declared if case in used)

    @functools.cached_property
    def studied(self) -> tuple[str, ...]:
        """The cases with an episode; all of them where none has. A case without one beside others gives context."""
        told = {episode.case for episode in self.book.codebook.episodes}
        return tuple(case for case in self.cases if case in told) or self.cases

    def ties(self, case: str) -> tuple[Tie, ...]:
        """The ties of one case."""
        return tuple(tie for tie in self.book.ties if case in refs(tie.case))

    def events(self, case: str) -> tuple[Event, ...]:
        """The events of one case."""
        return tuple(event for event in self.book.events if case in refs(event.case))

    def positions(self, episode: str) -> tuple[Position, ...]:
        """The positions taken in one episode."""
        return tuple(position for position in self.book.positions if position.episode == episode)

    def when(self, record: Tie | Event | Attribute) -> Stretch:
        """When a tie, event or attribute held."""
        standing = isinstance(record, Attribute) or record.kind in ("standing", "venue")
        return stretch(record.start, record.end, self.window, standing=standing)

    def dated(self, position: Position) -> Moment:
        """When a position was taken."""
        return moment(position.date, self.window)

    def began(self, record: Dated) -> Moment:
        """When a record began, or a position was taken, as its own date says."""
        return self.dated(record) if isinstance(record, Position) else self.when(record).start

    # -- sequence ------------------------------------------------------------------------------
    @functools.cached_property
    def chronology(self) -> Chronology | None:
        """Dates and everything said of their order, as the measures have it; None where these contradict."""
        try:
            return Moments(self.book).clock().chronology
        except (DateError, NetworkError, ValueError, KeyError):
            return None

    def narrowed(self, record: Dated) -> Moment:
        """When a record began, as its own date and what the source says of the sequence allow."""
        own = self.began(record)
        if self.chronology is None or record.id not in self._places:
            return own
        at = self._places[record.id]
        lo, hi = int(self.chronology.lo[at]), int(self.chronology.hi[at])
        lo, hi = max(own.lo, lo), min(own.hi, hi)
        if own.open or lo > hi or (lo, hi) == (own.lo, own.hi):
            return own
        return Moment(lo, hi, earlier=lo <= self.window[0])

    @functools.cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: i for i, name in enumerate(self.chronology.points)} if self.chronology else {}

    def began_before(self, first: Dated, second: Dated) -> bool:
        """Whether one record began before another in every dating that dates and order rows admit together.

        By dates alone it must be on an earlier day; a sequence that the source states ("then") counts as
        it stands, although it does not exclude the same day.
        """
        if self.chronology is None or not {first.id, second.id} <= self._places.keys():
            return order(self.began(first), self.began(second)) == "before"
        if self.chronology.order(first.id, second.id, strict=True).name == "CERTAIN":
            return True
        a, b = self._places[first.id], self._places[second.id]
        overlap = int(self.chronology.hi[a]) > int(self.chronology.lo[b])
        return overlap and self.chronology.order(first.id, second.id).name == "CERTAIN" and a != b

    def ended_before(self, first: Tie | Event, second: Tie | Event) -> bool:
        """Whether one record had ended before another began in every dating that dates and order admit."""
        if self.chronology is None or not {first.id, second.id} <= self._places.keys():
            return self.when(first).end.hi < self.when(second).start.lo
        end = end_of(first.id)
        end = end if end in self._places else first.id
        return self.chronology.order(end, second.id, strict=True).name == "CERTAIN"

    def degree(self, case: str) -> Counter[str]:
        """How many ties of the case each actor has, a position in an episode of the case counting as one."""
        count: Counter[str] = Counter()
        for tie in self.ties(case):
            count.update({tie.from_, tie.to})
        episodes = {e.id for e in self.book.codebook.episodes if e.case == case}
        count.update(position.actor for position in self.book.positions if position.episode in episodes)
        return count

    # -- scores -------------------------------------------------------------------------------
    @functools.cached_property
    def scores(self) -> Mapping[Cell, tuple[Score, ...]]:
        """The judgements of this casebook on each cell, not those of its coders' own passes."""
        return _by_cell(self.book.codings, {})

    @functools.cached_property
    def coder_scores(self) -> Mapping[Cell, tuple[Score, ...]]:
        """Each coder's own judgements, on the cells of this casebook where providers are matched."""
        rows: dict[Cell, list[Score]] = defaultdict(list)
        for coder, own in sorted(self.book.coders.items()):
            for cell, scores in _by_cell(own.codings, dict(own.matches)).items():
                rows[cell] += [Score(s.id, coder, s.value, s.confidence) for s in scores]
        return {cell: tuple(group) for cell, group in rows.items()}

    def adjudicated(self, cell: Cell) -> Score | None:
        """The score that stands: by the coder named adjudicated, else the only one, else the lower median."""
        scores = self.scores.get(cell, ())
        named = [s for s in scores if s.coder == "adjudicated"] or list(scores)
        coded = sorted((s for s in named if s.value is not None), key=lambda s: (s.value, s.id))
        if coded:
            return coded[(len(coded) - 1) // 2]
        return named[0] if named else None

    def roles(self) -> tuple[str, ...]:
        """The items of kind role, in the codebook's order, with any that are only scored."""
        return tuple(item.id for item in self.book.codebook.items if item.kind == "role")

    def dimensions(self) -> Mapping[str, tuple[str, ...]]:
        """The roles of each dimension."""
        rows: dict[str, list[str]] = defaultdict(list)
        for item in self.book.codebook.items:
            if item.kind == "role":
                rows[item.dimension or "roles"].append(item.id)
        return {dimension: tuple(group) for dimension, group in rows.items()}


def _by_cell(codings: Iterable[Coding], matches: Mapping[str, str]) -> dict[Cell, tuple[Score, ...]]:
    rows: dict[Cell, list[Score]] = defaultdict(list)
    for c in codings:
        provider, beneficiary = matches.get(c.provider, c.provider), matches.get(c.beneficiary, c.beneficiary)
        cell = Cell(c.case, c.period, c.item, provider, c.episode, beneficiary)
        rows[cell].append(Score(c.id, c.coder, _value(c.score), c.confidence))
    return {cell: tuple(group) for cell, group in rows.items()}


def _value(score: str) -> int | None:
    return int(score) if score in ("0", "1", "2", "3", "4") else None
