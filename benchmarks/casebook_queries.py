"""How long a question to a casebook takes, beside a plain loop over networkx on the same ties.

Prints medians of processor time. The gates: a shipped casebook with 2,000 simulated codings under
50 ms a query; 300 actors and 5,000 ties under 50 ms certain and under 1 s with 2,000 simulated
codings (one source set, one issue, codings drawn beforehand); numba never imported. Writes
benchmarks/results/casebook_queries.json.

    python benchmarks/casebook_queries.py [BOOK]
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import numpy as np

from interlocal.casebook.folder import read
from interlocal.network.build import build
from interlocal.network.clock import NEVER, Clock
from interlocal.network.coalition import CoalitionNetwork, Member, Ties
from interlocal.network.measures import principals
from interlocal.network.paths import paths, soonest
from interlocal.network.question import ask
from interlocal.network.search import certain_arrivals
from interlocal.network.spreading import arrivals
from interlocal.network.states import states_of
from interlocal.network.who import state_of
from interlocal.network.worlds import Worlds, draw_worlds
from yardsticks import cpu

RESULTS = Path(__file__).parent / "results" / "casebook_queries.json"
ROWS: list[dict[str, Any]] = []


def median_ms(call: Callable[[], Any]) -> float:
    return cpu(call) * 1e3


def synthetic(actors: int, ties: int, *, vague: bool, seed: int = 7) -> CoalitionNetwork:
    """Random instants, a fifth of them neutral standing ties; `vague` leaves the day open within a year."""
    rng = np.random.default_rng(seed)
    start = rng.integers(0, 12_000, ties)
    width = rng.integers(0, 365, ties) if vague else np.zeros(ties, np.int64)
    lasting = rng.random(ties) < 0.2
    end = np.where(lasting, start + width + rng.integers(100, 4_000, ties), start + width)
    names = [f"t{k}" for k in range(ties)] + [f"t{k}:end" for k in range(ties)]
    low = np.concatenate([start, np.where(lasting, end, start)])
    high = np.concatenate([start + width, np.where(lasting, end, start + width)])
    clock = Clock.of(names, low, high)
    source = rng.integers(0, actors, ties)
    target = (source + rng.integers(1, actors, ties)) % actors
    two_way = rng.random(ties) < 0.5
    text = np.array(["x"] * ties)
    columns = Ties(
        source.astype(np.int32),
        target.astype(np.int32),
        np.arange(ties, dtype=np.int32),
        np.where(lasting, ties + np.arange(ties), np.arange(ties)).astype(np.int32),
        np.ones(ties, np.uint16),
        two_way.astype(np.uint16),
        np.where(lasting, 0, 1 << rng.integers(0, 3, ties)).astype(np.uint64),
        rng.choice([0.6, 0.8, 0.9, 0.95], ties),
        np.ones(ties, np.int8),
        np.full(ties, -1, np.int8),
        np.ones(ties, bool),
        text,
        text,
        text,
        text,
        np.array(names[:ties]),
    )
    members = tuple(Member(f"a{k}", f"a{k}", territory=("JP",)) for k in range(actors))
    return CoalitionNetwork(members, columns, clock, issues=("i", "j", "k"), home="JP")


def plain_loop(
    network: CoalitionNetwork, source: int, targets: frozenset[int], worlds: Worlds, some: int
) -> float:
    """Milliseconds a world of what one would write on networkx: fill a graph, then spread in order of time."""
    ties = network.ties
    ahead = [bool(x & 1) for x in ties.forward.tolist()]
    back = [bool(x & 1) for x in ties.reverse.tolist()]

    def one(w: int) -> int:
        graph = networkx.MultiDiGraph()
        graph.add_nodes_from(range(len(network.members)))
        for k in np.flatnonzero(worlds.present[:, w]).tolist():
            if int(ties.issues[k]) in (0, 1):
                span = int(worlds.day(int(ties.start[k]))[w]), int(worlds.day(int(ties.end[k]))[w])
                u, v = int(ties.source[k]), int(ties.target[k])
                if ahead[k]:
                    graph.add_edge(u, v, span=span)
                if back[k]:
                    graph.add_edge(v, u, span=span)
        reached = {source: -(1 << 30)}
        changed = True
        while changed:
            changed = False
            for u, v, (first, last) in graph.edges(data="span"):
                if u in reached and (when := max(reached[u], first)) <= last and when < reached.get(v, NEVER):
                    reached[v] = when
                    changed = True
        return min((reached.get(t, NEVER) for t in targets), default=NEVER)

    began = time.process_time()
    ours = soonest(
        arrivals(
            *(lambda q: (states_of(network, q), q))(ask(network, source, targets, issue="i")),
            network,
            worlds,
            presence=True,
        ),
        worlds.n,
    )
    took = time.process_time() - began
    began = time.process_time()
    theirs = [one(w) for w in range(some)]
    each = (time.process_time() - began) * 1e3 / some
    assert theirs == ours[:some].tolist(), "the two do not agree"
    ROWS[-1]["a networkx loop over simulated codings, ratio"] = each * worlds.n / (took * 1e3)
    print(
        f"{'  networkx loop, a world':44}{each:10.2f} ms   ({each * worlds.n / (took * 1e3):,.0f} times ours)"
    )
    return each


def headed(about: str) -> None:
    ROWS.append({"network": about})
    print(about)


def line(name: str, value: float, gate: float) -> None:
    ROWS[-1][name.strip()] = {"ms": value, "gate": gate}
    print(f"{name:44}{value:10.2f} ms   gate {gate:,.0f} ms   {'ok' if value < gate else 'MISSED'}")


def casebook(name: str) -> None:
    network = build(read(name))
    worlds = draw_worlds(network, 2_000, 1)
    headed(f"{name}: {len(network.members)} actors, {len(network.ties)} ties")
    sources = frozenset(principals(network))
    for code in ("JP", "CN", "RU", "KR"):
        targets = state_of(network, code)
        if sources and targets:
            took = median_ms(lambda t=targets: paths(network, sources, t, worlds=worlds))  # type: ignore[misc]
            line(f"  all non-state actors to the {code} state", took, 50)


def scaled() -> None:
    targets = frozenset(range(200, 204))
    for vague in (False, True):
        network = synthetic(300, 5_000, vague=vague)
        worlds = draw_worlds(network, 2_000, 1)
        question = ask(network, 0, targets, issue="i")

        def certain(question=question, network=network) -> object:  # type: ignore[no-untyped-def]
            return certain_arrivals(
                states_of(network, question), network.clock, question, network.ties.asserted
            )

        def drawn(question=question, network=network, worlds=worlds) -> object:  # type: ignore[no-untyped-def]
            return arrivals(states_of(network, question), question, network, worlds, presence=True)

        headed(f"300 actors, 5,000 ties, dates {'to a year' if vague else 'to the day'}")
        line("  certain", median_ms(certain), 50)
        line("  2,000 simulated codings", median_ms(drawn), 1_000)
        line(
            "  the whole answer with routes",
            median_ms(lambda n=network, w=worlds: paths(n, 0, targets, issue="i", worlds=w, k=5)),
            1_000,
        )  # type: ignore[misc]
        plain_loop(network, 0, targets, worlds, 20)


if __name__ == "__main__":
    casebook(sys.argv[1] if len(sys.argv) > 1 else "takao2003")
    scaled()
    assert "numba" not in sys.modules
    RESULTS.write_text(json.dumps(ROWS, indent=1) + "\n", encoding="utf-8")
