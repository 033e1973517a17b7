"""Summaries of a dimension, asked for by name."""

import numpy as np
import pytest

from interlocal.errors import UnknownNameError
from interlocal.framework.model.dimensions import dimension_score, rank_acceptability
from interlocal.framework.model.posterior import ItemFit
from interlocal.provenance import Estimate


def item(value):
    one = Estimate(value=value)
    return ItemFit(
        case="q", period="p", role="f", score=one, theta=one, high=one, raw=(), overlap=None,
        r_hat=1.0, ess_bulk=1.0, ess_tail=1.0,
    )  # fmt: skip


def test_rules_differ_in_how_one_role_makes_up_for_another():
    roles = [item(1.0), item(4.0)]
    assert dimension_score(roles, "mean") == 2.5
    assert dimension_score(roles, "geometric") == pytest.approx(2.0)
    assert dimension_score(roles, "minimum") == 1.0


def test_a_missing_role_leaves_no_score():
    assert dimension_score([item(1.0), item(None)], "mean") is None
    assert dimension_score([], "mean") is None
    with pytest.raises(UnknownNameError, match="minimum"):
        dimension_score([item(1.0)], "sum")


def test_rank_shares_of_an_even_match_and_a_tie():
    shares = rank_acceptability(np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert shares == pytest.approx(np.full((2, 2), 0.5), abs=0.03)
    assert (rank_acceptability(np.ones((2, 3))) == 0.5).all()
    with pytest.raises(ValueError, match="full table"):
        rank_acceptability(np.array([[np.nan, 1.0]]))
