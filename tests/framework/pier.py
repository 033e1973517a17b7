"""A casebook drawn for the framework: a city, a ministry, a foundation and residents over two periods.

    residents ── ask ──▶ city ── asks ──▶ ministry ── delegates ──▶ city ── grants_right ──▶ residents
                           ▲                                          (enabled by the delegation)
    foundation ── funds ───┘ club (of residents, paid by the foundation until 1993)

One non-state group is in no class but society; two coders judge beside the adjudicated scores.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from interlocal.casebook import records as r
from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import parse_codebook

CODEBOOK = """
title = "A pier"
home = "JP"
window = {start = "1980", end = "2000"}
cases = [{id = "pier", name = "The pier", home = "JP"}]
periods = [
    {id = "one", name = "before", case = "pier", start = "1980", end = "1989"},
    {id = "two", name = "after", case = "pier", start = "1990", end = "2000"},
]
issues = [{id = "vote", name = "vote"}, {id = "boats", name = "boats"}]
policies = [{id = "vote", name = "vote of residents"}]
relations = [
    {id = "requests", name = "asks", forward = ["claim"]},
    {id = "delegates", name = "delegates to", forward = ["authority", "money"]},
    {id = "grants_right", name = "grants a right to", forward = ["authority"]},
    {id = "funds", name = "pays", forward = ["money"]},
    {id = "joins", name = "takes part in", forward = ["people"]},
    {id = "answers_to", name = "is accountable to"},
    {id = "regulates", name = "controls", forward = ["authority"]},
]
items = [
    {id = "loci", kind = "role", dimension = "lasting", anchors = ["none", "a", "b", "c", "d"]},
    {id = "freedom", kind = "role", dimension = "voice", reaches = ["national_government"]},
]

[[episodes]]
id = "vote"
name = "the vote"
case = "pier"
roles = ["loci", "freedom"]
decision = "po-grant"
"""


def actor(id: str, sector: str, territory: str = "JP", **more: Any) -> r.Actor:
    return r.Actor(
        id, id.title(), more.pop("kind", "organisation"), sector, more.pop("tier", "local"), territory, **more
    )


def coding(
    coder: str, period: str, item: str, provider: str, score: str, confidence: str = "low", **more: str
) -> r.Coding:
    id = f"c-{coder}-{period}-{item}-{provider}-{more.get('episode', '')}"
    return r.Coding(id, coder, "pier", period, item, provider, score, confidence, **more)


ACTORS = (
    actor("city", "local_government"),
    actor("harbour-board", "local_government"),
    actor("ministry", "national_government", tier="national"),
    actor("foundation", "civil_society"),
    actor("union", "civil_society", belonging="KR"),
    actor("residents", "residents", kind="class"),
    actor("club", "civil_society"),
    actor("far-city", "local_government", "RU"),
)

CODINGS = (
    coding("adjudicated", "one", "loci", "city", "1", "high"),
    coding("adjudicated", "one", "loci", "harbour-board", "3", "medium"),
    coding("adjudicated", "one", "loci", "foundation", "2"),
    coding("adjudicated", "two", "loci", "city", "not_codable"),
    coding("adjudicated", "two", "loci", "union", "3"),
    coding("adjudicated", "two", "freedom", "city", "4"),
    coding("adjudicated", "two", "freedom", "ministry", "4"),
    coding("adjudicated", "two", "freedom", "far-city", "4", episode="vote"),
)


def pass_of(coder: str, **tables: Any) -> Casebook:
    """A coder's own pass over the pier."""
    return replace(Casebook(codebook=parse_codebook(CODEBOOK.encode())), **tables)


ANN = pass_of(
    "ann",
    actors=(
        actor("town", "civil_society"),
        actor("hamlet", "local_government"),
        actor("far-city", "local_government", "RU"),
    ),
    codings=(
        coding("ann", "one", "loci", "town", "2"),
        coding("ann", "one", "loci", "hamlet", "4", "high"),
        coding("ann", "two", "loci", "far-city", "3"),
        coding("ann", "two", "freedom", "town", "0"),
        coding("ann", "two", "freedom", "town", "3", episode="vote"),
    ),
    matches=(("town", "city"), ("far-city", "far-city")),
)


def book(**tables: Any) -> Casebook:
    """The casebook as a value; other tables may be put in."""
    made = pass_of("adjudicated", actors=ACTORS, codings=CODINGS, coders={"ann": ANN})
    return made.with_records(**tables) if tables else made
