"""Ask every installed library the same small questions, and write what each computes to docs/semantics.md.

    python validation/semantics_matrix.py

Each probe is a network one can draw, a source, and whom interlocal reaches under each order. A library that
is not installed, or that refuses, is reported with its own words.
"""

from __future__ import annotations

import importlib.metadata
import signal
import warnings
from dataclasses import dataclass
from pathlib import Path

from interlocal.network import reach
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import NON_STRICT, STRICT

OUT = Path(__file__).resolve().parents[1] / "docs" / "semantics.md"
PATIENCE = 10


@dataclass(frozen=True)
class Probe:
    """A question to all: ties are (from, to, first moment, last moment)."""

    name: str
    ties: list[tuple[str, str, int, int]]
    source: str
    directed: bool = True

    @property
    def lasting(self) -> bool:
        """Whether some tie lasts."""
        return any(start != end for *_, start, end in self.ties)


def at(*ties: str) -> list[tuple[str, str, int, int]]:
    """Ties from "a b 1" (an instant) or "a b 1 9" (lasting)."""
    made = []
    for tie in ties:
        u, v, start, *end = tie.split()
        made.append((u, v, int(start), int(end[0]) if end else int(start)))
    return made


PROBES = [
    Probe("two hops in order: a-b at 1, b-c at 2", at("a b 1", "b c 2"), "a"),
    Probe("two hops in the wrong order: b-c at 1, a-b at 2", at("b c 1", "a b 2"), "a"),
    Probe("two hops in one moment: a-b at 1, b-c at 1", at("a b 1", "b c 1"), "a"),
    Probe("the same, rows the other way round", at("b c 1", "a b 1"), "a"),
    Probe("three hops in one moment", at("c d 1", "b c 1", "a b 1"), "a"),
    Probe("waiting over other stamps: a-b at 1, x-y at 3, b-c at 5", at("a b 1", "x y 3", "b c 5"), "a"),
    Probe("moments before zero: a-b at -5, b-c at -4", at("a b -5", "b c -4"), "a"),
    Probe("a self-tie between: a-b at 1, b-b at 2, b-c at 3", at("a b 1", "b b 2", "b c 3"), "a"),
    Probe("undirected: b-a at 1, c-b at 2", at("b a 1", "c b 2"), "a", directed=False),
    Probe("undirected, in one moment: b-a at 1, c-b at 1", at("b a 1", "c b 1"), "a", directed=False),
    Probe("met inside a lasting tie: a-b from 1 to 100, c-a at 10", at("a b 1 100", "c a 10"), "c"),
    Probe("met at its last moment: a-b from 1 to 10, c-a at 10", at("a b 1 10", "c a 10"), "c"),
    Probe("met after its end: a-b from 1 to 10, c-a at 11", at("a b 1 10", "c a 11"), "c"),
    Probe("two lasting ties side by side: a-b 1 to 9, b-c 1 to 9", at("a b 1 9", "b c 1 9"), "a"),
    Probe("names with an underscore: a_1-b at 1, b-c_2 at 2", at("a_1 b 1", "b c_2 2"), "a_1"),
]


def ours(semantics):
    """Interlocal under one order."""

    def ask(probe: Probe) -> set[str]:
        source, target, start, end = zip(*probe.ties, strict=True)
        net = EventNetwork.from_arrays(source, target, start, end, directed=probe.directed)
        answers = [
            set(reach.arrivals(net, [probe.source], semantics=semantics, engine=engine).as_dict())
            for engine in ("python", "compiled")
        ]
        assert answers[0] == answers[1]
        return answers[0]

    return ask


def raphtory(kind: str):
    """Its temporally_reachable_nodes, on an event graph or on a graph whose edges persist until deleted."""

    def ask(probe: Probe) -> set[str]:
        import raphtory
        from raphtory import algorithms

        if probe.lasting and kind == "Graph":
            raise NotImplementedError("no lasting ties")
        graph = getattr(raphtory, kind)()
        for u, v, start, end in probe.ties:
            for x, y in [(u, v)] if probe.directed else [(u, v), (v, u)]:
                graph.add_edge(start, x, y)
                if kind == "PersistentGraph":
                    graph.delete_edge(end + 1, x, y)
        found = algorithms.temporally_reachable_nodes(graph, 99, -1000, [probe.source])
        return {node.name for node, state in found.items() if state["reachable_nodes"]}

    return ask


