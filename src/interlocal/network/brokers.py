"""Open triads of a directed graph, and the roles that their middle plays between groups.

An open triad is a → b → c without a → c; b is the broker. Whom the three belong to makes the role of
b (Gould and Fernandez 1989). Only counts are given. The z-scores that other software prints with them
compare with graphs in which every tie is equally likely: there, whoever has many ties looks like a
broker, so that they cannot bear a claim about position.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["ROLES", "constraint", "effective_size", "open_triads", "role_counts", "roles_of"]

ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
"""All three in one group; b alone outside; b with a; b with c; three groups."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def open_triads(graph: npt.ArrayLike) -> Ints:
    """All open triads (a, b, c) of a directed graph without loops, shape (triads, 3), sorted by b, a, c.

    `graph` (actors, actors) is read as "there is an arc" wherever it is not zero; its diagonal is
    ignored. No triad gives an empty array.

    >>> open_triads([[0, 1, 0], [0, 0, 1], [0, 0, 0]]).tolist()
    [[0, 1, 2]]
    """
    there = np.asarray(graph) != 0
    found = []
    for b in range(len(there)):
        into, out = np.flatnonzero(there[:, b]), np.flatnonzero(there[b])
        into, out = into[into != b], out[out != b]
        a, c = np.repeat(into, len(out)), np.tile(out, len(into))
        keep = (a != c) & ~there[a, c]
        found.append(np.column_stack([a[keep], np.full(int(keep.sum()), b), c[keep]]))
    return np.concatenate(found).astype(np.int64) if found else np.zeros((0, 3), np.int64)


def roles_of(triads: npt.ArrayLike, group: npt.ArrayLike) -> Ints:
    """The role of the middle of each triad, as a position in `ROLES`; -1 where a group is unknown (below 0).

    >>> roles_of([[0, 1, 2], [0, 1, 3]], [5, 5, 6, 5]).tolist()
    [2, 0]
    """
    of = np.asarray(group)
    a, b, c = (of[column] for column in np.asarray(triads, np.int64).reshape(-1, 3).T)
    role = np.full(len(a), 4, np.int64)
    role[(a == c) & (a != b)] = 1
    role[(a == b) & (b != c)] = 2
    role[(b == c) & (a != b)] = 3
    role[(a == b) & (b == c)] = 0
    role[(a < 0) | (b < 0) | (c < 0)] = -1
    return role


def role_counts(graph: npt.ArrayLike, group: npt.ArrayLike) -> Ints:
    """How often each actor plays each role, shape (actors, 5), columns as in `ROLES`.

    Triads with an actor whose group is unknown (below 0) are not counted. Their sum over roles is the
    number of open triads that an actor is the middle of.

    >>> role_counts([[0, 1, 0], [0, 0, 1], [0, 0, 0]], [0, 0, 1])[1].tolist()
    [0, 0, 1, 0, 0]

    Source: Gould and Fernandez (1989), "Structures of mediation", Sociological Methodology 19, 89-126;
    the rule by which the R package sna counts.
    """
    triads = open_triads(graph)
    role = roles_of(triads, group)
    counts = np.zeros((len(np.asarray(graph)), len(ROLES)), np.int64)
    np.add.at(counts, (triads[role >= 0, 1], role[role >= 0]), 1)
    return counts


def _shares(weights: npt.ArrayLike) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """p[i, j], the share of i's ties (both directions) that are with j, and who is whose contact."""
    one: Any = np.asarray(weights, np.float64)
    both = one + np.swapaxes(one, -1, -2)
    both = both * (1 - np.eye(both.shape[-1]))
    total = both.sum(-1, keepdims=True)
    return np.divide(both, total, out=np.zeros_like(both), where=total > 0), both > 0


def constraint(weights: npt.ArrayLike) -> Floats:
    """Burt's constraint of each actor: how far its contacts are tied to one another; NaN for an isolate.

    c(i) = Σ_j (p(i, j) + Σ_q p(i, q) p(q, j))² over the contacts j of i, p being shares of ties in both
    directions. `weights` is (…, actors, actors), not negative; leading axes are separate graphs. Low is
    open: the actor's contacts meet through it. It reaches 1 and beyond where all are tied.

    >>> constraint([[0, 1, 1], [0, 0, 0], [0, 0, 0]]).tolist()
    [0.5, 1.0, 1.0]

    Source: Burt (1992), Structural Holes, chapter 2.
    """
    share, contact = _shares(weights)
    found: Floats = (((share + share @ share) ** 2) * contact).sum(-1)
    return np.where(contact.any(-1), found, np.nan)


def effective_size(weights: npt.ArrayLike) -> Floats:
    """Burt's effective size of each actor's surroundings: contacts less what repeats; NaN for an isolate.

    e(i) = Σ_j [1 - Σ_q p(i, q) m(j, q)] over the contacts j of i, q neither i nor j; m(j, q) is j's tie
    with q as a share of j's strongest. It is between 1 and the number of contacts.

    >>> effective_size([[0, 1, 1], [0, 0, 0], [0, 0, 0]]).tolist()
    [2.0, 1.0, 1.0]

    Source: Burt (1992), Structural Holes, chapter 2.
    """
    share, contact = _shares(weights)
    most = share.max(-1, keepdims=True, initial=0.0)
    mutual = np.divide(share, most, out=np.zeros_like(share), where=most > 0)
    repeated = share @ np.swapaxes(mutual, -1, -2)
    found: Floats = ((1 - repeated) * contact).sum(-1)
    return np.where(contact.any(-1), found, np.nan)
