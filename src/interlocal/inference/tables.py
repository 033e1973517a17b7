"""The null ladder on a table of memberships or events, with placebos and the tipping curve.

The question is the same as on a casebook: what falls apart when a class of units is left out, and is that more
than what leaving out other, comparable units would do?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from interlocal.errors import NetworkError, UnknownNameError
from interlocal.inference.membership import Columns, Kind, OddDates, Table, read_table
from interlocal.inference.rung import Ladder, Placebo, Rung, described, family, judged, placed
from interlocal.inference.shuffles import (
    MOST_LINKS,
    MOST_STEPS,
    Bools,
    Floats,
    Progress,
    Shape,
    Whole,
    losses,
)
from interlocal.inference.strata import matched_sets, matching, support
from interlocal.inference.table_nulls import (
    Problem,
    activity_of,
    blocks,
    count_of,
    degree_of,
    fine_strata,
    null,
    synthetic,
)
from interlocal.inference.table_verdict import Rule, table_verdict
from interlocal.inference.tipping import RHO, Tipping, tipping_curve
from interlocal.provenance import Estimate

__all__ = ["STATISTICS", "VARIANTS", "ladder_of_table"]

STATISTICS = {
    "reach": "of the pairs of other units in different countries that chains of ties connect, "
    "the share that come apart without the class",
    "bridging": "of the pairs of groups that share a unit, the share whose shared units are all of the class",
    "journeys": "of the pairs of other units in different countries that chains of ties connect in the order "
    "of their dates, the share that come apart without the class",
}
"""Every statistic and its meaning; each is a share from 0 to 1."""

VARIANTS = ("uniform", "proportional")
"""Where ties that the sources do not report are supposed to fall: see `table_nulls.synthetic`."""

_TIPPED = 100
_SLOW = 200_000
_MOST_PLACEBOS = 200
_OTHERS = 199
"""Draws of N2b for each other class."""


def ladder_of_table(
    path: str | Path,
    *,
    unit: str,
    group: str,
    label: str,
    value: str,
    country: str | None = None,
    time: str | None = None,
    source: str | None = None,
    end: str | None = None,
    relation: str | None = None,
    keys: Sequence[str] = (),
    kind: Kind = "membership",
    group_label: str | None = None,
    group_country: str | None = None,
    rule: str = "most",
    odd_dates: OddDates = "error",
    statistic: str | Sequence[str] | None = None,
    level: str = "N2b",
    alpha: float = 0.05,
    least: float = 0.1,
    replications: int = 1000,
    seed: int = 1,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Ladder:
    """Put a class of units through the null ladder.

    `path` is a CSV or Parquet file; `unit`, `group`, `label` and so on name its columns
    (`membership.Columns`). With `kind="membership"` a row puts a unit into a group; with `kind="events"` it
    ties two units, `group` being the second, and `group_label` and `group_country` describe that one.
    The class is `label` = `value`: by most of a unit's rows, or with `rule="any"` by one of them.
    `statistic` names one or several of `STATISTICS`; by default all that the table allows. `country`
    makes pairs count only across countries, and comparable units come from the same one; so do `keys`.
    The verdict on each statistic is that of rung `level` at `alpha`, on a loss of at least `least`
    (`table_verdict.table_verdict`).
    `progress(what, done, total)` is called as the work goes on.

    Results depend on the table's content and the seed, not on the order of its rows or on `workers`.

    Raises NetworkError for a file or a column that cannot be used, UnknownNameError for a class that no unit has.
    """
    columns = Columns(
        unit, group, label, country, time, end, relation, source, group_label, group_country, tuple(keys)
    )
    if replications < 1:
        raise NetworkError(f"replications is {replications}; ask for at least 1 (1000 is usual)")
    if rule not in ("most", "any"):
        raise NetworkError(f"rule is {rule!r}; write 'most' or 'any'")
    if level not in ("N1", "N2", "N2b", "N3", "N4"):
        raise NetworkError(f"level is {level!r}; the rungs that can decide are N1, N2, N2b, N3 and N4")
    if not (0 < alpha < 1 and 0 <= least <= 1):
        raise NetworkError(f"alpha is {alpha} and least is {least}; both are shares, such as 0.05 and 0.1")
    table = read_table(path, columns, kind=kind, odd_dates=odd_dates)
    chosen = _members(table, value, rule)
    _check_class(table, chosen, label, value, rule)
    shape = Shape.of(table, seed)
    names, left_out = _statistics(statistic, shape)
    problem = _problem(table, shape, chosen, names, seed)
    rungs, draws = _rungs(table, problem, replications, seed, workers, progress, source)
    tipping = _tipping(problem, rungs, min(replications, _TIPPED), seed, workers, progress)
    placebos = _placebos(table, problem, rule, value, rungs, replications, seed, workers, progress)
    about, tested, by = f"{label} = {value}", family(rungs, draws), Rule(level, alpha, least)
    return Ladder(
        about=about,
        data=_data(Path(path).name, table, shape, columns),
        statistics={name: STATISTICS[name] for name in names},
        rungs=tested,
        placebos=placebos,
        tipping=tipping,
        support=support(chosen, problem.strata, table.units),
        seed=seed,
        replications=replications,
        warnings=(*table.notes, *left_out, *_warnings(table, shape, names, columns)),
        verdicts=tuple(table_verdict(about, value, one, tested, tipping, placebos, by) for one in names),
    )


# -- what is asked -------------------------------------------------------------------------------------


def _members(table: Table, value: str, rule: str) -> Bools:
    """Which units are of the class."""
    if rule == "any":
        return np.array([value in some for some in table.labels], bool)
    return np.array([one == value for one in table.label], bool)


def _check_class(table: Table, chosen: Bools, label: str, value: str, rule: str) -> None:
    if not chosen.any():
        known = sorted({one for some in table.labels for one in some})
        close = get_close_matches(value, known, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else f"; it holds {', '.join(known[:12])}"
        raise UnknownNameError(f"no unit has {label} = {value!r} (rule {rule!r}){hint}")
    if chosen.all():
        raise NetworkError(f"every unit has {label} = {value!r}: there is no one to compare with")


def _statistics(asked: str | Sequence[str] | None, shape: Shape) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The statistics to compute, and what is said of those that the table does not allow."""
    barred = {}
    if not shape.dated.any():
        barred["journeys"] = "no row has a date"
    elif shape.step_count > MOST_STEPS:
        barred["journeys"] = f"{shape.step_count:,} ties in force at some moment are more than {MOST_STEPS:,}"
    if not shape.two_mode:
        barred["bridging"] = "events have no groups"
    elif shape.links > MOST_LINKS:
        barred["bridging"] = f"{shape.links:,} pairs of memberships are more than {MOST_LINKS:,}"
    names = list(STATISTICS) if asked is None else [asked] if isinstance(asked, str) else list(asked)
    for name in names:
        if name not in STATISTICS:
            raise UnknownNameError(f"no statistic {name!r}; there are {', '.join(STATISTICS)}")
        if asked is not None and name in barred:
            raise NetworkError(f"statistic {name!r}: {barred[name]}; choose another")
    kept = tuple(name for name in STATISTICS if name in names and name not in barred)
    return kept, tuple(f"{name} is left out: {barred[name]}" for name in names if name in barred)


