"""What the model says of items, coders and indicators, each number with its interval."""

from __future__ import annotations

from interlocal.framework.model.scores import Item
from interlocal.provenance import Estimate, Result

__all__ = ["CoderFit", "IndicatorFit", "ItemFit", "Posterior"]


class ItemFit(Result, frozen=True):
    """One role in one period of one case, as the model sees it.

    `score` is the posterior score: the score that a coder as strict and reliable as these are on average is
    expected to give, on the scale of the anchors (0 to 4 with five levels), with its 90 % interval; `theta` is
    the same on the latent scale, whose unit is the standard deviation of items within a role and case. `high` is the
    probability of a score of `Posterior.threshold` or more. `raw` are the coders' own scores, None where missing.
    `overlap` (0 to 1) says how far prior and posterior of the score agree: near 1, the data said nothing.
    `score.coverage` is the share of coders who scored the item. Where nobody did and no indicator speaks,
    `score.value` is None and `why` says why. With one coder `score` is the raw score with the prior's interval.
    """

    case: str
    period: str
    role: str
    score: Estimate
    theta: Estimate
    high: Estimate
    raw: tuple[int | None, ...]
    overlap: float | None
    r_hat: float
    ess_bulk: float
    ess_tail: float
    why: str = ""
    records: tuple[str, ...] = ()

    @property
    def item(self) -> Item:
        """What it is about."""
        return Item(self.case, self.period, self.role)


class CoderFit(Result, frozen=True):
    """How one coder uses the scale.

    `reliability` is beta: 1 is average, 0 would be noise. `thresholds` are where, on the latent scale times
    beta, the coder passes from one level to the next: higher means stricter. `scored` is the number of items
    scored. `shift` is the mean, `largest` the largest absolute change of an item's posterior score when this
    coder is left out, `moved` the item that moves most; None where no other coder is left.
    """

    coder: str
    scored: int
    reliability: Estimate
    thresholds: tuple[Estimate, ...]
    shift: float | None = None
    largest: float | None = None
    moved: Item | None = None


class IndicatorFit(Result, frozen=True):
    """How one network indicator follows theta: both on the indicator's standardised scale.

    `loading` is lambda, never negative: theory fixes its sign. `noise` is s. `correlation` is
    between indicator and theta over the items, implied by the two and the spread of theta.
    """

    name: str
    loading: Estimate
    noise: Estimate
    correlation: Estimate


class Posterior(Result, frozen=True):
    """A fitted measurement model: profiles of roles, no overall index.

    `items` stand in the order given to `fit`. `threshold` is the level that `ItemFit.high` speaks of. `r_hat`
    is the largest, `ess_bulk` and `ess_tail` the smallest over all quantities of the model. `draws` is the
    number kept, all chains together. `warnings` are sentences for a person. `without_indicators` is
    the same fit from the scores alone, None where no indicator was given.
    """

    items: tuple[ItemFit, ...]
    coders: tuple[CoderFit, ...]
    indicators: tuple[IndicatorFit, ...]
    levels: int
    threshold: int
    seed: int
    draws: int
    r_hat: float
    ess_bulk: float
    ess_tail: float
    warnings: tuple[str, ...]
    without_indicators: Posterior | None = None

    def profile(self, case: str, period: str = "") -> tuple[ItemFit, ...]:
        """The items of a case, or of one of its periods: a profile of roles, never an average of them."""
        return tuple(one for one in self.items if one.case == case and period in ("", one.period))
