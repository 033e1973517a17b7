"""M6 on the shipped casebook and on a drawn one."""

from __future__ import annotations

import numpy as np
import pytest

from interlocal.framework.measures.brokerage import PARTITIONS, partition
from interlocal.framework.study import Study
from interlocal.network.brokers import ROLES
from interlocal.network.mediation import mediation
from interlocal.network.sketch import sketch
from tests.framework.told import table

HOME = "home_local_government"


@pytest.fixture(scope="module")
def told(measured):
    return table(measured("brokerage"))


def test_every_case_and_layer_has_home_local_governments_as_a_row(told, takao):
    for layer in ("contact", "both"):
        for case in ("", *takao.cases):
            one = told[layer, case, "brokered", HOME]
            assert one.estimate.value is not None
            assert one.estimate.interval[0] <= one.estimate.value <= one.estimate.interval[1]
            assert one.estimate.passages
            assert one.records


def test_shares_of_kinds_of_brokers_add_up(told):
    for layer, case in {(key[0], key[1]) for key in told}:
        shares = [
            one.estimate.value
            for key, one in told.items()
            if key[:3] == (layer, case, "share") and one.estimate.value is not None
        ]
        assert sum(shares) == pytest.approx(1)


def test_roles_of_a_partition_that_all_have_add_up_to_what_is_brokered(told):
    checked = 0
    for key, one in told.items():
        if key[2] != "brokered" or (*key[:2], "country.liaison", key[3]) not in told:
            continue
        for by in PARTITIONS:
            roles = [told[(*key[:2], f"{by}.{role}", key[3])] for role in ROLES]
            if roles[0].estimate.coverage == 1:
                assert sum(r.estimate.value for r in roles) == pytest.approx(one.estimate.value)
                checked += 1
    assert checked > 20


def test_affiliated_bodies_have_no_stratum_and_so_no_role_between_strata(told):
    one = told["contact", "kitakyushu", "stratum.liaison", "affiliated_body"]
    assert one.estimate.value is None
    assert one.estimate.coverage == 0
    assert one.why


def test_kita_stands_between_more_others_than_its_city(told):
    # The paper's broker of the Kitakyushu case is the city's association, an affiliated body.
    kita, city = (
        told["contact", "kitakyushu", "brokered", who].estimate for who in ("kita", "kitakyushu-city")
    )
    assert kita.value > city.value


def test_a_joining_rate_has_its_match_beside_it(told):
    for layer, case in {(key[0], key[1]) for key in told}:
        rate, matched, excess = (
            told[layer, case, number, HOME].estimate
            for number in ("iungens", "iungens.matched", "iungens.excess")
        )
        assert excess.value == pytest.approx(rate.value - matched.value)
        assert 0 <= rate.coverage <= 1


def test_partitions_by_hand():
    net = sketch(
        "a society JP/KR; b society JP; c local JP; d affiliated JP; e state KR; f society",
        "a proposes b 1990 #vote; a proposes b 1991 #air; b meets c 1990 #air; e meets a 1990 #vote",
    )
    assert partition(net, "country").tolist() == [1, 0, 0, 0, 1, -1]
    assert partition(net, "stratum").tolist() == [0, 0, 1, -1, 2, 0]
    names = [net.issues[k] if k >= 0 else "" for k in partition(net, "issue")]
    assert names == ["vote", "air", "air", "", "vote", ""]


def test_more_simulated_codings_leave_the_first_as_they_were(takao):
    more = Study(takao.book, n=60)
    few, many = (
        mediation(one.network("contact", "kitakyushu"), one.worlds("contact", "kitakyushu"))
        for one in (takao, more)
    )
    place = {tuple(one): k for k, one in enumerate(many.triads.tolist())}
    rows = [place[tuple(one)] for one in few.triads.tolist()]
    np.testing.assert_array_equal(many.since[rows, : takao.n], few.since)
