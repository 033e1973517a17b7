"""M8: how vertical or horizontal a coalition is: across tiers, along flows, as a hierarchy, within each pair."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from interlocal.framework.estimates import ratio
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.scope import STATED, Scope, scopes
from interlocal.framework.study import Study
from interlocal.network.hierarchy import incoherence_of, krackhardt
from interlocal.network.mediation import Ends, ends_of
from interlocal.provenance import Estimate

__all__ = ["MEASURE", "balance", "grubel_lloyd"]

Floats = npt.NDArray[np.float64]

CHAINS = ("authority", "claim")
"""Carriers whose chains can be a hierarchy: who commands, and who asks whom."""


def _read(study: Study) -> Iterator[Measured]:
    for scope in scopes(study, "verticality"):
        yield _tiers(scope)
        for carrier in scope.network.carriers:
            ends = ends_of(scope.network, carrier)
            yield from _flow(scope, carrier, ends)
            if carrier in CHAINS:
                yield from _hierarchy(scope, carrier, ends)
        yield from _trade(scope)


def _tiers(scope: Scope) -> Measured:
    """Krackhardt and Stern's E-I index over tiers: 1 if every tie crosses tiers, -1 if none does."""
    network = scope.network
    tier = np.array([member.tier for member in network.members])
    cross = tier[network.ties.source] != tier[network.ties.target]
    present = scope.worlds.present
    gap = present[cross].sum(axis=0) - present[~cross].sum(axis=0)
    return scope.tell(
        "tiers",
        ratio(gap, present.sum(axis=0)),
        said=f"{int(cross.sum())} of {len(cross)} ties lead to another tier",
        why="no tie is coded",
        coverage=1.0,
        records=network.ties.record.tolist(),
    )


def _flow(scope: Scope, carrier: str, ends: Ends) -> Iterator[Measured]:
    """Incoherence of one flow, and how balanced it is within pairs."""
    records = sorted({str(scope.network.ties.record[k]) for k in ends.tie.tolist()})
    why = f"no tie that carries {carrier} is coded"
    weight = scope.worlds.present[ends.tie].astype(np.float64)
    said = f"{len(records)} ties that carry {carrier}"
    for number, values in (
        ("incoherence", incoherence_of(ends.source, ends.target, weight) if records else None),
        ("balance", balance(ends.source, ends.target, weight) if records else None),
    ):
        yield scope.tell(
            number,
            values,
            about=carrier,
            said=said,
            why=why,
            coverage=1.0 if records else 0.0,
            records=records,
        )


def balance(source: npt.ArrayLike, target: npt.ArrayLike, weight: npt.ArrayLike) -> Floats:
    """Mean over pairs with any flow of 1 - |x(i, j) - x(j, i)| / (x(i, j) + x(j, i)); NaN without flow.

    `weight` is (arcs, graphs), the answer (graphs,): 0 where everything goes one way, 1 where as much
    comes back.

    >>> balance([0, 1, 0], [1, 0, 2], [[2.0], [2.0], [1.0]]).tolist()
    [0.5]
    """
    a, b, w = np.asarray(source), np.asarray(target), np.asarray(weight, np.float64)
    ends = np.sort(np.column_stack([a, b]), axis=1)
    pair = np.unique(ends, axis=0, return_inverse=True)[1].reshape(-1)
    both = np.zeros((int(pair.max(initial=-1)) + 1, w.shape[1]))
    net = np.zeros_like(both)
    np.add.at(both, pair, w)
    np.add.at(net, pair, np.where(a < b, 1.0, -1.0)[:, None] * w)
    even = np.where(both > 0, 1 - np.divide(np.abs(net), both, out=np.ones_like(both), where=both > 0), 0.0)
    return ratio(even.sum(axis=0), (both > 0).sum(axis=0))


def _graphs(scope: Scope, ends: Ends) -> npt.NDArray[np.bool_]:
    """Who has an arc to whom among the actors that a carrier touches, (n, actors, actors)."""
    touched = np.unique(np.concatenate([ends.source, ends.target]))
    place = np.full(len(scope.network.members), -1)
    place[touched] = np.arange(len(touched))
    graphs = np.zeros((scope.worlds.n, len(touched), len(touched)), bool)
    for tie, a, b in zip(ends.tie, place[ends.source], place[ends.target], strict=True):
        graphs[:, a, b] |= scope.worlds.present[tie]
    return graphs


