"""Compile timed arcs into a list of operations on rows.

Shapes.  A = arcs, O = operations, N = actors, T = temporary rows.
An operation is ``(dst, src)``: ``row[dst] |= row[src]`` if ``dst >= 0``, else ``row[~dst] = row[src]``.
Rows 0..N-1 are actors, N..N+T-1 are temporary: what is in flight, or a snapshot of a moment.
``event[o]`` is the arc an operation comes from. ``loops[k] = (begin, end)`` are operations to repeat until
nothing changes: the arcs of one cycle within one moment, where order cannot be compiled away.
"""

import numpy as np

from interlocal.network.accelerate import kernel

NEVER = np.int64(2**62)


@kernel
def moment_sizes(first):
    """the largest number of arcs that share a moment, and how many arcs share theirs"""
    largest, shared, i = 0, 0, 0
    while i < first.size:
        j = i + 1
        while j < first.size and first[j] == first[i]:
            j += 1
        largest = max(largest, j - i)
        if j - i > 1:
            shared += j - i
        i = j
    return largest, shared


@kernel
def strict_ops(source, target, first, actors, room, largest, backward, keep_event):
    """Operations of instants with delay 1: within a moment each row is read before it is written (Kahn 1962).

    A snapshot is taken only where reads and writes form a cycle. ``room`` bounds O. Returns dst, src, event,
    T.
    """
    arcs = first.size
    dst, src = np.empty(room, np.int32), np.empty(room, np.int32)
    event = np.empty(room if keep_event else 0, np.int32)
    readers = np.zeros(actors, np.int32)
    writers = np.full(actors, -1, np.int32)
    snapshot = np.full(actors, -1, np.int32)
    following, ready = np.empty(largest, np.int32), np.empty(largest, np.int32)
    done = np.zeros(largest, np.bool_)
    o, temporary, i = 0, 0, 0
    while i < arcs:
        a = arcs - 1 - i if backward else i
        j = i + 1
        while j < arcs and first[arcs - 1 - j if backward else j] == first[a]:
            j += 1
        size = j - i
        clash = False
        if size > 1:
            for k in range(size):
                a = arcs - 1 - i - k if backward else i + k
                readers[target[a] if backward else source[a]] += 1
            for k in range(size):
                a = arcs - 1 - i - k if backward else i + k
                if readers[source[a] if backward else target[a]] > 0:
                    clash = True
                    break
        if not clash:
            for k in range(size):
                a = arcs - 1 - i - k if backward else i + k
                dst[o] = source[a] if backward else target[a]
                src[o] = target[a] if backward else source[a]
                if keep_event:
                    event[o] = a
                o += 1
        else:
            for k in range(size):
                a = arcs - 1 - i - k if backward else i + k
                x, y = (target[a], source[a]) if backward else (source[a], target[a])
                following[k] = writers[y]
                writers[y] = k
                done[k] = False
            tail = 0
            for k in range(size):
                a = arcs - 1 - i - k if backward else i + k
                x, y = (target[a], source[a]) if backward else (source[a], target[a])
                if x == y:
                    done[k] = True
                    readers[x] -= 1
            for k in range(size):
                a = arcs - 1 - i - k if backward else i + k
                y = source[a] if backward else target[a]
                if not done[k] and readers[y] == 0:
                    done[k] = True
                    ready[tail] = k
                    tail += 1
            head, taken, stuck = 0, 0, 0
            while True:
                while head < tail:
                    k = ready[head]
                    head += 1
                    a = arcs - 1 - i - k if backward else i + k
                    x, y = (target[a], source[a]) if backward else (source[a], target[a])
                    dst[o] = y
                    src[o] = x if snapshot[x] < 0 else snapshot[x]
                    if keep_event:
                        event[o] = a
                    o += 1
                    if snapshot[x] < 0:
                        readers[x] -= 1
                        if readers[x] == 0:
                            q = writers[x]
                            while q >= 0:
                                if not done[q]:
                                    done[q] = True
                                    ready[tail] = q
                                    tail += 1
                                q = following[q]
                while stuck < size and done[stuck]:
                    stuck += 1
                if stuck == size:
                    break
                a = arcs - 1 - i - stuck if backward else i + stuck
                y = source[a] if backward else target[a]
                dst[o] = ~np.int32(actors + taken)
                src[o] = y
                if keep_event:
                    event[o] = a
                o += 1
                snapshot[y] = actors + taken
                taken += 1
                q = writers[y]
                while q >= 0:
                    if not done[q]:
                        done[q] = True
                        ready[tail] = q
                        tail += 1
                    q = following[q]
            temporary = max(temporary, taken)
        if size > 1:
            for k in range(size):
                a = arcs - 1 - i - k if backward else i + k
                for x in (source[a], target[a]):
                    readers[x] = 0
                    writers[x] = -1
                    snapshot[x] = -1
        i = j
    return dst[:o], src[:o], event[: o if keep_event else 0], temporary


