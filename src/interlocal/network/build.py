"""From a casebook to its network, saying what was left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from interlocal import dates
from interlocal.casebook.book import Casebook
from interlocal.casebook.chronology import Chronology, chronology
from interlocal.casebook.codebook import CARRIERS, Relation
from interlocal.dates import end_of
from interlocal.errors import NetworkError, UnknownNameError
from interlocal.network.acting import acting_links
from interlocal.network.clock import ALWAYS, NEVER, Clock
from interlocal.network.coalition import CoalitionNetwork, LeftOut, Link, Member, Ties, Translation
from interlocal.network.expansion import Row, dyads, meetings
from interlocal.network.foundation import evidence_of, standing_of

__all__ = ["Layer", "build"]

Layer: TypeAlias = Literal["contact", "attribution", "both"]

OUTSIDE = {
    "planned": "planned, not known to have happened",
    "expectation": "an expectation of the author",
    "general": "a general statement",
}


def build(
    casebook: Casebook,
    *,
    cases: Iterable[str] | None = None,
    layer: Layer = "contact",
    relations: Iterable[str] | None = None,
    until: str | int | None = None,
) -> CoalitionNetwork:
    """Build the dated network of a casebook.

    A dyadic fact is one tie. A meeting of many becomes ties between its participants where a
    relation of the codebook says so (`expand` names kinds of events). An office acts for the
    organisation it is part of, an official for the office held: links that cost no hop. Ties of
    another case, layer or relation, planned ones, expectations, general statements, negative
    polarity and relations that carry nothing are left out, each with its reason in `left_out`.

    `cases` and `relations` are ids of the codebook (default: all). `layer` is "contact" (what the
    source reports), "attribution" (what it reads into it) or "both". `until` is an EDTF date or a
    day number: ties that cannot have begun by then stay out. A casebook without ties gives a
    network without ties. Raises `UnknownNameError` for an id that the codebook does not have,
    `NetworkError` for another layer, `DateError` when dates and order contradict one another.

    >>> from interlocal.casebook.folder import read
    >>> network = build(read("takao2003"), cases=["kitakyushu"])
    >>> network.members[network.index("kita")].level
    'affiliated'

    Source: the three cases of Takao (2003), coded; rules in the documentation of the network.
    """
    if layer not in ("contact", "attribution", "both"):
        raise NetworkError(f"layer is {layer!r}; write 'contact', 'attribution' or 'both'")
    chosen = _Choice(
        _known(casebook, "cases", cases), layer, _known(casebook, "relations", relations), _day(until)
    )
    members = tuple(
        Member(a.id, a.name, a.kind, a.sector, a.tier, _codes(a.territory), _codes(a.belonging))
        for a in casebook.actors
    )
    moments = _Moments(chronology(casebook), int(dates.bounds([casebook.codebook.window.end]).end_hi[0]))
    links = acting_links(casebook, {m.id: k for k, m in enumerate(members)}, moments)
    rows = [*dyads(casebook), *meetings(casebook)]
    translations = _translations(casebook, moments)
    clock = moments.clock()
    kept, left_out = _sort_out(rows, casebook, chosen, clock, moments)
    passages, sources = evidence_of(casebook, {row.record for row in kept} | {one.record for one in links})
    return CoalitionNetwork(
        members,
        _columns(kept, casebook, moments, {m.id: k for k, m in enumerate(members)}),
        clock,
        tuple(links),
        translations,
        standing_of(casebook),
        tuple(issue.id for issue in casebook.codebook.issues),
        CARRIERS,
        casebook.codebook.classes,
        casebook.codebook.home,
        tuple(left_out),
        passages,
        sources,
        _aliases(casebook),
        _opposition(casebook, moments),
        _notes(moments),
        casebook.digest,
    )


@dataclass(frozen=True)
class _Choice:
    cases: frozenset[str] | None
    layer: str
    relations: frozenset[str] | None
    until: int | None


class _Moments:
    """Positions of moments, and those that the tables do not hold: always, never, unknown ends of offices."""

    def __init__(self, known: Chronology, last: int) -> None:
        self.known, self.last = known, last
        self.names = [moment.key for moment in known.moments]
        self.low, self.high = known.low.tolist(), known.high.tolist()
        self.order = [
            dates.Order(record, self.names[i], self.names[j], least, most)
            for i, j, least, most, record in known.order
        ]
        self.always = self.add("always", ALWAYS, ALWAYS)
        self.never = self.add("never", NEVER, NEVER)

    def add(self, name: str, low: int, high: int, after: int | None = None) -> int:
        """A further moment, no earlier than the moment `after`; its position."""
        self.names.append(name)
        self.low.append(low)
        self.high.append(high)
        if after is not None:
            self.order.append(dates.Order(name, self.names[after], name))
        return len(self.names) - 1

    def at(self, record: str, point: str = "start") -> int:
        return self.known.index(record, point)

    def span(self, record: str) -> tuple[int, int]:
        """Start and end of a record; one moment twice for an instant."""
        start = self.at(record)
        return start, (self.at(record, "end") if self.known.has(record, "end") else start)

    def clock(self) -> Clock:
        low, high = np.array(self.low, np.int64), np.array(self.high, np.int64)
        chronology = dates.Chronology(self.names, low, high, self.order)
        return Clock.from_chronology(chronology, _binding(self.order))


def _binding(order: list[dates.Order]) -> list[dates.Order]:
    """The statements that bind records to one another.

    That a record does not end before it starts binds nothing else, and a route needs it anyway;
    leaving it out keeps the moments of most records free.
    """
    outer = [one for one in order if one.later != end_of(one.earlier)]
    touched = {point for one in outer for point in (one.earlier, one.later)}
    return outer + [
        one
        for one in order
        if one.later == end_of(one.earlier) and (one.earlier in touched or one.later in touched)
    ]


def _known(book: Casebook, what: str, wanted: Iterable[str] | None) -> frozenset[str] | None:
    if wanted is None:
        return None
    listed = [wanted] if isinstance(wanted, str) else list(wanted)
    ids = book.codebook.ids(what)
    for one in listed:
        if one not in ids:
            raise UnknownNameError(f"{what}: no {one!r} in the codebook; it has {', '.join(sorted(ids))}")
    return frozenset(listed)


def _day(until: str | int | None) -> int | None:
    if until is None or isinstance(until, int):
        return until
    return int(dates.bounds([until]).end_hi[0])


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in cell.split(";") if code.strip())


def _sort_out(
    rows: Iterable[Row], book: Casebook, chosen: _Choice, clock: Clock, moments: _Moments
) -> tuple[list[Row], list[LeftOut]]:
    relations = {relation.id: relation for relation in book.codebook.relations}
    actors = {actor.id for actor in book.actors}
    kept, left_out = [], []
    for row in rows:
        reason = _reason(row, relations, actors, chosen)
        if not reason and chosen.until is not None and clock.lows[moments.at(row.record)] > chosen.until:
            reason = "begins after the date asked for"
        if reason:
            left_out.append(LeftOut(row.record, reason))
        else:
            kept.append(row)
    return kept, left_out


def _reason(row: Row, relations: Mapping[str, Relation], actors: set[str], chosen: _Choice) -> str:
    relation = relations.get(row.relation)
    if row.status in OUTSIDE:
        return OUTSIDE[row.status]
    if chosen.layer != "both" and row.layer != chosen.layer:
        return f"of the {row.layer} layer"
    if chosen.cases is not None and not chosen.cases & set(row.case.split(";")):
        return "of another case"
    if chosen.relations is not None and row.relation not in chosen.relations:
        return "another relation"
    if row.polarity is not None and row.polarity < 0:
        return "negative polarity: it does not carry for the other side"
    if relation is None or not (relation.forward or relation.reverse):
        return f"its relation {row.relation!r} carries nothing"
    if row.from_ not in actors or row.to not in actors:
        return "an actor that is not in the casebook"
    return "a tie of an actor with itself" if row.from_ == row.to else ""


def _mask(carried: Iterable[str]) -> int:
    return sum(1 << CARRIERS.index(one) for one in set(carried))


def _columns(rows: list[Row], book: Casebook, moments: _Moments, position: Mapping[str, int]) -> Ties:
    relations = {r.id: r for r in book.codebook.relations}
    issues = {issue.id: 1 << k for k, issue in enumerate(book.codebook.issues)}
    if len(issues) > 63:
        raise NetworkError(f"{len(issues)} issues; a network holds up to 63: merge some in the codebook")
    forward, reverse = [], []
    for row in rows:
        relation = relations[row.relation]
        there, back = _mask(relation.forward), _mask(relation.reverse)
        forward.append(there | back if relation.symmetric else there)
        reverse.append(there | back if relation.symmetric else back)
    spans = [moments.span(row.record) for row in rows]
    return Ties(
        np.array([position[row.from_] for row in rows], np.int32),
        np.array([position[row.to] for row in rows], np.int32),
        np.array([start for start, _ in spans], np.int32),
        np.array([end for _, end in spans], np.int32),
        np.array(forward, np.uint16),
        np.array(reverse, np.uint16),
        np.array([sum(issues.get(i, 0) for i in set(row.issues.split(";"))) for row in rows], np.uint64),
        np.array([row.certainty for row in rows], np.float64),
        np.array([0 if row.polarity is None else row.polarity for row in rows], np.int8),
        np.array([-1 if row.mode is None else row.mode for row in rows], np.int8),
        np.array([row.status == "asserted" for row in rows], bool),
        _words([row.relation for row in rows]),
        _words([row.case for row in rows]),
        _words([row.layer for row in rows]),
        _words([row.status for row in rows]),
        _words([row.record for row in rows]),
    )


def _words(values: list[str]) -> Any:
    return np.array(values, dtype=np.str_) if values else np.zeros(0, np.dtype("<U1"))


def _translations(book: Casebook, moments: _Moments) -> tuple[Translation, ...]:
    place = {actor.id: k for k, actor in enumerate(book.actors)}
    issue = {entry.id: k for k, entry in enumerate(book.codebook.issues)}
    made = []
    for one in book.codebook.issue_links:
        start = moments.always
        if one.start:
            day = dates.bounds([one.start])
            start = moments.add(one.id, int(day.start_lo[0]), int(day.end_hi[0]))
        made.append(
            Translation(place[one.actor], issue[one.from_], issue[one.to], start, moments.never, one.id)
        )
    return tuple(made)


def _aliases(book: Casebook) -> dict[str, str]:
    """Names that mean one actor only, in lower case, with the actor's id."""
    found: dict[str, set[str]] = {}
    for id, name in [(a.id, a.name) for a in book.actors] + [(n.actor, n.name) for n in book.names]:
        found.setdefault(name.casefold(), set()).add(id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _opposition(book: Casebook, moments: _Moments) -> tuple[tuple[str, str, str, int], ...]:
    """Who stood against whom or was refused: record, opponent, opposed (or ""), moment."""
    found = [
        (tie.id, tie.from_, tie.to, moments.at(tie.id))
        for tie in book.ties
        if tie.status in ("asserted", "inferred") and (tie.polarity == -1 or tie.response == "reject")
    ]
    found += [
        (position.id, position.actor, "", moments.at(position.id))
        for position in book.positions
        if position.status in ("asserted", "inferred") and position.stance == -1
    ]
    return tuple(found)


def _notes(moments: _Moments) -> tuple[str, ...]:
    if not moments.known.set_aside:
        return ()
    return (
        "answers and ties at events could not be tied to their events without contradicting order records; "
        "they keep the dates of their own cells",
    )
