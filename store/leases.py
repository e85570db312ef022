"""Leases: what one process at a time may do, on however many machines."""

import os
import socket
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from store.schema import LeaseRow
from store.session import insert_new


def acquire(session: Session, name: str, holder: str, *, now: datetime, duration: timedelta) -> bool:
    """Take a lease that is free, one's own, run out, or held by a dead process of this host; says whether it is ours.

    `holder` is `host:pid:token`. Commit at once: others see the lease only then.
    """
    insert_new(session, LeaseRow, {"name": name, "holder": holder, "expires_at": now + duration})
    lease = _locked(session, name)
    if lease is None:
        return False
    if lease.holder != holder and lease.expires_at > now and _may_live(lease.holder):
        return False
    lease.holder, lease.expires_at = holder, now + duration
    session.flush()
    return True


def renew(session: Session, name: str, holder: str, *, now: datetime, duration: timedelta) -> bool:
    """Prolong one's lease; false when another took it meanwhile: the work must stop."""
    lease = _locked(session, name)
    if lease is None or lease.holder != holder:
        return False
    lease.expires_at = now + duration
    session.flush()
    return True


def release(session: Session, name: str, holder: str) -> None:
    """Give one's lease back; another's is left alone."""
    session.exec(delete(LeaseRow).where(col(LeaseRow.name) == name, col(LeaseRow.holder) == holder))


def _locked(session: Session, name: str) -> LeaseRow | None:
    query = select(LeaseRow).where(LeaseRow.name == name).with_for_update()
    return session.exec(query, execution_options={"populate_existing": True}).first()


def _may_live(holder: str) -> bool:
    """False only for a process of this host that is certainly gone."""
    host, _, rest = holder.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isascii() or not rest.isdecimal() or int(rest) < 1:
        return True
    try:
        os.kill(int(rest), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
