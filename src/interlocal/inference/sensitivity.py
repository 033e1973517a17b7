"""What a verdict hangs on: every tie, enabler, classification and passage changed once, all in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from interlocal.casebook.records import Enabling
from interlocal.inference.ground import Bools
from interlocal.inference.losses import fallen_ties
from interlocal.inference.nulls.sets import permuted
from interlocal.inference.subject import Subject
from interlocal.inference.verdict import Verdict
from interlocal.network.foundation import standing_of
from interlocal.provenance import Estimate, Result

__all__ = ["Change", "Sensitivity", "sensitivity"]

SHOWN = 10


class Change(Result, frozen=True):
    """One coding changed: `kind` is "tie", "enabler", "class" or "passage", `about` the record's id.

    `loss` is the loss then (None where nothing is left to lose), `p` that of N2b, for those changes
    that matter most; `flips` says whether the loss (in 95 % of the codings), or p, comes to lie on the other
    side of what the claim declares. Tipping curves are not drawn again.
    """

    kind: str
    about: str
    changed: str
    loss: float | None
    p: float | None
    flips: bool
    passages: tuple[str, ...] = ()


class Sensitivity(Result, frozen=True):
    """The changes that move the loss most (`most`), how many were tried, and how many alone flip the verdict."""

    most: tuple[Change, ...]
    tried: int
    flips: int
    said: str


class _Trial(NamedTuple):
    kind: str
    about: str
    changed: str
    gone: Bools
    removed: Bools
    cut: Bools | None
    passages: tuple[str, ...]


def sensitivity(laid: Subject, verdict: Verdict) -> Sensitivity | None:
    """Change every coding once, and see whether the verdict would be another. None where there is none to flip.

    Ties are left out one by one; so are all ties that rest on one passage alone; each affiliated body
    and each actor that the class leaves out by name is counted among the removed, or no longer counted where
    it was; each enabling row is struck out, where the claim counts what was enabled. The test of labels is run
    again (at most 199 draws) for the ten changes that move the loss most, and with as many draws for no change.
    """
    if verdict.loss.value is None:
        return None
    trials = list(_trials(laid))
    if not trials:
        return None
    sets = np.array([one.removed for one in trials])
    base = np.array([one.gone for one in trials])
    losses = _all(laid, trials, sets, base)
    moved = [abs((one.value or 0.0) - verdict.loss.value) for one in losses]
    order = sorted(range(len(trials)), key=lambda k: (-moved[k], trials[k].kind, trials[k].about))
    asked = laid.claim.level == "N2b" and verdict.p is not None
    before = _side(laid, verdict.loss, _again(laid, _nothing(laid)) if asked else None)
    changes = [
        _change(laid, before, trials[k], losses[k], again=asked and n < SHOWN)
        for n, k in enumerate(order)
        if moved[k] > 1e-9
    ]
    flips = sum(one.flips for one in changes)
    return Sensitivity(
        most=tuple(changes[:SHOWN]), tried=len(trials), flips=flips, said=_said(changes, flips)
    )


def _nothing(laid: Subject) -> _Trial:
    """No change."""
    return _Trial("", "", "", np.zeros(len(laid.ground.source), bool), laid.removed, None, ())


def _all(laid: Subject, trials: list[_Trial], sets: Bools, base: Bools) -> list[Estimate]:
    from interlocal.inference.losses import lose

    cut = None
    if laid.claim.enabled == "with":
        usual = fallen_ties(laid.ground, laid.ground.removed_with(laid.removed))[0]
        cut = np.array([usual if one.cut is None else one.cut for one in trials])
    found = lose(laid.ground, sets, cut=cut, base=base, between=laid.between, workers=laid.workers)
    return [found.estimate(row) for row in range(len(trials))]


def _trials(laid: Subject) -> Iterator[_Trial]:
    yield from _ties(laid)
    yield from _classes(laid)
    if laid.claim.enabled == "with":
        yield from _enablers(laid)


def _ties(laid: Subject) -> Iterator[_Trial]:
    """Every record of a tie, and every passage on which more than one rests alone."""
    network, own = laid.ground.network, laid.ground.own
    records = np.array([*network.ties.record.tolist(), *([""] * (len(laid.ground.source) - own))])
    alone: dict[str, list[str]] = {}
    for record in sorted(set(records.tolist()) - {""}):
        passages = network.passages.get(record, ())
        yield _Trial("tie", record, "left out", records == record, laid.removed, None, passages)
        if len(passages) == 1:
            alone.setdefault(passages[0], []).append(record)
    for passage, rests in sorted(alone.items()):
        if len(rests) > 1:
            gone = np.isin(records, rests)
            yield _Trial(
                "passage", passage, f"{len(rests)} ties left out", gone, laid.removed, None, (passage,)
            )


def _classes(laid: Subject) -> Iterator[_Trial]:
    """Affiliated bodies, and whoever a removed class leaves out by name: counted among the removed, or not."""
    network = laid.ground.network
    none = np.zeros(len(laid.ground.source), bool)
    named = {one for cls in network.classes if cls.id in laid.claim.removed for one in cls.exclude}
    for k, position in enumerate(laid.ground.actors.tolist()):
        member = network.members[position]
        doubtful = member.level == "affiliated" or member.id in named
        if doubtful and laid.pool[k]:
            other = laid.removed.copy()
            other[k] = not other[k]
            said = f"{'' if other[k] else 'not '}counted among the removed"
            yield _Trial("class", member.id, said, none, other, None, ())


def _enablers(laid: Subject) -> Iterator[_Trial]:
    none = np.zeros(len(laid.ground.source), bool)
    rows: tuple[Enabling, ...] = laid.book.enabling
    for row in rows:
        if row.status not in ("asserted", "inferred"):
            continue
        fewer = replace(laid.book, enabling=tuple(one for one in rows if one.id != row.id))
        ground = replace(laid.ground, network=replace(laid.ground.network, standing=standing_of(fewer)))
        cut = fallen_ties(ground, ground.removed_with(laid.removed))[0]
        passages = tuple(passage.id for passage in laid.book.passages_of(row.id))
        yield _Trial("enabler", row.id, "struck out", none, laid.removed, cut, passages)


def _change(laid: Subject, before: tuple[bool, ...], trial: _Trial, loss: Estimate, *, again: bool) -> Change:
    p = _again(laid, trial) if again and loss.value is not None else None
    after = _side(laid, loss, p)
    return Change(
        kind=trial.kind, about=trial.about, changed=trial.changed, loss=loss.value, p=p,
        flips=loss.value is None or any(a != b for a, b in zip(before, after, strict=False)),
        passages=trial.passages,
    )  # fmt: skip


def _again(laid: Subject, trial: _Trial) -> float | None:
    """p of N2b after the change, as in a casebook that was written so; with at most 199 draws."""
    anew = laid.changed(trial.gone, trial.removed)
    if anew.observed()[0].value is None or not anew.removed.any():
        return None
    return permuted(anew, min(199, laid.claim.replications)).rung.p


def _side(laid: Subject, loss: Estimate, p: float | None) -> tuple[bool, ...]:
    """On which sides of what the claim declares the loss lies, and p where there is one."""
    claim = laid.claim
    low, high = loss.interval or (loss.value, loss.value)
    sides = ((low or 0.0) >= claim.least, (high or 0.0) < claim.least)
    return sides if p is None else (*sides, p <= claim.alpha)


def _said(changes: list[Change], flips: int) -> str:
    if not changes:
        return "no single coding changes the loss"
    first = changes[0]
    loss = "nothing to lose" if first.loss is None else f"a loss of {first.loss:.2f}"
    many = (
        f"{flips} single change{'s' if flips > 1 else ''} would move the loss, or p, across what was declared"
        if flips
        else ("no single change moves the loss, or p, across what was declared")
    )
    return f"depends most on {first.kind} {first.about} ({first.changed}: {loss}); {many}"
