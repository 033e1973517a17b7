# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Array kernels of the null ladder: what a removal costs, and the same in shuffled networks.

N = nodes, of which the first U are units and the rest groups; M = ties; B = draws; W = words of 64 sources.
`a`, `b` (M, int32) are a tie's ends; `gone` (U, bool) the units removed; `country` (U, int32); `order` (U)
lists the units by country. Only numpy and numba here.
"""

import numpy as np

from interlocal.network.accelerate import kernel

__all__ = [
    "bridged",
    "heard",
    "mix",
    "retime",
    "rewire_memberships",
    "rewire_ties",
    "roots",
    "static_loss",
    "static_losses",
    "take_nearest",
    "timed_loss",
    "timed_losses",
]


@kernel
def mix(state):
    """The next 64 random bits of a splitmix64 stream; state (1, uint64) moves on."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def below(state, n):
    """A random whole number from 0 to n - 1 (n < 2**32)."""
    return np.int64(((mix(state) >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))


@kernel
def find(parent, x):
    """The root of x, halving the path to it."""
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


@kernel
def roots(a, b, gone, parent):
    """parent (N, int32) = the component of every node, ties of the units gone left out."""
    units = gone.size
    for x in range(parent.size):
        parent[x] = x
    for m in range(a.size):
        if (a[m] < units and gone[a[m]]) or (b[m] < units and gone[b[m]]):
            continue
        x, y = find(parent, a[m]), find(parent, b[m])
        if x < y:
            parent[y] = x
        elif y < x:
            parent[x] = y
    for x in range(parent.size):
        parent[x] = find(parent, x)


@kernel
def crossing_pairs(parent, order, country, gone, size):
    """Pairs of units of different countries, neither gone, in the same component; size (N) is scratch."""
    size[:] = 0
    pairs = np.int64(0)
    for k in range(order.size):
        if not gone[order[k]]:
            root = parent[order[k]]
            pairs += size[root]
            size[root] += 1
    size[:] = 0
    first = 0
    for k in range(order.size):
        if country[order[k]] != country[order[first]]:
            for j in range(first, k):
                size[parent[order[j]]] = 0
            first = k
        if not gone[order[k]]:
            root = parent[order[k]]
            pairs -= size[root]
            size[root] += 1
    return pairs


@kernel
def static_loss(a, b, intact, order, country, gone, parent, size):
    """The share of connected pairs of survivors across countries that the removal parts; NaN without any."""
    before = crossing_pairs(intact, order, country, gone, size)
    if before == 0:
        return np.nan
    roots(a, b, gone, parent)
    return 1.0 - crossing_pairs(parent, order, country, gone, size) / before


@kernel
def static_losses(a, b, nodes, order, country, sets, out):
    """out (B) = the loss for every removed set, sets (B, U)."""
    intact, parent = np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    size = np.empty(nodes, np.int64)
    roots(a, b, np.zeros(sets.shape[1], np.bool_), intact)
    for d in range(sets.shape[0]):
        out[d] = static_loss(a, b, intact, order, country, sets[d], parent, size)


@kernel
def ones(word):
    """How many bits of a word are set."""
    x = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def heard(a, b, begins, active, sources, gone, info, parent, touched):
    """info (N, W) = which sources each node has heard of, going forward in time.

    Step s has the ties active[begins[s]:begins[s + 1]]; within a step news goes all the way (a possible
    order), from step to step it stays where it is. parent (N) holds every node itself, before and after.
    """
    units, words = gone.size, info.shape[1]
    info[:, :] = 0
    for k in range(sources.size):
        if not gone[sources[k]]:
            info[sources[k], k >> 6] |= np.uint64(1) << np.uint64(k & 63)
    for s in range(begins.size - 1):
        many = 0
        for at in range(begins[s], begins[s + 1]):
            x, y = a[active[at]], b[active[at]]
            if (x < units and gone[x]) or (y < units and gone[y]):
                continue
            touched[many], touched[many + 1] = x, y
            many += 2
            x, y = find(parent, x), find(parent, y)
            if x < y:
                parent[y] = x
            elif y < x:
                parent[x] = y
        for k in range(many):
            root = find(parent, touched[k])
            for w in range(words):
                info[root, w] |= info[touched[k], w]
        for k in range(many):
            root = find(parent, touched[k])
            for w in range(words):
                info[touched[k], w] = info[root, w]
        for k in range(many):
            parent[touched[k]] = touched[k]


@kernel
def heard_pairs(info, foreign, sources, country, gone):
    """Pairs (source, unit) of different countries, neither gone, where the unit has heard of the source."""
    alive = np.zeros(info.shape[1], np.uint64)
    for k in range(sources.size):
        if not gone[sources[k]]:
            alive[k >> 6] |= np.uint64(1) << np.uint64(k & 63)
    pairs = np.int64(0)
    for v in range(gone.size):
        if not gone[v]:
            for w in range(info.shape[1]):
                pairs += ones(info[v, w] & foreign[country[v], w] & alive[w])
    return pairs


@kernel
def timed_loss(a, b, begins, active, sources, foreign, country, gone, intact, info, parent, touched):
    """The share of time-respecting pairs of survivors across countries that the removal parts."""
    before = heard_pairs(intact, foreign, sources, country, gone)
    if before == 0:
        return np.nan
    heard(a, b, begins, active, sources, gone, info, parent, touched)
    return 1.0 - heard_pairs(info, foreign, sources, country, gone) / before


@kernel
def timed_losses(a, b, nodes, begins, active, sources, foreign, country, sets, out):
    """out (B) = the time-respecting loss for every removed set; foreign (countries, W) masks the sources."""
    words = foreign.shape[1]
    intact, info = np.zeros((nodes, words), np.uint64), np.zeros((nodes, words), np.uint64)
    parent, touched = np.arange(nodes).astype(np.int32), np.empty(2 * active.size + 2, np.int32)
    heard(a, b, begins, active, sources, np.zeros(sets.shape[1], np.bool_), intact, parent, touched)
    for d in range(sets.shape[0]):
        out[d] = timed_loss(
            a, b, begins, active, sources, foreign, country, sets[d], intact, info, parent, touched
        )


@kernel
def bridged(group, begins, groups, sets, out):
    """out (B) = the share of linked pairs of groups that only the units gone link; NaN without any.

    Unit u belongs to group[begins[u]:begins[u + 1]]; two groups are linked by every unit in both. Pairs are
    looked up in a square of all groups where that is small, and counted by sorting otherwise.
    """
    room = 0
    for u in range(begins.size - 1):
        own = begins[u + 1] - begins[u]
        room += own * (own - 1) // 2
    links, owner = np.empty(room, np.int64), np.empty(room, np.int64)
    many = 0
    for u in range(begins.size - 1):
        for i in range(begins[u], begins[u + 1]):
            for j in range(i + 1, begins[u + 1]):
                if group[i] != group[j]:
                    low, high = min(group[i], group[j]), max(group[i], group[j])
                    links[many], owner[many] = np.int64(low) * groups + high, u
                    many += 1
    small = groups * groups <= 4_000_000
    square = np.full(groups * groups if small else 0, -1, np.int32)
    found = 0
    for m in range(many if small else 0):
        found += square[links[m]] < 0
        square[links[m]] = 0
    found = found if small else distinct(links[:many])
    kept = np.empty(0 if small else many, np.int64)
    for d in range(sets.shape[0]):
        stay = 0
        for m in range(many):
            if not sets[d, owner[m]]:
                if not small:
                    kept[stay] = links[m]
                    stay += 1
                elif square[links[m]] != d + 1:
                    square[links[m]] = d + 1
                    stay += 1
        left = stay if small else distinct(kept[:stay])
        out[d] = 1.0 - left / found if found else np.nan


@kernel
def distinct(keys):
    """How many different values there are."""
    if not keys.size:
        return 0
    ordered = np.sort(keys)
    found = 1
    for k in range(1, ordered.size):
        found += ordered[k] != ordered[k - 1]
    return found


@kernel
def take_nearest(begins, ring, near_units, take, turns, luck, near, out):
    """Give out (B, N) a matched set in every draw: take[q] free units near profile q, those with least luck.

    near_units[begins[q]:begins[q + 1]] (R) are units by their distance from q, ring (R) numbers those alike;
    turns (Q, B) order the profiles, luck (N, B) the units. Whole rings are taken in until they hold `near`
    units and enough free ones.
    """
    some = np.empty(near_units.size, np.int64)
    for d in range(out.shape[0]):
        for q in np.argsort(turns[:, d]):
            at, free = begins[q], 0
            while at < begins[q + 1]:
                first = at
                while at < begins[q + 1] and ring[at] == ring[first]:
                    if not out[d, near_units[at]]:
                        some[free] = near_units[at]
                        free += 1
                    at += 1
                if at - begins[q] >= near and free >= take[q]:
                    break
            chance = np.empty(free)
            for k in range(free):
                chance[k] = luck[some[k], d]
            for k in np.argsort(chance)[: take[q]]:
                out[d, some[k]] = True


@kernel
def rewire_memberships(group, begins, unit, block, members, starts, swaps, state):
    """Exchange the groups of random memberships of the same block, in place; nobody joins a group twice.

    unit, block (M); members lists the memberships by block, block k's being members[starts[k]:starts[k + 1]].
    """
    done = 0
    for _ in range(swaps):
        i = below(state, group.size)
        k = block[i]
        j = members[starts[k] + below(state, starts[k + 1] - starts[k])]
        if unit[i] == unit[j] or group[i] == group[j]:
            continue
        clash = False
        for m in range(begins[unit[i]], begins[unit[i] + 1]):
            clash |= group[m] == group[j]
        for m in range(begins[unit[j]], begins[unit[j] + 1]):
            clash |= group[m] == group[i]
        if not clash:
            group[i], group[j] = group[j], group[i]
            done += 1
    return done


@kernel
def rewire_ties(a, b, country, flip, block, members, starts, swaps, state):
    """Exchange the second ends of random ties of the same block, in place; two ties may join the same pair.

    No tie joins a unit to itself, and a tie stays within its country, or across countries, as it was. Where
    flip (M, bool) holds for both, the ends are alike and the first one may be exchanged as well.
    """
    done = 0
    for _ in range(swaps):
        i = below(state, a.size)
        k = block[i]
        j = members[starts[k] + below(state, starts[k + 1] - starts[k])]
        if flip[i] and mix(state) & np.uint64(1):
            a[i], b[i] = b[i], a[i]
        if i == j or a[i] == b[j] or a[j] == b[i]:
            continue
        cross_i, cross_j = country[a[i]] != country[b[i]], country[a[j]] != country[b[j]]
        # Only ties of the same kind exchange ends, so that each unit keeps its number of ties abroad.
        if cross_i != cross_j:
            continue
        if (country[a[i]] != country[b[j]]) != cross_i or (country[a[j]] != country[b[i]]) != cross_i:
            continue
        b[i], b[j] = b[j], b[i]
        done += 1
    return done


@kernel
def retime(place, block, members, starts, state):
    """Shuffle place (M) within blocks: tie m is to take the dates of tie place[m]."""
    for k in range(starts.size - 1):
        for at in range(starts[k + 1] - 1, starts[k], -1):
            to = starts[k] + below(state, at - starts[k] + 1)
            x, y = members[at], members[to]
            place[x], place[y] = place[y], place[x]
