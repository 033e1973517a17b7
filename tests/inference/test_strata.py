"""Comparable units, and random sets of them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.inference.permutation import assignments
from interlocal.inference.strata import label_draws, matched_sets, matching, same_size, strata, support

UNITS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 5), st.sampled_from("ab"), st.booleans()),
    min_size=1,
    max_size=40,
)


@given(UNITS)
def test_a_stratum_holds_like_units_only(units: list[tuple[int, int, str, bool]]) -> None:
    degree, activity, country, _ = (np.array(column) for column in zip(*units, strict=True))
    found = strata(degree, activity, [country], size=4)
    for one in np.unique(found):
        inside = found == one
        assert len(set(country[inside])) == 1
        assert degree[inside].max() + 1 <= 1.5 * (degree[inside].min() + 1)
    same: dict[tuple[int, int, str], set[int]] = {}
    for unit, one in zip(units, found.tolist(), strict=True):
        same.setdefault(unit[:3], set()).add(one)
    assert all(len(some) == 1 for some in same.values())


@given(UNITS, st.randoms())
def test_the_order_of_rows_does_not_matter(units: list[tuple[int, int, str, bool]], random) -> None:  # type: ignore[no-untyped-def]
    def parted(some: list[tuple[int, int, str, bool]]) -> set[frozenset[tuple[int, int, str]]]:
        degree, activity, country, _ = (np.array(column) for column in zip(*some, strict=True))
        found = strata(degree, activity, [country])
        return {
            frozenset(u[:3] for u, k in zip(some, found.tolist(), strict=True) if k == one)
            for one in set(found.tolist())
        }

    other = list(units)
    random.shuffle(other)
    assert parted(units) == parted(other)


def test_a_hub_is_alone_and_named() -> None:
    groups = strata([100, 2, 2, 1], [1, 1, 1, 1])
    told = support([True, True, False, False], groups, ["Kitakyushu", "Oita", "Beppu", "Usa"])
    assert (told.labelled, told.comparable, told.alone, told.assignments) == (2, 1, ("Kitakyushu",), 3)


def test_a_huge_number_of_assignments_has_a_logarithm_only() -> None:
    told = support(np.arange(200) < 100, np.zeros(200))
    assert told.assignments is None
    assert 58 < told.log10_assignments < 60


@given(UNITS, st.integers(0, 99))
@settings(deadline=None)
def test_draws_keep_the_number_in_every_stratum(units: list[tuple[int, int, str, bool]], seed: int) -> None:
    degree, activity, country, labels = (np.array(column) for column in zip(*units, strict=True))
    groups = strata(degree, activity, [country])
    drawn = label_draws(labels, groups, 20, seed)
    for one in np.unique(groups):
        assert (drawn[:, groups == one].sum(axis=1) == labels[groups == one].sum()).all()
    assert (same_size(labels, 20, seed).sum(axis=1) == labels.sum()).all()
    matched = matched_sets(matching(labels, degree, activity), 20, seed)
    assert (matched.sum(axis=1) == labels.sum()).all()


def test_every_assignment_is_equally_likely() -> None:
    labels, groups = np.array([1, 0, 0, 1, 1, 0], bool), np.array([0, 0, 0, 1, 1, 1])
    drawn = label_draws(labels, groups, 9000, 3)
    counts = [(drawn == row).all(axis=1).sum() for row in assignments(labels, groups)]
    assert len(counts) == 9
    assert max(abs(np.array(counts) - 1000)) < 5 * np.sqrt(1000)


def test_draws_belong_to_units_and_slices_fit() -> None:
    labels, groups, ids = np.array([1, 0, 0, 1], bool), np.array([0, 0, 1, 1]), ["a", "b", "c", "d"]
    whole = label_draws(labels, groups, 50, 5, ids=ids)
    assert (label_draws(labels, groups, 20, 5, ids=ids, first=30) == whole[30:]).all()
    turned = label_draws(labels[::-1], groups[::-1], 50, 5, ids=ids[::-1])
    assert (turned[:, ::-1] == whole).all()
    more = label_draws([*labels, False], [*groups, 2], 50, 5, ids=[*ids, "e"])
    assert (more[:, :4] == whole).all()
    among = matching(labels, [1, 2, 3, 4], [1, 1, 1, 1], near=2)
    sets = matched_sets(among, 50, 5, ids=ids)
    assert (matched_sets(among, 20, 5, ids=ids, first=30) == sets[30:]).all()


def test_matched_sets_are_as_busy_as_the_labelled() -> None:
    rng = np.random.default_rng(2)
    degree = rng.integers(1, 60, 300)
    labels = degree > 40
    labels[::2] = False
    sets = matched_sets(matching(labels, degree, np.ones(300)), 100, 1)
    means = np.array([degree[row].mean() for row in sets])
    assert abs(means.mean() - degree[labels].mean()) < 2
    # They are other sets: every labelled unit has at least ten that may take its place.
    assert (sets & labels).sum(axis=1).mean() < 0.7 * labels.sum()
    assert sets.any(axis=0).sum() > 1.5 * labels.sum()
    free = np.array([degree[row].mean() for row in same_size(labels, 100, 1)])
    assert free.max() < means.min()


def test_only_the_pool_is_drawn_from() -> None:
    labels, pool = np.arange(8) < 2, np.array([0, 1, 1, 1, 0, 0, 0, 0], bool)
    for sets in (
        same_size(labels, 30, 1, pool=pool),
        matched_sets(matching(labels, np.ones(8), np.ones(8), pool=pool), 30, 1),
    ):
        assert sets[:, 0].all()
        assert not sets[:, 4:].any()
        assert (sets[:, 1:4].sum(axis=1) == 1).all()
        assert (sets[:, 1:4].sum(axis=0) > 0).all()
