"""What is wrong with a casebook, and where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fault"]


@dataclass(frozen=True, order=True)
class Fault:
    """One broken thing: file, row (1 is the header, 0 the file), column, value, problem, remedy.

    A `warning` is something to look at that does not stop anything.

    >>> print(Fault("ties.csv", 7, "start", "Feb-92", "was changed by a spreadsheet program", "write 1992-02"))
    ties.csv, row 7, start = 'Feb-92': was changed by a spreadsheet program; write 1992-02
    """

    file: str
    row: int
    column: str
    value: str
    problem: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", {self.column}"
        if self.value:
            place += f" = {self.value!r}"
        return f"{place}: {self.problem}; {self.remedy}"
