"""What belongs to an episode: its positions, issues, periods and roles, and what others look up of it."""

from __future__ import annotations

from collections.abc import Iterable

from interlocal.casebook.book import Casebook
from interlocal.casebook.chronology import FAR, moments
from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Position
from interlocal.errors import DateError
from interlocal.framework.frame import Framework
from interlocal.framework.scores import Judgement

__all__ = ["episode_issues", "episode_periods", "episode_positions", "episode_roles", "refs"]


def refs(cell: str) -> tuple[str, ...]:
    """The references in a cell that holds several.

    >>> refs("niigata; context;")
    ('niigata', 'context')
    """
    return tuple(part for piece in cell.split(";") if (part := piece.strip()))


def episode_positions(book: Casebook, episode: str) -> tuple[Position, ...]:
    """The positions taken in an episode."""
    return tuple(one for one in book.positions if one.episode == episode)


def episode_issues(book: Casebook, episode: str) -> frozenset[str]:
    """The issues of the positions taken in an episode."""
    return frozenset(issue for one in episode_positions(book, episode) for issue in refs(one.issues))


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
