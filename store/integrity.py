"""Whether the store's file is sound."""

from sqlalchemy import text
from sqlmodel import Session


def problem(session: Session) -> str | None:
    """The first damage that SQLite finds in its file, in its words; None where it finds none.

    Reads the whole file, some seconds a gigabyte. PostgreSQL keeps watch over its own pages: always None.
    """
    if session.get_bind().dialect.name != "sqlite":
        return None
    found = str(session.execute(text("PRAGMA quick_check(1)")).scalar_one())
    return None if found == "ok" else found
