"""Simulated codings ("worlds"): one dating of every record, and for each tie whether it was there.

Dates are drawn within their bounds and consistent with every order statement. Ties are drawn with
the probability of their evidence, and errors of one source are shared: in world w

    logit p(w) = logit p + mean of u(w) over the tie's works + mean of v(w) over its passages

with u ~ N(0, 0.5²) for each work and v ~ N(0, 0.3²) for each passage. Every draw belongs to a
record, work or passage (Philox, keyed by seed, purpose and id): editing one never shifts another's.
Monte-Carlo standard errors are √(p (1 − p) / n) of the share p over n worlds.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.errors import NetworkError
from interlocal.network.coalition import CoalitionNetwork
from interlocal.provenance import Estimate

__all__ = ["Bools", "Days", "Worlds", "draw_worlds", "mean_of", "share", "used_moments", "worlds_for"]

Days = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

SOURCE_ERROR = 0.5
PASSAGE_ERROR = 0.3


@dataclass(frozen=True, eq=False)
class Worlds:
    """n simulated codings of a network.

    `days` (moments, n) holds the day of every moment that ties and links use, in the rows that
    `row` gives; `present` (ties, n) says which ties are there.
    """

    n: int
    seed: int
    days: Days
    row: npt.NDArray[np.int64]
    present: Bools
    _memo: dict[str, Days] = field(default_factory=dict, repr=False, init=False)

    def day(self, moment: int) -> Days:
        """The day of a moment in every world, shape (n,)."""
        days: Days = self.days[self.row[moment]]
        return days

    def select(self, keep: npt.NDArray[np.bool_]) -> Worlds:
        """The same worlds for a network with only the ties of a mask."""
        return Worlds(self.n, self.seed, self.days, self.row, self.present[keep])

    def first(self, n: int) -> Worlds:
        """The first n of these worlds, all of them if there are fewer."""
        return self.block(0, min(n, self.n))

    def block(self, begin: int, end: int) -> Worlds:
        """The worlds numbered begin to end - 1."""
        span = slice(begin, end)
        return Worlds(end - begin, self.seed, self.days[:, span], self.row, self.present[:, span])

    @functools.cached_property
    def certain_presence(self) -> bool:
        """Whether every tie is there in every world."""
        return bool(self.present.all())


def draw_worlds(
    network: CoalitionNetwork,
    n: int = 2000,
    seed: int = 1,
    *,
    source_error: float = SOURCE_ERROR,
    passage_error: float = PASSAGE_ERROR,
) -> Worlds:
    """Draw n worlds of a network; the same seed gives the same worlds.

    `source_error` and `passage_error` are standard deviations on the logit scale; without them
    intervals come out too narrow. A certainty of 0 or 1 is not moved by them.
    """
    if n < 0:
        raise NetworkError(f"{n} worlds: give 0 for none, or how many simulated codings to draw")
    used = used_moments(network)
    row = np.full(len(network.clock), -1, np.int64)
    row[used] = np.arange(len(used))
    present = _presence(network, n, seed, source_error, passage_error)
    return Worlds(n, seed, network.clock.draw(used.tolist(), n, seed), row, present)


def worlds_for(network: CoalitionNetwork, worlds: Worlds | int, seed: int) -> Worlds:
    """Worlds as given, or drawn; `NetworkError` for worlds that were drawn for other ties."""
    if not isinstance(worlds, Worlds):
        return draw_worlds(network, worlds, seed)
    if len(worlds.present) != len(network.ties) or len(worlds.row) != len(network.clock):
        raise NetworkError(
            f"the worlds were drawn for a network of {len(worlds.present)} ties, this one has {len(network.ties)}; "
            "draw them for it, or narrow them by Worlds.select"
        )
    return worlds


def used_moments(network: CoalitionNetwork) -> npt.NDArray[np.int64]:
    """The moments that ties, links and translations use, sorted."""
    inner = [m for one in network.links for m in (one.start, one.end)]
    inner += [m for one in network.translations for m in (one.start, one.end)]
    return np.unique(np.concatenate([network.ties.start, network.ties.end, np.array(inner, np.int64)]))


def _presence(
    network: CoalitionNetwork, n: int, seed: int, source_error: float, passage_error: float
) -> Bools:
    ties = network.ties
    records, inverse = np.unique(ties.record, return_inverse=True)
    names = records.tolist()
    chance = np.zeros(len(names))
    chance[inverse] = ties.certainty
    with np.errstate(divide="ignore"):
        logit = np.log(chance) - np.log1p(-chance)
    shift = np.zeros((len(names), n))
    for scale, purpose, evidence in (
        (source_error, "source", network.sources),
        (passage_error, "passage", network.passages),
    ):
        if scale > 0 and n:
            _add_shared(shift, names, evidence, scale, purpose, seed)
    odds = logit[:, None] + shift
    uniform = draws.uniform(seed, "presence", names, n)
    with np.errstate(over="ignore"):
        there: Bools = uniform * (1 + np.exp(-odds)) < 1
    return there[inverse]


def _add_shared(
    shift: npt.NDArray[np.float64],
    names: Sequence[str],
    evidence: Mapping[str, tuple[str, ...]],
    scale: float,
    purpose: str,
    seed: int,
) -> None:
    shared = sorted({one for name in names for one in evidence.get(name, ())})
    if not shared:
        return
    place = {one: k for k, one in enumerate(shared)}
    error = scale * _normal(seed, purpose, shared, shift.shape[1])
    for k, name in enumerate(names):
        rows = [place[one] for one in evidence.get(name, ())]
        if len(rows) == 1:
            shift[k] += error[rows[0]]
        elif rows:
            shift[k] += error[rows].mean(axis=0)


def _normal(seed: int, purpose: str, ids: Sequence[str], n: int) -> npt.NDArray[np.float64]:
    """Standard normal draws by Box and Muller, (ids, n), from two uniform draws each."""
    radius = np.sqrt(-2.0 * np.log1p(-draws.uniform(seed, f"{purpose} radius", ids, n)))
    angle: npt.NDArray[np.float64] = radius * np.cos(
        2 * np.pi * draws.uniform(seed, f"{purpose} angle", ids, n)
    )
    return angle


def share(hits: Bools, passages: tuple[str, ...] = ()) -> Estimate:
    """The share of worlds in which something holds, with its 90 % Monte-Carlo interval and error."""
    n = len(hits)
    if not n:
        return Estimate(value=None)
    p = float(hits.mean())
    error = float(np.sqrt(p * (1 - p) / n))
    # Wilson's interval, so that 0 and 1 of n keep an interval of their own.
    z = 1.6448536269514722
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
    low, high = max(0.0, min(p, middle - half)), min(1.0, max(p, middle + half))
    return Estimate(value=p, interval=(low, high), mc_se=error, passages=passages)


def mean_of(values: npt.NDArray[np.float64]) -> Estimate:
    """Mean over worlds, their 5th and 95th percentiles, and the standard error of the mean."""
    if not len(values) or np.isnan(values).any():
        return Estimate(value=None)
    low, high = (float(x) for x in np.quantile(values, [0.05, 0.95]))
    mean = float(values.mean())
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
    return Estimate(value=mean, interval=(min(low, mean), max(high, mean)), mc_se=error)
