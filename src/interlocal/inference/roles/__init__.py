"""The roles of a framework, each put to a test of its own, with the false discovery rate held over all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from interlocal.casebook.book import Casebook
from interlocal.casebook.claims import Claim
from interlocal.framework.classes import class_members, classes, known_classes
from interlocal.framework.frame import Framework, Role, Trial, read_framework
from interlocal.framework.study import Study
from interlocal.inference.nulls.sets import permuted as actors_permuted
from interlocal.inference.permutation import fdr
from interlocal.inference.roles.bench import Bench
from interlocal.inference.roles.readers import READERS
from interlocal.inference.roles.units import permuted
from interlocal.inference.rung import Placebo, Rung, described, judged, placed
from interlocal.inference.subject import Scope, subject
from interlocal.provenance import Estimate, Result

__all__ = ["RoleTest", "judge_roles"]

Progress = Callable[[str], None]
FEWER = 199
"""Draws in each single case, where a test of all cases has more."""


class RoleTest(Result, frozen=True):
    """One role and its test, over all cases together and in each.

    `statistic` names what was computed and `says` it in words; `whole` is the test that decides, `cases` the
    same in each case by itself, `placebos` the same for every other class of actors, with fewer draws.
    `passed_over` are tests declared before it that this casebook does not allow, with the reasons. `q` is
    the p-value adjusted for the false discovery rate over all roles tested; None, as `whole.p` is, where
    nothing can be tested: see `whole.why`.
    """

    role: str
    name: str
    dimension: str
    statistic: str
    says: str
    whole: Rung
    cases: tuple[tuple[str, Rung], ...] = ()
    placebos: tuple[Placebo, ...] = ()
    passed_over: tuple[str, ...] = ()
    q: float | None = None


def judge_roles(
    book: Casebook,
    framework: Framework | str = "takao2003",
    *,
    replications: int = 999,
    worlds: int = 40,
    seed: int = 1,
    progress: Progress | None = None,
) -> tuple[RoleTest, ...]:
    """Test the part that the framework's subject has in each of its roles.

    A role is tested by the first of its declared tests that the casebook allows; a role without one is not
    testable, and says why. Labels ("is the subject's") are permuted within strata of comparable records or
    actors, never across them; p is (1 + b) / (1 + B), or exact where all ways are tried. Under a null that
    holds, a role is no more likely to be found the better the sources report others.

    Raises `UnknownNameError` for a framework that is not there, or that names a class which is not.
    """
    frame = read_framework(framework)
    known_classes(book, frame)
    bench = Bench(Study(book, worlds, seed), frame)
    made: dict[Any, Any] = {}
    found = []
    for number, role in enumerate(frame.roles, 1):
        if progress is not None:
            progress(f"role {role.name} ({number} of {len(frame.roles)})")
        found.append(_tested(bench, role, replications, made))
    adjusted = fdr([one.whole.p for one in found])
    return tuple(replace(one, q=q) for one, q in zip(found, adjusted, strict=True))


def _tested(bench: Bench, role: Role, draws: int, made: dict[Any, Any]) -> RoleTest:
    passed, trial, whole = [], None, None
    for trial in role.tests:
        whole = _asked(bench, role, trial, draws, made)
        if whole.p is not None:
            break
        whole = replace(whole, why=whole.why + _unknown(bench, trial))
        passed.append(f"{trial.says}: {whole.why}")
    if trial is None or whole is None:
        why = role.untested or f"the framework {bench.frame.id} declares no test of it"
        nothing = described("N2b", "none", Estimate(value=None), testable=False, why=why)
        return RoleTest(
            role=role.id, name=role.name, dimension=role.dimension, statistic="", says="", whole=nothing
        )
    tested = whole.p is not None
    each = [
        (case, _asked(bench.of(case), role, trial, min(draws, FEWER), made))
        for case in (bench.study.cases if tested else ())
    ]
    return RoleTest(
        role=role.id,
        name=role.name,
        dimension=role.dimension,
        statistic=trial.statistic,
        says=trial.says,
        whole=whole,
        cases=tuple(each),
        placebos=_placebos(bench, role, trial, whole, made) if tested else (),
        passed_over=tuple(passed if tested else passed[:-1]),
    )


def _unknown(bench: Bench, trial: Trial) -> str:
    """That none of the relations which a test looks at is one of the codebook's: they may be called otherwise."""
    known = {relation.id for relation in bench.study.book.codebook.relations}
    if not trial.relations or known & set(trial.relations):
        return ""
    return f" (the codebook has no relation {' or '.join(trial.relations)})"


def _placebos(bench: Bench, role: Role, trial: Trial, own: Rung, made: dict[Any, Any]) -> tuple[Placebo, ...]:
    """The same statistic and test with every other class of actors in the subject's place."""
    book, frame = bench.study.book, bench.frame
    values = {frame.subject: (len(bench.subject), own.observed.value)}
    p = {frame.subject: own.p}
    for name in sorted(classes(book).keys() - {frame.subject}):
        members = class_members(book, name)
        if not members or members & bench.subject:
            continue
        rung = _asked(Bench(bench.study, replace(frame, subject=name)), role, trial, FEWER, made)
        values[name], p[name] = (len(members), rung.observed.value), rung.p
    return placed(trial.statistic, values, p)


def _asked(bench: Bench, role: Role, trial: Trial, draws: int, made: dict[Any, Any]) -> Rung:
    if trial.statistic == "loss":
        return _loss(bench, role, trial, draws, made)
    units = READERS[trial.statistic](bench, trial)
    if isinstance(units, str):
        return described("N2b", trial.says, Estimate(value=None), testable=False, why=units)
    if not units.label.any():
        nobody = f"none of the {len(units.ids)} is {bench.frame.subject.replace('_', ' ')}'s"
        return described("N2b", trial.says, Estimate(value=None), testable=False, why=nobody)
    found = permuted(units, draws, bench.study.seed)
    observed = replace(found.observed, coverage=units.coverage, passages=bench.scope.passages(units.records))
    rung = judged(
        "N2b", trial.says, observed, found.values, count=found.count, exact=found.exact, notes=(found.said,)
    )
    return replace(rung, construction=role.null, held="everything but who carries the label")


def _loss(bench: Bench, role: Role, trial: Trial, draws: int, made: dict[Any, Any]) -> Rung:
    network = bench.study.network()
    removed = tuple(sorted(one for one in bench.subject if one in network.positions))
    if not removed:
        why = f"nobody is {bench.frame.subject.replace('_', ' ')} here"
        return described("N2b", trial.says, Estimate(value=None), testable=False, why=why)
    claim = Claim(
        id="role", statement=trial.says, statistic=trial.of, carrier=trial.carrier, removed=removed,  # type: ignore[arg-type]
        replications=draws, worlds=min(bench.study.n, 20), seed=bench.study.seed,
    )  # fmt: skip
    cases = (bench.case,) if bench.case else ()
    laid = subject(bench.study.book, claim, Scope(cases, "contact", bench.case), made=made)
    if laid.observed()[0].value is None or not laid.removed.any():
        why = "nothing is there to lose" if laid.removed.any() else "the subject has no tie here"
        return described("N2b", trial.says, laid.observed()[0], testable=False, why=why)
    rung = actors_permuted(laid, draws).rung
    observed = replace(rung.observed, coverage=bench.scope.dated())
    return replace(rung, observed=observed, statistic=trial.says, construction=role.null)
