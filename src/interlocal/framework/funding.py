"""What can be said of a body's dependence on a funder when the shares of its funders are known badly or not at all."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

__all__ = ["Funders", "concentration", "dependence", "ultimate"]

ROUNDS = 60
SMALL = 1e-9


@dataclass(frozen=True)
class Funders:
    """The funders of one body, one entry each: bounds of their shares, and of how tied their money is (0 to 1).

    `amounts` are sums in one currency, NaN where unknown: two known sums fix the ratio of two shares.
    Shares add up to 1: these are all the funders there are, or `with_rest` adds whoever is not coded.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]
    tied_low: tuple[float, ...]
    tied_high: tuple[float, ...]
    amounts: tuple[float, ...]

    @classmethod
    def unknown(cls, n: int) -> Funders:
        """n funders of whom nothing is known but that they fund."""
        return cls((0.0,) * n, (1.0,) * n, (0.0,) * n, (1.0,) * n, (math.nan,) * n)

    def with_rest(self) -> Funders:
        """The same with one more entry for funders who are not coded, of whom nothing is known.

        >>> Funders.unknown(1).with_rest().high
        (1.0, 1.0)
        """
        return Funders(
            (*self.low, 0.0),
            (*self.high, max(0.0, 1.0 - sum(self.low))),
            (*self.tied_low, 0.0),
            (*self.tied_high, 1.0),
            (*self.amounts, math.nan),
        )

    def as_shares(self) -> Funders:
        """The same with all coded money counted whole, however tied; the rest stays unknown where it is."""
        whole = tuple(1.0 for _ in self.low)
        return replace(self, tied_low=whole, tied_high=whole)


def dependence(funders: Funders, chosen: Sequence[bool]) -> tuple[float, float] | None:
    """The least and greatest dependence on the chosen funders that what is known allows; None if nothing does.

    Dependence is Σ tiedness · share over the chosen. Both ends are solutions of a linear programme
    over the shares, so that they are sharp.

    >>> dependence(Funders.unknown(2), [True, False])
    (0.0, 1.0)
    """
    return _bounds(funders, tuple(bool(one) for one in chosen))


@functools.lru_cache(maxsize=4096)
def _bounds(funders: Funders, chosen: tuple[bool, ...]) -> tuple[float, float] | None:
    """Kept, because the same funders come again in every layer and case."""
    from scipy.optimize import linprog

    n = len(funders.low)
    if n == 0:
        return None
    rows, right = [np.ones(n)], [1.0]
    known = [k for k in range(n) if not np.isnan(funders.amounts[k])]
    for k in known[1:]:
        row = np.zeros(n)
        row[known[0]], row[k] = funders.amounts[k], -funders.amounts[known[0]]
        rows.append(row / np.abs(row).max())
        right.append(0.0)
    ends = []
    for sign, tiedness in ((1.0, funders.tied_low), (-1.0, funders.tied_high)):
        cost = np.array([t * c for t, c in zip(tiedness, chosen, strict=True)])
        bounds = list(zip(funders.low, funders.high, strict=True))
        found = linprog(sign * cost, A_eq=np.array(rows), b_eq=right, bounds=bounds)
        if not found.success:
            return None
        ends.append(min(1.0, max(0.0, sign * float(found.fun))))
    return ends[0], max(ends)


def concentration(funders: Funders) -> tuple[float, float]:
    """Bounds of the Herfindahl index Σ share² of the funders.

    Exact where every share or every amount is known, or nothing is; otherwise bounds that hold, not always sharp.

    >>> concentration(Funders.unknown(4))
    (0.25, 1.0)
    """
    low, high = np.array(funders.low), np.array(funders.high)
    amounts = np.array(funders.amounts)
    if len(amounts) and amounts.sum() > 0:  # NaN, and so False, where an amount is not known
        low = high = amounts / amounts.sum()
    if (low == high).all():
        return float((low**2).sum()), float((low**2).sum())
    return max(1 / len(low), float((low**2).sum())), min(1.0, float(high.max()))


def ultimate(
    bodies: Mapping[str, tuple[Funders, Sequence[str]]], chosen: Set[str]
) -> dict[str, tuple[float, float]]:
    """Bounds of the share of each body's money that comes from the chosen in the end, through whatever hands.

    `bodies` gives the funders of each body and their ids. A funder who is neither chosen nor funded by
    anyone here is an end of its own. Where all shares are known this is U = (I - Q)⁻¹ R of an
    absorbing Markov chain (Kemeny and Snell 1960), and both ends meet; else each round narrows the
    bounds by a linear programme for every body, until nothing moves.

    >>> ultimate({"club": (Funders.unknown(1), ["city"]), "city": (Funders.unknown(1), ["state"])}, {"state"})
    {'club': (1.0, 1.0), 'city': (1.0, 1.0)}
    """
    found = dict.fromkeys(bodies, (0.0, 1.0))
    for _ in range(ROUNDS):
        before = dict(found)
        for body, (funders, ids) in bodies.items():
            ends = [(1.0, 1.0) if one in chosen else found.get(one, (0.0, 0.0)) for one in ids]
            passing = replace(
                funders, tied_low=tuple(a for a, _ in ends), tied_high=tuple(b for _, b in ends)
            )
            found[body] = dependence(passing, [True] * len(ids)) or (0.0, 1.0)
        if all(max(abs(a - b) for a, b in zip(found[k], before[k], strict=True)) < SMALL for k in found):
            break
    return found
