"""Arrays only: who reaches whom under many removals, one dating at a time. The plain twin is `network.pairs.reach`.

N scenarios, A actors, T ties, S steps, Q states (layer x actor), G groups of targets, W words of 64 sources.
"""

from __future__ import annotations

import numpy as np

from interlocal.network.accelerate import kernel

__all__ = ["count_pairs", "joined_by_rest", "reach_over_one", "reach_shuffled", "reach_tables"]


@kernel
def _popcount(word):  # type: ignore[no-untyped-def]
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (word * np.uint64(0x0101010101010101)) >> np.uint64(56)


@kernel
def _one(  # type: ignore[no-untyped-def]
    has,
    opened,
    after_,
    tie,
    back,
    low,
    high,
    first,
    last,
    source,
    target,
    actors,
    gone,
    cut,
    relay,
    stack,
    waiting,
):
    """One pass over the steps (S,), in order of their first day.

    has (Q, W); opened (Q,) is -1; gone (A,); cut (T,); relay (A, W).
    """
    words = has.shape[1]
    for s in range(len(tie)):
        t = tie[s]
        if cut[t]:
            continue
        tail, head = source[t], target[t]
        if back[s]:
            tail, head = head, tail
        if gone[tail] or gone[head]:
            continue
        at, to = low[s] * actors + tail, high[s] * actors + head
        after_[s] = opened[at]
        opened[at] = s
        fresh = False
        for w in range(words):
            new = has[at, w] & relay[tail, w] & ~has[to, w]
            if new != 0:
                has[to, w] |= new
                fresh = True
        if not fresh:
            continue
        stack[0] = to
        depth = 1
        waiting[to] = True
        while depth:
            depth -= 1
            here = stack[depth]
            waiting[here] = False
            way = opened[here]
            while way >= 0:
                if last[way] >= first[s]:
                    u = tie[way]
                    b = source[u] if back[way] else target[u]
                    onward = high[way] * actors + b
                    fresh = False
                    for w in range(words):
                        new = has[here, w] & relay[here % actors, w] & ~has[onward, w]
                        if new != 0:
                            has[onward, w] |= new
                            fresh = True
                    if fresh and not waiting[onward]:
                        waiting[onward] = True
                        stack[depth] = onward
                        depth += 1
                way = after_[way]


