"""Read and check 100,000 ties with 100,000 passages; `frictionless validate` on the same folder.

Prints seconds and the ratio, and writes them to benchmarks/results/casebook_reading.json.
"""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from interlocal.casebook.book import Casebook
from interlocal.casebook.check import check
from interlocal.casebook.codebook import parse_codebook
from interlocal.casebook.folder import read, write
from interlocal.casebook.records import Actor, Passage, Support, Tie
from interlocal.casebook.sources import Source

CODEBOOK = b"""title = "Benchmark"
[window]
start = "1900"
end = "2020"
[[cases]]
id = "one"
name = "One"
[[issues]]
id = "trade"
name = "Trade"
[[relations]]
id = "meets"
name = "meets"
forward = ["claim"]
"""
TIES = 100_000
ACTORS = 2_000


def make_book(ties: int = TIES, seed: int = 1) -> Casebook:
    rng = random.Random(seed)
    actors = tuple(
        Actor(
            id=f"a-{i}",
            name=_name(rng),
            kind="organisation",
            sector="civil_society",
            tier="local",
            territory="JP",
        )
        for i in range(ACTORS)
    )
    passages = tuple(
        Passage(
            id=f"p-{i}",
            source="work",
            locator=f"page {i % 300}",
            start=i * 60,
            end=i * 60 + 50,
            sha256=hashlib.sha256(str(i).encode()).hexdigest(),
        )
        for i in range(ties)
    )
    made = tuple(
        Tie(
            id=f"t-{i}",
            from_=f"a-{a}",
            to=f"a-{b}",
            relation="meets",
            mode=3,
            start=_date(rng),
            case="one",
            issues="trade",
            certainty=0.9,
        )
        for i, (a, b) in enumerate(_pairs(rng, ties))
    )
    support = [Support(record=f"t-{i}", passage=f"p-{i}") for i in range(ties)]
    support += [Support(record=actor.id, passage="p-0") for actor in actors]
    book = Casebook(
        codebook=parse_codebook(CODEBOOK),
        codebook_text=CODEBOOK,
        sources=(Source({"id": "work", "type": "book", "title": "Work"}),),
    )
    return book.with_records(actors=actors, passages=passages, ties=made, support=tuple(support))


def _name(rng: random.Random) -> str:
    return "".join(rng.choice("abcdefghijklmnoprstuvwyz") for _ in range(14)).title()


def _date(rng: random.Random) -> str:
    return f"{rng.randint(1950, 2010)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def _pairs(rng: random.Random, n: int) -> list[tuple[int, int]]:
    return [tuple(rng.sample(range(ACTORS), 2)) for _ in range(n)]  # type: ignore[misc]


def seconds(action: Callable[[], object], repeats: int) -> float:
    taken = []
    for _ in range(repeats):
        started = time.process_time()
        action()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write(make_book(), Path(name))
        assert not [fault for fault in check(folder) if not fault.warning]
        reading = seconds(lambda: read(folder), 5)
        checking = seconds(lambda: check(folder), 5)
        result = {
            "ties": TIES,
            "passages": TIES,
            "read_s": round(reading, 3),
            "read_and_check_s": round(checking, 3),
        }
        result |= _frictionless(folder, checking)
    print(json.dumps(result, indent=1))
    out = Path(__file__).parent / "results" / "casebook_reading.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=1) + "\n")


def _frictionless(folder: Path, own: float) -> dict[str, object]:
    try:
        from frictionless import Package
    except ImportError:
        return {"frictionless": "not installed"}
    package = json.loads((folder / "datapackage.json").read_text())
    # The shapes that both read: the same folder, with the descriptor's schemas, keys and foreign keys.
    valid = None

    def validate() -> None:
        nonlocal valid
        valid = Package(package, basepath=str(folder)).validate()

    peer = seconds(validate, 1)
    return {
        "frictionless_s": round(peer, 2),
        "frictionless_valid": bool(valid and valid.valid),
        "ratio": round(peer / own, 1),
    }


if __name__ == "__main__":
    main()
