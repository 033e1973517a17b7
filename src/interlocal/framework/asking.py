"""One episode, asked for one outcome: its records, whom they concern, and the shape of an answer."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Episode, Period
from interlocal.casebook.records import Event, Participant, Position, Tie
from interlocal.casebook.sources import Source
from interlocal.framework.classes import class_members
from interlocal.framework.episodes import about_episode, episode_positions
from interlocal.framework.frame import Framework, Outcome
from interlocal.framework.placing import Placing, said_span
from interlocal.framework.scope import STATED, refs
from interlocal.provenance import Estimate, Result

__all__ = ["Element", "EpisodeAsked", "Facts"]


class Element(Result, frozen=True):
    """One thing told of an outcome in one episode (of the whole case where `episode` is "").

    `element` is what it is ("entry", "asked", "last forum"); `about` the actor concerned, `period`
    the period, both "" where none. `word` is what was found; where nothing is coded `coded` is
    False, `word` "not coded" and `why` the reason. `estimate` holds the number where there is one,
    and the passages. `date` is EDTF. `arena` and `beneficiary` are where something was asked or
    obtained, and for whom.
    """

    episode: str
    case: str
    dimension: str
    outcome: str
    element: str
    word: str
    coded: bool = True
    about: str = ""
    period: str = ""
    estimate: Estimate = Estimate(value=None)
    unit: str = ""
    date: str = ""
    arena: str = ""
    beneficiary: str = ""
    why: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What all episodes of a casebook look up: dates, classes, names, and who takes part in what."""

    book: Casebook
    frame: Framework

    @functools.cached_property
    def placing(self) -> Placing:
        """The dates of the records."""
        return Placing(self.book)

    @functools.cached_property
    def society(self) -> frozenset[str]:
        """The non-state actors, without the authors of the texts read: observers take no part in what they tell."""
        read = {passage.source for passage in self.book.passages}
        wrote = {name for one in self.book.sources if one.id in read for name in _authors(one)}
        return frozenset(
            id for id in class_members(self.book, "society") if self.names[id].casefold() not in wrote
        )

    def members(self, name: str) -> frozenset[str]:
        """The members of a class of actors."""
        return self.society if name == "society" else class_members(self.book, name)

    @functools.cached_property
    def affiliated(self) -> frozenset[str]:
        """The affiliated bodies."""
        return class_members(self.book, "affiliated_body")

    @functools.cached_property
    def subject(self) -> frozenset[str]:
        """Those whose part the framework assesses."""
        return class_members(self.book, self.frame.subject)

    @functools.cached_property
    def names(self) -> Mapping[str, str]:
        """The name of each actor and event."""
        events = {one.id: one.name for one in self.book.events}
        return events | {one.id: one.name for one in self.book.actors}

    @functools.cached_property
    def parts(self) -> Mapping[str, tuple[Participant, ...]]:
        """Who took part in each event, as told."""
        found: dict[str, list[Participant]] = {}
        for one in self.book.participants:
            if one.status in STATED:
                found.setdefault(one.event, []).append(one)
        return {event: tuple(group) for event, group in found.items()}

    @functools.cached_property
    def carries(self) -> Mapping[str, frozenset[str]]:
        """What each relation carries forward."""
        return {one.id: frozenset(one.forward) for one in self.book.codebook.relations}

    def ties(self, case: str) -> tuple[Tie, ...]:
        """The ties of a case that the source reports."""
        return tuple(
            one
            for one in self.book.ties
            if case in refs(one.case) and one.layer == "contact" and one.status in STATED
        )


def _authors(source: Source) -> Iterator[str]:
    for one in source.item.get("author") or ():
        yield f"{one.get('given', '')} {one.get('family', '')}".strip().casefold()


@dataclass(frozen=True)
class EpisodeAsked:
    """One episode asked for one outcome."""

    facts: Facts
    episode: Episode
    outcome: Outcome

    @functools.cached_property
    def is_about(self) -> Callable[[str], bool]:
        """Whether a record with these issues is about the episode."""
        return about_episode(self.facts.book, self.episode.id)

    @functools.cached_property
    def positions(self) -> tuple[Position, ...]:
        """The positions told of in the episode, by date."""
        told = [one for one in episode_positions(self.facts.book, self.episode.id) if one.status in STATED]
        return tuple(sorted(told, key=lambda one: (self.facts.placing.start(one.id) or (0, 0), one.id)))

    @functools.cached_property
    def ties(self) -> tuple[Tie, ...]:
        """The case's reported ties on the episode's issues."""
        return tuple(one for one in self.facts.ties(self.episode.case) if self.is_about(one.issues))

    @functools.cached_property
    def events(self) -> tuple[Event, ...]:
        """The case's events on the episode's issues; publications speak of them and are none of them."""
        return tuple(
            one
            for one in self.facts.book.events
            if self.episode.case in refs(one.case)
            and one.status in STATED
            and one.kind != "publication"
            and self.is_about(one.issues)
        )

    @functools.cached_property
    def actors(self) -> Mapping[str, tuple[str, ...]]:
        """The records of the episode in which each actor acts or is acted upon."""
        found: dict[str, dict[str, None]] = {}
        for tie in self.ties:
            for end in (tie.from_, tie.to):
                found.setdefault(end, {})[tie.id] = None
        for event in self.events:
            for who in filter(None, [event.host, *(one.actor for one in self.facts.parts.get(event.id, ()))]):
                found.setdefault(who, {})[event.id] = None
        for position in self.positions:
            found.setdefault(position.actor, {})[position.id] = None
        return {actor: tuple(records) for actor, records in found.items()}

    @functools.cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods of the episode's case, in the codebook's order."""
        return tuple(one for one in self.facts.book.codebook.periods if one.case == self.episode.case)

    def name(self, actor: str) -> str:
        """The name by which an actor or event is shown."""
        return self.facts.names.get(actor, actor)

    def says(
        self,
        element: str,
        word: str,
        records: Iterable[str] = (),
        *,
        value: float | None = None,
        interval: tuple[float, float] | None = None,
        coverage: float | None = None,
        dated: str = "",
        **more: Any,
    ) -> Element:
        """An answer that rests on records; `dated` is the record whose beginning is its date."""
        book, rests = self.facts.book, tuple(dict.fromkeys(records))
        passages = tuple(passage.id for one in rests for passage in book.passages_of(one))
        placing = self.facts.placing
        return Element(
            episode=self.episode.id,
            case=self.episode.case,
            dimension=self.outcome.dimension,
            outcome=self.outcome.id,
            element=element,
            word=word,
            estimate=Estimate(value, interval=interval, coverage=coverage, passages=passages),
            date=said_span(placing.start(dated)) if dated and placing.told(dated) else "",
            records=rests,
            **more,
        )

    def silent(self, element: str, why: str, coverage: float | None = None, **more: Any) -> Element:
        """The answer where nothing is coded."""
        return self.says(element, "not coded", coverage=coverage, coded=False, why=why, **more)
