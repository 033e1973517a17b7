"""The arrays that the kernels read and write: what was observed, where a chain stands, what it keeps.

Letters of the shapes: R coders, N items, K thresholds (one fewer than levels), Q roles, C cases, J indicators,
W worlds, T confidence classes, G nodes of the grid.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["PRIOR", "Data", "Draws", "Floats", "Ints", "Prior", "State"]

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]


class Prior(NamedTuple):
    """The scales of the priors; all are standard deviations but `noise_centre`.

    `role`, `case`: of the effects on theta; theta itself has standard deviation 1 around them. `reliability`:
    of log beta. `common`: of the thresholds gamma that coders share; `own`: of a coder's around them.
    `walk`: of theta's step from one period to the next, where periods are chained. `loading`: of lambda
    (half normal); `level`: of a; `noise_centre`, `noise`: of log s. Indicators are standardised first.
    """

    role: float = 1.0
    case: float = 1.0
    reliability: float = 0.5
    common: float = 2.0
    own: float = 0.5
    walk: float = 0.3
    loading: float = 1.0
    level: float = 1.0
    noise_centre: float = -0.3
    noise: float = 0.5


PRIOR = Prior()


class Data(NamedTuple):
    """What was observed. Items of one walk follow one another.

    `y` (R, N): level, -1 where missing. `grade` (R, N): confidence class; `temper` (T,): its factor on beta.
    `role`, `case` (N,); `chained` (N,): 1 where the item continues the one before it.
    `order` (R, N), `begin` (R, (K+1)*T+1): a coder's items sorted by level and class, and where each group begins.
    `z` (W, J, N): standardised indicators, NaN where missing.
    """

    y: Ints
    grade: Ints
    temper: Floats
    role: Ints
    case: Ints
    chained: Ints
    order: Ints
    begin: Ints
    z: Floats
    levels: int
    roles: int
    cases: int


class State(NamedTuple):
    """Where a chain stands. `width`: the slice widths, `moved`: the mean moves that they are learnt from."""

    theta: Floats
    log_beta: Floats
    tau: Floats
    gamma: Floats
    m: Floats
    u: Floats
    a: Floats
    loading: Floats
    log_s: Floats
    width: Floats
    moved: Floats
    rng: Any


class Draws(NamedTuple):
    """What chains kept, draws along the first axis within a chain: (chains, draws, ...)."""

    theta: Floats
    log_beta: Floats
    tau: Floats
    gamma: Floats
    m: Floats
    u: Floats
    a: Floats
    loading: Floats
    log_s: Floats
