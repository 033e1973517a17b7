"""The codebook and the sources: entries twice, references within, unknown carriers, invalid items."""

from __future__ import annotations

import re
from collections import Counter

from interlocal import dates
from interlocal.casebook.codebook import CARRIERS, Codebook, Episode, Period
from interlocal.casebook.faults import Fault
from interlocal.casebook.folder import RawBook
from interlocal.casebook.records import SECTORS
from interlocal.casebook.sources import REPORTERS
from interlocal.errors import DateError

__all__ = ["codebook_faults", "source_faults"]

FILE = "codebook.toml"
CODE = re.compile(r"[A-Z]{2}")
CODES = re.compile(r"[A-Z]{2}(;[A-Z]{2})*")
LISTS = (
    "cases",
    "episodes",
    "periods",
    "issues",
    "issue_links",
    "policies",
    "relations",
    "grades",
    "items",
    "classes",
)


def codebook_faults(codebook: Codebook) -> list[Fault]:
    """Everything wrong inside the codebook, by list and entry."""
    return [
        *_twice(codebook),
        *_inner_references(codebook),
        *_dates(codebook),
        *_relations(codebook),
        *_sectors(codebook),
        *_countries(codebook),
    ]


def _twice(codebook: Codebook) -> list[Fault]:
    faults = []
    for name in LISTS:
        counts = Counter(entry.id for entry in getattr(codebook, name))
        faults += [
            Fault(FILE, 0, name, id, f"is declared {n} times", "keep one of them")
            for id, n in counts.items()
            if n > 1
        ]
    return faults


def _inner_references(codebook: Codebook) -> list[Fault]:
    cases, issues = codebook.ids("cases"), codebook.ids("issues")
    owned: list[Episode | Period] = [*codebook.episodes, *codebook.periods]
    faults = [
        Fault(
            FILE,
            0,
            "case",
            entry.case,
            f"of {entry.id!r} is not a case",
            f"use one of: {', '.join(sorted(cases))}",
        )
        for entry in owned
        if entry.case not in cases
    ]
    items = codebook.ids("items")
    faults += [
        Fault(
            FILE,
            0,
            "roles",
            role,
            f"of episode {episode.id!r} is not an item",
            f"use one of: {', '.join(sorted(items))}" if items else "declare the item",
        )
        for episode in codebook.episodes
        for role in episode.roles
        if role not in items
    ]
    for link in codebook.issue_links:
        faults += [
            Fault(FILE, 0, "issue_links", end, f"of {link.id!r} is not an issue", "declare the issue")
            for end in (link.from_, link.to)
            if end not in issues
        ]
    return faults


def _dates(codebook: Codebook) -> list[Fault]:
    spans = [("window", codebook.window.start, codebook.window.end)]
    spans += [(case.id, case.start, codebook.window.end) for case in codebook.cases if case.start]
    spans += [(period.id, period.start, period.end) for period in codebook.periods]
    faults = []
    for name, start, end in spans:
        try:
            span = dates.bounds([start, end])
            if span.start_lo[0] > span.end_hi[1]:
                faults.append(
                    Fault(FILE, 0, name, f"{start} – {end}", "ends before it starts", "swap the dates")
                )
        except DateError as error:
            faults.append(Fault(FILE, 0, name, f"{start} – {end}", str(error), "write EDTF dates"))
    return faults


def _relations(codebook: Codebook) -> list[Fault]:
    return [
        Fault(
            FILE,
            0,
            "relations",
            carrier,
            f"of {relation.id!r} is not a carrier",
            f"use: {', '.join(CARRIERS)}",
        )
        for relation in codebook.relations
        for carrier in (*relation.forward, *relation.reverse)
        if carrier not in CARRIERS
    ]


def _sectors(codebook: Codebook) -> list[Fault]:
    named = [("classes", entry.id, entry.sectors) for entry in codebook.classes]
    named += [("reaches", item.id, item.reaches) for item in codebook.items]
    return [
        Fault(FILE, 0, column, sector, f"of {id!r} is not a sector", f"use: {', '.join(SECTORS)}")
        for column, id, sectors in named
        for sector in sectors
        if sector not in SECTORS
    ]


def _countries(codebook: Codebook) -> list[Fault]:
    """Home countries and territories of classes: a code, and for a class also home or foreign."""
    named = [("home", "the casebook", codebook.home)]
    named += [("home", f"case {case.id!r}", case.home) for case in codebook.cases]
    faults = [
        Fault(FILE, 0, column, code, f"of {whose} is no country code", "use ISO 3166-1 alpha-2, such as KE")
        for column, whose, code in named
        if code and not CODE.fullmatch(code)
    ]
    for entry in codebook.classes:
        told, where = f"of class {entry.id!r}", entry.territory
        if where in ("home", "foreign"):
            if not any(code for _, _, code in named):
                remedy = 'write home = "…" (a country code) at the top, or in each case'
                faults.append(
                    Fault(FILE, 0, "territory", where, f"{told} fits nobody: no home is given", remedy, True)
                )
        elif where and not CODES.fullmatch(where):
            remedy = "use home, foreign or country codes, such as KE"
            faults.append(Fault(FILE, 0, "territory", where, f"{told} is no territory", remedy))
    return faults


def source_faults(raw: RawBook) -> list[Fault]:
    """Sources without id or type, ids twice, unknown reporters, repeats that lead nowhere."""
    file = "sources.json"
    ids = {source.id for source in raw.sources}
    counts = Counter(source.id for source in raw.sources)
    faults = [
        Fault(file, 0, "id", id, f"stands {n} times", "keep one item") for id, n in counts.items() if n > 1
    ]
    for source in raw.sources:
        for name in ("id", "type"):
            if not isinstance(source.item.get(name), str) or not source.item[name]:
                faults.append(
                    Fault(file, 0, name, source.id or source.title, "has no " + name, "CSL-JSON needs it")
                )
        if source.reporter not in REPORTERS:
            faults.append(
                Fault(
                    file,
                    0,
                    "reporter",
                    source.reporter,
                    f"of {source.id!r} is not a kind of reporter",
                    f"use one of: {', '.join(REPORTERS)}",
                )
            )
        for name in ("repeats", "part_of"):
            targets = source.custom.get(name) or []
            for target in [targets] if isinstance(targets, str) else targets:
                if target not in ids:
                    faults.append(
                        Fault(file, 0, name, str(target), f"of {source.id!r} is no source", "correct the id")
                    )
    return faults
