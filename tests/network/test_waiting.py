"""Limits on waiting along the routes of a casebook: hand-drawn, against a brute force, and as laws."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.casebook.folder import read
from interlocal.errors import NetworkError
from interlocal.network.build import build
from interlocal.network.coalition import CoalitionNetwork
from interlocal.network.paths import paths
from interlocal.network.sketch import sketch

THREE = "a society JP; b local JP; c state CN"
FOUR = "a society JP; b local JP; c local CN; d state CN"


def test_a_wait_that_is_too_long_cuts_the_route_and_is_named() -> None:
    net = sketch(THREE, "a proposes b 1990-01-01; t2: b meets c 1990-03-01")
    assert paths(net, "a", "c", waiting=59).access == "certain"
    found = paths(net, "a", "c", waiting=58)
    assert found.access == "none"
    assert found.missing is not None
    (cut,) = [one for one in found.missing.cuts if one.rule == "waiting"]
    assert cut.record == "t2"
    assert cut.sentence == "t2 begins 59 days or more after the tie before it is over; 58 are allowed"
    assert (found.missing.furthest, found.missing.short_by) == (("b",), 1)


def test_a_lasting_tie_is_taken_as_late_as_it_lasts() -> None:
    net = sketch(THREE, "a partners b 1980-01-01--1990-02-01; b meets c 1990-03-01")
    assert paths(net, "a", "c", waiting=28).access == "certain"
    assert paths(net, "a", "c", waiting=27).access == "none"


def test_waits_add_up_over_what_cannot_be_taken_later() -> None:
    net = sketch(FOUR, "a proposes b 1990-01-01; b partners c 1990-01-01--1990-01-20; c meets d 1990-01-21")
    assert paths(net, "a", "d", waiting=10).access == "certain"  # on the 1st, the 11th and the 21st
    assert paths(net, "a", "d", waiting=9).access == "none"


def test_before_the_first_tie_one_waits_as_long_as_one_likes() -> None:
    net = sketch(THREE, "a proposes b 1990-01-01; b meets c 1990-01-02")
    assert paths(net, "a", "c", waiting=1, after="1950").access == "certain"


def test_acting_for_somebody_is_no_tie_to_wait_for() -> None:
    net = sketch(
        "a society JP; mayor local JP; city local JP; c state CN",
        "a proposes mayor 1990-01-01; city meets c 1990-01-11",
        links="mayor=city",
    )
    assert paths(net, "a", "c", waiting=10).access == "certain"
    assert paths(net, "a", "c", waiting=9).access == "none"


def test_coarse_dates_make_it_possible_and_a_share_of_the_codings_says_how_probable() -> None:
    net = sketch(THREE, "a proposes b 1990; b meets c 1991")
    found = paths(net, "a", "c", waiting=365, worlds=2000)
    assert found.access == "possible"
    assert found.p_dates is not None
    assert found.p_dates.value == pytest.approx(0.5, abs=0.05)
    assert paths(net, "a", "c", waiting=729).access == "certain"


def test_an_order_statement_can_make_the_wait_certain() -> None:
    net = sketch(THREE, "t1: a proposes b 1990; t2: b meets c 1990/1991", order="t1<P4M/P6M<t2")
    assert paths(net, "a", "c", waiting=184).access == "certain"
    assert paths(net, "a", "c", waiting=150).access == "possible"
    assert paths(net, "a", "c", waiting=100).access == "none"


def test_a_later_tie_between_the_same_two_serves_where_an_earlier_does_not() -> None:
    net = sketch(THREE, "a proposes b 1980-01-01; a proposes b 1990-01-01; b meets c 1990-01-05")
    found = paths(net, "a", "c", waiting=10, worlds=5)
    assert found.access == "certain"
    assert found.p_all is not None
    assert found.routes[0].hops[0].record == "t2"


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(NetworkError, match="0 or more"):
        paths(sketch(THREE, "a proposes b 1990"), "a", "b", waiting=-1)


DAY = st.integers(1, 9)
TIE = st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), DAY, DAY, st.booleans())
DRAWN = st.lists(TIE.filter(lambda tie: tie[0] != tie[1]), min_size=1, max_size=6)


def drawn(ties: list[tuple[str, str, int, int, bool]]) -> CoalitionNetwork:
    """Lasting ties, and ties of an unknown day between two days."""
    rows = [
        f"{a} proposes {b} 1990-01-0{min(x, y)}{'--' if lasts else '/'}1990-01-0{max(x, y)}"
        for a, b, x, y, lasts in ties
    ]
    return sketch("a society JP; b society JP; c society JP; d society JP", "; ".join(rows))


def by_hand(ties: list[tuple[str, str, int, int, bool]], waiting: int | None) -> tuple[bool, bool]:
    """Possible and certain (one route in every dating), by trying every dating and every day of use."""
    routes = [
        way
        for n in range(1, 4)
        for way in itertools.permutations(range(len(ties)), n)
        if _joined([ties[k] for k in way])
    ]
    some, always = False, False
    for way in routes:
        spans = [
            [(min(t[2], t[3]), max(t[2], t[3]))]
            if t[4]
            else [(d, d) for d in range(min(t[2], t[3]), max(t[2], t[3]) + 1)]
            for t in (ties[k] for k in way)
        ]
        kept = [_usable(dating, waiting) for dating in itertools.product(*spans)]
        some, always = some or any(kept), always or all(kept)
    return some, always


def _joined(way: list[tuple[str, str, int, int, bool]]) -> bool:
    met = ["a", *(tie[1] for tie in way)]
    return (
        met[-1] == "d"
        and len(set(met)) == len(met)
        and all(t[0] == m for t, m in zip(way, met, strict=False))
    )


def _usable(dating: tuple[tuple[int, int], ...], waiting: int | None) -> bool:
    days = [range(low, high + 1) for low, high in dating]
    return any(
        all(0 <= b - a <= (99 if waiting is None else waiting) for a, b in itertools.pairwise(used))
        for used in itertools.product(*days)
    )


@settings(max_examples=300, deadline=None)
@given(DRAWN, st.one_of(st.none(), st.integers(0, 8)))
def test_it_agrees_with_trying_every_dating_and_every_day(ties, waiting) -> None:
    found = paths(drawn(ties), "a", "d", waiting=waiting, k=50, worlds=30)
    possible, certain = by_hand(ties, waiting)
    assert found.access == ("certain" if certain else "possible" if possible else "none")
    if certain:
        assert found.p_dates is not None
        assert found.p_dates.value == 1.0


@settings(max_examples=100, deadline=None)
@given(DRAWN, st.integers(0, 8))
def test_a_longer_wait_never_removes_access_and_no_limit_is_the_longest(ties, waiting) -> None:
    rank = ("none", "possible", "certain")
    net = drawn(ties)
    asked = [rank.index(paths(net, "a", "d", waiting=w).access) for w in (waiting, waiting + 1, None)]
    assert asked == sorted(asked)
    assert paths(net, "a", "d", waiting=10_000).access == rank[asked[2]]


def test_on_the_shipped_casebook_a_limit_leaves_kitas_route_and_a_short_one_names_the_wait() -> None:
    net = build(read("takao2003"), layer="contact")
    ends = {
        "source": "kita",
        "target": [m.id for m in net.members if m.level == "state" and m.territory == ("CN",)],
    }
    free = paths(net, **ends)
    assert paths(net, **ends, waiting=36_500).access == free.access != "none"
    assert {one.actors for one in paths(net, **ends, waiting=365).routes} <= {
        one.actors for one in paths(net, **ends, waiting=36_500, k=500).routes
    }
