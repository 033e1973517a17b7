"""Colours: contrast on paper, distance for every kind of eye."""

from itertools import combinations

import pytest

from interlocal.report import palette
from interlocal.report.levels import COLOURS

SURFACES = ("#FFFFFF", palette.TINT)


@pytest.mark.parametrize("colour", sorted({*COLOURS.values(), palette.INK}))
def test_marks_stand_out_from_the_page(colour: str) -> None:
    assert min(palette.contrast(colour, surface) for surface in SURFACES) >= 3


@pytest.mark.parametrize("colour", [palette.INK, palette.MUTED, "#00558A", "#A84700"])
def test_text_can_be_read(colour: str) -> None:
    assert min(palette.contrast(colour, surface) for surface in SURFACES) >= 4.5


@pytest.mark.parametrize("vision", ["normal", "protanopia", "deuteranopia", "tritanopia"])
def test_any_two_hues_differ_for_every_eye(vision: str) -> None:
    for first, second in combinations(palette.MARKS.values(), 2):
        seen = [palette.simulate(colour, vision) for colour in (first, second)]
        assert palette.difference(*seen) >= 10, (first, second, vision)


def test_ciede2000_agrees_with_published_pairs() -> None:
    # Sharma, Wu and Dalal 2005, table 1, pairs 1, 7, 17 and 25.
    published = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, two, expected in published:
        assert palette.ciede2000(one, two) == pytest.approx(expected, abs=1e-4)
        assert palette.ciede2000(two, one) == pytest.approx(expected, abs=1e-4)


def test_contrast_agrees_with_the_definition() -> None:
    assert palette.contrast("#767676") == pytest.approx(4.54, abs=0.01)


def test_greys_stay_grey_for_every_eye() -> None:
    for vision in palette.VISIONS:
        seen = palette.simulate("#808080", vision)
        assert palette.difference(seen, "#808080") < 1
