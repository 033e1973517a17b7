import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlocal.dates import Answer, Chronology, Order, Window, bounds, draw, lag
from interlocal.dates.closure import closed, sparsely_closed
from interlocal.errors import DateError

Case = tuple[list[tuple[int, int]], list[tuple[int, int, int, int | None]]]
NAMES = ["a", "b", "c", "d"]


@st.composite
def cases(draw_from: st.DrawFn) -> Case:
    points = draw_from(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=2, max_size=4))
    at = st.integers(0, len(points) - 1)
    least = st.integers(-2, 4)
    orders = draw_from(st.lists(st.tuples(at, at, least, st.none() | st.integers(0, 4)), max_size=4))
    return [(lo, lo + more) for lo, more in points], [
        (i, j, m, None if x is None else m + x) for i, j, m, x in orders
    ]


def made(case: Case) -> Chronology:
    points, orders = case
    ends = np.array(points)
    said = [Order(f"o{k}", NAMES[i], NAMES[j], m, x) for k, (i, j, m, x) in enumerate(orders)]
    return Chronology(NAMES[: len(points)], ends[:, 0], ends[:, 1], said)


def datings(case: Case) -> np.ndarray:
    """Every dating that keeps bounds and orders, by trying all."""
    points, orders = case
    every = np.array(list(itertools.product(*(range(lo, hi + 1) for lo, hi in points))))
    for i, j, least, most in orders:
        gap = every[:, j] - every[:, i]
        every = every[(gap >= least) & ((gap <= most) if most is not None else True)]
    return every


@given(cases())
@settings(max_examples=300)
def test_bounds_answers_and_samples_agree_with_trying_every_dating(case: Case) -> None:
    every, chronology = datings(case), made(case)
    assert (chronology.contradiction is None) == (len(every) > 0)
    if chronology.contradiction is not None:
        assert set(chronology.contradiction.records) <= {*NAMES, *(f"o{k}" for k in range(4))}
        return
    assert chronology.lo.tolist() == every.min(axis=0).tolist()
    assert chronology.hi.tolist() == every.max(axis=0).tolist()
    for (i, a), (j, b) in itertools.permutations(enumerate(chronology.points), 2):
        for strict in (False, True):
            facts = every[:, i] < every[:, j] if strict else every[:, i] <= every[:, j]
            expected = (
                Answer.CERTAIN if facts.all() else Answer.POSSIBLE if facts.any() else Answer.IMPOSSIBLE
            )
            assert chronology.order(a, b, strict=strict) == expected
    for strict in (False, True):
        for chain in itertools.permutations(range(len(chronology)), min(3, len(chronology))):
            steps = np.diff(every[:, chain], axis=1) >= (1 if strict else 0)
            names = [NAMES[at] for at in chain]
            assert chronology.possible(names, strict=strict) == bool(steps.all(axis=1).any())
            assert chronology.certain(names, strict=strict) == bool(steps.all())
    allowed = {tuple(row) for row in every.tolist()}
    assert {tuple(row) for row in chronology.sample(60, seed=1).T.tolist()} <= allowed


@given(cases())
def test_the_records_of_a_contradiction_are_enough_for_it(case: Case) -> None:
    chronology = made(case)
    if chronology.contradiction is None:
        return
    guilty = chronology.contradiction.records
    points = [p if NAMES[k] in guilty else (-100, 100) for k, p in enumerate(case[0])]
    orders = [o if f"o{k}" in guilty else (o[0], o[0], 0, None) for k, o in enumerate(case[1])]
    assert made((points, orders)).contradiction is not None


def test_every_feasible_dating_is_drawn_sooner_or_later() -> None:
    case: Case = ([(0, 2), (0, 2), (0, 2)], [(0, 1, 0, None), (1, 2, 0, 1)])
    drawn = {tuple(row) for row in made(case).sample(3000, seed=2).T.tolist()}
    assert drawn == {tuple(row) for row in datings(case).tolist()}


@given(cases())
def test_dense_and_sparse_closure_agree(case: Case) -> None:
    points, orders = case
    edges = [(j, i, float(-m)) for i, j, m, _ in orders if i != j]
    edges += [(i, j, float(x)) for i, j, _, x in orders if x is not None and i != j]
    d = np.full((len(points), len(points)), np.inf)
    np.fill_diagonal(d, 0)
    for i, j, most in edges:
        d[i, j] = min(d[i, j], most)
    dense, sparse = closed(d), sparsely_closed(len(points), edges)
    assert (dense is None) == (sparse is None)
    if dense is not None and sparse is not None:
        np.testing.assert_array_equal(dense, sparse)


def test_a_contradiction_names_records_statements_and_the_next_step() -> None:
    dates = bounds(["1995", "1994-06", "1990"])
    chronology = Chronology.from_dates(
        ["t1", "t2", "t3"], dates, [Order("o1", "t1", "t2", *lag("P5M")), Order("o2", "t3", "t1")]
    )
    assert chronology.contradiction is not None
    assert set(chronology.contradiction.records) == {"t1", "t2", "o1"}
    with pytest.raises(DateError, match=r"o1 has t2 at least 150 days after t1.*Correct one of"):
        chronology.order("t1", "t2")
    with pytest.raises(DateError, match="contradict"):
        chronology.sample(1, 1)


