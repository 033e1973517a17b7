"""The kernels against SciPy and brute-force quadrature."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import kstest, norm

from interlocal.framework.model import Indicators, Item, Plan, Scores
from interlocal.framework.model.arrays import PRIOR
from interlocal.framework.model.calibration import simulate
from interlocal.framework.model.sampler import _walk_step, sample
from interlocal.framework.model.scores import arranged

kernels = pytest.importorskip("interlocal.framework.model.likelihood_kernels")
NODES = -8 + 0.25 * (np.arange(64) + 0.37)


def test_draws_of_the_counter_are_uniform_and_normal():
    from interlocal.framework.model import random_kernels as random

    rng = np.array([3, 4, 0], np.uint64)
    assert kstest([random.uniform(rng) for _ in range(4000)], "uniform").pvalue > 0.001
    assert kstest([random.normal(rng) for _ in range(4000)], "norm").pvalue > 0.001
    again = np.array([3, 4, 8], np.uint64)
    fresh = np.array([3, 4, 0], np.uint64)
    skipped = [random.uniform(fresh) for _ in range(9)][-1]
    assert random.uniform(again) == skipped


def marginal(data, r, tau, beta, mean):
    """Twin: every theta integrated out by adaptive quadrature, item by item."""
    edges = np.concatenate(([-np.inf], tau, [np.inf]))
    total = 0.0
    for i in range(data.y.shape[1]):
        level = data.y[r, i]
        if level < 0:
            continue
        slope = beta * data.temper[data.grade[r, i]]

        def density(x, i=i, level=level, slope=slope):
            p = norm.cdf(edges[level + 1] - slope * x) - norm.cdf(edges[level] - slope * x)
            return p * norm.pdf(x, mean[i])

        total += math.log(quad(density, mean[i] - 9, mean[i] + 9, epsabs=1e-13, limit=200)[0])
    return total


def test_the_likelihood_on_the_grid_is_that_of_quadrature():
    truth = simulate(5, "twin", coders=2, missing=0.2)
    confidence = np.arange(truth.scores.y.size).reshape(truth.scores.y.shape) % 3
    scores = Scores(truth.scores.coders, truth.scores.items, truth.scores.y, 5, confidence)
    data, _ = arranged(scores, None, walk=False, tempered=True)
    mean = np.linspace(-1, 1, data.y.shape[1])
    tau, beta = np.array([-1.2, -0.3, 0.4, 1.5]), 1.7
    below = np.empty((3, 6, NODES.size))
    kernels.fill_table(below, tau, beta, data.temper, NODES)
    other = norm.pdf(NODES[:, None], mean[data.order[1]])
    kernels.scale_columns(other)
    found = kernels.groups_log(data, 1, other, below, 0, 4, np.empty(data.y.shape[1]))
    assert found == pytest.approx(marginal(data, 1, tau, beta, mean), abs=1e-9)


def test_the_likelihood_of_a_walk_is_that_of_a_sum_over_all_paths():
    items = tuple(Item("q", f"p{i}", "f") for i in range(3))
    data, _ = arranged(Scores(("a",), items, np.array([[0, -1, 2]]), 3), None, walk=True, tempered=False)
    tau, beta = np.array([-0.5, 0.8]), 1.3
    below = np.empty((1, 4, NODES.size))
    kernels.fill_table(below, tau, beta, data.temper, NODES)
    start = norm.pdf(NODES, 0.2) * 0.25
    other = np.ones((NODES.size, 3))
    other[:, data.order[0].tolist().index(0)] = start
    rank = np.argsort(data.order[0])
    step = _walk_step(0.3, 0.25)
    found = kernels.chain_log(data, 0, other, below, step, rank, np.empty((3, 64)))
    # Two steps of .3 are one of .3 sqrt 2; a double sum does the rest.
    jump = norm.pdf(NODES[:, None] - NODES, scale=0.3 * math.sqrt(2)) * 0.25
    first, last = norm.cdf(tau[0] - beta * NODES), 1 - norm.cdf(tau[1] - beta * NODES)
    assert found == pytest.approx(math.log((start * first) @ jump @ last), abs=1e-5)


def test_one_item_and_one_coder_agree_with_quadrature_over_everything():
    """Two levels, one score: theta given it, with threshold, slope and effects integrated by quadrature.

    The probability of the upper level given theta is E Phi(beta theta - tau), tau ~ N(0, 2^2 + .5^2), which for
    given beta is Phi(beta theta / sqrt(1 + 4.25)).
    """
    data, _ = arranged(
        Scores(("a",), (Item("q", "p", "f"),), np.array([[1]]), 2), None, walk=False, tempered=False
    )
    made = sample(data, Plan(seed=3, draws=4000, longest=1))
    x, slope = np.linspace(-12, 12, 2401), np.exp(np.linspace(-3, 3, 601) * PRIOR.reliability)
    weight = norm.pdf(np.linspace(-3, 3, 601))
    upper = norm.cdf(np.multiply.outer(x, slope) / math.sqrt(5.25)) @ (weight / weight.sum())
    density = norm.pdf(x, scale=math.sqrt(3)) * upper
    density /= density.sum()
    mean = (x * density).sum()
    sd = math.sqrt((x**2 * density).sum() - mean**2)
    error = sd / math.sqrt(made.ess[0][0])
    assert made.draws.theta.mean() == pytest.approx(mean, abs=4 * error)
    assert made.draws.theta.std() == pytest.approx(sd, rel=0.05)


def test_an_indicator_alone_gives_the_posterior_of_a_regression():
    """Fixed z and no scores at all: theta's posterior from quadrature over level, loading and noise by weights."""
    items = tuple(Item("q", f"p{i}", "f") for i in range(2))
    z = np.array([[[1.0], [-1.0]]])
    scores = Scores(("a",), items, np.array([[-1, -1]]), 2)
    data, _ = arranged(scores, Indicators(("z",), z), walk=False, tempered=False)
    made = sample(data, Plan(seed=4, draws=4000, longest=1))
    rng = np.random.default_rng(1)
    n = 400_000
    shared = rng.normal(size=(n, 1)) + rng.normal(size=(n, 1))
    theta = shared + rng.normal(size=(n, 2))
    s = np.exp(rng.normal(PRIOR.noise_centre, PRIOR.noise, n))[:, None]
    fit = rng.normal(size=(n, 1)) + np.abs(rng.normal(size=(n, 1))) * theta
    weight = norm.pdf(z[0, :, 0], fit, s).prod(axis=1)
    gap = theta[:, 0] - theta[:, 1]
    expected = (weight * gap).sum() / weight.sum()
    found = (made.draws.theta[..., 0] - made.draws.theta[..., 1]).mean()
    assert found == pytest.approx(expected, abs=0.05)
    assert expected > 0.4
