"""`interlocal report`: one page that needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

__all__ = ["report"]


def report(
    book: str,
    /,
    *,
    out: Annotated[Path, Parameter(alias="-o")] = Path("report.html"),
    seed: int = 20030331,
) -> int:
    """Write the report of a casebook: verdicts, figures, tables and evidence in one HTML file.

    The file holds everything it shows and asks nothing of a network. Every claim on it links to
    the passages it rests on.

    Parameters
    ----------
    book:
        A casebook's folder, or the name of a shipped example.
    out:
        Where to save the page; a folder gets report.html.
    seed:
        Seed of the bootstrap in the agreement table.
    """
    from interlocal.casebook.folder import read
    from interlocal.report import write

    print(write(read(book), out, seed=seed).resolve())
    return 0
