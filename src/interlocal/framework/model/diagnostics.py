"""Whether chains have met: rank-normalised split R-hat, and the number of independent draws they are worth.

Vehtari, Gelman, Simpson, Carpenter and Bürkner, "Rank-normalization, folding, and localization: an improved R-hat
for assessing convergence of MCMC", Bayesian Analysis 16 (2021).
"""

from __future__ import annotations

import numpy as np

from interlocal.framework.model.arrays import Floats

__all__ = ["ess_bulk", "ess_tail", "r_hat"]


def r_hat(draws: Floats) -> Floats:
    """Return R-hat of every quantity, `draws` (chains, draws, quantities): 1 where chains agree, larger where not.

    The larger of that of the ranks and of the folded ranks, so chains that differ in spread alone are seen. A
    quantity that never moves gives 1 where all chains hold the same value, infinity where they do not. Fewer
    than 4 draws give NaN.

    >>> rng = np.random.default_rng(1)
    >>> bool(r_hat(rng.normal(size=(4, 500, 1)))[0] < 1.01)
    True
    >>> apart = rng.normal(size=(4, 500, 1)) + np.arange(4)[:, None, None]
    >>> bool(r_hat(apart)[0] > 1.5)
    True
    """
    if draws.shape[1] < 4:
        return np.full(draws.shape[2], np.nan)
    halves = _halves(draws)
    folded = np.abs(halves - np.median(halves, axis=(0, 1)))
    return np.maximum(_plain_r_hat(_scores(halves)), _plain_r_hat(_scores(folded)))


def ess_bulk(draws: Floats) -> Floats:
    """Return for every quantity how many independent draws its centre is worth; `draws` (chains, draws, quantities).

    A quantity that never moves is worth all its draws. Fewer than 4 draws give NaN.

    >>> independent = np.random.default_rng(2).normal(size=(4, 1000, 1))
    >>> bool(3000 < ess_bulk(independent)[0] < 5000)
    True
    """
    return _ess(_scores(_halves(draws))) if draws.shape[1] >= 4 else np.full(draws.shape[2], np.nan)


def ess_tail(draws: Floats) -> Floats:
    """Return the same for the ends of the 90 % interval: the smaller of the 5 % and the 95 % quantile's."""
    if draws.shape[1] < 4:
        return np.full(draws.shape[2], np.nan)
    halves = _halves(draws)
    low, high = np.quantile(halves, (0.05, 0.95), axis=(0, 1))
    return np.minimum(_ess((halves <= low).astype(float)), _ess((halves <= high).astype(float)))


def _halves(draws: Floats) -> Floats:
    """Each chain cut in two: a chain that drifts disagrees with itself."""
    half = draws.shape[1] // 2
    return np.concatenate((draws[:, :half], draws[:, draws.shape[1] - half :]))


def _scores(draws: Floats) -> Floats:
    """Normal scores of the ranks over all chains; equal values share a rank."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    chains, n, quantities = draws.shape
    ranks = rankdata(draws.reshape(chains * n, quantities), axis=0)
    return np.asarray(ndtri((ranks - 0.375) / (chains * n + 0.25))).reshape(draws.shape)


def _plain_r_hat(draws: Floats) -> Floats:
    n = draws.shape[1]
    inside = draws.var(axis=1, ddof=1).mean(axis=0)
    between = draws.mean(axis=1).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.sqrt((n - 1) / n + between / inside)
    return np.where(inside > 0, ratio, np.where(between > 0, np.inf, 1.0))


def _ess(draws: Floats) -> Floats:
    """Geyer's initial monotone sequence over the chains' mean autocovariance, all quantities at once."""
    chains, n, quantities = draws.shape
    centred = draws - draws.mean(axis=1, keepdims=True)
    wave = np.fft.rfft(centred, 2 * n, axis=1)
    covariance = np.fft.irfft(np.abs(wave) ** 2, axis=1)[:, :n].mean(axis=0) / n
    inside = covariance[0] * n / (n - 1)
    total = inside * (n - 1) / n + (draws.mean(axis=1).var(axis=0, ddof=1) if chains > 1 else 0.0)
    still = total <= 0
    rho = 1.0 - (inside - covariance) / np.where(still, 1.0, total)
    rho[0] = 1.0
    pairs = rho[: n - n % 2].reshape(-1, 2, quantities).sum(axis=1)
    kept = np.logical_and.accumulate(pairs > 0, axis=0)
    monotone = np.minimum.accumulate(np.where(kept, pairs, 0.0), axis=0)
    time = np.maximum(2.0 * monotone.sum(axis=0) - 1.0, 1.0 / np.log10(chains * n))
    return np.where(still, float(chains * n), chains * n / time)
