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
    list_fetch,
    new_rows,
    ones,
    pair_or,
    row_copy,
    row_fetch,
    row_ones,
    row_or,
    row_or_missing,
)

LINE = 16  # operations whose ends share a cache line
FAR = 384  # operations by which lists are fetched ahead

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
    middle = max(0, dst.size - ahead - FAR) // LINE * LINE if ahead else 0
    soon_dst, soon_src = dst[ahead:], src[ahead:]
    for line in range(0, middle, LINE):
        list_fetch(dst, line + FAR)
        list_fetch(src, line + FAR)
        for o in range(line, line + LINE):
            o = np.uint32(o)
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
    middle = max(0, dst.size - ahead - FAR) // LINE * LINE
    soon_dst, soon_src = dst[ahead:], src[ahead:]
    for line in range(0, middle, LINE):
        list_fetch(dst, line + FAR)
        list_fetch(src, line + FAR)
        for o in range(line, line + LINE):
            o = np.uint32(o)
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
def first_reads(src, lo, hi, begin, end):
    """the first operation that reads each row from begin to end - 1; hi if none does"""
    found, missing = np.full(end - begin, hi), end - begin
    for o in range(lo, hi):
        x = src[o] - begin
        if x >= 0 and x < found.size and found[x] == hi:
            found[x] = o
            missing -= 1
            if missing == 0:
                break
    return found


@kernel
def run_until_some(dst, src, lo, hi, rows, fill, missing):
    """operations on rows most of which are still empty, and skipped, until `missing` more have something in
    them; the operation to go on from. Copies are made even of nothing, so that rows hold what they should.
    """
    dst, src = dst[lo:hi], src[lo:hi]
    for o in range(dst.size):
        d, s = dst[o], np.uint32(src[o])
        some = fill[s]
        if d >= 0:
            if some:
                d = np.uint32(d)
                row_or(rows, int64(d) * WORDS, int64(s) * WORDS)
                missing -= fill[d] == 0
                fill[d] = 1
        else:
            d = np.uint32(~d)
            row_copy(rows, int64(d) * WORDS, int64(s) * WORDS)
            missing -= int64(some > 0) - int64(fill[d] > 0)
            fill[d] = some
        if missing <= 0:
            return lo + o + 1
    return hi


@kernel
def run_pairs_pruned(dst, src, lo, hi, rows, full, fill, actors):
    """pairs of rows, skipping empty sources and full destinations, until all actors are full; fill: 0 none, 1
    some, 2 all
    """
    complete = 0
    dst, src = dst[lo:hi], src[lo:hi]
    for o in range(dst.size):
        d, s = dst[o], np.uint32(src[o])
        more, x = fill[s], int64(s) * 2 * WORDS
        if d >= 0:
            d = np.uint32(d)
            if (more == 0) | (fill[d] == 2):
                continue
            y = int64(d) * 2 * WORDS
            if more == 2:
                row_copy(rows, y, x)
                row_copy(rows, y + WORDS, x + WORDS)
            else:
                missing = row_or_missing(rows, y, x, full[:WORDS])
                missing |= row_or_missing(rows, y + WORDS, x + WORDS, full[WORDS:])
                if missing != ZERO:
                    fill[d] = 1
                    continue
            fill[d] = 2
            complete += 1
            if complete == actors:
                return
        else:
            d = np.uint32(~d)
            if more:
                y = int64(d) * 2 * WORDS
                row_copy(rows, y, x)
                row_copy(rows, y + WORDS, x + WORDS)
            if d < actors and more == 2 and fill[d] < 2:
                complete += 1
            fill[d] = more


@kernel
def sow_pair(columns, c, rows):
    """the columns of chunks c and c + 1; each has a bit of its own, in its own pair of rows"""
    mine = columns[c * BITS : (c + 2) * BITS]
    for k in range(mine.size):
        rows[int64(mine[k]) * 2 * WORDS + (k >> 6)] |= ONE << uint64(k & 63)
    return mine


@kernel
def count_pairs(rows, actors, counts):
    """counts[x] += the bits of pair x"""
    for x in range(actors):
        counts[x] += row_ones(rows, x * 2 * WORDS) + row_ones(rows, (x * 2 + 1) * WORDS)


@kernel
def reach_counts(
    dst, src, hi, actors, temporary, columns, begins, chunk, stride, copies, ahead, some, rows, counts
):
    """counts[x] += the actors of every stride-th chunk of columns whose bit flows into row x.

    No operation before begins[c] reads a row of chunk c. Rows without anything in them are skipped until
    `some` are not. rows (actors + temporary + 1, of zeros): scratch.
    """
    empty = actors + temporary
    fill = np.zeros(empty, np.uint8)
    for c in range(chunk, begins.size, stride):
        mine, lo = columns[c * BITS : (c + 1) * BITS], begins[c]
        fill[:] = 0
        for k in range(mine.size):
            rows[int64(mine[k]) * WORDS + (k >> 6)] |= ONE << uint64(k & 63)
            fill[mine[k]] = 1
        if some > mine.size:
            lo = run_until_some(dst, src, lo, hi, rows, fill, some - mine.size)
        if not copies:
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
def reach_counts_by_pairs(dst, src, hi, actors, columns, begins, pair, stride, ahead, counts):
    """the same without skipping or copies, two chunks at once: every stride-th pair of chunks"""
    rows = new_rows(2 * actors)
    for c in range(2 * pair, begins.size, 2 * stride):
        rows[:] = ZERO
        sow_pair(columns, c, rows)
        run_pairs(dst, src, begins[c], hi, rows, ahead)
        count_pairs(rows, actors, counts)


@kernel
def reach_counts_pruned(dst, src, hi, actors, temporary, columns, begins, pair, stride, counts):
    """the same by pairs, skipping empty rows and full ones throughout"""
    rows, full = new_rows(2 * (actors + temporary)), new_rows(2)
    fill = np.zeros(actors + temporary, np.uint8)
    for c in range(2 * pair, begins.size, 2 * stride):
        rows[:], full[:], fill[:] = ZERO, ZERO, 0
        mine = sow_pair(columns, c, rows)
        for k in range(mine.size):
            full[k >> 6] |= ONE << uint64(k & 63)
        fill[mine] = 1 if mine.size > 1 else 2
        run_pairs_pruned(dst, src, begins[c], hi, rows, full, fill, actors)
        count_pairs(rows, actors, counts)


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
