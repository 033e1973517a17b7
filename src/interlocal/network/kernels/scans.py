"""One set of sources: when each actor is first ready, by a pass over arcs (A) or operations (O)."""

import numpy as np

from interlocal.network.accelerate import kernel
from interlocal.network.kernels.compiling import NEVER

NOWHERE = np.int32(2**31 - 1)


@kernel
def scan(source, target, first, delay, ready):
    """Earliest readiness in one pass over instants with delay >= 1, sorted by departure (Wu et al. 2014)."""
    for a in range(first.size):
        t = first[a]
        if ready[source[a]] <= t and ready[target[a]] > t + delay:
            ready[target[a]] = t + delay


@kernel
def scan_back(source, target, first, delay, latest, missing):
    """Latest departure towards where latest is set, in one pass from the end (delay >= 1, shared); the
    number missing.
    """
    for a in range(first.size - 1, -1, -1):
        t = first[a]
        if latest[source[a]] == -NEVER and latest[target[a]] >= t + delay:
            latest[source[a]] = t
            missing -= 1
            if missing == 0:
                break
    return missing


@kernel
def scan_until_all(source, target, first, delay, ready, missing):
    """The same with one shared delay, where the first readiness is final: stops when no actor is missing."""
    for a in range(first.size):
        t = first[a]
        if ready[source[a]] <= t and ready[target[a]] > t + delay:
            if ready[target[a]] == NEVER:
                missing -= 1
            ready[target[a]] = t + delay
            if missing == 0:
                return


@kernel
def scan_delays(source, target, first, delay, ready):
    """The same with a delay per arc."""
    for a in range(first.size):
        t = first[a]
        if ready[source[a]] <= t and ready[target[a]] > t + delay[a]:
            ready[target[a]] = t + delay[a]


@kernel
def by_end(end, order, actors):
    """arcs in a given order, gathered by an end of theirs: where each actor's begin, and the arcs"""
    begins, gathered = np.zeros(actors + 1, np.int64), np.empty(order.size, np.int64)
    for a in order:
        begins[end[a] + 1] += 1
    for x in range(actors):
        begins[x + 1] += begins[x]
    place = begins[:-1].copy()
    for a in order:
        gathered[place[end[a]]] = a
        place[end[a]] += 1
    return begins, gathered


@kernel
def scan_waiting(source, target, first, delay, begins, incoming, wait, strict, own, ready):
    """Instants under a waiting limit: an actor may go on while one of its arrivals is at most `wait` old, or from
    its own moment on. incoming[begins[x]:begins[x + 1]] are the arcs into x that take time, as they land.

    Hops that take no time are tried again within their moment, from either end in turn, until none is added.
    """
    place, taken = begins[:-1].copy(), np.zeros(first.size, np.bool_)
    arrived = np.full(ready.size, -NEVER)  # the latest arrival by now
    k = 0
    while k < first.size:
        now, end = first[k], k + 1
        while end < first.size and first[end] == now:
            end += 1
        changed, onward = True, True
        while changed:
            changed = False
            for i in range(end - k):
                a = k + i if onward else end - 1 - i
                x = source[a]
                while (
                    place[x] < begins[x + 1] and first[incoming[place[x]]] + delay[incoming[place[x]]] <= now
                ):
                    b = incoming[place[x]]
                    if taken[b]:
                        arrived[x] = max(arrived[x], first[b] + delay[b] - strict)
                    place[x] += 1
                if not taken[a] and (own[x] <= now or arrived[x] >= now - wait):
                    taken[a] = True
                    y = target[a]
                    ready[y] = min(ready[y], now + delay[a])
                    if delay[a] == 0 and arrived[y] < now:
                        arrived[y] = now
                        changed = True
            onward = not onward
        k = end


@kernel
def scan_closed(source, target, first, delay, ready, largest):
    """Instants with some delays 0: the hops of a moment go on until nothing new is reached (a queue,
    linear).
    """
    arcs = first.size
    heads = np.full(ready.size, -1, np.int32)
    following, queue = np.empty(largest, np.int32), np.empty(2 * largest + 2, np.int32)
    i = 0
    while i < arcs:
        now, j = first[i], i + 1
        while j < arcs and first[j] == now:
            j += 1
        if j == i + 1:
            x, y = source[i], target[i]
            if ready[x] <= now and ready[y] > now + delay[i]:
                ready[y] = now + delay[i]
            i = j
            continue
        gained = False
        for a in range(i, j):
            if ready[source[a]] <= now and ready[target[a]] > now + delay[a]:
                ready[target[a]] = now + delay[a]
                gained |= delay[a] == 0
        if not gained:  # nobody new who could go on at once
            i = j
            continue
        for a in range(i, j):
            following[a - i] = heads[source[a]]
            heads[source[a]] = a - i
        tail = 0
        for a in range(i, j):
            x = source[a]
            if heads[x] >= 0 and ready[x] <= now:
                queue[tail] = x
                tail += 1
                k = heads[x]
                heads[x] = -2 - k  # queued: the list stays readable, the mark says so
        head = 0
        while head < tail:
            x = queue[head]
            head += 1
            k = -2 - heads[x]
            while k >= 0:
                a = i + k
                y = target[a]
                if ready[y] > now + delay[a]:
                    ready[y] = now + delay[a]
                    if delay[a] == 0 and heads[y] >= 0:
                        heads[y] = -2 - heads[y]
                        queue[tail] = y
                        tail += 1
                k = following[k]
        for a in range(i, j):
            heads[source[a]] = -1
        i = j


