"""Array kernels: draws of every theta given all else, and of what lies above it given theta."""

# Compiled functions are Any to the type checker.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math

import numpy as np

from interlocal.framework.model.arrays import Data, Floats, Prior, State
from interlocal.framework.model.likelihood_kernels import TINY, stepped
from interlocal.framework.model.random_kernels import cdf, normal, uniform
from interlocal.network.accelerate import kernel

# Width of a slice along the common stretch of slopes and thresholds, on the scale of log beta.
_STRETCH = 0.3


@kernel
def prior_rows(into: Floats, data: Data, state: State, nodes: Floats) -> None:
    """Write the prior density of theta at every node (G, N), up to a constant; 1 for items that continue a walk.

    Nodes are equally spaced, so the ratio of neighbouring densities shrinks by one factor: no exponential a node.
    """
    n, spacing = data.role.size, nodes[1] - nodes[0]
    now, ratio = np.ones(n), np.ones(n)
    for i in range(n):
        d = nodes[0] - state.m[data.role[i]] - state.u[data.case[i]]
        if not data.chained[i]:
            now[i] = math.exp(-0.5 * d * d)
            ratio[i] = math.exp(-d * spacing - 0.5 * spacing * spacing)
    shrink = math.exp(-spacing * spacing)
    for g in range(nodes.size):
        for i in range(n):
            into[g, i] = now[i]
            now[i] *= ratio[i]
            ratio[i] *= 1.0 if data.chained[i] else shrink


@kernel
def _picked(weights: Floats, rng: np.ndarray) -> int:
    """A node drawn in proportion to its weight."""
    left = weights.sum() * uniform(rng)
    for g in range(weights.size):
        left -= weights[g]
        if left <= 0.0 and weights[g] > 0.0:
            return g
    return int(np.argmax(weights))


@kernel
def draw_on_grid(
    theta: Floats, full: Floats, data: Data, nodes: Floats, step: Floats, rng: np.ndarray
) -> None:
    """Draw all theta jointly on the grid: item by item, along a walk forwards, then drawn backwards."""
    size, n = full.shape
    ahead = np.empty((n, size))
    new = np.empty(size)
    for i in range(n):
        if data.chained[i]:
            stepped(new, ahead[i - 1], step)
        else:
            new[:] = 1.0
        for g in range(size):
            ahead[i, g] = new[g] * full[g, i]
        ahead[i] /= max(ahead[i].sum(), TINY * TINY)
    at, half = 0, step.size // 2
    for i in range(n - 1, -1, -1):
        if i + 1 < n and data.chained[i + 1]:
            for g in range(size):
                gap = at - g + half
                ahead[i, g] *= step[gap] if 0 <= gap < step.size else 0.0
        at = _picked(ahead[i], rng)
        theta[i] = nodes[at]


@kernel
def theta_log(i: int, x: float, data: Data, prior: Prior, state: State, world: int) -> float:
    """Log density of one theta given all else, up to a constant."""
    d = x - state.m[data.role[i]] - state.u[data.case[i]]
    if data.chained[i]:
        d = (x - state.theta[i - 1]) / prior.walk
    total = -0.5 * d * d
    if i + 1 < data.role.size and data.chained[i + 1]:
        d = (state.theta[i + 1] - x) / prior.walk
        total -= 0.5 * d * d
    last = data.levels - 1
    for r in range(data.y.shape[0]):
        level = data.y[r, i]
        if level >= 0:
            slope = math.exp(state.log_beta[r]) * data.temper[data.grade[r, i]] * x
            high = 1.0 if level == last else cdf(state.tau[r, level] - slope)
            low = 0.0 if level == 0 else cdf(state.tau[r, level - 1] - slope)
            total += math.log(max(high - low, TINY))
    for j in range(data.z.shape[1]):
        z = data.z[world, j, i]
        if not math.isnan(z):
            d = (z - state.a[j] - state.loading[j] * x) * math.exp(-state.log_s[j])
            total -= 0.5 * d * d
    return total


@kernel
def leave_grid(data: Data, prior: Prior, state: State, world: int, spacing: float) -> None:
    """Move every theta within its cell of the grid (Metropolis), so that no two draws share a grid."""
    for i in range(data.role.size):
        here = state.theta[i]
        there = here + spacing * (uniform(state.rng) - 0.5)
        gain = theta_log(i, there, data, prior, state, world) - theta_log(i, here, data, prior, state, world)
        if math.log(uniform(state.rng)) < gain:
            state.theta[i] = there


