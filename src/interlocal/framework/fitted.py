"""The measurement model put to a casebook: coders' scores of the framework's subject, and how active it was."""

from __future__ import annotations

from interlocal.framework.activity import activity
from interlocal.framework.assess import Posteriors
from interlocal.framework.frame import Framework
from interlocal.framework.model import Item, Plan, Posterior, fit, scores_of
from interlocal.framework.scores import ADJUDICATED, scores
from interlocal.framework.study import Study

__all__ = ["fitted", "posteriors"]


def fitted(
    study: Study, frame: Framework, *, indicators: bool = True, plan: Plan | None = None
) -> Posterior | None:
    """Fit the model to the coders' own scores of the subject, by case, period and role.

    The adjudicated scores are no further coder: they were made from the others. None where no coder's
    pass scored the subject, or the framework's roles are read from positions. With `indicators` the
    fit without them is in `without_indicators`.
    """
    listed = {role.id for role in frame.roles}
    found = [
        one
        for one in scores(study.book, frame.subject)
        if one.coder != ADJUDICATED and one.item in listed and one.case in study.cases
    ]
    if not any(one.score is not None for one in found):
        return None
    items = tuple(
        Item(period.case, period.id, role.id)
        for period in study.book.codebook.periods
        if period.case in study.cases
        for role in frame.roles
    )
    levels = 1 + max(role.top for role in frame.roles)
    told = activity(study, frame, items) if indicators else None
    return fit(scores_of(found, items, levels), told, seed=study.seed, plan=plan)


def posteriors(posterior: Posterior | None) -> tuple[Posteriors, Posteriors]:
    """Posterior scores by case, period and role: from the scores alone, and with indicators (else empty)."""
    if posterior is None:
        return {}, {}
    alone = posterior.without_indicators or posterior
    bare = {(one.case, one.period, one.role): one.score for one in alone.items}
    if posterior.without_indicators is None:
        return bare, {}
    return bare, {(one.case, one.period, one.role): one.score for one in posterior.items}
