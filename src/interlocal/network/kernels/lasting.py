"""Rows of 512 bits over ties that last: what is new to an actor goes on along every tie then in force.

Shapes.  A = arcs, N = actors, S = slots for bits under way. Arcs come in two orders: by first departure, and
by source and then first departure, which is where those in force are looked up.
"""

import numpy as np
from numba import int64, uint64

from interlocal.network.accelerate import kernel
from interlocal.network.kernels.compiling import NEVER
from interlocal.network.kernels.rows import (
    ALL,
    BITS,
    ONE,
    WORDS,
    ZERO,
    add_columns,
    new_rows,
    row_add,
    row_missing,
    row_news,
    row_ones,
    row_put,
)
from interlocal.network.kernels.scans import pop, push

EMPTY, SOME, FULL = np.uint8(0), np.uint8(1), np.uint8(2)


@kernel
def by_source(source, actors):
    """Where the arcs of each source begin (N + 1), and where each arc (A) comes among them."""
    begins = np.zeros(actors + 1, np.int64)
    for a in range(source.size):
        begins[source[a] + 1] += 1
    for x in range(actors):
        begins[x + 1] += begins[x]
    next_one, place = begins[:-1].copy(), np.empty(source.size, np.int64)
    for a in range(source.size):
        place[a] = next_one[source[a]]
        next_one[source[a]] += 1
    return begins, place


@kernel
def workplace(actors, arcs, room, even, at_once):
    """What a run needs, made once and used chunk after chunk."""
    inner = actors if at_once else 0
    slots = 0 if even and at_once else room  # none is needed where nothing is ever under way
    return (
        new_rows(actors),
        np.zeros(actors, np.uint8),
        np.empty(4 * actors, np.int64),
        np.empty(2 * arcs, np.int64),
        (new_rows(inner), np.empty(inner, np.int32), np.zeros(inner, np.bool_)),
        (new_rows(slots), np.empty(2 * slots, np.int64), np.zeros(actors, np.int32)),
        (np.empty(0 if even else slots, np.int64), np.empty(slots, np.int32), np.empty(slots, np.int32)),
    )


@kernel
def cleared(workplace, begins, since, until, towards):
    """A workplace as before the first moment."""
    rows, fill, spans, roads, (delta, _, queued), (_, slots, _), (_, _, free) = workplace
    rows[:] = ZERO
    fill[:] = EMPTY
    delta[:] = ZERO
    queued[:] = False
    slots[:] = NEVER
    # By loops: numpy's copy of one array into another takes seconds to compile.
    for x in range(fill.size):
        spans[4 * x], spans[4 * x + 1], spans[4 * x + 2] = begins[x], begins[x], begins[x + 1]
        spans[4 * x + 3] = since[begins[x]] if begins[x] < begins[x + 1] else NEVER
    for k in range(until.size):
        roads[2 * k], roads[2 * k + 1] = until[k], towards[k]
    for k in range(free.size):
        free[k] = k


