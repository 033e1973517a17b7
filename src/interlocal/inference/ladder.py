"""The null ladder of a claim: every rung from the raw loss to leaving sources out, in every scope of the claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from interlocal.casebook.book import Casebook
from interlocal.casebook.claims import Claim
from interlocal.casebook.records import SECTORS
from interlocal.inference.nulls import Tried
from interlocal.inference.nulls.reporting import Robustness, Unseen, robustness, unseen
from interlocal.inference.nulls.rewiring import rewired
from interlocal.inference.nulls.sets import comparable, matched, of_same_size, permuted
from interlocal.inference.nulls.sources import LeftOut, one_source_out
from interlocal.inference.nulls.timing import links_shuffled, timelines_shuffled
from interlocal.inference.permutation import fdr
from interlocal.inference.rung import Ladder, Placebo, Rung, described, family, placed
from interlocal.inference.sensitivity import Sensitivity, sensitivity
from interlocal.inference.subject import STATISTICS, Scope, Subject, subject
from interlocal.inference.verdict import Verdict, verdict
from interlocal.network.question import class_members
from interlocal.provenance import Estimate, Result

__all__ = ["Part", "Raw", "Tested", "judge_claim", "judge_claims", "short_part"]

Progress = Callable[[str], None]


class Raw(Result, frozen=True):
    """N0 in one layer: the loss without and with what the removed had enabled, over so many surviving pairs."""

    layer: str
    without: Estimate
    with_enabled: Estimate
    pairs: int


class Part(Result, frozen=True):
    """A claim tested in one scope: its verdict, the rungs behind it, and the tipping curves that come first."""

    scope: str
    cases: tuple[str, ...]
    layer: str
    verdict: Verdict
    ladder: Ladder
    unseen: tuple[Unseen, ...]
    robustness: Robustness | None = None


class Tested(Result, frozen=True):
    """A claim with its test: `whole` in the scope that was declared, `parts` in each case and the other layer.

    `q` is the p-value of the deciding rung, adjusted for the false discovery rate over all claims tested
    together. `left_out` are the losses without each cited work, `sensitivity` which single codings the
    verdict hangs on.
    """

    claim: Claim
    whole: Part
    raw: tuple[Raw, ...]
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]
    sensitivity: Sensitivity | None
    q: float | None = None


def judge_claims(
    book: Casebook,
    ids: Sequence[str] = (),
    *,
    replications: int | None = None,
    level: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Tested, ...]:
    """Test the claims of a casebook (all, or those named), as they were declared.

    `replications` and `level` replace what a claim declares; the result carries the claim as it was
    tested. `progress` is told what is being done. Results do not depend on `workers` (threads).
    Raises `UnknownNameError` for a claim that is not there.
    """
    claims = [book.claim(one) for one in ids] if ids else list(book.claims)
    changed = {name: value for name, value in (("replications", replications), ("level", level)) if value}
    made: dict[Any, Any] = {}
    found = []
    for number, claim in enumerate(claims, 1):
        say = _say(progress, f"{claim.id} ({number} of {len(claims)})")
        found.append(judge_claim(book, replace(claim, **changed), made=made, workers=workers, say=say))
    adjusted = fdr([one.whole.verdict.p for one in found])
    return tuple(replace(one, q=q) for one, q in zip(found, adjusted, strict=True))


def _say(progress: Progress | None, claim: str) -> Progress:
    return (lambda what: progress(f"{claim}: {what}")) if progress is not None else (lambda what: None)


def judge_claim(
    book: Casebook,
    claim: Claim,
    *,
    made: dict[Any, Any] | None = None,
    workers: int | None = None,
    say: Progress = lambda what: None,
) -> Tested:
    """Test one claim: the whole ladder as declared, and a short one (N0, the deciding rung, N5) elsewhere."""
    made = {} if made is None else made
    own, others = _scopes(book, claim)
    laid = subject(book, claim, own, made=made, workers=workers)
    whole, left_out = _whole(laid, say)
    parts = []
    for scope in others:
        say(f"{scope.name}, {scope.layer} layer")
        parts.append(short_part(subject(book, claim, scope, made=made, workers=workers)))
    say("what it rests on")
    raw = tuple(_raw(book, claim, own.cases, layer, made, workers) for layer in ("contact", "both"))
    return Tested(
        claim=claim, whole=whole, raw=raw, parts=tuple(parts), left_out=left_out,
        sensitivity=sensitivity(laid, whole.verdict),
    )  # fmt: skip


def _scopes(book: Casebook, claim: Claim) -> tuple[Scope, list[Scope]]:
    """The declared scope; then each of its cases, and the whole in the other layer."""
    names = {case.id: case.name for case in book.codebook.cases}
    told = {episode.case for episode in book.codebook.episodes}
    cases = claim.cases or tuple(one for one in names if one in told)
    called = " and ".join(names.get(one, one) for one in claim.cases) or "all cases"
    own = Scope(claim.cases, claim.layer, called)
    each = [Scope((one,), claim.layer, names.get(one, one)) for one in cases] if len(cases) > 1 else []
    other = "both" if claim.layer == "contact" else "contact"
    if claim.statistic == "route":
        each = []  # the ends of a route are named for their own case
    return own, [*each, Scope(claim.cases, other, called)]


def _raw(
    book: Casebook,
    claim: Claim,
    cases: tuple[str, ...],
    layer: str,
    made: dict[Any, Any],
    workers: int | None,
) -> Raw:
    laid = subject(book, claim, Scope(cases, layer, ""), made=made, workers=workers)
    without, pairs = laid.observed("without")
    return Raw(layer=layer, without=without, with_enabled=laid.observed("with")[0], pairs=pairs)


def _whole(laid: Subject, say: Progress) -> tuple[Part, tuple[LeftOut, ...]]:
    claim, draws = laid.claim, laid.claim.replications
    observed, _ = laid.observed()
    tried = [Tried(described("N0", claim.statistic, observed))]
    if observed.value is not None and laid.removed.any():
        for name, ask in (
            ("sets of the same size", of_same_size),
            ("matched sets", matched),
            ("labels", permuted),
            ("rewiring", rewired),
            ("timelines", timelines_shuffled),
            ("links", links_shuffled),
        ):
            say(name)
            tried.append(ask(laid, draws))
    say("other sectors")
    placebos = _placebos(laid)
    say("unseen ties")
    curves, bridges = _reporting(laid, placebos)
    last, left_out = one_source_out(laid)
    rungs = [
        *family([one.rung for one in tried], [one.values for one in tried]),
        _described(laid, curves),
        last,
    ]
    return _part(laid, rungs, placebos, curves, bridges), left_out


def _described(laid: Subject, curves: Sequence[Unseen]) -> Rung:
    notes = tuple(f"{one.variant}: {one.tipping.said}" for one in curves)
    why = "" if curves else "nothing is lost, so nothing can be undone"
    return described("N5", laid.claim.statistic, laid.observed()[0], notes=notes, testable=not why, why=why)


def short_part(laid: Subject) -> Part:
    """N0, the deciding rung among sets (N2b where another was declared), and N5: no p without its tipping curve."""
    claim, observed = laid.claim, laid.observed()[0]
    rungs = [described("N0", claim.statistic, observed)]
    if observed.value is not None and laid.removed.any():
        ask = {"N1": of_same_size, "N2": matched}.get(claim.level, permuted)
        rungs.append(ask(laid, claim.replications).rung)
    curves, _ = _reporting(laid, (), bridges=False)
    return _part(laid, [*rungs, _described(laid, curves)], (), curves, None)


def _part(
    laid: Subject,
    rungs: Sequence[Rung],
    placebos: tuple[Placebo, ...],
    curves: tuple[Unseen, ...],
    bridges: Robustness | None,
) -> Part:
    claim = laid.claim
    ladder = Ladder(
        about=", ".join(claim.removed),
        data=f"{laid.scope.name}, {laid.scope.layer} layer",
        statistics={claim.statistic: f"relative loss of the {STATISTICS[claim.statistic]}"},
        rungs=tuple(rungs),
        placebos=placebos,
        tipping=tuple(one.tipping for one in curves),
        support=comparable(laid)[1],
        seed=claim.seed,
        replications=claim.replications,
        warnings=_warnings(laid),
    )
    said = verdict(laid, ladder, curves)
    return Part(
        scope=laid.scope.name, cases=laid.scope.cases, layer=laid.scope.layer, verdict=said, ladder=ladder,
        unseen=curves, robustness=bridges,
    )  # fmt: skip


def _warnings(laid: Subject) -> tuple[str, ...]:
    touching, own = int(laid.touching[: laid.ground.own].sum()), laid.ground.own
    found = []
    if own and touching / own > 0.5:
        found.append(
            f"{touching} of {own} ties touch those removed: the sources may have been chosen for them"
        )
    return tuple(found)


def _reporting(
    laid: Subject, placebos: Iterable[Placebo], *, bridges: bool = True
) -> tuple[tuple[Unseen, ...], Robustness | None]:
    value = laid.observed()[0].value
    if value is None or value <= 0:
        return (), None
    few = min(laid.claim.replications, 19 if laid.between else 99)
    rival = next(((one.about, one.value) for one in placebos if one.about == "affiliated_body"), ("", None))
    return unseen(laid, few, rival), robustness(
        laid, min(few, 9 if laid.between else 29)
    ) if bridges else None


def _placebos(laid: Subject) -> tuple[Placebo, ...]:
    """The same statistic, and the same primary test with fewer draws, for every other class or sector."""
    own = ", ".join(laid.claim.removed)
    groups = {own: laid.removed} | {
        name: mask for name, mask in _classes(laid).items() if mask.any() and not (mask & laid.removed).any()
    }
    share = laid.losses(np.array(list(groups.values()))).share.tolist()
    values = {
        name: (int(mask.sum()), None if np.isnan(one) else one)
        for (name, mask), one in zip(groups.items(), share, strict=True)
    }
    p = {}
    for name, mask in groups.items():
        if values[name][1] is not None:
            p[name] = permuted(laid, min(laid.claim.replications, 199), mask).rung.p
    return placed(laid.claim.statistic, values, p)


def _classes(laid: Subject) -> dict[str, Any]:
    network, ground = laid.ground.network, laid.ground
    named = laid.claim.placebo or SECTORS
    known = {one.id for one in network.classes}
    found = {}
    for name in named:
        members = (
            class_members(network, name)
            if name in known
            else frozenset(k for k, member in enumerate(network.members) if member.sector == name)
        )
        found[name] = ground.set_of(members) & laid.pool
    return found
