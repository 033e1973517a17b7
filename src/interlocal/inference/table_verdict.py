"""What a table's test says of a class, statistic by statistic: the rule of claims, where nothing is simulated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interlocal.inference.rung import Placebo, Rung, TableVerdict
from interlocal.inference.tipping import Tipping, crossing

__all__ = ["Rule", "table_verdict"]

_NOTHING = {
    "reach": "no two other units that count as a pair are connected, with the class or without it",
    "journeys": "no other unit reaches another that counts as a pair, with the class or without it",
    "bridging": "no two groups share a unit",
}


@dataclass(frozen=True)
class Rule:
    """By what a verdict is reached: the deciding rung, its level of error, and the least loss that counts."""

    level: str = "N2b"
    alpha: float = 0.05
    least: float = 0.1


def table_verdict(
    about: str,
    value: str,
    statistic: str,
    rungs: Sequence[Rung],
    curves: Sequence[Tipping],
    placebos: Sequence[Placebo],
    rule: Rule,
) -> TableVerdict:
    """Judge one statistic of a class (`value`; `about` is its full name) by the rules of `verdict.verdict`.

    In this order. *Not testable*: nothing is connected that could come apart. *Contradicted*: the loss lies
    below `least`. *Not testable*: the deciding rung cannot tell. *Confirmed*: its p is at most `alpha`, and
    the mean loss is still at least `least` when others are reported half as often (rho 2), wherever their
    unseen ties fall. Otherwise *not confirmed*, which is no evidence against the claim. A table is one coding:
    its loss has no interval.
    """
    raw = next(one for one in rungs if one.level == "N0" and one.statistic == statistic)
    rung = next((one for one in rungs if one.level == rule.level and one.statistic == statistic), None)
    own = [one for one in curves if one.statistic == statistic]
    outcome, reasons = _judged(statistic, raw.observed.value, rung, own, rule)
    rank = next((one for one in placebos if (one.statistic, one.about) == (statistic, value)), None)
    headline = _headline(own, rule.least)
    numbers = _numbers(raw, rung, rule, rank.rank if rank else None, _ranked(placebos, statistic))
    told = " ".join(f"{one[:1].upper()}{one[1:]}." for one in reasons)
    return TableVerdict(
        statistic=statistic,
        outcome=outcome,
        headline=headline,
        sentence=" ".join(f"{about}, {statistic}: {outcome}. {headline} {numbers} {told}".split()),
        reasons=reasons,
        loss=raw.observed,
        level=rule.level,
        least=rule.least,
        alpha=rule.alpha,
        p=rung.p if rung else None,
        tipping=min((rho for one in own if (rho := _falls(one, rule.least)) is not None), default=None),
    )


def _judged(
    statistic: str, loss: float | None, rung: Rung | None, curves: Sequence[Tipping], rule: Rule
) -> tuple[str, tuple[str, ...]]:
    if loss is None:
        return "not testable", (_NOTHING[statistic],)
    if loss < rule.least:
        return "contradicted", (f"the loss lies below {rule.least:g}, the least that was to count",)
    if rung is None:
        return "not testable", (f"{rule.level} does not test {statistic}, which depends on no date",)
    if not rung.testable or rung.p is None:
        return "not testable", (rung.why,)
    reasons = []
    if rung.p > rule.alpha:
        reasons.append(f"{_others(rule.level)} cost as much (p above {rule.alpha:g})")
    weak = [one.variant for one in curves if (_at_two(one) or 0.0) < rule.least]
    if weak:
        reasons.append(
            f"if others were reported half as often, the loss would fall below {rule.least:g} "
            f"(unseen ties {' or '.join(weak)})"
        )
    return ("not confirmed" if reasons else "confirmed"), tuple(reasons)


def _others(level: str) -> str:
    return {
        "N1": "other units, as many,",
        "N2": "other units about as active",
        "N2b": "comparable units",
        "N3": "their ties rewired",
        "N4": "their ties in another order",
    }[level]


def _at_two(curve: Tipping) -> float | None:
    return next((point.mean for point in curve.points if point.rho == 2), None)


def _falls(curve: Tipping, least: float) -> float | None:
    """The rho at which the mean loss falls below the least that counts; None beyond the largest."""
    points = [(point.rho, point.mean) for point in curve.points if point.mean is not None]
    return crossing([rho for rho, _ in points], [[mean for _, mean in points]], least).value


def _headline(curves: Sequence[Tipping], least: float) -> str:
    if not curves:
        return "There is no loss that unseen ties of others could undo."
    said: dict[str, list[str]] = {}
    for one in curves:
        rho, most = _falls(one, least), one.points[-1].rho
        if rho is None:
            told = f"the loss stays above {least:g} even if others were reported {most:g} times too seldom"
        elif rho <= 1:
            told = f"the loss lies below {least:g} as reported"
        else:
            told = f"the loss falls below {least:g} if others were reported {rho:.1f} times too seldom"
        said.setdefault(told, []).append(one.variant)
    text = "; ".join(f"{told} (unseen ties {' or '.join(names)})" for told, names in said.items())
    return f"{text[:1].upper()}{text[1:]}."


def _numbers(raw: Rung, rung: Rung | None, rule: Rule, rank: int | None, among: int) -> str:
    if raw.observed.value is None:
        return ""
    parts = [f"Without them a share of {raw.observed.value:.3f} comes apart"]
    if rung is not None and rung.null is not None:
        parts[0] += (
            f", {_others(rule.level)} would cost {rung.null.mean:.3f} "
            f"({rung.null.low:.3f} to {rung.null.high:.3f})"
        )
    if rung is not None and rung.p is not None:
        how = "all assignments" if rung.exact else f"B = {rung.draws}"
        parts.append(f"p = {rung.p:.3f} ({rung.level}, {how}, smallest attainable {rung.attainable:.4f})")
        if rung.p_family is not None:
            parts.append(f"{rung.p_family:.3f} over all tests made here")
    elif rung is not None:
        parts.append(f"no p: {rung.why}")
    if rank is not None:
        parts.append(f"rank {rank} of {among} classes")
    return f"{'; '.join(parts)}."


def _ranked(placebos: Sequence[Placebo], statistic: str) -> int:
    return sum(one.rank is not None for one in placebos if one.statistic == statistic)
