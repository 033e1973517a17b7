"""Random tiny networks, and the answer by brute force: every journey under every admissible dating.

The brute force shares nothing with the search but the columns of the network.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from interlocal.network.clock import Clock
from interlocal.network.coalition import CoalitionNetwork, Link, Member, Ties, Translation
from interlocal.network.standing import Standing

SECTORS = ("civil_society", "local_government", "national_government", "affiliated_body")


def tiny(rows, order=(), actors=4, links=(), issues=2, translations=()):
    """rows: (source, target, start_lo, start_hi, end_lo or None, end_hi, forward, reverse, issues, asserted).

    translations: (actor, from issue, to issue, number of the tie since whose start, or None for ever).
    """
    names, low, high, spans, own = [], [], [], [], []
    for k, row in enumerate(rows):
        names.append(f"t{k}")
        low.append(row[2])
        high.append(row[3])
        at = len(names) - 1
        if row[4] is None:
            spans.append((at, at))
        else:
            names.append(f"t{k}:end")
            low.append(row[4])
            high.append(row[5])
            spans.append((at, at + 1))
            own.append((f"t{k}", f"t{k}:end", 0, None))
    clock = Clock.of(
        [*names, "always", "never"], [*low, -(1 << 30), 1 << 30], [*high, -(1 << 30), 1 << 30], [*own, *order]
    )
    count = len(rows)
    words = {
        name: np.array(["x"] * count, dtype=np.str_) if count else np.zeros(0, "<U1")
        for name in ("relation", "layer", "status")
    }
    ties = Ties(
        source=np.array([r[0] for r in rows], np.int32),
        target=np.array([r[1] for r in rows], np.int32),
        start=np.array([s for s, _ in spans], np.int32),
        end=np.array([e for _, e in spans], np.int32),
        forward=np.array([r[6] for r in rows], np.uint16),
        reverse=np.array([r[7] for r in rows], np.uint16),
        issues=np.array([r[8] for r in rows], np.uint64),
        certainty=np.full(count, 0.7),
        polarity=np.ones(count, np.int8),
        mode=np.full(count, -1, np.int8),
        asserted=np.array([r[9] for r in rows], bool),
        case=np.array(["one"] * count, dtype=np.str_) if count else np.zeros(0, "<U1"),
        record=np.array([f"t{k}" for k in range(count)], dtype=np.str_) if count else np.zeros(0, "<U1"),
        **words,
    )
    members = tuple(
        Member(f"a{k}", f"a{k}", "organisation", SECTORS[k % 4], "local", ("JP",) if k % 3 else ("CN",))
        for k in range(actors)
    )
    return CoalitionNetwork(
        members,
        ties,
        clock,
        tuple(Link(a, b, len(clock) - 2, len(clock) - 1, f"l{a}{b}") for a, b in links),
        tuple(
            Translation(
                actor, a, b, len(clock) - 2 if k is None else spans[k][0], len(clock) - 1, f"x{actor}{a}{b}"
            )
            for actor, a, b, k in translations
        ),
        standing=Standing({f"t{k}": (f"a{r[0]}", f"a{r[1]}") for k, r in enumerate(rows)}),
        issues=tuple(f"i{k}" for k in range(issues)),
        carriers=("claim",),
        home="JP",
        passages={f"t{k}": (f"p{k % 2}",) for k in range(count)},
        sources={f"t{k}": ("s",) for k in range(count)},
    )


@st.composite
def networks(draw, most=5, days=4, order=True, links=True, translations=False):
    """Networks that can be drawn on a napkin, with consistent order statements."""
    rows = []
    for _ in range(draw(st.integers(0, most))):
        source, target = draw(st.permutations(range(4)))[:2]
        start_lo = draw(st.integers(0, days))
        start_hi = start_lo + draw(st.integers(0, 2))
        lasting = draw(st.booleans())
        end_lo = start_lo + draw(st.integers(0, 2)) if lasting else None
        end_hi = max(end_lo, start_hi) + draw(st.integers(0, 1)) if lasting else 0
        way = draw(st.sampled_from([(1, 0), (1, 1), (0, 1)]))
        rows.append(
            (
                source,
                target,
                start_lo,
                start_hi,
                end_lo,
                end_hi,
                *way,
                draw(st.integers(0, 3)),
                draw(st.booleans()) or draw(st.booleans()),
            )
        )
    stated = []
    if order and len(rows) > 1:
        for _ in range(draw(st.integers(0, 2))):
            i, j = draw(st.permutations(range(len(rows))))[:2]
            one = (f"t{i}", f"t{j}", draw(st.integers(0, 1)), draw(st.sampled_from([None, 2])))
            try:
                tiny(rows, [*stated, one])
            except ValueError:
                continue
            stated.append(one)
    acting = [tuple(draw(st.permutations(range(4)))[:2])] if links and draw(st.booleans()) else []
    translated = []
    if translations and rows:
        since = st.one_of(st.none(), st.integers(0, len(rows) - 1))
        one = st.tuples(st.integers(0, 3), st.sampled_from([(0, 1), (1, 0)]), since)
        translated = [(a, *issues, k) for a, issues, k in draw(st.lists(one, max_size=2))]
    return tiny(rows, stated, links=acting, translations=translated)


def all_datings(network: CoalitionNetwork) -> Iterator[list[int]]:
    """Every admissible whole-day dating of the moments that ties use."""
    clock = network.clock
    used = sorted({*network.ties.start.tolist(), *network.ties.end.tolist()})
    own = {(int(s), int(e)) for s, e in zip(network.ties.start, network.ties.end, strict=True)}
    days = list(clock.lows)
    for choice in itertools.product(*(range(clock.lows[m], clock.highs[m] + 1) for m in used)):
        for m, day in zip(used, choice, strict=True):
            days[m] = day
        if all(days[s] <= days[e] for s, e in own) and all(
            days[j] - days[i] <= clock.most(i, j) for i in used for j in used if clock.group[i] >= 0
        ):
            yield list(days)


def journeys(
    network: CoalitionNetwork, days: list[int], sources, targets, *, before, after, issue, firm=False
) -> int | None:
    """The earliest arrival by trying all walks without repeated actors; None without arrival."""
    ties, best = network.ties, [None]
    everything = (1 << len(network.issues)) - 1
    body = {k: {k} for k in range(len(network.members))}
    for link in network.links:
        body[link.official].add(link.organisation)
        body[link.organisation].add(link.official)

    def go(here, now, left, seen, used=frozenset()):
        if here in targets:
            best[0] = now if best[0] is None else min(best[0], now)
            return
        for other in body[here] - seen:
            go(other, now, left, seen | {other}, used)
        for n, one in enumerate(network.translations):
            if one.actor == here and n not in used and left >> one.from_issue & 1:
                go(here, max(now, days[one.start]), 1 << one.to_issue, seen, used | {n})
        for k in range(len(ties)):
            if firm and not ties.asserted[k]:
                continue
            about = int(ties.issues[k])
            kept = left & about if about else left
            when = max(now, days[ties.start[k]])
            if not kept or when > days[ties.end[k]] or when > before:
                continue
            for tail, head, carried in (
                (ties.source[k], ties.target[k], ties.forward[k]),
                (ties.target[k], ties.source[k], ties.reverse[k]),
            ):
                if tail == here and carried and int(head) not in seen:
                    go(int(head), when, kept, seen | {int(head)}, used)

    start = network.issue_bit(issue) if issue else everything
    for source in sources:
        go(source, after, start, {source})
    return best[0]
