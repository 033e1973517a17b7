"""From a casebook to its network, saying what was left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from interlocal import dates
from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import CARRIERS, Relation
from interlocal.errors import NetworkError, UnknownNameError
from interlocal.network.acting import acting_links
from interlocal.network.clock import Clock
from interlocal.network.coalition import CoalitionNetwork, LeftOut, Member, Opposition, Ties, Translation
from interlocal.network.expansion import Row, dyads, meetings
from interlocal.network.foundation import evidence_of, standing_of
from interlocal.network.moments import Moments

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
    >>> network.home
    'JP'

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
    moments = Moments(casebook)
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
        tuple(case.id for case in casebook.codebook.cases),
        tuple(relation.id for relation in casebook.codebook.relations),
    )


@dataclass(frozen=True)
class _Choice:
    cases: frozenset[str] | None
    layer: str
    relations: frozenset[str] | None
    until: int | None


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
    rows: Iterable[Row], book: Casebook, chosen: _Choice, clock: Clock, moments: Moments
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


def _columns(rows: list[Row], book: Casebook, moments: Moments, position: Mapping[str, int]) -> Ties:
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
        np.array([_about(row.issues, issues) for row in rows], np.uint64),
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


def _translations(book: Casebook, moments: Moments) -> tuple[Translation, ...]:
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


def _opposition(book: Casebook, moments: Moments) -> tuple[Opposition, ...]:
    """Who stood against whom, refused whom, or was against a policy."""
    stated = ("asserted", "inferred")
    issues = {issue.id: 1 << k for k, issue in enumerate(book.codebook.issues)}
    ties = [
        Opposition(
            tie.id, tie.from_, tie.to, _about(tie.issues, issues), moments.at(tie.id), _cases(tie.case)
        )
        for tie in book.ties
        if tie.status in stated and (tie.polarity == -1 or tie.response == "reject")
    ]
    positions = [
        Opposition(one.id, one.actor, "", _about(one.issues, issues), moments.at(one.id), _cases(one.case))
        for one in book.positions
        if one.status in stated and one.stance == -1
    ]
    return (*ties, *positions)


def _cases(cell: str) -> frozenset[str]:
    return frozenset(part.strip() for part in cell.split(";") if part.strip())


def _about(cell: str, issues: Mapping[str, int]) -> int:
    return sum(issues.get(issue, 0) for issue in set(cell.split(";")))


def _notes(moments: Moments) -> tuple[str, ...]:
    if not moments.set_aside:
        return ()
    return (
        "answers and ties at events could not be tied to their events without contradicting order records; "
        "they keep the dates of their own cells",
    )
