"""Who else plays a role: every provider's score, its kind, and where the subject's is matched or exceeded.

A role is *particular* to the framework's subject (home local government, unless it says otherwise)
only where some other provider was scored and none scores as high.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from interlocal.casebook.book import Casebook
from interlocal.casebook.codebook import Episode
from interlocal.casebook.records import Actor
from interlocal.casebook.sets import territories
from interlocal.framework.comparison import role_word
from interlocal.framework.episodes import episode_periods, episode_roles
from interlocal.framework.frame import Framework, Provider, read_framework
from interlocal.framework.judged import judged
from interlocal.framework.scores import ADJUDICATED, Judgement, actors_as_judged, highest, members_as_judged
from interlocal.provenance import Result

__all__ = [
    "OTHER",
    "CoderScore",
    "EpisodeRivals",
    "Particular",
    "ProviderScore",
    "episode_rivals",
    "kinds",
    "particular",
    "provider_scores",
]

OTHER = "other"
"""The kind of a provider whom no kind of the framework fits."""


class CoderScore(Result, frozen=True):
    """One coder's score; None is *not codable*."""

    coder: str
    score: int | None
    confidence: str = ""


class ProviderScore(Result, frozen=True):
    """How high one provider was scored in one role, case and period.

    `score` is the one that stands, the highest where there are several; None where it is *not codable*
    or only other passes judge it (`judged` says which). `coders` are the scores of the passes. `kind`
    is a provider of the framework; `subject` says whether it is of the class whose part is assessed;
    `reached` that the role reaches it, so that it is no rival at it.
    """

    case: str
    period: str
    role: str
    provider: str
    name: str
    kind: str
    subject: bool
    reached: bool
    judged: bool
    score: int | None
    coders: tuple[CoderScore, ...]
    episodes: tuple[str, ...]
    records: tuple[str, ...]
    passages: tuple[str, ...]


class Particular(Result, frozen=True):
    """Whether a role was played by the subject alone, in one case and period.

    `word` is "particular" (others were scored, none as high), "shared" (another as high), "exceeded"
    (another higher), "no other scored" or "not scored". `best` and `rivals` are the ids with the
    highest scores.
    """

    case: str
    period: str
    role: str
    word: str
    score: int | None
    best: tuple[str, ...]
    rival: int | None
    rivals: tuple[str, ...]
    rival_kinds: tuple[str, ...]


class EpisodeRivals(Result, frozen=True):
    """The subject against its rivals in one role of one episode: ahead, level, behind or untested."""

    episode: str
    case: str
    role: str
    periods: tuple[str, ...]
    word: str
    score: int | None
    best: tuple[str, ...]
    rival: int | None
    rivals: tuple[str, ...]
    rival_kinds: tuple[str, ...]


def kinds(book: Casebook, framework: Framework) -> Mapping[str, str]:
    """The kind of provider of each actor: the first of the framework's kinds that fits it.

    >>> from interlocal.casebook.folder import read
    >>> found = kinds(read("takao2003"), read_framework("takao2003"))
    >>> found["mindan"], found["sasagawa"], found["dalian-city"], found["nepa"]
    ('diaspora', 'foundation', 'foreign_local_government', 'ministry')
    """
    within = {one.id: members_as_judged(book, one.class_) for one in framework.providers if one.class_}
    return {
        name: next((one.id for one in framework.providers if _fits(one, name, actor, within)), OTHER)
        for name, actor in actors_as_judged(book).items()
    }


def _fits(kind: Provider, name: str, actor: Actor, within: Mapping[str, frozenset[str]]) -> bool:
    if name in kind.include:
        return True
    if kind.class_:
        return name in within[kind.id]
    if kind.belonging == "other" and not set(filter(None, actor.belonging.split(";"))) - territories(actor):
        return False
    said = set(actor.name.casefold().split())
    return actor.sector in kind.sectors and (not kind.words or bool(said & set(kind.words)))


def provider_scores(
    book: Casebook, framework: Framework | str = "takao2003", *, coder: str = ADJUDICATED
) -> tuple[ProviderScore, ...]:
    """Every provider's score in every role, case and period in which anyone judged it.

    `coder` says whose scores stand: the adjudicated ones, or those of one coder's own pass.

    >>> from interlocal.casebook.folder import read
    >>> rows = provider_scores(read("takao2003"))
    >>> access = [row for row in rows if (row.period, row.role) == ("kawasaki-1", "access_to_centre")]
    >>> [(row.provider, row.kind, row.score) for row in access if row.judged and row.score]
    [('kr-communities', 'association', 1), ('kr-government', 'ministry', 2), ('mindan', 'diaspora', 2)]
    """
    frame = read_framework(framework)
    kind, subject = kinds(book, frame), members_as_judged(book, frame.subject)
    actors = actors_as_judged(book)
    names = {id: actor.name for id, actor in actors.items()}
    cells: dict[tuple[str, str, str, str], list[Judgement]] = defaultdict(list)
    for one in judged(book, frame, stands=coder):
        cells[one.case, one.period, one.item, one.provider].append(one)
    order = {role.id: k for k, role in enumerate(frame.roles)}
    rows = []
    for (case, period, role, provider), group in sorted(
        cells.items(),
        key=lambda kv: (kv[0][0], kv[0][1], order[kv[0][2]], names.get(kv[0][3], kv[0][3]).casefold()),
    ):
        own = [one for one in group if one.coder == coder]
        rows.append(
            ProviderScore(
                case=case,
                period=period,
                role=role,
                provider=provider,
                name=names.get(provider, provider),
                kind=kind.get(provider, OTHER),
                subject=provider in subject,
                reached=is_reached(book, frame, role, case, actors.get(provider)),
                judged=bool(own),
                score=highest(own).score if own else None,
                coders=_by_coder(group),
                episodes=tuple(sorted({one.episode for one in group if one.episode})),
                records=tuple(sorted({one.record for one in own})),
                passages=passages_of(book.coders.get(coder, book), (one.record for one in own)),
            )
        )
    return tuple(rows)


