"""Many what-ifs in one pass: a bit a scenario, masked by who and what is there."""

import numpy as np
from numba import int64

from interlocal.network.accelerate import kernel
from interlocal.network.kernels.rows import (
    WORDS,
    ZERO,
    add_columns,
    new_rows,
    row_copy,
    row_fetch,
    row_missing,
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

    Rows of actor_mask and tie_mask, wide[0] and wide[1] words apart, say which scenarios may enter an actor
    or cross a tie (tie_of[o], if by_tie); wide[0] = 0: one row for all actors. What an empty row would give
    and a full one would take is skipped, and nothing is left to do when all actors are full; fill: 0 none,
    1 some, 2 all that may enter.
    """
    rows = new_rows(actors + temporary)
    fill = np.zeros(actors + temporary, np.uint8)
    saved = np.zeros(WORDS, np.uint64)
    actor_wide, tie_wide = int64(wide[0]), int64(wide[1])
    actor_shift, tie_shift = int64(chunk * WORDS), int64(chunk * WORDS if by_tie else 0)
    complete = 0
    for x in seeds:
        at = x * actor_wide + actor_shift
        rows[x * WORDS : (x + 1) * WORDS] = actor_mask[at : at + WORDS]
        complete += fill[x] == 0
        fill[x] = 2
    o, loop = lo, 0
    while loop < loops.shape[0] and loops[loop, 0] < lo:
        loop += 1
    while o < hi and complete < actors:
        if loop < loops.shape[0] and loops[loop, 0] == o:
            end, changed = loops[loop, 1], True
            while changed:
                changed = False
                for p in range(o, end):
                    d, s = int64(dst[p]), int64(src[p])
                    if fill[s] == 0 or fill[d] == 2:
                        continue
                    for k in range(WORDS):
                        saved[k] = rows[d * WORDS + k]
                    q = int64(tie_of[p]) * tie_wide + tie_shift if by_tie else int64(0)
                    a = d * actor_wide + actor_shift
                    row_or_masked(rows, d * WORDS, s * WORDS, actor_mask, a, tie_mask, q)
                    if not same_row(rows, d * WORDS, saved):
                        changed = True
                        fill[d] = 1
            o = end
            loop += 1
            continue
        end = min(loops[loop, 0], hi) if loop < loops.shape[0] else hi
        for p in range(o, end):
            d, s = int64(dst[p]), int64(src[p])
            if d < 0:
                if fill[s] or fill[~d]:
                    row_copy(rows, ~d * WORDS, s * WORDS)
                fill[~d] = min(fill[s], 1)
                continue
            if by_tie and p + 8 < end:
                e = dst[p + 8]
                if e >= 0 and fill[e] < 2:
                    row_fetch(tie_mask, int64(tie_of[p + 8]) * tie_wide + tie_shift)
            if fill[s] == 0 or fill[d] == 2:
                continue
            q = int64(tie_of[p]) * tie_wide + tie_shift if by_tie else int64(0)
            a = d * actor_wide + actor_shift
            row_or_masked(rows, d * WORDS, s * WORDS, actor_mask, a, tie_mask, q)
            if row_missing(rows, d * WORDS, actor_mask, a) == ZERO:
                fill[d] = 2
                complete += 1
                if complete == actors:
                    break
            else:
                fill[d] = 1
        o = end
    add_columns(rows, actors, counts)
