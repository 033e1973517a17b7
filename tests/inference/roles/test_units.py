"""Labels of records permuted within strata: hand-worked numbers, laws, size and power."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from interlocal.framework.measures.channel import permuted_difference
from interlocal.inference.permutation import p_value
from interlocal.inference.roles.units import Units, permuted, statistic


def units(
    value: np.ndarray, label: list[bool], stratum: list[str], way: str = "difference", there=None
) -> Units:
    value = np.atleast_2d(np.asarray(value, float))
    return Units(
        tuple(f"u{k}" for k in range(len(value))), np.array(label), tuple(stratum), value,
        np.ones(value.shape, bool) if there is None else there, way,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_share_is_the_labelled_part_of_the_sum() -> None:
    some = units([[2.0, 0.0], [1.0, 1.0], [1.0, 0.0]], [True, False, True], ["x"] * 3, "share")
    assert statistic(some, some.label[None]).tolist() == [[0.75, 0.0]]


def test_a_difference_counts_only_strata_that_hold_both() -> None:
    some = units([[1.0], [0.0], [9.0], [4.0]], [True, False, True, True], ["x", "x", "y", "y"])
    assert statistic(some, some.label[None]).tolist() == [[1.0]]
    alone = units([[1.0], [0.0]], [True, False], ["x", "y"])
    assert np.isnan(statistic(alone, alone.label[None])).all()


@settings(max_examples=40, deadline=None)
@given(
    arrays.arrays(np.float64, (6, 3), elements=st.integers(0, 5).map(float)),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_every_way_is_tried_and_agrees_with_a_loop(value: np.ndarray, label: list[bool]) -> None:
    stratum = ["x", "x", "x", "y", "y", "y"]
    some = units(value, label, stratum)
    found = permuted(some, 999, 1)
    ways = {
        rows
        for rows in itertools.product([False, True], repeat=6)
        if [sum(rows[:3]), sum(rows[3:])] == [sum(label[:3]), sum(label[3:])]
    }
    assert found.exact
    assert found.count == len(ways) == len(found.values)
    by_hand = [_by_hand(value, rows, stratum) for rows in ways]
    assert sorted(found.values.tolist(), key=str) == pytest.approx(sorted(by_hand, key=str), nan_ok=True)


def _by_hand(value: np.ndarray, label: tuple[bool, ...], stratum: list[str]) -> float:
    worlds = []
    for w in range(value.shape[1]):
        gaps, weight = 0.0, 0
        for one in "xy":
            mine = [value[k, w] for k in range(6) if stratum[k] == one and label[k]]
            rest = [value[k, w] for k in range(6) if stratum[k] == one and not label[k]]
            if mine and rest:
                gaps += len(mine) * (sum(mine) / len(mine) - sum(rest) / len(rest))
                weight += len(mine)
        if weight:
            worlds.append(gaps / weight)
    return sum(worlds) / len(worlds) if worlds else float("nan")


def test_it_is_the_difference_of_the_measure_of_channels() -> None:
    draw = np.random.default_rng(3)
    value, label = draw.random(12), draw.random(12) < 0.4
    stratum, there = draw.integers(0, 3, 12), draw.random((12, 5)) < 0.8
    ours = units(np.repeat(value[:, None], 5, axis=1), label.tolist(), [str(s) for s in stratum], there=there)
    theirs = permuted_difference(value, label, stratum, there, draw.random((12, 5)))[0]
    assert statistic(ours, label[None])[0] == pytest.approx(theirs, nan_ok=True)


@pytest.mark.parametrize("way", ["share", "difference"])
def test_it_rejects_no_more_often_than_it_says_and_finds_what_is_there(way: str) -> None:
    draw = np.random.default_rng(7)
    runs, few = 400, {0.0: 0, 2.0: 0}
    for run, effect in itertools.product(range(runs), few):
        label = np.repeat([True, False], [8, 16])[draw.permutation(24)]
        stratum = np.repeat(list("xyz"), 8)
        busy = np.repeat([1.0, 3.0, 6.0], 8)[:, None]  # strata differ, as periods do
        value = busy + draw.exponential(1.0, (24, 4)) + effect * label[:, None]
        some = units(value, label.tolist(), stratum.tolist(), way)
        found = permuted(some, 99, run)
        assert found.observed.value is not None
        few[effect] += p_value(found.observed.value, found.values) <= 0.05
    error = 2 * np.sqrt(0.05 * 0.95 / runs)
    assert few[0.0] / runs <= 0.05 + error
    assert few[2.0] / runs > 0.8


def test_another_unit_shifts_nobodys_draws() -> None:
    value, label = np.arange(30.0)[:, None], ([True] + [False] * 4) * 6
    some = units(value, label, ["x"] * 15 + ["y"] * 15)
    again = permuted(some, 50, 1)
    assert again.values.tolist() == permuted(some, 50, 1).values.tolist()
    assert not again.exact
