"""Whose money the bodies of a coalition live on, read from a casebook: bounds where shares are not coded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from interlocal.framework.funding import Funders, concentration, dependence, ultimate
from interlocal.framework.measured import Measured
from interlocal.framework.scope import STATED, Scope
from interlocal.provenance import Estimate

__all__ = ["MONEY", "financial"]

MONEY = "funds"
UNKNOWN = "shares, how far money is tied, or whether there are other funders is not coded: only bounds"


def financial(scope: Scope, home: frozenset[int]) -> Iterator[Measured]:
    """Bounds of each funded body's autonomy from the home state's money, proximate and ultimate.

    A casebook seldom says that those who are named pay alone: "financial" leaves room for funders who
    are not coded; what ends in ".if_complete" takes the coded ones for all.
    """
    network = scope.network
    money = _inflows(scope)
    if not money:
        why = "no tie says who funds whom"
        yield scope.tell("financial", None, coverage=0.0, why=why)
        return
    ids = [member.id for member in network.members]
    known = {
        ids[body]: (_funders(scope, rows), [ids[int(network.ties.source[k])] for k in rows])
        for body, rows in money.items()
    }
    ends = ultimate(known, {ids[k] for k in home})
    for body, rows in money.items():
        yield from _funded(scope, body, rows, known[ids[body]][0], home, ends[ids[body]])


def _inflows(scope: Scope) -> dict[int, list[int]]:
    """Positions of the ties that fund each body: those called so, and others that carry money with a coded share."""
    network, ties = scope.network, scope.network.ties
    shares = {
        tie.id for tie in scope.study.book.ties if tie.share_low is not None or tie.share_high is not None
    }
    bit = np.uint16(network.carrier_bit("money")) if "money" in network.carriers else np.uint16(0)
    found: dict[int, list[int]] = {}
    for k, record in enumerate(ties.record.tolist()):
        if network.members[int(ties.target[k])].level == "state":
            continue  # a state's own money is not what a coalition lives on
        if ties.relation[k] == MONEY or (record in shares and ties.forward[k] & bit):
            found.setdefault(int(ties.target[k]), []).append(k)
    return found


def _funders(scope: Scope, rows: Sequence[int]) -> Funders:
    ties = [scope.study.book.by_id[str(scope.network.ties.record[k])] for k in rows]
    low, high, tied, amounts = [], [], [], []
    currencies = {getattr(tie, "currency", "") for tie in ties if getattr(tie, "amount", None)}
    for k, tie in zip(rows, ties, strict=True):
        share = getattr(tie, "share_low", None), getattr(tie, "share_high", None)
        low.append(0.0 if share[0] is None else float(share[0]))
        high.append(1.0 if share[1] is None else float(share[1]))
        tied.append(_tiedness(scope, str(scope.network.ties.record[k])))
        amount = getattr(tie, "amount", None)
        amounts.append(float(amount) if amount and len(currencies) == 1 else math.nan)
    return Funders(
        tuple(low), tuple(high), tuple(a for a, _ in tied), tuple(b for _, b in tied), tuple(amounts)
    )


def _tiedness(scope: Scope, record: str) -> tuple[float, float]:
    """How far money is tied, from an attribute `tiedness` of the tie ("0.5" or "0.2/0.6"); 0 to 1 if not coded."""
    for row in scope.study.book.attributes_by_record.get(record, ()):
        if row.field == "tiedness" and row.status in STATED:
            ends = [float(part) for part in row.value.split("/")]
            return min(ends), max(ends)
    return 0.0, 1.0


def _funded(
    scope: Scope,
    body: int,
    rows: Sequence[int],
    funders: Funders,
    home: frozenset[int],
    end: tuple[float, float],
) -> Iterator[Measured]:
    """With room for funders who are not coded, and, marked as such, as if those coded were all."""
    network = scope.network
    about = network.members[body].id
    state = [int(network.ties.source[k]) in home for k in rows]
    records = [str(network.ties.record[k]) for k in rows]
    sure = float(scope.worlds.present[list(rows)].all(axis=0).mean())
    known = [
        not np.isnan(amount) or low > 0 or high < 1
        for low, high, amount in zip(funders.low, funders.high, funders.amounts, strict=True)
    ]
    who = f"{len(rows)} funder{'s' if len(rows) > 1 else ''} coded, {sum(state)} of them of the home state"
    all_of_them = f"{who}; as if these were all, which the casebook does not say"
    shares = funders.as_shares()
    for number, bounds, said in (
        ("financial", _less(dependence(funders.with_rest(), [*state, True])), who),
        ("financial.if_complete", _less(dependence(funders, state)), all_of_them),
        ("financial.state_share.if_complete", dependence(shares, state), all_of_them),
        ("financial.state_share_ultimate.if_complete", end, all_of_them),
        ("financial.concentration.if_complete", concentration(funders), all_of_them),
    ):
        if bounds is None:
            estimate = Estimate(value=None, certainty=sure)
        else:
            value = sum(bounds) / 2 if bounds[1] - bounds[0] < 1e-9 else None
            estimate = Estimate(value=value, interval=bounds, mc_se=0.0, certainty=sure)
        yield scope.tell(
            number,
            estimate,
            about=about,
            unit="share" if "share" in number else "",
            said=said,
            why="the coded shares contradict one another" if bounds is None else UNKNOWN,
            coverage=float(np.mean(known)),
            records=records,
        )


def _less(bounds: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if bounds is None else (1 - bounds[1], 1 - bounds[0])
