"""The null ladder as a panel, and the tipping curve: how far an effect goes beyond chance, and what would undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from interlocal.inference.rung import Ladder, Rung
from interlocal.inference.tipping import Tipping
from interlocal.provenance import Estimate
from interlocal.report.charts import Curve, Row, Scale, curves, dot, figures, intervals, said
from interlocal.report.figure import Figure, Table

__all__ = ["null_panel", "scale_for", "tipping"]

Rates = Mapping[str, Mapping[str, Estimate]]
Panel = tuple[str, Sequence[Tipping]]
TITLE = "How much unseen activity of others would undo it"


def null_panel(ladder: Ladder, *, id: str, title: str, rates: Rates | None = None) -> Figure:
    """Draw one row a rung: the observed value on the range of what the rung's null gives.

    `rates` gives for a rung, under named conditions, how often it rejected a true null on simulated
    coalitions, so that a reader sees beside each p-value what it can bear.
    """
    tests = [rung for rung in ladder.rungs if rung.null is not None or rung.p is not None]
    if not tests:
        why = next((rung.why for rung in ladder.rungs if rung.why), "no rung could be climbed")
        return Figure(id, title, "", absent=f"Nothing to compare with: {why}.", table=_table(ladder, rates))
    rows = []
    for statistic in dict.fromkeys(rung.statistic for rung in tests):
        if len(ladder.statistics) > 1:
            rows.append(Row(ladder.statistics.get(statistic, statistic)))
        rows += [_row(rung, rates) for rung in tests if rung.statistic == statistic]
    values = [end for row in rows for one in row.estimates for end in _ends(one)]
    drawing = intervals(id, title, rows, scale_for(values, _axis_title(ladder)), left=300.0, right=720.0)
    lead = (
        "Each rung holds more fixed than the one above it. The line spans the middle 90 % of what the null "
        "gives, the square its mean; the round mark is what the casebook gives. A rung that cannot be tested "
        "says so, in the data below. How often a rung rejects a true null was measured on simulated coalitions, not "
        "on this casebook."
    )
    key = ((dot(0), "the casebook"), (dot(1), "under the null, middle 90 %"))
    notes = tuple(
        f"{rung.level}: {'' if 'not testable' in rung.why else 'not testable, '}{rung.why.rstrip('.')}."
        for rung in ladder.rungs
        if not rung.testable and rung.why
    )
    return Figure(
        id, title, lead, (drawing,), key=key, table=_table(ladder, rates), notes=tuple(dict.fromkeys(notes))
    )


def _axis_title(ladder: Ladder) -> str:
    return next(iter(ladder.statistics.values())) if len(ladder.statistics) == 1 else "the statistic"


def _ends(one: Estimate | None) -> list[float]:
    if one is None or one.value is None:
        return []
    return [one.value, *(end for end in one.interval or () if end is not None)]


def _row(rung: Rung, rates: Rates | None) -> Row:
    null = rung.null
    drawn = None if null is None else Estimate(value=null.mean, interval=(null.low, null.high))
    return Row(f"{rung.level}, {rung.construction}", (rung.observed, drawn), _words(rung, rates))


def _of(rung: Rung, rates: Rates) -> Mapping[str, Estimate]:
    """The rates of a rung; N4 shuffles the dates of ties, or of all ties of a pair together."""
    kind = "dates" if rung.name == "P[w, t]" else "pairs"
    return rates.get(rung.level) or rates.get(f"{rung.level} {kind}") or {}


def _words(rung: Rung, rates: Rates | None) -> str:
    if not rung.testable:
        return f"not testable: {rung.why}"
    if rung.p is None:
        return "not a test"
    words = f"p = {rung.p:.3f}"
    if rung.p_family is not None:
        words += f", for all rungs together {rung.p_family:.3f}"
    if rung.attainable is not None and rung.attainable > 0.005:
        words += f"; no p below {rung.attainable:.3f} was possible"
    for name, rate in _of(rung, rates or {}).items():
        if rate.value is not None:
            words += f"; rejects a true null {rate.value:.0%} of the time {name}"
    return words


def scale_for(values: Sequence[float], title: str, *, low: float | None = None) -> Scale:
    """A scale from 0 (or the least value) to the greatest, with four to six round ticks.

    >>> scale_for([0.1, 0.83], "share").ticks
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    """
    least, most = min([0.0, *values]), max([*values, 0.0])
    if low is not None:
        least = min(low, least)
    span = (most - least) or 1.0
    size = 10.0 ** len(str(int(span))) if span >= 1 else 1.0
    step = next(
        size / part for part in (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5) if span / (size / part) <= 6
    )
    first, last = int(least // step), int(-(-most // step))
    ticks = tuple(round(k * step, 9) for k in range(first, max(last, first + 1) + 1))
    return Scale(ticks[0], ticks[-1], ticks, title=title)


def _table(ladder: Ladder, rates: Rates | None) -> Table:
    head: tuple[str, ...] = (
        "Rung",
        "Statistic",
        "What is shuffled",
        "Holds fixed",
        "Casebook",
        "Null: mean (middle 90 %)",
        "Draws",
    )
    head += ("p", "p, all rungs", "Smallest p possible", "Misleads")
    rows = tuple(
        (
            rung.level,
            ladder.statistics.get(rung.statistic, rung.statistic),
            rung.construction,
            rung.held,
            said(rung.observed, 3),
            ""
            if rung.null is None
            else f"{figures(rung.null.mean, 3)} ({figures(rung.null.low, 3)} to {figures(rung.null.high, 3)})",
            "" if rung.draws is None else f"{rung.draws:,}{' (all)' if rung.exact else ''}",
            f"not testable: {rung.why}"
            if not rung.testable
            else "no test"
            if rung.p is None
            else f"{rung.p:.4f}",
            "" if rung.p_family is None else f"{rung.p_family:.4f}",
            "" if rung.attainable is None else f"{rung.attainable:.4f}",
            rung.lies,
        )
        for rung in ladder.rungs
    )
    return Table(head, rows, "Every rung of the ladder")


def tipping(panels: Sequence[Panel], *, id: str, title: str = TITLE, effect: str = "loss") -> Figure:
    """Draw, a panel a claim, what becomes of its effect as ever more unreported ties of others are supposed.

    A panel is a name ("" for none), and a curve for each variant of where unseen ties would fall.
    """
    parts = [
        drawing
        for n, (name, curves_) in enumerate(panels, 1)
        if (drawing := _panel(id if len(panels) == 1 else f"{id}-{n}", title, name, curves_, effect))
        is not None
    ]
    lead = (
        "Not a test: it asks how much unreported activity of others would undo the effect. Ties of others are "
        "added as if the sources reported only one in so many; each curve supposes another place for them. "
        "Bands hold 90 % of replications."
    )
    if not parts:
        return Figure(id, title, lead, absent="There is no effect to undo.")
    every = [(name, curve) for name, curves_ in panels for curve in curves_]
    rows = tuple(
        (
            name,
            curve.variant,
            f"{p.rho:g}",
            said(Estimate(value=p.mean, interval=(p.low, p.high)), 3),
            curve.said,
        )
        for name, curve in every
        for p in curve.points
    )
    head = ("Claim", "Where unseen ties fall", "Times too seldom", "Effect (90 %)", "Reading")
    notes = (
        tuple(dict.fromkeys(f"{curve.variant}: {curve.said}." for _, curve in every))
        if len(panels) == 1
        else ()
    )
    return Figure(id, title, lead, tuple(parts), table=Table(head, rows, "The tipping curve"), notes=notes)


def _panel(id: str, title: str, name: str, found: Sequence[Tipping], effect: str) -> Markup | None:
    lines = [
        Curve(
            curve.variant,
            tuple((p.rho, Estimate(value=p.mean, interval=(p.low, p.high))) for p in curve.points),
        )
        for curve in found
    ]
    known = [end for line in lines for _, one in line.points for end in _ends(one)]
    if not known:
        return None
    rhos = sorted({x for line in lines for x, _ in line.points})
    words = "times too seldom that ties of others are reported (1: as often)"
    across = Scale(rhos[0], rhos[-1], tuple(r for r in rhos if r == int(r)), title=words)
    levels = dict.fromkeys(curve.threshold for curve in found if curve.threshold is not None)
    references = [(level, f"below {level:g} the verdict changes") for level in levels]
    up = scale_for([*known, *levels], effect)
    return curves(id, name or title, lines, across, up, references=references, heading=name)