def _problem(table: Table, shape: Shape, chosen: Bools, names: tuple[str, ...], seed: int) -> Problem:
    degree, activity = degree_of(shape), activity_of(shape)
    exact = [np.array(key) for key in ((table.country,) if any(table.country) else ()) + table.keys]
    period = np.where(shape.dated, shape.start, np.iinfo(np.int64).min)
    kinds = np.array(table.relation)
    ends = chosen[shape.a].astype(np.int64)
    flip = np.zeros(len(shape.a), bool)
    if not shape.two_mode:
        period = _coarse(period, shape.dated)
        ends = 2 * ends + chosen[shape.b]
        flip = chosen[shape.a] == chosen[shape.b]
    return Problem(
        shape=shape,
        chosen=chosen,
        degree=degree,
        activity=activity,
        strata=fine_strata(degree, activity, exact),
        rewire=blocks(kinds, period, ends),
        retime=blocks(kinds, shape.b) if shape.two_mode else blocks(kinds),
        bundled=_bundled(shape),
        flip=flip,
        ids=table.units,
        statistics=names,
    )


def _bundled(shape: Shape) -> bool:
    """Whether all memberships of a group have the same dates: they are then the group's."""
    some = shape.dated
    if not shape.two_mode or not some.any():
        return False
    dates = np.column_stack((shape.b[some], shape.start[some], shape.end[some]))
    return len(np.unique(dates, axis=0)) == len(np.unique(dates[:, 0]))


def _coarse(period: Whole, dated: Bools, most: int = 10) -> Whole:
    """Moments of events in at most ten periods with about as many events each."""
    if not dated.any() or len(np.unique(period)) <= most:
        return period
    cuts = np.unique(np.quantile(period[dated], np.linspace(0, 1, most + 1)[1:-1], method="lower"))
    return np.where(dated, np.searchsorted(cuts, period), -1)


# -- the rungs -----------------------------------------------------------------------------------------


