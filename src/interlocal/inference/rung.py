"""One rung of the null ladder, the whole ladder, and the words that go with each.

A removal is no evidence by itself: whatever has many ties is on many routes. Each rung asks one question
more, by holding more fixed. What a null holds fixed is the hypothesis that it tests; so every rung says it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from interlocal.inference.permutation import Tail, attainable, extreme, fdr, max_t, mc_error, p_value
from interlocal.inference.strata import Support
from interlocal.inference.tipping import Tipping
from interlocal.provenance import Estimate, Result

__all__ = [
    "LEVELS",
    "Ladder",
    "Level",
    "Null",
    "Placebo",
    "Rung",
    "TableVerdict",
    "described",
    "family",
    "judged",
    "placed",
]


@dataclass(frozen=True)
class Level:
    """What a rung of the ladder is: its null, what that holds fixed, and when it misleads.

    `name` names what the null conserves, where it can, in the manner of Gauvin et al. 2022 (SIAM Review
    64(4), 763): k is the degree sequence, L the set of linked pairs, t the times, sigma a node's label.
    """

    name: str
    construction: str
    question: str
    held: str
    lies: str
    test: bool = True


LEVELS: dict[str, Level] = {
    "N0": Level(
        "raw",
        "nothing is shuffled",
        "Is the class on the routes that these sources report?",
        "everything",
        "always: sources chosen because of the class, or written about it, put it on their routes",
        test=False,
    ),
    "N1": Level(
        "P[L, t, |sigma|]",
        "random sets of the same size",
        "Does it matter more than any set of as many units?",
        "all ties and dates; the number removed",
        "whenever the class is busier than others, for whatever reason",
    ),
    "N2": Level(
        "P[L, t, ~k(sigma)]",
        "random sets matched on degree and activity",
        "Does it matter more than sets that are about as active?",
        "all ties and dates; the number removed, and roughly their degrees and activity",
        "where too few others are as active: the sets then are less busy than the class",
    ),
    "N2b": Level(
        "P[L, t, sigma | stratum]",
        "labels permuted within strata of degree, activity and the exact keys",
        "Is it being of this class, or only being busy?",
        "all ties and dates; in every stratum, how many carry the label",
        "where the sources report ties of the class more fully; in wide strata, a little",
    ),
    "N3": Level(
        "P[k, Sigma_L, t]",
        "ends of ties rewired within blocks of relation, period and class",
        "Do its ties go to unusual places, given how many it has?",
        "every unit's degree in every block, every date, the number of ties between classes",
        "blind to the class holding the cross-border ties at all, which it holds fixed",
    ),
    "N4": Level(
        "P[L, p(t)]",
        "dates permuted among ties of the same kind",
        "Does the order in time matter?",
        "who is tied to whom; the set of dates of every kind of tie",
        "with few dated ties it finds nothing, whatever is there",
    ),
    "N5": Level(
        "reporting model",
        "ties of others added as if theirs were reported rho times too seldom",
        "How much unseen activity of others would undo the finding?",
        "all reported ties and dates",
        "where unseen ties would fall elsewhere than the variants suppose",
        test=False,
    ),
    "N6": Level(
        "leave one source out",
        "all ties of one source left out, each in turn",
        "Is it one source's view?",
        "all ties of the other sources",
        "where the sources repeat one another",
        test=False,
    ),
}
"""Every rung by its level, in the order in which they are read."""


class Null(Result, frozen=True):
    """What the draws looked like: their mean, 5th and 95th percentile, standard deviation, and how many were
    missing (the statistic did not exist).
    """

    mean: float
    low: float
    high: float
    sd: float
    missing: int = 0


class Rung(Result, frozen=True):
    """One question put to one statistic.

    `level` is N0 to N6 and `name` what the null conserves (see `Level`); `question`, `construction`,
    `held` and `lies` say in words what is asked, what is shuffled, what stays as it is and when the answer
    misleads. `observed` is the statistic in the data. `null` sums up `draws` (B) shuffled values, `extreme`
    (b) of them at least as extreme; `p` is (1 + b) / (1 + B), b / B where `exact` says that all
    assignments were enumerated. p is None for N0, N5 and N6, which are no tests, and where `testable`
    is False, for the reason in `why`. `attainable` is the smallest p that this test could have given.
    `p_family` is corrected for the whole family (max-T), `q` for the false discovery rate.
    """

    level: str
    name: str
    statistic: str
    question: str
    construction: str
    held: str
    lies: str
    observed: Estimate
    tail: str = "greater"
    null: Null | None = None
    extreme: int | None = None
    draws: int | None = None
    p: float | None = None
    p_mc_se: float | None = None
    attainable: float | None = None
    exact: bool = False
    testable: bool = True
    why: str = ""
    p_family: float | None = None
    q: float | None = None
    notes: tuple[str, ...] = ()


class Placebo(Result, frozen=True):
    """The same statistic for another class: what it is, how many units it has, and its rank.

    `rank` counts from 1 (the largest value); `per_unit` is the value divided by the units removed;
    `p` is from the primary test (N2b) where that was run for it.
    """

    about: str
    statistic: str
    units: int
    value: float | None
    per_unit: float | None
    rank: int | None
    p: float | None = None


class TableVerdict(Result, frozen=True):
    """What a table says of a class on one statistic: confirmed, contradicted, not confirmed or not testable.

    `sentence` tells it with its numbers and `reasons`; `headline` is the tipping curve in words. `p` is that of
    the deciding rung (`level`) against `alpha`; `least` is the smallest loss that counts, and `tipping` the
    rho at which the mean loss falls below it, in the variant of unseen ties that undoes it first (None: beyond
    the largest rho, or no loss at all). See `table_verdict.table_verdict` for the rule.
    """

    statistic: str
    outcome: str
    headline: str
    sentence: str
    reasons: tuple[str, ...]
    loss: Estimate
    level: str
    least: float
    alpha: float
    p: float | None
    tipping: float | None


class Ladder(Result, frozen=True):
    """All rungs for one class in one body of data.

    `about` names the class, `data` what was read, `statistics` what was computed, in words. `placebos`
    hold the same statistics for every other class; `tipping` one curve for each statistic and variant
    of where unseen ties would fall; `support` says whether the class has comparable others. `verdicts`
    hold one for each statistic of a table (a claim's verdict is beside its ladder, `verdict.Verdict`).
    `warnings` are sentences for a person.
    """

    about: str
    data: str
    statistics: dict[str, str]
    rungs: tuple[Rung, ...]
    placebos: tuple[Placebo, ...] = ()
    tipping: tuple[Tipping, ...] = ()
    support: Support | None = None
    seed: int | None = None
    replications: int | None = None
    warnings: tuple[str, ...] = ()
    verdicts: tuple[TableVerdict, ...] = ()


def described(
    level: str,
    statistic: str,
    observed: Estimate,
    *,
    why: str = "",
    testable: bool = True,
    null: npt.ArrayLike | None = None,
    notes: Sequence[str] = (),
) -> Rung:
    """A rung that is no test, or that cannot be tested here (`testable=False`, with the reason in `why`).

    >>> described("N6", "reach", Estimate(value=0.4), testable=False, why="one source: not testable").p is None
    True
    """
    words = LEVELS[level]
    return Rung(
        level=level,
        name=words.name,
        statistic=statistic,
        question=words.question,
        construction=words.construction,
        held=words.held,
        lies=words.lies,
        observed=observed,
        null=None if null is None else _summary(np.asarray(null, np.float64)),
        testable=testable,
        why=why,
        notes=tuple(notes),
    )


def judged(
    level: str,
    statistic: str,
    observed: Estimate,
    null: npt.ArrayLike,
    *,
    tail: Tail = "greater",
    count: int | None = None,
    exact: bool = False,
    alpha: float = 0.05,
    notes: Sequence[str] = (),
) -> Rung:
    """A rung that is a test: the observed value against shuffled ones.

    `count` is the number of distinct assignments (None: too many to matter). Where the smallest attainable
    p is above `alpha`, or the shuffles never move the statistic, the rung is not testable, has no p, and
    says why.

    >>> rung = judged("N2b", "reach", Estimate(value=3.0), [0.0, 1.0, 2.0] * 40)
    >>> rung.extreme, rung.draws, round(rung.p, 4), rung.testable
    (0, 120, 0.0083, True)
    >>> judged("N2b", "reach", Estimate(value=3.0), [1.0, 2.0, 3.0], count=3, exact=True).why
    'the smallest p that 3 distinct assignments allow is 0.3333'
    """
    if not LEVELS[level].test:
        raise ValueError(f"{level} is no test: use described()")
    if observed.value is None:
        return described(level, statistic, observed, testable=False, why="the statistic is not known here")
    values = np.asarray(null, np.float64).ravel()
    floor = attainable(count if count is not None else 10**15, None if exact else len(values))
    why = _untestable(observed.value, values, floor, alpha, count)
    rung = described(level, statistic, observed, null=values, testable=not why, why=why, notes=notes)
    p = None if why else p_value(observed.value, values, tail, exact=exact)
    return replace(
        rung,
        tail=tail,
        extreme=extreme(observed.value, values, tail) if len(values) else None,
        draws=len(values),
        p=p,
        p_mc_se=None if p is None else mc_error(p, 0 if exact else len(values)),
        attainable=floor,
        exact=exact,
    )


def _untestable(
    observed: float, values: npt.NDArray[np.float64], floor: float, alpha: float, count: int | None
) -> str:
    if not len(values) or np.isnan(values).all():
        return "no draw gave the statistic"
    if count == 1:
        return "no labelled unit has comparable others: there is only one assignment"
    if floor > alpha:
        source = (
            f"{count:,} distinct assignments allow" if count and 1 / count >= floor else "so few draws allow"
        )
        return f"the smallest p that {source} is {floor:.4f}"
    if np.nanmax(values) - np.nanmin(values) <= 1e-12 * max(1.0, abs(observed)):
        return "the shuffles never change the statistic"
    return ""


def _summary(values: npt.NDArray[np.float64]) -> Null | None:
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, [0.05, 0.95])
    return Null(
        mean=float(known.mean()),
        low=float(low),
        high=float(high),
        sd=float(known.std()),
        missing=len(values) - len(known),
    )


def family(rungs: Sequence[Rung], nulls: Sequence[npt.ArrayLike | None]) -> tuple[Rung, ...]:
    """The rungs with p-values corrected for having looked at all of them: `p_family` (max-T) and `q` (FDR).

    `nulls` holds the draws of each rung, None where it has none. The family are the rungs with a p; those
    with fewer draws than the others limit the number of rows used.
    """
    inside = [i for i, rung in enumerate(rungs) if rung.p is not None and nulls[i] is not None]
    out = list(rungs)
    if not inside:
        return tuple(out)
    # Enumerated nulls are not aligned with draws; they enter as draws from the enumeration, repeated.
    columns = [np.asarray(nulls[i], np.float64).ravel() for i in inside]
    rows = max(len(column) for column in columns)
    table = np.column_stack([np.resize(column, rows) for column in columns])
    signs = np.array([-1.0 if rungs[i].tail == "less" else 1.0 for i in inside])
    observed = np.array([rungs[i].observed.value for i in inside], np.float64)
    joint = max_t(signs * observed, signs * table)
    found = fdr([rungs[i].p for i in inside])
    for i, adjusted, q in zip(inside, joint.tolist(), found, strict=True):
        out[i] = replace(rungs[i], p_family=max(adjusted, rungs[i].p or 0.0), q=q)
    return tuple(out)


def placed(
    statistic: str, values: dict[str, tuple[int, float | None]], p: dict[str, float | None] | None = None
) -> tuple[Placebo, ...]:
    """Rank the classes by their value: `values` maps a class to its number of units and its value.

    >>> [(one.about, one.rank) for one in placed("reach", {"city": (4, 0.1), "region": (2, 0.3), "x": (0, None)})]
    [('region', 1), ('city', 2), ('x', None)]
    """
    known = sorted((v for _, v in values.values() if v is not None), reverse=True)
    made = [
        Placebo(
            about=about,
            statistic=statistic,
            units=units,
            value=value,
            per_unit=None if value is None or not units else value / units,
            rank=None if value is None else 1 + known.index(value),
            p=(p or {}).get(about),
        )
        for about, (units, value) in values.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.rank is None, one.rank or 0, one.about)))
