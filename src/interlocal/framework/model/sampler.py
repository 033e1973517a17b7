"""Chains: where they start, how long they run, on how many threads; the answer does not depend on the last."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interlocal import draws
from interlocal.framework.model.arrays import PRIOR, Data, Draws, Floats, Prior, State
from interlocal.framework.model.diagnostics import ess_bulk, ess_tail, r_hat

__all__ = ["Plan", "Sample", "expected_score", "sample"]

SPAN = 8.0
"""theta is looked for between -8 and 8: its prior standard deviation is at most 2."""

SPACING = 0.25
SPACING_OF_WALKS = 0.3


@dataclass(frozen=True)
class Plan:
    """How to run: `draws` are kept a chain, `warm` sweeps go before, `thin` sweeps make a draw.

    Chains run on, twice as long each time and at most `longest` times as long, until R-hat <= 1.01 and both
    effective sample sizes >= 400 for every quantity.
    """

    seed: int = 1
    chains: int = 4
    draws: int = 1000
    warm: int = 250
    thin: int = 1
    longest: int = 4
    threads: int | None = None
    prior: Prior = PRIOR


@dataclass(frozen=True, eq=False)
class Sample:
    """What the chains kept, and whether they met."""

    draws: Draws
    spacing: float

    @cached_property
    def quantities(self) -> Floats:
        """Everything that was drawn, flat, (chains, draws, quantities); theta first."""
        chains, n = self.draws.theta.shape[:2]
        return np.concatenate([part.reshape(chains, n, -1) for part in self.draws], axis=2)

    @cached_property
    def r_hat(self) -> Floats:
        """R-hat of every quantity."""
        return r_hat(self.quantities)

    @cached_property
    def ess(self) -> tuple[Floats, Floats]:
        """Effective sample sizes of every quantity: bulk, tail."""
        return ess_bulk(self.quantities), ess_tail(self.quantities)

    @property
    def met(self) -> bool:
        """R-hat at most 1.01 and at least 400 effective draws, for everything."""
        return bool(self.r_hat.max() <= 1.01 and min(self.ess[0].min(), self.ess[1].min()) >= 400)


def expected_score(theta: Floats, beta: Floats, tau: Floats) -> Floats:
    """E(y | theta) for thresholds `tau` (..., K) and slope `beta`: the sum over levels of P(y above it).

    >>> float(expected_score(np.array(0.0), np.array(1.0), np.array([-1.0, 1.0])))
    1.0
    """
    from scipy.special import ndtr

    return np.asarray(ndtr(beta[..., None] * theta[..., None] - tau).sum(axis=-1))


def sample(data: Data, plan: Plan, purpose: str = "chain") -> Sample:
    """Run the chains. Each has its own key, so neither order nor number of threads changes a draw."""
    spacing = SPACING / 2 if data.z.shape[1] else SPACING_OF_WALKS if data.chained.any() else SPACING
    while True:
        made = _sampled(data, plan, purpose, spacing)
        # What varies with theta faster than the grid can follow would be summed wrongly: take a finer grid.
        if spacing * _steepest(made.draws, data) < 1.4 or spacing < SPACING / 10:
            return made
        spacing /= 2


def _steepest(drawn: Draws, data: Data) -> float:
    """How quickly indicators and coders change along theta, at the 99.9th percentile of the draws."""
    slope = np.exp(drawn.log_beta).max(axis=2) * data.temper.max()
    precision = np.sqrt(((drawn.loading * np.exp(-drawn.log_s)) ** 2).sum(axis=2))
    return float(np.quantile(np.maximum(slope, precision), 0.999))


def _sampled(data: Data, plan: Plan, purpose: str, spacing: float) -> Sample:
    states = [_start(data, plan, purpose, chain) for chain in range(plan.chains)]
    _advance(data, plan, states, spacing, 0, plan.warm, learn=True)
    kept, length = [], plan.draws
    while True:
        kept.append(_advance(data, plan, states, spacing, 0, length, learn=False))
        made = Sample(Draws(*(np.concatenate(parts, axis=1) for parts in zip(*kept, strict=True))), spacing)
        done = made.draws.theta.shape[1]
        if made.met or 2 * done > plan.longest * plan.draws:
            return made
        length = done


def _advance(
    data: Data, plan: Plan, states: list[State], spacing: float, first: int, last: int, *, learn: bool
) -> Draws:
    from interlocal.framework.model.chain_kernels import run

    keep = Draws(*(np.empty((plan.chains, last, *getattr(states[0], name).shape)) for name in Draws._fields))
    step = _walk_step(plan.prior.walk, spacing) if data.chained.any() else np.empty(0)

    def one(chain: int) -> None:
        run(data, plan.prior, states[chain], SPAN, spacing, step, plan.thin, learn, keep, chain, first, last)

    with ThreadPoolExecutor(min(plan.chains, plan.threads or os.cpu_count() or 1)) as pool:
        list(pool.map(one, range(plan.chains)))
    return keep


def _walk_step(sd: float, spacing: float) -> Floats:
    """Density of one step of the walk at multiples of the spacing, summing to 1."""
    half = int(np.ceil(5 * sd / spacing))
    weights = np.exp(-0.5 * (np.arange(-half, half + 1) * spacing / sd) ** 2)
    return np.asarray(weights / weights.sum())


def _start(data: Data, plan: Plan, purpose: str, chain: int) -> State:
    """A start of its own for every chain, wider than the posterior, so that R-hat can tell whether they met."""
    coders, n = data.y.shape
    size, indicators = data.levels - 1, data.z.shape[1]
    name = str(chain)
    u = draws.uniform(plan.seed, f"model start {purpose}", [name], coders + data.roles + 2)[0] - 0.5
    spread = 1.0 + 2.0 * (u[0] + 0.5)
    gamma = spread * np.linspace(-1.0, 1.0, size) if size > 1 else np.zeros(1)
    gamma = gamma + 2.0 * u[1]
    key = draws.keys(plan.seed, f"model {purpose}", [name])[0]
    return State(
        theta=np.zeros(n),
        log_beta=2.0 * plan.prior.reliability * u[2 : 2 + coders],
        tau=np.tile(gamma, (coders, 1)),
        gamma=gamma.copy(),
        m=2.0 * plan.prior.role * u[2 + coders :],
        u=np.zeros(data.cases),
        a=np.zeros(indicators),
        loading=np.full(indicators, 0.5),
        log_s=np.full(indicators, plan.prior.noise_centre),
        width=np.ones((coders, size + 1)),
        moved=np.full((coders, size + 1), 0.4),
        rng=np.array([key[0], key[1], 0], np.uint64),
    )
