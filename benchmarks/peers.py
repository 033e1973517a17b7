"""How other libraries answer "whom does this actor reach?", each fed as its own users would feed it.

Each function takes (source, target, start, actors) and returns two: one asks the library about an origin, the
other counts the actors in its answer, the origin included. Only the asking is timed: neither building the
graph nor reading the answer in Python is, which for some libraries takes longer than the algorithm.
"""

from __future__ import annotations

import numpy as np


def expanded(source, target, start, actors):
    """The time-expanded graph of strict journeys: arcs (m, 2), and per actor its first and its last point.

    A point (x, t) means: there, and free to leave at t. A tie u -> v at t leads from (u, t) to v's next
    point.
    """
    never = np.int64(start[-1]) + 1
    who = np.concatenate((source, target, np.arange(actors, dtype=np.int32))).astype(np.int64)
    when = np.concatenate((start, start, np.full(actors, never)))
    key = who * (never + 1) + when
    points = np.unique(key)
    owner = points // (never + 1)
    stays = np.flatnonzero(owner[1:] == owner[:-1])
    leave = np.searchsorted(points, source.astype(np.int64) * (never + 1) + start)
    enter = np.searchsorted(points, target.astype(np.int64) * (never + 1) + start, "right")
    arcs = np.vstack((np.column_stack((stays, stays + 1)), np.column_stack((leave, enter))))
    first = np.searchsorted(owner, np.arange(actors))
    last = np.append(first[1:], len(points)) - 1
    return arcs, first, last, len(points)


def seen_last(size, last):
    """Count the actors whose last point is among the points reached."""

    def count(points):
        seen = np.zeros(size, bool)
        seen[points] = True
        return int(seen[last].sum())

    return count


def scipy(source, target, start, actors):
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order

    arcs, first, last, size = expanded(source, target, start, actors)
    graph = csr_array((np.ones(len(arcs), np.int8), (arcs[:, 0], arcs[:, 1])), shape=(size, size))
    return (
        lambda origin: breadth_first_order(graph, first[origin], return_predecessors=False),
        seen_last(size, last),
    )


def igraph(source, target, start, actors):
    import igraph

    arcs, first, last, size = expanded(source, target, start, actors)
    graph = igraph.Graph(size, arcs, directed=True)
    return lambda origin: graph.subcomponent(int(first[origin]), mode="out"), seen_last(size, last)


def networkit(source, target, start, actors):
    import networkit

    arcs, first, last, size = expanded(source, target, start, actors)
    ends = arcs[:, 0].astype(np.uint64), arcs[:, 1].astype(np.uint64)
    graph = networkit.GraphFromCoo(ends, n=size, directed=True)
    return (
        lambda origin: networkit.distance.BFS(graph, int(first[origin]), False).run(),
        lambda run: int((np.asarray(run.getDistances(asarray=True))[last] < 1e300).sum()),
    )


def rustworkx(source, target, start, actors):
    import rustworkx

    arcs, first, last, size = expanded(source, target, start, actors)
    graph = rustworkx.PyDiGraph(multigraph=False)
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(list(map(tuple, arcs.tolist())))
    count = seen_last(size, last)
    return lambda origin: rustworkx.descendants(graph, int(first[origin])), lambda found: count(list(found))


def networkx(source, target, start, actors):
    import networkx

    arcs, first, last, size = expanded(source, target, start, actors)
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(arcs.tolist())
    count = seen_last(size, last)
    return lambda origin: networkx.descendants(graph, int(first[origin])), lambda found: count(list(found))


def raphtory_graph(source, target, start):
    from raphtory import Graph

    graph = Graph()
    for u, v, t in zip(source.tolist(), target.tolist(), start.tolist(), strict=True):
        graph.add_edge(t, u, v)
    return graph


def raphtory(source, target, start, actors):
    """Its own primitive. It computes non-strict journeys, so its count may be larger."""
    from raphtory import algorithms

    graph = raphtory_graph(source, target, start)
    return (
        lambda origin: algorithms.temporally_reachable_nodes(graph, actors, int(start[0]), [int(origin)]),
        lambda found: sum(1 for _, state in found.items() if state["reachable_nodes"]),
    )


def dynetx(source, target, start, actors):
    """Its own enumeration of journeys. It forbids waiting, so its count may be smaller."""
    import dynetx
    from dynetx import algorithms

    graph = dynetx.DynDiGraph(edge_removal=True)
    for u, v, t in zip(source.tolist(), target.tolist(), start.tolist(), strict=True):
        graph.add_interaction(u, v, t=t)
    return (
        lambda origin: algorithms.time_respecting_paths(graph, int(origin), sample=1),
        lambda found: 1 + len({pair[1] for pair in found}),
    )


PEERS = {
    "scipy": scipy, "igraph": igraph, "networkit": networkit, "rustworkx": rustworkx,
    "networkx": networkx, "raphtory": raphtory, "dynetx": dynetx,
}  # fmt: skip

LARGEST = {"networkx": 100_000, "dynetx": 10_000, "raphtory": 1_000_000, "rustworkx": 1_000_000}
"""Ties beyond which a peer is not asked: minutes a question, or gigabytes."""