@kernel
def closed_moment(source, target, backward, batch, size, keep_loops, heads, marks, lists, ops, loops, state):
    """Append the operations that close one moment transitively: components in topological order (Tarjan
    1972).

    A cycle collapses onto one of its rows, or stays a loop to repeat when masks may cut it (keep_loops).
    heads (2, N): arcs out of and into an actor. marks (4, N): index, low, component, on stack. lists:
    scratch. ops = (dst, src, event); state = [operations, loops] so far.
    """
    out, into = heads[0], heads[1]
    index, low, component, on_stack = marks[0], marks[1], marks[2], marks[3]
    next_out, next_in, stack, call, at, order, starts = (
        lists[0], lists[1], lists[2], lists[3], lists[4], lists[5], lists[6]
    )  # fmt: skip
    dst, src, event = ops
    for k in range(size):
        a = batch[k]
        x, y = (target[a], source[a]) if backward else (source[a], target[a])
        next_out[k] = out[x]
        out[x] = k
        next_in[k] = into[y]
        into[y] = k
    count, components, placed, top = 0, 0, 0, 0
    for k0 in range(size):
        for root in (source[batch[k0]], target[batch[k0]]):
            if index[root] >= 0:
                continue
            depth = 0
            call[0], at[0] = root, out[root]
            index[root] = low[root] = count
            count += 1
            stack[top] = root
            top += 1
            on_stack[root] = 1
            while depth >= 0:
                x, k = call[depth], at[depth]
                if k >= 0:
                    at[depth] = next_out[k]
                    y = source[batch[k]] if backward else target[batch[k]]
                    if index[y] < 0:
                        depth += 1
                        call[depth], at[depth] = y, out[y]
                        index[y] = low[y] = count
                        count += 1
                        stack[top] = y
                        top += 1
                        on_stack[y] = 1
                    elif on_stack[y] == 1 and index[y] < low[x]:
                        low[x] = index[y]
                else:
                    if low[x] == index[x]:
                        starts[components] = placed
                        while True:
                            top -= 1
                            y = stack[top]
                            on_stack[y] = 0
                            component[y] = components
                            order[placed] = y
                            placed += 1
                            if y == x:
                                break
                        components += 1
                    depth -= 1
                    if depth >= 0 and low[x] < low[call[depth]]:
                        low[call[depth]] = low[x]
    starts[components] = placed
    o = state[0]
    for c in range(components - 1, -1, -1):
        begin, end = starts[c], starts[c + 1]
        keeper = order[begin]
        for z in range(begin, end):
            member = order[z]
            k = into[member]
            while k >= 0:
                a = batch[k]
                x = target[a] if backward else source[a]
                if component[x] != c:
                    dst[o] = member if keep_loops else keeper
                    src[o] = x
                    if event.size:
                        event[o] = a
                    o += 1
                k = next_in[k]
            if z > begin and not keep_loops:
                dst[o], src[o] = keeper, member
                if event.size:
                    event[o] = batch[0]
                o += 1
        if end - begin > 1 and keep_loops:
            loops[state[1], 0] = o
            for z in range(begin, end):
                member = order[z]
                k = into[member]
                while k >= 0:
                    a = batch[k]
                    x = target[a] if backward else source[a]
                    if component[x] == c and x != member:
                        dst[o], src[o] = member, x
                        if event.size:
                            event[o] = a
                        o += 1
                    k = next_in[k]
            loops[state[1], 1] = o
            state[1] += 1
        elif not keep_loops:
            for z in range(begin + 1, end):
                dst[o], src[o] = ~order[z], keeper
                if event.size:
                    event[o] = batch[0]
                o += 1
    state[0] = o
    for k in range(size):
        for x in (source[batch[k]], target[batch[k]]):
            out[x] = -1
            into[x] = -1
            index[x] = -1
            component[x] = -1


