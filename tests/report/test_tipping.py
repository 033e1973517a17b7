"""The tipping curve as a figure."""

from __future__ import annotations

from interlocal.inference.tipping import tipping_curve
from interlocal.report.tipping import tipping_figure

CURVE = tipping_curve("cohesion", "anywhere", [1, 2, 4], [[0.8, 0.4, 0.1], [0.6, 0.4, 0.1]], threshold=0.2)


def test_each_claim_is_a_panel_with_its_least_loss_and_a_table_of_the_same_numbers():
    figure = tipping_figure([("They <hold> it.", 0.2, [CURVE]), ("Nothing is lost.", 0.2, [])])
    assert len(figure.parts) == 1
    drawn = str(figure.parts[0])
    assert "&lt;hold&gt;" in drawn
    assert "least: 0.2" in drawn
    assert figure.table.rows[0] == ("They <hold> it.", "anywhere", "1", "0.70", "0.61", "0.79")
    assert len(figure.table.rows) == 3


def test_the_curve_falls_from_left_to_right():
    drawn = str(tipping_figure([("c", 0.2, [CURVE])]).parts[0])
    line = drawn.split('<polyline points="')[1].split('"')[0]
    points = [tuple(map(float, pair.split(","))) for pair in line.split()]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert [y for _, y in points] == sorted(y for _, y in points)  # y grows downwards


def test_without_a_loss_the_figure_says_why_it_is_empty():
    figure = tipping_figure([("c", 0.2, [])])
    assert not figure.parts
    assert "No claim here" in figure.absent
