"""Is the sampler right? Draw a truth from the prior, scores from the truth, fit, and see where the truth falls.

If model and sampler agree, the rank of every true quantity among its posterior draws is uniform (simulation-based
calibration: Talts, Betancourt, Simpson, Vehtari and Gelman 2018), and 90 % intervals hold the truth in 90 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interlocal import draws
from interlocal.framework.model.arrays import PRIOR, Draws, Floats, Ints, Prior
from interlocal.framework.model.scores import Indicators, Item, Scores

__all__ = ["Truth", "covered", "ranks", "simulate", "uniformity"]

# Thresholds are drawn in order by drawing until they are; this many at once.
_TRIES = 4096


@dataclass(frozen=True, eq=False)
class Truth:
    """A truth drawn from the prior, with the scores and indicators that followed from it.

    `values` holds every quantity under the names of `Draws`, without the first two axes.
    """

    values: dict[str, Floats]
    scores: Scores
    indicators: Indicators | None


def simulate(
    seed: int,
    name: str,
    *,
    coders: int,
    roles: int = 3,
    cases: int = 2,
    periods: int = 2,
    levels: int = 5,
    indicators: int = 0,
    missing: float = 0.0,
    walk: bool = False,
    prior: Prior = PRIOR,
) -> Truth:
    """Draw a truth and what is observed of it; equal seed and name give the same.

    `missing` is the share of scores that are left out at random. Items are the product of cases, roles and
    periods. Indicators are drawn on the standardised scale of the model, in a single world.
    """
    key = draws.keys(seed, "model calibration", [name])[0]
    rng = np.random.Generator(np.random.Philox(key=key))
    items = tuple(
        Item(f"case{c}", f"period{p}", f"role{q}")
        for c in range(cases)
        for q in range(roles)
        for p in range(periods)
    )
    m, u = rng.normal(0, prior.role, roles), rng.normal(0, prior.case, cases)
    theta = _thetas(rng, m, u, periods, prior.walk if walk else None)
    gamma, tau = _thresholds(rng, coders, levels - 1, prior)
    log_beta = rng.normal(0, prior.reliability, coders)
    latent = np.exp(log_beta)[:, None] * theta + rng.normal(size=(coders, len(items)))
    y = (latent[:, :, None] > tau[:, None, :]).sum(axis=2)
    y[rng.uniform(size=y.shape) < missing] = -1
    a = rng.normal(0, prior.level, indicators)
    loading = np.abs(rng.normal(0, prior.loading, indicators))
    log_s = rng.normal(prior.noise_centre, prior.noise, indicators)
    z = (
        a[:, None]
        + loading[:, None] * theta
        + np.exp(log_s)[:, None] * rng.normal(size=(indicators, len(items)))
    )
    values = dict(
        theta=theta, log_beta=log_beta, tau=tau, gamma=gamma, m=m, u=u, a=a, loading=loading, log_s=log_s
    )
    scores = Scores(tuple(f"coder{r}" for r in range(coders)), items, y, levels)
    return Truth(
        values, scores, Indicators(tuple(map(str, range(indicators))), z[:, :, None]) if indicators else None
    )


def _thetas(rng: np.random.Generator, m: Floats, u: Floats, periods: int, walk: float | None) -> Floats:
    mean = (m[None, :, None] + u[:, None, None]) + np.zeros(periods)
    if walk is None:
        return (mean + rng.normal(size=mean.shape)).ravel()
    step = rng.normal(0, walk, mean.shape)
    step[:, :, 0] = rng.normal(size=step.shape[:2])
    return np.asarray((mean + step.cumsum(axis=2)).ravel())


def _thresholds(rng: np.random.Generator, coders: int, size: int, prior: Prior) -> tuple[Floats, Floats]:
    """Common and own thresholds, all in order: the joint prior, by rejection."""
    while True:
        gamma = np.sort(rng.normal(0, prior.common, (_TRIES, size)), axis=1)
        tau = gamma[:, None, :] + rng.normal(0, prior.own, (_TRIES, coders, size))
        good = np.flatnonzero((np.diff(tau, axis=2) > 0).all(axis=(1, 2)))
        if len(good):
            return gamma[good[0]], tau[good[0]]


def ranks(truth: Truth, drawn: Draws) -> dict[str, Ints]:
    """How many draws lie below the truth, for every quantity; draws should be thinned until independent."""
    return {
        name: (getattr(drawn, name) < value).sum(axis=(0, 1)).ravel()
        for name, value in truth.values.items()
        if value.size
    }


def uniformity(found: Ints, most: int, bins: int = 8) -> float:
    """The p-value (chi square) of ranks 0 to `most` being uniform: how often a right sampler looks this bad.

    >>> uniformity(np.arange(64), 63) > 0.99, uniformity(np.zeros(64, int), 63) < 1e-6
    (True, True)
    """
    from scipy.stats import chisquare

    edges = np.linspace(0, most + 1, bins + 1)
    expected = np.diff(np.ceil(edges)) / (most + 1) * len(found)
    return float(chisquare(np.histogram(found, edges)[0], expected).pvalue)


def covered(truth: Floats, drawn: Floats, level: float = 0.9) -> float:
    """Share of true values inside their central posterior intervals; `drawn` (chains, draws, quantities)."""
    low, high = np.quantile(drawn, ((1 - level) / 2, (1 + level) / 2), axis=(0, 1))
    return float(np.mean((low <= truth) & (truth <= high)))
