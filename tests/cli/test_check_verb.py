"""`interlocal check` prints every fault by file and tells errors from warnings."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from interlocal.casebook.faults import Fault
from interlocal.cli import main

ERROR = Fault("ties.csv", 7, "start", "Feb-92", "was changed by a spreadsheet program", "write 1992-02")
OTHER = Fault("actors.csv", 2, "name", "[red]\x1b[31mA", "is odd", "look at it")
WARNING = Fault("ties.csv", 3, "end", "", "is not stated", "add it where it is known", warning=True)


class Stub:
    """Stands for the checks, and remembers what it was asked."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.asked: list[object] = []


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    made, module = Stub(), ModuleType("interlocal.casebook.check")

    def check(book: Path, *, texts: dict[str, Path]) -> list[Fault]:
        made.asked += [book, texts]
        return made.faults

    module.check = check  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "interlocal.casebook.check", module)
    monkeypatch.setenv("COLUMNS", "100")
    return made


def test_a_clean_casebook_is_said_so(stub: Stub, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder), "--text", "report=there.txt"]) == 0
    assert "0 errors, 0 warnings" in " ".join(capsys.readouterr().out.split())
    assert stub.asked == [folder, {"report": Path("there.txt")}]


def test_warnings_alone_leave_the_code_0(
    stub: Stub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.faults = [WARNING]
    assert main(["check", str(folder)]) == 0
    assert "0 errors, 1 warning" in " ".join(capsys.readouterr().out.split())


def test_errors_are_grouped_by_file_and_make_the_code_2(
    stub: Stub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.faults = [ERROR, WARNING, OTHER]
    assert main(["check", str(folder)]) == 2
    shown = capsys.readouterr().out
    assert shown.index("actors.csv") < shown.index("ties.csv")
    assert shown.count("ties.csv") == 1
    assert "[red][31mA" in shown
    assert "\x1b" not in shown
    assert "Feb-92" in shown
    assert "2 errors, 1 warning" in " ".join(shown.split())


def test_faults_as_json(stub: Stub, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stub.faults = [ERROR, WARNING]
    assert main(["check", str(folder), "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert (answer["results"]["errors"], answer["results"]["warnings"]) == (1, 1)
    assert answer["results"]["faults"][0]["remedy"] == "write 1992-02"
    assert len(answer["casebook_digest"]) == 64


def test_a_text_needs_a_source(stub: Stub, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder), "--text", "there.txt"]) == 2
    assert "write SOURCE=PATH" in capsys.readouterr().err


def test_the_same_fault_in_many_rows_is_one_row_of_the_table(
    stub: Stub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.faults = [
        Fault("actors.csv", row, "sector", "NGO", "is no word", "write another") for row in range(2, 9)
    ]
    assert main(["check", str(folder)]) == 2
    shown = capsys.readouterr().out
    assert shown.count("is no word") == 1
    assert "2, 3, 4, 5 and 3 more" in " ".join(shown.split())
    assert "7 errors" in shown
