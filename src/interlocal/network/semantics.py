"""What "can reach" means: the declared rules by which ties, moments and waiting make a journey.

A journey is a chain of hops. A hop crosses one tie from an actor to another: it departs at a moment at which
the tie is usable and arrives ``duration`` later (at the same moment when the duration is 0). Moments are
whole numbers (days, seconds, ...); negative ones are ordinary moments.

=================  =====================================================================================
rule               meaning
=================  =====================================================================================
strict             the next hop departs *after* the last arrival: the order in time is certain
non-strict         the next hop departs *at or after* the last arrival: several hops may share one moment
an instant         a tie with ``start == end``: usable at exactly that moment, whatever the ends say
a lasting tie      usable at any moment from start to end, each end included unless declared otherwise
an open end        a tie in force without a known end: usable at any moment from its start on
a waiting limit    at most ``max_wait`` between an arrival and the next departure; the first hop is free,
                   and an actor may be visited again (walks, not simple paths)
an undirected tie  usable from either side, at the same moments
=================  =====================================================================================

Evidence dated to a day or a year leaves the order inside that stamp unknown. Strict counts only certain
order, non-strict admits every order, so what truly happened lies between: ask for both (``bounds``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from interlocal.errors import NetworkError

__all__ = ["NON_STRICT", "STRICT", "Order", "Semantics"]

Order: TypeAlias = Literal["strict", "non-strict"]


@dataclass(frozen=True, slots=True)
class Semantics:
    """The rules of a journey, as one value that every result carries with it.

    ``order`` is "strict" or "non-strict". ``start_included`` and ``end_included`` say whether a lasting tie
    is usable at its first and at its last moment. ``max_wait`` (0 or more, in the network's unit of time)
    limits the wait between two hops; None is no limit.

    >>> Semantics(order="non-strict", end_included=False)
    Semantics(order='non-strict', start_included=True, end_included=False, max_wait=None)
    """

    order: Order = "strict"
    start_included: bool = True
    end_included: bool = True
    max_wait: int | None = None

    def __post_init__(self) -> None:
        if self.order not in ("strict", "non-strict"):
            raise NetworkError(
                f"order is {self.order!r}; write 'strict' or 'non-strict' (for both as bounds, use bounds())"
            )
        if self.max_wait is not None and self.max_wait < 0:
            raise NetworkError(f"max_wait is {self.max_wait}; a wait is 0 or longer, or None for no limit")

    @property
    def strict(self) -> bool:
        """Whether the next hop must depart after the last arrival."""
        return self.order == "strict"


STRICT = Semantics()
NON_STRICT = Semantics(order="non-strict")
