"""Ask very many random small networks of the brute force and of both engines.

    python validation/fuzz_engines.py --networks 1000000 [--seed 1] [--family "strict instants"]

``--networks`` are asked per run, shared evenly among the families. Prints one line a family, and stops with
the network, the question and both answers at the first disagreement.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from network.fuzz import fuzz
from network.random_networks import FAMILIES

ROUND = 10_000


def main() -> None:
    """Ask, and say how many were asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--networks", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--family", choices=list(FAMILIES), action="append")
    asked = options.parse_args()
    families = asked.family or list(FAMILIES)
    share, total, begin = -(-asked.networks // len(families)), 0, time.process_time()
    for family in families:
        done, k = 0, 0
        while done < share:
            done += fuzz(family, min(ROUND, share - done), seed=asked.seed * 1_000_000 + k)
            k += 1
        total += done
        print(f"{family:45} {done:>9,} networks, no disagreement", flush=True)
    print(f"{total:,} networks in {time.process_time() - begin:,.0f} CPU seconds")


if __name__ == "__main__":
    main()
