"""M3: money, authority, initiative and immunity, and routes without the home state."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.casebook.folder import read
from interlocal.framework.funding import Funders, concentration, dependence, ultimate
from interlocal.framework.measures import measure
from interlocal.framework.measures.autonomy import own_state, smoothed
from interlocal.framework.study import Study
from tests.casebook.harbour import CODEBOOK, FILES, harbour
from tests.framework.told import table

NAN = float("nan")


@pytest.fixture(scope="module")
def told(measured):
    return table(measured("autonomy"))


def funders(*shares, tied=None, amounts=None):
    tied = tied or [(1.0, 1.0)] * len(shares)
    return Funders(
        tuple(low for low, _ in shares),
        tuple(high for _, high in shares),
        tuple(low for low, _ in tied),
        tuple(high for _, high in tied),
        tuple(amounts or [NAN] * len(shares)),
    )


def test_bounds_of_dependence_by_hand():
    state_and_two = funders((0.2, 0.6), (0.3, 1.0), (0.0, 0.1))
    # The others hold at least .3, at most 1.1: the state between .2 and .6.
    assert dependence(state_and_two, [True, False, False]) == pytest.approx((0.2, 0.6))
    # If the others could hold only .5, the state must hold the rest.
    assert dependence(funders((0.0, 1.0), (0.0, 0.5)), [True, False]) == pytest.approx((0.5, 1.0))


def test_tied_money_weighs_by_how_far_it_is_tied():
    half = funders((0.5, 0.5), (0.5, 0.5), tied=[(0.2, 0.6), (1.0, 1.0)])
    assert dependence(half, [True, False]) == pytest.approx((0.1, 0.3))
    assert dependence(half.as_shares(), [True, False]) == pytest.approx((0.5, 0.5))


def test_two_known_sums_fix_the_ratio_of_two_shares():
    known = funders((0, 1), (0, 1), amounts=[3e9, 1e9])
    assert dependence(known, [True, False]) == pytest.approx((0.75, 0.75))
    # With a third of unknown size only the ratio stands.
    assert dependence(funders((0, 1), (0, 1), (0, 1), amounts=[3.0, 1.0, NAN]), [True, False, False]) == (
        pytest.approx((0.0, 0.75))
    )


def test_concentration_follows_from_shares_or_from_sums():
    assert concentration(funders((0.5, 0.5), (0.5, 0.5))) == pytest.approx((0.5, 0.5))
    # 3 and 1 of 4: 9/16 + 1/16.
    assert concentration(funders((0, 1), (0, 1), amounts=[3e9, 1e9])) == pytest.approx((0.625, 0.625))
    assert concentration(funders((0, 1), (0, 1), amounts=[3e9, NAN])) == (0.5, 1.0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=5), st.floats(0, 0.3))
def test_concentration_of_the_true_shares_lies_in_its_bounds(weights, room):
    shares = np.array(weights) / sum(weights)
    known = funders(*[(max(0.0, one - room), min(1.0, one + room)) for one in shares.tolist()])
    low, high = concentration(known)
    assert low - 1e-9 <= (shares**2).sum() <= high + 1e-9


def test_funders_who_are_not_coded_leave_everything_open():
    assert dependence(Funders.unknown(2).with_rest(), [False, False, True]) == (0, 1)
    # Unless those coded hold at least so much.
    rest = funders((0.7, 1.0)).with_rest()
    assert dependence(rest, [False, True]) == pytest.approx((0.0, 0.3))


def test_shares_that_contradict_one_another_have_no_answer():
    assert dependence(funders((0.7, 1), (0.7, 1)), [True, False]) is None
    assert dependence(Funders.unknown(0), []) is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.05, 1), min_size=1, max_size=5), st.data())
def test_dependence_on_known_shares_is_their_sum(weights, data):
    shares = np.array(weights) / sum(weights)
    chosen = data.draw(st.lists(st.booleans(), min_size=len(shares), max_size=len(shares)))
    known = funders(*[(float(one), float(one)) for one in shares])
    expected = float(shares[np.array(chosen)].sum())
    # Shares rounded to a float need not add up to 1 exactly; a hair of room keeps the programme feasible.
    room = funders(*[(float(one) - 1e-9, float(one) + 1e-9) for one in shares])
    assert dependence(room, chosen) == pytest.approx((expected, expected), abs=1e-6)
    assert concentration(known)[0] == pytest.approx(float((shares**2).sum()))


def test_ultimate_shares_are_those_of_the_fundamental_matrix():
    # a is paid by b (.4), the state (.1) and a firm (.5); b by a (.3), the state (.6) and a firm (.1).
    rows = {
        "a": (funders((0.4, 0.4), (0.1, 0.1), (0.5, 0.5)), ["b", "state", "firm"]),
        "b": (funders((0.3, 0.3), (0.6, 0.6), (0.1, 0.1)), ["a", "state", "firm"]),
    }
    expected = np.linalg.solve(np.eye(2) - np.array([[0, 0.4], [0.3, 0]]), np.array([0.1, 0.6]))
    found = ultimate(rows, {"state"})
    for k, name in enumerate("ab"):
        assert found[name] == pytest.approx((expected[k], expected[k]), abs=1e-6)


def test_partial_funders_give_no_number_and_the_assumption_is_named(told):
    # The text names who pays the investment company, not the shares, and not that nobody else does.
    open_, closed = (
        told["contact", "niigata", number, "sieic"] for number in ("financial", "financial.if_complete")
    )
    assert open_.estimate.value is None
    assert open_.estimate.interval == (0, 1)
    assert closed.estimate.value == 1
    assert "as if these were all" in closed.said


def test_no_coding_of_authority_functions_is_no_delegation_of_zero(told):
    for basis in ("de_jure", "de_facto"):
        one = told["contact", "kitakyushu", f"delegated.{basis}", ""]
        assert one.estimate.value is None
        assert one.estimate.coverage == 0


def test_the_routes_survived_two_ministries_objections(told):
    one = told["contact", "niigata", "functional.immunity", ""]
    assert "Defense Agency" in one.said
    assert "Ministry of Transportation" in one.said
    assert one.estimate.value > 0.5
    assert one.estimate.interval[0] < 0.6  # two objections are few
    assert told["contact", "kawasaki", "functional.immunity", ""].estimate.value is None


def test_dependence_runs_one_way_in_niigata_and_the_other_in_kitakyushu(told):
    assert told["contact", "niigata", "dependence.imbalance", ""].estimate.value == 1
    assert told["contact", "kitakyushu", "dependence.imbalance", ""].estimate.value == -1


def test_no_route_abroad_needs_the_home_state(told):
    for case in ("niigata", "kitakyushu", "kawasaki"):
        for number in ("structural", "structural.enabled"):
            assert told["contact", case, number, ""].estimate.value == 1


def test_structural_autonomy_falls_where_the_state_is_on_the_only_route(tmp_path):
    ties = (
        "id,from,to,relation,mode,kind,start,end,case,issues,certainty\n"
        "t-ask,society,ministry,requests,2,event,1980,,ferry,transport,1\n"
        "t-propose,ministry,moscow,requests,2,event,1985,,ferry,transport,1\n"
        "t-twin,otaru,nakhodka,partners,4,standing,1966,..,ferry,,1\n"
    )
    actors = FILES["actors.csv"].replace("affiliated_body", "civil_society") + (
        "\nmoscow,Moscow,organisation,national_government,national,SU,,,,,ferry"
    )
    book = read(
        harbour(
            tmp_path,
            ties=ties,
            actors=actors,
            order="id,earlier,later,min_lag,max_lag,printed\n",
            support="record,passage,stance,explicitness,coder\n",
        )
    )
    study = Study(book, n=10)
    found = table(measure("autonomy").read(study))
    assert found["contact", "ferry", "structural", ""].estimate.value == 0
    every = found["contact", "ferry", "structural.state_on_every_route", "SU"]
    assert every.estimate.value == 1
    assert "Ministry of Transport" in every.said
    assert {study.network().members[k].id for k in own_state(study.network())} == {"ministry"}


def test_only_what_others_at_home_began_abroad_or_towards_a_state_counts_as_initiative(tmp_path):
    ties = (
        "id,from,to,relation,mode,kind,start,end,case,issues,certainty\n"
        "t-abroad,society,nakhodka,requests,2,event,1980,,ferry,transport,1\n"
        "t-state,otaru,ministry,requests,2,event,1981,,ferry,transport,1\n"
        "t-home,society,otaru,requests,2,event,1982,,ferry,transport,1\n"
        "t-from-abroad,nakhodka,ministry,requests,2,event,1983,,ferry,transport,1\n"
        "t-of-state,ministry,nakhodka,requests,2,event,1984,,ferry,transport,1\n"
        "t-standing,otaru,nakhodka,partners,4,standing,1966,..,ferry,,1\n"
    )
    files = {"order": "id,earlier,later,min_lag,max_lag,printed\n"}
    files["support"] = "record,passage,stance,explicitness,coder\n"
    found = table(measure("autonomy").read(Study(read(harbour(tmp_path, ties=ties, **files)), n=200)))
    one = found["contact", "ferry", "functional.initiative", ""]
    assert one.records == ("t-abroad", "t-state")
    assert one.said == "2 of 2 acts whose beginner is told; 2 acts coded"
    assert one.estimate.value == pytest.approx(2.5 / 3, abs=0.05)  # the mean of Beta(2.5, 0.5)


def test_functions_held_with_and_without_approval(tmp_path):
    items = "".join(
        f'\n[[items]]\nid = "{name}"\nkind = "{kind}"\ndimension = "de_facto"\n'
        for name, kind in [("plan", "function"), ("implement", "function"), ("plan-approval", "approval")]
    )
    codings = (
        "id,coder,case,period,item,provider,score,confidence\n"
        "c-1,kim,ferry,before,plan,otaru,4,high\n"
        "c-2,kim,ferry,before,plan-approval,otaru,2,high\n"
        "c-3,kim,ferry,before,implement,otaru,4,high\n"
    )
    support = "record,passage,stance,explicitness,coder\n"
    found = table(
        measure("autonomy").read(
            Study(read(harbour(tmp_path, codebook=CODEBOOK + items, codings=codings, support=support)), n=10)
        )
    )
    one = found["contact", "ferry", "delegated.de_facto", "otaru"].estimate
    # Planning is held half free (.5); implementing between 0 and 1, its approval not being coded; five more are open.
    assert one.value is None
    assert one.interval == pytest.approx((0.5 / 7, (0.5 + 1 + 5) / 7))
    assert one.coverage == pytest.approx(2 / 7)


def test_smoothing_is_a_beta_with_half_and_half():
    draws = smoothed(np.full(4000, 2.0), np.full(4000, 2.0), 1, "test")
    assert draws.mean() == pytest.approx(2.5 / 3, abs=0.02)
    assert np.isnan(smoothed(np.zeros(3), np.zeros(3), 1, "test")).all()
