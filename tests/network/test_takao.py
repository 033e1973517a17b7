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


def test_the_agency_that_adopted_the_proposal_had_it(network):
    found = paths(network, "kita", "nepa", before="1995")
    assert found.access == "possible"  # adopted, so received; how it came there is not told
    assert found.earliest.low == "1993-01-01"


def test_the_mayor_carries_the_proposal_to_beijing_and_to_the_foreign_ministry(network):
    for target, year in (("nepa-dg", "1995"), ("cn-vice-premier", "1995"), ("mofa", "1997")):
        found = paths(network, "kita", target, before=year)
        assert any("kitakyushu-mayor" in route.actors for route in found.routes), target


def test_the_vice_premier_and_the_agencys_head_were_in_office_at_the_mayors_visit(network):
    for person in ("zhu-rongji", "jie-zhenhua"):
        found = paths(network, "kitakyushu-mayor", person, before="1995")
        assert found.access == "certain"
        assert found.earliest.high == "1994-12-31"


def test_the_associations_contact_with_the_state_is_not_one_with_the_vice_premier(network):
    found = paths(network, "kita", "cn-vice-premier")
    assert "not the target itself" in found.notes[-1]
    assert "possible: on 1994-01-01" in found.notes[-1]


def test_what_is_left_without_matters_of_others_is_said(network):
    found = paths(network, "kitakyushu-mayor", "zhu-rongji")
    assert any("harbin-khabarovsk-route" in route.issues for route in found.routes)
    assert "certain: on 1994-01-01 at the earliest, for certain by 1994-12-31" in found.notes[-1]


def test_the_call_of_kawasakis_assembly_is_the_citys(network):
    found = paths(network, "kawasaki-city", state_of(network, "JP"))
    assert found.access == "certain"
    assert (found.earliest.low, found.earliest.high) == ("1994-01-01", "1994-12-31")


def test_within_japan_foreign_residents_and_their_union_go_through_local_governments(network):
    tokyo, seoul = state_of(network, "JP"), state_of(network, "KR")
    for source in ("kawasaki-foreign-residents", "mindan"):
        found = paths(network, source, tokyo, avoiding=seoul)
        assert found.access == "possible"
        assert found.earliest.low == "1994-01-01"
        assert all(route.local_governments for route in found.routes)
        left = reduced(network, "home_local_government", enabled=False)
        assert paths(left, source, tokyo, avoiding=seoul).access == "none"


def test_the_presidents_words_are_of_the_year_of_the_newspaper_that_reports_them(network):
    found = paths(network, "kr-president", state_of(network, "JP"), after="1991", avoiding="mindan")
    assert (found.earliest.low, found.earliest.high) == ("1998-01-01", "1998-10-09")


def test_nobody_deals_with_the_institute_before_it_was_founded(book, network):
    """ERINA is of 1993: what is told of it without a date is no older."""
    erina = network.positions["erina"]
    touching = (network.ties.source == erina) | (network.ties.target == erina)
    low = network.clock.lows
    assert touching.sum() >= 5
    assert min(low[start] for start in network.ties.start[touching].tolist()) >= (1993 - 1970) * 365


@pytest.mark.parametrize("source", ["kita", "kitakyushu-city"])
def test_what_dalian_allowed_falls_with_dalian_and_only_then(network, source):
    chinese = state_of(network, "CN")
    without, with_enabled = remove(
        network.for_cases(["kitakyushu"]),
        "dalian-city",
        source=source,
        target=chinese,
        before="1995",
        worlds=100,
    ).losses[:2]
    assert (without.difference.value, with_enabled.difference.value) == (0.0, -1.0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("中国政府", "CN"),
        ("日本政府", "JP"),
        ("日本中央政府", "JP"),
        ("대한민국 정부", "KR"),
        ("Republic of Korea", "KR"),
    ],
)
def test_a_state_is_understood_by_its_name_in_any_script(network, book, words, code):
    assert meant(network, book, words) == state_of(network, code)
