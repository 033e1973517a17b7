"""Claims that name what is not there, or that no test could decide."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Set

from interlocal import dates
from interlocal.casebook.check.references import known_ids
from interlocal.casebook.claims import STATE, Claim
from interlocal.casebook.codebook import CARRIERS
from interlocal.casebook.faults import Fault
from interlocal.casebook.folder import RawBook
from interlocal.casebook.records import SECTORS
from interlocal.errors import DateError

__all__ = ["claim_faults"]


def claim_faults(raw: RawBook) -> list[Fault]:
    """Everything that a claim names and the casebook does not have: classes, actors, cases, issues, carriers."""
    if raw.codebook is None or not raw.claims or "actors" in raw.unread:
        return []
    known = known_ids(raw)
    found = [
        fault for name, claim in raw.claims.items() for fault in _of_one(f"claims/{name}.toml", claim, known)
    ]
    return found + _twice(raw)


def _of_one(file: str, claim: Claim, known: dict[str, Set[str]]) -> Iterator[Fault]:
    groups = known["classes"] | known["actors"]
    named: list[tuple[str, tuple[str, ...], Set[str], str]] = [
        ("removed", claim.removed, groups, "a class of the codebook or an actor"),
        ("placebo", claim.placebo, known["classes"] | set(SECTORS), "a class of the codebook or a sector"),
        ("cases", claim.cases, known["cases"], "a case of the codebook"),
        ("issue", (claim.issue,) if claim.issue else (), known["issues"], "an issue of the codebook"),
        ("carrier", (claim.carrier,), set(CARRIERS), "a carrier"),
    ]
    states = {
        one for end in (claim.source, claim.target, claim.avoiding) for one in end if re.fullmatch(STATE, one)
    }
    for end in ("source", "target", "avoiding"):
        named.append(
            (end, getattr(claim, end), groups | states, "an actor, a class or a state (as 'CN state')")
        )
    for field, values, allowed, what in named:
        for value in values:
            if value not in allowed:
                near = difflib.get_close_matches(value, allowed, 1, 0.6)
                hint = f"did you mean {near[0]!r}?" if near else "correct the name"
                yield Fault(file, 0, field, value, f"is not {what}", hint)
    for field in ("before", "after"):
        if value := getattr(claim, field):
            try:
                dates.bounds([value])
            except DateError as error:
                yield Fault(file, 0, field, value, str(error), "write an EDTF date")


def _twice(raw: RawBook) -> list[Fault]:
    """Two files with one id: the second would overwrite the first when the casebook is saved."""
    first: dict[str, str] = {}
    faults = []
    for name, claim in raw.claims.items():
        if claim.id in first:
            problem = f"is also the id in claims/{first[claim.id]}.toml"
            faults.append(Fault(f"claims/{name}.toml", 0, "id", claim.id, problem, "give it its own id"))
        first.setdefault(claim.id, name)
    return faults
