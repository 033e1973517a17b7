"""`interlocal report`: one page that needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from interlocal.cli.output import console, print_answer, progress, words

if TYPE_CHECKING:
    from interlocal.report.verdict import Verdict

__all__ = ["report"]


def report(
    book: str,
    /,
    *,
    out: Annotated[Path, Parameter(alias="-o")] = Path("report.html"),
    framework: str = "takao2003",
    seed: int = 1,
    worlds: int = 200,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Write the report of a casebook: one page with its verdicts, figures and evidence.

    The file holds everything it shows and asks nothing of a network. Every claim on it links to
    the passages it rests on.

    Parameters
    ----------
    book:
        A casebook's folder, or the name of a shipped example.
    out:
        Where to save the page; a folder gets report.html.
    framework:
        Whose roles are fitted and tested, where the codebook scores them: the name of a shipped framework, or
        the path of a TOML file.
    seed:
        Seed of the simulated codings, the measurement model and the agreement table; claims are
        tested with the seeds they declare.
    worlds:
        How many simulated codings stand behind the intervals.
    json:
        Print the verdicts as JSON, with what they compare and what would flip them.
    """
    from interlocal.casebook.check import sound
    from interlocal.report import build, save

    found = sound(book)
    made = build(found, framework=framework, seed=seed, worlds=worlds, progress=progress())
    path = save(made, out).resolve()
    if json:
        results = {"path": str(path), "verdicts": [_verdict(verdict) for verdict in made.verdicts]}
        print_answer(
            "report", {"book": book}, results, casebook_digest=found.digest, seed=seed, n_worlds=worlds
        )
    else:
        console().print(words(path), soft_wrap=True)
    return 0


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "episode": verdict.episode.id,
        "verdict": verdict.word,
        "reason": verdict.reason,
        "roles": [
            {
                "role": one.role,
                "result": one.word,
                "home": [standing.score.id for standing in one.home],
                "rivals": [standing.score.id for standing in one.rival],
            }
            for one in verdict.roles
        ],
        "periods": verdict.periods,
        "coverage": verdict.coverage,
        "codings": verdict.records,
        "flips": [
            {"coding": standing.score.id, "to": new, "verdict": word} for standing, new, word in verdict.flips
        ],
        "with_affiliated_bodies": verdict.affiliated or None,
        "without_foreign_local_governments": verdict.foreign or None,
    }
