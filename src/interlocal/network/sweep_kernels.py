"""Array kernel: who is reached when and how strongly, for all sources and all simulated codings.

E = steps, N = nodes (an actor in the layer of one issue), L = lanes (one source each), G = groups of
targets, W = simulated codings. Only numpy and numba here.
"""

# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False

import numpy as np

from interlocal.network.accelerate import kernel


@kernel
def sweep(
    tail, head, actor_of, first, last, order, weight, out_ptr, out_step, seed_ptr, seed_node,
    mute, own, group_ptr, group_of, day, day_strength, best, best_day,
):  # fmt: skip
    """Fill day (W, L, G): the first day on which a group is reached; int32, left as it is when never.

    tail, head (E): nodes; actor_of (N); first, last (W, E): usable days, none where last < first;
    order (W, E): steps by first day; weight (W, E): factor of a step in [0, 1]; out_ptr, out_step: steps
    by tail; seed_ptr (L + 1), seed_node: where a lane begins; mute (N): may not pass on, except a lane's
    own (own (N): lane that it belongs to, -1 for none); group_ptr (N + 1), group_of: groups by node.
    When best has entries it is filled too: day_strength (W, L, G) is the greatest product of weights on
    journeys that arrive on that first day, best on any journey, best_day when the first such arrives.
    """
    nodes = actor_of.size
    lanes = seed_ptr.size - 1
    weigh = best.size > 0
    has = np.empty((nodes, lanes))
    queue = np.empty(nodes, np.int64)
    queued = np.zeros(nodes, np.bool_)
    opened = np.empty(tail.size, np.bool_)
    for w in range(first.shape[0]):
        has[:] = -1.0
        opened[:] = False
        for lane in range(lanes):
            for k in range(seed_ptr[lane], seed_ptr[lane + 1]):
                has[seed_node[k], lane] = 1.0
        for turn in range(tail.size):
            e = order[w, turn]
            now = first[w, e]
            if last[w, e] < now:
                continue
            opened[e] = True
            size, done, step, whole = 0, 0, e, False
            # The newly opened step first; then every open step out of whatever it improved.
            while True:
                if not whole:
                    begin, end = 0, 1
                elif done < size:
                    node = queue[done]
                    done += 1
                    queued[node] = False
                    begin, end = out_ptr[node], out_ptr[node + 1]
                else:
                    break
                for k in range(begin, end):
                    if whole:
                        step = out_step[k]
                        if not opened[step] or last[w, step] < now:
                            continue
                    u, v, factor, grown = tail[step], head[step], weight[w, step], False
                    for lane in range(lanes):
                        if has[u, lane] < 0.0 or (mute[u] and own[u] != lane):
                            continue
                        value = has[u, lane] * factor
                        if value <= has[v, lane]:
                            continue
                        has[v, lane] = value
                        grown = True
                        for g in range(group_ptr[v], group_ptr[v + 1]):
                            group = group_of[g]
                            if now < day[w, lane, group]:
                                day[w, lane, group] = now
                            if weigh:
                                if now == day[w, lane, group] and value > day_strength[w, lane, group]:
                                    day_strength[w, lane, group] = value
                                if value > best[w, lane, group]:
                                    best[w, lane, group] = value
                                    best_day[w, lane, group] = now
                    if grown and not queued[v]:
                        if done == size:
                            size, done = 0, 0
                        elif size == nodes:  # make room at the end: what is waiting moves to the front
                            for k2 in range(done, size):
                                queue[k2 - done] = queue[k2]
                            size, done = size - done, 0
                        queue[size] = v
                        size += 1
                        queued[v] = True
                whole = True
    return day
