"""From role to dimension to impact, episode by episode: outcomes read from the records, never from scores.

Where the records say nothing, the answer is *not coded*, with the reason; it is never zero.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping

from interlocal.casebook.book import Casebook
from interlocal.framework.answering import forum, told, told_of_case, told_records
from interlocal.framework.asking import Element, EpisodeAsked, Facts
from interlocal.framework.frame import Framework, Reader, read_framework
from interlocal.framework.gains import freedom, influence
from interlocal.framework.lasting import after_funding, presence, renewal

__all__ = ["READERS", "Element", "outcomes"]

READERS: Mapping[Reader, Callable[[EpisodeAsked], Iterator[Element]]] = {
    "presence": presence,
    "renewal": renewal,
    "after_funding": after_funding,
    "told": told,
    "forum": forum,
    "influence": influence,
    "freedom": freedom,
}
"""How each outcome is read: one function of one episode each."""


def outcomes(
    book: Casebook, framework: Framework | str = "takao2003", *, cases: Iterable[str] = ()
) -> tuple[Element, ...]:
    """Everything that is told, or not coded, of each outcome of a framework in each episode.

    What is told of a case as a whole has the episode "".

    >>> from interlocal.casebook.folder import read
    >>> found = outcomes(read("takao2003"))
    >>> [(one.word, one.date) for one in found if (one.episode, one.element) == ("suffrage", "furthest step")]
    [('agenda', '1998')]
    >>> {one.word for one in found if one.outcome == "sanction" and not one.episode}
    {'looked for, not found'}
    """
    frame, wanted = read_framework(framework), frozenset(cases)
    facts = Facts(book, frame)
    episodes = [one for one in book.codebook.episodes if not wanted or one.case in wanted]
    found: list[Element] = []
    for case, group in itertools.groupby(episodes, key=lambda one: one.case):
        asked = [EpisodeAsked(facts, episode, outcome) for episode in group for outcome in frame.outcomes]
        for one in asked:
            found += READERS[one.outcome.reader](one)
        found += _of_cases(case, asked)
    return tuple(found)


def _of_cases(case: str, asked: list[EpisodeAsked]) -> Iterator[Element]:
    """What is told of the case as a whole, once."""
    for outcome in dict.fromkeys(one.outcome for one in asked if one.outcome.reader == "told"):
        mine = [one for one in asked if one.outcome == outcome and one.episode.case == case]
        taken = {row.id for one in mine for row in told_records(one)}
        yield from told_of_case(mine[0], taken)
