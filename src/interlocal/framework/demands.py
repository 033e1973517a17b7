"""Who asked in an episode, whom they had to reach, on which issues, and when it was decided."""

from __future__ import annotations

import numpy as np

from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Actor, Position
from interlocal.framework.study import Layer, Study
from interlocal.network.coalition import LEVELS, CoalitionNetwork
from interlocal.network.measures import present
from interlocal.network.who import state_named
from interlocal.network.worlds import Days

__all__ = [
    "askers",
    "decision_days",
    "home_nonstate",
    "issues_of",
    "principals_of",
    "states_present",
    "targets",
]

STATED = ("asserted", "inferred", "disputed")
"""What is planned, expected or said in general took no part in an episode."""

NONSTATE = ("society", "affiliated")


def principals_of(network: CoalitionNetwork) -> tuple[int, ...]:
    """Positions of the non-state actors that have a tie here, and of the affiliated bodies."""
    return tuple(k for k in present(network) if network.members[k].level in NONSTATE)


def home_nonstate(network: CoalitionNetwork) -> tuple[int, ...]:
    """The non-state actors with a tie here whose only territory is the home country."""
    return tuple(
        k
        for k in present(network)
        if network.members[k].level == "society" and network.members[k].territory == (network.home,)
    )


def states_present(network: CoalitionNetwork) -> dict[str, tuple[int, ...]]:
    """By country (ISO 3166-1), the ministries, offices and officials of its state that have a tie here."""
    found: dict[str, list[int]] = {}
    for k in present(network):
        member = network.members[k]
        if member.level == "state" and len(member.territory) == 1:
            found.setdefault(member.territory[0], []).append(k)
    return {country: tuple(found[country]) for country in sorted(found)}


def _positions(book: Casebook, episode: Episode) -> list[Position]:
    return [one for one in book.positions if one.episode == episode.id and one.status in STATED]


def askers(book: Casebook, episode: Episode) -> tuple[str, ...]:
    """Ids of the non-state actors and affiliated bodies that asked for something in an episode.

    Where none of them asked there is none: nobody else is put in their place.
    """
    sectors = {sector for level in NONSTATE for sector in LEVELS[level]}
    return tuple(
        dict.fromkeys(
            one.actor
            for one in _positions(book, episode)
            if one.asked and isinstance(who := book.by_id.get(one.actor), Actor) and who.sector in sectors
        )
    )


def issues_of(book: Casebook, episode: Episode) -> tuple[str, ...]:
    """The issues of an episode: those of the position or event that decides it, else of all positions in it."""
    decision = book.by_id.get(episode.decision)
    cell = getattr(decision, "issues", "")
    cells = [cell] if cell else [one.issues for one in _positions(book, episode)]
    return tuple(dict.fromkeys(issue for one in cells for issue in one.split(";") if issue))


def targets(study: Study, episode: Episode, layer: Layer = "contact") -> dict[str, tuple[int, ...]]:
    """Whom those who asked had to reach, by name: the decider, and the states named in the episode.

    The decider is the actor of the deciding position. A state is named when a ministry, office or
    official of it took a position in the episode, or an arena's wording means it; every ministry, office and
    official of that country counts. A decider at the national level is among its state, and is named
    besides.
    """
    book, network = study.book, study.network(layer, episode.case)
    decision = book.by_id.get(episode.decision)
    found: dict[str, tuple[int, ...]] = {}
    if isinstance(decision, Position) and decision.actor in network.positions:
        found[decision.actor] = (network.positions[decision.actor],)
    named = {one.actor for one in _positions(book, episode)}
    members = {network.positions[one] for one in named if one in network.positions}
    for position in _positions(book, episode):
        members |= _arena(network, position.arena)
    countries = {
        network.members[k].territory[0]
        for k in members
        if network.members[k].level == "state" and len(network.members[k].territory) == 1
    }
    there = states_present(network)
    found |= {country: there[country] for country in sorted(countries) if country in there}
    return found


def _arena(network: CoalitionNetwork, arena: str) -> frozenset[int]:
    """Whom an arena names exactly: an actor by a name of its own, or the state of a country."""
    known = network.aliases.get(arena.casefold(), arena)
    here = frozenset([network.positions[known]]) if known in network.positions else frozenset()
    return here | state_named(network, arena)


def decision_days(study: Study, record: str, layer: Layer = "contact") -> Days | None:
    """The day of a decision in each simulated coding, consistent with the days of all ties; None if undated.

    >>> from interlocal.casebook.folder import read
    >>> study = Study(read("takao2003"), n=5)
    >>> decision_days(study, "po-teoqnfg").shape
    (5,)
    """
    points = study.network(layer).clock.chronology.points
    if record not in points:
        return None
    days: Days = study.network(layer).clock.draw([points.index(record)], study.n, study.seed)[0]
    return days.astype(np.int32)
