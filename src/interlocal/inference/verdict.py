"""What a claim's test says, by a rule declared beforehand, in a sentence with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from interlocal.inference.nulls.reporting import Unseen
from interlocal.inference.rung import Ladder, Rung
from interlocal.inference.subject import Subject
from interlocal.provenance import Estimate, Result

__all__ = ["Outcome", "Verdict", "verdict"]

Outcome = Literal["confirmed", "contradicted", "not confirmed", "not testable"]


class Verdict(Result, frozen=True):
    """What the test of a claim says: `outcome`, the reasons for it, and both as a text for a person.

    `loss` is the relative loss; `enabled_loss` the same with what the removed had enabled falling too.
    `p` is that of the deciding rung, never shown without `tipping`: the rho at which the loss falls
    below the claim's `least`, in the variant of unseen ties that undoes it first (None: beyond the
    largest rho, or no loss at all).
    """

    outcome: Outcome
    headline: str
    sentence: str
    reasons: tuple[str, ...]
    loss: Estimate
    enabled_loss: Estimate
    p: float | None
    draws: int | None
    attainable: float | None
    tipping: float | None
    rank: int | None = None
    among: int | None = None


def verdict(laid: Subject, ladder: Ladder, curves: Sequence[Unseen]) -> Verdict:
    """Judge a claim by these rules, in this order.

    *Not testable*: the removed have no tie here, no pair survives their removal, or nobody reaches
    anybody before it. *Contradicted*: the 95th percentile of the loss over the simulated codings lies
    below the claim's `least`, without and with what the removed had enabled. *Not testable*: the
    deciding rung (the claim's `level`) cannot tell, because too few others are comparable. *Confirmed*: the
    loss is at least `least` in 95 % of codings, p of the deciding rung is at most `alpha`, and the mean
    loss is still at least `least` when others are reported half as often (rho 2), wherever their
    unseen ties fall. Otherwise *not confirmed*, which is no evidence against the claim.
    """
    claim = laid.claim
    loss, pairs = laid.observed()
    enabled = laid.observed("with")[0]
    rung = _deciding(ladder, claim.level)
    outcome, reasons = _judged(laid, loss, laid.observed("without")[0], enabled, pairs, rung, curves)
    tipping = _tipping(curves)
    rank = next((one.rank for one in ladder.placebos if one.about == ladder.about and one.value), None)
    among = sum(one.rank is not None for one in ladder.placebos) or None
    headline = "" if outcome == "not testable" and not curves else _headline(curves, claim.least)
    numbers = _numbers(loss, enabled, claim.enabled, rung, rank, among)
    sentence = f"{_where(laid)}: {outcome}. {headline} {numbers} {' '.join(_capital(one) for one in reasons)}"
    return Verdict(
        outcome=outcome,
        headline=headline,
        sentence=" ".join(sentence.split()),
        reasons=reasons,
        loss=loss,
        enabled_loss=enabled,
        p=rung.p if rung else None,
        draws=rung.draws if rung else None,
        attainable=rung.attainable if rung else None,
        tipping=tipping,
        rank=rank,
        among=among,
    )


def _deciding(ladder: Ladder, level: str) -> Rung | None:
    tests = [one for one in ladder.rungs if one.level in ("N1", "N2", "N2b", "N3", "N4")]
    found = [one for one in tests if one.level == level]
    # Where two nulls share a level (N4), the one with the larger p decides; short ladders have one test.
    return max(found or tests[:1], key=lambda one: one.p or 0.0, default=None)


def _judged(
    laid: Subject,
    loss: Estimate,
    without: Estimate,
    enabled: Estimate,
    pairs: int,
    rung: Rung | None,
    curves: Sequence[Unseen],
) -> tuple[Outcome, tuple[str, ...]]:
    claim = laid.claim
    if not laid.removed.any():
        return "not testable", ("those removed have no tie here.",)
    if not pairs:
        return "not testable", ("no pair is left to compare when they are gone.",)
    if loss.value is None:
        return "not testable", ("nobody reaches anybody even while they are there.",)
    if _high(without) < claim.least and _high(enabled) < claim.least:
        return "contradicted", (f"the loss lies below {claim.least:g}, the least that was to count.",)
    reasons = _shortfalls(laid, loss, without, enabled, rung, curves)
    if rung is None or (not rung.testable and _low(loss) >= claim.least):
        return "not testable", (f"{rung.why if rung else 'there is no test'}.", *reasons)
    return ("not confirmed" if reasons else "confirmed"), reasons


def _shortfalls(
    laid: Subject,
    loss: Estimate,
    without: Estimate,
    enabled: Estimate,
    rung: Rung | None,
    curves: Sequence[Unseen],
) -> tuple[str, ...]:
    claim, reasons = laid.claim, []
    if _low(loss) < claim.least:
        reasons.append(f"the loss may lie below {claim.least:g}, the least that was to count.")
    if claim.enabled == "without" and _high(without) < claim.least <= _low(enabled):
        reasons.append("the loss rests on what the coder reads as enabled by those removed.")
    if rung is not None and rung.p is not None and rung.p > claim.alpha:
        reasons.append(f"comparable others would be missed as much (p above {claim.alpha:g}).")
    weak = [one.variant for one in curves if (one.at_two or 0.0) < claim.least]
    if weak:
        reasons.append(
            f"if others were reported half as often, the loss would fall below {claim.least:g} "
            f"(unseen ties {' or '.join(weak)})."
        )
    return tuple(reasons)


def _high(estimate: Estimate) -> float:
    high = estimate.interval[1] if estimate.interval else estimate.value
    return float("inf") if high is None else high


def _low(estimate: Estimate) -> float:
    low = estimate.interval[0] if estimate.interval else estimate.value
    return float("-inf") if low is None else low


def _tipping(curves: Sequence[Unseen]) -> float | None:
    found = [one.tipping.flips.value for one in curves if one.tipping.flips is not None]
    known = [one for one in found if one is not None]
    return min(known) if known else None


def _where(laid: Subject) -> str:
    layer = {"contact": "reported contacts", "both": "contacts and readings", "attribution": "readings alone"}
    return f"{laid.scope.name}, {layer[laid.scope.layer]}"


def _headline(curves: Sequence[Unseen], least: float) -> str:
    if not curves:
        return "There is no loss that unseen ties of others could undo."
    variants: dict[str, list[str]] = {}
    for one in curves:
        variants.setdefault(_tip(one, least), []).append(one.variant)
    said = [f"{tip} (unseen ties {' or '.join(names)})" for tip, names in variants.items()]
    return f"{_capital('; '.join(said))}."


def _tip(one: Unseen, least: float) -> str:
    flips, largest = one.tipping.flips, one.tipping.points[-1].rho
    if flips is None or (rho := flips.value) is None:
        return f"the loss stays above {least:g} even if others were reported {largest:g} times too seldom"
    if rho <= 1:
        return f"the loss lies below {least:g} as reported"
    low, high = flips.interval or (rho, rho)
    around = f"{low:.1f} to " + (f"more than {largest:g}" if high is None else f"{high:.1f}")
    return f"the loss falls below {least:g} if others were reported {rho:.1f} ({around}) times too seldom"


def _numbers(
    loss: Estimate, enabled: Estimate, which: str, rung: Rung | None, rank: int | None, among: int | None
) -> str:
    if loss.value is None:
        return ""
    other = "" if which == "with" else f"; with what they had enabled {_span(enabled)}"
    parts = [f"Loss {_span(loss)}{other}"]
    if rung is not None and rung.p is not None:
        exact = "all assignments" if rung.exact else f"B = {rung.draws}"
        parts.append(f"p = {rung.p:.3f} ({rung.level}, {exact}, smallest attainable {rung.attainable:.4f})")
    elif rung is not None:
        parts.append(f"no p: {rung.why}")
    if rank is not None:
        parts.append(f"rank {rank} of {among} classes of actors")
    return f"{'; '.join(parts)}."


def _span(one: Estimate) -> str:
    if one.value is None:
        return "unknown"
    if one.interval is None or one.interval[0] is None or one.interval[1] is None:
        return f"{one.value:.2f}"
    return f"{one.value:.2f} ({one.interval[0]:.2f} to {one.interval[1]:.2f})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
