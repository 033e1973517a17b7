"""Array kernels: a chain, sweep by sweep.

A sweep (partially collapsed Gibbs, van Dyk and Park 2008): every coder's parameters with theta integrated out;
all theta given those; role and case effects, indicators and common thresholds given theta. The grid of a sweep
starts at a random offset, so that drawing theta on it is exact but for what falls between nodes (about
exp(-2 pi^2 (sd/spacing)^2) of it).
"""

from __future__ import annotations

import math

import numpy as np

from interlocal.framework.model.arrays import Data, Draws, Floats, Prior, State
from interlocal.framework.model.coder_kernels import slice_coder
from interlocal.framework.model.likelihood_kernels import (
    fill_table,
    indicator_rows,
    multiply_in,
    scale_columns,
)
from interlocal.framework.model.random_kernels import uniform
from interlocal.framework.model.theta_kernels import (
    draw_common,
    draw_edges,
    draw_effects,
    draw_indicators,
    draw_on_grid,
    draw_stretch,
    leave_grid,
    prior_rows,
    slide,
)
from interlocal.network.accelerate import kernel

# How fast slice widths follow the moves made, and how many mean moves make a width.
_MEMORY, _WIDE = 0.05, 2.5
# Turns of theta and the effects above it in a sweep: they are cheap and hold one another.
_AGAIN = 3


@kernel
def gathered(into: Floats, before: Floats, front: Floats, back: Floats, order: np.ndarray) -> None:
    """What all other coders, prior and indicators say of theta, columns in one coder's order."""
    for g in range(front.shape[0]):
        for p in range(order.size):
            i = order[p]
            into[g, p] = before[g, i] * front[g, i] * back[g, i]
    scale_columns(into)


@kernel
def draw_coder(
    data: Data,
    prior: Prior,
    state: State,
    r: int,
    nodes: Floats,
    other: Floats,
    below: Floats,
    step: Floats,
    room: Floats,
    learn: bool,
) -> None:
    """All moves of one coder."""
    size = state.gamma.size
    rank = np.empty(data.role.size, np.int64)
    for p in range(rank.size):
        rank[data.order[r, p]] = p
    to = np.empty(size)
    for kind in range(size + 1):
        by = slice_coder(
            kind,
            data,
            prior,
            r,
            state.tau[r],
            state.log_beta[r],
            state.gamma,
            state.width[r, kind],
            nodes,
            other,
            below,
            step,
            rank,
            room,
            to,
            state.rng,
        )
        state.tau[r, :] = to
        if kind == size:
            state.log_beta[r] += by
        if learn:
            state.moved[r, kind] += _MEMORY * (abs(by) - state.moved[r, kind])
            state.width[r, kind] = max(_WIDE * state.moved[r, kind], 1e-3)


@kernel
def sweep(
    data: Data, prior: Prior, state: State, world: int, span: float, spacing: float, step: Floats, learn: bool
) -> None:
    """Draw everything once, in place."""
    coders, n = data.y.shape
    size = int(2.0 * span / spacing)
    nodes = -span + spacing * (np.arange(size) + uniform(state.rng))
    below = np.empty((coders, data.temper.size, data.levels + 1, size))
    back = np.ones((coders + 1, size, n))
    for r in range(coders - 1, -1, -1):
        fill_table(below[r], state.tau[r], math.exp(state.log_beta[r]), data.temper, nodes)
        back[r] = back[r + 1]
        multiply_in(back[r], data, r, below[r])
        scale_columns(back[r])
    before, front = np.empty((size, n)), np.ones((size, n))
    prior_rows(before, data, state, nodes)
    indicator_rows(front, data, world, state.a, state.loading, state.log_s, nodes)
    other = np.empty((size, n))
    room = np.empty((3, max(size, n)))
    for r in range(coders):
        gathered(other, before, front, back[r + 1], data.order[r])
        draw_coder(data, prior, state, r, nodes, other, below[r], step, room, learn)
        multiply_in(front, data, r, below[r])
        scale_columns(front)
    for again in range(_AGAIN):
        if again > 0:
            draw_effects(data, prior, state)
            prior_rows(before, data, state, nodes)
        for g in range(size):
            other[g] = before[g] * front[g]
        draw_on_grid(state.theta, other, data, nodes, step, state.rng)
    leave_grid(data, prior, state, world, spacing)
    draw_effects(data, prior, state)
    draw_indicators(data, prior, state, world)
    draw_edges(data, prior, state)
    draw_stretch(data, prior, state)
    draw_common(prior, state)
    slide(prior, state)


@kernel
def run(
    data: Data,
    prior: Prior,
    state: State,
    span: float,
    spacing: float,
    step: Floats,
    thin: int,
    learn: bool,
    keep: Draws,
    chain: int,
    first: int,
    last: int,
) -> None:
    """Make draws `first` to `last` of one chain: a world, `thin` sweeps with it, then what is kept."""
    worlds = max(data.z.shape[0], 1)
    for at in range(first, last):
        world = int(worlds * uniform(state.rng))
        for _ in range(thin):
            sweep(data, prior, state, world, span, spacing, step, learn)
        keep.theta[chain, at] = state.theta
        keep.log_beta[chain, at] = state.log_beta
        keep.tau[chain, at] = state.tau
        keep.gamma[chain, at] = state.gamma
        keep.m[chain, at] = state.m
        keep.u[chain, at] = state.u
        keep.a[chain, at] = state.a
        keep.loading[chain, at] = state.loading
        keep.log_s[chain, at] = state.log_s
