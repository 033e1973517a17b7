"""Simulation-based calibration, small: the rank of the truth among its posterior draws is uniform."""

import numpy as np

from interlocal.framework.model.calibration import ranks, simulate, uniformity
from interlocal.framework.model.sampler import Plan, sample
from interlocal.framework.model.scores import arranged

PROBLEMS, DRAWS = 120, 31
# 3 theta, 3 log beta, 3 tau, 1 gamma, 1 m, 1 u: twelve tests. A right sampler fails any with probability
# below 12 * .001 = 1.2 %, for a seed chosen blindly; seeds are fixed, so the test is deterministic.
LEAST = 0.001


def found():
    out = {}
    for k in range(PROBLEMS):
        truth = simulate(11, str(k), coders=3, roles=1, cases=1, periods=3, levels=2)
        data, _ = arranged(truth.scores, None, walk=False, tempered=False)
        made = sample(data, Plan(seed=k, chains=1, draws=DRAWS, warm=60, thin=5, longest=1))
        for name, rank in ranks(truth, made.draws).items():
            out.setdefault(name, []).append(rank)
    return {name: np.stack(rank) for name, rank in out.items()}


def test_true_values_fall_uniformly_among_draws():
    tested = found()
    assert sum(rank.shape[1] for rank in tested.values()) == 12
    for name, rank in tested.items():
        for column in rank.T:
            assert uniformity(column, DRAWS, bins=4) > LEAST, name


def test_a_wrong_posterior_would_be_caught():
    """Ranks of a posterior that is a third as wide as it should be: the test has power at this size."""
    rng = np.random.default_rng(1)
    truth = rng.normal(size=PROBLEMS)
    rank = (rng.normal(0, 0.33, (DRAWS, PROBLEMS)) < truth).sum(axis=0)
    assert uniformity(rank, DRAWS, bins=4) < LEAST
