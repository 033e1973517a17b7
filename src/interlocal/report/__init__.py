"""The page someone reads: figures, tables and verdicts of a casebook, in one file that needs nothing else."""

from __future__ import annotations

from interlocal.report.page import Report, build, save, write

__all__ = ["Report", "build", "save", "write"]
