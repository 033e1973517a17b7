"""How loading and asking grow from ten thousand to a hundred million ties.

    python benchmarks/scale.py [flights-3m.parquet] [--room FOLDER] [--largest 100000000]

Without a file, the legs are taken from the npm package ``vega-datasets`` (``npm pack``), if npm is there.
The 3,000,000 legs are real (US flights of 2001); every other size is an upsampling of them (``upsample.py``)
and not real data. Each size is loaded and asked in a process of its own, so that its memory is its own.
Writes benchmarks/results/scale.json.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "scale.json"

CHILD = """
import json, resource, sys, time
import statistics
from interlocal.network import reach
from interlocal.network.semantics import NON_STRICT
from interlocal.network.tables import from_table

def spent(ask, times=5):
    ask()
    found = []
    for _ in range(times):
        begin = time.process_time(); ask(); found.append(time.process_time() - begin)
    return statistics.median(found)

path, source, target, start = sys.argv[1:5]
wall, cpu = time.perf_counter(), time.process_time()
net = from_table(path, source=source, target=target, start=start, unit="s", memory_limit="2GB")
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
hub = net.actors[int(net.source[0])]
rare = net.actors[len(net.actors) // 2]
middle = int(net.start[len(net) // 2])
found = {
    "ties": len(net), "actors": len(net.actors),
    "load, wall": wall, "load, CPU": cpu, "memory after loading": loaded,
    "one source": spent(lambda: reach.arrivals(net, [hub], engine="compiled")),
    "one source, second half": spent(lambda: reach.arrivals(net, [rare], after=middle, engine="compiled")),
    "one source, non-strict": spent(lambda: reach.arrivals(net, [hub], semantics=NON_STRICT,
    engine="compiled"), 3), "one source, every tie read": spent(lambda: reach.arrivals(
        net, [net.actors[int(net.target[-1])]], after=int(net.start[0]), engine="compiled"), 3),
    "target set": spent(lambda: reach.reaching(net, [hub, rare], engine="compiled")),
    "reached": reach.arrivals(net, [hub], engine="compiled").count,
}
found["memory after asking"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps(found))
"""


def child(*arguments: str) -> dict[str, float]:
    """Load and ask in a fresh process."""
    done = subprocess.run([sys.executable, "-c", CHILD, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def packed(room: Path) -> str | None:
    """The flight legs out of the npm package; None where npm is not installed."""
    legs = room / "flights-3m.parquet"
    if not legs.exists():
        if shutil.which("npm") is None:
            return None
        subprocess.run(
            ["npm", "pack", "--silent", "vega-datasets"], cwd=room, check=True, capture_output=True
        )
        (package,) = room.glob("vega-datasets-*.tgz")
        with tarfile.open(package) as files:
            member = files.extractfile("package/data/flights-3m.parquet")
            assert member is not None
            legs.write_bytes(member.read())
    return str(legs)


def exponent(rows: list[dict[str, float]], name: str) -> float:
    """The slope of log(value) over log(ties), least squares over sizes from ten million ties on.

    Below, what libraries cost before the first tie hides the growth.
    """
    points = [(math.log(row["ties"]), math.log(row[name])) for row in rows if row["ties"] >= 10_000_000]
    mean = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
    above = sum((x - mean[0]) * (y - mean[1]) for x, y in points)
    return above / sum((x - mean[0]) ** 2 for x, _ in points)


def main() -> None:
    """Load and ask at every size."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("legs", nargs="?")
    options.add_argument("--room", type=Path, default=Path(__file__).parent / "room")
    options.add_argument("--largest", type=int, default=100_000_000)
    asked = options.parse_args()
    asked.room.mkdir(parents=True, exist_ok=True)
    asked.legs = asked.legs or packed(asked.room)
    if asked.legs is None:
        print("no npm here and no file of flight legs given: not measured")
        return
    real = child(asked.legs, "origin", "destination", "date")
    print(json.dumps(real), flush=True)
    rows = []
    for ties in (10_000, 100_000, 1_000_000, 10_000_000, 30_000_000, 100_000_000):
        if ties > asked.largest:
            break
        path = asked.room / f"upsampled-{ties}.parquet"
        if not path.exists():
            # In a process of its own: a child's peak of memory begins with its parent's.
            script = str(Path(__file__).parent / "upsample.py")
            subprocess.run([sys.executable, script, asked.legs, str(path), "--events", str(ties)], check=True)
        rows.append(child(str(path), "source", "target", "start"))
        print(json.dumps(rows[-1]), flush=True)
    report = {"real": real, "upsampled": rows}
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
