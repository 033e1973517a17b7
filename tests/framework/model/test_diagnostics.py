"""R-hat and effective sample size where the answer is known."""

import numpy as np
import pytest
from scipy.signal import lfilter

from interlocal.framework.model.diagnostics import ess_bulk, ess_tail, r_hat


def chains(rho, n=5000):
    noise = np.random.default_rng(7).normal(size=(4, n, 1)) * np.sqrt(1 - rho**2)
    return lfilter([1.0], [1.0, -rho], noise, axis=1)


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_an_autoregressive_chain_is_worth_what_theory_says(rho):
    expected = 20_000 * (1 - rho) / (1 + rho)
    assert ess_bulk(chains(rho))[0] == pytest.approx(expected, rel=0.15)
    assert 0 < ess_tail(chains(rho))[0] < 25_000


def test_chains_that_differ_in_place_or_spread_are_told_apart():
    draws = chains(0.0, 500)
    moved, spread = draws.copy(), draws.copy()
    moved[0] += 1
    spread[0] *= 4
    assert r_hat(draws)[0] < 1.01 < 1.05 < min(r_hat(moved)[0], r_hat(spread)[0])


def test_what_never_moves_and_what_is_too_short():
    assert r_hat(np.ones((2, 10, 1)))[0] == 1
    assert ess_bulk(np.ones((2, 10, 1)))[0] == 20
    assert np.isinf(r_hat(np.ones((2, 10, 1)) * np.arange(2)[:, None, None])[0])
    assert np.isnan(r_hat(np.ones((2, 3, 1)))[0])
