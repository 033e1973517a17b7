"""The null panel and the tipping curve as figures."""

from __future__ import annotations

import re

import numpy as np
import pytest

from interlocal.inference.rung import Ladder, described, judged
from interlocal.inference.tipping import tipping_curve
from interlocal.provenance import Estimate
from interlocal.report.charts import Row, Scale, Slice, curves, figures, intervals, said, shares
from interlocal.report.nulls import null_panel, scale_for, tipping

CURVE = tipping_curve("cohesion", "anywhere", [1, 2, 4], [[0.8, 0.4, 0.1], [0.6, 0.4, 0.1]], threshold=0.2)
OBSERVED = Estimate(value=0.42, interval=(0.3, 0.55))


def ladder(*rungs):
    return Ladder("cities", "a harbour", {"loss": "share of pairs lost"}, rungs)


def test_each_claim_is_a_panel_with_its_threshold_and_a_table_of_the_same_numbers():
    figure = tipping([("They <hold> it.", [CURVE]), ("Nothing is lost.", [])], id="t")
    assert len(figure.parts) == 1
    drawn = str(figure.parts[0])
    assert "&lt;hold&gt;" in drawn
    assert "below 0.2 the verdict changes" in drawn
    assert figure.table.rows[0] == ("They <hold> it.", "anywhere", "1", "0.700 (0.610 to 0.790)", CURVE.said)
    assert len(figure.table.rows) == 3


def test_the_curve_falls_from_left_to_right():
    drawn = str(tipping([("", [CURVE])], id="t").parts[0])
    line = re.search(r'<path d="M([^"]+)" fill="none"', drawn)[1]
    points = [tuple(map(float, pair.split())) for pair in line.split("L")]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert [y for _, y in points] == sorted(y for _, y in points)  # y grows downwards


def test_without_a_loss_the_figure_says_why_it_is_empty():
    figure = tipping([("c", [])], id="t")
    assert not figure.parts
    assert "no effect" in figure.absent


def test_a_rung_says_its_p_and_how_often_it_is_fooled():
    rung = judged("N2b", "loss", OBSERVED, np.linspace(0, 0.5, 999))
    rates = {"N2b": {"when all report evenly": Estimate(value=0.05)}}
    figure = null_panel(ladder(rung), id="n", title="Ladder", rates=rates)
    drawn = str(figure.parts[0])
    assert f"p = {rung.p:.3f}" in drawn
    assert re.search(r"5% of the time", re.sub(r"<[^>]+>", " ", drawn))
    assert figure.table.rows[0][7] == f"{rung.p:.4f}"


def test_what_cannot_be_tested_is_said_and_never_drawn_as_zero():
    rung = described("N6", "loss", OBSERVED, testable=False, why="one source")
    figure = null_panel(ladder(rung), id="n", title="Ladder")
    assert not figure.parts
    assert "one source" in figure.absent
    assert figure.table.rows[0][7] == "not testable: one source"


def test_an_unknown_value_is_written_not_drawn():
    drawn = str(intervals("i", "t", [Row("a", (Estimate(value=None),))], Scale(0, 1, (0.0, 1.0))))
    assert "not known" in drawn
    assert "<circle" not in drawn


def test_values_outside_the_scale_stay_on_it():
    scale = Scale(0.0, 1.0, (0.0, 1.0))
    assert scale.at(-5, 10, 20) == 10
    assert scale.at(5, 10, 20) == 20


@pytest.mark.parametrize("values", [[], [0.0], [0.004], [0.13, 0.97], [3.0, 250.0], [-2.0, 7.5]])
def test_scales_hold_every_value_between_round_ticks(values):
    scale = scale_for(values, "x")
    assert all(scale.low <= value <= scale.high for value in [0.0, *values])
    assert 2 <= len(scale.ticks) <= 9
    assert list(scale.ticks) == sorted(scale.ticks)


def test_shares_fill_their_bar():
    drawn = str(shares("s", "t", [("a", [Slice(0.25, 0, "25%"), Slice(0.75, 2, "75%")], "")]))
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height="28"', drawn)]
    assert sum(widths) == pytest.approx(650, abs=0.5)
    assert widths[1] == pytest.approx(3 * widths[0], abs=0.5)


def test_names_at_the_ends_of_curves_do_not_overlap():
    flat = tipping_curve("x", "another", [1, 2, 4], [[0.8, 0.4, 0.1]])
    drawn = str(tipping([("", [CURVE, flat])], id="t").parts[0])
    ends = [float(y) for y in re.findall(r'<tspan x="832" y="([\d.]+)">', drawn)]
    assert len(ends) == 2
    assert abs(ends[0] - ends[1]) >= 13


def test_words_for_numbers():
    assert said(Estimate(value=0.5)) == "0.50"
    assert said(Estimate(value=1.0, interval=(1.0, 1.0))) == "1.00"
    assert figures(-0.0) == "0.00"
    assert str(curves("c", "t", [], Scale(0, 1, (0.0,)), Scale(0, 1, (0.0,)))).startswith("<svg")
