"""Array kernels: compile timed arcs into a list of operations on rows, and run rows of bits through it.

Shapes.  A = arcs, O = operations, N = actors, T = temporary rows, C = chunks of 512 bits.
An operation is ``(dst, src)``: ``row[dst] |= row[src]`` if ``dst >= 0``, else ``row[~dst] = row[src]``.
Rows 0..N-1 are actors, N..N+T-1 are temporary: what is in flight, or a snapshot of a moment.
``event[o]`` is the arc an operation comes from. ``loops[k] = (begin, end)`` are operations to repeat until
nothing changes: the arcs of one cycle within one moment, where order cannot be compiled away. Only numpy and
numba here, no strings, no Python objects.
"""

import numpy as np
from llvmlite import ir
from numba import int64, types, uint64
from numba.core import cgutils
from numba.extending import intrinsic

from interlocal.network.accelerate import kernel

WORDS = 8  # 64-bit words in a row: one 512-bit vector, one cache line
BITS = 64 * WORDS
NEVER = np.int64(2**62)
AHEAD = 64  # draws asked for ahead of use
NOWHERE = np.int32(2**31 - 1)
ONE = np.uint64(1)
ZERO = np.uint64(0)
ALL = np.uint64(2**64 - 1)

# ---- rows as vectors: Numba does not vectorise eight-word loops, so the vector operations are written in
# LLVM IR

_I64 = ir.IntType(64)
_ROW = ir.VectorType(_I64, WORDS)


def _address(context, builder, array_type, array, index):
    return builder.gep(context.make_array(array_type)(context, builder, array).data, [index])


def _load(context, builder, array_type, array, index):
    pointer = builder.bitcast(_address(context, builder, array_type, array, index), _ROW.as_pointer())
    row = builder.load(pointer)
    row.align = 8
    return row, pointer


def _store(builder, row, pointer):
    builder.store(row, pointer).align = 8


def _any_bit(builder, row):
    name, signature = f"llvm.vector.reduce.or.v{WORDS}i64", ir.FunctionType(_I64, [_ROW])
    return builder.call(cgutils.get_or_insert_function(builder.module, signature, name), [row])


@intrinsic
def row_or(typing, rows, x, s):
    """rows[x : x+8] |= rows[s : s+8]"""

    def code(context, builder, signature, args):
        old, pointer = _load(context, builder, signature.args[0], args[0], args[1])
        new, _ = _load(context, builder, signature.args[0], args[0], args[2])
        _store(builder, builder.or_(old, new), pointer)
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64), code


@intrinsic
def row_or_missing(typing, rows, x, s, full):
    """rows[x : x+8] |= rows[s : s+8]; the bits of full still missing there, or-ed into one word"""

    def code(context, builder, signature, args):
        old, pointer = _load(context, builder, signature.args[0], args[0], args[1])
        new, _ = _load(context, builder, signature.args[0], args[0], args[2])
        whole, _ = _load(context, builder, signature.args[3], args[3], _I64(0))
        both = builder.or_(old, new)
        _store(builder, both, pointer)
        return _any_bit(builder, builder.xor(both, whole))

    return types.uint64(rows, types.int64, types.int64, full), code


@intrinsic
def row_copy(typing, rows, x, s):
    """rows[x : x+8] = rows[s : s+8]"""

    def code(context, builder, signature, args):
        new, _ = _load(context, builder, signature.args[0], args[0], args[2])
        pointer = builder.bitcast(
            _address(context, builder, signature.args[0], args[0], args[1]), _ROW.as_pointer()
        )
        _store(builder, new, pointer)
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64), code


@intrinsic
def row_or_masked(typing, rows, x, s, actor_mask, p, tie_mask, q):
    """rows[x : x+8] |= rows[s : s+8] & actor_mask[p : p+8] & tie_mask[q : q+8]"""

    def code(context, builder, signature, args):
        kinds = signature.args
        old, pointer = _load(context, builder, kinds[0], args[0], args[1])
        new, _ = _load(context, builder, kinds[0], args[0], args[2])
        actor, _ = _load(context, builder, kinds[3], args[3], args[4])
        tie, _ = _load(context, builder, kinds[5], args[5], args[6])
        _store(builder, builder.or_(old, builder.and_(new, builder.and_(actor, tie))), pointer)
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64, actor_mask, types.int64, tie_mask, types.int64), code


@intrinsic
def row_fetch(typing, rows, x):
    """ask for the cache line of rows[x] before it is needed"""

    def code(context, builder, signature, args):
        byte, small = ir.IntType(8).as_pointer(), ir.IntType(32)
        pointer = builder.bitcast(_address(context, builder, signature.args[0], args[0], args[1]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, small, small, small])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(fetch, [pointer, small(1), small(3), small(1)])
        return context.get_dummy_value()

    return types.void(rows, types.int64), code


