"""Random draws that are a function of where they are used, never of who draws first.

A draw is a hash of (seed, stream, counter): SplitMix64 (Steele, Lea and Flood 2014) read at any position. So
every replication has its own stream, and the number of threads or workers cannot change a result.
"""

from __future__ import annotations

__all__ = ["GOLDEN", "below", "stream_key"]

GOLDEN = 0x9E3779B97F4A7C15
_ALL = (1 << 64) - 1


def mixed(value: int) -> int:
    """SplitMix64's finaliser: a 64-bit number whose every bit depends on every bit of ``value``."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _ALL
    return value ^ (value >> 31)


def stream_key(seed: int, stream: int) -> int:
    """The key of one stream (one replication, say) under a seed."""
    return mixed((mixed((seed + GOLDEN) & _ALL) + (stream + 1) * GOLDEN) & _ALL)


def below(key: int, counter: int, size: int) -> int:
    """The draw at ``counter`` of a stream: a whole number from 0 to ``size - 1``, uniform up to 2**-53
    ``size``.
    """
    value = mixed((key + (counter + 1) * GOLDEN) & _ALL)
    return int((value >> 11) * 2.0**-53 * size)
