"""How many distinct dates a second: interlocal's bounds against the edtf package, in one script.

Run ``python benchmarks/edtf_parsing.py``; it prints a table and writes benchmarks/results/edtf_parsing.json.
The edtf package reads a sample of each set (it is much slower); both give the earliest and latest day.
"""

from __future__ import annotations

import contextlib
import io
import json
import platform
import random
import time
from collections.abc import Callable
from pathlib import Path

import edtf
import numpy as np

from interlocal.dates import bounds

TARGET = 200_000
N, SAMPLE, REPEATS = 100_000, 150, 5
RESULTS = Path(__file__).parent / "results" / "edtf_parsing.json"


def day(chance: random.Random) -> str:
    return f"{chance.randint(1000, 2999)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"


def simple(chance: random.Random) -> str:
    return day(chance)[: chance.choice([10, 10, 10, 7])] + chance.choice(["", "", "~", "?"])


def interval(chance: random.Random) -> str:
    first, last = sorted([day(chance), day(chance)])
    return chance.choice(
        [f"{first}/{last}", f"{first[:7]}/{last[:7]}", f"{first}/..", f"/{last}", f"{first[:4]}/{last}"]
    )


def level2(chance: random.Random) -> str:
    first, last = sorted([day(chance), day(chance)])
    return chance.choice(
        [
            f"[{first[:7]},{last}]",
            f"{{{first}..{last}}}",
            f"{first[:4]}?-{last[5:]}",
            f"?{first[:4]}-{last[5:7]}-~{last[8:]}",
            f"{first[:3]}X-{last[5:]}",
            f"[..{first}]",
        ]
    )


def mixed(chance: random.Random) -> str:
    return chance.choices([simple, interval, level2], [60, 35, 5])[0](chance)


def distinct(make: Callable[[random.Random], str]) -> list[str]:
    chance, texts = random.Random(1), dict[str, None]()
    while len(texts) < N:
        texts[make(chance)] = None
    return list(texts)


def ours(texts: list[str]) -> float:
    """Dates a second, the best of several runs on texts never seen before."""
    from interlocal.dates.reading import read

    best = float("inf")
    for _ in range(REPEATS):
        read.cache_clear()
        start = time.perf_counter()
        bounds(texts)
        best = min(best, time.perf_counter() - start)
    return len(texts) / best


def theirs(texts: list[str]) -> float:
    sample = [text for text in texts if text[0] not in "?"][:SAMPLE]
    start, read = time.perf_counter(), 0
    for text in sample:
        # Some texts make the package print, some it cannot bound; they count as read.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            date = edtf.parse_edtf(text)
            date.lower_strict()
            date.upper_strict()
        read += 1
    return read / (time.perf_counter() - start)


def main() -> None:
    rows = {}
    for make in (simple, interval, level2, mixed):
        texts = distinct(make)
        a, b = ours(texts), theirs(texts)
        rows[make.__name__] = {"interlocal_per_s": round(a), "edtf_per_s": round(b), "ratio": round(a / b)}
        print(f"{make.__name__:10} {a:12,.0f}/s   edtf {b:8,.0f}/s   {a / b:8,.0f} times")
    met = rows["mixed"]["interlocal_per_s"] >= TARGET
    print(f"target {TARGET:,}/s on mixed distinct dates: {'met' if met else 'NOT met'}")
    machine = {"python": platform.python_version(), "numpy": np.__version__, "machine": platform.machine()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps(
            {"distinct_dates": N, "target_per_s": TARGET, "target_met": met, **machine, "sets": rows},
            indent=2,
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
