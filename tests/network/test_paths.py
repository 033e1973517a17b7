"""Routes: the traps stay dead, the brute force agrees, the laws hold."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.errors import NetworkError, UnknownNameError
from interlocal.network.clock import ALWAYS, NEVER
from interlocal.network.coalition import Translation
from interlocal.network.paths import paths
from interlocal.network.sketch import sketch
from tests.network.drawings import all_datings, journeys, networks, tiny


def test_a_route_does_not_change_its_issue():
    net = sketch(
        "city local JP; dalian local CN; lobby society JP; beijing state CN",
        "city partners dalian 1979--..; lobby meets dalian 1986-01 #flights; lobby presses beijing 1986-06 #flights;"
        "city requests dalian 1985 #smoke",
    )
    found = paths(net, "city", "beijing", issue="smoke")
    assert found.access == "none"
    assert "issue" in {cut.rule for cut in found.missing.cuts}
    assert paths(net, "city", "beijing").routes[0].issues == ("flights",)


def test_two_issues_along_a_route_must_meet_in_one():
    ties = "a proposes b 1990 #x #y; b proposes c 1991 #y #z; c proposes d 1992 #z"
    net = sketch("a society JP; b local JP; c local JP; d state JP", ties)
    assert paths(net, "a", "c").routes[0].issues == ("y",)
    assert paths(net, "a", "d").access == "none"


def test_a_two_way_mode_is_not_a_reversible_tie():
    net = sketch(
        "dalian local CN; beijing state CN; tokyo state JP",
        "beijing requests tokyo 1995; tokyo requests dalian 1994",
    )
    assert paths(net, "tokyo", "beijing").access == "none"
    assert paths(net, "beijing", "dalian").access == "none"


def test_an_order_that_cannot_be_told_is_shown_as_such():
    net = sketch(
        "kita affiliated JP; mayor local JP; mofa state JP",
        "one: kita proposes mayor 1995; two: mayor presses mofa 1995",
    )
    found = paths(net, "kita", "mofa", worlds=400)
    assert found.access == "possible"
    assert not found.routes[0].certain
    assert 0.35 < found.p_dates.value < 0.65
    told = sketch(
        "kita affiliated JP; mayor local JP; mofa state JP",
        "one: kita proposes mayor 1995; two: mayor presses mofa 1995",
        order="one<two",
    )
    assert paths(told, "kita", "mofa").access == "certain"
    assert paths(told, "kita", "mofa", worlds=50).p_dates.value == 1


def test_links_can_be_possible_while_the_chain_is_not():
    # each neighbour can come in time, but c-d happened before a-b
    net = sketch(
        "a society JP; b local JP; c local JP; d state JP",
        "one: a proposes b 1990; two: b proposes c 1990/1991; three: c proposes d 1990/1991",
        order="three<one; one<P1D/..<two",
    )
    found = paths(net, "a", "d")
    assert found.access == "none"
    assert [cut.rule for cut in found.missing.cuts] == ["order"]


def test_before_and_after_do_not_include_their_year():
    net = sketch("a society JP; b state JP", "a presses b 1994")
    assert paths(net, "a", "b", before="1995").access == "certain"
    assert paths(net, "a", "b", before="1994").access == "none"
    assert paths(net, "a", "b", after="1993").access == "certain"
    assert paths(net, "a", "b", after="1994").access == "none"
    assert paths(net, "a", "b", before="1994-07").access == "possible"


def test_ties_that_last_can_be_used_later():
    net = sketch("a society JP; b local JP; c state CN", "a proposes b 1992; b partners c 1979--..")
    assert paths(net, "a", "c").access == "certain"
    closed = sketch("a society JP; b local JP; c state CN", "a proposes b 1992; b partners c 1979--1990")
    found = paths(closed, "a", "c")
    assert found.access == "none"
    assert found.missing.furthest == ("b",)
    assert found.missing.cuts[0].record == "t2"


def test_an_official_acts_for_the_office_at_no_hop():
    net = sketch(
        "city local JP; mayor local JP; mofa state JP", "mayor presses mofa 1995", links="mayor=city"
    )
    found = paths(net, "city", "mofa").routes[0]
    assert [hop.kind for hop in found.hops] == ["acting", "tie"]
    assert paths(net, "city", "mofa").shortest == 1
    assert found.local_governments == {"city": "actor", "mayor": "actor"}


def test_to_avoid_an_organisation_is_to_avoid_its_officials_not_the_other_way_round():
    net = sketch(
        "g society JP; city local JP; mayor local JP; mofa state JP",
        "g proposes mayor 1990; mayor presses mofa 1995; g proposes city 1990; city presses mofa 1996",
        links="mayor=city",
    )
    assert paths(net, "g", "mofa", avoiding="city").access == "none"
    assert [route.actors for route in paths(net, "g", "mofa", avoiding="mayor").routes] == [
        ("g", "city", "mofa")
    ]


def test_a_local_government_is_actor_channel_or_target():
    net = sketch("g society JP; city local JP; mofa state JP", "g proposes city 1990; city presses mofa 1991")
    assert paths(net, "g", "mofa").routes[0].local_governments == {"city": "channel"}
    assert paths(net, "g", "city").routes[0].local_governments == {"city": "target"}


def test_via_and_avoiding():
    net = sketch(
        "a society JP; b local JP; c affiliated JP; d state CN",
        "a proposes b 1990; a proposes c 1990; b meets d 1991; c meets d 1991; a meets d 1995",
    )
    assert paths(net, "a", "d", via="c").routes[0].actors == ("a", "c", "d")
    avoided = paths(net, "a", "d", avoiding=["b", "c"])
    assert [route.actors for route in avoided.routes] == [("a", "d")]


def test_routes_are_minimal_but_an_earlier_detour_stays():
    net = sketch(
        "a society JP; b local JP; c state CN",
        "a proposes b 1990; b meets c 1991; a meets c 1995",
    )
    assert [route.actors for route in paths(net, "a", "c").routes] == [("a", "c"), ("a", "b", "c")]
    late = sketch("a society JP; b local JP; c state CN", "a proposes b 1990; b meets c 1991; a meets c 1989")
    assert [route.actors for route in paths(late, "a", "c").routes] == [("a", "c")]


def test_a_possible_short_route_does_not_make_a_certain_longer_one_superfluous():
    net = sketch(
        "a society JP; b local JP; c state CN",
        "a presses c 1980 ~inferred; a proposes b 1990; b meets c 1991",
    )
    assert [(route.actors, route.certain) for route in paths(net, "a", "c").routes] == [
        (("a", "c"), False),
        (("a", "b", "c"), True),
    ]


def test_parallel_ties_are_one_route():
    net = sketch("a society JP; b state JP", "t1: a presses b 1992; t2: a meets b 1990")
    (route,) = paths(net, "a", "b").routes
    assert (route.hops[0].record, route.hops[0].others) == ("t2", ("t1",))


def test_an_inferred_tie_never_makes_a_route_certain():
    net = sketch("a society JP; b state JP", "a presses b 1992 ~inferred")
    assert paths(net, "a", "b").access == "possible"


def test_negative_years_and_days_before_1970():
    net = sketch(
        "a society JP; b local JP; c state JP", "a proposes b -0043; b meets c 1948", window="-0100/2003"
    )
    assert paths(net, "a", "c").earliest.low == "1948-01-01"


def test_what_is_missing_names_the_deadline():
    net = sketch("a society JP; b local JP; c state JP", "a proposes b 1990; t9: b meets c 1999")
    found = paths(net, "a", "c", before="1995").missing
    assert found.furthest == ("b",)
    assert found.short_by == 1
    assert (found.cuts[0].rule, found.cuts[0].record) == ("before", "t9")


def test_a_question_that_contradicts_itself_is_refused():
    net = sketch("a society JP; b state JP", "a presses b 1992")
    with pytest.raises(NetworkError, match="share a"):
        paths(net, "a", ["a", "b"])
    with pytest.raises(NetworkError, match="every target"):
        paths(net, "a", "b", avoiding="b")
    with pytest.raises(UnknownNameError, match="did you mean"):
        sketch("kitakyushu local JP; b state JP", "kitakyushu presses b 1992").index("kitakyusu")
    with pytest.raises(UnknownNameError, match="carriers are"):
        paths(net, "a", "b", carrier="hope")
    with pytest.raises(UnknownNameError, match="issues are"):
        paths(net, "a", "b", issue="smoke")


def test_what_cannot_be_asked_is_refused_and_never_answered_with_no_route():
    net = sketch("a society JP; b local JP; c state JP", "a presses c 1992")
    with pytest.raises(NetworkError, match="k is 0"):
        paths(net, "a", "c", k=0)
    with pytest.raises(NetworkError, match="layer is 'contct'"):
        paths(net, "a", "c", layer="contct")
    with pytest.raises(NetworkError, match="-1 worlds"):
        paths(net, "a", "c", worlds=-1)
    with pytest.raises(NetworkError, match="all of via are to be avoided"):
        paths(net, "a", "c", via="b", avoiding="b")


def test_without_a_source_any_non_state_actor_may_ask():
    net = sketch(
        "a society JP; city local JP; z society JP; c state JP",
        "a proposes city 1990; city presses c 1992; c consults z 1980",
    )
    found = paths(net, None, "c")
    assert found.source == ("a", "z")
    assert found.routes[0].actors == ("a", "city", "c")
    assert paths(net, None, ["c", "z"]).source == ("a",)


def test_what_is_certain_is_so_in_all_worlds_without_an_error():
    net = sketch("a society JP; b state JP", "a presses b 1992")
    found = paths(net, "a", "b", worlds=20)
    assert (found.p_dates.value, found.p_dates.interval, found.p_dates.mc_se) == (1.0, (1.0, 1.0), 0.0)
    assert found.p_dates.passages == ("p-t1",)


def test_where_too_many_ways_fail_it_is_not_said_that_there_is_no_route():
    # every way is possible tie by tie, none as a whole; there are 3 to the 9 of them
    people = [f"p{layer}{k} society JP" for layer in range(9) for k in range(3)]
    ties = [f"f{k}: a meets p0{k} 1990" for k in range(3)] + [f"l{k}: p8{k} meets z 1990" for k in range(3)]
    ties += [f"p{y}{j} meets p{y + 1}{k} 1990" for y in range(8) for j in range(3) for k in range(3)]
    order = "; ".join(f"l{j}<P1D/..<f{k}" for j in range(3) for k in range(3))
    net = sketch("; ".join(["a society JP", *people, "z state JP"]), "; ".join(ties), order=order)
    found = paths(net, "a", "z")
    assert (found.access, found.complete) == ("none", False)
    assert "too many to try all" in found.notes[-1]


def test_an_empty_network_has_no_routes():
    assert paths(sketch("a society JP; b state JP", ""), "a", "b", worlds=5).access == "none"


QUESTION = st.fixed_dictionaries(
    {
        "before": st.sampled_from([NEVER, 5, 3]),
        "after": st.sampled_from([ALWAYS, 1]),
        "issue": st.sampled_from([None, "i0"]),
    }
)


def linked(net, actor, from_, to, since=None, record="x-link"):
    """The network with an issue link: from the start of a tie on, or always."""
    number = {name: k for k, name in enumerate(net.issues)}
    start = (
        len(net.clock) - 2 if since is None else int(net.ties.start[net.ties.record.tolist().index(since)])
    )
    who = net.positions[actor]
    link = Translation(who, number[from_], number[to], start, len(net.clock) - 1, record)
    return dataclasses.replace(net, translations=(*net.translations, link))


def test_an_evidenced_issue_link_translates_and_nothing_else_does():
    net = sketch(
        "a society JP; b local JP; c state CN",
        "a proposes b 1990 #x; b presses c 1991 #y; t3: c meets b 1980 #z",
    )
    assert paths(net, "a", "c").access == "none"
    found = paths(linked(net, "b", "x", "y"), "a", "c")
    assert found.access == "certain"
    assert [hop.kind for hop in found.routes[0].hops] == ["tie", "translation", "tie"]
    assert [hop.record for hop in found.routes[0].hops] == ["t1", "x-link", "t2"]
    assert (found.shortest, found.routes[0].issues) == (2, ("y",))
    for actor, from_, to in (("b", "y", "x"), ("b", "z", "y"), ("b", "x", "z"), ("c", "x", "y")):
        assert paths(linked(net, actor, from_, to), "a", "c").access == "none"
    assert paths(linked(net, "b", "x", "y"), "a", "c", issue="x").access == "certain"
    assert paths(linked(net, "b", "x", "y"), "a", "c", issue="y").access == "none"


def test_issue_links_both_ways_lead_nobody_round_in_circles():
    net = sketch(
        "a society JP; b local JP; c state CN; d society JP",
        "t1: a proposes b 1990 #x; t2: b presses c 1991 #x; t3: b meets d 1992 #y; t4: c meets d 1980 #y",
    )
    both = linked(linked(net, "b", "x", "y"), "b", "y", "x", record="y-link")
    found = paths(both, "a", "d")
    assert (found.access, found.complete) == ("certain", True)
    assert [hop.kind for hop in found.routes[0].hops] == ["tie", "translation", "tie"]


def test_an_issue_link_translates_only_from_its_date_on():
    text = "a proposes b 1990 #x; b {} c {} #y; t3: c meets b 1995 #z"
    people = "a society JP; b local JP; c state CN"
    early = linked(sketch(people, text.format("presses", "1991")), "b", "x", "y", since="t3")
    assert paths(early, "a", "c", worlds=5).access == "none"
    lasting = linked(sketch(people, text.format("partners", "1980--..")), "b", "x", "y", since="t3")
    found = paths(lasting, "a", "c", worlds=5)
    assert (found.access, found.earliest.low) == ("certain", "1995-01-01")
    assert found.arrival[1] >= "1995"


@settings(max_examples=400, deadline=None)
@given(networks(translations=True), QUESTION)
def test_brute_force_over_all_journeys_and_datings_agrees(net, asked):
    found = paths(net, 0, 3, before=asked["before"], after=asked["after"], issue=asked["issue"], k=50)
    every = [journeys(net, days, {0}, {3}, **asked) for days in all_datings(net)]
    arrivals = [day for day in every if day is not None]
    assert (found.access != "none") == bool(arrivals)
    firm = [journeys(net, days, {0}, {3}, **asked, firm=True) for days in all_datings(net)]
    if found.access == "certain":
        assert None not in firm
    for route in found.routes:
        if route.certain:
            assert found.access == "certain"
    if arrivals:
        low = found.earliest.low
        assert (low is None) == (min(arrivals) == ALWAYS)
        assert low is None or low == _iso(min(arrivals))
    if found.access == "certain" and found.earliest.high is not None:
        assert max(firm) <= _day(found.earliest.high)


def test_a_chain_is_certain_only_when_every_earlier_tie_begins_before_every_later_one_ends():
    # both neighbours are sure to follow one another; the first and the third are not
    net = sketch(
        "a society JP; b local JP; c local JP; d state JP",
        "a proposes b 1992; b partners c 1980--..; c presses d 1990/1995",
    )
    found = paths(net, "a", "d")
    assert (found.access, found.routes[0].certain) == ("possible", False)


@st.composite
def chains(draw):
    """A row of ties from 0 by 1 and 2 to 3, each with bounds, a lasting one with bounds of its end, and order."""
    rows = []
    for k in range(3):
        start = draw(st.integers(0, 4))
        lasting = draw(st.booleans())
        high = start + draw(st.integers(0, 2))
        end = start + draw(st.integers(0, 3))
        last = (end, max(end, high) + draw(st.integers(0, 2))) if lasting else (None, 0)
        firm = draw(st.integers(0, 3)) > 0
        rows.append((k, k + 1, start, high, *last, 1, 0, draw(st.sampled_from([0, 1, 3])), firm))
    stated = []
    for one in draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=2)):
        order = (f"t{one[0]}", f"t{one[1]}", 0, draw(st.sampled_from([None, 2])))
        if one[0] != one[1]:
            try:
                tiny(rows, [*stated, order])
            except ValueError:
                continue
            stated.append(order)
    return tiny(rows, stated)


@settings(max_examples=400, deadline=None)
@given(chains(), QUESTION)
def test_a_chain_of_ties_is_exactly_as_certain_as_its_datings_say(net, asked):
    found = paths(net, 0, 3, before=asked["before"], after=asked["after"], issue=asked["issue"])
    every = [journeys(net, days, {0}, {3}, **asked) for days in all_datings(net)]
    if found.access == "none":
        assert set(every) <= {None}
        return
    certain = None not in every and bool(net.ties.asserted.all())
    assert (found.access == "certain", found.routes[0].certain) == (certain, certain)
    if certain:
        span = found.routes[0].arrival
        assert (span.low, span.high) == (_iso(min(every)), _iso(max(every)))
        assert found.earliest == span


@settings(max_examples=150, deadline=None)
@given(networks(most=4), QUESTION)
def test_worlds_agree_with_bounds(net, asked):
    found = paths(net, 0, 3, before=asked["before"], after=asked["after"], issue=asked["issue"], worlds=60)
    if found.access == "none":
        return
    assert found.p_all.value <= found.p_dates.value
    if found.access == "certain":
        assert found.p_dates.value == 1
    for route in found.routes:
        assert route.p_all.value <= found.p_all.value
        if route.certain:
            assert route.p_dates.value == 1


@settings(max_examples=200, deadline=None)
@given(networks(order=False), st.integers(0, 3), st.integers(0, 3), st.integers(0, 6))
def test_adding_a_tie_without_order_never_removes_access(net, a, b, day):
    if a == b:
        return
    rows = _rows(net)
    before = paths(net, 0, 3).access
    more = tiny(
        [*rows, (a, b, day, day, None, 0, 1, 1, 0, True)],
        links=[(x.official, x.organisation) for x in net.links],
    )
    rank = ["none", "possible", "certain"]
    assert rank.index(paths(more, 0, 3).access) >= rank.index(before)


@settings(max_examples=200, deadline=None)
@given(networks(order=False), st.data())
def test_a_narrower_date_never_adds_possible_access(net, data):
    rows = _rows(net)
    if not rows:
        return
    k = data.draw(st.integers(0, len(rows) - 1))
    row = list(rows[k])
    row[2] = row[3] = data.draw(st.integers(row[2], row[3]))
    if row[4] is not None:
        row[4] = max(row[4], row[2])
        row[5] = max(row[5], row[4])
    narrow = tiny(
        [*rows[:k], tuple(row), *rows[k + 1 :]], links=[(x.official, x.organisation) for x in net.links]
    )
    if paths(narrow, 0, 3).access != "none":
        assert paths(net, 0, 3).access != "none"
    if paths(net, 0, 3).access == "certain":
        assert paths(narrow, 0, 3).access == "certain"


@settings(max_examples=100, deadline=None)
@given(networks(order=False), st.permutations(range(4)))
def test_relabelling_actors_changes_nothing(net, new):
    rows = [(new[r[0]], new[r[1]], *r[2:]) for r in _rows(net)]
    other = tiny(rows, links=[(new[x.official], new[x.organisation]) for x in net.links])
    one, two = paths(net, 0, 3), paths(other, new[0], new[3])
    assert (one.access, one.earliest, one.shortest, len(one.routes)) == (
        two.access,
        two.earliest,
        two.shortest,
        len(two.routes),
    )


def _rows(net):
    clock, ties = net.clock, net.ties
    rows = []
    for k in range(len(ties)):
        s, e = int(ties.start[k]), int(ties.end[k])
        end = (None, 0) if s == e else (clock.lows[e], clock.highs[e])
        rows.append(
            (
                int(ties.source[k]),
                int(ties.target[k]),
                clock.lows[s],
                clock.highs[s],
                *end,
                int(ties.forward[k]),
                int(ties.reverse[k]),
                int(ties.issues[k]),
                bool(ties.asserted[k]),
            )
        )
    return rows


def _iso(day):
    from interlocal import dates

    return dates.iso(day)


def _day(text):
    from interlocal import dates

    return int(dates.bounds([text]).start_lo[0])
