"""Rows of 512 bits run through operations: all sources, all deadlines."""

import numpy as np
from numba import int64, uint64

from interlocal.network.accelerate import kernel
from interlocal.network.kernels.rows import (
    BITS,
    ONE,
    WORDS,
    ZERO,
    add_columns,
    new_rows,
    ones,
    pair_or,
    row_copy,
    row_fetch,
    row_ones,
    row_or,
    row_or_missing,
)

# Slices begin at 0 and indices are made unsigned, because Numba otherwise asks of every index whether it is
# negative.


@kernel
def run_ops(dst, src, lo, hi, rows):
    """every operation, on rows that stay in the nearer caches"""
    dst, src = dst[lo:hi], src[lo:hi]
    for o in range(dst.size):
        d, s = dst[o], int64(np.uint32(src[o])) * WORDS
        if d >= 0:
            row_or(rows, int64(np.uint32(d)) * WORDS, s)
        else:
            row_copy(rows, int64(np.uint32(~d)) * WORDS, s)


@kernel
def run_plain_ops(dst, src, lo, hi, rows, ahead):
    """the same where no operation copies; rows too many for the nearer caches are fetched `ahead`
    operations before
    """
    dst, src = dst[lo:hi], src[lo:hi]
    middle = max(0, dst.size - ahead) if ahead else 0
    soon_dst, soon_src = dst[ahead:], src[ahead:]
    for o in range(middle):
        row_fetch(rows, int64(np.uint32(soon_dst[o])) * WORDS)
        row_fetch(rows, int64(np.uint32(soon_src[o])) * WORDS)
        row_or(rows, int64(np.uint32(dst[o])) * WORDS, int64(np.uint32(src[o])) * WORDS)
    dst, src = dst[middle:], src[middle:]
    for o in range(dst.size):
        row_or(rows, int64(np.uint32(dst[o])) * WORDS, int64(np.uint32(src[o])) * WORDS)


@kernel
def run_pairs(dst, src, lo, hi, rows, ahead):
    """the same on pairs of rows side by side, two chunks at once"""
    dst, src = dst[lo:hi], src[lo:hi]
    middle = max(0, dst.size - ahead) if ahead else 0
    soon_dst, soon_src = dst[ahead:], src[ahead:]
    for o in range(middle):
        d, s = int64(np.uint32(soon_dst[o])) * 2 * WORDS, int64(np.uint32(soon_src[o])) * 2 * WORDS
        row_fetch(rows, d)
        row_fetch(rows, d + WORDS)
        row_fetch(rows, s)
        row_fetch(rows, s + WORDS)
        pair_or(rows, int64(np.uint32(dst[o])) * 2 * WORDS, int64(np.uint32(src[o])) * 2 * WORDS)
    dst, src = dst[middle:], src[middle:]
    for o in range(dst.size):
        pair_or(rows, int64(np.uint32(dst[o])) * 2 * WORDS, int64(np.uint32(src[o])) * 2 * WORDS)


@kernel
def run_ops_far(dst, src, lo, hi, rows, ahead):
    """the same with copies, rows fetched ahead"""
    dst, src = dst[lo:hi], src[lo:hi]
    middle = max(0, dst.size - ahead)
    soon_dst, soon_src = dst[ahead:], src[ahead:]
    for o in range(middle):
        d = soon_dst[o]
        row_fetch(rows, int64(np.uint32(max(d, ~d))) * WORDS)
        row_fetch(rows, int64(np.uint32(soon_src[o])) * WORDS)
        d, s = dst[o], int64(np.uint32(src[o])) * WORDS
        if d >= 0:
            row_or(rows, int64(np.uint32(d)) * WORDS, s)
        else:
            row_copy(rows, int64(np.uint32(~d)) * WORDS, s)
    run_ops(dst, src, middle, dst.size, rows)


@kernel
def written_by(dst, lo, hi, actors):
    """how many operations it takes until every actor's row was written to; more than there are if never"""
    written, missing = np.zeros(actors, np.bool_), actors
    some = dst[lo:hi]
    for o in range(some.size):
        d = some[o]
        d = max(d, ~d)
        if d < actors and not written[np.uint32(d)]:
            written[np.uint32(d)] = True
            missing -= 1
            if missing == 0:
                return o + 1
    return some.size + 1


@kernel
def run_ops_pruned(dst, src, lo, hi, rows, full, fill, actors):
    """the same, skipping empty sources and full destinations, until all actors are full; fill: 0 none, 1
    some, 2 all
    """
    complete = 0
    dst, src = dst[lo:hi], src[lo:hi]
    for o in range(dst.size):
        d, s = dst[o], np.uint32(src[o])
        more, x = fill[s], int64(s) * WORDS
        if d >= 0:
            d = np.uint32(d)
            if (more == 0) | (fill[d] == 2):
                continue
            y = int64(d) * WORDS
            if more == 2:
                row_copy(rows, y, x)
            elif row_or_missing(rows, y, x, full) != ZERO:
                fill[d] = 1
                continue
            fill[d] = 2
            complete += 1
            if complete == actors:
                return
        else:
            d = np.uint32(~d)
            if more:
                row_copy(rows, int64(d) * WORDS, x)
            if d < actors and more == 2 and fill[d] < 2:
                complete += 1
            fill[d] = more


