"""Both engines against the brute force, and against each other where the brute force is too slow."""

import numpy as np
import pytest

from interlocal.network import blocks, engines, oplist, reach
from interlocal.network.columns import OPEN_END
from interlocal.network.events import EventNetwork
from interlocal.network.semantics import NON_STRICT, STRICT, Semantics

from .fuzz import fuzz
from .random_networks import FAMILIES

BOTH = [STRICT, NON_STRICT]


def crowd(actors, ties, moments, seed, directed=True, duration=0):
    """A random network large enough for several chunks of rows."""
    draw = np.random.default_rng(seed)
    return EventNetwork.from_arrays(
        draw.integers(0, actors, ties), draw.integers(0, actors, ties),
        draw.integers(-moments, moments, ties),
        duration=duration if duration != "varied" else draw.integers(0, 9, ties),
        actors=range(actors), directed=directed,
    )  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_ten_thousand_random_networks_agree_with_brute_force(family):
    assert fuzz(family, 10_000, seed=2003) >= 10_000


@pytest.mark.parametrize("semantics", BOTH)
@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize(("moments", "duration"), [(40, 0), (100_000, 0), (300, 3), (300, "varied")])
def test_engines_agree_on_networks_of_many_chunks(semantics, directed, moments, duration):
    net = crowd(1_100, 3_000, moments, seed=7, directed=directed, duration=duration)
    draw = np.random.default_rng(1)
    masks = {"actor_mask": draw.random((1_100, 600)) < 0.9, "tie_mask": draw.random((3_000, 600)) < 0.9}
    for verb, about in [
        (lambda e: reach.arrivals(net, [3, 5], semantics=semantics, engine=e).time, "arrivals"),
        (
            lambda e: (
                reach.arrivals(net, [3], after=0, before=moments // 2, semantics=semantics, engine=e).time
            ),
            "cut",
        ),
        (lambda e: reach.reach_sizes(net, semantics=semantics, engine=e).sizes, "out"),
        (lambda e: reach.reach_sizes(net, direction="in", semantics=semantics, engine=e).sizes, "in"),
        (lambda e: reach.reaching(net, [3, 5], semantics=semantics, engine=e).latest, "latest"),
        (lambda e: reach.remove_each(net, [3, 5], semantics=semantics, engine=e).remaining, "removals"),
        (
            lambda e: reach.access_curve(net, [3], range(-60, 700), semantics=semantics, engine=e).counts,
            "curve",
        ),
        (
            lambda e: reach.scenarios(net, targets=[3], **masks, semantics=semantics, engine=e).counts,
            "scenarios",
        ),
        (
            lambda e: reach.scenarios(net, sources=[3], **masks, semantics=semantics, engine=e).counts,
            "forward",
        ),
        (
            lambda e: reach.shuffled(net, [3], replications=3, semantics=semantics, engine=e).counts,
            "shuffled",
        ),
        (lambda e: reach.latencies(net, [3, 4], semantics=semantics, engine=e).time, "latencies"),
    ]:
        assert np.array_equal(verb("python"), verb("compiled")), about


def lasting_crowd(actors, ties, moments, seed, directed=True, duration=0, open_ends=0.0):
    """A random network of lasting ties, as long as a tenth of the record on average; some never end."""
    draw = np.random.default_rng(seed)
    start = draw.integers(-moments, moments, ties)
    end = start + draw.exponential(moments / 5, ties).astype(np.int64)
    return EventNetwork.from_arrays(
        draw.integers(0, actors, ties), draw.integers(0, actors, ties),
        start, np.where(draw.random(ties) < open_ends, OPEN_END, end),
        duration=duration if duration != "varied" else draw.integers(0, 9, ties),
        actors=range(actors), directed=directed,
    )  # fmt: skip


@pytest.mark.parametrize("semantics", BOTH)
@pytest.mark.parametrize(
    ("directed", "moments", "duration", "open_ends"),
    [(True, 60, 0, 0), (False, 5_000, 0, 0.9), (True, 5_000, 3, 0.2), (False, 300, "varied", 0)],
)
def test_engines_agree_on_lasting_ties_of_many_chunks(semantics, directed, moments, duration, open_ends):
    net = lasting_crowd(1_100, 1_800, moments, 7, directed, duration, open_ends)
    draw = np.random.default_rng(1)
    masks = {"actor_mask": draw.random((1_100, 600)) < 0.9, "tie_mask": draw.random((1_800, 600)) < 0.9}
    deadlines = draw.integers(-2 * moments, 2 * moments, 600)
    for verb, about in [
        (lambda **asked: reach.reach_sizes(net, **asked).sizes, "out"),
        (lambda **asked: reach.reach_sizes(net, direction="in", **asked).sizes, "in"),
        (lambda **asked: reach.reach_sizes(net, after=0, before=moments // 2, **asked).sizes, "cut"),
        (lambda **asked: blocks.reach_sizes(net, parts=2, **asked).sizes, "blocks"),
        (lambda **asked: reach.remove_each(net, [3, 5], **asked).lost, "removals"),
        (lambda **asked: reach.access_curve(net, [3, 5], deadlines, **asked).counts, "curve"),
        (lambda **asked: reach.scenarios(net, targets=[3], **masks, **asked).counts, "scenarios"),
        (
            lambda **asked: reach.scenarios(net, sources=[3], actor_mask=masks["actor_mask"], **asked).counts,
            "actors",
        ),
        (lambda **asked: reach.shuffled(net, [3, 5], replications=12, **asked).counts, "shuffled"),
        (lambda **asked: reach.shuffled(net, [3], replications=3, after=0, **asked).counts, "shuffled, cut"),
    ]:
        answers = [verb(semantics=semantics, engine=engine) for engine in ("python", "compiled")]
        assert np.array_equal(*answers), about


def test_more_bits_under_way_than_first_made_room_for_change_nothing():
    actors = 2_500  # all land at the same moment, as much as the slots can hold and more
    net = EventNetwork.from_arrays(
        np.zeros(actors - 1, int), range(1, actors), np.zeros(actors - 1, int), np.full(actors - 1, 9),
        actors=range(actors),
    )  # fmt: skip
    sizes = reach.reach_sizes(net, engine="compiled").sizes
    assert sizes.tolist() == [actors] + [1] * (actors - 1)
    assert reach.access_curve(net, range(1, actors), [-1, 0, 99], engine="compiled").counts.tolist() == [
        actors - 1, actors, actors,
    ]  # fmt: skip


def test_deadlines_beyond_all_moments_are_deadlines_too():
    net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2], [5, OPEN_END])
    far = [-(2**62), 1, 2, 2**62]
    for engine in ("python", "compiled"):
        assert reach.access_curve(net, ["c"], far, engine=engine).counts.tolist() == [1, 1, 3, 3]


@pytest.mark.parametrize("semantics", BOTH)
def test_prepared_networks_answer_as_unprepared_ones(semantics):
    net, again = (crowd(700, 4_000, 200, seed=3) for _ in range(2))
    reach.prepare(again, semantics)
    for after, before in [(None, None), (-50, 120), (150, 10), (-1_000, -900)]:
        span = {"after": after, "before": before, "semantics": semantics, "engine": "compiled"}
        assert np.array_equal(reach.arrivals(net, [1], **span).time, reach.arrivals(again, [1], **span).time)
        assert np.array_equal(
            reach.reaching(net, [1], **span).latest, reach.reaching(again, [1], **span).latest
        )


@pytest.mark.parametrize("share", [0, 0.02, 0.3, 1])
def test_a_source_of_a_sparse_network_follows_links_as_long_as_it_pays(share, monkeypatch):
    monkeypatch.setattr(oplist, "DUE", share)
    net, again = (crowd(500, 4_000, 10**6, seed=5) for _ in range(2))
    reach.prepare(again)
    for seeds in ([1], [2, 499], list(range(0, 500, 9))):
        for span in ({}, {"after": -400_000}, {"before": 300_000}, {"after": 100_000, "before": 400_000}):
            asked = {**span, "engine": "compiled"}
            plain, linked = reach.arrivals(net, seeds, **asked), reach.arrivals(again, seeds, **asked)
            assert np.array_equal(plain.time, linked.time)


def test_links_are_only_made_where_they_pay():
    dense, sparse = (
        reach.prepare(crowd(50, 4_000, 10**6, seed=5)),
        reach.prepare(crowd(500, 4_000, 10**6, seed=5)),
    )
    linked = [
        oplist.CompiledEngine(net, STRICT, None, None).ops(backward=False, events=True)[0].links
        for net in (dense, sparse)
    ]
    assert linked[0] is None
    firsts, follows = linked[1]
    assert (len(firsts), len(follows)) == (500, 2 * 4_000)


@pytest.mark.parametrize("semantics", BOTH)
@pytest.mark.parametrize("directed", [True, False])
def test_removals_by_bits_equal_removals_by_journeys(semantics, directed, monkeypatch):
    net = crowd(1_300, 2_500, 60, seed=11, directed=directed)
    listed = reach.remove_each(net, [0, 9], semantics=semantics, engine="compiled")
    monkeypatch.setattr(oplist, "PATIENCE", 0)
    tried = reach.remove_each(net, [0, 9], semantics=semantics, engine="compiled")
    assert np.array_equal(listed.remaining, tried.remaining)


def test_a_long_chain_falls_back_to_bits():
    actors = 3_000
    net = EventNetwork.from_arrays(
        range(actors - 1), range(1, actors), range(actors - 1), actors=range(actors)
    )
    lost = reach.remove_each(net, [actors - 1], engine="compiled").lost
    assert lost.tolist() == [*range(actors - 1), actors - 1]


WAYS = {
    "pruned": {"DENSE": 0},
    "plain": {"DENSE": 10**9, "PAIR_BYTES": 0},
    "paired": {"DENSE": 10**9},
    "far": {"DENSE": 10**9, "PAIR_BYTES": 0, "NEAR_BYTES": 0, "SOME": 0.0},
    "far, empty ones skipped": {"DENSE": 10**9, "PAIR_BYTES": 0, "NEAR_BYTES": 0, "SOME": 0.9},
}


@pytest.mark.parametrize("semantics", [STRICT, NON_STRICT])
@pytest.mark.parametrize("moments", [10**6, 40])
@pytest.mark.parametrize("density", [2, 60])
def test_all_ways_to_run_operations_agree(density, moments, semantics, monkeypatch):
    # Half of the actors never pass anything on, and the others begin late: chunks differ in where they begin.
    net = crowd(1_300, 1_300 * density, moments, seed=5)
    net = net.select(net.source < 650)
    asked = {"semantics": semantics, "direction": "out"}
    expected = reach.reach_sizes(net, engine="python", **asked).sizes
    for way, settings in WAYS.items():
        with monkeypatch.context() as patched:
            for name, value in settings.items():
                patched.setattr(oplist, name, value)
            found = reach.reach_sizes(net, engine="compiled", threads=2, **asked).sizes
            blocks_ = blocks.reach_sizes(net, engine="compiled", parts=2, **asked).sizes
        assert np.array_equal(found, expected), way
        assert np.array_equal(blocks_, expected), way


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_change_nothing(threads):
    lasting = lasting_crowd(1_600, 40_000, 10**6, seed=8)
    sizes = [
        reach.reach_sizes(lasting, before=-700_000, engine="compiled", threads=n).sizes for n in (1, threads)
    ]
    assert np.array_equal(*sizes)
    net = crowd(2_000, 200_000, 10**6, seed=8)
    assert reach.reach_sizes(net, engine="compiled", threads=threads).sizes.sum() == SIZES_OF_CROWD
    counts = reach.shuffled(
        net, [1], replications=6, engine="compiled", threads=threads, before=-900_000
    ).counts
    assert np.array_equal(
        counts, reach.shuffled(net, [1], replications=6, engine="compiled", threads=1, before=-900_000).counts
    )


SIZES_OF_CROWD = 2_000 * 2_000


def test_more_replications_extend_the_same_sequence():
    net = crowd(50, 120, 60, seed=2)
    few = reach.shuffled(net, [1], replications=5, seed=9, engine="python").counts
    many = reach.shuffled(net, [1], replications=20, seed=9, engine="compiled").counts
    assert np.array_equal(few, many[:5])
    assert len(set(many.tolist())) > 1


@pytest.mark.parametrize("semantics", [STRICT, NON_STRICT])
@pytest.mark.parametrize("actors", [1 << 16, (1 << 16) + 1])
def test_shuffles_take_short_words_and_long_ones(actors, semantics):
    few, away = crowd(300, 400, 3_000, seed=6), actors - 300
    net = EventNetwork.from_arrays(few.source + away, few.target + away, few.start, actors=range(actors))
    asked = {"replications": 4, "seed": 3, "semantics": semantics}
    counts = [
        reach.shuffled(net, [actors - 1], engine=engine, **asked).counts for engine in ("python", "compiled")
    ]
    assert np.array_equal(*counts)
    assert counts[0].max() > 2


def test_rows_too_many_for_the_nearer_caches_are_fetched_ahead_alike():
    net = crowd(20_000, 30_000, 10**6, seed=4)
    compiled = reach.reach_sizes(net, engine="compiled").sizes
    assert np.array_equal(compiled, reach.reach_sizes(net, engine="python").sizes)


@pytest.mark.parametrize("engine", ["python", "compiled"])
def test_scenarios_need_only_one_mask(engine):
    net = EventNetwork.from_arrays(["a", "b"], ["b", "c"], [1, 2])
    ties = np.array([[True, True, False], [True, False, True]])
    actors = np.array([[True, False], [True, True], [True, True]])
    assert reach.scenarios(net, targets=["c"], tie_mask=ties, engine=engine).counts.tolist() == [3, 1, 2]
    assert reach.scenarios(net, sources=["a"], actor_mask=actors, engine=engine).counts.tolist() == [3, 0]


def test_semantics_refuse_what_they_cannot_mean():
    with pytest.raises(ValueError, match="write 'strict' or 'non-strict'"):
        Semantics(order="loose")
    with pytest.raises(ValueError, match="0 or longer"):
        Semantics(max_wait=-1)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(("near", "pair"), [(0, 0), (0, 1 << 22), (1 << 19, 0), (1 << 19, 1 << 22)])
def test_chunks_run_alone_or_in_pairs_near_or_far_agree(threads, near, pair, monkeypatch):
    monkeypatch.setattr(oplist, "NEAR_BYTES", near)
    monkeypatch.setattr(oplist, "PAIR_BYTES", pair)
    draw = np.random.default_rng(8)
    net = EventNetwork.from_arrays(
        draw.integers(0, 1_700, 6_000), draw.integers(0, 1_700, 6_000), draw.permutation(6_000),
        actors=range(1_700),
    )  # fmt: skip
    monkeypatch.setattr(oplist, "DENSE", 10**9)
    for direction in ("out", "in"):
        sizes = reach.reach_sizes(net, direction=direction, engine="compiled", threads=threads).sizes
        assert np.array_equal(sizes, reach.reach_sizes(net, direction=direction, engine="python").sizes)
    deadlines = np.arange(0, 6_000, 40)
    curves = [reach.access_curve(net, [1, 2], deadlines, engine=e).counts for e in ("python", "compiled")]
    assert np.array_equal(*curves)


@pytest.mark.parametrize("semantics", BOTH)
@pytest.mark.parametrize("size", [1, 64, 65, 512, 513])
def test_scenarios_that_fill_up_agree_with_the_python_engine(semantics, size):
    net = crowd(40, 6_000, 300, seed=9)
    usable = np.random.default_rng(2).random((6_000, size)) < 0.5
    present = np.random.default_rng(3).random((40, size)) < 0.8
    for masks in ({"tie_mask": usable}, {"actor_mask": present}, {"tie_mask": usable, "actor_mask": present}):
        counts = [
            reach.scenarios(net, targets=[1, 2], semantics=semantics, engine=e, **masks).counts
            for e in ("python", "compiled")
        ]
        assert np.array_equal(*counts)


@pytest.mark.parametrize("moments", [50, 400, 10**6])
def test_a_prepared_network_finds_moments_without_the_map_to_its_ties(moments):
    net = reach.prepare(crowd(300, 2_000, moments, seed=12))
    for verb, name in ((reach.arrivals, "time"), (reach.reaching, "latest")):
        for span in ({}, {"after": -moments // 2, "before": moments // 2}):
            answers = [getattr(verb(net, [3, 4], engine=e, **span), name) for e in ("python", "compiled")]
            assert np.array_equal(*answers)


@pytest.mark.parametrize("hi", [512, 1024, 1300])
def test_rows_of_some_actors_count_those_only(hi):
    net = crowd(1_300, 2_500, 10**6, seed=8)
    asked = [engines.choose(net, STRICT, None, None, choice) for choice in ("python", "compiled")]
    counts = [engine.row_counts(0, hi, backward=False) for engine in asked]
    assert np.array_equal(*counts)
