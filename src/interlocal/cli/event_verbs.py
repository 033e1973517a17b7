"""`paths`, `reach`, `remove` and `curve` on a table of events, each in both readings of ties of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from interlocal.cli.events import Events, OfTable, refuse
from interlocal.cli.output import Shown, clean, console, count, print_answer, print_table
from interlocal.errors import InterlocalError

if TYPE_CHECKING:
    from interlocal.network.missed import Missed

__all__ = ["event_curve", "event_paths", "event_reach", "event_remove"]

MOST_DATES, MOST_YEARS = 60, 5_000
READINGS = ("certain order", "possible order")
ROWS = 50
"""So many actors are printed; --json gives all."""


def event_paths(
    table: str,
    how: OfTable,
    from_: Sequence[str],
    to: Sequence[str],
    before: str | None,
    after: str | None,
    avoiding: Sequence[str] | None,
    json: bool,
    unused: Mapping[str, object],
) -> int:
    """Print the foremost journeys, strict (the order in time is certain) and non-strict (it can be so)."""
    from interlocal.network.journey import journey
    from interlocal.network.missed import missed
    from interlocal.network.reach import arrivals, bounds

    refuse(table, unused)
    asked = how.opened(table)
    sources, targets = asked.labels(from_), asked.labels(to)
    net, span = asked.avoiding(avoiding, [*sources, *targets]), asked.span(after, before)
    found = bounds(arrivals, net, sources, **span)
    results: dict[str, Any] = {}
    for reading, one in zip(READINGS, (found.strict, found.non_strict), strict=True):
        ends = [label for label in targets if one.reached[net.position(label)]]
        best = min(ends, key=lambda label: int(one.time[net.position(label)]), default=None)
        results[reading] = [
            {
                "from": h.from_,
                "to": h.to,
                "departs": asked.shown(h.departs),
                "arrives": asked.shown(h.arrives),
            }
            for h in (() if best is None else journey(net, one, best))
        ]
    same = sorted(set(sources) & set(targets), key=str)
    if not results[READINGS[0]] and not same:
        nearest = missed(asked.net, sources, targets, **span, avoiding=asked.labels(avoiding))
        results["missing"] = _told(asked, nearest, before, after)
    if json:
        question = {"from": from_, "to": to, "before": before, "after": after, "avoiding": avoiding}
        print_answer("paths", asked.question(**question), results)
        return 0
    if same:
        console().print(clean(f"{same[0]} is where it wants to be: no tie is needed."))
        return 0
    _print_paths(results)
    return 0


def _print_paths(results: Mapping[str, Any]) -> None:
    heads = [Shown("from"), Shown("to"), Shown("departs", fixed=True), Shown("arrives", fixed=True)]
    certain, possible = (results[reading] for reading in READINGS)
    if certain and certain == possible:
        console().print("In certain order (each tie after the one before), and no sooner in any other:")
        print_table(heads, [tuple(row.values()) for row in certain])
        return
    for rows, said, none in (
        (certain, "In certain order (each tie after the one before):", "No route in certain order."),
        (
            possible,
            "In possible order (ties of one date in whatever order suits):",
            "No route in any possible order either.",
        ),
    ):
        console().print(said if rows else none)
        if rows:
            print_table(heads, [tuple(row.values()) for row in rows])
    for line in results.get("missing", {}).get("said", ()):
        console().print(clean(f"- {line}"))


def _told(asked: Events, nearest: Missed, before: str | None, after: str | None) -> dict[str, Any]:
    """Why there is no route in certain order, as sentences and as data."""
    said = []
    ways = {"before": f"--before {before}", "after": f"--after {after}", "avoiding": "--avoiding"}
    for rule, (target, moment) in nearest.without.items():
        said.append(f"Without {ways[rule]}, {target} would be reached {asked.when(moment)}.")
    if nearest.hops is None:
        said.append("No chain of ties leads there, whatever their dates.")
    elif not nearest.without and nearest.reached is not None:
        who = f"{nearest.actor} (reached {asked.when(nearest.reached)})"
        said.append(f"Nearest to the target: {who}, {count(nearest.hops, 'tie')} away.")
        if nearest.too_early is not None:
            late = (
                f"The last tie from there towards it, to {nearest.next}, ends {asked.when(nearest.too_early)}"
            )
            said.append(f"{late}: not after the arrival.")
    data = {
        "nearest": nearest.actor,
        "reached": None if nearest.reached is None else asked.shown(nearest.reached),
        "hops": nearest.hops,
        "next": nearest.next,
        "last_tie": None if nearest.too_early is None else asked.shown(nearest.too_early),
        "without": {rule: asked.shown(moment) for rule, (_, moment) in nearest.without.items()},
    }
    return {"said": said, **data}


def event_reach(
    table: str,
    how: OfTable,
    from_: Sequence[str] | None,
    before: str | None,
    after: str | None,
    avoiding: Sequence[str] | None,
    cluster: str | None,
    json: bool,
    unused: Mapping[str, object],
) -> int:
    """List who is reached, and when, in certain and in possible order; without a source, whom each actor reaches."""
    from interlocal.network.reach import arrivals, bounds

    refuse(table, unused)
    if not from_:
        return _sizes(how.opened(table), before, after, avoiding, cluster, json)
    if cluster is not None:
        raise InterlocalError(f"{table}: --cluster answers for all actors; leave out --from, or --cluster")
    asked = how.opened(table)
    sources = asked.labels(from_)
    net = asked.avoiding(avoiding, sources)
    both_orders = bounds(arrivals, net, sources, **asked.span(after, before))
    surely, maybe = both_orders.strict.as_dict(), both_orders.non_strict.as_dict()
    others = [label for label in maybe if label not in set(sources)]
    others.sort(key=lambda label: (maybe[label], surely.get(label, 2**62), str(label)))
    rows = [
        {
            "actor": label,
            "certain": asked.shown(surely[label]) if label in surely else None,
            "possible": asked.shown(maybe[label]),
        }
        for label in others
    ]
    if json:
        question = {"from": from_, "before": before, "after": after, "avoiding": avoiding}
        print_answer("reach", asked.question(**question), rows)
        return 0
    sure = sum(row["certain"] is not None for row in rows)
    console().print(
        f"{count(len(rows), 'actor')} of {len(net.actors) - len(set(sources)):,} can be reached; {sure:,} in certain "
        "order. When first reached:"
    )
    heads = [Shown("actor"), Shown("in certain order", fixed=True), Shown("in possible order", fixed=True)]
    print_table(heads, [(row["actor"], row["certain"] or "–", row["possible"]) for row in rows])
    return 0


def _sizes(
    asked: Events,
    before: str | None,
    after: str | None,
    avoiding: Sequence[str] | None,
    cluster: str | None,
    json: bool,
) -> int:
    """How many others each actor can reach."""
    from interlocal.cli.workers import bar, workers
    from interlocal.network.blocks import reach_sizes
    from interlocal.network.reach import bounds

    without, net, span = set(asked.labels(avoiding)), asked.avoiding(avoiding), asked.span(after, before)
    with workers(cluster) as executor:
        found = bounds(reach_sizes, net, **span, executor=executor, progress=bar("all sources"))
    sizes = [one.sizes - 1 for one in (found.strict, found.non_strict)]
    rows = [
        {"actor": actor, "certain": int(sizes[0][k]), "possible": int(sizes[1][k])}
        for k, actor in enumerate(net.actors)
        if actor not in without
    ]
    rows.sort(key=lambda row: (-int(row["certain"]), -int(row["possible"]), str(row["actor"])))
    if json:
        print_answer("reach", asked.question(before=before, after=after, avoiding=avoiding), rows)
        return 0
    console().print(f"How many of the {len(rows) - 1:,} others each actor can reach:")
    _print_most([Shown("actor"), *(Shown(f"in {one}", right=True) for one in READINGS)], rows)
    return 0


def _print_most(heads: list[Shown], rows: Sequence[Mapping[str, object]]) -> None:
    shown = [
        tuple(f"{cell:,}" if k and isinstance(cell, int) else cell for k, cell in enumerate(row.values()))
        for row in rows
    ]
    print_table(heads, shown[:ROWS])
    if len(shown) > ROWS:
        console().print(f"… and {len(shown) - ROWS:,} more; --json gives all.")


def event_curve(
    table: str,
    how: OfTable,
    to: Sequence[str],
    by: Sequence[str] | None,
    avoiding: Sequence[str] | None,
    json: bool,
    unused: Mapping[str, object],
) -> int:
    """Show how many can reach a target by each date, in certain and in possible order."""
    from interlocal.network.reach import access_curve, bounds

    refuse(table, unused)
    asked = how.opened(table)
    targets = asked.labels(to)
    net = asked.avoiding(avoiding, targets)
    deadlines = _deadlines(asked, by)
    found = bounds(access_curve, net, targets, [moment for _, moment in deadlines])
    own = len(set(targets))
    rows = [
        {"by": date, "certain": int(sure) - own, "possible": int(maybe) - own}
        for (date, _), sure, maybe in zip(
            deadlines, found.strict.counts, found.non_strict.counts, strict=True
        )
    ]
    if json:
        print_answer("curve", asked.question(to=to, by=by, avoiding=avoiding), rows)
        return 0
    console().print(clean(f"Of {len(net.actors) - own:,} other actors, so many can reach {', '.join(to)}:"))
    kept = [
        row
        for k, row in enumerate(rows)
        if by
        or not k
        or [row[name] for name in ("certain", "possible")]
        != [rows[k - 1][name] for name in ("certain", "possible")]
    ]
    heads = [Shown("by", fixed=True), Shown("in certain order", right=True)]
    print_table([*heads, Shown("in possible order", right=True)], [tuple(row.values()) for row in kept])
    return 0


def _deadlines(asked: Events, by: Sequence[str] | None) -> list[tuple[int | str, int]]:
    """The dates to look at, each with its last moment: those asked for, else every year, or moments spread evenly."""
    import numpy as np

    net = asked.net
    if by:
        found = [(date, asked.moment(date, last=True)) for date in by]
        return [(date, moment - 1) for date, moment in found if moment is not None]
    if not len(net):
        return []
    from interlocal.network.columns import TIME_LIMIT

    stamps = np.unique(np.concatenate((net.start, net.end)))
    stamps = stamps[np.abs(stamps) < TIME_LIMIT]
    # Along ties that last, in certain order, one may arrive after the last date that the table names.
    ever: list[tuple[int | str, int]] = [] if net.instantaneous else [("ever", TIME_LIMIT)]
    if not len(stamps):
        return ever
    if net.unit is not None and len(stamps) > MOST_DATES:
        first, last = (
            int(str(asked.shown(int(one))).split()[0].rsplit("-", 2)[0]) for one in stamps[[0, -1]]
        )
        if last - first < MOST_YEARS:
            years = [f"{year:05}" if year < 0 else f"{year:04}" for year in range(first, last + 1)]
            found = [(year, asked.moment(year, last=True)) for year in years]
            return [(date, moment - 1) for date, moment in found if moment is not None] + ever
    if len(stamps) > MOST_DATES:
        stamps = stamps[np.linspace(0, len(stamps) - 1, MOST_DATES).astype(int)]
    return [(asked.shown(int(one)), int(one)) for one in stamps] + ever


def event_remove(
    table: str,
    how: OfTable,
    who: Sequence[str] | None,
    each: bool,
    from_: Sequence[str] | None,
    to: Sequence[str] | None,
    before: str | None,
    after: str | None,
    cluster: str | None,
    json: bool,
    unused: Mapping[str, object],
) -> int:
    """Compare who reaches whom with and without some actors, or list what each one's absence costs."""
    from interlocal.network import reach
    from interlocal.network.losses import loss

    refuse(table, unused)
    each = each or bool(to and not who and not from_)
    if each and (who or from_ or not to):
        raise InterlocalError(f"{table}: --each needs --to, and neither --from nor anybody to remove")
    if cluster is not None and not each:
        raise InterlocalError(f"{table}: --cluster answers for --each only")
    if not each and not who:
        raise InterlocalError(f"{table}: say whom to remove, or --each with --to")
    asked = how.opened(table)
    gone, sources, targets = asked.labels(who), asked.labels(from_), asked.labels(to)
    span = asked.span(after, before)
    question = asked.question(who=who, each=each or None, to=to, before=before, after=after)
    question["from"] = from_
    if each:
        return _each(asked, targets, span, question, cluster, json)
    both = reach.bounds(loss, asked.net, gone, sources=sources, targets=targets, **span)
    rows = [
        {"order": reading, "pairs": one.pairs, "before": one.before, "after": one.after}
        for reading, one in zip(READINGS, (both.strict, both.non_strict), strict=True)
    ]
    if json:
        print_answer("remove", question, rows)
        return 0
    what = "pairs of other actors"
    if sources or targets:
        named = [f"from {', '.join(from_)}" if from_ else "", f"to {', '.join(to)}" if to else ""]
        what = " ".join(("other actors' pairs", *filter(None, named)))
    console().print(clean(f"Without {', '.join(who or ())}: how many {what} are connected, one way."))
    heads = [
        Shown("reading"),
        *(Shown(x, right=True) for x in ("pairs", "with them", "without them", "lost")),
    ]
    shown = [
        (f"in {row['order']}", *(f"{row[x]:,}" for x in ("pairs", "before", "after")), _share(row))
        for row in rows
    ]
    print_table(heads, shown)
    return 0


