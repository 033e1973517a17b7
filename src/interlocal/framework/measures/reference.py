"""The reference of all measures and their numbers as Markdown, made from what they say of themselves.

`python -m interlocal.framework.measures.reference > docs/measures.md` writes it anew; a test fails where it has
gone stale.
"""

from __future__ import annotations

import sys

from interlocal.framework.measures import NAMES, Number, measure, numbers

__all__ = ["reference"]

HEAD = """# The measures

<!-- Made by `python -m interlocal.framework.measures.reference`; change the texts there, then make it again. -->

Thirteen measures, none of them added up. Every number carries its interval over simulated codings, its coverage
(the share of its inputs that are coded), the passages it rests on, and a sentence where there is no value: what is
not coded is never zero. Numbers are told in each case, in the layer *contact* (what the source reports) and in *both*
(with what it reads into it); M2, M3, M5, M6, M7, M8 and M12 also of the whole casebook. M1 and M4 are not: a principal
belongs to a case, and its routes through another case's ties on the same issue are found by `interlocal paths`.

How to read them, with examples: [access, transfer, cohesion, latency](measures-access.md),
[contacts, autonomy, brokerage, accountability, hierarchy](measures-flow.md),
[borders, impact, adoption, venues](measures-reach.md). Each measure says which of its numbers a null is run for, and
where: here, as a [claim](claims.md) on the ladder of [null models](null-models.md), or by the test of a
[role](role-tests.md). Where it says that none is run, the number describes what is coded and tests nothing.
"Takao (2003)" is Yasuo Takao, Transnational Coalitions in Northeast Asia: Search for a New Pathway of Japanese Local
Government, Ritsumeikan Annual Review of International Studies 2, 75–104.

| | measure | numbers |
|---|---|---|
"""


def reference() -> str:
    """The whole page.

    >>> "## M5 cohesion" in reference()
    True
    """
    index = "".join(
        f"| {one.code} | [{one.name}](#{_anchor(one.code, one.name)}) | {len(numbers(name))} |\n"
        for name, one in ((name, measure(name)) for name in NAMES)
    )
    return HEAD + index + "".join(_page(name) for name in NAMES)


def _anchor(code: str, name: str) -> str:
    return f"{code} {name}".lower().replace(" ", "-")


def _page(name: str) -> str:
    one = measure(name)
    said = (
        ("Formula", one.formula),
        ("Range", one.range),
        ("Without data", one.degenerate),
        ("Null", one.null),
    )
    head = f"\n## {one.code} {one.name}\n\n{one.meaning}\n\n"
    told = "".join(f"- {word}: {text}\n" for word, text in said)
    table = (
        "| number | about | meaning and formula | range | unit | no value when |\n|---|---|---|---|---|---|\n"
    )
    rows = "".join(_row(number) for number in numbers(name))
    cited = "\nReferences: " + "; ".join(one.references) + ".\n"
    return f'{head}{told}\n`measure("{name}")` gives:\n\n{table}{rows}{cited}'


def _row(one: Number) -> str:
    cells = (
        f"`{one.name}`",
        one.about.replace(">", "\\>").replace("<", "\\<"),
        one.meaning,
        _range(one),
        one.unit,
        one.none,
    )
    return f"| {' | '.join(cells)} |\n"


def _range(one: Number) -> str:
    if one.least is None:
        return ""
    return f"{one.least:g} to {one.most:g}" if one.most is not None else f"from {one.least:g}"


if __name__ == "__main__":
    sys.stdout.write(reference())
