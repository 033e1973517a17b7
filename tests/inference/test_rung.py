"""One rung of the ladder, families of rungs, and tipping curves."""

import numpy as np
import pytest

from interlocal.inference.rung import LEVELS, described, family, judged, placed
from interlocal.inference.tipping import crossing, tipping_curve
from interlocal.provenance import Estimate

DRAWS = np.linspace(0, 1, 99)


def test_what_is_no_test_has_no_p() -> None:
    for level in ("N0", "N5", "N6"):
        assert not LEVELS[level].test
        assert described(level, "reach", Estimate(value=1.0)).p is None
        with pytest.raises(ValueError, match="no test"):
            judged(level, "reach", Estimate(value=1.0), DRAWS)


@pytest.mark.parametrize(
    ("observed", "null", "more", "why"),
    [
        (None, DRAWS, {}, "the statistic is not known here"),
        (0.5, [], {}, "no draw gave the statistic"),
        (0.5, [0.2] * 99, {}, "the shuffles never change the statistic"),
        (0.5, DRAWS, {"count": 1}, "only one assignment"),
        (0.5, DRAWS, {"count": 12}, "12 distinct assignments allow is 0.0833"),
        (0.5, DRAWS[:10], {}, "so few draws allow is 0.0909"),
    ],
)
def test_what_cannot_be_tested_says_why(observed: float | None, null: object, more: dict, why: str) -> None:  # type: ignore[type-arg]
    rung = judged("N2b", "reach", Estimate(value=observed), null, **more)  # type: ignore[arg-type]
    assert not rung.testable
    assert rung.p is None
    assert why in rung.why


def test_a_test_carries_all_that_it_rests_on() -> None:
    rung = judged("N2b", "reach", Estimate(value=0.99), DRAWS, notes=["few"])
    assert (rung.extreme, rung.draws, rung.p, rung.attainable) == (1, 99, 0.02, 0.01)
    assert rung.null is not None
    assert (rung.null.mean, rung.null.low, rung.null.high) == pytest.approx((0.5, 0.05, 0.95))
    assert rung.question
    assert rung.held
    assert rung.lies


def test_a_family_corrects_for_having_looked_at_all() -> None:
    rng = np.random.default_rng(1)
    nulls = [None, *(rng.normal(size=99) for _ in range(4))]
    rungs = [described("N0", "reach", Estimate(value=2.0))]
    rungs += [judged("N2b", "reach", Estimate(value=2.0), null) for null in nulls[1:]]
    found = family(rungs, nulls)
    assert found[0].p_family is None
    for before, after in zip(rungs[1:], found[1:], strict=True):
        assert after.p == before.p
        assert after.p_family >= after.p
        assert after.q >= after.p
    assert max(r.p_family for r in found[1:]) > max(r.p for r in found[1:])


def test_equal_values_share_a_rank() -> None:
    found = placed("reach", {"a": (1, 0.5), "b": (2, 0.5), "c": (1, 0.1), "d": (1, None)}, {"a": 0.3})
    assert [(one.about, one.rank, one.p) for one in found] == [
        ("a", 1, 0.3),
        ("b", 1, None),
        ("c", 3, None),
        ("d", None, None),
    ]
    assert found[1].per_unit == 0.25


def test_a_curve_crosses_where_it_falls_to_the_level() -> None:
    curves = [[1.0, 0.8, 0.0], [1.0, 0.2, 0.0], [1.0, 0.9, 0.8]]
    found = crossing([1, 2, 4], curves, 0.5)
    assert found.value == pytest.approx(2 + 2 * 0.3 / 0.8)
    assert found.interval is not None
    assert found.interval[0] == pytest.approx(1.625 + 0.1 * (2.75 - 1.625))
    assert found.interval[1] is None


def test_a_curve_that_starts_below_its_threshold_flips_at_once() -> None:
    curve = tipping_curve("reach", "uniform", [1, 2], [[0.4, 0.3]], threshold=0.5)
    assert curve.flips is not None
    assert curve.flips.value == 1
    assert "flips already at rho 1" in curve.said
    nothing = tipping_curve("reach", "uniform", [1, 2], [[0.0, 0.0]])
    assert nothing.halves.value is None
    assert nothing.said == "no effect at rho 1: nothing to undo"
