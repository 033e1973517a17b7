"""Array kernels: random numbers of a chain, and one step of slice sampling's interval.

A chain's generator is counter-based: draw number n is a hash of the chain's 128-bit key and n, so that a chain
depends on its own key alone and can be continued from (key, n). `rng` is uint64 of shape (3,): key, key, n.
"""

from __future__ import annotations

import math

import numpy as np

from interlocal.network.accelerate import kernel

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@kernel
def _mixed(x: np.uint64) -> np.uint64:
    """The finaliser of SplitMix64: every bit of the result depends on every bit of x."""
    x = (x ^ (x >> _S30)) * _MIX1
    x = (x ^ (x >> _S27)) * _MIX2
    return x ^ (x >> _S31)


@kernel
def uniform(rng: np.ndarray) -> float:
    """A uniform draw, open at both ends: a multiple of 2**-53 plus half of one."""
    rng[2] += np.uint64(1)
    bits = _mixed(_mixed(rng[0] + rng[2] * _STEP) ^ rng[1])
    return (float(bits >> _S11) + 0.5) * 2.0**-53


@kernel
def normal(rng: np.ndarray) -> float:
    """A standard normal draw (Box and Muller)."""
    radius = math.sqrt(-2.0 * math.log(uniform(rng)))
    return radius * math.cos(2.0 * math.pi * uniform(rng))


@kernel
def cdf(x: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-x * 0.7071067811865476)