def test_an_order_of_a_point_with_itself_can_contradict() -> None:
    chronology = Chronology(["a"], [0], [9], [Order("o1", "a", "a", 1)])
    assert chronology.contradiction is not None
    assert chronology.contradiction.records == ("o1",)


def test_records_have_a_start_and_an_end_and_instants_one_point() -> None:
    dates = bounds(["1990/1995", "1992"])
    chronology = Chronology.from_dates(["t1", "t2"], dates, [Order("o1", "t2:end", "t1:end")])
    assert chronology.points == ("t1", "t2", "t1:end")
    assert chronology.order("t2", "t2:end").name == "CERTAIN"
    assert chronology.order("t1", "t1:end").name == "CERTAIN"
    assert chronology.certain(["t1", "t2", "t1:end"])


def test_a_record_without_order_draws_what_draw_draws() -> None:
    texts, ids = (
        ["1990/1995", "1992", "1990/1990", "1993", "1993-06", "1991/.."],
        ["a", "b", "c", "d", "e", "f"],
    )
    window = Window.of("1979/2003")
    plain = draw(bounds(texts), ids, 40, 9, window)
    chronology = Chronology.from_dates(ids, bounds(texts), [Order("o1", "d", "e")], window=window)
    start, end = chronology.sample_dates(40, 9)
    for at in (0, 1, 2, 5):
        np.testing.assert_array_equal(start[at], plain[0][at])
        np.testing.assert_array_equal(end[at], plain[1][at])
    assert (start[3] <= start[4]).all()


def test_draws_of_a_cluster_do_not_depend_on_other_records_nor_on_slices() -> None:
    texts, ids = ["1992", "1992", "1993", "1993-06"], ["a", "b", "c", "d"]
    orders = [Order("o1", "a", "b"), Order("o2", "c", "d")]
    whole = Chronology.from_dates(ids, bounds(texts), orders).sample(30, 4)
    less = Chronology.from_dates(ids[:2], bounds(texts[:2]), orders[:1]).sample(30, 4)
    turned = Chronology.from_dates(ids[::-1], bounds(texts[::-1]), orders[::-1]).sample(20, 4, first=10)
    np.testing.assert_array_equal(whole[:2], less)
    np.testing.assert_array_equal(whole[:, 10:], turned[::-1])


def test_large_sparse_clusters_keep_every_order() -> None:
    k = 700
    rng = np.random.default_rng(1)
    lo = np.sort(rng.integers(0, 3000, k))
    hi = lo + rng.integers(0, 400, k)
    ids = [f"t{at}" for at in range(k)]
    orders = [
        Order(f"o{at}", ids[at], ids[at + 1], 0 if hi[at + 1] > lo[at] else -400) for at in range(k - 1)
    ]
    chronology = Chronology(ids, lo, hi, orders)
    assert chronology.contradiction is None
    days = chronology.sample(50, 1)
    for at, order in enumerate(orders):
        assert (days[at + 1] - days[at] >= order.at_least).all()
    assert (days >= chronology.lo[:, None]).all()
    assert (days <= chronology.hi[:, None]).all()


def test_a_large_cluster_that_contradicts_itself_says_so() -> None:
    k = 600
    ids = [f"t{at}" for at in range(k)]
    orders = [Order(f"o{at}", ids[at], ids[(at + 1) % k], 1 if at == 5 else 0) for at in range(k)]
    chronology = Chronology(ids, np.zeros(k, dtype=int), np.full(k, 10), orders)
    assert chronology.contradiction is not None


def test_free_sides_order_but_do_not_sample() -> None:
    chronology = Chronology.from_dates(["a", "b"], bounds(["1992/..", "/1990"]), [Order("o1", "b", "a")])
    assert chronology.order("b", "a").name == "CERTAIN"
    assert chronology.order("b:end", "a", strict=True).name == "CERTAIN"
    with pytest.raises(DateError, match="observation window"):
        chronology.sample(3, 1)


def test_no_points_and_short_chains_have_answers() -> None:
    chronology = Chronology([], [], [])
    assert chronology.sample(3, 1).shape == (0, 3)
    assert chronology.possible([])
    assert chronology.certain([])


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Chronology(["a", "a"], [0, 0], [1, 1]), "there twice"),
        (lambda: Chronology(["a"], [2], [1]), "comes before its first"),
        (lambda: Chronology(["a"], [0, 1], [1, 1]), "numbers must agree"),
        (lambda: Chronology(["visit"], [0], [1], [Order("o1", "vist", "visit")]), "did you mean 'visit'"),
        (lambda: Chronology(["a"], [0], [1]).order("a", "zzz"), "there is no point 'zzz'"),
        (lambda: Order("o1", "a", "b", 5, 4), "exchange them"),
        (lambda: Chronology(["a", "b"], [0, 0], [1, 10**16], [Order("o", "a", "b")]), "check long years"),
        (lambda: Chronology.from_dates(["a"], bounds(["1992", "1993"])), "2 dates and 1 ids"),
    ],
)  # fmt: skip
def test_what_makes_no_chronology_is_refused(build: object, message: str) -> None:
    with pytest.raises(DateError, match=message):
        build()  # type: ignore[operator]
