"""M7: to whom a coalition's bodies answer: upwards, downwards, to peers or inwards, and whether that shifted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from interlocal import draws
from interlocal.casebook.records import Tie
from interlocal.dates import end_of
from interlocal.framework.estimates import ratio
from interlocal.framework.measured import Measure, Measured
from interlocal.framework.scope import STATED, Scope, scopes
from interlocal.framework.study import Study

__all__ = ["AXES", "DIRECTIONS", "MEASURE", "direction"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DIRECTIONS = ("up_state", "up_local", "up_other", "down", "side", "in")
EXPECTED = ("up_state", "up_local", "down", "side", "in")
"""Forums that one would ask after for every body; funders who are neither come as they are coded."""

AXES = ("information", "debate", "consequence")
NOT_TOLD = "direction not told"
YEAR = 365.25
WIDTH = 2.0
"""Years either way by which a date of delegation is moved at random."""


class _Pair(NamedTuple):
    """An agent who answers, the forum it answers to, the tie that says so, and which way that is."""

    agent: str
    forum: str
    record: str
    direction: str


def _read(study: Study) -> Iterator[Measured]:
    for scope in scopes(study, "accountability"):
        pairs = _pairs(scope)
        intensity, records = _intensities(scope, pairs)
        yield from _by_pair(scope, pairs, intensity, records)
        yield from _shares(scope, pairs, intensity)
        yield from _shift(scope, pairs)


def direction(scope: Scope, agent: str, forum: str) -> str:
    """Which way an agent answers to a forum, one of `DIRECTIONS`, or "" where that cannot be told.

    "in": the forum is part of the agent. "up_state": a national or international authority, unless
    the agent is one of another country. "up_local": a local government to which a body that is none
    answers. "up_other": any other forum that funds the agent. "side": an equal, of the same level or
    two governments of different countries. "down": everyone else, those affected, served or ruled.
    Of a class of actors of the agent's own sector (its staff, or its peers) it is not told whether
    they stand inside or beside it, unless an attribute `part_of` or `member_of` says so.
    """
    book, network = scope.study.book, scope.network
    members = {member.id: member for member in network.members}
    a, f = members[agent], members[forum]
    own = {(row.record, row.value) for row in book.attributes if row.field in ("part_of", "member_of")}
    if (forum, agent) in own or agent == forum:
        return "in"
    if f.level in ("state", "international"):
        abroad = a.level == "state" and not set(a.territory) & set(f.territory)
        return "side" if abroad else "up_state"
    if f.level == "local" and a.level != "state":
        return "side" if a.level == "local" else "up_local"
    funds = {(tie.from_, tie.to) for tie in book.ties if tie.relation == "funds" and tie.status in STATED}
    if (forum, agent) in funds:
        return "up_other"
    if f.kind == "class" and f.sector == a.sector:
        return ""
    served = f.sector == "residents" or a.level in ("state", "local")
    return "side" if not served and a.level == f.level else "down"


def _pairs(scope: Scope) -> list[_Pair]:
    """Who answers to whom: ties that say so, and control by law or budget, which is answering the other way."""
    sector = {actor.id: actor.sector for actor in scope.study.book.actors}
    found = []
    for tie in scope.ties():
        if tie.relation not in ("answers_to", "regulates") or tie.mode == 0:
            continue
        agent, forum = (tie.from_, tie.to) if tie.relation == "answers_to" else (tie.to, tie.from_)
        if tie.relation == "regulates" and sector.get(agent) == "residents":
            continue  # people who are ruled are no body that answers
        found.append(_Pair(agent, forum, tie.id, direction(scope, agent, forum)))
    return found


def _intensities(scope: Scope, pairs: Sequence[_Pair]) -> tuple[Floats, list[str]]:
    """Scores on the three axes, (pairs, 3), NaN where not coded; and the codings they come from.

    Codings of items of kind "accountability" whose dimension is an axis; provider the agent,
    beneficiary the forum, score 0 to 4. The latest period counts.
    """
    axis = {
        item.id: AXES.index(item.dimension)
        for item in scope.study.book.codebook.items
        if item.kind == "accountability" and item.dimension in AXES
    }
    place = {(pair.agent, pair.forum): k for k, pair in enumerate(pairs)}
    scores = np.full((len(pairs), len(AXES)), np.nan)
    records = []
    for one in sorted(scope.study.book.codings, key=lambda row: row.period):
        at = place.get((one.provider, one.beneficiary))
        if one.item in axis and at is not None and scope.inside(one.case) and one.score.isdigit():
            scores[at, axis[one.item]] = float(one.score)
            records.append(one.id)
    return scores, records


def _by_pair(
    scope: Scope, pairs: Sequence[_Pair], scores: Floats, records: Sequence[str]
) -> Iterator[Measured]:
    """The intensity of each relation, mean of the coded axes."""
    names = {member.id: member.name for member in scope.network.members}
    for pair, row in zip(pairs, scores, strict=True):
        known = ~np.isnan(row)
        yield scope.tell(
            "intensity",
            float(row[known].mean()) if known.any() else None,
            about=f"{pair.agent}>{pair.forum}",
            unit="level",
            said=f"{names[pair.agent]} answers to {names[pair.forum]}: {pair.direction.replace('_', ' ') or NOT_TOLD}",
            why="information, debate and consequence are not scored for this relation",
            coverage=float(known.mean()),
            records=[pair.record, *(records if known.any() else [])],
        )


def _shares(scope: Scope, pairs: Sequence[_Pair], scores: Floats) -> Iterator[Measured]:
    """Shares of each direction among the coded relations, weighted by intensity where all have one."""
    known = ~np.isnan(scores)
    weighted = len(pairs) > 0 and bool(known.any(axis=1).all())
    weight = np.where(known, scores, 0.0).sum(axis=1) / known.sum(axis=1) if weighted else np.ones(len(pairs))
    present = scope.present([pair.record for pair in pairs]) * weight[:, None]
    present[[not pair.direction for pair in pairs]] = 0.0
    total = present.sum(axis=0)
    agents = sorted({pair.agent for pair in pairs})
    told = {(pair.agent, pair.direction) for pair in pairs if pair.direction in EXPECTED}
    coverage = len(told) / (len(agents) * len(EXPECTED)) if agents else 0.0
    basis = "weighted by intensity" if weighted else "every relation counts the same: intensity is not scored"
    for name in DIRECTIONS:
        mine = np.array([pair.direction == name for pair in pairs], bool)
        values = ratio(present[mine].sum(axis=0), total)
        coded = bool(mine.any())
        yield scope.tell(
            f"share.{name}",
            values if coded else None,
            unit="share",
            said=f"of {len(pairs)} coded relations of {len(agents)} bodies; {basis}" if coded else "",
            why="no forum of this direction is coded, which is not the same as there being none",
            coverage=coverage,
            records=[pair.record for pair in pairs] if coded else (),
        )


def _shift(scope: Scope, pairs: Sequence[_Pair]) -> Iterator[Measured]:
    """By how much the share of each upward direction changed when authority was delegated."""
    dates = [tie for tie in scope.ties() if tie.relation == "delegates" and tie.start]
    pairs = [pair for pair in pairs if pair.direction]
    upward = [pair for pair in pairs if pair.direction in ("up_state", "up_local")]
    dated = _dated(scope, pairs)
    coverage = float(np.mean([pair.record in dated for pair in pairs])) if pairs else 0.0
    for name in ("up_state", "up_local"):
        values = None
        if dates and upward and dated:
            values = _changes(scope, [pair for pair in pairs if pair.record in dated], dates, name)
        yield scope.tell(
            f"shift.{name}",
            values,
            unit="",
            said=f"dates of delegation moved at random by up to {WIDTH:g} years either way",
            why=_why_no_shift(dates, upward, dated),
            coverage=coverage,
            records=[*(pair.record for pair in pairs), *(tie.id for tie in dates)],
        )


def _why_no_shift(dates: Sequence[Tie], upward: Sequence[_Pair], dated: frozenset[str]) -> str:
    if not dates:
        return "no delegation with a date is coded"
    if not upward:
        return "no relation upwards is coded on either side of the delegation"
    if not dated:
        return "no relation is dated, so that none can be put before or after the delegation"
    return "no relation is in force before, or none after, the delegation"


def _dated(scope: Scope, pairs: Sequence[_Pair]) -> frozenset[str]:
    """Relations with a written start: an undated one is not put on either side."""
    ties = {tie.id: tie for tie in scope.study.book.ties}
    return frozenset(pair.record for pair in pairs if ties[pair.record].start)


def _changes(scope: Scope, pairs: Sequence[_Pair], dates: Sequence[Tie], name: str) -> Floats:
    """Share after less share before in every world, the mean over the delegations with relations on both sides."""
    clock = scope.network.clock
    place = {point: k for k, point in enumerate(clock.chronology.points)}
    starts = [place[pair.record] for pair in pairs]
    ends = [place.get(end_of(pair.record), place[pair.record]) for pair in pairs]
    days = clock.draw(
        [*starts, *ends, *(place[tie.id] for tie in dates)], scope.worlds.n, scope.worlds.seed
    ).astype(np.float64)
    start, end, turn = (
        days[: len(pairs)],
        days[len(pairs) : 2 * len(pairs)],
        days[2 * len(pairs) :],
    )
    level = draws.uniform(scope.worlds.seed, "delegation date", [tie.id for tie in dates], scope.worlds.n)
    turn = turn + (2 * level - 1) * WIDTH * YEAR
    there = scope.present([pair.record for pair in pairs])
    mine = np.array([pair.direction == name for pair in pairs], bool)
    gaps = []
    for day in turn:
        before, after = there & (start < day), there & (end >= day)
        gaps.append(
            ratio(after[mine].sum(axis=0), after.sum(axis=0))
            - ratio(before[mine].sum(axis=0), before.sum(axis=0))
        )
    known = ~np.isnan(gaps)
    return ratio(np.where(known, gaps, 0.0).sum(axis=0), known.sum(axis=0))


MEASURE = Measure(
    code="M7",
    name="direction of accountability",
    meaning=(
        "To whom the bodies of a coalition answer: to the state, to local government, to other funders, "
        "downwards to those affected, to equals, or inwards; how intensely; and whether answering "
        "upwards moved from the state to local government when authority was delegated."
    ),
    formula=(
        "intensity = mean of information, debate and consequence (0 to 4) per relation; share of a "
        "direction = its intensity / all intensity; shift = share after - share before a delegation, "
        "its date moved by up to 2 years"
    ),
    range="intensity 0 to 4; shares [0, 1], adding up to 1 over coded directions; shift [-1, 1]",
    degenerate="a direction without a coded forum has no share and lowers coverage; it is never 0",
    null="none: moving the date of delegation at random asks how much the shift hangs on it, not whether there is one",
    references=(
        "Bovens (2007), Analysing and assessing accountability: a conceptual framework, European Law "
        "Journal 13, 447–468",
        "Brandsma and Schillemans (2013), The accountability cube: measuring accountability, Journal of "
        "Public Administration Research and Theory 23, 953–975",
        "Grant and Keohane (2005), Accountability and abuses of power in world politics, American "
        "Political Science Review 99, 29–43",
        "Takao (2003), section Accountability",
    ),
    read=_read,
)
