"""Visits: one round over one source, every outcome counted, and what is remembered of a source between rounds."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from store.records import SourceState, VisitRecord
from store.schema import SourceStateRow, VisitRow
from store.session import insert_new, required, stored_id

_WENT_WELL = frozenset({"ok", "partial"})
_KILLED = "killed"


def begin(session: Session, source: str, *, now: datetime) -> int:
    """Note that a round begins; returns the visit's id. A round is a source's first until one goes well."""
    state = _state_row(session, source)
    state.first_visit_at = state.first_visit_at or now
    state.last_visit_at = now
    visit = VisitRow(source=source, started_at=now, counts={})
    session.add(visit)
    session.flush()
    return stored_id(visit.id)


def finish(
    session: Session,
    visit_id: int,
    *,
    now: datetime,
    outcome: str,
    counts: Mapping[str, int],
    error: str | None = None,
    validators: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Note how a round went; a finished visit stays as it was. Without `validators` the remembered ones stay.

    Raises:
        NotFoundError: There is no such visit.
    """
    visit = required(session.get(VisitRow, visit_id), "visit", visit_id)
    if visit.finished_at is not None:
        return
    visit.finished_at, visit.outcome, visit.counts, visit.error = now, outcome, dict(counts), error
    state = _state_row(session, visit.source)
    if validators is not None:
        state.validators = {url: dict(known) for url, known in validators.items()}
    if outcome in _WENT_WELL:
        state.failures, state.last_success_at = 0, now
    else:
        state.failures += 1
    session.flush()


def state(session: Session, source: str) -> SourceState:
    """What is remembered of a source; all empty for one that was never visited."""
    row = session.get(SourceStateRow, source)
    return SourceState(source, None, None, None, None, 0, {}) if row is None else _state(row)


def states(session: Session) -> dict[str, SourceState]:
    """What is remembered of every source that was visited, by id."""
    query = select(SourceStateRow).order_by(col(SourceStateRow.source))
    return {row.source: _state(row) for row in session.exec(query)}


def listed(session: Session, source: str | None = None, limit: int | None = 20) -> list[VisitRecord]:
    """Visits (of a source), newest first."""
    query = select(VisitRow).order_by(col(VisitRow.id).desc()).limit(limit)
    rows = session.exec(query if source is None else query.where(VisitRow.source == source))
    return [
        VisitRecord(
            id=stored_id(row.id),
            source=row.source,
            started_at=row.started_at,
            finished_at=row.finished_at,
            outcome=row.outcome,
            counts=row.counts,
            error=row.error,
        )
        for row in rows
    ]


def set_next_due(session: Session, source: str, next_due_at: datetime | None) -> None:
    """Say when a source is to be visited next."""
    _state_row(session, source).next_due_at = next_due_at
    session.flush()


def close_abandoned(session: Session, source: str, *, now: datetime) -> int:
    """Finish the visits of a source whose process died; call it holding the source's lease. Returns how many."""
    query = select(VisitRow.id).where(VisitRow.source == source, col(VisitRow.finished_at).is_(None))
    visit_ids = session.exec(query).all()
    for visit_id in visit_ids:
        error = "the crawl's process ended before its round did"
        finish(session, stored_id(visit_id), now=now, outcome=_KILLED, counts={}, error=error)
    return len(visit_ids)


def _state_row(session: Session, source: str) -> SourceStateRow:
    insert_new(session, SourceStateRow, {"source": source, "failures": 0, "validators": {}})
    return session.exec(select(SourceStateRow).where(SourceStateRow.source == source).with_for_update()).one()


def _state(row: SourceStateRow) -> SourceState:
    return SourceState(
        source=row.source,
        first_visit_at=row.first_visit_at,
        last_visit_at=row.last_visit_at,
        last_success_at=row.last_success_at,
        next_due_at=row.next_due_at,
        failures=row.failures,
        validators=row.validators,
    )
