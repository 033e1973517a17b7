"""Label permutation on a membership table: what users run today (networkx, igraph) beside interlocal.

    python benchmarks/nulls.py [TABLE.csv --unit U --group G --label L --value V --country C] [--draws 1000]

Without a table, one of 13,000 units in 60 groups is made. All three remove the same permuted sets from the same
table and count connected pairs across countries; the values are compared. The peers' loops are written as well as
their libraries allow: the graph is built once, and pairs are counted by component and country.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from interlocal.inference.membership import Columns, read_table
from interlocal.inference.shuffles import Shape, losses
from interlocal.inference.strata import label_draws, strata
from interlocal.inference.table_nulls import activity_of, degree_of

RESULTS = Path(__file__).parent / "results" / "nulls.json"


def made(folder: Path, units: int = 13_000, groups: int = 60) -> Path:
    """A membership table with heavy-tailed group sizes."""
    rng = np.random.default_rng(1)
    size = 1 / np.arange(1, groups + 1) ** 1.5
    rows = ["unit,group,label,country"]
    for unit in range(units):
        own = rng.choice(groups, 1 + rng.poisson(0.25), replace=False, p=size / size.sum())
        rows += [f"u{unit},g{g},{'ab'[unit % 4 == 0]},c{unit % 40}" for g in own]
    path = folder / "made.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def crossing(parts, country, kept):
    """Pairs of kept units of different countries in the same part."""
    pairs = 0
    for part in parts:
        counts = Counter(country[x] for x in part if x < len(country) and kept[x])
        total = sum(counts.values())
        pairs += (total * total - sum(c * c for c in counts.values())) // 2
    return pairs


def with_networkx(shape, sets):
    import networkx as nx

    graph = nx.Graph(list(zip(shape.a.tolist(), shape.b.tolist(), strict=True)))
    country = shape.country.tolist()
    whole = [list(part) for part in nx.connected_components(graph)]
    for gone in sets:
        kept = (~gone).tolist()
        left = graph.copy()
        left.remove_nodes_from(np.flatnonzero(gone).tolist())
        after = crossing(nx.connected_components(left), country, kept)
        yield 1 - after / crossing(whole, country, kept)


def with_igraph(shape, sets):
    import igraph

    graph = igraph.Graph(shape.nodes, np.column_stack((shape.a, shape.b)).tolist())
    country = shape.country.tolist()
    whole = list(graph.connected_components())
    ids = np.arange(shape.nodes)
    for gone in sets:
        kept = (~gone).tolist()
        left = ids[np.concatenate((~gone, np.ones(shape.nodes - shape.units, bool)))]
        some = graph.induced_subgraph(left.tolist())
        parts = ([int(left[x]) for x in part] for part in some.connected_components())
        yield 1 - crossing(parts, country, kept) / crossing(whole, country, kept)


def timed(what):
    begin = time.process_time()
    found = what()
    return time.process_time() - begin, found


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("table", nargs="?", type=Path)
    for name in ("unit", "group", "label", "country"):
        asked.add_argument(f"--{name}", default=name)
    asked.add_argument("--value", default="b")
    asked.add_argument("--draws", type=int, default=1000)
    asked.add_argument("--peer-draws", type=int, default=10)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.table or made(Path(folder))
        table = read_table(path, Columns(options.unit, options.group, options.label, options.country))
    shape = Shape.of(table, 1)
    chosen = np.array([one == options.value for one in table.label])
    groups = strata(degree_of(shape), activity_of(shape), [np.array(table.country)])
    losses(shape, "reach", label_draws(chosen, groups, 2, 1, ids=table.units))  # compiled before it is timed

    def ours():
        parts = [
            label_draws(chosen, groups, 100, 1, ids=table.units, first=k)
            for k in range(0, options.draws, 100)
        ]
        return np.concatenate([losses(shape, "reach", sets) for sets in parts])[: options.draws]

    seconds, values = timed(ours)
    row = {"table": path.name, "units": shape.units, "ties": len(shape.a), "draws": options.draws}
    row["interlocal, ms a draw, drawing included"] = 1000 * seconds / options.draws
    sets = label_draws(chosen, groups, options.peer_draws, 1, ids=table.units)
    for name, peer in (("networkx", with_networkx), ("igraph", with_igraph)):
        try:
            took, found = timed(lambda peer=peer: list(peer(shape, sets)))
        except ImportError:
            continue
        assert np.allclose(found, values[: len(found)]), name
        row[f"{name}, ms a draw, drawing left out"] = 1000 * took / len(found)
        row[f"{name} / interlocal"] = took / len(found) / (seconds / options.draws)
    RESULTS.write_text(json.dumps(row, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(row, indent=2))


if __name__ == "__main__":
    main()
