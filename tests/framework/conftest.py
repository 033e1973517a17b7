"""What the tests of the framework share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interlocal.casebook.folder import read
from interlocal.framework.measured import Measured
from interlocal.framework.measures import measure
from interlocal.framework.study import Study


@pytest.fixture(scope="session")
def takao() -> Study:
    """The shipped casebook with few simulated codings: enough for what the tests compare."""
    return Study(read("takao2003"), n=40)


@pytest.fixture(scope="session")
def measured(takao: Study) -> Callable[[str], tuple[Measured, ...]]:
    """The numbers that a measure gives of the shipped casebook; each measure is read once for all tests."""
    made: dict[str, tuple[Measured, ...]] = {}

    def read_once(name: str) -> tuple[Measured, ...]:
        if name not in made:
            made[name] = tuple(measure(name).read(takao))
        return made[name]

    return read_once
