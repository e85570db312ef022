"""The schema as a page of the reference: `python -m store.reference > docs/reference/schema.md`."""

import sys
from inspect import cleandoc

from sqlalchemy import Column
from sqlalchemy import Table as SQLTable

from store.schema import Table

_INTRODUCTION = """\
# The store's schema

Made from `store/schema.py` by `python -m store.reference`; a test holds the two together. The same tables stand in
SQLite and in PostgreSQL. Times are in UTC. Decimals are exact: text in SQLite, `NUMERIC` in PostgreSQL. Spans count
code points in the text of their revision. Full-text search has a table of its own, `article_search`, which differs by
engine and is made by the migrations.
"""

_TYPES = {
    "Identifier": "integer",
    "Integer": "integer",
    "UTCDateTime": "time",
    "ExactDecimal": "decimal",
    "SafeText": "text",
    "LargeBinary": "bytes",
    "Boolean": "yes or no",
    "Float": "number",
}


def described() -> str:
    """The page, in Markdown."""
    models = {str(mapper.local_table): mapper.class_ for mapper in Table._sa_registry.mappers}  # noqa: SLF001  SQLModel's only way to list its tables
    sections = [_section(models[name], table) for name, table in sorted(Table.metadata.tables.items())]
    return "\n".join([_INTRODUCTION, *sections])


def _section(model: type[Table], table: SQLTable) -> str:
    rows = [_row(model, column) for column in table.columns]
    indexes = sorted(", ".join(f"`{column.name}`" for column in index.columns) for index in table.indexes)
    lines = [
        f"## {table.name}",
        "",
        cleandoc(model.__doc__ or ""),
        "",
        "| column | type | meaning |",
        "| --- | --- | --- |",
    ]
    lines += rows
    if indexes:
        lines += ["", f"Indexes: {'; '.join(indexes)}."]
    return "\n".join(lines) + "\n"


def _row(model: type[Table], column: "Column[object]") -> str:
    kind = _TYPES.get(type(column.type).__name__, type(column.type).__name__)
    target = next((f"{key.column.table.name}.{key.column.name}" for key in column.foreign_keys), None)
    notes = [
        "key" if column.primary_key else None,
        f"→ `{target}`" if target else None,
        model.model_fields[column.name].description,
        "unique" if column.unique else None,
    ]
    optional = " or null" if column.nullable else ""
    return f"| `{column.name}` | {kind}{optional} | {'; '.join(note for note in notes if note)} |"


if __name__ == "__main__":
    sys.stdout.write(described())