def _by_coder(group: Iterable[Judgement]) -> tuple[CoderScore, ...]:
    rows: dict[str, list[Judgement]] = defaultdict(list)
    for one in group:
        if one.coder != ADJUDICATED:
            rows[one.coder].append(one)
    best = {coder: highest(own) for coder, own in sorted(rows.items())}
    return tuple(CoderScore(coder=coder, score=s.score, confidence=s.confidence) for coder, s in best.items())


def passages_of(book: Casebook, records: Iterable[str]) -> tuple[str, ...]:
    """The ids of the passages that support some records, sorted, each once."""
    return tuple(sorted({passage.id for record in records for passage in book.passages_of(record)}))


def is_reached(book: Casebook, framework: Framework, role: str, case: str, actor: Actor | None) -> bool:
    """Whether a role reaches an actor, which so is no rival at it, in the case's home country."""
    if actor is None or actor.sector not in framework.role(role).reaches:
        return False
    home = next((one.home for one in book.codebook.cases if one.id == case and one.home), book.codebook.home)
    return home in territories(actor)


def particular(rows: Iterable[ProviderScore]) -> tuple[Particular, ...]:
    """For each case, period and role: whether the subject played it alone, and who matched it.

    >>> from interlocal.casebook.folder import read
    >>> found = {(p.period, p.role): p for p in particular(provider_scores(read("takao2003")))}
    >>> found["kitakyushu-2", "access_to_centre"].word, found["kitakyushu-2", "access_to_centre"].rivals
    ('shared', ('dalian-city',))
    """
    cells: dict[tuple[str, str, str], list[ProviderScore]] = defaultdict(list)
    for row in rows:
        cells[row.case, row.period, row.role].append(row)
    return tuple(_particular(*cell, group) for cell, group in cells.items())


def _particular(case: str, period: str, role: str, rows: list[ProviderScore]) -> Particular:
    score, best = _top(row for row in rows if row.subject)
    rival, rivals = _top(row for row in rows if not row.subject and not row.reached)
    if score is None:
        word = "not scored"
    elif rival is None:
        word = "no other scored"
    else:
        word = "particular" if score > rival else "shared" if score == rival else "exceeded"
    return Particular(
        case=case,
        period=period,
        role=role,
        word=word,
        score=score,
        best=_ids(best),
        rival=rival,
        rivals=_ids(rivals),
        rival_kinds=_kinds(rivals),
    )


def _top(rows: Iterable[ProviderScore]) -> tuple[int | None, list[ProviderScore]]:
    scored = [row for row in rows if row.score is not None]
    best = max((row.score for row in scored if row.score is not None), default=None)
    return best, [row for row in scored if row.score == best]


def _ids(rows: Iterable[ProviderScore]) -> tuple[str, ...]:
    return tuple(sorted({row.provider for row in rows}))


def _kinds(rows: Iterable[ProviderScore]) -> tuple[str, ...]:
    return tuple(sorted({row.kind for row in rows}))


def episode_rivals(
    book: Casebook, framework: Framework | str = "takao2003", *, coder: str = ADJUDICATED
) -> tuple[EpisodeRivals, ...]:
    """The subject's highest score against that of its best rival, in every role of every episode.

    Compared are the scores of `coder` in the periods that the episode's positions touch, leaving out
    those given for another episode; `interlocal.framework.comparison` states the rule of the word.
    """
    frame = read_framework(framework)
    told = tuple(one for one in judged(book, frame, stands=coder) if one.coder == coder)
    actors = actors_as_judged(book)
    kind, subject = kinds(book, frame), members_as_judged(book, frame.subject)
    return tuple(
        _rivals(book, frame, episode, role, [one for one in told if one.item == role], actors, kind, subject)
        for episode in book.codebook.episodes
        for role in episode_roles(frame, episode, told)
    )


def _rivals(
    book: Casebook,
    frame: Framework,
    episode: Episode,
    role: str,
    told: list[Judgement],
    actors: Mapping[str, Actor],
    kind: Mapping[str, str],
    subject: frozenset[str],
) -> EpisodeRivals:
    periods = episode_periods(book, episode)
    here = [
        one
        for one in told
        if one.case == episode.case
        and one.episode in ("", episode.id)
        and (one.period in periods or (one.episode and not one.period))
        and not is_reached(book, frame, role, episode.case, actors.get(one.provider))
    ]
    home, others = ([one for one in here if (one.provider in subject) == own] for own in (True, False))
    best, rival = (highest(group) if group else None for group in (home, others))
    score, against = best.score if best else None, rival.score if rival else None
    rivals = rival.providers if rival and against is not None else ()
    return EpisodeRivals(
        episode=episode.id,
        case=episode.case,
        role=role,
        periods=periods,
        word=role_word(score, against),
        score=score,
        best=best.providers if best and score is not None else (),
        rival=against,
        rivals=rivals,
        rival_kinds=tuple(sorted({kind.get(one, OTHER) for one in rivals})),
    )
