"""Routes that hold and may not be meant are named, and what is left without them is said."""

from __future__ import annotations

import pytest

from interlocal.network.paths import paths
from interlocal.network.sketch import sketch

ACTORS = "group society JP; city local JP; dalian local CN; beijing state CN"


def test_a_plain_route_has_no_note():
    net = sketch(ACTORS, "group proposes city 1990; city presses beijing 1991")
    assert paths(net, "group", "beijing").notes == ()


def test_a_matter_of_others_is_named_and_left_out():
    ties = "city partners dalian 1980; dalian presses beijing 1986 #flights; city presses beijing 1994 #smoke"
    net = sketch(ACTORS, ties)
    found = paths(net, "city", "beijing")
    assert found.earliest.low == "1986-01-01"
    assert found.notes == (
        "Route 2 is about a matter on which the source itself is not coded. Without such routes "
        "access is certain: on 1994-01-01 at the earliest, for certain by 1994-12-31.",
    )
    assert paths(net, "city", "beijing", issue="smoke").notes == ()


def test_sources_are_asked_each_about_its_own_matters():
    ties = "city partners dalian 1980; dalian presses beijing 1986 #flights; group meets dalian 1985 #flights"
    net = sketch(ACTORS, f"{ties}; city meets group 1979 #smoke")
    (note,) = paths(net, ["city", "group"], "beijing").notes
    assert "Without such routes access is certain: on 1986-01-01" in note  # the group's own matter
    (note,) = paths(net, "city", "beijing").notes
    assert note.endswith("Without such routes no route is left.")


@pytest.mark.parametrize(("tie", "notes"), [("group meets city 1990", 1), ("group meets mayor 1990", 0)])
def test_whoever_reaches_the_city_has_not_met_the_mayor(tie, notes):
    net = sketch("group society JP; city local JP; mayor local JP", tie, links="mayor=city")
    found = paths(net, "group", "mayor")
    assert found.access == "certain"
    assert len(found.notes) == notes
    assert paths(net, "group", ["mayor", "city"]).notes == ()


def test_a_citys_own_mayor_needs_no_tie():
    net = sketch(
        "city local JP; mayor local JP; mofa state JP", "mayor presses mofa 1995", links="mayor=city"
    )
    assert paths(net, "city", "mofa").notes == ()
    assert paths(net, "city", "mayor").notes == ()
