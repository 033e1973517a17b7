"""Every actor removed once, all in one pass: by lists of the actors on every journey, or bit by bit."""

import numpy as np
from numba import int64, uint64

from interlocal.network.accelerate import kernel
from interlocal.network.kernels.rows import (
    ALL,
    BITS,
    ONE,
    WORDS,
    ZERO,
    add_columns,
    new_rows,
    row_copy,
    row_or,
    same_row,
)

EMPTY, LONG, ALONE = np.uint8(0), np.uint8(1), np.uint8(2)


@kernel
def removal_ops(dst, src, lo, hi, loops, actors, temporary, seeds, chunk, stride, chunks, counts):
    """counts[a] = the actors other than a that the seeds flow into when a is removed; bit = removed actor."""
    rows = new_rows(actors + temporary)
    saved = np.zeros(WORDS, np.uint64)
    for c in range(chunk, chunks, stride):
        base = c * BITS
        rows[:] = ZERO
        for x in seeds:
            rows[x * WORDS : (x + 1) * WORDS] = ALL
            if base <= x < base + BITS:
                rows[x * WORDS + ((x - base) >> 6)] &= ~(ONE << uint64((x - base) & 63))
        o, loop = lo, 0
        while loop < loops.shape[0] and loops[loop, 0] < lo:
            loop += 1
        while o < hi:
            if loop < loops.shape[0] and loops[loop, 0] == o:
                end, changed = loops[loop, 1], True
                while changed:
                    changed = False
                    for p in range(o, end):
                        d = int64(dst[p])
                        for k in range(WORDS):
                            saved[k] = rows[d * WORDS + k]
                        row_or(rows, d * WORDS, int64(src[p]) * WORDS)
                        if base <= d < base + BITS:
                            rows[d * WORDS + ((d - base) >> 6)] &= ~(ONE << uint64((d - base) & 63))
                        if not same_row(rows, d * WORDS, saved):
                            changed = True
                o = end
                loop += 1
                continue
            end = loops[loop, 0] if loop < loops.shape[0] else hi
            end = min(end, hi)
            for p in range(o, end):
                d = int64(dst[p])
                if d >= 0:
                    row_or(rows, d * WORDS, int64(src[p]) * WORDS)
                    if base <= d < base + BITS:
                        rows[d * WORDS + ((d - base) >> 6)] &= ~(ONE << uint64((d - base) & 63))
                else:
                    row_copy(rows, ~d * WORDS, int64(src[p]) * WORDS)
            o = end
        column = np.zeros(BITS, np.int64)
        add_columns(rows, actors, column)
        for k in range(min(BITS, actors - base)):
            counts[base + k] = column[k]


@kernel
def meet(pool, lists, d, s):
    """on_all[d] = on_all[d] & (on_all[s] + {d}), sorted lists in a pool; whether it shrank"""
    o, size, p, more = lists[d, 0], lists[d, 1], lists[s, 0], lists[s, 1]
    w, q = 0, 0
    for k in range(size):
        actor = pool[o + k]
        if actor == d:
            pool[o + w] = actor
            w += 1
            continue
        while q < more and pool[p + q] < actor:
            q += 1
        if q < more and pool[p + q] == actor:
            pool[o + w] = actor
            w += 1
    lists[d, 1] = w
    return w < size


@kernel
def _tallied(pool, lists, actors, members, counts):
    """how many are reached; marks them, and counts for each actor the lists it is on"""
    reached = 0
    for x in range(actors):
        if lists[x, 1]:
            reached += 1
            members[x] = True
            for k in range(lists[x, 1]):
                counts[pool[lists[x, 0] + k]] += 1
    return reached


@kernel
def on_every_journey(
    dst, src, lo, hi, loops, actors, temporary, copies, seeds, pool, patience, members, counts
):
    """counts[a] = the reached actors whose every journey from the seeds has a on it (themselves included).

    A list per row: the actors on every journey so far, met with each further one. pool bounds their total
    length, patience the comparisons; returns the number reached, or -1 when either does not do. Without
    copies it ends once nobody is left whom a removal could cut off.
    """
    lists = np.zeros((actors + temporary, 4), np.int32)  # offset, length (0: not reached), capacity
    state = np.zeros(actors + temporary, np.uint8)  # of a list, near at hand: EMPTY, LONG or ALONE
    top, loop, left = 0, 0, actors
    for x in seeds:
        lists[x, 0], lists[x, 1], lists[x, 2] = top, 1, 1
        pool[top] = x
        state[x] = ALONE
        top += 1
        left -= 1
    while loop < loops.shape[0] and loops[loop, 0] < lo:
        loop += 1
    begin = lo
    while begin < hi:
        looping = loop < loops.shape[0] and loops[loop, 0] == begin
        if looping:
            end = loops[loop, 1]
            loop += 1
        else:
            end = min(loops[loop, 0], hi) if loop < loops.shape[0] else hi
        changed = True
        while changed:
            changed = False
            for p in range(begin, end):
                d, s = dst[p], src[p]
                if d >= 0:
                    if state[np.uint32(d)] == ALONE or state[np.uint32(s)] == EMPTY:
                        continue
                    more = lists[s, 1]
                    if lists[d, 1]:
                        patience -= lists[d, 1]
                        if patience < 0:
                            return -1
                        if meet(pool, lists, d, s):
                            changed = True
                            if lists[d, 1] == 1:
                                state[d] = ALONE
                                left -= 1
                                if left == 0 and not copies:
                                    return _tallied(pool, lists, actors, members, counts)
                        continue
                    if top + more + 1 > pool.size:
                        return -1
                    changed = True
                    o, w, put = lists[s, 0], top, False
                    for k in range(more):
                        actor = pool[o + k]
                        if not put and d <= actor:
                            if d < actor:
                                pool[w] = d
                                w += 1
                            put = True
                        pool[w] = actor
                        w += 1
                    if not put:
                        pool[w] = d
                        w += 1
                    lists[d, 0], lists[d, 1], lists[d, 2] = top, w - top, w - top
                    state[d] = LONG
                    top = w
                else:
                    d, more = ~d, lists[s, 1]
                    if lists[d, 2] < more:
                        if top + more > pool.size:
                            return -1
                        lists[d, 0], lists[d, 2] = top, more
                        top += more
                    for k in range(more):
                        pool[lists[d, 0] + k] = pool[lists[s, 0] + k]
                    lists[d, 1], state[d] = more, state[s]
            if not looping:
                break
        begin = end
    return _tallied(pool, lists, actors, members, counts)
