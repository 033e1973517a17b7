"""Which records contradict one another when dates and stated order cannot all be true."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Contradiction", "Limit", "find"]


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing that is said: point ``later`` lies at most ``most`` days after point ``earlier``."""

    earlier: int
    later: int
    most: float
    record: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements that cannot all be true, and the records that make them, in the order of the argument."""

    records: tuple[str, ...]
    statements: tuple[str, ...]

    def __str__(self) -> str:
        said = "; ".join(self.statements)
        return f"dates and order contradict one another: {said}. Correct one of {', '.join(self.records)}"


def find(points: int, limits: list[Limit]) -> Contradiction:
    """Return the statements on one negative cycle; the limits must contain one.

    Bellman and Ford's relaxation from all points at once; as soon as the trace of who moved whom closes on
    itself, that circle is the contradiction. Raises ValueError when there is none.
    """
    reach = [0.0] * points
    moved_by: list[Limit | None] = [None] * points
    for _ in range(points + 1):
        last = None
        for limit in limits:
            if reach[limit.earlier] + limit.most < reach[limit.later]:
                reach[limit.later] = reach[limit.earlier] + limit.most
                moved_by[limit.later] = limit
                last = limit.later
        if last is None:
            raise ValueError("the limits contain no contradiction")
        if circle := _circle(moved_by):
            records = dict.fromkeys(limit.record for limit in circle)
            return Contradiction(tuple(records), tuple(dict.fromkeys(limit.sentence for limit in circle)))
    raise ValueError("the limits contain no contradiction")


def _circle(moved_by: list[Limit | None]) -> list[Limit] | None:
    """The limits on a circle of the trace, first to last; None without circle."""
    visited = [0] * len(moved_by)
    for start in range(len(moved_by)):
        at = start
        while visited[at] == 0 and (limit := moved_by[at]) is not None:
            visited[at] = start + 1
            at = limit.earlier
        if visited[at] == start + 1 and moved_by[at] is not None:
            return _walk(moved_by, at)
    return None


def _walk(moved_by: list[Limit | None], at: int) -> list[Limit]:
    circle: list[Limit] = []
    point = at
    while (limit := moved_by[point]) is not None:
        circle.append(limit)
        point = limit.earlier
        if point == at:
            break
    return circle[::-1]
