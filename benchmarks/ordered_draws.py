"""Time of draws and chronologies: 300 records, 2,000 draws; and a sparse chronology of 3,000 points.

Run ``python benchmarks/ordered_draws.py``; it prints a table and writes results/ordered_draws.json beside it.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from interlocal import draws
from interlocal.dates import Chronology, Order

RESULTS = Path(__file__).parent / "results" / "ordered_draws.json"


def best(run: Callable[[], object], repeats: int = 5) -> float:
    """Milliseconds of the quickest of several runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return round(1000 * min(times), 2)


def tangled(points: int, orders: int) -> tuple[list[str], np.ndarray, np.ndarray, list[Order]]:
    """Points of uncertain date and random orders that at least one dating satisfies."""
    rng = np.random.default_rng(0)
    lo = 7000 + np.sort(rng.integers(0, 6000, points))
    hi = lo + rng.integers(30, 900, points)
    middle, ids, said = (lo + hi) // 2, [f"t{at}" for at in range(points)], []
    for at in range(orders):
        i, j = sorted(rng.integers(0, points, 2), key=lambda point: int(middle[point]))
        most = None if at % 3 else int(middle[j] - middle[i] + 100)
        said.append(Order(f"o{at}", ids[i], ids[j], 0, most))
    return ids, lo, hi, said


def main() -> None:
    ids, lo, hi, orders = tangled(300, 500)
    chronology = Chronology(ids, lo, hi, orders)
    big = tangled(3000, 3000)
    rows = {
        "uniform_300_ids_2000_draws_ms": best(lambda: draws.uniform(1, "date", ids, 2000)),
        "chronology_300_points_500_orders_ms": best(lambda: Chronology(ids, lo, hi, orders)),
        "sample_300_points_2000_draws_ms": best(lambda: chronology.sample(2000, 1)),
        "chronology_3000_points_3000_orders_ms": best(lambda: Chronology(*big), 2),
    }
    for name, value in rows.items():
        print(f"{name:40} {value:10,.2f}")
    machine = {"python": platform.python_version(), "numpy": np.__version__, "machine": platform.machine()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({**machine, **rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
