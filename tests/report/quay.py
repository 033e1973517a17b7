"""A casebook with something for every figure: one harbour case, two coders, four scripts.

society asks the city (1990), the city asks the ministry (1991), the ministry decides (1993);
a firm joins after it (1995), a union at an unknown time; three towns adopt the port rule.
"""

from __future__ import annotations

from dataclasses import replace

from interlocal.casebook import records as r
from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import parse_codebook
from interlocal.casebook.sources import parse_sources

CODEBOOK = """
title = "The quay"
home = "JP"
window = {start = "1980", end = "2003"}
cases = [{id = "quay", name = "The quay", home = "JP"}]
episodes = [{id = "berth", name = "A berth for all", case = "quay", section = "Access to the Center; Fund-Raising"}]
periods = [
    {id = "quay-1", name = "before", case = "quay", start = "1988", end = "1992"},
    {id = "quay-2", name = "after", case = "quay", start = "1993", end = "2003"},
]
issues = [{id = "berths", name = "berths"}]
policies = [{id = "berth", name = "a common berth"}, {id = "rule", name = "the port rule"}]
relations = [
    {id = "requests", name = "asks", forward = ["claim", "information"]},
    {id = "responds", name = "answers", forward = ["recognition"]},
    {id = "partners", name = "is a partner of", forward = ["claim"], symmetric = true},
    {id = "funds", name = "pays", forward = ["money"]},
    {id = "regulates", name = "rules", forward = ["authority"]},
    {id = "bypasses", name = "bypasses"},
]
grades = [{id = "explicit_dated", certainty = 0.95}]
items = [
    {id = "access_to_centre", dimension = "advocacy", anchors = ["none", "media", "ad hoc", "regular", "bargaining"]},
    {id = "fund_raising", dimension = "sustainability"},
    {id = "discretion", dimension = "advocacy"},
]
"""

SOURCES = """[
  {"id": "paper", "title": "The quay", "author": [{"family": "Abe"}], "issued": {"date-parts": [[2003]]},
   "URL": "https://example.org/quay", "custom": {"reporter": "author"}},
  {"id": "press", "title": "港の新聞", "language": "ja", "custom": {"reporter": "independent"}},
  {"id": "reprint", "title": "The same news", "custom": {"reporter": "independent", "repeats": ["press"]}},
  {"id": "own", "title": "A city on itself", "custom": {"reporter": "self"}}
]""".encode()


def _actor(
    id: str, name: str, sector: str, tier: str = "local", territory: str = "JP", **more: str
) -> r.Actor:
    return r.Actor(id, name, "organisation", sector, tier, territory, case="quay", **more)


def _tie(id: str, from_: str, to: str, relation: str, start: str = "", **more: object) -> r.Tie:
    values: dict[str, object] = {"case": "quay", "issues": "berths", "certainty": 0.9, **more}
    return r.Tie(id=id, from_=from_, to=to, relation=relation, start=start, **values)  # type: ignore[arg-type]


def _coding(
    id: str, item: str, provider: str, score: str, period: str = "quay-1", coder: str = "adjudicated"
) -> r.Coding:
    return r.Coding(id, coder, "quay", period, item, provider, score)


ACTORS = (
    _actor("city", "Niigata City", "local_government"),
    _actor("twin", "Хабаровск", "local_government", territory="RU"),
    _actor("busan", "부산광역시", "local_government", territory="KR"),
    _actor("ministry", "Ministry of Ports", "national_government", "national"),
    _actor("fishers", "Fishers' Union of the Inner Harbour and All Its Landing Places", "civil_society"),
    _actor("firm", "Dock Company", "business"),
    _actor("union", "Seafarers", "civil_society"),
    _actor("centre", "Harbour Centre", "affiliated_body"),
    _actor("un", "Port Forum", "international", "international", territory=""),
)
TIES = (
    _tie("t-1", "fishers", "city", "requests", "1990"),
    _tie("t-2", "city", "ministry", "requests", "1991"),
    _tie("t-3", "ministry", "city", "responds", "1993-04", responds_to="t-2", response="accept"),
    _tie("t-4", "firm", "city", "funds", "1995"),
    _tie("t-5", "union", "city", "partners", kind="standing"),
    _tie(
        "t-6", "city", "twin", "partners", "1985", end="..", kind="standing", status="inferred", certainty=0.5
    ),
    _tie("t-7", "centre", "busan", "bypasses", "[..1992]", polarity=-1),
    _tie("t-8", "un", "city", "regulates", "1997/1999", status="general"),
    _tie("t-9", "city", "centre", "funds", "1990", end="1994"),
)
EVENTS = (
    r.Event("e-1", "opening of the berth", "opening", "1994-05-01", case="quay"),
    r.Event("e-2", "harbour talks", "venue", "1988/1990", "", "1999", case="quay"),
    r.Event("e-3", "an undated meeting", "meeting", case="quay"),
    r.Event("e-4", "a standing council", "venue", "1992", "", "..", case="quay"),
    r.Event("e-5", "a report", "publication", "[..1991]", case="quay"),
)
POSITIONS = (
    r.Position("po-1", "fishers", "berth", "statement", date="1990", episode="berth", issues="berths",
               asked="a berth open to all", case="quay"),
    r.Position("po-2", "ministry", "berth", "decision", step="adopted", date="1993", episode="berth",
               issues="berths", obtained="a common berth", case="quay"),
    r.Position("po-3", "city", "rule", "adoption", step="adopted", date="1994", case="quay"),
    r.Position("po-4", "twin", "rule", "adoption", step="adopted", date="1996/1998", case="quay"),
    r.Position("po-5", "busan", "rule", "adoption", step="adopted", date="", case="quay"),
)  # fmt: skip
CODINGS = (
    _coding("c-1", "access_to_centre", "city", "3"),
    _coding("c-2", "access_to_centre", "city", "4", "quay-2"),
    _coding("c-3", "access_to_centre", "fishers", "2"),
    _coding("c-4", "fund_raising", "city", "not_codable"),
    _coding("c-5", "fund_raising", "firm", "3", "quay-2"),
    _coding("c-6", "discretion", "city", "1"),
)


