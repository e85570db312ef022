"""What the queries of all subjects share about the two engines: inserting what is new, and keeping others out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from store.errors import NotFoundError
from store.schema import Table as SchemaTable

# Any number that no other program on the server takes for its advisory locks.
_KNOWLEDGE_LOCK = 7_846_202

RowT = TypeVar("RowT")


def insert_new(session: Session, model: type[SchemaTable], values: dict[str, Any]) -> bool:
    """Insert a row unless one with its key stands already; says whether it was inserted."""
    dialect = session.get_bind().dialect.name
    table: Table = model.__table__  # type: ignore[attr-defined]
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    first = next(iter(table.primary_key.columns))
    statement = insert.values(values).on_conflict_do_nothing().returning(first)
    return session.execute(statement).first() is not None


def upsert(
    session: Session, model: type[SchemaTable], rows: Sequence[Mapping[str, Any]], otherwise: Mapping[str, Any]
) -> None:
    """Insert rows; those whose key stands already change as `otherwise` says."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    keys = list(table.primary_key.columns)
    session.execute(insert(table).values(rows).on_conflict_do_update(index_elements=keys, set_=dict(otherwise)))


def hold_knowledge(session: Session) -> None:
    """In a writing session: wait until no other process weighs stories or observations, and keep them out.

    Two translations placed at the same moment would each find no sibling. SQLite's single writer sees to it by
    itself; on PostgreSQL a lock is held until the transaction ends.
    """
    if session.info.get("writing") and session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _KNOWLEDGE_LOCK})


def asking(session: Session, query: str, numbers: Iterable[int], **parameters: int) -> Sequence[Any]:
    """The rows of a query over whole numbers, which it takes as `{numbers}`: the table `asked` of one column, `value`.

    One statement and one parameter however many numbers there are: what the look-ups of the hot path need.
    """
    if session.get_bind().dialect.name == "postgresql":
        table = "unnest(CAST(:numbers AS bigint[])) AS asked (value)"
        given: object = list(numbers)
    else:
        table, given = "json_each(:numbers) AS asked", json.dumps(list(numbers))
    return session.connection().execute(text(query.format(numbers=table)), {"numbers": given, **parameters}).all()


def batches(rows: Sequence[RowT], size: int = 500) -> Iterator[Sequence[RowT]]:
    """The rows, some hundreds at a time: engines bound the parameters of a statement (SQLite 32,766)."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def required(row: RowT | None, kind: str, row_id: object) -> RowT:
    """The row.

    Raises:
        NotFoundError: There is none.
    """
    if row is None:
        raise NotFoundError(kind, row_id)
    return row


def stored_id(row_id: int | None) -> int:
    """The id of a row that has been flushed, where it can no longer be None."""
    assert row_id is not None
    return row_id