@kernel
def closed_ops(source, target, first, actors, room, largest, backward, keep_loops, keep_event):
    """Operations of instants with delay 0: any number of hops within a moment. Returns dst, src, event,
    loops.
    """
    arcs = first.size
    ops = (np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room if keep_event else 0, np.int32))
    loops = np.empty((arcs // 2 + 1 if keep_loops else 0, 2), np.int64)
    heads = np.full((2, actors), -1, np.int32)
    marks = np.full((4, actors), -1, np.int32)
    lists = np.empty((7, 2 * largest + 2), np.int32)
    batch = np.empty(largest, np.int64)
    state = np.zeros(2, np.int64)
    i = 0
    while i < arcs:
        a = arcs - 1 - i if backward else i
        j = i + 1
        while j < arcs and first[arcs - 1 - j if backward else j] == first[a]:
            j += 1
        if j == i + 1:
            if source[a] != target[a]:
                o = state[0]
                ops[0][o], ops[1][o] = (source[a], target[a]) if backward else (target[a], source[a])
                if keep_event:
                    ops[2][o] = a
                state[0] += 1
        else:
            for k in range(j - i):
                batch[k] = arcs - 1 - i - k if backward else i + k
            closed_moment(
                source, target, backward, batch, j - i, keep_loops, heads, marks, lists, ops, loops, state
            )
        i = j
    o = state[0]
    return ops[0][:o], ops[1][:o], ops[2][: o if keep_event else 0], loops[: state[1]]


@kernel
def flight_ops(source, target, first, delay, landing, actors, room, largest, keep_loops):
    """Operations of instants with any delays: departures are kept in temporary rows until they land.

    landing: the arcs with a delay, in order of first + delay. At a moment: landings, hops without delay
    (closed), departures. Returns dst, src, event, loops, T.
    """
    arcs = first.size
    ops = (np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32))
    dst, src, event = ops
    loops = np.empty((arcs // 2 + 1 if keep_loops else 0, 2), np.int64)
    heads = np.full((2, actors), -1, np.int32)
    marks = np.full((4, actors), -1, np.int32)
    lists = np.empty((7, 2 * largest + 2), np.int32)
    batch = np.empty(largest, np.int64)
    state = np.zeros(2, np.int64)
    slot, free = np.empty(arcs, np.int32), np.empty(arcs, np.int32)
    vacant, used, landed, i = 0, 0, 0, 0
    while i < arcs or landed < landing.size:
        now = first[i] if i < arcs else NEVER
        while landed < landing.size:
            a = landing[landed]
            if first[a] + delay[a] > now:
                break
            landed += 1
            o = state[0]
            dst[o], src[o], event[o] = target[a], slot[a], a
            state[0] += 1
            free[vacant] = slot[a]
            vacant += 1
        if i == arcs:
            break
        j, size = i, 0
        while j < arcs and first[j] == now:
            if delay[j] == 0:
                batch[size] = j
                size += 1
            j += 1
        if size:
            closed_moment(
                source, target, False, batch, size, keep_loops, heads, marks, lists, ops, loops, state
            )
        for a in range(i, j):
            if delay[a] > 0:
                if vacant:
                    vacant -= 1
                    slot[a] = free[vacant]
                else:
                    slot[a] = actors + used
                    used += 1
                o = state[0]
                dst[o], src[o], event[o] = ~slot[a], source[a], a
                state[0] += 1
        i = j
    o = state[0]
    return dst[:o], src[:o], event[:o], loops[: state[1]], used
