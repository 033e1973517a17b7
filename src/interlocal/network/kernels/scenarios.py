"""Many what-ifs in one pass: a bit a scenario, masked by who and what is there."""

import numpy as np
from numba import int64

from interlocal.network.accelerate import kernel
from interlocal.network.kernels.rows import (
    WORDS,
    add_columns,
    new_rows,
    row_copy,
    row_fetch,
    row_or_masked,
    same_row,
)


@kernel
def scenario_ops(
    dst,
    src,
    tie_of,
    lo,
    hi,
    loops,
    actors,
    temporary,
    seeds,
    actor_mask,
    tie_mask,
    wide,
    chunk,
    by_tie,
    counts,
):
    """One chunk of 512 scenarios: counts[k] = the actors the seeds flow into in scenario k.

    actor_mask (N * wide[0]), tie_mask (ties * wide[1]): which scenarios may enter an actor, cross a tie
    (tie_of[o], if by_tie).
    """
    rows = new_rows(actors + temporary)
    saved = np.zeros(WORDS, np.uint64)
    actor_wide, tie_wide = int64(wide[0]), int64(wide[1])
    actor_shift = int64(chunk * WORDS if actor_wide > WORDS else 0)
    tie_shift = int64(chunk * WORDS if by_tie else 0)
    for x in seeds:
        at = x * actor_wide + actor_shift
        rows[x * WORDS : (x + 1) * WORDS] = actor_mask[at : at + WORDS]
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
                    q = int64(tie_of[p]) * tie_wide + tie_shift if by_tie else int64(0)
                    a = d * actor_wide + actor_shift
                    row_or_masked(rows, d * WORDS, int64(src[p]) * WORDS, actor_mask, a, tie_mask, q)
                    if not same_row(rows, d * WORDS, saved):
                        changed = True
            o = end
            loop += 1
            continue
        end = min(loops[loop, 0], hi) if loop < loops.shape[0] else hi
        for p in range(o, end):
            d = int64(dst[p])
            if d >= 0:
                q = int64(tie_of[p]) * tie_wide + tie_shift if by_tie else int64(0)
                if by_tie and p + 16 < end:
                    row_fetch(tie_mask, int64(tie_of[p + 16]) * tie_wide + tie_shift)
                a = d * actor_wide + actor_shift
                row_or_masked(rows, d * WORDS, int64(src[p]) * WORDS, actor_mask, a, tie_mask, q)
            else:
                row_copy(rows, ~d * WORDS, int64(src[p]) * WORDS)
        o = end
    add_columns(rows, actors, counts)
