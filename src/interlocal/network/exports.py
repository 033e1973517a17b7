"""A network handed to other tools: columns, a matrix of counts, a networkx graph."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from interlocal.errors import NetworkError
from interlocal.network.events import EventNetwork

__all__ = ["to_columns", "to_matrix", "to_networkx"]


def to_columns(net: EventNetwork) -> dict[str, NDArray[Any]]:
    """One array per column, one entry per tie, actors by label: what any dataframe is made of.

    >>> list(to_columns(EventNetwork.from_arrays(["a"], ["b"], [1979])))
    ['source', 'target', 'start', 'end', 'duration']
    """
    labels = np.array(net.actors) if len(net.actors) else np.zeros(0, np.int64)
    return {
        "source": labels[net.source],
        "target": labels[net.target],
        "start": net.start,
        "end": net.end,
        "duration": np.array(net.duration),
        **net.attributes,
    }


def to_matrix(net: EventNetwork) -> Any:
    """How many ties lead from each actor to each: a scipy CSR array (actors × actors, int64), time ignored.

    An undirected tie counts from either side; an undirected self-tie counts once.

    >>> to_matrix(EventNetwork.from_arrays(["a", "a"], ["b", "b"], [1, 2])).toarray()
    array([[0, 2],
           [0, 0]])
    """
    from scipy.sparse import coo_array

    source, target = net.source, net.target
    if not net.directed:
        other = source != target
        source, target = np.append(source, target[other]), np.append(target, source[other])
    size = len(net.actors)
    return coo_array((np.ones(len(source), np.int64), (source, target)), shape=(size, size)).tocsr()


def to_networkx(net: EventNetwork) -> Any:
    """A ``MultiDiGraph`` (``MultiGraph`` if undirected): a tie is an edge with start, end, duration and
    attributes.

    The key of an edge is the tie's position. Needs networkx, which interlocal does not install.

    >>> graph = to_networkx(EventNetwork.from_arrays(["a"], ["b"], [1979]))
    >>> graph.edges(keys=True, data="start")
    OutMultiEdgeDataView([('a', 'b', 0, 1979)])
    """
    try:
        import networkx
    except ImportError as error:
        raise NetworkError("to_networkx needs networkx: pip install networkx") from error
    graph = networkx.MultiDiGraph() if net.directed else networkx.MultiGraph()
    graph.add_nodes_from(net.actors)
    columns = {name: column.tolist() for name, column in to_columns(net).items()}
    sources, targets = columns.pop("source"), columns.pop("target")
    for k, (source, target) in enumerate(zip(sources, targets, strict=True)):
        graph.add_edge(source, target, key=k, **{name: column[k] for name, column in columns.items()})
    return graph
