"""What results are measured with and against: CPU time, made-up networks, and C compiled on the spot."""

from __future__ import annotations

import ctypes
import functools
import math
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

SIZES = [(100, 1_000), (1_000, 10_000), (1_000, 100_000), (10_000, 1_000_000), (100_000, 1_000_000)]


def contacts(actors: int, ties: int, kind: str = "uniform", seed: int = 1):
    """Random contacts sorted by time: source, target (int32), start (int64), few of them sharing a moment.

    "heavy" draws both ends from a power law (exponent 2.3) and bursty times; "days" puts uniform contacts on
    3,650 days, so that stamps are shared.
    """
    draw = np.random.default_rng(seed)
    span = 3_650 if kind == "days" else 10 * ties
    if kind == "heavy":
        weight = np.arange(1, actors + 1) ** (-1 / 1.3)
        source, target = (
            draw.choice(draw.permutation(actors), ties, p=weight / weight.sum()) for _ in range(2)
        )
        target = np.where(source == target, (target + 1) % actors, target)
        gaps = np.cumsum(draw.lognormal(0, 2, ties))
        start = (gaps / gaps[-1] * (span - 1)).astype(np.int64)
    else:
        source = draw.integers(0, actors, ties)
        target = (source + draw.integers(1, actors, ties)) % actors
        start = np.sort(draw.integers(0, span, ties))
    return source.astype(np.int32), target.astype(np.int32), start


class Pace:
    """How fast the machine is just now, by two loops of its own that have nothing to do with what is measured.

    Virtual machines share processors, caches and memory: for seconds or minutes everything takes two or three
    times as long.
    """

    def __init__(self) -> None:
        self.room = np.ones(1 << 19, np.uint64)  # 4 MiB, in the cache that all share
        self.best = [math.inf, math.inf]
        self.turns: list[float] = []
        for _ in range(100):
            self.now()

    def now(self) -> float:
        """How many times its best each loop takes, the two added: 2 at best."""
        took = [min(loop(), loop()) for loop in (self.count, self.stream)]  # one may be a hiccup
        self.best = [min(pair) for pair in zip(self.best, took, strict=True)]
        return sum(now / best for now, best in zip(took, self.best, strict=True))

    def count(self) -> float:
        """Additions in plain Python."""
        begin, total = time.perf_counter(), 0
        for number in range(5_000):
            total += number
        return time.perf_counter() - begin

    def stream(self) -> float:
        """Words read and written in order."""
        begin = time.perf_counter()
        np.bitwise_or(self.room, 1, out=self.room)
        return time.perf_counter() - begin


@functools.cache
def pace() -> Pace:
    """The one pace of this process."""
    return Pace()


QUIETEST = 3
"""Turns for every one that counts."""


def in_turns(
    works: dict[str, Callable[[], object]],
    clock: Callable[[], float] = time.process_time,
    repeats: int = 9,
    at_most: float = 60.0,
) -> dict[str, list[float]]:
    """Seconds of each work, one after another in turns, of the third of the turns in which the machine was
    quickest by its own loops, whatever the works took.

    What takes less than 50 milliseconds is run once more just before, for those loops leave the caches to nobody.
    """
    first = {}
    for name, work in works.items():  # to warm up
        begin = clock()
        work()
        first[name] = clock() - begin
    turns: list[tuple[float, dict[str, float]]] = []
    begun = time.perf_counter()
    while len(turns) < QUIETEST * repeats:
        slowest, turn = pace().now(), {}
        for name, work in works.items():
            if first[name] < 0.05:
                work()
            begin = clock()
            work()
            turn[name] = clock() - begin
            slowest = max(slowest, pace().now())
        turns.append((slowest, turn))
        if time.perf_counter() - begun > at_most and len(turns) >= 3:
            break
    turns.sort(key=lambda it: it[0])
    kept = turns[: max(3, len(turns) // QUIETEST)]
    pace().turns += [slowest for slowest, _ in kept]
    return {name: [turn[name] for _, turn in kept] for name in works}


def cpu(work: Callable[[], object], repeats: int = 7, at_most: float = 20.0) -> float:
    """Median CPU seconds of the quickest third of the machine's turns, five or more (fewer if a run is long)."""
    begin = time.process_time()
    work()
    once = time.process_time() - begin
    if once > at_most:
        return once
    return statistics.median(in_turns({"it": work}, repeats=repeats, at_most=at_most)["it"])


def native() -> ctypes.CDLL | None:
    """The C yardsticks; None where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    out = Path(tempfile.mkdtemp()) / "onepass.so"
    code = Path(__file__).parent / "c" / "onepass.c"
    subprocess.run([compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", out, code], check=True)
    return ctypes.CDLL(str(out))


def one_pass(library: ctypes.CDLL, source, target, start, actors: int) -> Callable[[int], np.ndarray]:
    """The C one-pass from a source; the array is its own and reused."""
    arrival = np.empty(actors, np.int64)
    columns = [np.ascontiguousarray(a) for a in (source, target, start)]
    pointers = [ctypes.c_void_p(a.ctypes.data) for a in columns]
    sizes = [ctypes.c_int64(len(source)), ctypes.c_int64(actors)]

    def run(origin: int) -> np.ndarray:
        assert columns  # C holds pointers only: the arrays must live as long as this function
        library.earliest(*pointers, *sizes, ctypes.c_int32(origin), ctypes.c_void_p(arrival.ctypes.data))
        return arrival

    return run


def stream_pass(library: ctypes.CDLL, total_bytes: int, words: int) -> tuple[Callable[[], object], int]:
    """a |= b over rows of 512 bits, when a and b together fill ``total_bytes``, and the words or-ed by it."""
    lines = max(1, total_bytes // 128)
    room = np.zeros((2 * lines + 1) * 8, np.uint64)
    begin = room.ctypes.data + (-room.ctypes.data) % 64
    times = max(1, words // (8 * lines))
    first, second = ctypes.c_void_p(begin), ctypes.c_void_p(begin + 64 * lines)

    def run() -> None:
        assert room.size  # C holds pointers only
        library.stream_or(first, second, ctypes.c_int64(lines), ctypes.c_int64(times))

    return run, 8 * lines * times


VECTORS = {"avx512f": "AVX-512", "avx2": "AVX2"}


def _cache(level: int) -> str:
    """A cache of the first processor, in words; nothing where the system does not say."""
    for folder in Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"):
        if (folder / "level").read_text().strip() == str(level):
            return f"{(folder / 'size').read_text().strip()} L{level}"
    return ""


def machine() -> dict[str, object]:
    """Where the figures come from: processor, Python and library versions."""
    import numba

    name = platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    if about.exists():
        lines = [line.split(":", 1) for line in about.read_text().splitlines() if ":" in line]
        told = {key.strip(): value.strip() for key, value in lines}
        names = [value.strip() for key, value in lines if key.strip() == "model name"]
        family = f"family {told.get('cpu family')}, model {told.get('model')}"
        flags = told.get("flags", "").split()
        vectors = next((shown for flag, shown in VECTORS.items() if flag in flags), "no AVX2")
        caches = " and ".join(cache for cache in map(_cache, (2, 3)) if cache)
        name = f"{len(names)} × {names[0]} ({family}, {vectors}, {caches})" if names else name
    versions = {"numpy": np.__version__, "numba": numba.__version__}
    return {"processor": name, "python": platform.python_version(), **versions}
