"""Who works together on something to be made, and how closely knit that work is around local government."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt

from interlocal.framework.estimates import exactly
from interlocal.framework.measured import Measured
from interlocal.framework.scope import STATED, Scope
from interlocal.framework.study import HOME_LOCAL
from interlocal.network.expansion import ABSENT, HOSTS

__all__ = ["JOINT", "core_numbers", "joint_core"]

Ints = npt.NDArray[np.int64]

JOINT = ("programme", "project", "publication", "survey")
"""Kinds of events in which something is made together."""


def core_numbers(graph: npt.ArrayLike) -> Ints:
    """The greatest k of a k-core that each actor is in; `graph` is symmetric, 0 and 1, without loops.

    >>> core_numbers([[0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]]).tolist()
    [2, 2, 2, 1]

    Source: S. Seidman, "Network structure and minimum degree" (1983).
    """
    ties = np.asarray(graph) != 0
    found, left, k = np.zeros(len(ties), np.int64), np.ones(len(ties), bool), 0
    while left.any():
        degree = (ties & left).sum(axis=1)
        k = max(k, int(degree[left].min()))
        gone = left & (degree <= k)
        found[gone] = k
        left &= ~gone
    return found


def joint_core(scope: Scope) -> Iterator[Measured]:
    """How closely knit those are who make things together, and those among whom local government stands."""
    book = scope.study.book
    made = [e for e in book.events if e.kind in JOINT and e.status in STATED and scope.inside(e.case)]
    makers: dict[str, set[str]] = {e.id: {e.host} if e.host else set() for e in made}
    for part in book.participants:
        if part.event in makers and part.status in STATED and (part.role in HOSTS or part.role not in ABSENT):
            makers[part.event].add(part.actor)
    together = {event: ones for event, ones in makers.items() if len(ones) > 1}
    actors = sorted(set().union(*together.values()))
    place = {actor: k for k, actor in enumerate(actors)}
    graph = np.zeros((len(actors), len(actors)))
    for ones in together.values():
        for a, b in combinations(sorted(ones), 2):
            graph[place[a], place[b]] = graph[place[b], place[a]] = 1
    core = core_numbers(graph)
    coverage = len(together) / len(made) if made else 0.0
    for about, mine in (("", actors), (HOME_LOCAL, [one for one in actors if one in scope.home_local])):
        best = max((int(core[place[one]]) for one in mine), default=None)
        inside = [one for one in mine if core[place[one]] == best]
        yield scope.tell(
            "joint_core", None if best is None else exactly(float(best)), about=about, unit="level",
            coverage=coverage, said=", ".join(inside), records=list(together),
            why="no joint work with two makers is coded" if not actors else "none of these is coded among the makers",
        )  # fmt: skip