def dynetx(probe: Probe) -> set[str]:
    """Its time_respecting_paths; its ties vanish at their end, so ours end one later."""
    import dynetx
    from dynetx import algorithms

    graph = dynetx.DynDiGraph(edge_removal=True) if probe.directed else dynetx.DynGraph(edge_removal=True)
    for u, v, start, end in probe.ties:
        graph.add_interaction(u, v, t=start, e=end + 1 if end > start else None)
    found = algorithms.time_respecting_paths(graph, probe.source, sample=1)
    return {probe.source} | {pair[1] for pair in found}


def pathpy(probe: Probe) -> set[str]:
    """Its paths of a temporal network, with a waiting limit of 10 (it has no unlimited wait)."""
    import pathpy
    from pathpy.path_extraction import paths_from_temporal_network_dag

    pathpy.utils.Log.set_min_severity(pathpy.utils.Severity.ERROR)
    if probe.lasting:
        raise NotImplementedError("no lasting ties")
    net = pathpy.TemporalNetwork()
    for u, v, start, _ in probe.ties:
        net.add_edge(u, v, start, directed=probe.directed)
    found = {probe.source}
    for paths in paths_from_temporal_network_dag(net, delta=10).paths.values():
        for path in paths:
            for k, actor in enumerate(path):
                if actor == probe.source:
                    found.update(path[k:])
    return found


def reticula(probe: Probe) -> set[str]:
    """Its out_cluster under simple adjacency."""
    import reticula

    net = reticula.directed_temporal_network[reticula.string, reticula.double](
        [
            reticula.directed_temporal_edge[reticula.string, reticula.double](u, v, t)
            for u, v, t, _ in probe.ties
        ]
    )
    adjacency = reticula.temporal_adjacency.simple[net.edge_type()]()
    return set(reticula.out_cluster(net, adjacency, probe.source, -1000.0).interval_sets())


ASKED = {
    "interlocal, strict": (None, ours(STRICT)),
    "interlocal, non-strict": (None, ours(NON_STRICT)),
    "raphtory Graph": ("raphtory", raphtory("Graph")),
    "raphtory PersistentGraph": ("raphtory", raphtory("PersistentGraph")),
    "DyNetX": ("dynetx", dynetx),
    "pathpy (wait ≤ 10)": ("pathpy2", pathpy),
    "reticula": ("reticula", reticula),
}


def answer(ask, probe: Probe) -> str:
    """Whom a library reaches, or why it does not say."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(PATIENCE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ", ".join(sorted(ask(probe)))
    except ImportError:
        return "not installed"
    except TimeoutError:
        return f"no answer in {PATIENCE} s"
    except NotImplementedError as error:
        return str(error)
    except SyntaxError:
        return "cannot be imported (SyntaxError)"
    except Exception as error:
        return type(error).__name__
    finally:
        signal.alarm(0)


def _too_long(*_: object) -> None:
    raise TimeoutError


def version(package: str | None) -> str:
    """The installed version of a peer."""
    try:
        return f" {importlib.metadata.version(package)}" if package else ""
    except importlib.metadata.PackageNotFoundError:
        return ""


def table() -> str:
    """The matrix in Markdown; an answer that neither of our orders gives is set in bold."""
    heads = [f"{name}{version(package)}" for name, (package, _) in ASKED.items()]
    lines = ["| probe | from | " + " | ".join(heads) + " |", "|---" * (len(heads) + 2) + "|"]
    for probe in PROBES:
        cells = [answer(ask, probe) for _, ask in ASKED.values()]
        shown = [
            f"**{cell}**" if cell not in cells[:2] and probe.source in cell.split(", ") else cell
            for cell in cells
        ]
        lines.append(f"| {probe.name} | {probe.source} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def main() -> None:
    """Write the table between its two marks in docs/semantics.md."""
    begin, end = "<!-- matrix -->", "<!-- end of matrix -->"
    text = OUT.read_text(encoding="utf-8")
    head, tail = text.split(begin)[0], text.split(end)[1]
    OUT.write_text(f"{head}{begin}\n{table()}\n{end}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
