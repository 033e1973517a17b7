"""Random small networks, asked of the brute force and of both engines; any disagreement is an AssertionError.

A hundred islands are asked as one network, so that a question costs little and moments are shared by many
ties.
"""

from __future__ import annotations

import random

import numpy as np

from interlocal.network import reach

from . import brute
from .random_networks import FAMILIES, semantics_of, small, union

AFTER, BEFORE = -5, 20
DEADLINES = (-3, -1, 0, 2, 5, 8)
ISLANDS = 100


def fuzz(family: str, networks: int, seed: int, engines: tuple[str, ...] = ("python", "compiled")) -> int:
    """Ask about ``networks`` random networks; the number asked."""
    rules, kind = FAMILIES[family]
    rng = random.Random(f"{family} {seed}")
    for _ in range(-(-networks // ISLANDS)):
        islands = [small(rng, kind) for _ in range(ISLANDS)]
        after, before = rng.choice(((AFTER, BEFORE), (rng.randint(-4, 0), rng.randint(0, 6))))
        Trial(islands, rules, kind, after, before, rng).run(engines)
    return -(-networks // ISLANDS) * ISLANDS


class Trial:
    def __init__(self, islands, rules, kind, after, before, rng):
        self.islands, self.rules, self.kind, self.after, self.before = islands, rules, kind, after, before
        self.net, self.offsets = union(islands, rules.directed)
        self.rng = rng
        self.span = {"after": after, "before": before, "semantics": semantics_of(rules)}
        self.truth = [brute.reach_sets(n, ties, rules, after, before) for n, ties in islands]
        self.chosen = [rng.randrange(n) for n, _ in islands]
        self.subjects = [o + c for o, c in zip(self.offsets, self.chosen, strict=True)]

    def run(self, engines):
        expected = self.expected()
        for engine in engines:
            for question, answer in self.answers(engine).items():
                if not np.array_equal(answer, expected[question]):
                    self.report(engine, question, answer, expected[question])

    def report(self, engine, question, answer, expected):
        if np.shape(answer) == (self.offsets[-1] + self.islands[-1][0],):
            where = int(np.flatnonzero(np.asarray(answer) != expected)[0])
            k = int(np.searchsorted(self.offsets, where, "right")) - 1
            raise AssertionError(
                f"{engine} {question}: actor {where - self.offsets[k]} of {self.islands[k]} "
                f"under {self.rules}, "
                f"{self.after} to {self.before}, asked of {self.chosen[k]}"
                f": {answer[where]}, not {expected[where]}"
            )
        raise AssertionError(f"{engine} {question}: {answer}, not {expected}, {self.islands} {self.rules}")

    def over_islands(self, per_island):
        return np.concatenate([per_island(k, *self.islands[k]) for k in range(len(self.islands))])

    def expected(self):
        truth, chosen, rules = self.truth, self.chosen, self.rules

        def arrivals(k, n, ties):
            reached = truth[k][chosen[k]]
            return [reached.get(x, reach.NEVER) for x in range(n)]

        def removed(k, n, ties):
            everyone = brute.reaching(truth[k], [chosen[k]])
            lost = []
            for gone in range(n):
                sets = brute.reach_sets(n, ties, rules, self.after, self.before, without=gone)
                targets = [chosen[k]] if chosen[k] != gone else []
                lost.append(len(everyone - {gone}) - len(brute.reaching(sets, targets)))
            return lost

        def by(k, deadline):
            return sum(
                s == chosen[k] or reached.get(chosen[k], 10**9) <= min(deadline, self.before)
                for s, reached in truth[k].items()
            )

        answers = {
            "arrivals": self.over_islands(arrivals),
            "out": self.over_islands(lambda k, n, ties: [len(truth[k][s]) for s in range(n)]),
            "in": self.over_islands(
                lambda k, n, ties: [sum(x in r for r in truth[k].values()) for x in range(n)]
            ),
            "reaching": self.over_islands(lambda k, n, ties: [chosen[k] in truth[k][s] for s in range(n)]),
            "removed": self.over_islands(removed),
        }
        if self.before == BEFORE:  # no bound in effect, so that a curve has deadlines of its own
            answers["curve"] = [sum(by(k, d) for k in range(len(self.islands))) for d in DEADLINES]
        if self.kind not in ("lasting", "both", "both even") and rules.max_wait is None:
            answers["latencies"] = self.over_islands(self.fastest)
        masks = self.masks()
        answers["scenarios"] = [self.in_scenario(masks, column) for column in (0, 69)]
        return answers

    def fastest(self, k, n, ties):
        best = brute.fastest(ties, self.rules, self.chosen[k], self.after, min(self.before, 9))
        return [0 if x == self.chosen[k] else best.get(x, reach.NEVER) for x in range(n)]

    def masks(self):
        numbers = np.random.default_rng(len(self.net) + self.after)
        return (
            numbers.random((len(self.net.actors), 70)) < 0.8,
            numbers.random((len(self.net), 70)) < 0.8,
        )

    def in_scenario(self, masks, column):
        actors, ties = masks[0][:, column], masks[1][:, column]
        net, total = self.net, 0
        there = ties & actors[net.source] & actors[net.target]
        present = [[] for _ in self.islands]
        island = np.searchsorted(self.offsets, net.source, "right") - 1
        for tie in np.flatnonzero(there).tolist():
            k = int(island[tie])
            present[k].append(
                brute.Tie(
                    int(net.source[tie]) - self.offsets[k], int(net.target[tie]) - self.offsets[k],
                    int(net.start[tie]), int(net.end[tie]), int(net.duration[tie]),
                )
            )  # fmt: skip
        for k, (n, _) in enumerate(self.islands):
            if actors[self.subjects[k]]:
                sets = brute.reach_sets(n, present[k], self.rules, self.after, self.before)
                total += len(brute.reaching(sets, [self.chosen[k]]))
        return total

    def answers(self, engine):
        net, asked = self.net, {**self.span, "engine": engine}
        found = {
            "arrivals": reach.arrivals(net, self.subjects, **asked).time,
            "out": reach.reach_sizes(net, **asked).sizes,
            "in": reach.reach_sizes(net, direction="in", **asked).sizes,
            "reaching": reach.reaching(net, self.subjects, **asked).members,
            "removed": reach.remove_each(net, self.subjects, **asked).lost,
        }
        if self.before == BEFORE:
            curve = {key: asked[key] for key in ("after", "semantics", "engine")}
            found["curve"] = reach.access_curve(net, self.subjects, DEADLINES, **curve).counts
        if self.kind not in ("lasting", "both", "both even") and self.rules.max_wait is None:
            found["latencies"] = reach.latencies(net, self.subjects, **asked).time
        actors, ties = self.masks()
        counts = reach.scenarios(net, targets=self.subjects, actor_mask=actors, tie_mask=ties, **asked).counts
        found["scenarios"] = counts[[0, 69]]
        return found
