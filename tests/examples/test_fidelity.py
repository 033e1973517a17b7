"""The published figures of fidelity are those that the judged lists give."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "validation" / "fidelity"


def _rows(name: str) -> list[dict[str, str]]:
    with open(FOLDER / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _recall(rows: list[dict[str, str]]) -> float:
    counts = Counter(row["verdict"] for row in rows)
    return counts["held"] / (counts["held"] + counts["partly"] + counts["missing"])


def test_recall_of_the_list_kept_back() -> None:
    rows = _rows("facts-2.csv")
    empirical = [row for row in rows if row["kind"] not in ("general", "doubt")]
    assert len(rows) == 706
    assert f"{_recall(empirical):.1%}" == "99.0%"
    assert f"{_recall(rows):.1%}" == "97.2%"
    assert "(576 of 582)** | corrected, list 2 | **99.0 %**" in (FOLDER / "README.md").read_text(
        encoding="utf-8"
    )


def test_every_fact_held_names_its_records() -> None:
    rows = _rows("facts-2.csv")
    named = [row for row in rows if row["verdict"] == "held" and row["records"]]
    assert len(named) >= 0.95 * sum(row["verdict"] == "held" for row in rows)


def test_precision_of_the_sample() -> None:
    counts = Counter(row["verdict"] for row in _rows("precision.csv"))
    assert sum(counts.values()) == 400
    assert f"{1 - (counts['wrong'] + counts['duplicate']) / 400:.2%}" == "98.75%"
