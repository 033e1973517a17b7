"""Every judgement that a framework's roles read: coders' codings, or what their positions show."""

from __future__ import annotations

from collections.abc import Iterator

from interlocal.casebook.book import Casebook
from interlocal.casebook.records import Position
from interlocal.errors import InterlocalError
from interlocal.framework.classes import class_members
from interlocal.framework.frame import Framework, Role, When
from interlocal.framework.placing import Placing
from interlocal.framework.scope import STATED
from interlocal.framework.scores import ADJUDICATED, Judgement, judgements

__all__ = ["judged", "level_shown", "reads_codings", "standing_coder"]


def judged(book: Casebook, framework: Framework, *, stands: str = ADJUDICATED) -> tuple[Judgement, ...]:
    """The judgements on a framework's roles, by coder, case, period, role and provider.

    Of a role that reads positions, every position that shows an anchor is one judgement: its actor
    is the provider, the anchor's level the score. A position that is not dated to one period of its
    case has the period "". Positions at the root stand whoever coded them: they count as judgements of
    `stands`, unless that is a coder with a pass of its own.

    >>> from interlocal.casebook.folder import read
    >>> from interlocal.framework.frame import read_framework
    >>> stages = judged(read("takao2003"), read_framework("keck_sikkink"))
    >>> adopted = [one for one in stages if (one.coder, one.item) == ("adjudicated", "policy_change")]
    >>> [(one.provider, one.score) for one in adopted if one.period == "kitakyushu-2"]
    [('jp-government', 2), ('nepa', 2)]
    """
    coded = {role.id for role in framework.roles if role.reads == "codings"}
    found = [one for one in judgements(book) if one.item in coded]
    shown = [role for role in framework.roles if role.reads == "positions"]
    if shown:
        found += _from_positions(book, book, ADJUDICATED if stands in book.coders else stands, shown)
        for coder, own in book.coders.items():
            found += _from_positions(book, own, coder, shown)
    return tuple(sorted(found, key=lambda j: (j.coder, j.case, j.period, j.item, j.provider, j.record)))


def standing_coder(book: Casebook, framework: Framework) -> str:
    """Whose scores stand where nobody is named: the adjudicated ones, or those of the only coder there is.

    A framework that reads positions alone has no coder: its judgements are called adjudicated. Raises
    `InterlocalError` where several coders scored the root, and none is called "adjudicated".

    >>> from interlocal.casebook.folder import read
    >>> from interlocal.framework.frame import read_framework
    >>> standing_coder(read("takao2003"), read_framework("takao2003"))
    'adjudicated'
    """
    coders = {one.coder for one in book.codings}
    if not coders or ADJUDICATED in coders or not reads_codings(framework):
        return ADJUDICATED
    if len(coders) == 1:
        return coders.pop()
    raise InterlocalError(
        f"codings.csv holds scores by {', '.join(sorted(coders))}, and none by 'adjudicated', which would "
        "stand: name one of them as coder (--coder)"
    )


def reads_codings(framework: Framework) -> bool:
    """Whether any role is scored by coders; where none is, positions are read."""
    return any(role.reads == "codings" for role in framework.roles)


def level_shown(role: Role, position: Position, is_a: dict[str, frozenset[str]], actor: str) -> int | None:
    """The highest anchor whose condition a position meets; None where it meets none."""
    met = [
        level
        for level, anchor in enumerate(role.anchors)
        if any(_meets(when, position, is_a, actor) for when in anchor.when)
    ]
    return max(met, default=None)


def _meets(when: When, position: Position, is_a: dict[str, frozenset[str]], actor: str) -> bool:
    return (
        (not when.kinds or position.kind in when.kinds)
        and (not when.steps or position.step in when.steps)
        and (not when.stances or position.stance in when.stances)
        and (when.asked is None or bool(position.asked) == when.asked)
        and (when.obtained is None or bool(position.obtained) == when.obtained)
        and (not when.actors or actor in is_a[when.actors])
    )


def _from_positions(root: Casebook, own: Casebook, coder: str, roles: list[Role]) -> Iterator[Judgement]:
    units: dict[str, list[str]] = {}
    for record, adjudicated in own.matches:
        units.setdefault(record, []).append(adjudicated)
    named = {when.actors for role in roles for anchor in role.anchors for when in anchor.when if when.actors}
    is_a = {name: class_members(root, name) for name in named}
    placing = Placing(own)
    for position in own.positions:
        if position.status not in STATED:
            continue
        alone = position.actor if own is root else f"{coder}/{position.actor}"
        for provider in units.get(position.actor, [alone]):
            for role in roles:
                level = level_shown(role, position, is_a, provider)
                if level is not None:
                    for case in filter(None, position.case.split(";")):
                        period = _period(placing, position.id, case)
                        yield Judgement(
                            coder, case, period, role.id, provider, level, "", position.id, position.episode
                        )


def _period(placing: Placing, record: str, case: str) -> str:
    span = placing.start(record)
    for period in placing.book.codebook.periods:
        if period.case == case and span is not None and span.within(placing.period(period)):
            return period.id
    return ""
