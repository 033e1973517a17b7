"""Time the engine's workloads against the goals, the C yardsticks and the peers that are installed.

    python benchmarks/engine.py [--small] [--peers scipy igraph ...]

Writes benchmarks/results/engine.json; ``python benchmarks/table.py`` makes docs/benchmarks.md of it.
CPU seconds, medians of at least five runs after a warm-up, of three times as many those beside which the machine
was quickest (``yardsticks.Pace``); compiling kernels and lists of operations is not in them and reported apart.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

from interlocal.network import engines, oplist, reach
from interlocal.network.events import EventNetwork
from interlocal.network.kernels import scans
from peers import LARGEST, PEERS, raphtory_graph
from yardsticks import SIZES, contacts, cpu, in_turns, machine, native, one_pass, pace, stream_pass

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "engine.json"


def measure(actors, ties, kind, library, peers):
    """Every workload on one network."""
    source, target, start = contacts(actors, ties, kind)
    net = EventNetwork.from_arrays(source, target, start, actors=range(actors))
    origin, targets = int(source[0]), list(range(0, actors, 100))
    row = {"actors": actors, "ties": ties, "kind": kind}
    quick = {"engine": "compiled"}

    row["one source, not prepared"] = cpu(lambda: reach.arrivals(net, [origin], **quick), 15)
    begin = time.process_time()
    reach.prepare(net)
    row["compiling the operations"] = time.process_time() - begin
    works = {"one source": lambda: reach.arrivals(net, [origin], **quick)}
    if library:
        run = one_pass(library, source, target, start, actors)
        assert np.array_equal(run(origin) < 2**63 - 1, reach.arrivals(net, [origin], **quick).reached)
        works["C one-pass"] = lambda: run(origin)
    for name, spent in in_turns(works, repeats=25).items():
        row[name] = statistics.median(spent)
    if library:
        twenty = np.unique(source[:: max(1, ties // 40)])[:20].tolist()
        row["C one-pass, every source"] = cpu(lambda: [run(x) for x in twenty], 5) / len(twenty) * actors

    row["all sources"] = cpu(lambda: reach.reach_sizes(net, threads=1, **quick), 5)
    works = {n: lambda n=n: reach.reach_sizes(net, threads=n, **quick) for n in (1, 2)}
    if library:
        works |= two_streams(library, 64 * actors)
    spent = in_turns(works, time.perf_counter)
    # The best of each: a thread that waits for its processor is no fault of the work's.
    row["all sources, wall, 1 thread"], row["all sources, wall, 2 threads"] = min(spent[1]), min(spent[2])
    if library:
        row["two streams at once"] = 2 * min(spent["a stream"]) / min(spent["two streams"])
    words = 8 * ties * -(-actors // 512)
    works = {"ours": every_row(net)}
    if library:
        works["stream"], streamed = stream_pass(library, 64 * actors, words)
    spent = in_turns(works, repeats=7)
    row["all sources, not pruned"] = statistics.median(spent["ours"])
    if library:
        row["words a second"] = words / row["all sources, not pruned"]
        row["words a second, streaming limit"] = streamed / statistics.median(spent["stream"])

    row["target set"] = cpu(lambda: reach.reaching(net, targets, **quick))
    row["one full pass"] = full_pass(net, targets)
    row["one bit through the operations"] = bit_pass(net, targets)
    deadlines = np.quantile(start, np.linspace(0.01, 1, 64)).astype(np.int64)
    row["64 deadlines"] = cpu(lambda: reach.access_curve(net, targets, deadlines, **quick))
    row["every removal"] = cpu(lambda: reach.remove_each(net, targets, threads=1, **quick))
    row["removals one by one"] = row["target set"] * actors

    replications = 1000 if ties <= 100_000 else 200
    numbers = np.random.default_rng(1)

    def permuted():
        order = numbers.permutation(ties)
        again = EventNetwork(source[order], target[order], net.start, net.start, net.duration, net.actors)
        return reach.reaching(again, targets, **quick)

    def shuffled():
        reach.shuffled(net, targets, replications=replications, threads=1, **quick)

    spent = in_turns({"ours": shuffled, "numpy": lambda: [permuted() for _ in range(10)]}, repeats=5)
    row["a shuffle"] = statistics.median(spent["ours"]) / replications
    row["a shuffle by numpy"] = statistics.median(spent["numpy"]) / 10

    if ties <= 100_000:
        worlds = np.random.default_rng(2).random((ties, 1024), dtype=np.float32) < 0.5
        row["1,024 scenarios"] = scenario_pass(net, targets, worlds)
        row["1,024 scenarios, packing included"] = cpu(
            lambda: reach.scenarios(net, targets=targets, tie_mask=worlds, threads=1, **quick), 5
        )
        row["a scenario by numpy"] = cpu(
            lambda: reach.reaching(net.select(numbers.random(ties) < 0.5), targets, **quick)
        )
    peers = peers if kind == "uniform" else []
    row["peers"] = {name: ask(name, source, target, start, actors, origin) for name in peers}
    if "raphtory" in peers and ties <= 100_000:
        row["raphtory"] = raphtory_loops(source, target, start, actors, targets)
    return row


def two_streams(library, room):
    """One pass in C over as many rows, and two at once: what a second thread can give on this machine."""
    words = 200_000_000
    (one, _), (other, _) = (stream_pass(library, room, words) for _ in range(2))

    def both():
        beside = threading.Thread(target=other)
        beside.start()
        one()
        beside.join()

    return {"a stream": one, "two streams": both}


def every_row(net):
    """All sources with nothing skipped: every operation for every row, to hold against the streaming limit."""
    asked = oplist.CompiledEngine(net, reach.STRICT, None, None, 1)
    ops, lo, hi = asked.ops(backward=True)
    actors = len(net.actors)
    columns, begins = np.arange(actors, dtype=np.int32), np.full(-(-actors // 512), lo)

    def run():
        return asked.count_columns(ops, hi, columns, begins, skipping=False)

    assert np.array_equal(run(), asked.row_counts(0, actors, backward=True))
    return run


def full_pass(net, targets):
    """The plain pass over every timed arc that the goals count in: Wu et al.'s, compiled, never stopping early."""
    arcs = oplist.CompiledEngine(net, reach.STRICT, None, None, 1).arcs().reversed()

    def run():
        ready = np.full(len(net.actors), scans.NEVER)
        ready[targets] = -scans.NEVER
        scans.scan(arcs.source, arcs.target, arcs.first, arcs.delay, ready)

    return cpu(run, 15)


