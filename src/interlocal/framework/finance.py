"""On whose money something depends, year by year: shares by class of funder, with bounds where amounts are not told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from interlocal.casebook.book import Casebook
from interlocal.casebook.records import Tie
from interlocal.dates import bounds
from interlocal.framework.adopters import days_of
from interlocal.framework.scope import STATED, refs
from interlocal.framework.study import Study
from interlocal.network.worlds import share
from interlocal.provenance import Estimate, Result

__all__ = ["Dependence", "by_receiver", "finance", "share_bounds"]


class Dependence(Result, frozen=True):
    """The share of a receiver's money that came from one class of funders in one year.

    `funders` is a sector. `certain` says that every dating has the money flow in that year, `flows` is
    the probability that it did. `dependence` is the share: a value where the amounts of all coded funders
    are told in one currency (then among these), otherwise bounds as narrow as coded shares allow, because
    funders that the source does not name may be there too; its coverage is the share of the
    funders whose amount or share is coded, its passages are those of `records`.
    """

    case: str
    receiver: str
    funders: str
    year: int
    certain: bool
    flows: Estimate
    dependence: Estimate
    records: tuple[str, ...]


def share_bounds(
    mine: Iterable[tuple[float, float]], others: Iterable[tuple[float, float]]
) -> tuple[float, float]:
    """Bounds of the sum of `mine`, when the shares of `mine` and `others`, each within bounds, add up to 1.

    Bounds that cannot add up to 1 leave everything open.

    >>> share_bounds([(0.2, 0.5)], [(0.3, 0.6)])
    (0.4, 0.5)
    >>> share_bounds([(0.0, 1.0)], [])
    (1.0, 1.0)
    """
    low, high = (sum(side) for side in zip(*[(0.0, 0.0), *mine], strict=True))
    other_low, other_high = (sum(side) for side in zip(*[(0.0, 0.0), *others], strict=True))
    least, most = max(low, 1 - other_high, 0.0), min(high, 1 - other_low, 1.0)
    return (least, most) if least <= most else (0.0, 1.0)


def finance(study: Study, *, case: str = "") -> tuple[Dependence, ...]:
    """Who was paid by whom, year by year: stated ties whose relation carries money forward first, owning apart.

    A receiver is told from the first to the last year in which any coded money may have reached it,
    within the observation window; money of one event in that year only. A single coded funder does not
    show that there were no others: its share is bounded by 1, and a value needs amounts or shares.
    Receivers without coded funders are absent, which is not the same as unfunded.

    >>> from interlocal.casebook.folder import read
    >>> rows = finance(Study(read("takao2003"), n=20), case="niigata")
    >>> [(one.funders, one.dependence.interval) for one in rows if one.receiver == "sieic" and one.year == 1999]
    [('business', (0.0, 1.0)), ('local_government', (0.0, 1.0))]
    """
    book = study.book
    paying = {one.id for one in book.codebook.relations if one.forward[:1] == ("money",)} - {"owns"}
    by_receiver: dict[tuple[str, str], list[Tie]] = {}
    for tie in book.ties:
        if tie.relation in paying and tie.status in STATED and tie.layer == "contact":
            for one in refs(tie.case):
                if not case or one == case:
                    by_receiver.setdefault((one, tie.to), []).append(tie)
    rows: list[Dependence] = []
    for (one, receiver), ties in sorted(by_receiver.items()):
        rows += _receiver(study, one, receiver, ties)
    return tuple(rows)


def _receiver(study: Study, case: str, receiver: str, ties: list[Tie]) -> list[Dependence]:
    sectors = {a.id: a.sector for a in study.book.actors}
    spans = {tie.id: _span(study, tie) for tie in ties}
    first = min(int(lo.min()) for lo, _ in spans.values())
    last = max(int(hi.max()) for _, hi in spans.values())
    rows = []
    for year in range(_year(first), _year(last) + 1):
        begin, end = (int(side[0]) for side in (bounds([str(year)]).start_lo, bounds([str(year)]).end_hi))
        flowing = {t.id: (spans[t.id][0] <= end) & (spans[t.id][1] >= begin) for t in ties}
        live = [t for t in ties if flowing[t.id].any()]
        for sector in sorted({sectors.get(t.from_, "") for t in live}):
            mine = [t for t in live if sectors.get(t.from_, "") == sector]
            others = [t for t in live if t not in mine]
            records = tuple(sorted(t.id for t in mine))
            passages = tuple({p.id for id in records for p in study.book.passages_of(id)})
            hits = np.any([flowing[t.id] for t in mine], axis=0)
            rows.append(
                Dependence(
                    case=case, receiver=receiver, funders=sector, year=year,
                    certain=any(_certain(study.book, t, begin, end) for t in mine),
                    flows=share(np.asarray(hits), passages), records=records,
                    dependence=_dependence(mine, others, passages),
                )
            )  # fmt: skip
    return rows


def _dependence(mine: list[Tie], others: list[Tie], passages: tuple[str, ...]) -> Estimate:
    every = [*mine, *others]
    known = [t for t in every if t.amount is not None or t.share_low is not None or t.share_high is not None]
    covered = len(known) / len(every)
    money = {t.currency for t in every}
    if all(t.amount is not None for t in every) and len(money) == 1 and "" not in money and others:
        total = sum(t.amount or 0.0 for t in every)
        if total > 0:
            value = sum(t.amount or 0.0 for t in mine) / total
            return Estimate(
                value=value, interval=(value, value), mc_se=0.0, coverage=covered, passages=passages
            )
    # Funders that the source does not name may be there too, so the others have no upper bound.
    low, high = share_bounds([_stated(t) for t in mine], [*(_stated(t) for t in others), (0.0, 1.0)])
    value_known = low if low == high else None
    return Estimate(value=value_known, interval=(low, high), coverage=covered, passages=passages)


def _stated(tie: Tie) -> tuple[float, float]:
    return (tie.share_low or 0.0, 1.0 if tie.share_high is None else tie.share_high)


def _span(study: Study, tie: Tie) -> tuple[np.ndarray, np.ndarray]:
    """First and last day of the money in every world; one event pays once."""
    from interlocal.dates import end_of

    start = study.days(tie.id).astype(np.int64)
    if tie.kind == "event" and not tie.end:
        return start, start
    return start, np.maximum(start, study.days(end_of(tie.id)).astype(np.int64))


def _certain(book: Casebook, tie: Tie, begin: int, end: int) -> bool:
    """Whether every dating has the money flow at some time of the year; an end that is not told may be any."""
    started = days_of(tie.start)
    if started is None or started[1] > end:
        return False
    if tie.kind == "event" and not tie.end:
        return started[0] >= begin
    if tie.end == "..":
        return True
    ended = days_of(tie.end)
    return (ended is not None and ended[0] >= begin) or started[0] >= begin


def _year(day: int) -> int:
    from interlocal.dates import iso

    return int(iso(day)[:4])


def by_receiver(rows: Iterable[Dependence]) -> Mapping[tuple[str, str], tuple[Dependence, ...]]:
    """The rows of each receiver of each case, for a figure."""
    found: dict[tuple[str, str], list[Dependence]] = {}
    for one in rows:
        found.setdefault((one.case, one.receiver), []).append(one)
    return {key: tuple(own) for key, own in found.items()}
