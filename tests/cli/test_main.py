"""The command line starts light, fails kindly and is documented."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from interlocal import __version__
from interlocal.cli import EXAMPLES, VERBS, app, main
from interlocal.cli.output import clean
from interlocal.cli.reference import reference
from interlocal.errors import InterlocalError

HEAVY = ("numba", "matplotlib", "numpy", "scipy", "duckdb", "jinja2")
RUN = "import sys; from interlocal.cli import main; code = main(sys.argv[1:]);"
DOCS = Path(__file__).parents[2] / "docs"


def run(*arguments: str, code: str = RUN + "sys.exit(code)") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        encoding="utf-8",
    )


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["show", "--help"], ["nonsense"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    done = run(*arguments, code=RUN + "print('loaded', *sys.modules)")
    loaded = set(done.stdout.rsplit("loaded", 1)[1].split())
    assert not loaded & set(HEAVY)
    if arguments == ["--help"]:
        assert not any(name.startswith("interlocal.cli.") for name in loaded)


def test_help_names_every_verb_with_its_line() -> None:
    said = " ".join(run("--help").stdout.replace("│", " ").split())
    for verb, line in VERBS.items():
        assert f"{verb} {line}" in said


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek", "x"], 'Did you mean "check"?'),
        (["show", "nowhere-at-all"], "no such folder, and no shipped example"),
        (["show", "takao2003", "--jsn"], "Did you mean --json?"),
        (["show"], "requires an argument"),
        (["schema", "nonsense"], "nonsense"),
        (["show", "takao2003", "--text", "paper.txt", "takao"], "write SOURCE=PATH"),
        (["show", "takao2003", "Nobody at All"], "no actor has this name"),
        (["show", "takao2003", "ties", "--search", "x"], "give one of"),
    ],
)
def test_bad_input_is_said_on_stderr_with_code_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.startswith("interlocal: ")
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_an_error_shows_no_control_characters(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise InterlocalError("ties.csv: \x1b[31mred\x07\nnext [bold]line[/bold]")

    monkeypatch.setattr("interlocal.cli.app", lambda: fail)
    assert main([]) == 2
    assert capsys.readouterr().err == "interlocal: ties.csv: [31mred\nnext [bold]line[/bold]\n"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (PermissionError(13, "Permission denied", "actors.csv"), 2, "actors.csv: Permission denied"),
        (RuntimeError("odd"), 1, "INTERLOCAL_DEBUG"),
    ],
)
def test_other_endings(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("interlocal.cli.app", lambda: fail)
    monkeypatch.delenv("INTERLOCAL_DEBUG", raising=False)
    assert main([]) == code
    assert said in capsys.readouterr().err


def test_a_fault_of_ours_can_be_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr("interlocal.cli.app", lambda: fail)
    monkeypatch.setenv("INTERLOCAL_DEBUG", "1")
    with pytest.raises(RuntimeError):
        main([])


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="pipes break differently here")
def test_a_closed_pipe_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = RUN + "sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", code, "schema", "casebook"],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="pipes break differently here")
def test_a_closed_pipe_is_quiet_for_tables_too() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "interlocal", "show", "takao2003"],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_it_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "interlocal", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, __version__)


@pytest.mark.parametrize("of", ["answer", "casebook"])
def test_schemas_are_printed_as_json(of: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", of]) == 0
    assert "$schema" in json.loads(capsys.readouterr().out)


def test_cells_cannot_command_a_terminal() -> None:
    assert clean("a\x1b]0;title\x07b\x9bc\u202ed\u2028e\ttab") == "a]0;titlebcd e tab"


def test_every_verb_has_its_own_file_and_says_what_it_does() -> None:
    built = app()
    for verb, line in VERBS.items():
        function = built[verb].default_command
        assert function.__module__ == f"interlocal.cli.{verb}"
        assert function.__doc__.splitlines()[0] == line


def test_the_reference_is_current() -> None:
    written = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert written == reference(), "make it again: python -m interlocal.cli.reference > docs/cli.md"
    assert set(re.findall(r"^## interlocal (\S+)$", written, re.M)) == set(VERBS)


def test_every_option_is_documented() -> None:
    for line in reference().splitlines():
        if line.startswith("- `"):
            assert re.fullmatch(r"- `\S+`: \S.+", line)


def test_the_pages_name_every_field_and_every_way_of_finding() -> None:
    from interlocal.casebook.find import How
    from interlocal.provenance import Answer, Estimate

    answers, finding = ((DOCS / name).read_text(encoding="utf-8") for name in ("answers.md", "finding.md"))
    for field in (*Answer.__struct_fields__, *Estimate.__struct_fields__):
        assert f"| `{field}` |" in answers
    for how in How:
        assert f"| {how.name.lower()} |" in finding


def test_every_verb_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(EXAMPLES) == set(VERBS)
    for verb, asked in EXAMPLES.items():
        assert main([verb, "--help"]) == 0
        shown = " ".join(capsys.readouterr().out.split())
        for words in asked:
            assert f"interlocal {verb} {words}" in shown


@pytest.mark.parametrize(
    ("verb", "words"), [(verb, words) for verb, asked in EXAMPLES.items() for words in asked]
)
def test_examples_name_options_that_there_are(verb: str, words: str) -> None:
    _, _, unused = app().parse_known_args([verb, *shlex.split(words)])[:3]
    assert unused == []


def test_the_casebook_page_names_every_entry_of_the_codebook() -> None:
    from interlocal.casebook.codebook import _PARTS, Codebook

    page = (DOCS / "casebook.md").read_text(encoding="utf-8")
    for name, part in _PARTS.items():
        (line,) = [one for one in page.splitlines() if one.startswith("| `[") and f"[{name}]" in one]
        for field in set(part.__struct_encode_fields__) - {"note", "name"}:
            assert f"`{field}`" in line, (name, field)
    for field in set(Codebook.__struct_encode_fields__) - set(_PARTS):
        assert f"`{field}`" in page
