"""Array kernels: new thresholds and reliability of one coder, with every theta integrated out, by slice sampling.

Each move changes one number: a threshold (kinds 0 to K-1) or log beta (kind K). Thresholds cannot cross: a move that
would make them is outside the slice. Nothing can diverge.
"""

# Compiled functions are Any to the type checker.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math

import numpy as np

from interlocal.framework.model.arrays import Data, Floats, Ints, Prior
from interlocal.framework.model.likelihood_kernels import chain_log, fill_row, fill_table, groups_log
from interlocal.framework.model.random_kernels import uniform
from interlocal.network.accelerate import kernel

# Most widths by which a slice is stepped out, both sides together (Neal 2003, figure 3).
_MOST = 32


@kernel
def prior_log(tau: Floats, log_beta: float, gamma: Floats, prior: Prior) -> float:
    """Log prior of a coder's parameters, up to a constant; minus infinity where thresholds cross."""
    total = -0.5 * (log_beta / prior.reliability) ** 2
    for k in range(tau.size):
        if k > 0 and tau[k] <= tau[k - 1]:
            return -np.inf
        total -= 0.5 * ((tau[k] - gamma[k]) / prior.own) ** 2
    return total


@kernel
def coder_log(
    kind: int,
    data: Data,
    r: int,
    tau: Floats,
    log_beta: float,
    nodes: Floats,
    other: Floats,
    below: Floats,
    step: Floats,
    rank: Ints,
    room: Floats,
) -> float:
    """Log likelihood of coder r at trial parameters, after writing the rows of `below` that they change."""
    if kind < tau.size:
        for t in range(data.temper.size):
            fill_row(below, t, kind, tau[kind], math.exp(log_beta) * data.temper[t], nodes)
    else:
        fill_table(below, tau, math.exp(log_beta), data.temper, nodes)
    if step.size > 0:
        return chain_log(data, r, other, below, step, rank, room)
    if kind < tau.size:
        return groups_log(data, r, other, below, kind, kind + 1, room[2])
    return groups_log(data, r, other, below, 0, tau.size, room[2])


@kernel
def trial_log(
    kind: int,
    by: float,
    data: Data,
    prior: Prior,
    r: int,
    tau: Floats,
    log_beta: float,
    gamma: Floats,
    nodes: Floats,
    other: Floats,
    below: Floats,
    step: Floats,
    rank: Ints,
    room: Floats,
    to: Floats,
) -> float:
    """Log posterior density along one move, up to a constant of that move."""
    to[:] = tau
    if kind < tau.size:
        to[kind] += by
    trial = log_beta if kind < tau.size else log_beta + by
    density = prior_log(to, trial, gamma, prior)
    if density == -np.inf:
        return density
    return density + coder_log(kind, data, r, to, trial, nodes, other, below, step, rank, room)


@kernel
def slice_coder(
    kind: int,
    data: Data,
    prior: Prior,
    r: int,
    tau: Floats,
    log_beta: float,
    gamma: Floats,
    width: float,
    nodes: Floats,
    other: Floats,
    below: Floats,
    step: Floats,
    rank: Ints,
    room: Floats,
    to: Floats,
    rng: np.ndarray,
) -> float:
    """One slice-sampling step along a move: how far to go. `to` and `below` are left as they are there."""
    level = trial_log(
        kind, 0.0, data, prior, r, tau, log_beta, gamma, nodes, other, below, step, rank, room, to
    )
    level += math.log(uniform(rng))
    lo = -width * uniform(rng)
    hi = lo + width
    left = int(_MOST * uniform(rng))
    right = _MOST - 1 - left
    while left > 0 and level < trial_log(
        kind, lo, data, prior, r, tau, log_beta, gamma, nodes, other, below, step, rank, room, to
    ):
        lo -= width
        left -= 1
    while right > 0 and level < trial_log(
        kind, hi, data, prior, r, tau, log_beta, gamma, nodes, other, below, step, rank, room, to
    ):
        hi += width
        right -= 1
    while True:
        by = lo + (hi - lo) * uniform(rng)
        at = trial_log(
            kind, by, data, prior, r, tau, log_beta, gamma, nodes, other, below, step, rank, room, to
        )
        if level < at:
            return by
        if by < 0.0:
            lo = by
        else:
            hi = by
        if hi - lo < 1e-13:  # rounding left nothing of the slice but where the coder stands
            trial_log(
                kind, 0.0, data, prior, r, tau, log_beta, gamma, nodes, other, below, step, rank, room, to
            )
            return 0.0
