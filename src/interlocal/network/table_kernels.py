"""Array kernels for tables: numbering hashed labels.

H = hashed labels, M = rows. Only numpy and numba here.
"""

import numpy as np

from interlocal.network.accelerate import kernel


@kernel
def hash_slots(hashes, slots):
    """Fill an open-addressing table (a power of two, -1 empty) with positions; False if two hashes are
    equal.
    """
    mask = np.uint64(slots.size - 1)
    for h in range(hashes.size):
        at = hashes[h] & mask
        while slots[at] >= 0:
            if hashes[slots[at]] == hashes[h]:
                return False
            at = (at + np.uint64(1)) & mask
        slots[at] = h
    return True


@kernel
def places_of(rows, hashes, slots, places):
    """places[m] (int32) = the label whose hash row m holds; every row's label is in the table."""
    mask = np.uint64(slots.size - 1)
    for m in range(rows.size):
        at = rows[m] & mask
        while hashes[slots[at]] != rows[m]:
            at = (at + np.uint64(1)) & mask
        places[m] = slots[at]