def _hierarchy(scope: Scope, carrier: str, ends: Ends) -> Iterator[Measured]:
    """Krackhardt's four numbers of the graph of one carrier, in every world."""
    graphs = _graphs(scope, ends)
    rows = [krackhardt(graph) for graph in graphs] if len(ends.tie) else []
    records = sorted({str(scope.network.ties.record[k]) for k in ends.tie.tolist()})
    for k, name in enumerate(("connectedness", "hierarchy", "efficiency", "unity")):
        yield scope.tell(
            f"krackhardt.{name}",
            np.array([row[k] for row in rows]) if rows else None,
            about=carrier,
            said="actors that a tie of this kind touches",
            why=f"no tie that carries {carrier}, or parts too small to say",
            coverage=1.0 if records else 0.0,
            records=records,
        )


def _trade(scope: Scope) -> Iterator[Measured]:
    """Intra-industry trade of each actor, from quantities "exports of GOOD" and "imports of GOOD" in one unit."""
    flows: dict[tuple[str, str, str, str], dict[str, float]] = {}
    records: dict[str, list[str]] = {}
    for one in scope.study.book.quantities:
        kind, _, good = one.measure.partition(" of ")
        if kind not in ("exports", "imports") or one.value is None or one.status not in STATED:
            continue
        if one.comparison == "=" and scope.inside(one.case):
            flows.setdefault((one.about, one.unit, one.when, good), {})[kind] = one.value
            records.setdefault(one.about, []).append(one.id)
    for about in sorted(records):
        goods = [pair for (who, *_), pair in flows.items() if who == about]
        whole = [pair for pair in goods if len(pair) == 2]
        index = grubel_lloyd([pair["exports"] for pair in whole], [pair["imports"] for pair in whole])
        yield scope.tell(
            "grubel_lloyd",
            Estimate(value=index, mc_se=0.0),
            about=about,
            why="of no good both exports and imports are coded in one unit",
            coverage=len(whole) / len(goods),
            records=records[about],
        )
    if not records:
        why = "no quantity gives exports and imports by good, so that trade within sectors cannot be told"
        yield scope.tell("grubel_lloyd", None, coverage=0.0, why=why)


def grubel_lloyd(exports: npt.ArrayLike, imports: npt.ArrayLike) -> float:
    """Share of trade that is within goods: 1 - Σ |X - M| / Σ (X + M); NaN without trade.

    >>> grubel_lloyd([10.0, 0.0], [10.0, 20.0])
    0.5

    Source: Grubel and Lloyd (1975), Intra-industry Trade.
    """
    x, m = np.asarray(exports, np.float64), np.asarray(imports, np.float64)
    total = float((x + m).sum())
    return 1 - float(np.abs(x - m).sum()) / total if total > 0 else float("nan")


MEASURE = Measure(
    code="M8",
    name="verticality",
    meaning=(
        "How vertical or horizontal a coalition is, in senses that are kept apart: whether ties cross "
        "tiers (who is above whom), and whether flows run one way (who depends on whom)."
    ),
    formula=(
        "tiers = (cross - same) / (cross + same); incoherence F = Σ w (h_j - h_i - 1)² / Σ w; Krackhardt's "
        "connectedness, hierarchy, efficiency and least upper bounds; balance = mean over pairs of "
        "1 - |x_ij - x_ji| / (x_ij + x_ji); Grubel-Lloyd = 1 - Σ|X - M| / Σ(X + M)"
    ),
    range="tiers [-1, 1]; all others [0, 1]; F = 0 is a strict hierarchy",
    degenerate="no value for a flow that no tie carries, or for trade that no quantity gives",
    null="none is run: rewiring within case, issue and period (N3) would be the one; read the numbers as descriptions",
    references=(
        "Krackhardt and Stern (1988), Informal networks and organizational crises: an experimental "
        "simulation, Social Psychology Quarterly 51, 123–140",
        "MacKay, Johnson and Sansom (2020), How directed is a directed network?, Royal Society Open "
        "Science 7, 201138",
        "Krackhardt (1994), Graph theoretical dimensions of informal organizations, in Computational "
        "Organization Theory, 89–111, Lawrence Erlbaum",
        "Grubel and Lloyd (1975), Intra-Industry Trade: The Theory and Measurement of International "
        "Trade in Differentiated Products, Macmillan",
        "Takao (2003), on horizontal and vertical relations in the Niigata case",
    ),
    read=_read,
)
