"""A random order of pairs, dealt in shares: what replication r of a shuffle is, for both engines.

Every pair is first thrown into one of the shares at random, and every share is then shuffled (Fisher and Yates
1938). Each order of the pairs is equally likely, whatever the number of shares (Sandelius 1962, J. R. Stat.
Soc. B 24:479); but a share fits the processor's nearest cache, and a question that is answered early leaves
the later shares unshuffled. The numbers are those of :mod:`interlocal.draws` (Philox4x64-10) under the purpose
"shuffle" and the replication's number, so that neither threads nor blocks nor order can change a result:

- pair i goes to the share that the top bits of byte i % 8 of number i // 8 say;
- place k of the order is filled from the places k, k + 1, … of its share by the half k % 2 (lower first) of
  number ``words(pairs) + k // 2``, multiplied up to their count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from interlocal import draws

__all__ = ["SHARE", "deal", "keys", "share_bits", "words"]

SHARE = 4096
"""Pairs in a share, about: 32 kB."""


def share_bits(pairs: int) -> int:
    """The number of shares is 2 to this power; at most 256."""
    bits = 0
    while bits < 8 and pairs > SHARE << bits:
        bits += 1
    return bits


def words(pairs: int) -> int:
    """The numbers spent on throwing pairs into shares, whole blocks of four; none for a single share."""
    return 4 * -(-pairs // 32) if share_bits(pairs) else 0


def keys(seed: int, lo: int, hi: int) -> NDArray[np.uint64]:
    """The keys of replications ``lo`` to ``hi - 1``."""
    return draws.keys(seed, "shuffle", [str(r) for r in range(lo, hi)])


def deal(key: NDArray[np.uint64], pairs: int) -> NDArray[np.int64]:
    """The order in which a replication deals the pairs out.

    >>> sorted(deal(keys(1, 0, 1)[0], 5).tolist())
    [0, 1, 2, 3, 4]
    """
    bits, spent = share_bits(pairs), words(pairs)
    numbers = np.random.Philox(key=key).random_raw(spent + -(-pairs // 2)).astype("<u8")
    share = numbers[:spent].view(np.uint8)[:pairs] >> (8 - bits) if bits else np.zeros(pairs, np.uint8)
    thrown = np.argsort(share, kind="stable")
    ends = np.cumsum(np.bincount(share, minlength=1 << bits))[share[thrown]].tolist()
    order, halves = thrown.tolist(), numbers[spent:].view("<u4").tolist()
    for k in range(pairs):
        j = k + (halves[k] * (ends[k] - k) >> 32)
        order[k], order[j] = order[j], order[k]
    return np.array(order, np.int64)
