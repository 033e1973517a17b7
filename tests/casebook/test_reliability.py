import time
from itertools import permutations

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from interlocal.casebook.reliability import Coefficient, ac1, alpha, assess, percent, positive

NAN = np.nan
SCALES = ("nominal", "ordinal", "interval", "ratio")

# Krippendorff (2011), example C: four observers, twelve units, missing values.
CANONICAL = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
)


def letters(*rows):
    return [[float(ord(letter)) for letter in row] for row in rows]


# --- published numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_is_that_of_krippendorff_2011_example_c(metric, published):
    assert alpha(CANONICAL, metric).value == pytest.approx(published, abs=5e-4)


def test_alpha_is_that_of_krippendorff_2011_example_a_two_observers_two_categories():
    meg, owen = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha([meg, owen]).value == pytest.approx(0.095, abs=5e-4)


def test_alpha_is_that_of_krippendorff_2011_example_b_two_observers_five_categories():
    assert alpha(letters("aabbdcccedda", "babbbccced" + "dd")).value == pytest.approx(0.692, abs=5e-4)


def test_ac1_of_example_c_is_that_of_an_independent_program():
    assert ac1(CANONICAL).value == pytest.approx(0.77544, abs=5e-6)


def test_ac1_stays_high_on_the_table_of_125_subjects_on_which_kappa_breaks_down():
    # The example by which Gwet (2002, 2008) argues for AC1: both raters say + for 118, only the first for 5,
    # only the second for 2.
    rated = [[1, 1, 0], [1, 0, 1]]
    assert ac1(rated, counts=[118, 5, 2]).value == pytest.approx(0.9408, abs=5e-5)
    assert alpha(rated, counts=[118, 5, 2]).value < 0


def test_percent_agreement_of_example_c_is_the_mean_over_units_with_two_values():
    assert percent(CANONICAL).value == pytest.approx((8 * 1 + 2 * 0.5 + 0.0) / 11)


# --- degenerate cases ------------------------------------------------------------------------------------------


def test_one_category_leaves_alpha_undefined_and_shows_ac1():
    rated = assess([[2, 2, 2], [2, 2, 2]])
    assert rated.alpha.value is None
    assert "only one category" in rated.alpha.reason
    assert rated.ac1.value == 1.0
    assert rated.percent.value == 1.0


@pytest.mark.parametrize(
    "ratings", [[[1, 2, 3]], [[1, NAN], [NAN, 2]], [[NAN], [NAN]], [[], []], np.zeros((0, 4))]
)
def test_without_pairs_everything_is_undefined_with_a_reason(ratings):
    rated = assess(ratings)
    assert rated.units == 0
    for estimate in (rated.alpha, rated.ac1, rated.percent):
        assert estimate.value is None
        assert estimate.interval is None
        assert "two coders" in estimate.reason


def test_values_that_differ_in_name_only_leave_alpha_undefined():
    assert "no two values that occur differ" in alpha([[0, 1], [1, 0]], np.zeros((2, 2))).reason


def test_nothing_found_leaves_positive_agreement_undefined():
    assert positive([[0, 0], [0, 0]]) == Coefficient(None, "no coder found anything")


def test_two_zeros_do_not_differ_on_a_ratio_scale():
    assert alpha([[0, 0, 5], [0, 0, 5]], "ratio").value == 1.0


