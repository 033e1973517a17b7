"""What results are measured with and against: CPU time, made-up networks, and C compiled on the spot."""

from __future__ import annotations

import ctypes
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


def cpu(work: Callable[[], object], repeats: int = 7, at_most: float = 20.0) -> float:
    """Median CPU seconds of at least five runs after one to warm up (fewer if a run is long)."""
    begin = time.process_time()
    work()
    spent = [time.process_time() - begin]
    if spent[0] > at_most:
        return spent[0]
    spent.clear()
    while len(spent) < repeats:
        begin = time.process_time()
        work()
        spent.append(time.process_time() - begin)
        if sum(spent) > at_most and (len(spent) >= 3 or spent[0] > at_most):
            break
    return statistics.median(spent)


def in_turns(
    works: dict[str, Callable[[], object]], clock: Callable[[], float] = time.process_time, repeats: int = 9
) -> dict[str, list[float]]:
    """Seconds of each work, one after another in turns, so that what else the machine does falls on all alike."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(repeats + 1):
        for name, work in works.items():
            begin = clock()
            work()
            if turn:  # the first is to warm up
                spent[name].append(clock() - begin)
    return spent


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


def machine() -> dict[str, object]:
    """Where the figures come from: processor, Python and library versions."""
    import numba

    name = platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    if about.exists():
        lines = about.read_text().splitlines()
        names = [line.split(":")[1].strip() for line in lines if "model name" in line]
        name = f"{len(names)} × {names[0]}" if names else name
    versions = {"numpy": np.__version__, "numba": numba.__version__}
    return {"processor": name, "python": platform.python_version(), **versions}