def _pass(name: str, scores: dict[str, str]) -> Casebook:
    own = tuple(
        r.Coding(f"{name}-{c.id}", name, c.case, c.period, c.item, c.provider, scores.get(c.id, c.score))
        for c in CODINGS
    )
    return Casebook(
        codebook=parse_codebook(CODEBOOK.encode()), codebook_text=CODEBOOK.encode(), actors=ACTORS, codings=own,
        matches=tuple((a.id, a.id) for a in ACTORS),
    )  # fmt: skip


def book() -> Casebook:
    """The casebook of the quay."""
    records = [*TIES, *EVENTS, *POSITIONS, *CODINGS, *ACTORS]
    passages = tuple(
        r.Passage(
            f"p-{i}",
            "paper",
            f"Part {i % 3}, paragraph {i}",
            10 * i,
            10 * i + 8,
            "0" * 64,
            ("press", "reprint", "own", "")[i % 4],
        )
        for i in range(len(records))
    )
    support = [r.Support(record.id, passage.id) for record, passage in zip(records, passages, strict=True)]
    support.append(r.Support("c-2", "p-0", "contradicts"))
    empty = Casebook(
        codebook=parse_codebook(CODEBOOK.encode()),
        codebook_text=CODEBOOK.encode(),
        sources=parse_sources(SOURCES),
        names=(
            r.Name("n-1", "city", "新潟市", "ja", "other_script"),
            r.Name("n-2", "fishers", "FU", "en", "acronym"),
        ),
    )
    made = empty.with_records(
        actors=ACTORS, ties=TIES, events=EVENTS, positions=POSITIONS, codings=CODINGS, passages=passages,
        support=tuple(support),
        quantities=(r.Quantity("q-1", "po-3", "towns on the coast", 11, "towns", case="quay"),),
        searches=(r.Search("s-1", "Did the union speak?", "paper", case="quay"),),
        doubts=(r.Doubt("d-1", "t-2", "ambiguous", "the year may be that of the report"),),
    )  # fmt: skip
    return replace(
        made, coders={"ann": _pass("ann", {}), "bob": _pass("bob", {"c-1": "2", "c-3": "not_codable"})}
    )


def hostile() -> Casebook:
    """The same, with cells that would run if anything on the page let them."""
    script = '<script>alert(1)</script>"\' onload=alert(2) x="'
    made = book()
    sources = b"""[{"id": "paper", "title": "<img src=x onerror=alert(3)>", "URL": "javascript:alert(4)"},
      {"id": "press", "title": "data", "URL": "data:text/html,<script>alert(5)</script>"},
      {"id": "\\"><b>", "title": "x", "URL": "https://example.org/\\" onclick=alert(6)"}]"""
    return replace(
        made.with_records(
            actors=tuple(_renamed(a, name=a.name + script) for a in made.actors),
            ties=tuple(
                _renamed(t, about=script, start=script if t.id == "t-4" else t.start) for t in made.ties
            ),
            events=tuple(_renamed(e, name=script + "\x00\x1b]0;") for e in made.events),
            positions=tuple(_renamed(p, asked=script, obtained="]]>" + script) for p in made.positions),
            names=(*made.names, r.Name("n-9", "city", script, script, "alias")),
            passages=tuple(
                _renamed(p, locator=script, cites='"><b>', quote=script, sha256=script) for p in made.passages
            ),
            doubts=(r.Doubt('d-"><script>', "t-2", script, script),),
            searches=(r.Search("s-1", script, "paper", case="quay"),),
        ),
        sources=parse_sources(sources),
    )


def _renamed(record: r.Record, **cells: str) -> r.Record:
    import msgspec

    return msgspec.structs.replace(record, **cells)
