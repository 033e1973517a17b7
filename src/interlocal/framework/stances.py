"""Who takes which side on a policy, and how far unlike actors agree: cohesion of norms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from interlocal import dates, draws
from interlocal.casebook.records import Actor, Position
from interlocal.framework.estimates import Floats, mean_where_defined, ratio
from interlocal.framework.measured import Measured
from interlocal.framework.scope import HOLDING, Scope
from interlocal.framework.study import Study
from interlocal.network.clock import NEVER
from interlocal.network.measures import present
from interlocal.network.worlds import Bools

__all__ = ["normative"]

OTHER = "other"
"""Positions on a policy of this id are each about another matter, so that nobody agrees or disagrees on it."""


@dataclass(frozen=True)
class _Stand:
    """An actor's last stance on a policy, and whether it is taken in each world."""

    position: Position
    actor: Actor
    there: Bools


def normative(scope: Scope) -> Iterator[Measured]:
    """Agreement on policies among unlike actors, with contention shown beside it."""
    study, book = scope.study, scope.study.book
    mine = [p for p in book.positions if scope.inside(p.case) and p.status in HOLDING and p.policy != OTHER]
    by_policy: dict[str, list[_Stand]] = {}
    for policy, ones in _last(mine).items():
        by_policy[policy] = [
            _Stand(one, actor, _present(study, one))
            for one in ones
            if isinstance(actor := book.by_id.get(one.actor), Actor)
        ]
    actors = len(present(scope.network))
    total = np.zeros((3, study.n))
    for policy, stands in sorted(by_policy.items()):
        same, opposite, pairs = _compared(stands, study.n)
        total += same, opposite, pairs
        yield from _norms(scope, policy, (same, opposite, pairs), _covered(stands, actors), stands)
    everyone = [stand for stands in by_policy.values() for stand in stands]
    yield from _norms(scope, "", (total[0], total[1], total[2]), _covered(everyone, actors), everyone)


def _last(positions: Sequence[Position]) -> dict[str, list[Position]]:
    """By policy, the last stance that each actor is coded with."""
    latest: dict[tuple[str, str], tuple[tuple[int, int, str], Position]] = {}
    for one in positions:
        if one.stance is None:
            continue
        when = dates.bounds([one.date]) if one.date else None
        rank = (int(when.end_hi[0]), int(when.start_lo[0])) if when is not None else (-NEVER, -NEVER)
        key = (one.policy, one.actor)
        if key not in latest or (*rank, one.id) > latest[key][0]:
            latest[key] = ((*rank, one.id), one)
    found: dict[str, list[Position]] = {}
    for (policy, _), (_, one) in sorted(latest.items()):
        found.setdefault(policy, []).append(one)
    return found


def _covered(stands: Sequence[_Stand], actors: int) -> float | None:
    """Of the actors with a tie in the case, how many are coded with a stance."""
    return min(1.0, len({one.actor.id for one in stands}) / actors) if actors else None


def _present(study: Study, one: Position) -> Bools:
    certainty = 1.0 if one.certainty is None else one.certainty
    there: Bools = draws.uniform(study.seed, "presence", [one.id], study.n)[0] < certainty
    return there


def _compared(stands: Sequence[_Stand], n: int) -> tuple[Floats, Floats, Floats]:
    """In each world, how many unlike pairs took the same side, opposite sides, and any at all."""
    same, opposite, pairs = np.zeros(n), np.zeros(n), np.zeros(n)
    for a, b in combinations(stands, 2):
        if (a.actor.sector, _belongs(a.actor)) == (b.actor.sector, _belongs(b.actor)):
            continue
        both = a.there & b.there
        product = (a.position.stance or 0) * (b.position.stance or 0)
        pairs += both
        same += both & (product > 0 or a.position.stance == b.position.stance)
        opposite += both & (product < 0)
    return same, opposite, pairs


def _belongs(actor: Actor) -> str:
    return actor.belonging or actor.territory


def _norms(
    scope: Scope,
    policy: str,
    counts: tuple[Floats, Floats, Floats],
    coverage: float | None,
    stands: Sequence[_Stand],
) -> Iterator[Measured]:
    """Shares of same and of opposite sides among the pairs that took any, in the worlds that have such a pair."""
    *counted, pairs = counts
    against = sorted({s.actor.id for s in stands if s.position.stance == -1})
    said = f"{len(stands)} stances" + (f"; against: {', '.join(against)}" if against else "")
    known = bool((pairs > 0).any())
    for number, count in zip(("agreement", "contention"), counted, strict=True):
        yield scope.tell(
            number,
            mean_where_defined(ratio(count, pairs)),
            about=policy,
            unit="share",
            said=said if known else "",
            why="no two unlike actors are coded with a stance on it",
            coverage=coverage,
            records=[stand.position.id for stand in stands],
            passages=None if known else (),
            in_order=True,
        )
