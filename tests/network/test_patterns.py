"""Patterns of routes."""

from __future__ import annotations

import dataclasses

import pytest

from interlocal.errors import NetworkError
from interlocal.network.coalition import Opposition
from interlocal.network.paths import paths
from interlocal.network.sketch import sketch

NET = sketch(
    "g society JP; city local JP; dalian local CN; beijing state CN; tokyo state JP; moscow state RU;"
    "mindan society JP/KR; seoul state KR; opposed state JP",
    "g proposes city 1990; city partners dalian 1979--..; dalian presses beijing 1991;"
    "beijing presses tokyo 1992; beijing presses moscow 1993; g presses tokyo 1995;"
    "mindan requests seoul 1991; seoul requests tokyo 1992; city presses tokyo 1994",
)


def actors(source, target, pattern):
    return [route.actors for route in paths(NET, source, target, pattern=pattern).routes]


def test_domestic_routes_stay_at_home():
    assert actors("g", "tokyo", "domestic") == [("g", "tokyo"), ("g", "city", "tokyo")]


def test_transferable_access_borrows_the_partners_road_to_its_state():
    assert actors("g", "beijing", "transferable") == [("g", "city", "dalian", "beijing")]


def test_a_foreign_government_route_comes_home_through_a_foreign_state():
    (route,) = paths(NET, "g", "tokyo", pattern="foreign_government").routes
    assert route.actors == ("g", "city", "dalian", "beijing", "tokyo")
    assert route.pressure == ("t4",)
    assert not route.boomerang  # no blockage is coded
    assert route.local_governments == {"city": "channel", "dalian": "channel"}


def blocked(text="presses", *, opposed="g", issues=0, since="early", cases=()):
    """The route home, and the home state's refusal of somebody, with the start of a tie as its moment."""
    net = sketch(
        "g society JP; dalian local CN; beijing state CN; tokyo state JP",
        f"g meets dalian 1990 #x; dalian presses beijing 1991 #x; beijing {text} tokyo 1992 #x;"
        "early: g informs beijing 1989 #y; late: g informs beijing 1995 #y",
    )
    moment = int(net.ties.start[net.ties.record.tolist().index(since)])
    refusal = Opposition("refusal", "tokyo", opposed, issues, moment, frozenset(cases))
    net = dataclasses.replace(net, opposition=(refusal,))
    (route,) = paths(net, "g", "tokyo", pattern="foreign_government").routes
    return route.boomerang, route.blockage, route.pressure


def test_a_boomerang_needs_blockage_before_and_pressure():
    assert blocked() == (True, ("refusal",), ("t3",))
    assert blocked(since="late") == (False, (), ("t3",))
    assert blocked("meets") == (False, (), ())
    assert blocked(opposed="dalian") == (False, (), ("t3",))
    # against a policy: of the route's issue, and in its case
    assert blocked(opposed="", issues=1)[0]
    assert not blocked(opposed="", issues=2)[0]
    assert not blocked(opposed="", issues=1, cases=["elsewhere"])[0]


def test_a_third_country_is_another_one():
    assert actors("g", "moscow", "third_country") == [("g", "city", "dalian", "beijing", "moscow")]
    assert actors("g", "beijing", "third_country") == []


def test_a_third_country_is_not_reached_through_the_home_state():
    net = sketch(
        "g society JP; tokyo state JP; beijing state CN; moscow state RU",
        "g presses tokyo 1990; tokyo requests beijing 1991; beijing presses moscow 1992",
    )
    assert paths(net, "g", "moscow").access == "certain"
    assert paths(net, "g", "moscow", pattern="third_country").access == "none"


def test_a_diaspora_crosses_its_first_border_among_its_own():
    assert actors("mindan", "tokyo", "diaspora") == [("mindan", "seoul", "tokyo")]
    assert actors("g", "beijing", "diaspora") == []


def test_expressions():
    assert actors("g", "beijing", "home society > home local > foreign local > foreign state") == [
        ("g", "city", "dalian", "beijing")
    ]
    assert actors("g", "beijing", "home society* > foreign local+ > foreign state") == []
    assert actors("g", "beijing", "society > local+ > state?") == [("g", "city", "dalian", "beijing")]
    assert actors("g", "tokyo", "any? > state") == [("g", "tokyo")]
    assert actors("g", "tokyo", "society|local+ > home state") == [("g", "tokyo"), ("g", "city", "tokyo")]


@pytest.mark.parametrize(
    "text", ["", "home >", "home society two", "moon state", "home kings", "home society**"]
)
def test_a_pattern_that_cannot_be_read_is_refused(text):
    with pytest.raises(NetworkError, match="pattern"):
        paths(NET, "g", "tokyo", pattern=text)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("transferble", "did you mean 'transferable'"),
        ("avoid", "said by avoiding"),
        ("boomerang", "ask for 'foreign_government'"),
        ("kings", "the names are domestic, transferable"),
    ],
)
def test_a_pattern_that_has_no_such_name_is_told_the_names(name, hint):
    with pytest.raises(NetworkError, match=hint):
        paths(NET, "g", "tokyo", pattern=name)


def test_officials_and_their_organisation_count_as_one():
    net = sketch(
        "g society JP; city local JP; mayor local JP; mofa state JP",
        "g proposes city 1990; mayor presses mofa 1991",
        links="mayor=city",
    )
    assert paths(net, "g", "mofa", pattern="society > local > state").access == "certain"
