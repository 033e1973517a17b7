"""Routes that hold by the rules and yet may not be meant, and a network without them.

A route may be about a matter on which its source is not coded, or end at an official only because the
organisation was reached. Neither is wrong; a reader wants to know what is left without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from interlocal.network.coalition import CoalitionNetwork, Link
from interlocal.network.question import Question
from interlocal.network.routes import Route, own_issues
from interlocal.network.states import explore

__all__ = ["beyond_own_matters", "doubtful", "on_own_matters", "without_doubtful"]

FOREIGN = (
    "is about a matter on which the source itself is not coded",
    "are about matters on which the source itself is not coded",
)
INDOORS = (
    "reaches the organisation to which the target belongs, not the target itself",
    "reach the organisation to which the target belongs, not the target itself",
)


def doubtful(network: CoalitionNetwork, routes: Sequence[Route]) -> tuple[str, frozenset[int]]:
    """Which routes, counted from 1, may not be meant: in words, "" when there are none, and by number."""
    foreign = [n for n, route in enumerate(routes, 1) if not route.own_issue]
    indoors = [n for n, route in enumerate(routes, 1) if _ends_indoors(network, route)]
    said = "; ".join(
        _said(which, words) for which, words in ((foreign, FOREIGN), (indoors, INDOORS)) if which
    )
    return said[:1].upper() + said[1:], frozenset(foreign + indoors)


def _said(which: Sequence[int], words: tuple[str, str]) -> str:
    *most, last = map(str, which)
    return f"routes {', '.join(most)} and {last} {words[1]}" if most else f"route {last} {words[0]}"


def _ends_indoors(network: CoalitionNetwork, route: Route) -> bool:
    records = {link.record: link for link in network.links}
    for k in range(len(route.hops) - 1, 0, -1):
        hop = route.hops[k]
        if hop.kind != "acting" or not hop.reverse:
            return False
        if not _holds(network, records[hop.record]):
            return any(before.kind == "tie" for before in route.hops[:k])
    return False


def _holds(network: CoalitionNetwork, link: Link) -> bool:
    """Whether the link is a person in an office: who reaches the office has reached its holder."""
    ends = network.members[link.official].kind, network.members[link.organisation].kind
    return ends == ("person", "office")


def without_doubtful(
    network: CoalitionNetwork, question: Question
) -> Iterator[tuple[CoalitionNetwork, Question]]:
    """The question without doubtful routes: once for all sources that are coded on the same issues.

    The networks lack the ties on matters on which the sources are not coded, and the doors from
    organisations to targets that are part of them.
    """
    rooms = _with_offices(network, question.targets)
    open_to = rooms | question.sources
    links = tuple(
        one
        for one in network.links
        if one.official not in rooms or one.organisation in open_to or _holds(network, one)
    )
    for kept, sources in on_own_matters(network, question.sources, question.issue):
        yield replace(kept, links=links), replace(question, sources=sources)


def on_own_matters(
    network: CoalitionNetwork, sources: Iterable[int], issue: str | None = None
) -> Iterator[tuple[CoalitionNetwork, frozenset[int]]]:
    """The network without the ties on matters on which sources are not coded, once for all that are coded on the
    same ones; whole where an issue is asked for.
    """
    about: dict[int, set[int]] = {}
    for source in sources:
        own = network.issues if issue is not None else own_issues(network, source)
        about.setdefault(sum(map(network.issue_bit, own)), set()).add(source)
    ties = network.ties.issues
    for issues, alike in about.items():
        there = (ties == 0) | (ties & np.uint64(issues) != 0)
        yield network if there.all() else network.select(there), frozenset(alike)


def beyond_own_matters(
    network: CoalitionNetwork, question: Question, reached: Iterable[int], *, onward: bool
) -> frozenset[int]:
    """Of the actors reached, those whom the sources reach only on matters on which they themselves are not coded.

    Dates are read in favour of reaching. `onward` says whether routes went on beyond those asked for.
    """
    left = set(reached)
    for kept, sources in on_own_matters(network, question.sources, question.issue):
        if kept is network and sources == question.sources:
            return frozenset()  # every matter is everybody's own
        states = explore(kept, replace(question, sources=sources), onward=onward)[1]
        left -= {states.actor[k] for k in states.goals}
    return frozenset(left)


def _with_offices(network: CoalitionNetwork, targets: Iterable[int]) -> set[int]:
    rooms = set(targets)
    return rooms | {
        link.organisation for link in network.links if link.official in rooms and _holds(network, link)
    }
