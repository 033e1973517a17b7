"""One set of sources through a sparse network: only operations out of rows that were reached are looked at.

Operations (O) are in the order of time and all add. Where few actors are reached, most operations start from
nobody; a bit an operation says which ones are due, and every row keeps just its next one marked.
"""

import numpy as np

from interlocal.network.accelerate import kernel
from interlocal.network.kernels.rows import ones, row_fetch


@kernel
def link(dst, src, firsts, links):
    """Which operation follows which: firsts[x] = the first operation out of row x, or -1 (as it is given).

    links[2o] = the next operation out of the source of operation o, links[2o + 1] = the first later one out of
    its target; -1 where there is none. firsts (rows, int32), links (2 O, int32).
    """
    for o in range(dst.size - 1, -1, -1):
        s, d = np.uint32(src[o]), np.uint32(dst[o])
        links[2 * o], links[2 * o + 1] = firsts[s], firsts[d]
        firsts[s] = o


@kernel
def first_adds_due(dst, firsts, links, lo, hi, seeds, bits, due, budget, who, how):
    """Run one bit from the seeds through operations lo..hi-1: who[k] is the k-th row reached, by operation how[k].

    bits (rows in words of 64) holds the seeds and gains the reached; due (O in words) is all 0. Stops once
    budget operations were looked at: (how many are new, the first operation not looked at).
    """
    word, last, one = np.uint64(6), np.uint64(63), np.uint64(1)
    for seed in seeds:
        o = firsts[seed]
        while 0 <= o < lo:
            o = links[2 * o]
        if o >= 0:
            due[np.uint64(o) >> word] |= one << (np.uint64(o) & last)
    count = 0
    for w in range(lo >> 6, (hi + 63) >> 6):
        at = np.uint64(w)
        rest = due[at]
        while rest:
            o = (at << word) | ones((rest & (~rest + one)) - one)
            due[at] = rest & (rest - one)
            if o >= np.uint64(hi):
                break
            budget -= 1
            d = np.uint32(dst[o])
            new = ~(bits[d >> np.uint32(6)] >> np.uint64(d & np.uint32(63))) & one
            if new:
                bits[d >> np.uint32(6)] |= one << np.uint64(d & np.uint32(63))
                who[count], how[count] = d, o
                count += 1
            for k in range(1 + new):  # what follows from the source, and from a target that is new
                following = links[np.int64(o + o) + np.int64(k)]
                if following >= 0:
                    f = np.uint64(np.uint32(following))
                    due[f >> word] |= one << (f & last)
                    row_fetch(links, np.int64(f + f))  # far away, and needed only at its turn
                    row_fetch(dst, np.int64(f))
            rest = due[at]
        if budget <= 0:
            return count, min(hi, (w + 1) << 6)
    return count, hi