@kernel
def run_lasting(source, target, first, place, delay, even, since, masks, wide, workplace):
    """Let the bits of the rows flow. False where the slots did not do: then more are to be tried.

    place (A): an arc's place by source; since (A): when arcs begin, by source. masks = (actor_mask,
    tie_mask, tie (A, or none)), wide: words between the rows of each mask and the word to begin at. Delays
    are all alike and at least 1, or bits go on within a moment by a queue of actors.

    Kept side by side, to be fetched at once: spans (N, 4) the arcs by source that may be in force (begin,
    end), where an actor's arcs stop and when the next begins; roads (A, 2) until when, and arc << 32 |
    target; slots (S, 2) the moment and the actor of bits under way.
    """
    rows, fill, spans, roads, (delta, queue, queued), (held, slots, latest), (when, line, free) = workplace
    actor_mask, tie_mask, tie = masks
    actor_wide, actor_shift, tie_wide, tie_shift = wide
    news, carried, nothing = new_rows(1), new_rows(1), new_rows(1)
    at_once, zero, room = queue.size > 0, int64(0), int64(free.size)
    late, p, q, complete = delay[0] if even else zero, zero, zero, zero
    a, head, tail, busy, waiting, waited = zero, zero, zero, zero, zero, zero
    for x in range(fill.size):
        if row_missing(rows, x * WORDS, actor_mask, x * actor_wide + actor_shift) == ZERO:
            fill[x] = FULL
            complete += 1
    while complete < fill.size:
        now = first[a] if a < first.size else NEVER
        if head < tail:
            now = min(now, slots[2 * int64(line[head % room])] if even else when[0])
        if now == NEVER:
            break
        landing = head
        while head < tail:
            slot = int64(line[head % room]) if even else int64(line[0])
            if slots[2 * slot] != now:
                break
            x = slots[2 * slot + 1]
            p = x * actor_wide + actor_shift
            slots[2 * slot] = NEVER
            if row_news(news, rows, x * WORDS, held, slot * WORDS, actor_mask, p, actor_mask, p) == ZERO:
                slots[2 * slot + 1] = -1
            else:
                row_add(rows, x * WORDS, news, zero)
                if row_missing(rows, x * WORDS, actor_mask, p) == ZERO:
                    complete += 1
                    fill[x] = FULL
                else:
                    fill[x] = SOME
                if not at_once:
                    row_put(held, slot * WORDS, news, zero)
                else:
                    row_add(delta, x * WORDS, news, zero)
                    if not queued[x]:
                        queued[x] = True
                        queue[waited % queue.size] = x
                        waited += 1
            if even:
                head += 1
            else:
                tail = int64(pop(when, line, tail))
                busy -= 1
                free[busy] = slot
        while True:
            if a < first.size and first[a] == now:  # the arcs that begin, then all in force out of who gained
                x, y, k = int64(source[a]), int64(target[a]), place[a]
                a += 1
                if fill[x] == EMPTY or fill[y] == FULL:
                    continue
                beginning, lo, size = True, k, k + 1
                row_put(carried, zero, rows, x * WORDS)
            else:
                beginning = False
                if at_once:
                    if waiting == waited:
                        break
                    x = int64(queue[waiting % queue.size])
                    waiting += 1
                    queued[x] = False
                    row_put(carried, zero, delta, x * WORDS)
                    row_put(delta, x * WORDS, nothing, zero)
                else:
                    if landing == head:
                        break
                    slot = int64(line[landing % room])
                    landing += 1
                    row_put(carried, zero, held, slot * WORDS)
                    busy -= 1
                    free[busy] = slot
                    x = slots[2 * slot + 1]
                    if x < 0:
                        continue
                lo, size = spans[4 * x], spans[4 * x + 1]
                if spans[4 * x + 3] <= now:
                    stop = spans[4 * x + 2]
                    while size < stop and since[size] <= now:
                        size += 1
                    spans[4 * x + 1] = size
                    spans[4 * x + 3] = since[size] if size < stop else NEVER
            for k in range(lo, size):
                road = roads[2 * k + 1]
                y = road & 0xFFFFFFFF
                if roads[2 * k] < now or fill[y] == FULL:  # over, or of no more use: not looked at again
                    roads[2 * k], roads[2 * k + 1] = roads[2 * lo], roads[2 * lo + 1]
                    lo += 1
                    continue
                p = y * actor_wide + actor_shift
                if tie.size:
                    q = int64(tie[road >> 32]) * tie_wide + tie_shift
                if row_news(news, rows, y * WORDS, carried, zero, actor_mask, p, tie_mask, q) == ZERO:
                    continue
                if not even:
                    late = delay[road >> 32]
                if late == 0:
                    row_add(rows, y * WORDS, news, zero)
                    if row_missing(rows, y * WORDS, actor_mask, p) == ZERO:
                        complete += 1
                        fill[y] = FULL
                    else:
                        fill[y] = SOME
                    row_add(delta, y * WORDS, news, zero)
                    if not queued[y]:
                        queued[y] = True
                        queue[waited % queue.size] = y
                        waited += 1
                    continue
                slot = int64(latest[y])
                if room and slots[2 * slot] == now + late and slots[2 * slot + 1] == y:
                    row_add(held, slot * WORDS, news, zero)
                    continue
                if busy == room:
                    return False
                slot = int64(free[busy])
                busy += 1
                if even:
                    line[tail % room] = slot
                else:
                    push(when, line, tail, now + late, np.int32(slot))
                tail += 1
                slots[2 * slot], slots[2 * slot + 1], latest[y] = now + late, y, slot
                row_put(held, slot * WORDS, news, zero)
            if not beginning:
                spans[4 * x] = lo
    return True


@kernel
def lasting_rows(
    source, target, first, place, delay, even, begins, since, until, towards,
    sources, seeds, masks, wide, removing, chunk, stride, chunks, by_row, by_bit,
):  # fmt: skip
    """Every stride-th chunk of 512 bits: by_row[x] += the bits that flow into row x, by_bit[b] += the rows that
    bit b flows into; either may be empty.

    since, until, towards (A, by source): when each arc begins and ends, and arc << 32 | target. Bit b is of
    sources[b], or, where there are none, of all seeds, as far as masks let it in (see run_lasting); then
    removing makes bit b the removal of actor b.
    """
    actors, room = begins.size - 1, 1024
    at_once = not even or delay[0] == 0
    full, own = new_rows(1), new_rows(actors if removing else 0)
    own[:] = ALL
    column = np.zeros(BITS, np.int64)
    work = workplace(actors, first.size, room, even, at_once)
    c = chunk
    while c < chunks:
        base = c * BITS
        some = sources[base : base + BITS]
        cleared(work, begins, since, until, towards)
        rows, fill = work[0], work[1]
        actor_mask, tie_mask, tie = masks
        actor_wide, actor_shift, tie_wide, tie_shift = wide[0], base // 64, wide[1], base // 64
        if sources.size:
            full[:] = ZERO
            for k in range(some.size):
                full[k >> 6] |= ONE << uint64(k & 63)
                rows[int64(some[k]) * WORDS + (k >> 6)] |= ONE << uint64(k & 63)
                fill[some[k]] = SOME
            actor_mask, tie_mask = full, full
            actor_shift, tie_shift = 0, 0
        if removing:
            for k in range(min(BITS, actors - base)):
                own[(base + k) * WORDS + (k >> 6)] ^= ONE << uint64(k & 63)
            actor_mask, actor_wide, actor_shift = own, WORDS, 0
        for x in seeds:
            row_put(rows, int64(x) * WORDS, actor_mask, int64(x) * actor_wide + actor_shift)
            fill[x] = SOME
        done = run_lasting(
            source, target, first, place, delay, even, since, (actor_mask, tie_mask, tie),
            (actor_wide, actor_shift, tie_wide, tie_shift), work,
        )  # fmt: skip
        if removing:
            for k in range(min(BITS, actors - base)):
                own[(base + k) * WORDS + (k >> 6)] ^= ONE << uint64(k & 63)
        if not done:
            room *= 8
            work = workplace(actors, first.size, room, even, at_once)
            continue
        for x in range(by_row.size):
            by_row[x] += row_ones(rows, x * WORDS)
        if by_bit.size:
            column[:] = 0
            add_columns(rows, actors, column)
            for k in range(min(BITS, by_bit.size - base)):
                by_bit[base + k] += column[k]
        c += stride
