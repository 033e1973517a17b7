"""The reference of all verbs as Markdown, made from their signatures and docstrings.

`python -m interlocal.cli.reference > docs/cli.md` writes it anew; a test fails where it has gone stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from interlocal.cli import DESCRIPTION, EXAMPLES, VERBS, app

if TYPE_CHECKING:
    from cyclopts import App
    from cyclopts.argument import Argument

__all__ = ["reference"]

HEAD = """# The command line

<!-- Made by `python -m interlocal.cli.reference`; change the docstrings, then make it again. -->

{description}

Every verb prints for a reader, and with `--json` the same as JSON in one envelope
([answers](answers.md)). Tables are as wide as the terminal, or as `COLUMNS` says.

| exit code | meaning |
|---|---|
| 0 | done; warnings and results that do not confirm are no errors |
| 1 | a fault of interlocal itself; set `INTERLOCAL_DEBUG` to see where |
| 2 | bad input: what, where and what to do about it is said on stderr |
| 130 | interrupted |
| 141 | whoever read the output closed it early |
"""


def reference() -> str:
    """The whole page.

    >>> "## interlocal check" in reference()
    True
    """
    built = app()
    pages = [HEAD.format(description=DESCRIPTION)]
    pages += [_verb(verb, built[verb]) for verb in VERBS]
    return "\n".join(pages)


def _verb(verb: str, built: App) -> str:
    collected = built.assemble_argument_collection(parse_docstring=True)
    # Options that verbs share come as one object "*", which nobody writes, followed by its parts.
    arguments = [argument for argument in collected if argument.name != "*"]
    function = built.default_command
    summary, _, rest = (function.__doc__ or "").partition("\n\n")
    told = " ".join(line.strip() for line in rest.split("Parameters\n")[0].splitlines()).strip()
    parts = [f"## interlocal {verb}", summary.strip()]
    parts += [f"    interlocal {verb} {' '.join(_usage(arguments))}"]
    parts += [told] if told else []
    parts += ["\n".join(f"    interlocal {verb} {words}" for words in EXAMPLES[verb])]
    return "\n\n".join(parts) + "\n\n" + "\n".join(_line(argument) for argument in arguments) + "\n"


def _word(argument: Argument) -> str:
    return argument.name if argument.name.startswith("-") else argument.name.upper()


def _usage(arguments: Iterable[Argument]) -> Iterable[str]:
    for argument in arguments:
        word = _word(argument)
        if argument.name.startswith("-") and argument.hint is not bool:
            word += " WORD" if argument.hint is not int else " N"
        yield word if argument.required else f"[{word}]"


def _line(argument: Argument) -> str:
    said = " ".join(str(argument.parameter.help or "").split())
    return f"- `{_word(argument)}`: {said}"


if __name__ == "__main__":
    sys.stdout.write(reference())
