"""Fit the ordinal measurement model to coders' scores.

The model: coder r gives item i level k or less with probability Phi(tau_rk - beta_r theta_i); theta_i ~ N(role
effect + case effect, 1), log beta_r ~ N(0, .5^2), tau_rk ~ N(gamma_k, .5^2) in order, gamma_k ~ N(0, 2^2) in order.
An indicator: z_ij ~ N(a_j + lambda_j theta_i, s_j^2), lambda_j >= 0.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from interlocal.framework.model.arrays import Data, Floats, Ints
from interlocal.framework.model.posterior import CoderFit, IndicatorFit, ItemFit, Posterior
from interlocal.framework.model.sampler import Plan, Sample, expected_score, sample
from interlocal.framework.model.scores import Indicators, Scores, arranged
from interlocal.provenance import Estimate

__all__ = ["FEW", "fit"]

FEW = 3
"""With fewer coders than this, intervals rely on priors."""

_BINS = 20


def fit(
    scores: Scores,
    indicators: Indicators | None = None,
    *,
    seed: int = 1,
    walk: bool = False,
    tempered: bool = False,
    reference: str = "",
    threshold: int = 3,
    leave_out: bool = True,
    plan: Plan | None = None,
) -> Posterior:
    """Estimate from coders' scores (and network indicators) how high each item stands.

    `walk` ties a role's periods in a case to one another (steps of .3). `tempered` lets stated confidence
    change a coder's slope (low .7, medium 1, high 1.3). `reference` names the coder on whose scale scores are
    given; without it, a coder as strict and reliable as these coders are on average. `threshold` is the level of
    `ItemFit.high`; on a shorter scale, its highest. `leave_out` fits again without each coder. `plan` sets chains
    and draws; its seed is replaced by `seed`.

    Equal scores and seed give equal numbers on any number of threads. Raises `NetworkError` where shapes or levels
    do not fit, `UnknownNameError` for a reference coder that there is not.

    >>> from interlocal.framework.model import Item, Plan, Scores, fit
    >>> items = tuple(Item("quay", f"p{i}", "funds") for i in range(6))
    >>> y = np.array([[0, 1, 2, 3, 4, 4], [0, 1, 1, 3, 4, 3], [1, 1, 2, 2, 4, -1]])
    >>> found = fit(Scores(("ann", "bob", "eve"), items, y), leave_out=False, plan=Plan(draws=300, longest=1))
    >>> [one.score.value < other.score.value for one, other in zip(found.items[:4], found.items[1:5])]
    [True, True, True, True]
    >>> found.items[5].score.coverage == 2 / 3, found.items[5].raw
    (True, (4, 3, None))
    """
    plan = replace(plan or Plan(), seed=seed)
    threshold = min(threshold, scores.levels - 1)
    _checked(scores, indicators, reference)
    data, where = arranged(scores, indicators, walk=walk, tempered=tempered)
    made = sample(data, plan)
    prior = _prior_scores(data, plan, scores.coders, reference)
    bare = None
    if indicators is not None:
        bare = fit(
            scores, seed=seed, walk=walk, tempered=tempered, reference=reference, threshold=threshold,
            leave_out=leave_out, plan=plan,
        )  # fmt: skip
    drawn = _score_draws(made, scores.coders, reference)[:, :, where]
    items = _items(scores, indicators, made, drawn, prior, where, threshold, reference)
    coders = _coders(scores, made)
    if leave_out and len(scores.coders) > 1:
        coders = tuple(
            _left_out(one, scores, indicators, drawn, reference, walk, tempered, plan) for one in coders
        )
    quantities = made.r_hat, *made.ess
    worst = float(quantities[0].max()), float(quantities[1].min()), float(quantities[2].min())
    return Posterior(
        items=items,
        coders=coders,
        indicators=_indicators(indicators, made),
        levels=scores.levels,
        threshold=threshold,
        seed=seed,
        draws=drawn.shape[0] * drawn.shape[1],
        r_hat=worst[0],
        ess_bulk=worst[1],
        ess_tail=worst[2],
        warnings=_warnings(scores, *worst),
        without_indicators=bare,
    )


def _checked(scores: Scores, indicators: Indicators | None, reference: str) -> None:
    from interlocal.errors import NetworkError, UnknownNameError

    if reference and reference not in scores.coders:
        raise UnknownNameError(f"no coder {reference!r}; the coders are {', '.join(scores.coders)}")
    if indicators is not None and indicators.z.shape[1] != len(scores.items):
        raise NetworkError(
            f"indicators of {indicators.z.shape[1]} items, scores of {len(scores.items)}: "
            "give one row per item, in the same order, NaN where there is none"
        )


def _score_draws(made: Sample, coders: tuple[str, ...], reference: str) -> Floats:
    """Draws of every item's expected score, (chains, draws, items in the kernels' order)."""
    beta, tau = _scale(made, coders, reference)
    return expected_score(made.draws.theta, beta[:, :, None], tau[:, :, None, :])


def _scale(made: Sample, coders: tuple[str, ...], reference: str) -> tuple[Floats, Floats]:
    if reference in coders:
        r = coders.index(reference)
        return np.exp(made.draws.log_beta[:, :, r]), made.draws.tau[:, :, r]
    return np.exp(made.draws.log_beta.mean(axis=2)), made.draws.gamma


def _prior_scores(data: Data, plan: Plan, coders: tuple[str, ...], reference: str) -> Floats:
    """Draws of the expected score before any score is seen, by place along a walk: (draws, places).

    The same sampler without data: all items have one prior but for how far along a walk they stand.
    """
    place = _places(data)
    n, r = int(place.max()) + 1, len(coders)
    empty = np.zeros((r, n), np.int64)
    bare = data._replace(
        y=empty - 1,
        grade=empty,
        temper=np.ones(1),
        role=np.zeros(n, np.int64),
        case=np.zeros(n, np.int64),
        chained=(np.arange(n) > 0).astype(np.int64),
        order=np.tile(np.arange(n), (r, 1)),
        begin=np.zeros((r, data.levels + 1), np.int64),
        z=np.empty((1, 0, n)),
        roles=1,
        cases=1,
    )
    made = sample(bare, replace(plan, draws=500, thin=2, longest=1), "prior")
    drawn = _score_draws(made, coders, reference)
    return drawn.reshape(-1, n)[:, place]


def _places(data: Data) -> Ints:
    """How many steps into its walk an item stands; 0 for all without walks."""
    place = np.zeros(len(data.chained), np.int64)
    for i in np.flatnonzero(data.chained):
        place[i] = place[i - 1] + 1
    return place


def _items(
    scores: Scores, indicators: Indicators | None, made: Sample, drawn: Floats, prior: Floats, where: Ints,
    threshold: int, reference: str,
) -> tuple[ItemFit, ...]:  # fmt: skip
    from scipy.special import ndtr

    beta, tau = _scale(made, scores.coders, reference)
    theta = made.draws.theta[:, :, where]
    high = ndtr(beta[:, :, None] * theta - tau[:, :, threshold - 1, None])
    known = np.asarray((scores.y >= 0).any(axis=0))
    if indicators is not None:
        known = known | ~np.isnan(indicators.z).all(axis=(0, 2))
    out = []
    for i, item in enumerate(scores.items):
        raw = tuple(int(one) if one >= 0 else None for one in scores.y[:, i])
        ess = made.ess[0][where[i]], made.ess[1][where[i]]
        coverage = float(np.mean(scores.y[:, i] >= 0))
        before = prior[:, where[i]]
        score = _estimate(drawn[:, :, i], ess[0], coverage)
        if len(scores.coders) == 1 and raw[0] is not None:
            score = Estimate(value=float(raw[0]), interval=_interval(before), coverage=coverage)
        if not known[i]:
            score = Estimate(value=None, coverage=0.0)
        out.append(
            ItemFit(
                case=item.case,
                period=item.period,
                role=item.role,
                score=score,
                theta=_estimate(theta[:, :, i], ess[0], coverage) if known[i] else score,
                high=_probability(high[:, :, i], ess[0], coverage) if known[i] else score,
                raw=raw,
                overlap=_overlap(drawn[:, :, i], before, scores.levels - 1) if known[i] else None,
                r_hat=float(made.r_hat[where[i]]),
                ess_bulk=float(ess[0]),
                ess_tail=float(ess[1]),
                why=""
                if known[i]
                else scores.why.get(i, "no coder scored it, and no indicator speaks of it"),
                records=scores.records.get(i, ()),
            )
        )
    return tuple(out)


def _interval(drawn: Floats) -> tuple[float, float]:
    low, high = np.quantile(drawn, (0.05, 0.95))
    return float(low), float(high)


def _estimate(drawn: Floats, ess: float, coverage: float | None = None) -> Estimate:
    """Posterior mean and 90 % interval; the Monte-Carlo error from the effective sample size."""
    error = float(drawn.std() / np.sqrt(max(ess, 1.0)))
    return Estimate(value=float(drawn.mean()), interval=_interval(drawn), mc_se=error, coverage=coverage)


def _probability(drawn: Floats, ess: float, coverage: float) -> Estimate:
    """A probability is a mean over the posterior already: it has an error, and no interval of its own."""
    error = float(drawn.std() / np.sqrt(max(ess, 1.0)))
    return Estimate(value=float(drawn.mean()), mc_se=error, coverage=coverage)


def _overlap(after: Floats, before: Floats, top: int) -> float:
    edges = np.linspace(0.0, top, _BINS + 1)
    one = np.histogram(np.clip(after, 0.0, top), edges)[0] / after.size
    two = np.histogram(np.clip(before, 0.0, top), edges)[0] / before.size
    return float(np.minimum(one, two).sum())


def _coders(scores: Scores, made: Sample) -> tuple[CoderFit, ...]:
    from interlocal.framework.model.diagnostics import ess_bulk

    out = []
    for r, name in enumerate(scores.coders):
        beta, tau = np.exp(made.draws.log_beta[:, :, r]), made.draws.tau[:, :, r]
        worth = ess_bulk(np.concatenate((beta[:, :, None], tau), axis=2))
        out.append(
            CoderFit(
                coder=name,
                scored=int((scores.y[r] >= 0).sum()),
                reliability=_estimate(beta, worth[0]),
                thresholds=tuple(_estimate(tau[:, :, k], worth[k + 1]) for k in range(scores.levels - 1)),
            )
        )
    return tuple(out)


def _left_out(
    one: CoderFit, scores: Scores, indicators: Indicators | None, drawn: Floats, reference: str,
    walk: bool, tempered: bool, plan: Plan,
) -> CoderFit:  # fmt: skip
    """How the posterior scores change without one coder; items that nobody else scored are left aside."""
    import msgspec

    rest = scores.without(one.coder)
    data, where = arranged(rest, indicators, walk=walk, tempered=tempered)
    other = "" if reference == one.coder else reference
    plan = replace(plan, draws=min(plan.draws, 250), longest=1)  # means alone are wanted
    found = _score_draws(sample(data, plan, f"without {one.coder}"), rest.coders, other)[:, :, where]
    shift = np.abs(found.mean(axis=(0, 1)) - drawn.mean(axis=(0, 1)))
    shift[(rest.y < 0).all(axis=0)] = np.nan
    if np.isnan(shift).all():
        return one
    most = int(np.nanargmax(shift))
    return msgspec.structs.replace(
        one, shift=float(np.nanmean(shift)), largest=float(shift[most]), moved=scores.items[most]
    )


def _indicators(indicators: Indicators | None, made: Sample) -> tuple[IndicatorFit, ...]:
    if indicators is None:
        return ()
    from interlocal.framework.model.diagnostics import ess_bulk

    noise = np.exp(made.draws.log_s)
    spread = made.draws.theta.std(axis=2)[:, :, None] * made.draws.loading
    follows = spread / np.sqrt(spread**2 + noise**2)
    return tuple(
        IndicatorFit(
            name=name,
            **{
                label: _estimate(drawn[:, :, j], float(ess_bulk(drawn[:, :, j : j + 1])[0]))
                for label, drawn in (
                    ("loading", made.draws.loading),
                    ("noise", noise),
                    ("correlation", follows),
                )
            },
        )
        for j, name in enumerate(indicators.names)
    )


def _warnings(scores: Scores, worst: float, bulk: float, tail: float) -> tuple[str, ...]:
    out = []
    coders = int((scores.y >= 0).any(axis=1).sum())
    if coders == 1:
        out.append(
            "one coder: strictness cannot be told from height; raw scores with the prior's interval are shown"
        )
    elif coders < FEW:
        out.append(
            f"few-coder: intervals rely on priors ({coders} coders; {FEW} or more would tell strictness apart)"
        )
    if worst > 1.01:
        out.append(f"chains have not met: R-hat {worst:.3f} > 1.01; run longer (plan: draws, longest)")
    if min(bulk, tail) < 400:
        out.append(f"few effective draws: {min(bulk, tail):.0f} < 400; run longer (plan: draws, longest)")
    return tuple(out)
