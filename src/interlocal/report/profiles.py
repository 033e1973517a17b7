"""The role profile as the measurement model sees it: posterior scores by role and period, beside the raw ones."""

from __future__ import annotations

from collections.abc import Sequence

from interlocal.framework.frame import Framework
from interlocal.framework.model.posterior import ItemFit, Posterior
from interlocal.report.charts import Row, Scale, dot, intervals, said
from interlocal.report.evidence import Evidence
from interlocal.report.figure import Figure, Table, Words
from interlocal.report.found import evidence_cell
from interlocal.report.reading import Reading

__all__ = ["profile"]


def profile(
    fitted: Posterior | None, frame: Framework, reading: Reading, evidence: Evidence, case: str
) -> Figure:
    """Draw the posterior scores of home local government in one case: one row a role and period.

    Where indicators entered, the score with them stands below the score from the coders alone.
    """
    id, title = (
        evidence.anchor("profile", case),
        "Local government's roles, with how sure the coders can make us",
    )
    items = () if fitted is None else fitted.profile(case)
    if fitted is None or not any(one.score.value is not None for one in items):
        return Figure(
            id, title, "", absent="No coder's own scores of home local government are there to be modelled."
        )
    alone = fitted.without_indicators
    before = {} if alone is None else {one.item: one for one in alone.profile(case)}
    rows: list[Row] = []
    table: list[tuple[Words, ...]] = []
    for dimension in frame.dimensions:
        rows.append(Row(dimension.name or dimension.id))
        for role in (one for one in frame.roles if one.dimension == dimension.id):
            for item in (one for one in items if one.role == role.id):
                first = before.get(item.item, item)
                both = (first.score, item.score) if alone is not None else (item.score,)
                name = f"{role.name}: {reading.entry_name('periods', item.period)}"
                rows.append(Row(name, both, _words(item, [one.coder for one in fitted.coders])))
                table.append(_line(name, first, item if alone is not None else None, evidence))
    scale = Scale(0.0, 4.0, (0.0, 1.0, 2.0, 3.0, 4.0), ("0", "1", "2", "3", "4"), "score, 0 to 4")
    drawing = intervals(id, title, rows, scale, left=430.0, right=800.0)
    key = ((dot(0), "from the coders' scores"), (dot(1), "with network indicators as one more rater"))
    lead = (
        "Posterior score of the most active home local government, with its 90 % interval: what coders as strict "
        "and as reliable as these are would give on average. Few coders leave the intervals to the priors; an "
        "overlap near 1 means that the scores said next to nothing. Profiles are not added up, nor cases ranked."
    )
    head = (
        "Role and period",
        "From scores",
        "With indicators",
        "P(3 or more)",
        "Coders' scores",
        "Overlap",
        "Evidence",
    )
    caption = "Posterior scores"
    return Figure(
        id,
        title,
        lead,
        (drawing,),
        key=key if alone is not None else key[:1],
        table=Table(head, tuple(table), caption),
        notes=tuple(f"{words[:1].upper()}{words[1:]}." for words in (w.rstrip(".") for w in fitted.warnings)),
    )


def _words(item: ItemFit, coders: Sequence[str]) -> str:
    if item.score.value is None:
        return item.why
    given = ", ".join(
        f"{coder} {'–' if raw is None else raw}" for coder, raw in zip(coders, item.raw, strict=False)
    )
    return given if item.overlap is None else f"{given}; overlap with prior {item.overlap:.2f}"


def _line(name: str, first: ItemFit, both: ItemFit | None, evidence: Evidence) -> tuple[Words, ...]:
    raw = ", ".join("–" if one is None else str(one) for one in first.raw)
    overlap = "–" if first.overlap is None else f"{first.overlap:.2f}"
    with_them = "–" if both is None else said(both.score)
    links = evidence_cell(evidence, first.records)
    return (
        name,
        said(first.score) if not first.why else first.why,
        with_them,
        said(first.high),
        raw,
        overlap,
        links,
    )
