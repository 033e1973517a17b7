"""The rungs of the null ladder on a casebook, one a file. What a null holds fixed is the hypothesis it tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal.inference.rung import Rung

__all__ = ["Tried"]


@dataclass(frozen=True, eq=False)
class Tried:
    """A rung with the draws behind it (None where it is no test)."""

    rung: Rung
    values: npt.NDArray[np.float64] | None = None