@kernel
def reach_counts(dst, src, lo, hi, actors, temporary, chunk, stride, chunks, pruned, copies, ahead, counts):
    """counts[x] += the actors of every stride-th chunk whose bit flows into row x."""
    empty = actors + temporary
    rows = new_rows(empty + 1)
    full = new_rows(1)
    fill = np.zeros(empty, np.uint8)
    for c in range(chunk, chunks, stride):
        fill[:] = 0
        full[:] = ZERO
        for k in range(min(BITS, actors - c * BITS)):
            rows[(c * BITS + k) * WORDS + (k >> 6)] |= ONE << uint64(k & 63)
            full[k >> 6] |= ONE << uint64(k & 63)
            fill[c * BITS + k] = 1
        if pruned:
            if min(BITS, actors - c * BITS) == 1:
                fill[c * BITS] = 2
            run_ops_pruned(dst, src, lo, hi, rows, full, fill, actors)
        elif not copies:
            run_plain_ops(dst, src, lo, hi, rows, ahead)
        elif ahead:
            run_ops_far(dst, src, lo, hi, rows, ahead)
        else:
            run_ops(dst, src, lo, hi, rows)
        for x in range(actors):
            counts[x] += row_ones(rows, x * WORDS)
            row_copy(rows, x * WORDS, empty * WORDS)  # while the row is near, for the next chunk
        rows[actors * WORDS :] = ZERO


@kernel
def reach_counts_by_pairs(dst, src, lo, hi, actors, pair, stride, pairs, ahead, counts):
    """the same without pruning or copies, two chunks at once: every stride-th pair of chunks"""
    rows = new_rows(2 * actors)
    for c in range(pair, pairs, stride):
        rows[:] = ZERO
        for k in range(min(2 * BITS, actors - c * 2 * BITS)):
            rows[(c * 2 * BITS + k) * 2 * WORDS + (k >> 6)] |= ONE << uint64(k & 63)
        run_pairs(dst, src, lo, hi, rows, ahead)
        for x in range(actors):
            counts[x] += row_ones(rows, x * 2 * WORDS) + row_ones(rows, (x * 2 + 1) * WORDS)


@kernel
def curve_ops(dst, src, lo, hi, actors, temporary, copies, ahead, targets, begins, counts):
    """Bit k joins the targets just before operation begins[k] (ascending); counts[k] = the rows it flows
    into.
    """
    rows = new_rows(actors + temporary)
    o = max(lo, begins[0])  # before the first deadline there is nothing to run
    for k in range(begins.size):
        end = min(begins[k], hi)
        if copies:
            run_ops(dst, src, o, max(o, end), rows)
        else:
            run_plain_ops(dst, src, o, max(o, end), rows, ahead)
        o = max(o, end)
        for x in targets:
            rows[x * WORDS + (k >> 6)] |= ONE << uint64(k & 63)
    if copies:
        run_ops(dst, src, o, max(o, hi), rows)
    else:
        run_plain_ops(dst, src, o, max(o, hi), rows, ahead)
    add_columns(rows, actors, counts)


@kernel
def short_curve_ops(dst, src, lo, hi, actors, temporary, copies, ahead, targets, begins, counts):
    """The same for at most 64 deadlines, a word to a row."""
    words = np.zeros(actors + temporary, np.uint64)
    o = max(lo, begins[0])
    for k in range(begins.size + 1):
        end = min(begins[k], hi) if k < begins.size else hi
        if o < end:
            some_dst, some_src = dst[o:end], src[o:end]
            if not copies:
                for p in range(some_dst.size):
                    words[np.uint32(some_dst[p])] |= words[np.uint32(some_src[p])]
            else:
                for p in range(some_dst.size):
                    d, s = some_dst[p], words[np.uint32(some_src[p])]
                    if d >= 0:
                        words[np.uint32(d)] |= s
                    else:
                        words[np.uint32(~d)] = s
            o = end
        if k < begins.size:
            for x in targets:
                words[x] |= ONE << uint64(k)
    # What a later deadline (an earlier bit) lets through, a shorter one may not, never the reverse: a row's
    # bits are always the lowest ones, and their number says all.
    by_ones = np.zeros(66, np.int64)
    for x in range(actors):
        by_ones[int64(ones(words[x]))] += 1
    total = 0
    for k in range(begins.size - 1, -1, -1):
        total += by_ones[k + 1]
        counts[k] = total
