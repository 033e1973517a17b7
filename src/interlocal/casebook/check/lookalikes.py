"""Actors that may be one: like names in the same place, not declared distinct."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from interlocal.casebook.faults import Fault
from interlocal.casebook.folder import RawBook

__all__ = ["lookalike_faults"]

THRESHOLD = 0.72
"""Weighted Dice coefficient of letter pairs from which two names look alike."""

COMMONEST = 20_000
"""Names times holders from which a letter pair tells too little for its time; keeps large books quick."""


def lookalike_faults(raw: RawBook) -> list[Fault]:
    """Warnings for pairs of actors with like names, unless an attribute `distinct_from` parts them."""
    cells = raw.cells["actors"]
    ids, names, kinds = (cells.column(name) for name in ("id", "name", "kind"))
    territories = cells.column("territory")
    parted = _declared(raw)
    faults = []
    for i, j in _pairs(names):
        if (
            {ids[i], ids[j]} in parted
            or kinds[i] != kinds[j]
            or not _same_place(territories[i], territories[j])
            or _numbered_apart(names[i], names[j])
        ):
            continue
        faults.append(
            Fault(
                "actors.csv",
                cells.line(j),
                "name",
                names[j],
                f"looks like {names[i]!r} of row {cells.line(i)}",
                "merge them, or add an attribute distinct_from",
                True,
            )
        )
    return faults


def _declared(raw: RawBook) -> list[set[str]]:
    cells = raw.cells["attributes"]
    rows = zip(cells.column("record"), cells.column("field"), cells.column("value"), strict=True)
    return [{record, value} for record, field, value in rows if field == "distinct_from"]


def _same_place(one: str, other: str) -> bool:
    return not one or not other or bool(set(one.split(";")) & set(other.split(";")))


def _numbered_apart(one: str, other: str) -> bool:
    """Whether names tell by different numbers that they mean different actors: "Ward 3" and "Ward 13"."""
    first, second = re.findall(r"\d+", one), re.findall(r"\d+", other)
    return bool(first and second and first != second)


def _grams(name: str) -> frozenset[str]:
    folded = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c for c in folded if c.isalnum() or c == " ")
    words = sorted(kept.split())  # "City of Niigata" and "Niigata City" differ only in order
    padded = " " + " ".join(word for word in words if word not in {"of", "the", "for", "and"}) + " "
    return frozenset(padded[k : k + 2] for k in range(len(padded) - 1))


def _pairs(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    grams = [_grams(name) for name in names]
    index: dict[str, list[int]] = defaultdict(list)
    for i, own in enumerate(grams):
        for gram in own:
            index[gram].append(i)
    # A pair that every second name has ("pr", "re" of Prefecture) says little: weigh it by how rare it is.
    weight = {gram: math.log(1 + len(names) / len(holders)) for gram, holders in index.items()}
    total = [math.fsum(sorted(weight[gram] for gram in own)) for own in grams]
    for j, own in enumerate(grams):
        shared: dict[int, float] = defaultdict(float)
        for gram in own:
            holders = index[gram]
            if len(holders) * len(names) <= COMMONEST * 5 or len(holders) <= 20:
                for i in holders:
                    if i < j:
                        shared[i] += weight[gram]
        for i, common in sorted(shared.items()):
            if 2 * common >= THRESHOLD * (total[j] + total[i]):
                yield i, j
