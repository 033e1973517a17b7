"""What belongs to an episode: its positions, issues, periods and roles, who asked whom, and when it was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from interlocal.casebook.book import Casebook
from interlocal.casebook.chronology import FAR, moments
from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Actor, Position
from interlocal.errors import DateError
from interlocal.framework.frame import Framework
from interlocal.framework.scope import HOLDING, refs
from interlocal.framework.scores import Judgement
from interlocal.framework.study import Layer, Study
from interlocal.network.coalition import LEVELS, CoalitionNetwork
from interlocal.network.measures import NONSTATE, states_present
from interlocal.network.who import state_named
from interlocal.network.worlds import Days

__all__ = [
    "about_episode",
    "askers",
    "decision_days",
    "episode_issues",
    "episode_periods",
    "episode_positions",
    "episode_roles",
    "issues_of",
    "targets",
]


def episode_positions(book: Casebook, episode: str) -> tuple[Position, ...]:
    """The positions taken in an episode."""
    return tuple(one for one in book.positions if one.episode == episode)


def episode_issues(book: Casebook, episode: str) -> frozenset[str]:
    """The issues of the positions taken in an episode."""
    return frozenset(issue for one in episode_positions(book, episode) for issue in refs(one.issues))


def about_episode(book: Casebook, episode: str) -> Callable[[str], bool]:
    """Whether a record of the case with these issues is about an episode: a test of its `issues` cell.

    It is where it shares an issue with a position taken in the episode. Where positions are taken and none
    names an issue, as in a casebook without issues, every record of the case is.
    """
    issues = episode_issues(book, episode)
    if not issues and episode_positions(book, episode):
        return lambda cell: True
    return lambda cell: bool(issues & set(refs(cell)))


def episode_periods(book: Casebook, episode: Episode) -> tuple[str, ...]:
    """The periods of the case that the episode's dated positions touch; all of them where none is dated.

    >>> from interlocal.casebook.folder import read
    >>> book = read("takao2003")
    >>> episode_periods(book, book.codebook.entry("episodes", "harbin-khabarovsk"))
    ('niigata-1',)
    """
    periods = [one for one in book.codebook.periods if one.case == episode.case]
    window = _days(book.codebook.window.start)[0], _days(book.codebook.window.end)[1]
    spans = [_days(one.date) for one in episode_positions(book, episode.id)]
    dated = [span for span in spans if span != (-FAR, FAR)]
    if not dated:
        return tuple(one.id for one in periods)
    # "In 1990 or before" begins with the observation window, "from 1996 on" ends with it.
    first = min(window[0] if lo == -FAR else lo for lo, _ in dated)
    last = max(window[1] if hi == FAR else hi for _, hi in dated)
    touched = [one.id for one in periods if _days(one.start)[0] <= last and first <= _days(one.end)[1]]
    return tuple(touched) or tuple(one.id for one in periods)


def _days(cell: str) -> tuple[int, int]:
    """First and last day of a cell; one that cannot be read bounds nothing, and `interlocal check` names it."""
    try:
        low, high = moments([cell])
    except DateError:
        return -FAR, FAR
    return int(low[0]), int(high[0])


def episode_roles(framework: Framework, episode: Episode, judged: Iterable[Judgement]) -> tuple[str, ...]:
    """The roles that an episode bears on: those it names, else those judged for it, else all."""
    ids = tuple(role.id for role in framework.roles)
    for wanted in (set(episode.roles), {one.item for one in judged if one.episode == episode.id}):
        if found := tuple(id for id in ids if id in wanted):
            return found
    return ids


def _held(book: Casebook, episode: Episode) -> list[Position]:
    """Positions that may have been taken: what is planned, expected or said in general took no part."""
    return [one for one in episode_positions(book, episode.id) if one.status in HOLDING]


def askers(book: Casebook, episode: Episode) -> tuple[str, ...]:
    """Ids of the non-state actors and affiliated bodies that asked for something in an episode.

    Where none of them asked there is none: nobody else is put in their place.
    """
    sectors = {sector for level in NONSTATE for sector in LEVELS[level]}
    return tuple(
        dict.fromkeys(
            one.actor
            for one in _held(book, episode)
            if one.asked and isinstance(who := book.by_id.get(one.actor), Actor) and who.sector in sectors
        )
    )


def issues_of(book: Casebook, episode: Episode) -> tuple[str, ...]:
    """The issues of an episode: those of the position or event that decides it, else of all positions in it."""
    decision = book.by_id.get(episode.decision)
    cell = getattr(decision, "issues", "")
    cells = [cell] if cell else [one.issues for one in _held(book, episode)]
    return tuple(dict.fromkeys(issue for one in cells for issue in refs(one)))


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
    named = {one.actor for one in _held(book, episode)}
    members = {network.positions[one] for one in named if one in network.positions}
    for position in _held(book, episode):
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
