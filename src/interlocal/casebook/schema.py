"""The tables as data: columns with their kinds, derived from the record classes."""

from __future__ import annotations

import functools
import typing
from dataclasses import dataclass

from interlocal.casebook import columns as kinds
from interlocal.casebook.records import TABLES, Record

__all__ = ["CODEBOOK_LISTS", "Column", "Table", "descriptor", "table", "tables"]

CODEBOOK_LISTS = (
    "cases",
    "episodes",
    "periods",
    "issues",
    "policies",
    "relations",
    "items",
    "classes",
)
"""The lists of `codebook.toml` that cells may refer to."""


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, its kind, whether a file must have it, and the cell when it has not."""

    name: str
    kind: kinds.Kind
    required: bool
    default: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its file name without `.csv`, its record class and its columns in order."""

    name: str
    record: type[Record]
    columns: tuple[Column, ...]

    @property
    def header(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row."""
        return ("id",) if self.columns[0].name == "id" else ("record", "passage", "stance")


def _columns(record: type[Record]) -> tuple[Column, ...]:
    hints = typing.get_type_hints(record, include_extras=True)
    fields = record.__struct_fields__
    missing = len(fields) - len(record.__struct_defaults__)
    defaults = (None,) * missing + record.__struct_defaults__
    return tuple(
        Column(name, hints[field].__metadata__[-1], i < missing, "" if default is None else str(default))
        for i, (field, name, default) in enumerate(
            zip(fields, record.__struct_encode_fields__, defaults, strict=True)
        )
    )


@functools.cache
def tables() -> dict[str, Table]:
    """All tables by name, in the order in which a reader meets them.

    >>> list(tables())[:4]
    ['passages', 'support', 'actors', 'names']
    """
    return {record.table: Table(record.table, record, _columns(record)) for record in TABLES}


def table(name: str) -> Table:
    """The table of that name.

    >>> table("support").key
    ('record', 'passage', 'stance')
    """
    return tables()[name]


_TYPES: dict[type[kinds.Kind], str] = {kinds.Whole: "integer", kinds.Number: "number"}


def _field(column: Column) -> dict[str, object]:
    kind = column.kind
    field: dict[str, object] = {"name": column.name, "type": _TYPES.get(type(kind), "string")}
    if kind.doc:
        field["description"] = kind.doc
    constraints: dict[str, object] = {}
    if column.required and not (isinstance(kind, kinds.OneOf) and "" in kind.words):
        constraints["required"] = True
    if isinstance(kind, kinds.Id):
        constraints["unique"] = True
    if isinstance(kind, kinds.OneOf):
        constraints["enum"] = [word for word in kind.words if word]
    if isinstance(kind, kinds.Number):
        if kind.low is not None:
            constraints["minimum"] = kind.low
        if kind.high is not None:
            constraints["maximum"] = kind.high
    if isinstance(kind, kinds.Dates):
        field["edtf"] = True
    if isinstance(kind, kinds.Sha256):
        constraints["pattern"] = "[0-9a-f]{64}"
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_keys(shape: Table) -> list[dict[str, object]]:
    return [
        {"fields": [column.name], "reference": {"resource": column.kind.targets[0], "fields": ["id"]}}
        for column in shape.columns
        if type(column.kind) is kinds.Ref
        and len(column.kind.targets) == 1
        and column.kind.targets[0] in tables()
    ]


def descriptor(title: str, licence: str) -> dict[str, object]:
    """The Data Package v2 descriptor of a casebook: every table with its schema and foreign keys.

    References that several tables can answer (a support row's record) have no foreign key in the
    Data Package standard; the casebook's own check resolves them.

    >>> descriptor("A coalition", "MIT")["resources"][0]["path"]
    'passages.csv'
    """
    resources = []
    for shape in tables().values():
        schema: dict[str, object] = {"fields": [_field(column) for column in shape.columns]}
        schema["primaryKey"] = list(shape.key)
        if keys := _foreign_keys(shape):
            schema["foreignKeys"] = keys
        resources.append(
            {
                "name": shape.name,
                "path": f"{shape.name}.csv",
                "description": shape.record.doc,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"lineTerminator": "\n"},
                "schema": schema,
            }
        )
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "casebook",
        "title": title,
        "licenses": [{"name": licence}] if licence else [],
        "resources": resources,
    }
