"""All sources, all removals and shuffles on real event data: python benchmarks/real.py FILE [--columns ...].

FILE is a table without a header, such as ICEWS14's ``train.txt`` (subject, relation, object, hours). The data
are not part of this repository. Adds one entry to benchmarks/results/real.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from interlocal.network import reach
from interlocal.network.events import EventNetwork
from yardsticks import cpu, native, one_pass

RESULTS = Path(__file__).parent / "results" / "real.json"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("file", type=Path)
    options.add_argument("--name", required=True)
    options.add_argument("--columns", nargs=3, type=int, default=[0, 2, 3], help="source, target, time")
    asked = options.parse_args()
    table = np.loadtxt(asked.file, dtype=np.int64, usecols=asked.columns)
    net = EventNetwork.from_arrays(*table.T)
    actors, quick = len(net.actors), {"engine": "compiled"}
    busiest = [net.actors[k] for k in np.argsort(np.bincount(net.target))[-10:].tolist()]
    row = {"name": asked.name, "actors": actors, "ties": len(net), "moments": len(np.unique(net.start))}
    for order in (reach.STRICT, reach.NON_STRICT):
        named = {**quick, "semantics": order}
        row[order.order] = {
            "mean reach": float(reach.reach_sizes(net, **named).sizes.mean()),
            "all sources": cpu(lambda named=named: reach.reach_sizes(net, threads=1, **named)),
            "all sources, Python": cpu(
                lambda order=order: reach.reach_sizes(net, engine="python", semantics=order), 5
            ),
            "every removal": cpu(lambda named=named: reach.remove_each(net, busiest, threads=1, **named)),
            "a shuffle": cpu(
                lambda named=named: reach.shuffled(net, busiest, replications=50, threads=1, **named), 5
            ) / 50,
        }  # fmt: skip
    library = native()
    if library:
        run = one_pass(library, np.array(net.source), np.array(net.target), np.array(net.start), actors)
        few = range(0, actors, max(1, actors // 50))
        row["C one-pass, every source"] = cpu(lambda: [run(x) for x in few]) / len(few) * actors
    found = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    found = [old for old in found if old["name"] != asked.name] + [row]
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(row, indent=1))


if __name__ == "__main__":
    main()
