"""Alerts and the outbox: an alert becomes queued in the transaction that stores the mail which carries it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from store.records import AlertRecord, AlertState, MessageRecord
from store.schema import AlertRow, MessageRow, WatchRow
from store.session import insert_new, required, stored_id


def raise_alert(session: Session, watch_id: int, observation_id: int, *, now: datetime) -> bool:
    """Raise an alert unless this observation was raised for this watch before; says whether it is a new one."""
    values = {
        "watch_id": watch_id,
        "observation_id": observation_id,
        "state": AlertState.PENDING.value,
        "created_at": now,
    }
    return insert_new(session, AlertRow, values)


def pending(session: Session, watch: str | None = None) -> list[AlertRecord]:
    """Alerts of active watches (or of this one) that are in no message yet, oldest first."""
    query = _named().where(AlertRow.state == AlertState.PENDING.value, col(WatchRow.active))
    if watch is not None:
        query = query.where(WatchRow.name == watch)
    return _records(session, query.order_by(col(AlertRow.id)))


def listed(session: Session, *, state: AlertState | None = None, limit: int | None = 50) -> list[AlertRecord]:
    """Alerts, newest first."""
    query = _named().order_by(col(AlertRow.id).desc()).limit(limit)
    return _records(session, query if state is None else query.where(AlertRow.state == state.value))


def queue_message(  # noqa: PLR0917  the order in which a mail is read: whose, which, to whom, what
    session: Session,
    watch: str,
    message_id: str,
    recipients: Sequence[str],
    body: bytes,
    alert_ids: Sequence[int],
    *,
    now: datetime,
) -> int:
    """Put a rendered mail into the outbox and its pending alerts with it; the same Message-ID again changes nothing."""
    values = {
        "watch": watch,
        "message_id": message_id,
        "recipients": list(recipients),
        "body": body,
        "state": AlertState.QUEUED.value,
        "attempts": 0,
        "created_at": now,
    }
    is_new = insert_new(session, MessageRow, values)
    row_id = stored_id(session.exec(select(MessageRow.id).where(MessageRow.message_id == message_id)).one())
    if is_new:
        waiting = col(AlertRow.state) == AlertState.PENDING.value
        changing = update(AlertRow).where(col(AlertRow.id).in_(alert_ids), waiting)
        session.execute(changing.values(state=AlertState.QUEUED.value, message_id=row_id))
        session.expire_all()
    return row_id


def drop(session: Session, alert_ids: Sequence[int]) -> None:
    """Forget pending alerts that no longer say anything, such as those of a superseded observation."""
    waiting = col(AlertRow.state) == AlertState.PENDING.value
    session.execute(delete(AlertRow).where(col(AlertRow.id).in_(alert_ids), waiting))
    session.expire_all()


def due_messages(session: Session, *, now: datetime) -> list[MessageRecord]:
    """Messages to be delivered now, oldest first."""
    next_attempt = col(MessageRow.next_attempt_at)
    query = select(MessageRow).where(
        MessageRow.state == AlertState.QUEUED.value, or_(next_attempt.is_(None), next_attempt <= now)
    )
    return [_message(row) for row in session.exec(query.order_by(col(MessageRow.id)))]


def mark_sent(session: Session, message_row_id: int, *, now: datetime) -> None:
    """The mail server took the message; its alerts are delivered.

    Raises:
        NotFoundError: There is no such message.
    """
    row = required(session.get(MessageRow, message_row_id), "message", message_row_id)
    if row.state == AlertState.SENT:
        return
    row.attempts += 1
    row.state, row.error, row.next_attempt_at, row.sent_at = AlertState.SENT.value, None, None, now
    _set_alerts(session, message_row_id, {"state": AlertState.SENT.value, "sent_at": now})


def mark_attempt_failed(session: Session, message_row_id: int, *, error: str, next_attempt_at: datetime | None) -> None:
    """A delivery failed; without a next attempt the message and its alerts are given up.

    Raises:
        NotFoundError: There is no such message.
    """
    row = required(session.get(MessageRow, message_row_id), "message", message_row_id)
    row.attempts += 1
    row.error, row.next_attempt_at = error, next_attempt_at
    row.state = (AlertState.FAILED if next_attempt_at is None else AlertState.QUEUED).value
    _set_alerts(session, message_row_id, {"state": row.state})


def retry_failed(session: Session) -> int:
    """Queue all given-up messages again, to be delivered at once; returns how many."""
    rows = session.exec(select(MessageRow).where(MessageRow.state == AlertState.FAILED.value)).all()
    for row in rows:
        row.state, row.next_attempt_at = AlertState.QUEUED.value, None
        _set_alerts(session, stored_id(row.id), {"state": row.state})
    return len(rows)


def _named() -> Any:
    return select(AlertRow, WatchRow.name).join(WatchRow, col(WatchRow.id) == col(AlertRow.watch_id))


def _records(session: Session, query: Any) -> list[AlertRecord]:
    return [
        AlertRecord(
            id=stored_id(row.id),
            watch=watch,
            observation_id=row.observation_id,
            state=AlertState(row.state),
            created_at=row.created_at,
            message_id=row.message_id,
            sent_at=row.sent_at,
        )
        for row, watch in session.exec(query)
    ]


def _message(row: MessageRow) -> MessageRecord:
    return MessageRecord(
        id=stored_id(row.id),
        watch=row.watch,
        message_id=row.message_id,
        recipients=tuple(row.recipients),
        body=row.body,
        state=AlertState(row.state),
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        error=row.error,
        sent_at=row.sent_at,
    )


def _set_alerts(session: Session, message_row_id: int, values: dict[str, Any]) -> None:
    session.flush()
    session.execute(update(AlertRow).where(col(AlertRow.message_id) == message_row_id).values(values))
    session.expire_all()
