"""Watches, as the configuration has them."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from store.records import WatchRecord
from store.schema import WatchRow
from store.session import insert_new, stored_id


def sync(session: Session, definitions: Mapping[str, str], *, now: datetime) -> list[WatchRecord]:
    """Make the active watches these (name to canonical JSON); a known name keeps the time since when it watches.

    A name that comes back after it was gone watches anew from now on: nobody wants all that was missed at once.
    """
    for name, definition in definitions.items():
        insert_new(session, WatchRow, {"name": name, "definition": definition, "since": now, "active": True})
    for row in session.exec(select(WatchRow)).all():
        wanted = row.name in definitions
        if wanted and not row.active:
            row.since = now
        row.active = wanted
        row.definition = definitions.get(row.name, row.definition)
    session.flush()
    return listed(session)


def listed(session: Session) -> list[WatchRecord]:
    """The active watches by name."""
    query = select(WatchRow).where(col(WatchRow.active)).order_by(col(WatchRow.name))
    return [WatchRecord(stored_id(row.id), row.name, row.definition, row.since) for row in session.exec(query)]
