"""The access ribbon and the removal matrix."""

from __future__ import annotations

import xml.etree.ElementTree as Xml

from interlocal.network.paths import paths
from interlocal.network.sketch import sketch
from interlocal.provenance import Estimate
from interlocal.report.removal_matrix import removal_matrix
from interlocal.report.ribbon import ribbon

NET = sketch(
    "g society JP; <city> local JP; mayor local JP; mofa state JP",
    "g proposes <city> 1990; mayor presses mofa 1991/1992; g presses mofa 1990--1999",
    links="mayor=<city>",
)


def words(part):
    texts = (
        element for element in Xml.fromstring(str(part)).iter() if element.tag.endswith(("text", "title"))
    )
    return [element.text for element in texts if element.text]


def test_a_panel_a_route_with_lanes_names_and_verdict():
    figure = ribbon(NET, paths(NET, "g", "mofa", via="<city>", worlds=20))
    said = [word for part in figure.parts for word in words(part)]
    assert {"home society", "home local", "home state", "<city>", "mayor", "mofa"} <= set(said)
    assert any(word.startswith("Route 1: certain") for word in said)
    assert len(figure.table.rows) == 3


def test_certain_routes_are_solid_and_possible_ones_dashed():
    coarse = sketch(
        "g society JP; c local JP; m state JP", "g proposes c 1990; c presses m 1990; g presses m 1993"
    )
    found = paths(coarse, "g", "m")
    drawn = {r.certain: str(part) for r, part in zip(found.routes, ribbon(coarse, found).parts, strict=True)}
    assert 'stroke-dasharray="6 4"' not in drawn[True]
    assert 'stroke-dasharray="6 4"' in drawn[False]


def test_without_a_route_the_figure_says_what_is_missing():
    figure = ribbon(NET, paths(NET, "mofa", "g"))
    assert not figure.parts
    assert figure.absent.startswith("No route.")


def test_a_matrix_writes_every_value_and_a_dash_for_none():
    half = Estimate(value=0.5)
    cells = [[(half, half), (None, Estimate(value=0.0))]]
    figure = removal_matrix(["KITA to <Beijing>"], ["nobody", "local governments"], cells)
    said = words(figure.parts[0])
    assert [word for word in said if word in ("0.50", "–", "0.00")] == ["0.50", "0.50", "–", "0.00"]
    assert figure.table.rows[0][0] == "KITA to <Beijing>"
    assert removal_matrix([], [], []).absent
