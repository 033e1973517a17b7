"""Time-shuffled replications: the ends of ties dealt out anew over fixed moments.

P = pairs of ends, A = arcs that get one (sorted by moment). How a replication deals is said in ``dealing``.
"""

import numpy as np
from numba import int64, uint64

from interlocal.network.accelerate import kernel
from interlocal.network.kernels.philox import philox_fill
from interlocal.network.kernels.rows import ONE, row_fetch
from interlocal.network.kernels.scans import NOWHERE


@kernel
def pairs_of(source, target):
    """both ends of each tie in one word, of 64 bits; the kernels below take one of 32 just as well"""
    pairs = np.empty(source.size, np.int64)
    for a in range(source.size):
        pairs[a] = (int64(source[a]) << 32) | int64(target[a])
    return pairs


@kernel
def half_of(pairs):
    """the bits of an end in a word that holds both"""
    return uint64(4 * pairs.itemsize)


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
def landings(first, delay, even):
    """lands[k] = the first arc that whoever takes arc k is in time for (any arc of its moment, if delay is 0)"""
    lands = np.empty(first.size, np.int32)
    for k in range(first.size):
        ready, lo, hi = first[k] + (delay[0] if even else delay[k]), 0, first.size
        if k and even:  # no earlier than the one before
            lo, hi = int64(lands[k - 1]), lands[k - 1]
            step = 1
            while hi < first.size and first[hi] < ready:
                lo, hi, step = hi + 1, hi + step, 2 * step
            hi = min(hi, first.size)
        while lo < hi:
            middle = (lo + hi) >> 1
            if first[middle] < ready:
                lo = middle + 1
            else:
                hi = middle
        lands[k] = lo
    return lands


@kernel
def throw(pairs, bits, key_0, key_1, numbers, begins, out):
    """Throw pairs into 2**bits shares, their order kept within each; begins (shares + 1). numbers: scratch.

    A single share holds all in their order, and no numbers are spent on it.
    """
    if not bits:
        out[:] = pairs
        begins[0], begins[1] = 0, pairs.size
        return
    philox_fill(key_0, key_1, 0, numbers)
    octets, down = numbers.view(np.uint8), np.uint32(8 - bits)
    place = np.zeros((1 << bits) + 1, np.int32)
    for i in range(pairs.size):
        place[(np.uint32(octets[i]) >> down) + np.uint32(1)] += 1
    begins[0] = 0
    for q in range(1 << bits):
        place[q + 1] += place[q]
        begins[q + 1] = place[q + 1]
    for i in range(pairs.size):
        q = np.uint32(octets[i]) >> down
        here = np.uint32(place[q])
        row_fetch(out, int64(here) + 16)  # shares are more than a processor foresees
        out[here] = pairs[i]
        place[q] += 1


@kernel
def shuffle_share(pairs, begin, end, spent, key, drawn):
    """Shuffle places begin to end - 1, whose numbers are halves of those from `spent` on. drawn: scratch."""
    k = begin
    while k < end:
        # A few numbers at a time, so that they leave the nearest cache to the pairs.
        block = (spent + (k >> 1)) >> 2
        philox_fill(key[0], key[1], block, drawn)
        first = 2 * (4 * block - spent)
        stop = min(end, first + 2 * drawn.size)
        halves = drawn.view(np.uint32)[k - first : stop - first]
        share = pairs[k:end]
        for i in range(halves.size):
            here = np.uint32(i)
            j = here + np.uint32((uint64(halves[i]) * uint64(share.size - i)) >> uint64(32))
            pair = share[j]
            share[j] = share[here]
            share[here] = pair
        k = stop


@kernel
def deal(pairs, bits, key):
    """all pairs in the order that one key deals"""
    total = pairs.size
    spent = 4 * ((total + 31) // 32) if bits else 0
    begins, drawn = np.zeros((1 << bits) + 1, np.int32), np.empty(64, np.uint64)
    dealt, numbers = np.empty(total, np.int64), np.empty(spent, np.uint64)
    throw(pairs, bits, key[0], key[1], numbers, begins, dealt)
    for share in range(1 << bits):
        shuffle_share(dealt, begins[share], begins[share + 1], spent, key, drawn)
    return dealt


@kernel
def take_pairs(pairs, lands, begin, end, both_ways, ready, missing):
    """Take the pairs dealt to arcs begin to end - 1, all with a delay; the number still missing.

    ready[x] = the first arc that x is in time for. Without branches, for who is reached cannot be foretold.
    """
    some, some_lands, half = pairs[begin:end], lands[begin:end], half_of(pairs)
    for k in range(some.size):
        pair, now, land = uint64(some[k]), begin + k, some_lands[k]
        x, y = np.uint32(pair >> half), np.uint32(pair & ((ONE << half) - ONE))
        held, in_time = ready[y], ready[x] <= now
        missing -= (held == NOWHERE) & in_time
        ready[y] = min(held, land if in_time else NOWHERE)
        if both_ways:
            held, in_time = ready[x], ready[y] <= now
            missing -= (held == NOWHERE) & in_time
            ready[x] = min(held, land if in_time else NOWHERE)
    return missing


@kernel
def close_pairs(pairs, lands, begin, end, both_ways, ready, missing):
    """The same for the arcs of one moment, some without a delay: again until nothing changes."""
    changed, half = True, half_of(pairs)
    while changed and missing:
        changed = False
        for k in range(begin, end):
            pair = uint64(pairs[k])
            x, y = np.uint32(pair >> half), np.uint32(pair & ((ONE << half) - ONE))
            if ready[x] <= k and ready[y] > lands[k]:
                missing -= ready[y] == NOWHERE
                ready[y] = lands[k]
                changed = True
            elif both_ways and ready[y] <= k and ready[x] > lands[k]:
                missing -= ready[x] == NOWHERE
                ready[x] = lands[k]
                changed = True
        changed &= end > begin + 1
    return missing


@kernel
def shuffled_reach(pairs, first, lands, closing, both_ways, seeds, actors, bound, bits, keys, counts):
    """counts[r] = the actors the seeds flow into when the arcs get the pairs that keys[r] deals.

    Nothing more is dealt once `bound` actors are reached. closing: some arcs have no delay, so that the pairs
    of a moment are taken again until nothing changes.
    """
    total, arcs = pairs.size, lands.size
    spent = 4 * ((total + 31) // 32) if bits else 0
    ready, begins = np.empty(actors, np.int32), np.zeros((1 << bits) + 1, np.int32)
    dealt = np.empty(total, pairs.dtype)
    numbers, drawn = np.empty(spent, np.uint64), np.empty(64, np.uint64)
    for r in range(keys.shape[0]):
        ready[:] = NOWHERE
        missing, share, k = bound, 0, 0
        for x in seeds:
            missing -= ready[x] == NOWHERE
            ready[x] = -1
        if missing:
            throw(pairs, bits, keys[r, 0], keys[r, 1], numbers, begins, dealt)
        while k < arcs and missing:
            end = k + 1
            while closing and end < arcs and first[end] == first[k]:
                end += 1
            while begins[share] < end:
                shuffle_share(dealt, begins[share], begins[share + 1], spent, keys[r], drawn)
                share += 1
            if closing:
                missing = close_pairs(dealt, lands, k, end, both_ways, ready, missing)
            else:
                end = min(arcs, begins[share])
                missing = take_pairs(dealt, lands, k, end, both_ways, ready, missing)
            k = end
        counts[r] = bound - missing
