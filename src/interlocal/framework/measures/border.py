"""M9: which border a tie crosses, that of territory, that of legal membership, both or neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlocal.framework.estimates import NOTHING, mean_where_defined, ratio
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.membership import Membership, distances
from interlocal.framework.scope import Scope
from interlocal.framework.study import LAYERS, Layer, Study

__all__ = ["KINDS", "MEASURE", "Crossing", "crossings", "fourfold"]

Floats = npt.NDArray[np.float64]

KINDS = ("domestic", "kin_abroad", "classical", "beyond_border")
"""Neither border; territory only; both; membership only."""


@dataclass(frozen=True, eq=False)
class Crossing:
    """How far each tie crosses each border in each world, 0 to 1, shape (ties, n); NaN where not coded.

    `weight` is 0 where a tie is absent; the ties into which one meeting was expanded count as one together.
    """

    territory: Floats
    membership: Floats
    weight: Floats
    records: tuple[str, ...]
    bodies: npt.NDArray[np.bool_]


def fourfold(territory: Floats, membership: Floats) -> Floats:
    """The parts of a tie in the four kinds, (4, …), adding up to 1.

    With one country on each side a tie is of one kind. Where sets overlap in part, what crosses both borders is
    the smaller of the two crossings, and only the excess of one over the other is of that border alone: a
    two-country team that belongs where it acts from is no beyond-border actor.

    >>> fourfold(np.array([0.0, 1.0, 0.5]), np.array([1.0, 1.0, 0.5])).tolist()
    [[0.0, 0.0, 0.5], [0.0, 0.0, 0.0], [0.0, 1.0, 0.5], [1.0, 0.0, 0.0]]
    """
    t, b = territory, membership
    return np.stack([1 - np.maximum(t, b), np.maximum(t - b, 0), np.minimum(t, b), np.maximum(b - t, 0)])


def crossings(study: Study, layer: Layer, case: str, *, axis: str = "membership") -> Crossing:
    """How far the ties of a case cross the borders; `axis` "identity" adds what actors say they belong to."""
    network, worlds = study.network(layer, case), study.worlds(layer, case)
    place = Membership(study)
    ties = network.ties
    ends: dict[str, list[list[npt.NDArray[np.int64]]]] = {a: [[], []] for a in ("territory", axis)}
    for k in range(len(ties)):
        days = worlds.day(int(ties.start[k])).astype(np.int64)
        for side, column in enumerate((ties.source, ties.target)):
            actor = network.members[int(column[k])].id
            ends["territory"][side].append(place.place("territory", actor, days))
            ends[axis][side].append(_belongs(place, axis, actor, days))
    table = distances(place.sets)
    shape = (len(ties), study.n)
    crossed = [
        table[np.array(a, np.int64).reshape(shape), np.array(b, np.int64).reshape(shape)]
        for a, b in ends.values()
    ]
    names, inverse, count = np.unique(ties.record, return_inverse=True, return_counts=True)
    world_body = np.array([m.level == "international" for m in network.members], bool)
    return Crossing(
        crossed[0],
        crossed[1],
        worlds.present / count[inverse][:, None] if len(names) else np.zeros(shape),
        tuple(ties.record.tolist()),
        world_body[ties.source] | world_body[ties.target],
    )


def _belongs(place: Membership, axis: str, actor: str, days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    legal = place.place("membership", actor, days)
    if axis == "membership":
        return legal
    said = place.place("identity", actor, days)
    joined = [place.sets[a] | place.sets[b] for a, b in zip(legal, said, strict=True)]
    return np.array([place.number(one) for one in joined], np.int64)


def _share(part: Floats, weight: Floats) -> Floats:
    return ratio((part * weight).sum(axis=0), weight.sum(axis=0))


def _where(records: Sequence[str], mask: npt.ArrayLike) -> list[str]:
    return [record for record, inside in zip(records, np.asarray(mask).tolist(), strict=True) if inside]


def _read(study: Study) -> Iterator[Measured]:
    for case in study.cases:
        for layer in LAYERS:
            yield from _case(study, layer, case)


def _case(study: Study, layer: Layer, case: str) -> Iterator[Measured]:
    found = crossings(study, layer, case)
    tell = Scope(study, "border", case, layer).tell
    known_land = ~np.isnan(found.territory)
    known = known_land & ~np.isnan(found.membership)
    land, both = found.weight * known_land, found.weight * known
    t, b = np.nan_to_num(found.territory), np.nan_to_num(found.membership)
    parts = fourfold(t, b)
    total = float(found.weight.sum())
    covered = {
        "both": float(both.sum()) / total if total else 0.0,
        "land": float(land.sum()) / total if total else 0.0,
    }
    used = _where(found.records, known.any(axis=1))
    why = "no tie whose two ends have a coded territory and legal membership"
    for kind, part in zip(KINDS, parts, strict=True):
        mine = _where(found.records, np.any((part > 0) & known, axis=1))
        said = f"{len(mine)} of {len(used)} coded ties"
        yield tell(kind, mean_where_defined(_share(part, both)), unit="share", coverage=covered["both"], why=why,
                   said=said, records=mine)  # fmt: skip
    yield tell("territory_crossing", mean_where_defined(_share(t, both)), unit="share", why=why,
               coverage=covered["both"], said="a territorial definition", records=used)  # fmt: skip
    yield tell("either_crossing", mean_where_defined(_share(1 - parts[0], both)), unit="share", why=why,
               coverage=covered["both"], said="the definition by rights", records=used)  # fmt: skip
    for name, part, weight in (("territory", t, land), ("membership", b, both)):
        index = mean_where_defined(2 * _share(part, weight) - 1)
        yield tell(f"ei_{name}", index, coverage=covered["land" if name == "territory" else "both"], why=why,
                   said="E-I index: -1 all inside, 1 all across", records=used)  # fmt: skip
    for word, filled in (("least", 0.0), ("most", 1.0)):
        bound = _share(fourfold(t, np.where(np.isnan(found.membership), filled, b))[3], land)
        said = f"if nobody whose membership is not coded {'shared' if filled else 'differed in'} it"
        yield tell(f"beyond_border_{word}", mean_where_defined(bound), unit="share", coverage=covered["land"],
                   why=why, records=used, said=said)  # fmt: skip
    bodies = _share(found.bodies[:, None].astype(np.float64), found.weight)
    yield tell("with_international_body", mean_where_defined(bodies), unit="share", coverage=1.0,
               why="no tie is coded", records=_where(found.records, found.bodies))  # fmt: skip
    yield _self_ascribed(Scope(study, "border", case, layer), layer)


def _self_ascribed(scope: Scope, layer: Layer) -> Measured:
    place = Membership(scope.study)
    said = [one.id for actor in place.actors for one in place.usable("identity", actor)]
    if not said:
        why = "no self-ascribed belonging is coded as a country with a passage"
        return scope.tell("beyond_border_self_ascribed", NOTHING, unit="share", why=why, coverage=0.0)
    found = crossings(scope.study, layer, scope.case, axis="identity")
    known = ~np.isnan(found.territory) & ~np.isnan(found.membership)
    part = fourfold(np.nan_to_num(found.territory), np.nan_to_num(found.membership))[3]
    weight = found.weight * known
    total = float(found.weight.sum())
    return scope.tell(
        "beyond_border_self_ascribed",
        mean_where_defined(_share(part, weight)),
        unit="share",
        records=said,
        coverage=float(weight.sum()) / total if total else 0.0,
    )


MEASURE = Measure(
    code="M9",
    name="border",
    meaning=(
        "Which border each tie crosses: that of territory, that of legal membership (nationality), both or "
        "neither. Beyond-border ties join people of different membership on one territory."
    ),
    formula=(
        "crossing = 1 - |A∩B| / |A∪B| of the two ends' sets of countries, t for territory, b for membership; "
        "domestic 1 - max(t, b), kin abroad max(t - b, 0), classical min(t, b), beyond-border max(b - t, 0), as "
        "shares of the ties "
        "with both coded; E-I = 2·mean - 1"
    ),
    range="shares in [0, 1], the four adding up to 1; E-I in [-1, 1]",
    degenerate=(
        "No tie with both coded: no number. Residents whose nationality is not coded are left out and lower "
        "the coverage; beyond_border_least and _most say what they could change."
    ),
    null="none is run: which ties a source reports decides the shares, so read them as shares of what is told",
    references=(
        "Takao (2003), introduction",
        "Krackhardt and Stern (1988), Informal networks and organizational crises: an experimental "
        "simulation, Social Psychology Quarterly 51, 123–140",
    ),
    read=_read,
)
