"""A real process, interrupted: one plain line, the code of an interrupt, nothing half written."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from interlocal.cli import main


@pytest.mark.skipif(os.name == "nt", reason="interrupts are sent differently here")
@pytest.mark.parametrize(
    "arguments",
    [
        ["test", "takao2003", "--figure", "OUT"],
        ["report", "takao2003", "--out", "OUT"],
        ["assess", "takao2003"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_an_interrupt_leaves_nothing_and_says_so(arguments: list[str], tmp_path: Path) -> None:
    out = tmp_path / "there" / "out.svg"
    out.parent.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "interlocal", *(str(out) if one == "OUT" else one for one in arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A suite that runs in the background ignores interrupts, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    told, complained = process.communicate(timeout=60)
    # Python ends itself by the signal where the interrupt fell into an import; a shell shows 130 for both.
    assert process.returncode in (130, -signal.SIGINT)
    assert complained.replace("interlocal: compiling once (kept for next time)\n", "") == "interrupted\n"
    assert told == ""
    assert list(out.parent.iterdir()) == []


def test_an_error_that_an_interrupt_became_is_an_interrupt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise SystemError("returned a result with an exception set") from error

    monkeypatch.setattr("interlocal.cli.app", lambda: fail)
    assert main([]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_too_much_to_ask_is_bad_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError("Unable to allocate 231 GiB")

    monkeypatch.setattr("interlocal.cli.app", lambda: fail)
    assert main([]) == 2
    assert "fewer --worlds" in capsys.readouterr().err