def bit_pass(net, targets):
    """One bit through every operation, never stopping early: the price of reading them."""
    asked = oplist.CompiledEngine(net, reach.STRICT, None, None, 1)
    ops, lo, hi = asked.ops(backward=True, events=True)
    actors = len(net.actors)

    def run():
        at = np.full(actors + ops.temporary, scans.NOWHERE)
        at[targets] = -1
        scans.first_ops(ops.dst, ops.src, lo, hi, actors, at, 2 * actors + 1)

    return cpu(run, 15)


def scenario_pass(net, targets, worlds):
    """The pass itself, masks packed beforehand, as the goal has it."""
    masks = engines.packed(net, None, worlds)
    asked = oplist.CompiledEngine(net, reach.STRICT, None, None, 1)
    return cpu(lambda: asked.scenario_counts(targets, *masks, backward=True), 5)


def ask(name, source, target, start, actors, origin):
    """One peer's CPU seconds for one source, and how many it reached."""
    if len(source) > LARGEST.get(name, 10**9) or (name == "raphtory" and actors > 10_000):
        return "not asked: too large for it"
    try:
        begin = time.process_time()
        run, count = PEERS[name](source, target, start, actors)
        built = time.process_time() - begin
    except ImportError as error:
        return f"not installed: {error}"
    seconds = cpu(lambda: run(origin), 5, 15)
    # Reading raphtory's answer takes minutes from a million ties on, and is nobody's question here.
    reached = count(run(origin)) if len(source) <= 10_000 or name != "raphtory" else None
    return {"seconds": seconds, "building": built, "reached": reached}


