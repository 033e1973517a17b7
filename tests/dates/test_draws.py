import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal import draws

IDS = ["t1", "t2", "actor-ü", "平成"]
PINNED = [[0.726720373694863, 0.23175002598271088]]


@pytest.mark.parametrize("n", [0, 1, 4, 15, 16, 17, 100])
def test_a_row_is_the_stream_of_numpys_philox(n: int) -> None:
    rows = draws.uniform(7, "date", IDS, n)
    for row, key in zip(rows, draws.keys(7, "date", IDS), strict=True):
        expected = np.random.Generator(np.random.Philox(key=key)).random(n)
        np.testing.assert_array_equal(row, expected)


def test_many_records_with_few_draws_are_the_same_numbers() -> None:
    ids = [f"t{at}" for at in range(9000)]
    few, many = draws.uniform(1, "p", ids, 2), draws.uniform(1, "p", ids[-3:], 50)
    np.testing.assert_array_equal(few[-3:], many[:, :2])


@given(st.integers(0, 300), st.integers(0, 60), st.integers(-(2**70), 2**70))
@settings(max_examples=50)
def test_any_slice_can_be_drawn_again(first: int, n: int, seed: int) -> None:
    whole = draws.uniform(seed, "date", IDS, first + n)
    np.testing.assert_array_equal(draws.uniform(seed, "date", IDS, n, first=first), whole[:, first:])


def test_removing_a_record_shifts_no_other() -> None:
    whole, less = draws.uniform(3, "date", IDS, 20), draws.uniform(3, "date", IDS[:1] + IDS[2:], 20)
    np.testing.assert_array_equal(less, whole[[0, 2, 3]])


def test_seed_purpose_and_id_each_change_the_draws() -> None:
    rows = [
        draws.uniform(s, p, [i], 4)[0, 0]
        for s, p, i in [
            (1, "a", "x"),
            (2, "a", "x"),
            (1, "b", "x"),
            (1, "a", "y"),
            (1, "ax", ""),
            (1, "", "ax"),
            (-1, "a", "x"),
        ]
    ]
    assert len(set(rows)) == len(rows)


def test_draws_are_these_numbers_on_every_platform() -> None:
    np.testing.assert_array_equal(draws.uniform(20030101, "date", ["t1"], 2), PINNED)


def test_draws_are_uniform() -> None:
    rows = draws.uniform(5, "date", [f"t{at}" for at in range(200)], 500)
    assert rows.min() >= 0
    assert rows.max() < 1
    assert abs(rows.mean() - 0.5) < 0.005
    assert abs(np.corrcoef(rows[:-1].ravel(), rows[1:].ravel())[0, 1]) < 0.02


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        draws.uniform(1, "p", IDS, -1)
    with pytest.raises(TypeError, match="one string"):
        draws.uniform(1, "p", "t1", 1)
