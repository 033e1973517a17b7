"""A casebook small enough to draw: eight actors, six ties, one short text.

    haba ══ twins ══ city ──┐                     route office (dated, enabled by the twinning)
      ▲                     ├─ asks ──▶ mofa ── answers ──▶ city
    kai (person of haba)    │
                  kita ─ helps ─▶ dalian ── asks ──▶ beijing (the centre in China)
                  pref (look-alike of city)

Two scripts beside Latin, one acronym, one look-alike pair (city and prefecture of one name), one
doubt, one contradiction, and a text under nobody's copyright.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from interlocal.casebook import records as r
from interlocal.casebook.book import Casebook
from interlocal.casebook.check.meaning import NEED_SUPPORT
from interlocal.casebook.codebook import parse_codebook
from interlocal.casebook.folder import read, write
from interlocal.casebook.passages import anchor
from interlocal.casebook.sources import parse_sources

CODEBOOK = """
title = "A tiny coalition"
home = "JP"
licence = "CC0-1.0"
window = {start = "1980", end = "2000"}
cases = [{id = "north", name = "North coast", home = "JP"}, {id = "south", name = "South coast", home = "JP"}]
episodes = [{id = "route", name = "The air route", case = "north"}]
periods = [{id = "north-1", name = "beginnings", case = "north", start = "1980", end = "1995"}]
issues = [{id = "air-route", name = "air route"}, {id = "clean-air", name = "clean air"}]
policies = [{id = "air-route", name = "opening the air route"}]
relations = [
    {id = "partners", name = "is a partner of", symmetric = true},
    {id = "requests", name = "asks"},
    {id = "responds", name = "answers"},
    {id = "helps", name = "helps"},
]
items = [{id = "fund_raising", name = "fund-raising", dimension = "sustainability"}]
classes = [
    {id = "home_local_government", name = "home local governments", sectors = ["local_government"], territory = "home"},
    {id = "foreign_local_government", name = "foreign ones", sectors = ["local_government"], territory = "foreign"},
    {id = "neighbours", name = "neighbours", territory = "CN;RU", exclude = ["beijing"], include = ["kita"]},
]
"""

SOURCES = b"""[
  {"id": "report", "type": "report", "title": "Report on the coast", "issued": {"date-parts": [[1999]]},
   "author": [{"family": "Abe"}]},
  {"id": "letter", "type": "personal_communication", "title": "Letter of the mayor"}
]"""

TEXT = (
    "Niigata City and Khabarovsk became twin cities in 1965. In 1990 the city asked the foreign ministry "
    "for an air route. The ministry agreed a year later, because the cities were twins. KITA helped Dalian "
    "with clean air from 1993. Dalian then asked Beijing for money. Kai Sato spoke for Khabarovsk. "
    "Others say the ministry never answered.\n"
)


def _passages() -> dict[str, r.Passage]:
    sentences = TEXT.rstrip("\n").split(". ")
    made, at = {}, 0
    for i, sentence in enumerate(sentences):
        start = TEXT.index(sentence, at)
        at = start + len(sentence)
        cites = "letter" if i == 1 else ""
        cells: dict[str, Any] = asdict(anchor(TEXT, start, at))
        made[f"p-{i}"] = r.Passage(
            id=f"p-{i}", source="report", locator=f"sentence {i + 1}", cites=cites, **cells
        )
    return made


def _actor(id: str, name: str, sector: str, tier: str, territory: str, **more: str) -> r.Actor:
    return r.Actor(
        id=id,
        name=name,
        kind=more.pop("kind", "organisation"),
        sector=sector,
        tier=tier,
        territory=territory,
        case=more.pop("case", "north"),
        **more,
    )


ACTORS = (
    _actor("city", "Niigata City", "local_government", "local", "JP", place="Niigata"),
    _actor("pref", "Niigata Prefecture", "local_government", "regional", "JP", note="not the city"),
    _actor("haba", "Khabarovsk City", "local_government", "local", "RU"),
    _actor("kai", "Kai Sato", "civil_society", "local", "RU", kind="person"),
    _actor("mofa", "Ministry of Foreign Affairs of Japan", "national_government", "national", "JP"),
    _actor(
        "kita",
        "Kitakyushu International Techno-cooperative Association",
        "affiliated_body",
        "local",
        "JP",
        case="south",
    ),
    _actor("dalian", "Dalian City", "local_government", "local", "CN", case="south"),
    _actor("beijing", "Government of China", "national_government", "national", "CN", case="south"),
)

NAMES = (
    r.Name(id="n-1", actor="city", name="新潟市", language="ja", kind="other_script", source="letter"),
    r.Name(id="n-2", actor="pref", name="新潟県", language="ja", kind="other_script", source="letter"),
    r.Name(id="n-3", actor="haba", name="Хабаровск", language="ru", kind="other_script", source="letter"),
    r.Name(id="n-4", actor="kita", name="KITA", kind="acronym"),
    r.Name(id="n-5", actor="dalian", name="大连", language="zh", kind="other_script", source="letter"),
    r.Name(id="n-6", actor="dalian", name="Dairen", kind="former", end="1945"),
    r.Name(id="n-7", actor="city", name="Niigata", kind="alias"),
)

TIES = (
    r.Tie(
        id="t-twins",
        from_="city",
        to="haba",
        relation="partners",
        mode=4,
        kind="standing",
        start="1965",
        end="..",
        case="north",
    ),
    r.Tie(
        id="t-asks",
        from_="city",
        to="mofa",
        relation="requests",
        start="1990",
        case="north",
        issues="air-route",
        certainty=0.95,
        event="e-talks",
    ),
    r.Tie(
        id="t-answers",
        from_="mofa",
        to="city",
        relation="responds",
        start="1991",
        start_printed="a year later",
        case="north",
        issues="air-route",
        responds_to="t-asks",
        response="accept",
    ),
    r.Tie(
        id="t-helps",
        from_="kita",
        to="dalian",
        relation="helps",
        kind="standing",
        start="1993",
        end="..",
        case="south",
        issues="clean-air",
    ),
    r.Tie(id="t-money", from_="dalian", to="beijing", relation="requests", case="south", issues="clean-air"),
    r.Tie(
        id="t-speaks",
        from_="kai",
        to="haba",
        relation="helps",
        case="north",
        layer="attribution",
        status="inferred",
    ),
)

SUPPORT = (
    r.Support(record="t-twins", passage="p-0", coder="ann"),
    r.Support(record="t-asks", passage="p-1", coder="ann"),
    r.Support(record="e-talks", passage="p-1", explicitness="implied", coder="ann"),
    r.Support(record="t-answers", passage="p-2", coder="ann"),
    r.Support(record="t-answers", passage="p-6", stance="contradicts", coder="bob"),
    r.Support(record="en-1", passage="p-2", coder="ann"),
    r.Support(record="t-helps", passage="p-3", coder="ann"),
    r.Support(record="t-money", passage="p-4", coder="ann"),
    r.Support(record="city", passage="p-0", coder="ann"),
)


def book() -> Casebook:
    """The casebook as a value, not on any disk."""
    passages = _passages()
    return Casebook(
        codebook=parse_codebook(CODEBOOK.encode()),
        codebook_text=CODEBOOK.encode(),
        sources=parse_sources(SOURCES),
    ).with_records(
        passages=tuple(passages.values()),
        support=SUPPORT,
        actors=ACTORS,
        names=NAMES,
        ties=TIES,
        attributes=(
            r.Attribute(id="x-1", record="kai", field="part_of", value="haba"),
            r.Attribute(id="x-2", record="kita", field="founder", value="city", start="1980"),
        ),
        events=(
            r.Event(
                id="e-talks",
                name="talks on the air route",
                kind="meeting",
                start="1990",
                case="north",
                issues="air-route",
                host="mofa",
            ),
        ),
        participants=(r.Participant(id="pt-1", event="e-talks", actor="city", role="party"),),
        enabling=(r.Enabling(id="en-1", record="t-answers", group="g1", enabler="t-twins"),),
        order=(r.Order(id="o-1", earlier="t-asks", later="t-answers", min_lag="P1Y", printed="later"),),
        positions=(
            r.Position(
                id="po-1",
                actor="mofa",
                policy="air-route",
                kind="decision",
                stance=1,
                date="1991",
                case="north",
                beneficiary="city",
            ),
        ),
        quantities=(
            r.Quantity(id="q-1", about="city", measure="twin cities", value=1, unit="cities", case="north"),
        ),
        codings=(
            r.Coding(
                id="c-1",
                coder="ann",
                case="north",
                period="north-1",
                item="fund_raising",
                provider="city",
                score="2",
                confidence="low",
            ),
        ),
        searches=(r.Search(id="s-1", question="who paid for the route", source="report", about="city"),),
        doubts=(r.Doubt(id="d-1", record="pref", kind="look_alike", reason="the text may mean the city"),),
    )


def saved(folder: Path) -> Casebook:
    """The casebook as read from a folder that it was written to."""
    return read(write(book(), folder))


def supported(book: Casebook) -> Casebook:
    """The same casebook with a passage under every record that needs one: sound enough to answer from."""
    has = {row.record for row in book.support}
    lacking = [
        r.Support(record.id, book.passages[0].id)
        for table in NEED_SUPPORT
        for record in book.records(table)
        if record.id not in has
    ]
    return book.with_records(support=(*book.support, *lacking))