def test_a_single_place_gives_no_interval_and_says_why():
    rated = assess([[0, 1, 1], [0, 1, 0]], clusters=[4, 4, 4])
    assert rated.alpha.value is not None
    assert rated.alpha.interval is None
    assert "one place" in rated.alpha.reason


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: alpha([1, 2, 3]), "shape"),
        (lambda: alpha([[1, np.inf], [1, 1]]), "infinite"),
        (lambda: alpha([[1, 2], [1, 2]], "euclidean"), "euclidean"),
        (lambda: alpha([[-1, 2], [1, 2]], "ratio"), "interval"),
        (lambda: alpha([[0, 1], [1, 0]], np.ones((2, 2))), "0 between a value and itself"),
        (lambda: alpha([[0, 1], [1, 0]], np.array([[0, 1], [2, 0]])), "symmetric"),
        (lambda: alpha([[0, 1], [1, 0]], np.array([[0, -1], [-1, 0]])), "not negative"),
        (lambda: alpha([[0, 2], [1, 0]], np.zeros((2, 2))), "0 to 1"),
        (lambda: alpha([[0, 0.5], [1, 0]], np.zeros((2, 2))), "whole numbers"),
        (lambda: alpha([[0, 1], [1, 0]], np.zeros((2, 3))), "square"),
        (lambda: ac1([[0, 1], [1, 0]], categories=1), "2 categories occur"),
        (lambda: positive([[0, 2], [1, 0]]), "1 or 0"),
        (lambda: assess([[0, 1], [1, 0]], level=95), "0.95"),
        (lambda: assess([[0, 1], [1, 0]], resamples=-1), "resamples"),
        (lambda: assess([[0, 1], [1, 0]], clusters=[1]), "clusters"),
        (lambda: alpha([[0, 1], [1, 0]], counts=[1, -1]), "negative"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_coefficients_read_as_people_write_them():
    assert str(Coefficient(None, "why")) == "undefined"
    assert str(Coefficient(0.5)) == "0.500"
    assert str(Coefficient(0.5, interval=(0.25, 0.75))) == "0.500 (0.250 to 0.750)"


# --- slow twins and an independent program ----------------------------------------------------------------------


def slow_alpha(units, difference):
    """By the definition, pair by pair."""
    units = [[v for v in unit if v == v] for unit in units]
    units = [unit for unit in units if len(unit) > 1]
    values = [v for unit in units for v in unit]
    n = len(values)
    observed = sum(
        difference(a, b, values) / (len(unit) - 1) for unit in units for a, b in permutations(unit, 2)
    )
    expected = sum(difference(a, b, values) for a, b in permutations(values, 2)) / (n - 1)
    return 1 - observed / expected


def nominal(a, b, values):
    return float(a != b)


def ordinal(a, b, values):
    low, high = sorted((a, b))
    between = sum(low <= v <= high for v in values) - (values.count(low) + values.count(high)) / 2
    return 0.0 if a == b else between**2


def interval(a, b, values):
    return (a - b) ** 2


def ratio(a, b, values):
    return 0.0 if a == b else ((a - b) / (a + b)) ** 2


SLOW = {"nominal": nominal, "ordinal": ordinal, "interval": interval, "ratio": ratio}


@st.composite
def ratings(draw, largest=6):
    shape = (draw(st.integers(2, 4)), draw(st.integers(1, 12)))
    cell = st.one_of(st.none(), st.integers(0, largest))
    rows = draw(
        st.lists(st.lists(cell, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])
    )
    return np.array([[NAN if one is None else float(one) for one in row] for row in rows])


def comparable(table):
    paired = table[:, (~np.isnan(table)).sum(axis=0) > 1]
    return np.unique(paired[~np.isnan(paired)]).size > 1


@given(ratings(), st.sampled_from(SCALES))
def test_alpha_equals_its_definition_pair_by_pair(table, metric):
    assume(comparable(table))
    assert alpha(table, metric).value == pytest.approx(slow_alpha(table.T, SLOW[metric]), abs=1e-9)


@given(ratings(), st.sampled_from(SCALES))
def test_alpha_equals_that_of_an_independent_program(table, metric):
    assume(comparable(table))
    theirs = krippendorff.alpha(reliability_data=table, level_of_measurement=metric)
    assert alpha(table, metric).value == pytest.approx(theirs, abs=1e-9)


@given(ratings())
def test_ac1_equals_its_definition_unit_by_unit(table):
    units = [[v for v in unit if v == v] for unit in table.T]
    units = [unit for unit in units if unit]
    paired = [unit for unit in units if len(unit) > 1]
    values = {v for unit in units for v in unit}
    assume(paired and len(values) > 1)
    agreed = np.mean([np.mean([a == b for a, b in permutations(unit, 2)]) for unit in paired])
    share = [np.mean([unit.count(v) / len(unit) for unit in units]) for v in values]
    chance = sum(p * (1 - p) for p in share) / (len(values) - 1)
    assert ac1(table).value == pytest.approx((agreed - chance) / (1 - chance))


@given(ratings(largest=1))
def test_positive_agreement_is_the_f_score_of_two_coders(table):
    two = table[:2]
    a = np.nansum((two[0] == 1) & (two[1] == 1))
    both = ~np.isnan(two).any(axis=0)
    alone = np.sum((two[0] != two[1]) & both)
    assume(a + alone > 0)
    assert positive(two).value == pytest.approx(2 * a / (2 * a + alone))


# --- laws -------------------------------------------------------------------------------------------------------


def same(one, other):
    if one.value is None or other.value is None:
        return one.value is other.value
    return one.value == pytest.approx(other.value, abs=1e-9)


@given(ratings(), st.permutations(range(7)))
def test_names_of_categories_do_not_matter_to_a_nominal_scale(table, names):
    renamed = np.array([names[int(v)] if v == v else NAN for v in table.ravel()], float).reshape(table.shape)
    assert same(alpha(table), alpha(renamed))
    assert same(ac1(table), ac1(renamed))
    assert same(percent(table), percent(renamed))


@given(ratings(), st.randoms(use_true_random=False), st.sampled_from(SCALES))
@settings(max_examples=50)
def test_order_of_coders_and_units_changes_nothing_to_the_last_bit_of_the_intervals(table, random, metric):
    units, coders = list(range(table.shape[1])), list(range(len(table)))
    random.shuffle(units)
    random.shuffle(coders)
    clusters = np.array([u % 5 for u in range(table.shape[1])])
    one = assess(table, metric, clusters=clusters, resamples=50, seed=7)
    assert assess(table[coders][:, units], metric, clusters=clusters[units], resamples=50, seed=7) == one


@given(ratings(), st.sampled_from(SCALES))
def test_full_agreement_on_two_categories_is_one(table, metric):
    agreed = np.tile(table[:1], (3, 1))
    assume(comparable(agreed))
    assert alpha(agreed, metric).value == 1.0
    assert ac1(agreed).value == pytest.approx(1.0)
    assert percent(agreed).value == 1.0


@given(ratings(), st.floats(-10, 10), st.floats(0.1, 10), st.sampled_from([-1, 1]))
def test_an_interval_scale_may_start_anywhere_and_count_in_any_unit(table, shift, scale, sign):
    assert same(alpha(table, "interval"), alpha(shift + sign * scale * table, "interval"))


@given(ratings(), st.floats(0.1, 10))
def test_a_ratio_scale_may_count_in_any_unit(table, scale):
    assert same(alpha(table, "ratio"), alpha(scale * table, "ratio"))


@given(ratings())
def test_an_ordinal_scale_knows_only_the_order(table):
    assert same(alpha(table, "ordinal"), alpha(np.exp(table), "ordinal"))


@given(ratings(), st.sampled_from(("nominal", "interval", "ratio")))
def test_a_table_and_a_function_say_what_the_named_scale_says(table, metric):
    at = np.arange(7.0)
    differences = np.array([[SLOW[metric](a, b, []) for b in at] for a in at])
    assert same(alpha(table, metric), alpha(table, differences))
    assert same(alpha(table, metric), alpha(table, lambda a, b: differences[a.astype(int), b.astype(int)]))


@given(ratings(), st.integers(2, 4), st.sampled_from(SCALES))
def test_a_count_stands_for_so_many_equal_units(table, times, metric):
    counts = np.full(table.shape[1], times)
    assert same(alpha(table, metric, counts=counts), alpha(np.tile(table, times), metric))
    assert same(ac1(table, counts=counts), ac1(np.tile(table, times)))


@given(ratings())
def test_a_coder_who_gave_no_value_at_all_changes_nothing(table):
    with_silent = np.vstack([table, np.full(table.shape[1], NAN)])
    assert assess(with_silent, resamples=20) == assess(table, resamples=20)


# --- resampling -------------------------------------------------------------------------------------------------


def test_the_interval_holds_the_coefficient_and_narrows_with_more_places():
    rng = np.random.default_rng(3)

    def rated(places):
        truth = rng.integers(0, 3, places * 10)
        table = np.array([np.where(rng.random(truth.size) < 0.8, truth, rng.integers(0, 3, truth.size))] * 2)
        table[1] = np.where(rng.random(truth.size) < 0.8, truth, rng.integers(0, 3, truth.size))
        return assess(table.astype(float), clusters=np.repeat(np.arange(places), 10))

    few, many = rated(20).alpha, rated(400).alpha
    for one in (few, many):
        assert one.interval[0] < one.value < one.interval[1]
    assert many.interval[1] - many.interval[0] < (few.interval[1] - few.interval[0]) / 2


def test_nine_in_ten_intervals_or_more_hold_the_truth_when_units_of_a_place_stand_together():
    """Binary answers, equal chances, an error by each coder in a fifth of places: alpha is 1 - 2·2·.2·.8 = .36."""
    rng = np.random.default_rng(11)
    held = 0
    for run in range(200):
        truth = rng.integers(0, 2, 40 * 6).astype(float)
        wrong = np.repeat(rng.random((2, 40)) < 0.2, 6, axis=1)
        table = np.where(wrong, 1 - truth, truth)
        low, high = assess(
            table, clusters=np.repeat(np.arange(40), 6), resamples=400, seed=run
        ).alpha.interval
        held += low <= 0.36 <= high
    assert held >= 180


def test_units_that_stand_together_widen_the_interval():
    table = np.repeat([[0.0, 1, 1, 0, 1, 0, 0, 1], [0, 1, 1, 0, 0, 0, 1, 1]], 20, axis=1)
    apart, together = assess(table), assess(table, clusters=np.repeat(np.arange(8), 20))
    width = [one.alpha.interval[1] - one.alpha.interval[0] for one in (apart, together)]
    assert width[1] > 2 * width[0]


def test_the_seed_decides_the_interval_and_nothing_else_does():
    assert assess(CANONICAL, seed=4) == assess(CANONICAL, seed=4)
    assert assess(CANONICAL, seed=4).alpha != assess(CANONICAL, seed=5).alpha
    assert assess(CANONICAL, seed=4).alpha.value == assess(CANONICAL, seed=5).alpha.value


def test_resamples_without_a_value_are_counted():
    rated = assess([[0, 0, 0, 1], [0, 0, 0, 1]])
    assert rated.alpha.interval == (1.0, 1.0)
    assert 0.2 < rated.alpha.undefined < 0.5  # (3/4)⁴ of the draws miss the only 1


def test_two_thousand_resamples_of_a_thousand_units_take_less_than_half_a_second():
    rng = np.random.default_rng(0)
    table = rng.integers(0, 5, (2, 1000)).astype(float)
    assess(table, "ordinal")
    start = time.perf_counter()
    assess(table, "ordinal", resamples=2000)
    assert time.perf_counter() - start < 0.5
