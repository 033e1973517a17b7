"""Time-shuffled replications: the ends of ties dealt out anew over fixed moments."""

import numpy as np
from numba import int64, uint64

from interlocal.network.accelerate import kernel
from interlocal.network.kernels.compiling import NEVER
from interlocal.network.kernels.rows import row_fetch

AHEAD = 64  # draws asked for ahead of use


@kernel
def mixed(value):
    """SplitMix64's finaliser"""
    value = (value ^ (value >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> uint64(27))) * uint64(0x94D049BB133111EB)
    return value ^ (value >> uint64(31))


@kernel
def draw_below(key, counter, size):
    """the draw at a counter of a stream, from 0 to size - 1"""
    value = mixed(key + uint64(counter + 1) * uint64(0x9E3779B97F4A7C15))
    return int64(np.float64(value >> uint64(11)) * 2.0**-53 * np.float64(size))


@kernel
def pairs_of(source, target):
    """both ends of each tie in one word"""
    pairs = np.empty(source.size, np.int64)
    for a in range(source.size):
        pairs[a] = (int64(source[a]) << 32) | int64(target[a])
    return pairs


@kernel
def static_reach(source, target, both_ways, seeds, actors):
    """how many actors the seeds flow into when time is ignored: no shuffle of times can reach more"""
    begins = np.zeros(actors + 1, np.int64)
    for a in range(source.size):
        begins[source[a] + 1] += 1
        if both_ways:
            begins[target[a] + 1] += 1
    for x in range(actors):
        begins[x + 1] += begins[x]
    place = begins[:-1].copy()
    out = np.empty(begins[actors], np.int32)
    for a in range(source.size):
        out[place[source[a]]] = target[a]
        place[source[a]] += 1
        if both_ways:
            out[place[target[a]]] = source[a]
            place[target[a]] += 1
    seen, stack = np.zeros(actors, np.bool_), np.empty(actors, np.int32)
    top, count = 0, 0
    for x in seeds:
        if not seen[x]:
            seen[x] = True
            stack[top] = x
            top += 1
            count += 1
    while top:
        top -= 1
        x = stack[top]
        for q in range(begins[x], begins[x + 1]):
            if not seen[out[q]]:
                seen[out[q]] = True
                stack[top] = out[q]
                top += 1
                count += 1
    return count


@kernel
def reach_pair(pair, now, delay, both_ways, ready):
    """take one dealt pair at a moment; how many actors that reaches for the first time"""
    x, y = pair >> 32, pair & 0xFFFFFFFF
    new = 0
    if ready[x] <= now and ready[y] > now + delay:
        new += ready[y] == NEVER
        ready[y] = now + delay
    elif both_ways and ready[y] <= now and ready[x] > now + delay:
        new += ready[x] == NEVER
        ready[x] = now + delay
    return new


@kernel
def draw_ahead(key, begin, end, pairs, drawn):
    """draws begin..end-1, and the pairs they point at asked for before they are needed"""
    for k in range(begin, end):
        drawn[k] = draw_below(key, k, pairs.size - k)
    for k in range(begin, end):
        row_fetch(pairs, int64(drawn[k]))
    return end


@kernel
def shuffled_reach(pairs, first, delay, even, both_ways, seeds, actors, bound, keys, counts):
    """counts[r] = the actors the seeds flow into when arc k (sorted by first) gets the k-th pair drawn.

    delay (A, or one when even). Drawing stops when `bound` actors are reached. pairs is put back after each
    replication, so that a replication depends on its key alone.
    """
    total, arcs = pairs.size, first.size
    ready = np.empty(actors, np.int64)
    drawn = np.empty(arcs, np.int32)
    original = pairs.copy()
    for r in range(keys.size):
        key = keys[r]
        ready[:] = NEVER
        count, ahead, k = 0, 0, 0
        for x in seeds:
            if ready[x] == NEVER:
                count += 1
            ready[x] = -NEVER
        while k < arcs and count < bound:
            now, begin = first[k], k
            closing = False
            while k < arcs and first[k] == now:
                if k + AHEAD >= ahead:
                    ahead = draw_ahead(key, ahead, min(ahead + AHEAD, arcs), pairs, drawn)
                j, end = drawn[k], total - 1 - k
                pair = pairs[j]
                pairs[j] = pairs[end]
                pairs[end] = pair
                lasts = delay[0] if even else delay[k]
                if lasts == 0 and k > begin:
                    closing = True
                count += reach_pair(pair, now, lasts, both_ways, ready)
                k += 1
            while closing and count < bound:
                closing = False
                for q in range(begin, k):
                    pair = pairs[total - 1 - q]
                    x, y = pair >> 32, pair & 0xFFFFFFFF
                    lasts = delay[0] if even else delay[q]
                    held, kept = ready[x], ready[y]
                    count += reach_pair(pair, now, lasts, both_ways, ready)
                    if ready[x] != held or ready[y] != kept:
                        closing = True
        counts[r] = count
        if 2 * k > total:
            pairs[:] = original
        else:
            for q in range(k - 1, -1, -1):  # undo the swaps, last first
                if q >= AHEAD:
                    row_fetch(pairs, int64(drawn[q - AHEAD]))
                j, end = drawn[q], total - 1 - q
                pair = pairs[end]
                pairs[end] = pairs[j]
                pairs[j] = pair
