"""The measurement model says the right thing of scores that can be judged by eye, and the same on any threads."""

import numpy as np
import pytest

from interlocal.casebook.folder import read
from interlocal.errors import NetworkError, UnknownNameError
from interlocal.framework.model import Indicators, Item, Plan, Scores, fit, scores_of
from interlocal.framework.scores import ADJUDICATED, Score, scores

SHORT = Plan(chains=2, draws=250, warm=100, longest=1)
LADDER = np.array([[0, 1, 2, 3, 4, 2, -1], [1, 1, 2, 3, 4, 2, -1], [0, 2, 2, 4, 4, 1, -1]])


def ladder(rows=3, y=LADDER, **more):
    items = tuple(Item("quay", f"p{i}", "funds") for i in range(y.shape[1]))
    return Scores(tuple("abc"[:rows]), items, y[:rows], **more)


@pytest.fixture(scope="module")
def fitted():
    return fit(ladder(), plan=SHORT)


def test_higher_scores_stand_higher(fitted):
    values = [one.score.value for one in fitted.items[:5]]
    assert values == sorted(values)
    assert fitted.items[0].high.value < 0.2 < 0.6 < fitted.items[4].high.value


def test_intervals_lie_on_the_scale_and_hold_the_mean(fitted):
    for one in fitted.items[:6]:
        low, high = one.score.interval
        assert 0 <= low < one.score.value < high <= 4


def test_what_nobody_scored_has_no_number(fitted):
    last = fitted.items[-1]
    assert last.score.value is None
    assert last.theta.value is None
    assert last.overlap is None
    assert "no coder" in last.why


def test_the_same_on_any_number_of_threads_and_another_with_another_seed(fitted):
    alone = fit(ladder(), plan=Plan(chains=2, draws=250, warm=100, longest=1, threads=1))
    assert alone == fitted
    assert fit(ladder(), plan=SHORT, leave_out=False, seed=2).items[0].score != fitted.items[0].score


def test_three_coders_bring_no_warning_of_few_and_two_do(fitted):
    assert not any("few-coder" in said for said in fitted.warnings)
    assert any(
        "intervals rely on priors" in said for said in fit(ladder(2), plan=SHORT, leave_out=False).warnings
    )


def test_one_coder_shows_the_raw_score_and_the_interval_of_the_prior():
    found = fit(ladder(1), plan=SHORT)
    assert [one.score.value for one in found.items[:5]] == [0, 1, 2, 3, 4]
    assert len({one.score.interval for one in found.items[:5]}) == 1
    assert "one coder" in found.warnings[0]
    assert found.coders[0].shift is None


def test_leaving_a_coder_out_moves_what_he_alone_saw_otherwise():
    y = np.array([[0, 1, 2, 3, 4, 0], [0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 4, 4]])
    odd = fit(ladder(y=y), plan=SHORT).coders[0]
    assert odd.moved == Item("quay", "p5", "funds")
    assert odd.largest > odd.shift > 0


def test_with_indicators_both_versions_are_given_and_the_indicator_pulls():
    rising = np.array([-1.5, -1, 0, 1, 2, 1, -2.0])[None, :, None] + np.linspace(-0.1, 0.1, 5)
    found = fit(ladder(), Indicators(("reach",), rising), plan=SHORT, leave_out=False)
    bare = found.without_indicators
    assert bare == fit(ladder(), plan=SHORT, leave_out=False)
    assert found.items[-1].score.value < bare.items[1].score.value
    assert found.items[-1].score.coverage == 0
    assert found.indicators[0].correlation.value > 0.4


def test_worlds_that_disagree_leave_an_indicator_less_weight():
    rising = np.array([-1.5, -1, 0, 1, 2, 1, -2.0])[None, :, None] + np.zeros(10)
    torn = rising + np.random.default_rng(1).normal(0, 3, rising.shape)
    sure, unsure = (
        fit(ladder(), Indicators(("reach",), z), plan=SHORT, leave_out=False).indicators[0]
        for z in (rising, torn)
    )
    assert unsure.correlation.value < sure.correlation.value - 0.1


def test_two_levels_confidence_and_walks_are_fitted():
    y = np.array([[0, 0, 1, 1, 1, 0, -1], [0, 0, 1, 1, 0, 0, 1]])
    sure = np.full(y.shape, 2)
    found = fit(
        ladder(2, y, levels=2, confidence=sure), plan=SHORT, walk=True, tempered=True, leave_out=False
    )
    assert found.threshold == 1
    assert found.items[2].score.value > found.items[0].score.value
    apart = fit(ladder(2, y, levels=2), plan=SHORT, leave_out=False)
    gap = [f.items[3].theta.value - f.items[4].theta.value for f in (found, apart)]
    assert abs(gap[0]) < abs(gap[1])


def test_a_coder_can_be_the_reference_and_must_exist():
    strict = np.array([[0, 0, 1, 2, 3, 1, -1], [1, 2, 3, 4, 4, 3, -1], [0, 1, 2, 3, 4, 2, -1]])
    low, high = (
        fit(ladder(y=strict), plan=SHORT, reference=name, leave_out=False).items[2].score.value
        for name in "ab"
    )
    assert low < high - 0.5
    with pytest.raises(UnknownNameError, match="the coders are a, b, c"):
        fit(ladder(), reference="d")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ladder(y=LADDER + 3), "levels 0 to 4"),
        (lambda: ladder(levels=1), "at least 2"),
        (lambda: Scores((), (), np.empty((0, 0), int)), "nothing to fit"),
        (lambda: Scores(("a",), (Item("q", "p", "f"),), np.zeros((2, 1), int)), "coders by items"),
        (lambda: Indicators(("a", "b"), np.zeros((1, 2, 1))), "at least one world"),
        (lambda: Indicators(("a",), np.full((1, 2, 1), np.inf)), "NaN means missing"),
        (lambda: fit(ladder(), Indicators(("a",), np.zeros((1, 2, 1)))), "one row per item"),
    ],
)
def test_what_does_not_fit_is_refused(make, said):
    with pytest.raises(NetworkError, match=said):
        make()


def test_scores_are_arranged_by_item_and_say_why_there_is_none():
    found = [
        Score("ann", "q", "p1", "loci", 3, "high", ("c-1",)),
        Score("bob", "q", "p1", "loci", None, "", ("c-2",)),
        Score("ann", "q", "p1", "funds", None, "low", ("c-3",)),
    ]
    made = scores_of(found, [Item("q", "p1", "loci"), Item("q", "p1", "funds"), Item("q", "p2", "loci")])
    assert made.y.tolist() == [[3, -1, -1], [-1, -1, -1]]
    assert made.confidence[0, 0] == 2
    assert made.why == {1: "not codable, say all coders who looked", 2: "no coder scored it"}
    assert made.records[0] == ("c-1", "c-2")


def test_takao_is_fitted_from_two_coders_and_says_so():
    found = scores_of(one for one in scores(read("takao2003")) if one.coder != ADJUDICATED)
    assert found.coders == ("coder-a", "coder-b")
    made = fit(found, plan=SHORT, leave_out=False)
    assert any("few-coder" in said for said in made.warnings)
    by = {one.item: one for one in made.items}
    assembly = by[Item("kawasaki", "kawasaki-2", "participatory_loci")]
    assert assembly.raw == (4, 4)
    assert assembly.high.value > 0.8
    assert by[Item("kawasaki", "kawasaki-1", "access_to_centre")].score.value is None
    assert len(made.profile("kawasaki", "kawasaki-2")) == 9
