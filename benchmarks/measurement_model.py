"""The measurement model: our sampler beside NumPyro's NUTS, same model, same data, same run.

Run ``python benchmarks/measurement_model.py [coders]``; it prints effective draws a second (the smallest over all
quantities, bulk), the time that each needs for 400 of them, and how far the posterior means lie apart, and writes
results/measurement_model.json beside it. Compilation is left out of both times and
printed apart: ours happens once, NumPyro's in every process.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from pathlib import Path

os.environ.setdefault("XLA_FLAGS", "--xla_force_host_platform_device_count=2")

import numpy as np

from interlocal.framework.model.calibration import simulate
from interlocal.framework.model.diagnostics import ess_bulk, r_hat
from interlocal.framework.model.sampler import Plan, sample
from interlocal.framework.model.scores import arranged

RESULTS = Path(__file__).parent / "results" / "measurement_model.json"
CHAINS, DRAWS, WARM = 2, 750, 400


def ours(data) -> tuple[np.ndarray, float, float]:
    def run(draws: int, warm: int) -> tuple[np.ndarray, float]:
        started = time.perf_counter()
        made = sample(data, Plan(seed=1, chains=CHAINS, draws=draws, warm=warm, longest=1, threads=CHAINS))
        return made, time.perf_counter() - started

    compiling = run(1, 1)[1]
    made, seconds = run(DRAWS, WARM)
    parts = [getattr(made.draws, name) for name in ("theta", "log_beta", "tau", "gamma", "m", "u")]
    return np.concatenate([x.reshape(*x.shape[:2], -1) for x in parts], axis=2), seconds, compiling


def numpyros(data) -> tuple[np.ndarray, float, float]:
    import jax
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from jax.scipy.special import ndtr
    from numpyro.distributions import constraints
    from numpyro.infer import MCMC, NUTS

    jax.config.update("jax_enable_x64", True)
    coders, n = data.y.shape
    size = data.levels - 1
    y, rows = jnp.array(data.y), jnp.arange(n)

    def model():
        m = numpyro.sample("m", dist.Normal(0, 1).expand([data.roles]).to_event(1))
        u = numpyro.sample("u", dist.Normal(0, 1).expand([data.cases]).to_event(1))
        noise = numpyro.sample("noise", dist.Normal(0, 1).expand([n]).to_event(1))
        theta = numpyro.deterministic("theta", m[data.role] + u[data.case] + noise)
        log_beta = numpyro.sample("log_beta", dist.Normal(0, 0.5).expand([coders]).to_event(1))
        gamma = numpyro.sample("gamma", dist.ImproperUniform(constraints.ordered_vector, (), (size,)))
        numpyro.factor("common", dist.Normal(0, 2).log_prob(gamma).sum())
        taus = []
        for r in range(coders):
            tau = numpyro.sample(f"tau{r}", dist.ImproperUniform(constraints.ordered_vector, (), (size,)))
            numpyro.factor(f"own{r}", dist.Normal(gamma, 0.5).log_prob(tau).sum())
            below = ndtr(tau - jnp.exp(log_beta[r]) * theta[:, None])
            edges = jnp.concatenate((jnp.zeros((n, 1)), below, jnp.ones((n, 1))), axis=1)
            p = edges[rows, jnp.maximum(y[r], 0) + 1] - edges[rows, jnp.maximum(y[r], 0)]
            numpyro.factor(f"y{r}", jnp.where(y[r] >= 0, jnp.log(jnp.maximum(p, 1e-18)), 0.0).sum())
            taus.append(tau)
        numpyro.deterministic("tau", jnp.stack(taus))

    mcmc = MCMC(
        NUTS(model),
        num_warmup=WARM,
        num_samples=DRAWS,
        num_chains=CHAINS,
        chain_method="parallel",
        progress_bar=False,
    )
    compiled: list[float] = []
    jax.monitoring.register_event_duration_secs_listener(
        lambda event, seconds, **_: compiled.append(seconds) if "/compile/" in event else None
    )
    started = time.perf_counter()
    mcmc.run(jax.random.PRNGKey(1))
    found = {key: np.asarray(value) for key, value in mcmc.get_samples(group_by_chain=True).items()}
    seconds = time.perf_counter() - started - sum(compiled)
    parts = [found[name] for name in ("theta", "log_beta", "tau", "gamma", "m", "u")]
    return (
        np.concatenate([x.reshape(*x.shape[:2], -1) for x in parts], axis=2),
        seconds,
        sum(compiled),
    )


def main() -> int:
    coders = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    truth = simulate(1, "benchmark", coders=coders, roles=9, cases=3, periods=4)
    data, _ = arranged(truth.scores, None, walk=False, tempered=False)
    out = {"python": platform.python_version(), "machine": platform.machine(), "coders": coders, "items": 108}
    made = {}
    for name, run in (("interlocal", ours), ("numpyro", numpyros)):
        try:
            drawn, seconds, compiling = run(data)
        except ImportError as error:
            print(f"{name}: not installed ({error.name})")
            continue
        least = float(ess_bulk(drawn).min())
        made[name] = drawn
        out[name] = {
            "seconds": round(seconds, 2), "compiling": round(compiling, 1), "least_ess": round(least),
            "largest_r_hat": round(float(r_hat(drawn).max()), 3), "ess_per_second": round(least / seconds, 1),
            "seconds_to_400": round(400 * seconds / least, 2),
        }  # fmt: skip
        print(name, out[name], flush=True)
    if len(made) == 2:
        one, two = made["interlocal"], made["numpyro"]
        error = np.sqrt(one.var((0, 1)) / ess_bulk(one) + two.var((0, 1)) / ess_bulk(two))
        apart = np.abs(one.mean((0, 1)) - two.mean((0, 1)))
        out["ratio_ess_per_second"] = round(
            out["interlocal"]["ess_per_second"] / out["numpyro"]["ess_per_second"], 1
        )
        # Our kernels are kept on disk; NumPyro compiles in every process, so its user waits for that too.
        waited = out["numpyro"]["seconds_to_400"] + out["numpyro"]["compiling"]
        out["ratio_of_waiting_for_400"] = round(waited / out["interlocal"]["seconds_to_400"], 1)
        out["largest_difference_in_mc_errors"] = round(float((apart / error).max()), 2)
        out["largest_difference_in_posterior_sds"] = round(float((apart / one.std((0, 1))).max()), 3)
        out["quantities"] = one.shape[2]
        print({key: value for key, value in out.items() if key.startswith(("ratio", "largest", "quant"))})
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(out, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
