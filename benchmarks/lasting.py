"""All sources over ties that last: python benchmarks/lasting.py [--memberships FILE] [--small].

Compiled rows of bits against our Python engine, a loop of our own compiled search for one source, and the
search that a user would write (a heap of Python's own). Loops are a few sources, times the actors. FILE is a
table of memberships with the columns geonameId, Code_Network and Year_of_Joining, such as etmun_memberships.csv
of Gourdon's thesis (2021), which is not part of this repository. Writes benchmarks/results/lasting.json.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import json
from pathlib import Path

import numpy as np

from interlocal.network import reach
from interlocal.network.columns import OPEN_END
from interlocal.network.events import EventNetwork
from yardsticks import cpu, machine

RESULTS = Path(__file__).parent / "results" / "lasting.json"
DAYS = 14_600
KINDS = {"short": "400 days on average", "open": "nine in ten without an end, used from either side"}


def made_up(actors: int, ties: int, kind: str) -> EventNetwork:
    """Ties that begin on some day of forty years."""
    draw = np.random.default_rng(1)
    source = draw.integers(0, actors, ties)
    target = (source + draw.integers(1, actors, ties)) % actors
    start = draw.integers(0, DAYS, ties)
    end = start + draw.exponential(400 if kind == "short" else 3_650, ties).astype(np.int64)
    if kind == "open":
        end = np.where(draw.random(ties) < 0.9, OPEN_END, end)
    return EventNetwork.from_arrays(
        source, target, start, end, actors=range(actors), directed=kind == "short"
    )


def memberships(file: Path) -> EventNetwork:
    """Cities in networks of cities since the year they joined."""
    with file.open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["Year_of_Joining"].isdigit() and row["geonameId"]]
    cities, networks = ([row[name] for row in rows] for name in ("geonameId", "Code_Network"))
    joined = [int(row["Year_of_Joining"]) for row in rows]
    return EventNetwork.from_arrays(
        [f"city {x}" for x in cities], [f"network {x}" for x in networks], joined, [OPEN_END] * len(rows),
        directed=False,
    )  # fmt: skip


def by_heap(net: EventNetwork, strict: bool):
    """Whom a source reaches, by Dijkstra's search over the dates, in plain Python."""
    out: dict[int, list[tuple[int, int, int]]] = {}
    for u, v, first, last in zip(
        *(a.tolist() for a in (net.source, net.target, net.start, net.end)), strict=True
    ):
        out.setdefault(u, []).append((v, first, last))
        if not net.directed:
            out.setdefault(v, []).append((u, first, last))

    def run(origin: int) -> int:
        ready, heap = {origin: -(2**62)}, [(-(2**62), origin)]
        while heap:
            now, here = heapq.heappop(heap)
            if now > ready[here]:
                continue
            for there, first, last in out.get(here, ()):
                when = max(now, first)
                if when <= last and when + strict < ready.get(there, 2**62):
                    ready[there] = when + strict
                    heapq.heappush(heap, (when + strict, there))
        return len(ready)

    return run


def measure(net: EventNetwork, name: str) -> dict:
    """CPU seconds under both orders."""
    actors, found = len(net.actors), {"name": name, "actors": len(net.actors), "ties": len(net)}
    few = list(range(0, actors, max(1, actors // 10)))[:10]
    for order in (reach.STRICT, reach.NON_STRICT):
        named = {"semantics": order, "engine": "compiled"}
        sizes = reach.reach_sizes(net, **named).sizes
        run = by_heap(net, order.strict)
        assert sizes[few].tolist() == [run(x) for x in few]
        single = cpu(lambda named=named: [reach.arrivals(net, [net.actors[x]], **named) for x in few], 3)
        found[order.order] = {
            "mean reach": float(sizes.mean()),
            "all sources": cpu(lambda named=named: reach.reach_sizes(net, threads=1, **named), 3),
            "compiled search, every source": single / len(few) * actors,
            "Python search, every source": cpu(lambda run=run: [run(x) for x in few], 3) / len(few) * actors,
        }
        found[order.order]["a shuffle"] = shuffle(net, 20, named)
        if len(net) <= 100_000:
            found[order.order]["all sources, Python"] = cpu(
                lambda order=order: reach.reach_sizes(net, engine="python", semantics=order), 3, 1
            )
            found[order.order]["a shuffle, Python"] = shuffle(
                net, 2, {"semantics": order, "engine": "python"}
            )
    return found


def shuffle(net: EventNetwork, replications: int, named: dict) -> float:
    """CPU seconds of a replication with the ends of ties dealt out anew, for one target."""
    asked = {"replications": replications, "threads": 1, **named}
    return cpu(lambda: reach.shuffled(net, [net.actors[0]], **asked), 3, 20) / replications


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--memberships", type=Path)
    options.add_argument("--small", action="store_true", help="only networks up to 100,000 ties")
    asked = options.parse_args()
    measure(made_up(100, 1_000, "short"), "compiles the kernels")
    report = {"machine": machine(), "rows": []}
    nets = [
        (lambda a=a, t=t, kind=kind: (made_up(a, t, kind), KINDS[kind]))
        for a, t in [(10_000, 100_000), (100_000, 1_000_000)] if t <= 100_000 or not asked.small for kind in KINDS
    ]  # fmt: skip
    if asked.memberships:
        nets.insert(0, lambda: (memberships(asked.memberships), "city networks (real)"))
    for net in nets:
        row = measure(*net())
        report["rows"].append(row)
        print(json.dumps(row), flush=True)
        RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
