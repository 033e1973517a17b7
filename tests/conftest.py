"""Fixtures for all tests; the casebook in `tiny` is the one that most of them ask."""

import os
from pathlib import Path

import pytest

from interlocal.casebook.book import Casebook
from tests import tiny


@pytest.fixture
def book() -> Casebook:
    """The tiny casebook as a value."""
    return tiny.book()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny casebook on disk, without its text."""
    tiny.saved(tmp_path / "tiny")
    return tmp_path / "tiny"


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything is installed (CI), a test that is skipped is a test that failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if os.environ.get("CI") == "true" and skipped and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} skipped: on CI nothing may be skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
