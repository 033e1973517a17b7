"""M8: tiers, flows, pairs, trade."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlocal.casebook.folder import read
from interlocal.framework.measures import measure
from interlocal.framework.measures.verticality import balance, grubel_lloyd
from interlocal.framework.study import Study
from tests.casebook.harbour import FILES, harbour
from tests.framework.told import table

NUMBERS = ("incoherence", "balance")


@pytest.fixture(scope="module")
def told(measured):
    return table(measured("verticality"))


def test_tiers_by_hand(tmp_path):
    # Harbour: the ministry is national, all others local; one of four ties crosses.
    found = table(measure("verticality").read(Study(read(harbour(tmp_path)), n=300)))
    assert found["contact", "", "tiers", ""].estimate.value == pytest.approx(-0.5, abs=0.05)


def test_money_in_kitakyushu_flows_one_way_only(told):
    for number in NUMBERS:
        assert told["contact", "kitakyushu", number, "money"].estimate.value == pytest.approx(0, abs=1e-6)


def test_information_flows_back_more_than_claims_do(told):
    for case in ("niigata", "kitakyushu", "kawasaki"):
        claim, news = (
            told["contact", case, "balance", carrier].estimate.value for carrier in ("claim", "information")
        )
        assert claim < news


def test_a_flow_that_nobody_coded_is_not_horizontal(told):
    one = told["contact", "kawasaki", "incoherence", "goods"]
    assert one.estimate.value is None
    assert one.estimate.coverage == 0


def test_trade_within_sectors_cannot_be_told_from_the_paper(told):
    for case in ("", "niigata"):
        one = told["contact", case, "grubel_lloyd", ""]
        assert one.estimate.value is None
        assert "exports and imports" in one.why


def test_trade_within_sectors_from_quantities(tmp_path):
    quantities = FILES["quantities.csv"].splitlines()[0] + (
        "\nq-a,otaru,exports of timber,10,JPY,1990\nq-b,otaru,imports of timber,30,JPY,1990"
        "\nq-c,otaru,exports of crab,5,JPY,1990\nq-people,e-start,people carried,120,people,1990"
    )
    found = table(measure("verticality").read(Study(read(harbour(tmp_path, quantities=quantities)), n=4)))
    one = found["contact", "", "grubel_lloyd", "otaru"].estimate
    assert one.value == 0.5
    assert one.coverage == 0.5


def test_all_numbers_lie_in_their_range(told):
    for key, one in told.items():
        low = -1 if key[2] == "tiers" else -1e-6
        if one.estimate.value is not None:
            assert low <= one.estimate.value <= 1 + 1e-6, key


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=6))
def test_grubel_and_lloyd_s_index_is_symmetric_and_a_share(trade):
    exports, imports = [x for x, _ in trade], [m for _, m in trade]
    found = grubel_lloyd(exports, imports)
    assert np.isnan(found) == (sum(exports) + sum(imports) == 0)
    if not np.isnan(found):
        assert 0 <= found <= 1
        assert found == pytest.approx(grubel_lloyd(imports, exports))


def test_balance_of_two_worlds_by_hand():
    # World 1: 3 there and 1 back is a half; world 2: nothing back.
    assert balance([0, 1], [1, 0], [[3.0, 3.0], [1.0, 0.0]]).tolist() == [0.5, 0.0]
    assert np.isnan(balance([0], [1], [[0.0]])).all()
