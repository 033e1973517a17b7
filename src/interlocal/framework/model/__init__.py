"""The measurement model: how high a role stands, read from several coders' scores, with its uncertainty."""

from __future__ import annotations

from interlocal.framework.model.fit import fit
from interlocal.framework.model.posterior import CoderFit, IndicatorFit, ItemFit, Posterior
from interlocal.framework.model.sampler import Plan
from interlocal.framework.model.scores import Indicators, Item, Scores, scores_of

__all__ = [
    "CoderFit",
    "IndicatorFit",
    "Indicators",
    "Item",
    "ItemFit",
    "Plan",
    "Posterior",
    "Scores",
    "fit",
    "scores_of",
]
