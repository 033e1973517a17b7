"""The command line: one file a verb, imported when the verb is used; no logic of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cyclopts import App

__all__ = ["EXAMPLES", "VERBS", "app", "main"]

VERBS: dict[str, str] = {
    "check": "Find everything that is wrong with a casebook.",
    "show": "Look into a casebook: its tables, its names, one record with its evidence.",
    "paths": "Find the routes by which one actor can reach another, with their dates and passages.",
    "reach": "List everyone whom an actor can reach, since when, for certain or possibly.",
    "remove": "Take actors away, and compare who can reach whom before and after.",
    "curve": "Show how many actors have had access to a target by each year, for certain and possibly.",
    "assess": "Assess a casebook by a framework: roles with scores and evidence, providers, outcomes.",
    "test": "Test claims against the null ladder: confirmed, contradicted, not confirmed, or not testable.",
    "agree": "Compare the coders' passes of a casebook: what each found, and how far they agree beyond chance.",
    "calibrate": "Test the tests: how often each rung of the null ladder rejects when the truth is known.",
    "report": "Write the report of a casebook: one page with its verdicts, figures and evidence.",
    "schema": "Print the published shape of answers or of casebooks.",
}
"""Every verb and its line in the help: `verb` is the function of that name in `interlocal.cli.VERB`."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "check": ("my-coalition", "takao2003 --text takao2003=paper.txt"),
    "show": ("takao2003", "takao2003 --search 北九州", "takao2003 kita", "takao2003 ties --case kawasaki"),
    "paths": (
        'takao2003 --from KITA --to "Chinese state" --before 1995 --avoiding "Japanese state"',
        "events.csv --columns sender,receiver,date --from Kobe --to Riga",
    ),
    "reach": (
        "takao2003 --from KITA --before 1996",
        "events.csv --columns sender,receiver,date --from Kobe --before 1995",
        "flights.parquet --cluster tcp://127.0.0.1:8786",
    ),
    "remove": (
        "takao2003",
        'takao2003 "Dalian City" --from KITA --to "Chinese state"',
        "takao2003 --each",
        "events.csv Kobe --columns sender,receiver,date",
        "events.csv --columns sender,receiver,date --each --to Riga",
    ),
    "curve": (
        'takao2003 --to "Japanese state" --case kawasaki',
        "events.csv --columns sender,receiver,date --to Riga",
    ),
    "assess": ("takao2003 --case niigata", "takao2003 --framework keck_sikkink", "takao2003 --outcomes"),
    "test": (
        "takao2003 cohesion-niigata",
        "towns.csv --unit town --group network --label kind --value port --country country",
    ),
    "agree": ("takao2003", "my-coalition --match"),
    "calibrate": ("--replications 400 --permutations 199",),
    "report": ("takao2003 --out report.html",),
    "schema": ("answer", "casebook"),
}
"""What one would first ask of every verb: shown under its help."""

DESCRIPTION = (
    "From documents about a transnational coalition to dated, sourced evidence, and answers from it. "
    "BOOK is a casebook's folder or the name of a shipped example (takao2003)."
)


def app() -> App:
    """The application with all verbs, none of them imported yet."""
    from cyclopts import App

    import interlocal

    built = App(
        name="interlocal",
        help=DESCRIPTION,
        version=interlocal.__version__,
        suppress_keyboard_interrupt=False,
        result_action="return_value",
    )
    for verb, line in VERBS.items():
        asked = "\n\n".join(f"interlocal {verb} {words}" for words in EXAMPLES[verb])
        built.command(
            f"interlocal.cli.{verb}:{verb}",
            name=verb,
            help=line,
            help_epilogue=f"For example:\n\n{asked}",
        )
    return built


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code.

    0 is success; 2 is bad input, said on stderr without a traceback; 130 is an interrupt. A reader
    that closes the pipe early ends the output quietly. An error that is interlocal's own fault
    exits with 1 and says how to see where it happened: with INTERLOCAL_DEBUG set, the traceback.

    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = _run(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        return _leave_quietly()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _run(arguments: list[str]) -> int:
    from cyclopts import CycloptsError

    from interlocal.errors import InterlocalError

    try:
        code = app()(arguments, exit_on_error=False, print_error=False)
        return code if isinstance(code, int) else 0
    except (InterlocalError, CycloptsError) as error:
        return _complain(str(error))
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _complain(f"{place}{error.strerror or error}; look at the path and its permissions")
    except MemoryError as error:
        return _complain(f"not enough memory: {error}; ask for fewer --worlds or --replications")
    except Exception as error:
        if _was_interrupted(error):
            raise KeyboardInterrupt from error
        import os

        if os.environ.get("INTERLOCAL_DEBUG"):
            raise
        _complain(
            f"{type(error).__name__}: {error}\nThis is a fault of interlocal, not of your casebook. "
            "Set INTERLOCAL_DEBUG=1 to see where it happened, and report it."
        )
        return 1


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether an interrupt is what an error came from: compiled code turns it into errors of its own."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _complain(message: str) -> int:
    from interlocal.cli.output import clean

    lines = [clean(line) for line in message.splitlines()] or [""]
    print("interlocal: " + "\n".join(lines), file=sys.stderr)
    return 2


def _leave_quietly() -> int:
    import os

    # Python flushes stdout once more when it exits; give it somewhere to go.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141
