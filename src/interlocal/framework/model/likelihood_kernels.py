"""Array kernels: how likely one coder's scores are, with every theta integrated out.

theta is one-dimensional given the rest, so its integral is a sum over an equally spaced grid (trapezoid rule): the
integrand is smooth and dies out at both ends, hence the error falls exponentially with the spacing. A coder's
probabilities depend on an item only through level and confidence class: one small table serves all items.

Shapes: `other` (G, N) is what everything but one coder says of theta, columns in that coder's order and scaled
to sum to 1; `below` (T, K+2, G) is P(y < k) at every node, rows 0 and K+1 being 0 and 1.
Items of a walk are tied to one another: `chain_log` runs along them (forward filtering) with `step` (2B+1,).
"""

# Compiled functions are Any to the type checker.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math

import numpy as np

from interlocal.framework.model.arrays import Data, Floats, Ints
from interlocal.framework.model.random_kernels import cdf
from interlocal.network.accelerate import kernel

# A probability below this is rounding, not information; it keeps logarithms finite.
TINY = 1e-18
# Factors multiplied before one logarithm is taken: TINY**16 is still a normal number.
_TOGETHER = 16


@kernel
def fill_row(below: Floats, grade: int, k: int, tau: float, slope: float, nodes: Floats) -> None:
    """Write P(y < k+1 | theta) = Phi(tau - slope theta) at every node."""
    for g in range(nodes.size):
        below[grade, k + 1, g] = cdf(tau - slope * nodes[g])


@kernel
def fill_table(below: Floats, tau: Floats, beta: float, temper: Floats, nodes: Floats) -> None:
    """Write a coder's whole table."""
    for t in range(temper.size):
        below[t, 0, :] = 0.0
        below[t, tau.size + 1, :] = 1.0
        for k in range(tau.size):
            fill_row(below, t, k, tau[k], beta * temper[t], nodes)


@kernel
def probability(below: Floats, grade: int, level: int, g: int) -> float:
    """P(y = level) at one node."""
    return max(below[grade, level + 1, g] - below[grade, level, g], TINY)


@kernel
def multiply_in(into: Floats, data: Data, r: int, below: Floats) -> None:
    """Multiply `into` (G, N), in the items' own order, by coder r's probabilities."""
    for i in range(data.y.shape[1]):
        level = data.y[r, i]
        if level >= 0:
            for g in range(into.shape[0]):
                into[g, i] *= probability(below, data.grade[r, i], level, g)


@kernel
def scale_columns(into: Floats) -> None:
    """Make every column sum to 1, so that products over many coders stay in range."""
    total = np.zeros(into.shape[1])
    for g in range(into.shape[0]):
        total += into[g]
    for i in range(total.size):
        total[i] = 1.0 / total[i] if total[i] > 0.0 else 1.0
    for g in range(into.shape[0]):
        into[g] *= total


@kernel
def groups_log(
    data: Data, r: int, other: Floats, below: Floats, first: int, last: int, sums: Floats
) -> float:
    """Log likelihood of coder r's scores of levels `first` to `last`, independent items."""
    total, product, count = 0.0, 1.0, 0
    grades = data.temper.size
    for level in range(first, last + 1):
        for t in range(grades):
            lo = data.begin[r, level * grades + t]
            hi = data.begin[r, level * grades + t + 1]
            if lo == hi:
                continue
            sums[lo:hi] = 0.0
            # Nodes outside, items inside: the inner loop has no sum to reorder and runs several items at once.
            for g in range(other.shape[0]):
                p = probability(below, t, level, g)
                for i in range(lo, hi):
                    sums[i] += other[g, i] * p
            for i in range(lo, hi):
                product *= max(sums[i], TINY)
                count += 1
                if count == _TOGETHER:
                    total += math.log(product)
                    product, count = 1.0, 0
    return total + math.log(product)


@kernel
def stepped(out: Floats, now: Floats, step: Floats) -> None:
    """One step of the walk on the grid: out = step * now, mass that leaves the grid is lost."""
    half, size = step.size // 2, now.size
    out[:] = 0.0
    for b in range(step.size):
        shift = b - half
        for g in range(max(0, -shift), min(size, size - shift)):
            out[g + shift] += step[b] * now[g]


@kernel
def chain_log(
    data: Data, r: int, other: Floats, below: Floats, step: Floats, rank: Ints, room: Floats
) -> float:
    """Log likelihood along the walks; `rank` (N,) says in which column of `other` an item stands."""
    total = 0.0
    now, new = room[0, : other.shape[0]], room[1, : other.shape[0]]
    for i in range(data.y.shape[1]):
        at = rank[i]
        if data.chained[i]:
            stepped(new, now, step)
        else:
            new[:] = 1.0
        mass = 0.0
        level = data.y[r, i]
        for g in range(new.size):
            p = other[g, at] if level < 0 else other[g, at] * probability(below, data.grade[r, i], level, g)
            new[g] *= p
            mass += new[g]
        mass = max(mass, TINY * TINY)
        total += math.log(mass)
        for g in range(new.size):
            now[g] = new[g] / mass
    return total


@kernel
def indicator_rows(
    into: Floats, data: Data, world: int, a: Floats, loading: Floats, log_s: Floats, nodes: Floats
) -> None:
    """Multiply `into` (G, N) by the densities of one world's indicators, up to a constant an item."""
    for j in range(data.z.shape[1]):
        s = math.exp(log_s[j])
        for i in range(data.z.shape[2]):
            z = data.z[world, j, i]
            if math.isnan(z):
                continue
            largest = -np.inf
            for g in range(nodes.size):
                d = (z - a[j] - loading[j] * nodes[g]) / s
                largest = max(largest, -0.5 * d * d)
            for g in range(nodes.size):
                d = (z - a[j] - loading[j] * nodes[g]) / s
                into[g, i] *= math.exp(-0.5 * d * d - largest)
