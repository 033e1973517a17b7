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

__all__ = ["doubtful", "without_doubtful"]

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
    about: dict[int, set[int]] = {}
    for source in question.sources:
        own = network.issues if question.issue is not None else own_issues(network, source)
        about.setdefault(sum(map(network.issue_bit, own)), set()).add(source)
    ties = network.ties.issues
    for issues, sources in about.items():
        kept = network.select((ties == 0) | (ties & np.uint64(issues) != 0))
        yield replace(kept, links=links), replace(question, sources=frozenset(sources))


def _with_offices(network: CoalitionNetwork, targets: Iterable[int]) -> set[int]:
    rooms = set(targets)
    return rooms | {
        link.organisation for link in network.links if link.official in rooms and _holds(network, link)
    }
