"""Fixtures for all tests; the casebook in `tiny` is the one that most of them ask."""

from pathlib import Path

import pytest

import tiny
from interlocal.casebook.book import Casebook


@pytest.fixture
def book() -> Casebook:
    """The tiny casebook as a value."""
    return tiny.book()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny casebook on disk, without its text."""
    tiny.saved(tmp_path / "tiny")
    return tmp_path / "tiny"
