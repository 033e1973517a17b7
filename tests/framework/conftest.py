"""What the tests of the framework share."""

from __future__ import annotations

import pytest

from interlocal.casebook.folder import read
from interlocal.framework.study import Study


@pytest.fixture(scope="session")
def takao() -> Study:
    """The shipped casebook with few simulated codings: enough for what the tests compare."""
    return Study(read("takao2003"), n=40)
