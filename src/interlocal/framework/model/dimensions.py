"""Optional summaries of a profile. The default is the profile: three roles are three numbers.

A mean lets one role make up for another, a minimum does not, a geometric mean half does; which of them is right is
a matter of theory, so nothing here is shown unless it is asked for, and nothing sums up all dimensions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import numpy as np

from interlocal.errors import UnknownNameError
from interlocal.framework.model.arrays import Floats
from interlocal.framework.model.posterior import ItemFit

__all__ = ["Rule", "dimension_score", "rank_acceptability"]

Rule: TypeAlias = Literal["mean", "geometric", "minimum"]

_RULES: dict[str, Callable[[Floats], float]] = {
    "mean": lambda x: float(x.mean()),
    "geometric": lambda x: float(np.exp(np.log(x).mean())) if (x > 0).all() else 0.0,
    "minimum": lambda x: float(x.min()),
}


def dimension_score(items: Sequence[ItemFit], rule: Rule) -> float | None:
    """One number for the roles of one dimension, in one case and period; None when any of them has no score.

    Lies between the smallest and the largest score. No items give None. `UnknownNameError` for another rule.
    """
    if rule not in _RULES:
        raise UnknownNameError(f"no rule {rule!r}; the rules are {', '.join(_RULES)}")
    values = [one.score.value for one in items]
    known = [value for value in values if value is not None]
    return _RULES[rule](np.array(known)) if known and len(known) == len(values) else None


def rank_acceptability(scores: Floats, *, seed: int = 1, n: int = 2000) -> Floats:
    """How often each alternative takes each rank when nobody knows the weights: shares, (alternatives, ranks).

    `scores` (alternatives, roles), larger is better, NaN not allowed. Weights are drawn uniformly from all that sum
    to 1 (Dirichlet with ones). Alternatives that tie share their ranks. Rows and columns sum to 1. Lahdelma,
    Hokkanen and Salminen, "SMAA: stochastic multiobjective acceptability analysis", EJOR 106 (1998).

    >>> rank_acceptability(np.array([[3.0, 3, 3], [1, 1, 1]])).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    from interlocal import draws

    scores = np.asarray(scores, float)
    if scores.ndim != 2 or np.isnan(scores).any():
        raise ValueError("scores must be a full table (alternatives, roles); leave out what has no score")
    u = draws.uniform(seed, "dimension weights", [str(k) for k in range(scores.shape[1])], n)
    weights = -np.log1p(-u)
    total = scores @ (weights / weights.sum(axis=0))
    better = (total[None] > total[:, None] + 1e-12).sum(axis=1)
    ties = (np.abs(total[None] - total[:, None]) <= 1e-12).sum(axis=1)
    ranks = np.arange(len(scores))[:, None, None]
    taken = (ranks >= better) & (ranks < better + ties)
    return np.asarray((taken / ties).mean(axis=2).T)
