"""p-values, their limits and families of them."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from interlocal.inference.permutation import (
    assignments,
    attainable,
    exact_count,
    extreme,
    fdr,
    max_t,
    mc_error,
    p_value,
)

VALUES = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=40)


@given(st.integers(-5, 5).map(float), VALUES)
def test_p_counts_the_observed_world_among_the_draws(observed: float, null: list[float]) -> None:
    p = p_value(observed, null)
    assert p == (1 + sum(v >= observed for v in null)) / (1 + len(null))
    assert p_value(observed, null, "less") == p_value(-observed, [-v for v in null])
    assert 0 < p <= p_value(observed, null, "two-sided") or p_value(observed, null, "less") < p


@given(st.integers(-5, 5).map(float), VALUES)
def test_a_missing_draw_never_lowers_p(observed: float, null: list[float]) -> None:
    assert p_value(observed, [*null, math.nan]) >= p_value(observed, [*null, observed - 1])
    assert p_value(observed, [*null, math.nan]) == p_value(observed, [*null, observed])


def test_values_that_differ_in_the_last_bit_are_ties() -> None:
    assert extreme(0.1 + 0.2, [0.3]) == 1
    assert extreme(0.3, [0.1 + 0.2], "less") == 1


def test_a_statistic_that_does_not_exist_has_no_test() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        p_value(math.nan, [1.0])
    with pytest.raises(ValueError, match="holds the observed"):
        p_value(3.0, [1.0], exact=True)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2)), min_size=1, max_size=9))
def test_enumeration_gives_every_assignment_once(units: list[tuple[bool, int]]) -> None:
    labels, strata = [one for one, _ in units], [one for _, one in units]
    found = {tuple(row) for row in assignments(labels, strata).tolist()}
    expected = {
        row
        for row in itertools.product([False, True], repeat=len(units))
        if all(
            sum(v for v, s in zip(row, strata, strict=True) if s == one)
            == sum(v for v, s in zip(labels, strata, strict=True) if s == one)
            for one in set(strata)
        )
    }
    sizes = [strata.count(one) for one in sorted(set(strata))]
    taken = [sum(v for v, s in zip(labels, strata, strict=True) if s == one) for one in sorted(set(strata))]
    assert found == expected
    assert tuple(labels) in found
    assert len(assignments(labels, strata)) == len(expected) == exact_count(sizes, taken)


def test_the_exact_test_is_that_of_scipy() -> None:
    rng = np.random.default_rng(4)
    values, labels = rng.normal(size=9), np.arange(9) < 3
    every = assignments(labels, np.zeros(9))
    null = [values[row].mean() - values[~row].mean() for row in every]
    observed = values[labels].mean() - values[~labels].mean()
    other = stats.permutation_test(
        (values[labels], values[~labels]),
        lambda a, b: a.mean() - b.mean(),
        n_resamples=np.inf,
        alternative="greater",
    )
    assert p_value(observed, null, exact=True) == pytest.approx(other.pvalue)


def test_attainable_minimum() -> None:
    assert attainable(exact_count([12], [3])) == pytest.approx(1 / 220)
    assert attainable(220, 99) == pytest.approx(0.01)
    assert attainable(10**40, 999) == pytest.approx(0.001)


def plain_max_t(observed: np.ndarray, null: np.ndarray) -> list[float]:
    """Step-down max-T, written as in the book: one hypothesis after the other."""
    z = (observed - null.mean(axis=0)) / null.std(axis=0)
    scores = (null - null.mean(axis=0)) / null.std(axis=0)
    left, p, before = list(np.argsort(-z, kind="stable")), [1.0] * len(z), 0.0
    while left:
        one = left[0]
        hits = sum(max(row[k] for k in left) >= z[one] for row in scores)
        before = max(before, (1 + hits) / (1 + len(scores)))
        p[one] = before
        left.pop(0)
    return p


@given(st.integers(0, 10_000), st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_max_t_is_the_step_down_of_the_book(seed: int, many: int) -> None:
    rng = np.random.default_rng(seed)
    null = rng.normal(size=(60, many)) + rng.normal(size=(60, 1))
    observed = rng.normal(scale=2, size=many)
    assert max_t(observed, null).tolist() == pytest.approx(plain_max_t(observed, null))


def test_max_t_keeps_the_chance_of_any_false_finding() -> None:
    rng = np.random.default_rng(8)
    false = 0
    for _ in range(400):
        draws = rng.normal(size=(100, 6)) @ np.triu(np.ones((6, 6)))
        false += bool((max_t(draws[0], draws[1:]) <= 0.05).any())
    assert false / 400 < 0.05 + 3 * math.sqrt(0.05 * 0.95 / 400)
    assert false > 4


def test_max_t_gives_one_to_what_its_null_never_moves() -> None:
    null = np.column_stack((np.zeros(50), np.linspace(0, 1, 50)))
    assert max_t([3.0, 2.0], null).tolist() == [1.0, pytest.approx(1 / 51)]
    with pytest.raises(ValueError, match="give"):
        max_t([1.0], null)


def test_fdr_leaves_out_what_is_no_test() -> None:
    assert fdr([0.01, None, 0.02, 0.9]) == [0.03, None, 0.03, 0.9]
    assert fdr([None, None]) == [None, None]


def test_monte_carlo_error() -> None:
    assert mc_error(0.5, 100) == pytest.approx(0.05)
    assert mc_error(0.5, 0) == 0
