"""Calibration of the measurement model: where truths drawn from its prior fall in what is fitted to their scores.

Run ``python validation/model_calibration.py [replicates] [problems]``; it prints two tables and writes
results/model_calibration.json beside it; 0 leaves a table as it was. First table: 108 items (9 roles, 3 cases,
4 periods), 1, 2, 3 and 5 coders, without and with a network indicator that correlates about .6 with truth;
correlation of truth with the mean score, the indicator alone and the model, and how often 90 % intervals hold the
truth (85 to 95 % is asked for). Second table: uniformity of ranks over small problems of every kind.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from interlocal.framework.model.calibration import covered, ranks, simulate, uniformity
from interlocal.framework.model.sampler import Plan, Sample, expected_score, sample
from interlocal.framework.model.scores import Indicators, arranged

SEED = 20030
PLAN = Plan(chains=2, draws=500, warm=250, longest=1)
RESULTS = Path(__file__).parent / "results" / "model_calibration.json"


def correlation(one: np.ndarray, two: np.ndarray) -> float:
    """Correlation over what both have."""
    known = ~np.isnan(one) & ~np.isnan(two)
    return float(np.corrcoef(one[known], two[known])[0, 1])


def indicator(theta: np.ndarray, name: str) -> Indicators:
    """An indicator that correlates .6 with truth, seen through 20 worlds that differ a little."""
    rng = np.random.default_rng([SEED, *name.encode()])
    clean = theta / theta.std() + rng.normal(size=theta.size) * 4 / 3
    return Indicators(("indicator",), clean[None, :, None] + 0.3 * rng.normal(size=(1, theta.size, 20)))


def reference(made: Sample) -> np.ndarray:
    """Draws of the expected score on the scale of the average coder."""
    beta = np.exp(made.draws.log_beta.mean(axis=2))
    return expected_score(made.draws.theta, beta[:, :, None], made.draws.gamma[:, :, None, :])


def one(coders: int, replicate: int) -> dict[str, float]:
    """One simulated casebook: correlations with truth, and how often intervals hold it."""
    name = f"{coders}/{replicate}"
    truth = simulate(SEED, name, coders=coders, roles=9, cases=3, periods=4)
    theta = truth.values["theta"]
    level = expected_score(theta, np.exp(truth.values["log_beta"].mean())[None], truth.values["gamma"])
    seen = indicator(theta, name)
    out = {
        "mean score": correlation(truth.scores.y.mean(axis=0).astype(float), theta),
        "indicator": correlation(seen.z[0].mean(axis=1), theta),
    }
    for label, given in (("model", None), ("model + indicator", seen)):
        data, _ = arranged(truth.scores, given, walk=False, tempered=False)
        made = sample(data, replace(PLAN, seed=replicate))
        out[label] = correlation(made.draws.theta.mean(axis=(0, 1)), theta)
        out[f"{label}: theta in 90 %"] = covered(theta, made.draws.theta)
        out[f"{label}: score in 90 %"] = covered(level, reference(made))
    return out


def accuracy(replicates: int) -> dict[str, dict[str, float]]:
    """The first table: means over the replicates."""
    table = {}
    for coders in (1, 2, 3, 5):
        rows = [one(coders, k) for k in range(replicates)]
        table[str(coders)] = {key: float(np.nanmean([row[key] for row in rows])) for key in rows[0]}
        print(coders, {key: round(value, 3) for key, value in table[str(coders)].items()}, flush=True)
    return table


KINDS = {
    "two coders": {"coders": 2},
    "one coder": {"coders": 1},
    "three coders, a third missing": {"coders": 3, "missing": 1 / 3},
    "two levels": {"coders": 2, "levels": 2},
    "an indicator": {"coders": 2, "indicators": 1},
    "walks over three periods": {"coders": 2, "walk": True, "periods": 3},
}
DRAWS = 63


def calibration(replicates: int) -> dict[str, dict[str, float]]:
    """The second table: p-values of uniformity, by kind of problem and of quantity."""
    table = {}
    for label, kind in KINDS.items():
        found: dict[str, list[np.ndarray]] = {}
        for k in range(replicates):
            truth = simulate(SEED, f"{label}/{k}", **kind)
            seen = truth.indicators
            data, where = arranged(truth.scores, seen, walk=bool(kind.get("walk")), tempered=False)
            if seen is not None:  # the prior's own scale, so that truths need no translation
                data = data._replace(z=np.ascontiguousarray(seen.z.transpose(2, 0, 1)))
            made = sample(data, Plan(seed=k, chains=1, draws=DRAWS, warm=200, thin=10, longest=1))
            drawn = made.draws._replace(theta=made.draws.theta[:, :, where])
            for name, rank in ranks(truth, drawn).items():
                found.setdefault(name, []).append(rank)
        table[label] = {name: min_p(np.stack(rank)) for name, rank in found.items()}
        print(label, {name: round(p, 4) for name, p in table[label].items()}, flush=True)
    return table


def min_p(rank: np.ndarray) -> float:
    """The smallest p-value of a kind of quantity, times their number (Bonferroni), at most 1."""
    return min(1.0, rank.shape[1] * min(uniformity(column, DRAWS) for column in rank.T))


def main() -> None:
    """Run what is asked for and keep it."""
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    problems = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    out = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    out["seed"] = SEED
    if replicates:
        out |= {"replicates": replicates, "accuracy": accuracy(replicates)}
    if problems:
        out |= {"problems": problems, "uniformity": calibration(problems)}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(out, indent=2) + "\n")


if __name__ == "__main__":
    main()