def _each(
    asked: Events,
    targets: Sequence[Any],
    span: Mapping[str, Any],
    question: dict[str, object],
    cluster: str | None,
    json: bool,
) -> int:
    from interlocal.cli.workers import bar, workers
    from interlocal.network.blocks import remove_each
    from interlocal.network.reach import bounds

    with workers(cluster) as executor:
        told = bar("removals")
        found = bounds(remove_each, asked.net, targets, **span, executor=executor, progress=told)
    lost = [dict(zip(one.actors, one.lost.tolist(), strict=True)) for one in (found.strict, found.non_strict)]
    costly = [x for x in asked.net.actors if x not in targets and (lost[0][x] or lost[1][x])]
    costly.sort(key=lambda label: (-lost[0][label], -lost[1][label], str(label)))
    rows = [{"actor": x, "certain": lost[0][x], "possible": lost[1][x]} for x in costly]
    if json:
        print_answer("remove", question, rows)
        return 0
    of = f"{count(len(rows), 'actor')} of {len(asked.net.actors):,} whose absence would cut others off from "
    console().print(clean(f"{of}{', '.join(map(str, targets))}; so many others:"))
    _print_most([Shown("without"), *(Shown(f"in {one}", right=True) for one in READINGS)], rows)
    return 0


def _share(row: Mapping[str, Any]) -> str:
    lost = row["before"] - row["after"]
    return f"{lost:,} ({lost / row['before']:.1%})" if row["before"] else "–"