def _rungs(
    table: Table,
    problem: Problem,
    replications: int,
    seed: int,
    workers: int | None,
    progress: Progress | None,
    source: str | None,
) -> tuple[list[Rung], list[Floats | None]]:
    observed = {name: _observed(table, problem, name) for name in problem.statistics}
    rungs: list[Rung] = [described("N0", name, observed[name]) for name in problem.statistics]
    draws: list[Floats | None] = [None] * len(rungs)
    for level in ("N1", "N2", "N2b", "N3", "N4"):
        for one, drawn in _level(level, problem, observed, replications, seed, workers, progress):
            rungs.append(one)
            draws.append(drawn)
    for name in problem.statistics:
        rungs.append(described("N5", name, observed[name], notes=("see the tipping curve",)))
        rungs.append(_sources(table, problem, name, observed[name], source))
        draws += [None, None]
    return rungs, draws


def _observed(table: Table, problem: Problem, name: str) -> Estimate:
    value = float(losses(problem.shape, name, problem.chosen[None, :])[0])
    share = table.used / table.rows
    if name == "journeys":
        share *= float(problem.shape.dated.mean())
    return Estimate(value=value, coverage=share)


def _level(
    level: str,
    problem: Problem,
    observed: dict[str, Estimate],
    replications: int,
    seed: int,
    workers: int | None,
    progress: Progress | None,
) -> list[tuple[Rung, Floats | None]]:
    names = ("journeys",) if level == "N4" else problem.statistics
    if level == "N4" and "journeys" not in problem.statistics:
        why = "no statistic here depends on dates"
        known = observed[problem.statistics[0]]
        return [(described("N4", problem.statistics[0], known, testable=False, why=why), None)]
    if level == "N4" and len(np.unique(problem.shape.start[problem.shape.dated])) == 1:
        why = "all dates are the same"
        return [(described("N4", "journeys", observed["journeys"], testable=False, why=why), None)]
    found, exact = null(
        level, replace(problem, statistics=names), replications, seed, workers=workers, progress=progress
    )
    count = count_of(problem) if level == "N2b" else None
    notes = _notes(level, problem, seed)
    made: list[tuple[Rung, Floats | None]] = []
    for k, name in enumerate(names):
        one = judged(level, name, observed[name], found[:, k], count=count, exact=exact, notes=notes)
        made.append((one, found[:, k]))
    return made


def _notes(level: str, problem: Problem, seed: int) -> tuple[str, ...]:
    if level == "N1":
        return (
            f"mean degree of the class {_mean(problem, problem.chosen):.2f}, of all units "
            f"{problem.degree.mean():.2f}",
        )
    if level == "N2":
        return (_matched(problem, seed),)
    if level == "N2b":
        return (support(problem.chosen, problem.strata, problem.ids).said,)
    if level == "N3" and problem.shape.two_mode:
        return ("units exchange groups within class, relation and year of joining, whatever their country",)
    if level == "N4":
        many = int(problem.shape.dated.sum())
        how = "within relations"
        if problem.shape.two_mode:
            how = "among whole groups" if problem.bundled else "within groups"
        return (
            f"{many:,} dated ties, dates exchanged {how}"
            + ("; so few that only a strong effect would show" if many < 500 else ""),
        )
    return ()


def _matched(problem: Problem, seed: int) -> str:
    """How well the matched sets match: where they are less busy than the class, N2 rejects too often."""
    sets = matched_sets(
        matching(problem.chosen, problem.degree, problem.activity), 100, seed, ids=problem.ids
    )
    means = (sets @ problem.degree) / sets.sum(axis=1)
    own = _mean(problem, problem.chosen)
    said = f"mean degree of the class {own:.2f}, of 100 matched sets {means.mean():.2f}"
    less = float((means >= own).mean()) < 0.05
    return said + ("; too few others are as busy, so this rung rejects too often" if less else "")


def _mean(problem: Problem, some: Bools) -> float:
    return float(problem.degree[some].mean())


def _sources(table: Table, problem: Problem, name: str, observed: Estimate, source: str | None) -> Rung:
    """Leave each source out in turn."""
    known = sorted({one for one in table.source if one})
    if source is None or len(known) < 2:
        why = "one source: not testable" if source else "no column names the source: not testable"
        return described("N6", name, observed, testable=False, why=why)
    notes, values = [], []
    for one in known[:50]:
        keep = np.array([said != one for said in table.source], bool)
        s = problem.shape
        some = replace(s, a=s.a[keep], b=s.b[keep], start=s.start[keep], end=s.end[keep], dated=s.dated[keep])
        value = float(losses(some, name, problem.chosen[None, :])[0]) if keep.any() else float("nan")
        values.append(value)
        said = "nothing is left" if np.isnan(value) else f"{value:.3f}"
        notes.append(f"without {one} ({int((~keep).sum()):,} rows): {said}")
    told = [value for value in values if not np.isnan(value)]
    spread = (min(told), max(told)) if told else None
    return described(
        "N6", name, Estimate(value=observed.value, interval=spread, coverage=observed.coverage), notes=notes
    )


