"""The access stories of the paper, from the shipped casebook (section "Access to the Center")."""

from __future__ import annotations

import pytest

from interlocal.casebook.folder import read
from interlocal.network.build import build
from interlocal.network.paths import paths
from interlocal.network.removal import reduced, remove
from interlocal.network.who import meant, state_of
from interlocal.network.worlds import draw_worlds


@pytest.fixture(scope="module")
def book():
    return read("takao2003")


@pytest.fixture(scope="module")
def network(book):
    return build(book)


@pytest.fixture(scope="module")
def worlds(network):
    return draw_worlds(network, 500, 1)


def society(network, start):
    return [m.id for m in network.members if m.id.startswith(start) and m.level == "society"]


def test_the_techno_cooperative_reaches_beijing_in_1993_without_tokyo(book, network, worlds):
    chinese = meant(network, book, "Chinese state")
    japanese = meant(network, book, "Japanese state")
    found = paths(network, "kita", chinese, after="1992", before="1995", avoiding=japanese, worlds=worlds)
    assert found.access == "certain"
    assert (found.earliest.low, found.earliest.high) == ("1993-01-01", "1993-12-31")
    assert any(hop.relation == "proposes" for route in found.routes for hop in route.hops)
    assert all(hop.passages for route in found.routes for hop in route.hops)
    assert found.p_dates.value == 1


def test_the_city_itself_is_an_actor_by_its_mayor(network):
    found = paths(
        network, "kitakyushu-city", state_of(network, "CN"), before="1995", issue="dalian-environment"
    )
    by_mayor = [route for route in found.routes if "kitakyushu-mayor" in route.actors]
    assert by_mayor
    assert by_mayor[0].local_governments["kitakyushu-city"] == "actor"


def test_niigata_reaches_beijing_between_1986_and_1988(network):
    sources = society(network, "niigata")
    found = paths(
        network,
        sources,
        state_of(network, "CN"),
        after="1985",
        before="1989",
        avoiding=state_of(network, "JP"),
    )
    assert found.access == "certain"
    assert (found.earliest.low, found.earliest.high) == (
        "1986-06-01",
        "1986-06-30",
    )  # five months after January
    assert {route.issues for route in found.routes} == {("harbin-khabarovsk-route",)}


def test_niigata_reaches_moscow_in_1992(network):
    sources = [*society(network, "niigata"), "niigata-governor", "niigata-mayor"]
    found = paths(
        network,
        sources,
        state_of(network, "RU", "SU"),
        after="1991",
        before="1993",
        avoiding=state_of(network, "JP"),
    )
    assert found.access == "certain"
    assert found.earliest.high == "1992-02-29"


def test_korean_residents_reach_tokyo_through_seoul_in_1991(network):
    found = paths(network, "mindan", state_of(network, "JP"), pattern="foreign_government", before="1992")
    assert found.access == "certain"
    assert found.earliest.high == "1991-12-31"
    assert not any(route.local_governments for route in found.routes if route.certain)


def test_without_local_governments_that_route_stays(network):
    tokyo = state_of(network, "JP")
    for enabled in (True, False):
        left = reduced(network, "home_local_government", enabled=enabled)
        found = paths(left, "mindan", tokyo, pattern="foreign_government", before="1992")
        assert found.access == "certain"


def test_the_techno_cooperatives_route_hangs_on_dalian_only_with_what_dalian_enabled(network, worlds):
    chinese = state_of(network, "CN")
    found = remove(network, "dalian-city", source="kita", target=chinese, before="1995", worlds=worlds)
    loss = {one.enabled: one for one in found.losses if one.scope == "all"}
    assert found.measure == "route"
    assert loss[False].difference.value == pytest.approx(0, abs=0.02)
    assert loss[True].difference.value <= loss[False].difference.value


def test_kitakyushu_has_no_business_with_the_harbin_route(network):
    chinese = state_of(network, "CN")
    found = paths(network, "kitakyushu-city", chinese, before="1995", avoiding=state_of(network, "JP"))
    foreign = [route for route in found.routes if "harbin-khabarovsk-route" in route.issues]
    assert not any(route.own_issue for route in foreign)
    own = paths(network, "kitakyushu-city", chinese, before="1995", issue="dalian-environment")
    assert not any("harbin-khabarovsk-route" in route.issues for route in own.routes)


def test_a_request_is_not_a_road_back(network):
    back = paths(
        network, state_of(network, "JP"), state_of(network, "CN"), issue="dalian-environment", before="1995"
    )
    assert not any(hop.relation == "requests" and hop.reverse for route in back.routes for hop in route.hops)


def test_which_came_first_in_tokyo_cannot_be_told(network, worlds):
    """Beijing's request and the mayor's pressure: the paper says only "Meanwhile"."""
    tokyo = state_of(network, "JP")
    by_beijing = paths(
        network, ["kita", "kitakyushu-city"], tokyo, pattern="foreign_government", before="1997"
    )
    direct = paths(
        network, "kitakyushu-city", "mofa", pattern="domestic", before="1997", issue="dalian-environment"
    )
    first, second = by_beijing.earliest, direct.earliest
    assert first.low <= (second.high or "9")
    assert second.low <= (first.high or "9")
