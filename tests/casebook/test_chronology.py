"""Undated facts lie within the window of their case; order rows bind what is dated."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from interlocal import dates
from interlocal.casebook.chronology import FAR, chronology, moments
from interlocal.casebook.folder import read
from tests.casebook.harbour import FILES, harbour


def _days(folder: Path, record: str, **changed: str) -> tuple[str, str]:
    folder.mkdir()
    found = chronology(read(harbour(folder, **changed)))
    at = found.points.index(record)
    return dates.iso(int(found.lo[at])), dates.iso(int(found.hi[at]))


def test_an_undated_tie_lies_within_the_observation_window(tmp_path: Path) -> None:
    undated = FILES["ties.csv"].replace("standing,1967,,..", "standing,,,..")
    assert _days(tmp_path / "a", "t-fund", ties=undated) == ("1960-01-01", "1995-12-31")


def test_a_case_that_begins_later_begins_the_window_of_its_undated_facts(tmp_path: Path) -> None:
    undated = FILES["ties.csv"].replace("standing,1967,,..", "standing,,,..")
    begun = FILES["codebook.toml"].replace('name = "The ferry"', 'name = "The ferry"\nstart = "1966"')
    assert _days(tmp_path / "a", "t-fund", ties=undated, codebook=begun)[0] == "1966-01-01"
    # What is dated earlier stays as it is dated.
    assert _days(tmp_path / "b", "t-fund", codebook=begun.replace("1966", "1980"))[0] == "1967-01-01"


def test_an_order_row_with_lags_tightens_both_dates(tmp_path: Path) -> None:
    first, last = _days(tmp_path / "a", "t-ask")
    assert first >= "1989-06-29"  # 120 days after the first of March
    assert last <= "1989-12-31"


def test_an_order_row_without_a_least_lag_leaves_the_direction_open(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    same_year = FILES["order.csv"].replace("P4M,P6M", ",P1Y")
    found = chronology(read(harbour(tmp_path / "a", order=same_year)))
    assert found.order("t-ask", "t-propose") is dates.Answer.POSSIBLE
    assert found.order("t-propose", "t-ask") is dates.Answer.POSSIBLE


def test_an_open_end_is_no_date_and_an_empty_one_is_unbounded() -> None:
    low, high = moments(["..", ""])
    assert np.array_equal(low, [-FAR, -FAR])
    assert np.array_equal(high, [FAR, FAR])
