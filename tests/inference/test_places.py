"""Labels that change hands take their places with them, against casebooks written that way round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.casebook.book import Casebook
from interlocal.casebook.claims import Claim
from interlocal.casebook.codebook import parse_codebook
from interlocal.casebook.records import Actor, Tie
from interlocal.inference.nulls.places import lose_in_place, places
from interlocal.inference.nulls.sets import comparable, permuted
from interlocal.inference.subject import Scope, subject

CODEBOOK = """title = "Drawn"
home = "JP"
window = {start = "1980", end = "2000"}
cases = [{id = "one", name = "One"}, {id = "two", name = "Two"}]
issues = [{id = "x", name = "x"}]
relations = [{id = "meets", name = "meets", forward = ["claim"], reverse = ["claim"], symmetric = true}]
classes = [{id = "cities", name = "cities", sectors = ["local_government"]}]
"""
SECTORS = (
    "local_government",
    "local_government",
    "business",
    "civil_society",
    "residents",
    "affiliated_body",
)
LANDS = ("JP", "JP", "JP", "CN", "JP", "JP")


def _book(ties, sectors=SECTORS, lands=LANDS, cases=None):
    actors = tuple(
        Actor(f"a{k}", f"A{k}", "organisation", sector, "local", land)
        for k, (sector, land) in enumerate(zip(sectors, lands, strict=True))
    )
    rows = tuple(
        Tie(
            f"t-{k}",
            f"a{a}",
            f"a{b}",
            "meets",
            start=str(year),
            case=(cases or {}).get(k, "one"),
            certainty=0.7,
        )
        for k, (a, b, year) in enumerate(ties)
    )
    return Casebook(parse_codebook(CODEBOOK.encode())).with_records(actors=actors, ties=rows)


def _laid(book, statistic, removed=("cities",)):
    claim = Claim("c", "They matter.", statistic=statistic, removed=removed, worlds=4, seed=2)
    return subject(book, claim, Scope((), "contact", ""), workers=1)


@st.composite
def drawn(draw):
    ends = st.integers(0, len(SECTORS) - 1)
    rows = draw(st.lists(st.tuples(ends, ends, st.integers(1980, 1990)), min_size=4, max_size=14))
    return [(a, b, year) for a, b, year in rows if a != b] or [(0, 2, 1985)]


@settings(max_examples=40, deadline=None)
@given(drawn(), st.sampled_from(["cohesion", "brokerage"]), st.integers(2, 5))
def test_the_loss_is_that_of_a_casebook_in_which_the_two_have_changed_places(ties, statistic, other):
    laid = _laid(_book(ties), statistic)
    at = {one: k for k, one in enumerate(laid.ground.ids)}
    if "a0" not in at or f"a{other}" not in at or not laid.removed[at["a0"]]:
        return
    chosen = laid.removed.copy()
    chosen[[at["a0"], at[f"a{other}"]]] = False, True
    found = lose_in_place(laid, laid.removed, chosen[None], np.zeros(len(chosen), np.int64))
    order = [{0: other, other: 0}.get(k, k) for k in range(len(SECTORS))]
    turned = _book(ties, [SECTORS[k] for k in order], [LANDS[k] for k in order])
    told = _laid(turned, statistic, tuple(np.array(laid.ground.ids)[chosen].tolist()))
    wanted = told.losses(told.removed[None])
    assert (found.before == wanted.before).all()
    assert (found.after == wanted.after).all()
    assert found.pairs == wanted.pairs


@pytest.mark.parametrize("statistic", ["cohesion", "brokerage", "access"])
def test_where_nobody_changes_places_the_loss_is_the_observed_one(statistic):
    laid = _laid(_book([(2, 0, 1981), (0, 3, 1984), (4, 1, 1982), (1, 2, 1985), (3, 5, 1986)]), statistic)
    found = lose_in_place(laid, laid.removed, laid.removed[None], np.zeros(len(laid.removed), np.int64))
    own = laid.losses(laid.removed[None])
    assert (found.before == own.before).all()
    assert (found.after == own.after).all()


def test_places_are_changed_within_strata_and_back():
    labels = np.array([True, True, False, False, False])
    strata = np.array([1, 0, 0, 1, 1])
    (row,) = places(labels, np.array([[False, False, True, False, True]]), strata)
    assert row.tolist() == [4, 2, 1, 3, 0]
    assert (row[row] == np.arange(5)).all()


def test_only_actors_of_one_case_and_one_side_are_comparable():
    ties = [(0, 2, 1981), (1, 4, 1982), (3, 5, 1983)]
    laid = _laid(_book(ties, cases={1: "two"}), "cohesion")
    strata, _ = comparable(laid)
    at = {one: int(strata[k]) for k, one in enumerate(laid.ground.ids)}
    assert at["a0"] == at["a2"] == at["a5"]
    assert at["a1"] == at["a4"]
    assert len({at["a0"], at["a1"], at["a3"]}) == 3
    rung = permuted(laid, 99).rung
    assert "takes the place" in rung.construction


def test_sources_of_a_route_stay_who_they_are():
    book = _book([(2, 0, 1981), (0, 3, 1984), (2, 4, 1982)])
    claim = Claim("c", "x", statistic="route", removed=("cities",), source=("a2",), target=("a3",), worlds=3)
    laid = subject(book, claim, Scope((), "contact", ""), workers=1)
    other = np.isin(laid.ground.ids, ["a4"])
    found = lose_in_place(laid, laid.removed, other[None], np.zeros(len(other), np.int64))
    assert (found.after == laid.losses(other[None]).after).all()
    assert replace(laid).removed.any()
