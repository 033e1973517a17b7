"""Labels that change hands take their places with them: who stands at the ends of pairs, when another is removed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from interlocal.inference.ground import Bools, in_words
from interlocal.inference.losses import Losses
from interlocal.inference.subject import Subject
from interlocal.network.measures import Pairs

__all__ = ["lose_in_place", "places"]

BLOCK = 128


def places(labels: Bools, sets: Bools, strata: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Whose place everyone takes when the labels (units,) go to each of the sets (sets, units), (sets, units).

    In every stratum those who lose the label change places with those who get it, in their order; all
    others stay. `sets` hold as many of every stratum as `labels` do.

    >>> places(np.array([True, False, False]), np.array([[False, False, True]]), np.array([0, 0, 0])).tolist()
    [[2, 1, 0]]
    """
    found = np.tile(np.arange(len(labels)), (len(sets), 1))
    for row, chosen in zip(found, sets, strict=True):
        lost, got = np.flatnonzero(labels & ~chosen), np.flatnonzero(chosen & ~labels)
        lost, got = (some[np.argsort(strata[some], kind="stable")] for some in (lost, got))
        row[lost], row[got] = got, lost
    return found


def lose_in_place(subject: Subject, labels: Bools, sets: Bools, strata: npt.NDArray[np.int64]) -> Losses:
    """The losses of sets whose members took the places of those labelled, and the other way round.

    Those removed never stand at the ends of pairs: if a company is removed in a city's stead, its own pairs go
    with it, and nothing comes in return. So the city stands in for the company, as an actor of its sector and
    country, and labels are exchangeable where being labelled makes no difference. The ends of a route, and
    states as targets, stay who they are.
    """
    ground = subject.ground
    if ground.pairs.together or not len(ground.actors):
        return subject.losses(sets)
    wide = _with_sources(subject, labels)
    at = np.array([ground.place[k] for k in wide.sources], np.int64)
    source = np.full(len(ground.actors), -1, np.int64)
    source[at] = np.arange(len(at))
    held = places(labels, sets, strata)[:, at]
    # The last row and column stand for everyone who is at no end of a pair.
    outside = len(at)
    who = np.where(source[held] < 0, outside, source[held])
    counted = np.pad(wide.counted, ((0, 1), (0, 1)))
    states = subject.claim.statistic == "access"
    ends = np.tile(np.arange(len(wide.groups)), (len(who), 1)) if states else who
    words = [
        in_words(counted[who[k : k + BLOCK, None, :], ends[k : k + BLOCK, :, None]])
        for k in range(0, len(who), BLOCK)
    ]
    return subject.losses(sets, on=subject.lay(wide), counted=np.concatenate(words))


def _with_sources(subject: Subject, labels: Bools) -> Pairs:
    """The pairs with those labelled among the sources (and targets, where these are single actors), uncounted."""
    pairs = subject.ground.pairs
    more = set(subject.ground.actors[labels].tolist()) - set(pairs.sources)
    sources = (*pairs.sources, *sorted(more))
    grown = len(sources) - len(pairs.sources)
    if subject.claim.statistic == "access":
        return replace(pairs, sources=sources, counted=np.pad(pairs.counted, ((0, grown), (0, 0))))
    return replace(
        pairs,
        sources=sources,
        groups=tuple((k,) for k in sources),
        names=tuple(subject.ground.network.members[k].id for k in sources),
        counted=np.pad(pairs.counted, ((0, grown), (0, grown))),
    )