@kernel
def reach_tables(  # type: ignore[no-untyped-def]
    tie,
    back,
    low,
    high,
    first,
    last,
    source,
    target,
    actors,
    layers,
    starts,
    seeds,
    groups,
    group_of,
    gone,
    cut,
    relay,
    out,
):
    """Fill out (N, G, W): bit k of a group's words says that source k reaches it.

    tie, back, low, high, first, last (S,): the steps by first day; low and high are layers. source, target
    (N, T), or one row for all. starts (K,): layers in which sources set out; seeds (W * 64,): the actor of
    every source, -1 for none. groups, group_of: targets and their groups.
    gone (N, A), cut (N, T), relay (N, A, W), or one row for all.
    """
    words = out.shape[2]
    has = np.zeros((layers * actors, words), np.uint64)
    opened = np.empty(layers * actors, np.int32)
    waiting = np.zeros(layers * actors, np.bool_)
    stack = np.empty(layers * actors + 1, np.int32)
    after_ = np.empty(len(tie), np.int32)
    for n in range(len(out)):
        g, c, r, e = n % len(gone), n % len(cut), n % len(relay), n % len(source)
        has[:], opened[:] = 0, -1
        for k in range(len(seeds)):
            if seeds[k] >= 0 and not gone[g, seeds[k]]:
                for layer in starts:
                    has[layer * actors + seeds[k], k // 64] |= np.uint64(1) << np.uint64(k % 64)
        _one(
            has, opened, after_, tie, back, low, high, first, last, source[e], target[e], actors,
            gone[g], cut[c], relay[r], stack, waiting,
        )  # fmt: skip
        for i in range(len(groups)):
            for layer in range(layers):
                for w in range(words):
                    out[n, group_of[i], w] |= has[layer * actors + groups[i], w]


@kernel
def reach_shuffled(  # type: ignore[no-untyped-def]
    tie,
    back,
    low,
    high,
    first,
    last,
    moved,
    early,
    late,
    source,
    target,
    actors,
    layers,
    starts,
    seeds,
    groups,
    group_of,
    gone,
    cut,
    relay,
    out,
):
    """As `reach_tables`, with dates that move: in row n of moved (N, T) a tie has the dates of another tie.

    Steps are in the order of their ties; first, last (T,) are days of ties.
    """
    steps, ties = len(tie), len(first)
    pointer = np.searchsorted(tie, np.arange(ties + 1))
    order = np.empty(steps, np.int64)
    begins, ends = np.empty(steps, np.int32), np.empty(steps, np.int32)
    one = np.zeros((1, out.shape[1], out.shape[2]), np.uint64)
    for n in range(len(out)):
        m = moved[n % len(moved)]
        count = 0
        for t in np.argsort(np.maximum(first[m], early)):
            begin, end = max(first[m[t]], early), min(last[m[t]], late)
            if begin <= end:
                for s in range(pointer[t], pointer[t + 1]):
                    order[count], begins[count], ends[count] = s, begin, end
                    count += 1
        o = order[:count]
        g, c, r = n % len(gone), n % len(cut), n % len(relay)
        one[:] = 0
        reach_tables(
            tie[o], back[o], low[o], high[o], begins[:count], ends[:count], source, target,
            actors, layers, starts, seeds, groups, group_of, gone[g : g + 1], cut[c : c + 1],
            relay[r : r + 1], one,
        )  # fmt: skip
        out[n] = one[0]


@kernel
def _steps_by_relay(tie, source, target, closure, everywhere):  # type: ignore[no-untyped-def]
    """Every relay's steps in order, (begins (A + 2,), steps): row 0 has all, row k + 1 those that touch relay k.

    Unless every source sets out `everywhere`, every row has all.
    """
    actors, steps = len(closure), len(tie)
    if not everywhere:
        every = np.empty((actors + 1) * steps, np.int64)
        for row in range(actors + 1):
            every[row * steps : (row + 1) * steps] = np.arange(steps)
        return np.arange(actors + 2) * steps, every
    # Which relays an actor passes on for: itself, and the organisation whose official it is.
    since, relays = np.zeros(actors + 1, np.int64), np.empty(int(closure.sum()), np.int64)
    for a in range(actors):
        since[a + 1] = since[a]
        for k in range(actors):
            if closure[k, a]:
                relays[since[a + 1]] = k
                since[a + 1] += 1
    begins = np.zeros(actors + 2, np.int64)
    begins[1] = steps
    for s in range(steps):
        a, b = source[tie[s]], target[tie[s]]
        for k in relays[since[a] : since[a + 1]]:
            begins[k + 2] += 1
        for k in relays[since[b] : since[b + 1]]:
            if not closure[k, a]:
                begins[k + 2] += 1
    begins = np.cumsum(begins)
    found, at = np.empty(begins[-1], np.int64), begins[1:-1].copy()
    found[:steps] = np.arange(steps)
    for s in range(steps):
        a, b = source[tie[s]], target[tie[s]]
        for k in relays[since[a] : since[a + 1]]:
            found[at[k]] = s
            at[k] += 1
        for k in relays[since[b] : since[b + 1]]:
            if not closure[k, a]:
                found[at[k]] = s
                at[k] += 1
    return begins, found


@kernel
def reach_over_one(  # type: ignore[no-untyped-def]
    tie,
    back,
    low,
    high,
    first,
    last,
    source,
    target,
    layers,
    starts,
    seeds,
    groups,
    group_of,
    closure,
    everywhere,
    gone,
    cut,
    out,
):
    """Fill out (A + 1, G, W): row 0 who reaches whom directly, row k + 1 with actor k as the only relay.

    closure (A, A): who relays with whom; gone (A,); cut (T,). Where every source sets out `everywhere`, only
    steps that touch a relay are taken again for it: all others are direct.
    """
    actors, words = len(closure), out.shape[2]
    own = np.zeros((layers, actors, words), np.uint64)
    relay = np.zeros((actors, words), np.uint64)
    for k in range(len(seeds)):
        if seeds[k] >= 0 and not gone[seeds[k]]:
            relay[seeds[k], k // 64] |= np.uint64(1) << np.uint64(k % 64)
    for layer in starts:
        own[layer] = relay
    own = own.reshape(layers * actors, words)
    has, mute = own.copy(), relay.copy()
    opened, waiting = np.full(layers * actors, -1, np.int32), np.zeros(layers * actors, np.bool_)
    stack, after_ = np.empty(layers * actors + 1, np.int32), np.empty(len(tie), np.int32)
    touched = np.zeros(actors, np.bool_)
    begins, chosen = _steps_by_relay(tie, source, target, closure, everywhere)
    for row in range(actors + 1):
        o = chosen[begins[row] : begins[row + 1]]
        if row > 0:
            for a in range(actors):
                if closure[row - 1, a]:
                    relay[a, :] = np.uint64(0xFFFFFFFFFFFFFFFF)
        for s in o:
            touched[source[tie[s]]] = touched[target[tie[s]]] = True
        if len(o):
            _one(
                has, opened, after_, tie[o], back[o], low[o], high[o], first[o], last[o], source, target,
                actors, gone, cut, relay, stack, waiting,
            )  # fmt: skip
        for i in range(len(groups)):
            if row == 0 or touched[groups[i]]:
                for layer in range(layers):
                    for w in range(words):
                        out[row, group_of[i], w] |= has[layer * actors + groups[i], w]
        for s in o:
            for a in (source[tie[s]], target[tie[s]]):
                touched[a] = False
                for state in (low[s] * actors + a, high[s] * actors + a):
                    opened[state] = -1
                    has[state] = own[state]
        if row > 0:
            for a in range(actors):
                if closure[row - 1, a]:
                    relay[a] = mute[a]
            out[row] |= out[0]


@kernel
def joined_by_rest(alone, gone, out):  # type: ignore[no-untyped-def]
    """Fill out (N, G, W): what any relay that is not gone (N, A) reaches, and nobody directly; alone (A + 1, G, W)."""
    table, found = alone.reshape(len(alone), -1), out.reshape(len(out), -1)
    for n in range(len(found)):
        row = found[n]
        for k in range(1, len(table)):
            if not gone[n, k - 1]:
                for i in range(len(row)):
                    row[i] |= table[k, i]
        for i in range(len(row)):
            row[i] &= ~table[0, i]


@kernel
def count_pairs(before, after, counted, alive, standing, together, out):  # type: ignore[no-untyped-def]
    """Fill out (N, 3): pairs reached before, reached after, and counted, of those that survive.

    before, counted (N, G, W), or one table for all; after (N, G, W); alive (N, W) sources, standing (N, G) groups.
    """
    for n in range(len(after)):
        b = n % len(before)
        a, s, c = n % len(alive), n % len(standing), n % len(counted)
        for g in range(after.shape[1]):
            if not standing[s, g]:
                continue
            for w in range(after.shape[2]):
                here = counted[c, g, w] & alive[a, w]
                out[n, 0] += _popcount(before[b, g, w] & here)
                out[n, 1] += _popcount(after[n, g, w] & here)
                out[n, 2] += _popcount(here)
        if together:
            for k in range(3):
                out[n, k] = min(out[n, k], 1)
