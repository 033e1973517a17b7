"""Routes that hold and may not be meant are named, and what is left without them is said."""

from __future__ import annotations

import pytest

from interlocal.network.curve import access_curve
from interlocal.network.paths import paths
from interlocal.network.reached import reached
from interlocal.network.removal import remove
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


TIES = "city partners dalian 1980; dalian presses beijing 1986 #flights; city presses osaka 1994 #smoke"


def test_who_is_reached_only_on_matters_of_others():
    net = sketch(f"{ACTORS}; osaka local JP", TIES)
    own = {one.actor: one.own_matter for one in reached(net, "city")}
    assert own == {"dalian": True, "beijing": False, "osaka": True}
    assert all(one.own_matter for one in reached(net, "city", issue="flights"))
    both = {one.actor: one.own_matter for one in reached(net, ["city", "dalian"])}
    assert both == {"beijing": True, "osaka": True}  # the flights are Dalian's own matter


def test_one_source_that_is_coded_on_everything_answers_for_nobody_else():
    ends = "city local JP; dalian local CN; beijing state CN; osaka local JP; kobe local JP; seoul local KR"
    everything = "osaka meets kobe 1990 #flights; osaka meets seoul 1990 #smoke; city meets kobe 1979 #smoke"
    net = sketch(ends, f"{everything}; city partners dalian 1980; dalian presses beijing 1986 #flights")
    own = {one.actor: one.own_matter for one in reached(net, ["city", "osaka"])}
    assert own == {"dalian": True, "beijing": False, "kobe": True, "seoul": True}


def test_curves_name_sources_that_have_access_only_so():
    net = sketch(f"{ACTORS}; osaka local JP", TIES)
    curve = access_curve(net, "beijing", source=["city", "dalian", "osaka"])
    assert curve.beyond_own_matters == ("city",)
    assert len(curve.points[-1].certain) == 2


@pytest.mark.parametrize(("more", "beyond"), [("", 2), ("; group proposes city 1979 #flights", 0)])
def test_removals_count_pairs_that_reach_only_so(more, beyond):
    common = "group meets city 1979; union meets city 1979; city partners dalian 1980"
    own = "; union asks city 1979 #flights" if more else ""
    net = sketch(f"{ACTORS}; union society JP", f"{common}; dalian presses beijing 1986 #flights{more}{own}")
    found = remove(net, "dalian", worlds=0)
    assert (found.reaching, found.beyond_own_matters) == (2, beyond)
    route = remove(net, "dalian", source=["group", "union"], target="beijing", worlds=0)
    assert (route.reaching, route.beyond_own_matters) == (1, min(beyond, 1))