def raphtory_loops(source, target, start, actors, targets):
    """Raphtory's price of one removal and of one shuffled replication."""
    from raphtory import algorithms

    graph = raphtory_graph(target, source, -start)  # time turned round, ends too
    turned = [int(x) for x in targets]

    def removed():
        view = graph.exclude_nodes([1])  # no target: those are every hundredth actor
        algorithms.temporally_reachable_nodes(view, actors, int(-start[-1]), turned)

    def rebuilt():
        order = np.random.default_rng(1).permutation(len(source))
        again = raphtory_graph(target[order], source[order], -start)
        algorithms.temporally_reachable_nodes(again, actors, int(-start[-1]), turned)

    return {"a removal": cpu(removed, 5, 10), "a shuffle": cpu(rebuilt, 5, 10)}


def casebook():
    """300 actors and 5,000 lasting ties, without numba: CPU seconds per question, in a process of its own."""
    code = """
import json, sys
import numpy as np
from interlocal.network import reach
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import NON_STRICT, STRICT
from yardsticks import cpu, pace
pace().best = [min(pair) for pair in zip(pace().best, json.loads(sys.argv[1]))]
draw = np.random.default_rng(1)
found = {}
for kind in ("instants", "lasting"):
    start = draw.integers(0, 14_600, 5_000)
    end = start + draw.exponential(400, 5_000).astype(int) if kind == "lasting" else start
    net = EventNetwork.from_arrays(draw.integers(0, 300, 5_000), draw.integers(0, 300, 5_000), start, end,
                                   actors=range(300), directed=False)
    for semantics in (STRICT, NON_STRICT):
        for name, ask in {
            "one source": lambda: reach.arrivals(net, [0], semantics=semantics),
            "all sources": lambda: reach.reach_sizes(net, semantics=semantics),
            "target set": lambda: reach.reaching(net, [0, 1], semantics=semantics),
            "every removal": lambda: reach.remove_each(net, [0, 1], semantics=semantics),
            "64 deadlines": lambda: reach.access_curve(net, [0], range(0, 12_800, 200), semantics=semantics),
        }.items():
            found[f"{name}, {kind}, {semantics.order}"] = cpu(ask)
assert "numba" not in sys.modules
print(json.dumps(found))
"""
    asked = [sys.executable, "-c", code, json.dumps(pace().best)]
    return json.loads(subprocess.run(asked, capture_output=True, check=True, text=True, cwd=HERE).stdout)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--small", action="store_true", help="only networks up to 100,000 ties")
    options.add_argument(
        "--only", type=int, help="measure networks of so many actors anew, keep the other rows"
    )
    options.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS))
    asked = options.parse_args()
    library = native()
    measure(100, 1_000, "uniform", library, [])  # compiles the kernels, which no figure is to hold
    report = {"machine": machine(), "casebook": casebook(), "rows": []}
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))["rows"] if asked.only else []
    sizes = [(n, m, "uniform") for n, m in SIZES if m <= 100_000 or not asked.small]
    if not asked.small:
        sizes[4:4] = [(10_000, 1_000_000, "heavy"), (10_000, 1_000_000, "days")]
    for actors, ties, kind in sizes:
        old = [row for row in kept if (row["actors"], row["ties"], row["kind"]) == (actors, ties, kind)]
        if old and actors != asked.only:
            report["rows"] += old
            continue
        row = measure(actors, ties, kind, library, asked.peers)
        report["rows"].append(row)
        print(json.dumps(row, default=float), flush=True)
    report["pace of the turns that count, 2 at best"] = np.quantile(pace().turns, (0.5, 0.9)).tolist()
    report["largest resident memory, bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=1, default=float) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
