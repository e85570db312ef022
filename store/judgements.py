"""What people decide about observations. The machine never undoes it."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, delete, select

from indicators.observation import Judgement
from store.records import AlertState, JudgementRecord
from store.schema import AlertRow, JudgementRow, ObservationRow
from store.session import hold_knowledge, required, stored_id


def accept(session: Session, observation_id: int, *, note: str = "", now: datetime) -> None:
    """The value is right as it stands; an observation that was rejected stands again.

    Raises:
        NotFoundError: There is no such observation.
    """
    row = _row(session, observation_id)
    _judge(session, row, Judgement.ACCEPTED, row.value, note=note, now=now)
    row.withdrawn_at = None


def correct(session: Session, observation_id: int, value: Decimal, *, note: str = "", now: datetime) -> None:
    """The right value is this one, exactly; what the figures say stays beside it.

    Raises:
        NotFoundError: There is no such observation.
    """
    row = _row(session, observation_id)
    _judge(session, row, Judgement.CORRECTED, value, note=note, now=now)
    row.value, row.value_max, row.value_low, row.value_high = value, None, value, value
    row.withdrawn_at = None


def reject(session: Session, observation_id: int, *, note: str = "", now: datetime) -> None:
    """This is no observation: it is withdrawn, and its alerts that nobody was told of go.

    Raises:
        NotFoundError: There is no such observation.
    """
    row = _row(session, observation_id)
    _judge(session, row, Judgement.REJECTED, row.value, note=note, now=now)
    row.withdrawn_at = row.withdrawn_at or now
    untold = col(AlertRow.state) == AlertState.PENDING.value
    session.exec(delete(AlertRow).where(col(AlertRow.observation_id) == observation_id, untold))


def of_observation(session: Session, observation_id: int) -> list[JudgementRecord]:
    """All that people decided about an observation, oldest first."""
    query = select(JudgementRow).where(JudgementRow.observation_id == observation_id)
    return [
        JudgementRecord(Judgement(row.judgement), row.value_before, row.value, row.note, row.decided_at)
        for row in session.exec(query.order_by(col(JudgementRow.id)))
    ]


def _row(session: Session, observation_id: int) -> ObservationRow:
    hold_knowledge(session)
    return required(session.get(ObservationRow, observation_id), "observation", observation_id)


def _judge(
    session: Session, row: ObservationRow, judgement: Judgement, value: Decimal, *, note: str, now: datetime
) -> None:
    session.add(
        JudgementRow(
            observation_id=stored_id(row.id),
            judgement=judgement.value,
            value_before=row.value,
            value=value,
            note=note,
            decided_at=now,
        )
    )
    row.judgement, row.doubts = judgement.value, []
    session.flush()