# -- beside the rungs ----------------------------------------------------------------------------------


def _tipping(
    problem: Problem,
    rungs: Sequence[Rung],
    replications: int,
    seed: int,
    workers: int | None,
    progress: Progress | None,
) -> tuple[Tipping, ...]:
    """One curve for each variant and statistic with an effect, against the 95th percentile of N2b."""
    limit = {
        r.statistic: r.null.high for r in rungs if r.level == "N2b" and r.testable and r.null is not None
    }
    found = {r.statistic: r.observed.value for r in rungs if r.level == "N0"}
    made = []
    for variant in VARIANTS:
        for name in problem.statistics:
            if not found[name]:
                continue
            slow = name == "journeys" and problem.shape.step_count > _SLOW
            some, many = replace(problem, statistics=(name,)), min(replications, 20) if slow else replications
            values = synthetic(some, variant, RHO, many, seed, workers=workers, progress=progress)
            made.append(
                tipping_curve(
                    name,
                    variant,
                    RHO,
                    values[:, :, 0],
                    threshold=limit.get(name),
                    meaning="falls to what comparable units would cost",
                )
            )
    return tuple(made)


def _placebos(
    table: Table,
    problem: Problem,
    rule: str,
    value: str,
    rungs: Sequence[Rung],
    replications: int,
    seed: int,
    workers: int | None,
    progress: Progress | None,
    most: int = 12,
) -> tuple[Placebo, ...]:
    """Every statistic for every value of the class column, ranked, the `most` frequent with their own N2b.

    The class itself keeps the p of its rung, from all draws; the others' come from 199 at most, enough to tell
    0.05 from 0.01. Where many dates make time-respecting statistics slow, those are left out here.
    """
    slow = problem.shape.step_count > _SLOW
    names = tuple(name for name in problem.statistics if not (slow and name == "journeys"))
    frequent = Counter(one for one in table.label if one)
    ordered = sorted(frequent, key=lambda one: (-frequent[one], one))
    values: dict[str, dict[str, tuple[int, float | None]]] = {name: {} for name in names}
    p: dict[str, dict[str, float | None]] = {name: {} for name in names}
    for place, one in enumerate(list(dict.fromkeys([value, *ordered]))[:_MOST_PLACEBOS]):
        chosen = _members(table, one, rule)
        if chosen.all():
            continue
        other = replace(problem, chosen=chosen, statistics=names)
        drops = {name: float(losses(problem.shape, name, chosen[None, :])[0]) for name in names}
        found, exact = np.zeros((0, len(names))), False
        if 0 < place < most:
            few = min(replications, _OTHERS)
            found, exact = null("N2b", other, few, seed, workers=workers, progress=progress)
        for k, name in enumerate(names):
            drop = Estimate(value=drops[name])
            values[name][one] = int(chosen.sum()), drop.value
            p[name][one] = judged("N2b", name, drop, found[:, k], count=count_of(other), exact=exact).p
    for name in names:
        if value in p[name]:
            p[name][value] = next((r.p for r in rungs if (r.level, r.statistic) == ("N2b", name)), None)
    return tuple(one for name in names for one in placed(name, values[name], p[name]))


def _data(file: str, table: Table, shape: Shape, columns: Columns) -> str:
    """What was read, in one sentence."""
    rows = f"{table.used:,} of {table.rows:,} rows of {file}"
    if table.kind == "events":
        said = f"{rows}: {len(table.a):,} ties among {len(table.units):,} units"
    else:
        said = f"{rows}: {len(table.a):,} memberships of {len(table.units):,} units in {len(table.groups):,} groups"
    if columns.country:
        said += f", {len(set(table.country)):,} countries"
    if shape.dated.any():
        first, last = int(shape.start[shape.dated].min()), int(shape.start[shape.dated].max())
        ends = [str(date.fromordinal(one)) if table.days else str(one) for one in (first, last)]
        said += f"; {int(shape.dated.sum()):,} dated, from {ends[0]} to {ends[1]}"
    return said


def _warnings(table: Table, shape: Shape, names: Sequence[str], columns: Columns) -> list[str]:
    said = []
    undated = len(shape.a) - int(shape.dated.sum())
    if "journeys" in names and undated:
        said.append(f"journeys use the {len(shape.a) - undated:,} dated ties; {undated:,} have no date")
    if "journeys" in names and len(shape.sources) < shape.units:
        said.append(
            f"journeys follow the news of {len(shape.sources)} units drawn at random out of {shape.units:,}"
        )
    if columns.country is None:
        said.append("no country column: pairs are all pairs, not only those across borders")
    said.append(
        "no shuffle can tell whether the table was collected because of the class: see the tipping curve"
    )
    return said