@intrinsic
def ones(typing, word):
    """the number of set bits"""
    return types.uint64(types.uint64), lambda context, builder, signature, args: builder.ctpop(args[0])


@intrinsic
def row_ones(typing, rows, x):
    """the number of set bits in rows[x : x+8]"""

    def code(context, builder, signature, args):
        row, _ = _load(context, builder, signature.args[0], args[0], args[1])
        many, total = f"llvm.ctpop.v{WORDS}i64", f"llvm.vector.reduce.add.v{WORDS}i64"
        count = cgutils.get_or_insert_function(builder.module, ir.FunctionType(_ROW, [_ROW]), many)
        add = cgutils.get_or_insert_function(builder.module, ir.FunctionType(_I64, [_ROW]), total)
        return builder.call(add, [builder.call(count, [row])])

    return types.int64(rows, types.int64), code


@kernel
def new_rows(count):
    """count rows of zeros, on a cache line each"""
    room = np.zeros((count + 1) * WORDS, np.uint64)
    shift = (-(room.ctypes.data // 8)) % WORDS
    return room[shift : shift + count * WORDS]


# ---- compiling arcs into operations


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


# ---- one source set: when is each actor first ready


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
def first_ops(dst, src, lo, hi, actors, copies, at, missing):
    """Run one bit through operations lo..hi-1: at[x] = the operation that first reached row x, or NOWHERE.

    at (N + T, int32) is -1 at the sources. copies: whether any operation copies. Stops when no actor is
    missing.
    """
    if not copies:
        for o in range(lo, hi):
            d = np.uint32(dst[o])
            if at[np.uint32(src[o])] != NOWHERE and at[d] == NOWHERE:
                at[d] = o
                missing -= 1
                if missing == 0:
                    return
        return
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
def moments_of(at, event, backward, first, delay, even, when):
    """when[x] = the moment of the operation that first reached actor x: of being ready, or (turned) of
    leaving.
    """
    for x in range(when.size):
        o = at[x]
        if o != NOWHERE and o >= 0:
            a = event[o] if event.size else first.size - 1 - o if backward else o
            when[x] = -first[a] if backward else first[a] + (delay[0] if even else delay[a])


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


# ---- rows of 512 bits: all sources, all deadlines, all removals, all scenarios


@kernel
def run_ops(dst, src, lo, hi, rows):
    """every operation, on rows that stay in the nearer caches"""
    for o in range(lo, hi):
        d = int64(dst[o])
        if d >= 0:
            row_or(rows, d * WORDS, int64(src[o]) * WORDS)
        else:
            row_copy(rows, ~d * WORDS, int64(src[o]) * WORDS)


@kernel
def run_plain_ops(dst, src, lo, hi, rows, ahead):
    """the same where no operation copies; rows too many for the nearer caches are fetched `ahead`
    operations before
    """
    middle = max(lo, hi - ahead) if ahead else lo
    for o in range(lo, middle):
        row_fetch(rows, int64(dst[o + ahead]) * WORDS)
        row_fetch(rows, int64(src[o + ahead]) * WORDS)
        row_or(rows, int64(dst[o]) * WORDS, int64(src[o]) * WORDS)
    for o in range(middle, hi):
        row_or(rows, int64(dst[o]) * WORDS, int64(src[o]) * WORDS)


@kernel
def run_ops_far(dst, src, lo, hi, rows, ahead):
    """the same with copies, rows fetched ahead"""
    for o in range(lo, hi - ahead):
        d = int64(dst[o + ahead])
        row_fetch(rows, (d if d >= 0 else ~d) * WORDS)
        row_fetch(rows, int64(src[o + ahead]) * WORDS)
        d = int64(dst[o])
        if d >= 0:
            row_or(rows, d * WORDS, int64(src[o]) * WORDS)
        else:
            row_copy(rows, ~d * WORDS, int64(src[o]) * WORDS)
    run_ops(dst, src, max(lo, hi - ahead), hi, rows)


@kernel
def run_ops_pruned(dst, src, lo, hi, rows, full, fill, actors):
    """the same, skipping empty sources and full destinations, until all actors are full; fill: 0 none, 1
    some, 2 all
    """
    complete = 0
    for o in range(lo, hi):
        d, s = int64(dst[o]), int64(src[o])
        if d >= 0:
            if fill[s] == 0 or fill[d] == 2:
                continue
            if fill[s] == 2:
                row_copy(rows, d * WORDS, s * WORDS)
                fill[d] = 2
            elif row_or_missing(rows, d * WORDS, s * WORDS, full) == ZERO:
                fill[d] = 2
            else:
                fill[d] = 1
            if fill[d] == 2:
                complete += 1
                if complete == actors:
                    return
        else:
            d = ~d
            if fill[s]:
                row_copy(rows, d * WORDS, s * WORDS)
            if d < actors and fill[s] == 2 and fill[d] < 2:
                complete += 1
            fill[d] = fill[s]


@kernel
def reach_counts(dst, src, lo, hi, actors, temporary, chunk, stride, chunks, pruned, copies, ahead, counts):
    """counts[x] += the actors of every stride-th chunk whose bit flows into row x."""
    rows = new_rows(actors + temporary)
    full = new_rows(1)
    fill = np.zeros(actors + temporary, np.uint8)
    for c in range(chunk, chunks, stride):
        rows[:] = ZERO
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


@kernel
def add_columns(rows, actors, counts):
    """counts[k] += the rows that have bit k: sums held bit by bit, 64 counters to a word."""
    planes = np.zeros((40, WORDS), np.uint64)
    for x in range(actors):
        for k in range(WORDS):
            carry = rows[x * WORDS + k]
            p = 0
            while carry != ZERO:
                more = planes[p, k] & carry
                planes[p, k] ^= carry
                carry = more
                p += 1
    for p in range(40):
        for k in range(WORDS):
            if planes[p, k] != ZERO:
                for b in range(64):
                    counts[k * 64 + b] += int64((planes[p, k] >> uint64(b)) & ONE) << p


@kernel
def curve_ops(dst, src, lo, hi, actors, temporary, targets, begins, counts):
    """Bit k joins the targets just before operation begins[k] (ascending); counts[k] = the rows it flows
    into.
    """
    rows = new_rows(actors + temporary)
    o = max(lo, begins[0])  # before the first deadline there is nothing to run
    for k in range(begins.size):
        run_ops(dst, src, o, begins[k], rows)
        o = max(o, begins[k])
        for x in targets:
            rows[x * WORDS + (k >> 6)] |= ONE << uint64(k & 63)
    run_ops(dst, src, o, hi, rows)
    add_columns(rows, actors, counts)


@kernel
def short_curve_ops(dst, src, lo, hi, actors, temporary, targets, begins, counts):
    """The same for at most 64 deadlines, a word to a row."""
    words = np.zeros(actors + temporary, np.uint64)
    o = max(lo, begins[0])
    for k in range(begins.size + 1):
        end = begins[k] if k < begins.size else hi
        for p in range(o, end):
            d = dst[p]
            if d >= 0:
                words[np.uint32(d)] |= words[np.uint32(src[p])]
            else:
                words[np.uint32(~d)] = words[np.uint32(src[p])]
        o = max(o, end)
        if k < begins.size:
            for x in targets:
                words[x] |= ONE << uint64(k)
    # What a later deadline (an earlier bit) lets through, a shorter one may not, never the reverse: a
    # row's bits
    # are always the lowest ones, and their number says all.
    by_ones = np.zeros(66, np.int64)
    for x in range(actors):
        by_ones[int64(ones(words[x]))] += 1
    total = 0
    for k in range(begins.size - 1, -1, -1):
        total += by_ones[k + 1]
        counts[k] = total


@kernel
def same_row(rows, x, saved):
    """whether a row is what was saved of it; saves it"""
    same = True
    for k in range(WORDS):
        if saved[k] != rows[x + k]:
            same = False
            saved[k] = rows[x + k]
    return same


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


# ---- every removal in one pass: the actors on every journey


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
def on_every_journey(dst, src, lo, hi, loops, actors, temporary, seeds, pool, patience, members, counts):
    """counts[a] = the reached actors whose every journey from the seeds has a on it (themselves included).

    A list per row: the actors on every journey so far, met with each further one. pool bounds their total
    length, patience the comparisons; returns the number reached, or -1 when either does not do.
    """
    lists = np.zeros((actors + temporary, 4), np.int32)  # offset, length (0: not reached), capacity
    top, loop = 0, 0
    for x in seeds:
        lists[x, 0], lists[x, 1], lists[x, 2] = top, 1, 1
        pool[top] = x
        top += 1
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
                more = lists[s, 1]
                if d >= 0:
                    if lists[d, 1] == 1 or more == 0:
                        continue
                    if lists[d, 1]:
                        patience -= lists[d, 1]
                        if patience < 0:
                            return -1
                        if meet(pool, lists, d, s):
                            changed = True
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
                    top = w
                else:
                    d = ~d
                    if lists[d, 2] < more:
                        if top + more > pool.size:
                            return -1
                        lists[d, 0], lists[d, 2] = top, more
                        top += more
                    for k in range(more):
                        pool[lists[d, 0] + k] = pool[lists[s, 0] + k]
                    lists[d, 1] = more
            if not looping:
                break
        begin = end
    reached = 0
    for x in range(actors):
        if lists[x, 1]:
            reached += 1
            members[x] = True
            for k in range(lists[x, 1]):
                counts[pool[lists[x, 0] + k]] += 1
    return reached


# ---- time-shuffled replications: the ends of ties dealt out anew over fixed moments


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
