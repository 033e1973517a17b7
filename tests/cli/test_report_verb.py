"""`interlocal report`: where the page is, and its verdicts as JSON."""

import json
from pathlib import Path

import pytest
from tests import tiny

from interlocal.casebook.folder import write
from interlocal.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tiny.supported(tiny.book()), tmp_path / "tiny")


def test_no_page_is_made_of_a_casebook_with_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny.saved(tmp_path / "unsupported")
    assert main(["report", str(tmp_path / "unsupported"), "--out", str(tmp_path / "page.html")]) == 2
    assert "has no supporting passage" in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()


def test_the_page_is_saved_and_its_place_is_printed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(folder), "--out", str(tmp_path / "page.html")]) == 0
    assert capsys.readouterr().out.strip() == str((tmp_path / "page.html").resolve())
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!doctype html>")


def test_the_default_place_is_the_current_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", str(folder)]) == 0
    assert (tmp_path / "report.html").is_file()


def test_verdicts_are_printed_as_json(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(folder), "--out", str(tmp_path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["command"] == "report"
    (verdict,) = answer["results"]["verdicts"]
    assert verdict["episode"] == "route"
    assert verdict["verdict"] in ("supported", "mixed", "contradicted", "not testable")


def test_a_place_that_cannot_be_written_is_bad_input(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(folder), "--out", str(tmp_path / "no" / "page.html")]) == 2
    assert "make it first" in capsys.readouterr().err