@kernel
def draw_effects(data: Data, prior: Prior, state: State) -> None:
    """Draw the effects of roles and cases given theta, and move level between the two kinds."""
    rng = state.rng
    count, total = np.zeros(data.roles), np.zeros(data.roles)
    for i in range(data.role.size):
        if not data.chained[i]:
            count[data.role[i]] += 1.0
            total[data.role[i]] += state.theta[i] - state.u[data.case[i]]
    for q in range(data.roles):
        precision = count[q] + prior.role**-2.0
        state.m[q] = total[q] / precision + normal(rng) / math.sqrt(precision)
    count, total = np.zeros(data.cases), np.zeros(data.cases)
    for i in range(data.role.size):
        if not data.chained[i]:
            count[data.case[i]] += 1.0
            total[data.case[i]] += state.theta[i] - state.m[data.role[i]]
    for c in range(data.cases):
        precision = count[c] + prior.case**-2.0
        state.u[c] = total[c] / precision + normal(rng) / math.sqrt(precision)
    precision = data.roles * prior.role**-2.0 + data.cases * prior.case**-2.0
    mean = (state.u.sum() * prior.case**-2.0 - state.m.sum() * prior.role**-2.0) / precision
    shift = mean + normal(rng) / math.sqrt(precision)
    state.m[:] += shift
    state.u[:] -= shift


@kernel
def within(now: float, mean: float, sd: float, lo: float, hi: float, rng: np.ndarray) -> float:
    """A slice-sampling step of a normal variable between bounds; the slice is known, nothing is searched."""
    reach = math.sqrt((now - mean) ** 2 - 2.0 * sd * sd * math.log(uniform(rng)))
    lo, hi = max(lo, mean - reach), min(hi, mean + reach)
    return lo + (hi - lo) * uniform(rng)


@kernel
def draw_common(prior: Prior, state: State) -> None:
    """Draw the common thresholds gamma given every coder's."""
    coders, size = state.tau.shape
    precision = prior.common**-2.0 + coders * prior.own**-2.0
    for k in range(size):
        mean = state.tau[:, k].sum() * prior.own**-2.0 / precision
        lo = state.gamma[k - 1] if k > 0 else -np.inf
        hi = state.gamma[k + 1] if k + 1 < size else np.inf
        state.gamma[k] = within(state.gamma[k], mean, precision**-0.5, lo, hi, state.rng)


@kernel
def slide(prior: Prior, state: State) -> None:
    """Slide theta, role effects, thresholds and indicator levels together: the likelihood does not see it.

    Along this line the density is normal, so the step is an exact draw. Without it the origin of the scale
    would wander slowly.
    """
    beta = np.exp(state.log_beta)
    average = beta.mean() if beta.size > 0 else 1.0
    precision = state.m.size * prior.role**-2.0 + state.gamma.size * (average / prior.common) ** 2
    pull = -state.m.sum() * prior.role**-2.0 - average * state.gamma.sum() * prior.common**-2.0
    for r in range(beta.size):
        rate = beta[r] - average
        for k in range(state.gamma.size):
            precision += (rate / prior.own) ** 2
            pull -= rate * (state.tau[r, k] - state.gamma[k]) * prior.own**-2.0
    for j in range(state.a.size):
        precision += (state.loading[j] / prior.level) ** 2
        pull += state.loading[j] * state.a[j] * prior.level**-2.0
    by = pull / precision + normal(state.rng) / math.sqrt(precision)
    state.theta[:] += by
    state.m[:] += by
    state.gamma[:] += average * by
    for r in range(beta.size):
        state.tau[r, :] += beta[r] * by
    for j in range(state.a.size):
        state.a[j] -= state.loading[j] * by


@kernel
def _noise_log(log_s: float, count: float, squares: float, prior: Prior) -> float:
    d = (log_s - prior.noise_centre) / prior.noise
    return -0.5 * d * d - count * log_s - 0.5 * squares * math.exp(-2.0 * log_s)


@kernel
def _draw_noise(now: float, count: float, squares: float, prior: Prior, rng: np.ndarray) -> float:
    """A slice-sampling step of log s; its density is one hump, stepped out in widths of one prior sd."""
    level = _noise_log(now, count, squares, prior) + math.log(uniform(rng))
    lo = now - prior.noise * uniform(rng)
    hi = lo + prior.noise
    while level < _noise_log(lo, count, squares, prior):
        lo -= prior.noise
    while level < _noise_log(hi, count, squares, prior):
        hi += prior.noise
    while True:
        x = lo + (hi - lo) * uniform(rng)
        if level < _noise_log(x, count, squares, prior) or hi - lo < 1e-13:
            return x
        if x < now:
            lo = x
        else:
            hi = x


@kernel
def draw_indicators(data: Data, prior: Prior, state: State, world: int) -> None:
    """Draw level, loading (never negative) and noise of every indicator given theta."""
    for j in range(data.z.shape[1]):
        n, st, stt, sz, szt, szz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(data.z.shape[2]):
            z, x = data.z[world, j, i], state.theta[i]
            if not math.isnan(z):
                n += 1.0
                st += x
                stt += x * x
                sz += z
                szt += z * x
                szz += z * z
        weight = math.exp(-2.0 * state.log_s[j])
        precision = prior.level**-2.0 + n * weight
        mean = weight * (sz - state.loading[j] * st) / precision
        state.a[j] = mean + normal(state.rng) / math.sqrt(precision)
        precision = prior.loading**-2.0 + stt * weight
        mean = weight * (szt - state.a[j] * st) / precision
        state.loading[j] = within(state.loading[j], mean, precision**-0.5, 0.0, np.inf, state.rng)
        a, b = state.a[j], state.loading[j]
        squares = szz + n * a * a + b * b * stt - 2.0 * a * sz - 2.0 * b * szt + 2.0 * a * b * st
        state.log_s[j] = _draw_noise(state.log_s[j], n, max(squares, 0.0), prior, state.rng)


