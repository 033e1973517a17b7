"""A question about routes: who wants to reach whom, and under which rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from interlocal import dates
from interlocal.errors import NetworkError, UnknownNameError
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.measures import principals
from interlocal.network.patterns import Pattern, pattern_of

__all__ = ["Question", "Who", "ask", "class_members", "day_after", "day_before", "resolve", "with_officials"]

Who: TypeAlias = "str | int | Iterable[str | int]"
"""One actor or several: ids, exact names, positions, or ids of classes of the codebook."""


@dataclass(frozen=True)
class Question:
    """Who wants to reach whom, and under which rules. Days are since 1970-01-01, both ends included.

    `waiting` is the most days that may pass from one tie of a route to the next; None for any number.
    """

    sources: frozenset[int]
    targets: frozenset[int]
    avoiding: frozenset[int] = frozenset()
    via: frozenset[int] = frozenset()
    after: int = ALWAYS
    before: int = NEVER
    issue: str | None = None
    carrier: str = "claim"
    pattern: Pattern | None = None
    waiting: int | None = None


def day_before(date: str | int | None) -> int:
    """The last day before a date: a day number is taken as the last day itself.

    >>> day_before("1970-01-02"), day_before(5)
    (0, 5)
    """
    if date is None:
        return NEVER
    return date if isinstance(date, int) else int(dates.bounds([date]).start_lo[0]) - 1


def day_after(date: str | int | None) -> int:
    """The first day after a date: a day number is taken as the first day itself.

    >>> day_after("1969"), day_after(5)
    (0, 5)
    """
    if date is None:
        return ALWAYS
    return date if isinstance(date, int) else int(dates.bounds([date]).end_hi[0]) + 1


def resolve(network: CoalitionNetwork, who: Who) -> frozenset[int]:
    """Positions of the actors named: ids, names, positions, classes of the codebook, or several of these.

    `UnknownNameError` with near misses for a name, or a position, that is not there.
    """
    if isinstance(who, (int, np.integer)):
        if not 0 <= who < len(network.members):
            raise UnknownNameError(
                f"no actor at position {who}; they are numbered 0 to {len(network.members) - 1}"
            )
        return frozenset([int(who)])
    if isinstance(who, str):
        for one in network.classes:
            if one.id == who:
                return class_members(network, who)
        return frozenset([network.index(who)])
    found: frozenset[int] = frozenset()
    for one_of_them in who:
        found |= resolve(network, one_of_them)
    return found


def class_members(network: CoalitionNetwork, name: str) -> frozenset[int]:
    """Positions of the actors of a class of the codebook, by sector, territory and name."""
    cls = next(one for one in network.classes if one.id == name)
    found = set()
    for k, member in enumerate(network.members):
        inside = member.sector in cls.sectors
        if cls.territory in ("home", "foreign"):
            inside = inside and member.side(network.home) == cls.territory
        elif cls.territory:
            inside = inside and cls.territory in member.territory
        if (inside or member.id in cls.include) and member.id not in cls.exclude:
            found.add(k)
    return frozenset(found)


def with_officials(network: CoalitionNetwork, actors: frozenset[int]) -> frozenset[int]:
    """These actors and all officials and offices that act for them."""
    found = set(actors)
    grown = True
    while grown:
        more = {one.official for one in network.links if one.organisation in found} - found
        found |= more
        grown = bool(more)
    return frozenset(found)


def ask(
    network: CoalitionNetwork,
    source: Who | None,
    target: Who,
    *,
    before: str | int | None = None,
    after: str | int | None = None,
    avoiding: Who = (),
    via: Who = (),
    issue: str | None = None,
    carrier: str = "claim",
    pattern: str | Pattern | None = None,
    waiting: int | None = None,
) -> Question:
    """Read a question: names become positions, dates days, the pattern an automaton.

    Without a source (None) the non-state actors with a tie ask, but for those asked for. Avoiding an
    organisation avoids its offices and officials. Raises `NetworkError` when source and target share an
    actor, when everything asked for is to be avoided, or for a negative waiting limit.
    """
    if waiting is not None and waiting < 0:
        raise NetworkError(f"waiting {waiting}: give the most days that may pass between two ties, 0 or more")
    avoid = with_officials(network, resolve(network, avoiding))
    targets = resolve(network, target) - avoid
    asking = frozenset(principals(network)) - targets if source is None else resolve(network, source)
    sources, passed = asking - avoid, resolve(network, via)
    if passed and passed <= avoid:
        raise NetworkError("all of via are to be avoided; name somebody else, or avoid fewer")
    if not sources or not targets:
        side = "source" if not sources else "target"
        raise NetworkError(f"every {side} is to be avoided, or none was given; name another {side}")
    if shared := sources & targets:
        names = ", ".join(network.members[k].name for k in sorted(shared))
        raise NetworkError(f"source and target share {names}; leave it out of one of them")
    network.carrier_bit(carrier)
    if issue is not None:
        network.issue_bit(issue)
    automaton = pattern_of(pattern) if isinstance(pattern, str) else pattern
    return Question(
        sources,
        targets,
        avoid,
        passed,
        day_after(after),
        day_before(before),
        issue,
        carrier,
        automaton,
        waiting,
    )
