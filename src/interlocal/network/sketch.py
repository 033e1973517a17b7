"""A network drawn in two lines of text: for examples, tests and trying out an idea."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal import dates
from interlocal.casebook.chronology import FAR, OPEN, moments
from interlocal.errors import NetworkError
from interlocal.network.clock import ALWAYS, NEVER, Clock
from interlocal.network.coalition import CoalitionNetwork, Link, Member, Ties
from interlocal.network.standing import Standing

__all__ = ["sketch"]

CARRIERS = ("claim", "information", "money", "authority", "people", "recognition", "norm", "goods")
SECTOR = {
    "society": "civil_society",
    "local": "local_government",
    "state": "national_government",
    "affiliated": "affiliated_body",
    "international": "international",
}
BOTH_WAYS = ("meets", "partners", "homeland")
ONE_WAY = {"funds": "money", "informs": "information"}
_TIE = re.compile(r"(?:(\w+):\s*)?(\S+) (\w+) (\S+) (\S+)((?: [#%~<@]\S+)*)")


def sketch(
    actors: str, ties: str, *, order: str = "", links: str = "", home: str = "JP", window: str = "1960/2003"
) -> CoalitionNetwork:
    """Draw a network.

    `actors`: "id level territory[/belonging]; …". `ties`: "[record:] from relation to dates [marks]; …",
    where dates are an EDTF moment (`1990`, a moment in that year) or `start--end` for a tie that
    lasts (`1990--..` open, `1990--` unknown end), and marks are `#issue`, `%certainty`, `~status`,
    `<enabler,enabler` (one group; repeat for others) and `@case`. `meets`, `partners` and `homeland`
    carry both ways, `funds` carries money, `informs` information, everything else a claim forward.
    `order`: "record<record" or "record<P4M/P6M<record". `links`: "official=organisation".

    >>> net = sketch("a society JP; b state JP", "t1: a presses b 1990 #visa %0.8")
    >>> net.ties.certainty.tolist(), net.issues
    ([0.8], ('visa',))
    """
    members = tuple(_member(one) for one in _parts(actors))
    place = {member.id: k for k, member in enumerate(members)}
    rows = [_row(one, k, place) for k, one in enumerate(_parts(ties))]
    issues = tuple(dict.fromkeys(name for row in rows for name in row.issues))
    clock, spans = _clock(rows, _parts(order), window)
    columns = _columns(rows, place, issues, spans)
    always, never = len(clock) - 2, len(clock) - 1
    acting = [one.split("=") for one in _parts(links)]
    return CoalitionNetwork(
        members,
        columns,
        clock,
        tuple(Link(place[a], place[b], always, never, f"{a}={b}") for a, b in acting),
        standing=Standing(
            {row.record: (row.from_, row.to) for row in rows},
            {},
            {row.record: row.groups for row in rows if row.groups},
        ),
        issues=issues,
        carriers=CARRIERS,
        home=home,
        passages={row.record: (f"p-{row.record}",) for row in rows},
        sources={row.record: ("sketch",) for row in rows},
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _member(text: str) -> Member:
    id, level, *where = text.split()
    territory, _, belonging = (where[0] if where else "").partition("/")
    split = [tuple(code for code in codes.split(",") if code) for codes in (territory, belonging)]
    tier = {"state": "national", "international": "international"}.get(level, "local")
    return Member(id, id, "organisation", SECTOR[level], tier, *split)


class _Row(NamedTuple):
    record: str
    from_: str
    relation: str
    to: str
    when: str
    issues: list[str]
    certainty: float
    status: str
    groups: tuple[tuple[str, ...], ...]
    case: str


def _row(text: str, number: int, place: dict[str, int]) -> _Row:
    found = _TIE.fullmatch(text)
    if found is None or found[2] not in place or found[4] not in place:
        raise NetworkError(f"{text!r} is no tie: write 'from relation to dates', both actors being drawn")
    marks = found[6].split()
    picked = {sign: [mark[1:] for mark in marks if mark[0] == sign] for sign in "#%~<@"}
    return _Row(
        found[1] or f"t{number + 1}",
        found[2],
        found[3],
        found[4],
        found[5],
        picked["#"],
        float(picked["%"][0]) if picked["%"] else 1.0,
        picked["~"][0] if picked["~"] else "asserted",
        tuple(tuple(group.split(",")) for group in picked["<"]),
        picked["@"][0] if picked["@"] else "",
    )


def _clock(rows: list[_Row], order: list[str], window: str) -> tuple[Clock, list[tuple[int, int]]]:
    span = dates.bounds([window])
    first, last = int(span.start_lo[0]), int(span.end_hi[0])
    names: list[str] = []
    low: list[int] = []
    high: list[int] = []

    def add(name: str, cell: str) -> int:
        a, b = (int(side[0]) for side in moments([cell]))
        names.append(name)
        low.append(last if cell == OPEN else min(first, b) if a == -FAR else a)
        high.append(max(last, a) if b == FAR else b)
        return len(names) - 1

    spans, own = [], []
    for row in rows:
        start, lasts, end = row.when.partition("--")
        at = add(row.record, start)
        spans.append((at, add(dates.end_of(row.record), end) if lasts else at))
        if lasts and end != OPEN:
            own.append(dates.Order(row.record, row.record, dates.end_of(row.record)))
    binding = []
    for one in order:
        earlier, *lag, later = one.split("<")
        binding.append(dates.Order(one, earlier, later, *dates.lag(lag[0] if lag else "P0D/..")))
    chronology = dates.Chronology(
        [*names, "always", "never"],
        np.array([*low, ALWAYS, NEVER], np.int64),
        np.array([*high, ALWAYS, NEVER], np.int64),
        [*own, *binding],
    )
    return Clock.from_chronology(chronology, [*binding, *(own if binding else [])]), spans


def _columns(
    rows: list[_Row], place: dict[str, int], issues: tuple[str, ...], spans: list[tuple[int, int]]
) -> Ties:
    forward = [1 << CARRIERS.index(ONE_WAY.get(row.relation, "claim")) for row in rows]
    reverse = [bit if row.relation in BOTH_WAYS else 0 for bit, row in zip(forward, rows, strict=True)]
    return Ties(
        source=np.array([place[row.from_] for row in rows], np.int32),
        target=np.array([place[row.to] for row in rows], np.int32),
        start=np.array([s for s, _ in spans], np.int32),
        end=np.array([e for _, e in spans], np.int32),
        forward=np.array(forward, np.uint16),
        reverse=np.array(reverse, np.uint16),
        issues=np.array([sum(1 << issues.index(i) for i in row.issues) for row in rows], np.uint64),
        certainty=np.array([row.certainty for row in rows], np.float64),
        polarity=np.ones(len(rows), np.int8),
        mode=np.full(len(rows), -1, np.int8),
        asserted=np.array([row.status == "asserted" for row in rows], bool),
        relation=_words([row.relation for row in rows]),
        case=_words([row.case for row in rows]),
        layer=_words(["contact"] * len(rows)),
        status=_words([row.status for row in rows]),
        record=_words([row.record for row in rows]),
    )


def _words(values: list[str]) -> npt.NDArray[np.str_]:
    return np.array(values, dtype=np.str_) if values else np.zeros(0, np.dtype("<U1"))