@kernel
def _edge_log(data: Data, state: State, k: int, by: float, prior: Prior) -> float:
    """Log density after moving threshold k of all coders and the common one, given theta."""
    size = state.gamma.size
    new = state.gamma[k] + by
    if (k > 0 and new <= state.gamma[k - 1]) or (k + 1 < size and new >= state.gamma[k + 1]):
        return -np.inf
    total = -0.5 * (new / prior.common) ** 2
    grades = data.temper.size
    for r in range(data.y.shape[0]):
        tau = state.tau[r, k] + by
        if (k > 0 and tau <= state.tau[r, k - 1]) or (k + 1 < size and tau >= state.tau[r, k + 1]):
            return -np.inf
        beta = math.exp(state.log_beta[r])
        for p in range(data.begin[r, k * grades], data.begin[r, (k + 2) * grades]):
            i = data.order[r, p]
            at = beta * data.temper[data.grade[r, i]] * state.theta[i]
            if data.y[r, i] == k:
                low = cdf(state.tau[r, k - 1] - at) if k > 0 else 0.0
                total += math.log(max(cdf(tau - at) - low, TINY))
            else:
                high = cdf(state.tau[r, k + 1] - at) if k + 1 < size else 1.0
                total += math.log(max(high - cdf(tau - at), TINY))
    return total


@kernel
def draw_edges(data: Data, prior: Prior, state: State) -> None:
    """Move each threshold of all coders together with the common one, given theta (slice sampling).

    Coders hold the common threshold and it holds them; moving one at a time would be slow where few scores speak.
    """
    for k in range(state.gamma.size):
        level = _edge_log(data, state, k, 0.0, prior) + math.log(uniform(state.rng))
        lo = -prior.own * uniform(state.rng)
        hi = lo + prior.own
        while level < _edge_log(data, state, k, lo, prior):
            lo -= prior.own
        while level < _edge_log(data, state, k, hi, prior):
            hi += prior.own
        by = 0.0
        while hi - lo > 1e-13:
            by = lo + (hi - lo) * uniform(state.rng)
            if level < _edge_log(data, state, k, by, prior):
                break
            if by < 0.0:
                lo = by
            else:
                hi = by
            by = 0.0
        state.gamma[k] += by
        state.tau[:, k] += by


@kernel
def _stretch_log(data: Data, state: State, by: float, prior: Prior) -> float:
    """Log density after multiplying all slopes and thresholds by exp(by), given theta."""
    size, grow = state.gamma.size, math.exp(by)
    total = by * size * (data.y.shape[0] + 1)
    for k in range(size):
        total -= 0.5 * (grow * state.gamma[k] / prior.common) ** 2
    for r in range(data.y.shape[0]):
        total -= 0.5 * ((state.log_beta[r] + by) / prior.reliability) ** 2
        for k in range(size):
            total -= 0.5 * (grow * (state.tau[r, k] - state.gamma[k]) / prior.own) ** 2
        beta = math.exp(state.log_beta[r])
        for p in range(data.begin[r, data.begin.shape[1] - 1]):
            i = data.order[r, p]
            level = data.y[r, i]
            at = beta * data.temper[data.grade[r, i]] * state.theta[i]
            high = cdf(grow * (state.tau[r, level] - at)) if level < size else 1.0
            low = cdf(grow * (state.tau[r, level - 1] - at)) if level > 0 else 0.0
            total += math.log(max(high - low, TINY))
    return total


@kernel
def draw_stretch(data: Data, prior: Prior, state: State) -> None:
    """Make all coders more or less exact together, given theta (slice sampling).

    Cut points on theta stay where they are: thresholds, their common part and slopes grow by one factor.
    """
    level = _stretch_log(data, state, 0.0, prior) + math.log(uniform(state.rng))
    lo = -_STRETCH * uniform(state.rng)
    hi = lo + _STRETCH
    while level < _stretch_log(data, state, lo, prior):
        lo -= _STRETCH
    while level < _stretch_log(data, state, hi, prior):
        hi += _STRETCH
    by = 0.0
    while hi - lo > 1e-13:
        by = lo + (hi - lo) * uniform(state.rng)
        if level < _stretch_log(data, state, by, prior):
            break
        if by < 0.0:
            lo = by
        else:
            hi = by
        by = 0.0
    state.log_beta[:] += by
    state.gamma[:] *= math.exp(by)
    state.tau[:] *= math.exp(by)
