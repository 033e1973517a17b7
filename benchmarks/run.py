"""Run every benchmark of this folder, one after another, each in a process of its own; print what each prints.

Peers that are not installed are reported as such. Results stay in benchmarks/results/*.json.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ORDER = (
    "edtf_parsing",
    "ordered_draws",
    "casebook_reading",
    "casebook_queries",
    "engine",
    "lasting",
    "scale",
    "nulls",
    "measurement_model",
    "table",
)


def main() -> int:
    wanted = sys.argv[1:] or [name for name in ORDER if (HERE / f"{name}.py").exists()]
    failed = []
    for name in wanted:
        print(f"\n== {name}", flush=True)
        started = time.perf_counter()
        done = subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=False)
        print(f"   ({time.perf_counter() - started:.0f} s)", flush=True)
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