@kernel
def search(begins, target, first, last, delay, ready):
    """Earliest readiness over lasting arcs by a label-setting search; begins (N + 1): the arcs of each
    actor.
    """
    actors = ready.size
    room = target.size + actors + 1
    when, who = np.empty(room, np.int64), np.empty(room, np.int32)
    size = 0
    for x in range(actors):
        if ready[x] != NEVER:
            size = push(when, who, size, ready[x], x)
    while size:
        now, x = when[0], who[0]
        size = pop(when, who, size)
        if now > ready[x]:
            continue
        for a in range(begins[x], begins[x + 1]):
            t = max(now, first[a])
            if t <= last[a] and t + delay[a] < ready[target[a]]:
                ready[target[a]] = t + delay[a]
                size = push(when, who, size, t + delay[a], target[a])


@kernel
def push(when, who, size, moment, actor):
    """insert into a binary heap; the new size"""
    k = size
    while k > 0 and when[(k - 1) >> 1] > moment:
        when[k], who[k] = when[(k - 1) >> 1], who[(k - 1) >> 1]
        k = (k - 1) >> 1
    when[k], who[k] = moment, actor
    return size + 1


@kernel
def pop(when, who, size):
    """remove the first of a binary heap; the new size"""
    size -= 1
    moment, actor = when[size], who[size]
    k = 0
    while 2 * k + 1 < size:
        child = 2 * k + 1
        if child + 1 < size and when[child + 1] < when[child]:
            child += 1
        if when[child] >= moment:
            break
        when[k], who[k] = when[child], who[child]
        k = child
    when[k], who[k] = moment, actor
    return size


@kernel
def first_adds(dst, src, lo, hi, bits, count, who, how):
    """Run one bit through operations lo..hi-1 that all add: who[k] is the k-th row reached, by operation how[k].

    bits (N + T in words of 64) holds the sources and gains the reached; who and how (N + T, int32) list what is
    new, from count on. Their number is returned. Stops when no row is missing.
    """
    # A bit a row stays in the nearest cache where an operation a row would not.
    dst, src = dst[lo:hi], src[lo:hi]
    word, last, one = np.uint32(6), np.uint32(63), np.uint64(1)
    few = who.size >> 5
    begin = src.size & ~7 if count < few else 0
    # While few are reached, most eight operations in a row start from nobody: one look at all of their sources.
    for b in range(begin >> 3):
        at = np.uint64(b) << np.uint64(3)
        some = np.uint64(0)
        for k in range(8):
            s = np.uint32(src[at + np.uint64(k)])
            some |= bits[s >> word] >> np.uint64(s & last)
        if some & one:
            for k in range(8):
                d, s = np.uint32(dst[at + np.uint64(k)]), np.uint32(src[at + np.uint64(k)])
                reached, here = bits[s >> word] >> np.uint64(s & last), bits[d >> word] >> np.uint64(d & last)
                if reached & ~here & one and count < who.size:
                    bits[d >> word] |= one << np.uint64(d & last)
                    who[count], how[count] = d, lo + 8 * b + k
                    count += 1
            if count >= few:
                begin = 8 * (b + 1)
                break
    # Later it cannot, but who is new almost can: one branch, seldom taken.
    dst, src = dst[begin:], src[begin:]
    for o in range(src.size):
        if count == who.size:
            break
        d, s = np.uint32(dst[o]), np.uint32(src[o])
        reached, here = bits[s >> word] >> np.uint64(s & last), bits[d >> word] >> np.uint64(d & last)
        if reached & ~here & one:
            bits[d >> word] |= one << np.uint64(d & last)
            who[count], how[count] = d, lo + begin + o
            count += 1
    return count


@kernel
def first_ops(dst, src, lo, hi, actors, at, missing):
    """Run one bit through operations lo..hi-1: at[x] = the operation that first reached row x, or NOWHERE.

    at (N + T, int32) is -1 at the sources; some operations copy. Stops when no actor is missing.
    """
    for o in range(lo, hi):
        d, s = dst[o], src[o]
        if d >= 0:
            if at[s] != NOWHERE and at[d] == NOWHERE:
                at[d] = o
                missing -= 1
                if missing == 0:
                    return
        elif ~d >= actors or at[~d] == NOWHERE:
            at[~d] = o if at[s] != NOWHERE else NOWHERE
            missing -= ~d < actors and at[s] != NOWHERE


@kernel
def moments_of(who, how, event, backward, first, delay, even, when):
    """when[who[k]] = the moment of operation how[k], which first reached it: of being ready, or (turned) of
    leaving.
    """
    for k in range(who.size):
        o = np.uint32(how[k])
        a = np.uint32(event[o]) if event.size else np.uint32(first.size - 1 - o if backward else o)
        when[who[k]] = -first[a] if backward else first[a] + (delay[0] if even else delay[a])


@kernel
def begins_of(dst, event, backward, flights, first, delay, even, moments, begins):
    """begins[k] = the first operation at or after moments[k] (backward: at or before): a binary search
    each.
    """
    for k in range(moments.size):
        lo, hi = 0, dst.size
        while lo < hi:
            o = (lo + hi) >> 1
            a = event[o] if event.size else dst.size - 1 - o if backward else o
            t = first[a]
            if flights and dst[o] >= 0:
                t += delay[0] if even else delay[a]
            if (t > moments[k]) if backward else (t < moments[k]):
                lo = o + 1
            else:
                hi = o
        begins[k] = lo


@kernel
def latest_start_ops(dst, src, event, lo, hi, actors, is_source, first, delay, label, shortest):
    """Run the latest departure from a source through operations; shortest[x] = least (ready - departure)."""
    for o in range(lo, hi):
        d, s = dst[o], src[o]
        a = event[o]
        left = first[a] if s < actors and is_source[s] else label[s]
        if d < 0:
            d = ~d
            if d >= actors:
                label[d] = left
                continue
        if left > label[d]:
            label[d] = left
            shortest[d] = min(shortest[d], first[a] + delay[a] - left)
