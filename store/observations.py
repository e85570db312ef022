"""Observations: what is known of each series, what replaces what, and what nothing states any more.

The whole surface of the subject; how they are read is in `observation_records.py`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy import update as update_rows
from sqlmodel import Session, col, delete, select

from indicators.figure import Interval, Statistic
from indicators.observation import Judgement, Known, Series, Status
from store.articles import is_current, stands
from store.folding import fold
from store.observation_records import count, iterate, listed, load, of_story
from store.records import AlertState, NewObservation
from store.schema import AlertRow, ArticleRow, FigureRow, ObservationRow, ObservationStoryRow, RevisionRow
from store.session import batches, hold_knowledge, insert_new, required, stored_id

__all__ = [
    "add",
    "beside",
    "count",
    "doubt",
    "iterate",
    "known",
    "listed",
    "load",
    "merge",
    "of_story",
    "supersede",
    "update",
    "withdraw_empty",
]


# Series asked for in one statement.
_SERIES_AT_ONCE = 50


def add(session: Session, observation: NewObservation) -> int:
    """Record a new observation; `figures.link` then says what states it. Returns its id."""
    row = ObservationRow(**_values(observation))
    session.add(row)
    session.flush()
    return stored_id(row.id)


def update(session: Session, observation_id: int, observation: NewObservation) -> None:
    """Give an observation a new state.

    Raises:
        NotFoundError: There is no such observation.
    """
    row = required(session.get(ObservationRow, observation_id), "observation", observation_id)
    row.sqlmodel_update(_values(observation))
    session.flush()


def supersede(session: Session, observation_id: int, *, by: int, now: datetime) -> None:
    """Say that a later report replaced an observation; the first time counts.

    Raises:
        NotFoundError: There is no such observation.
    """
    row = required(session.get(ObservationRow, observation_id), "observation", observation_id)
    if row.superseded_by == by:
        return
    row.superseded_at = row.superseded_at or now
    row.superseded_by = by
    session.flush()


def merge(session: Session, into: int, others: Sequence[int]) -> None:
    """Make several observations one: figures and stories move, the others disappear.

    Of their alerts those move that a reader was or is being told by, so that nobody is told twice; the rest go.

    Raises:
        NotFoundError: There is no observation `into`.
    """
    required(session.get(ObservationRow, into), "observation", into)
    for other in sorted(set(others) - {into}):
        if session.get(ObservationRow, other) is None:
            continue
        _move_alerts(session, other, into)
        _move_stories(session, other, into)
        for column in (FigureRow.observation_id, ObservationRow.supersedes, ObservationRow.superseded_by):
            owner = FigureRow if column is FigureRow.observation_id else ObservationRow
            session.execute(update_rows(owner).where(col(column) == other).values({col(column): into}))
        session.exec(delete(ObservationRow).where(col(ObservationRow.id) == other))
    _forget_itself(session, into)
    session.expire_all()


def known(session: Session, series: Series) -> list[Known]:
    """What stands of a series: neither superseded nor withdrawn; oldest first.

    In a writing session no other process weighs observations until its transaction ends.
    """
    hold_knowledge(session)
    query = select(ObservationRow).where(
        *_of_series(series), col(ObservationRow.superseded_at).is_(None), col(ObservationRow.withdrawn_at).is_(None)
    )
    return _all_known(session, session.exec(query.order_by(col(ObservationRow.id))).all())


def beside(session: Session, series: Collection[Series]) -> list[Known]:
    """What stands of many series, and what a person rejected of them; oldest first."""
    found: list[ObservationRow] = []
    for batch in batches(sorted(set(series), key=repr), _SERIES_AT_ONCE):
        of_these = or_(*(and_(*_of_series(one)) for one in batch))
        current = and_(col(ObservationRow.superseded_at).is_(None), col(ObservationRow.withdrawn_at).is_(None))
        rejected = col(ObservationRow.judgement) == Judgement.REJECTED.value
        found += session.exec(select(ObservationRow).where(of_these, or_(current, rejected))).all()
    return _all_known(session, sorted(found, key=lambda row: stored_id(row.id)))


def doubt(session: Session, doubts: Mapping[int, Sequence[str]]) -> None:
    """Say of observations why they may be wrong; an empty list says that nothing speaks against one any more."""
    for observation_id, reasons in doubts.items():
        row = required(session.get(ObservationRow, observation_id), "observation", observation_id)
        if row.doubts != list(reasons):
            row.doubts = list(reasons)
    session.flush()


def withdraw_empty(session: Session, story_id: int, *, now: datetime | None = None) -> int:
    """Withdraw the observations of a story that no standing article states any more; returns how many.

    None is deleted: an alert, an export or a bookmark may name it. Its alerts that nobody was told of go.
    """
    concerned = select(ObservationStoryRow.observation_id).where(ObservationStoryRow.story_id == story_id)
    stated = (
        select(FigureRow.id)
        .join(RevisionRow, col(RevisionRow.id) == col(FigureRow.revision_id))
        .join(ArticleRow, is_current())
        .where(FigureRow.observation_id == ObservationRow.id, stands())
        .correlate(ObservationRow)
    )
    query = select(ObservationRow).where(
        col(ObservationRow.id).in_(concerned), col(ObservationRow.withdrawn_at).is_(None), ~stated.exists()
    )
    rows = session.exec(query).all()
    for row in rows:
        row.withdrawn_at = now or datetime.now(UTC)
        untold = col(AlertRow.state) == AlertState.PENDING.value
        session.exec(delete(AlertRow).where(col(AlertRow.observation_id) == row.id, untold))
    session.flush()
    return len(rows)


def _values(observation: NewObservation) -> dict[str, Any]:
    return {
        "indicator": observation.indicator,
        "programme": observation.programme,
        "statistic": str(observation.statistic),
        "unit": observation.unit,
        "area": observation.area,
        "area_code": observation.area_code,
        "area_folded": fold(observation.area) if observation.area is not None else None,
        "series_area": observation.area_code or observation.area,
        "period": observation.period,
        "value": observation.value,
        "value_max": observation.value_max,
        "value_low": observation.value_low,
        "value_high": observation.value_high,
        "status": observation.status.value,
        "confidence": observation.confidence,
        "published_at": observation.published_at,
        "first_reported_at": observation.first_reported_at,
        "first_reported_by": observation.first_reported_by,
        "baseline": observation.baseline,
        "supersedes": observation.supersedes,
        "dissent": list(observation.dissent),
        "reason": observation.reason,
        "doubts": list(observation.doubts),
    }


def _of_series(series: Series) -> list[ColumnElement[bool]]:
    area = col(ObservationRow.series_area)
    return [
        col(ObservationRow.indicator) == series.indicator,
        col(ObservationRow.programme).is_not_distinct_from(series.programme),
        col(ObservationRow.statistic) == series.statistic.value,
        col(ObservationRow.unit) == series.unit,
        # `=` and IS NULL, not IS NOT DISTINCT FROM, which PostgreSQL answers without the index.
        area.is_(None) if series.area_code is None else area == series.area_code,
    ]


def _all_known(session: Session, rows: Sequence[ObservationRow]) -> list[Known]:
    stories = _stories(session, [stored_id(row.id) for row in rows])
    return [_known(row, stories.get(stored_id(row.id), set())) for row in rows]


def _stories(session: Session, observation_ids: list[int]) -> dict[int, set[tuple[int, str]]]:
    """By observation: the stories that state it, each with its outlet."""
    found: dict[int, set[tuple[int, str]]] = {}
    query = select(ObservationStoryRow).where(col(ObservationStoryRow.observation_id).in_(observation_ids))
    for row in session.exec(query):
        found.setdefault(row.observation_id, set()).add((row.story_id, row.origin))
    return found


def _known(row: ObservationRow, stories: set[tuple[int, str]]) -> Known:
    return Known(
        observation_id=stored_id(row.id),
        series=Series(row.indicator, row.programme, Statistic(row.statistic), row.unit, row.series_area),
        period=row.period,
        value=row.value,
        interval=Interval(row.value_low, row.value_high),
        status=Status(row.status),
        origins=frozenset(origin for _, origin in stories),
        story_ids=frozenset(story_id for story_id, _ in stories),
        published_at=row.published_at or row.first_reported_at,
        judgement=Judgement(row.judgement) if row.judgement else None,
    )


def _move_alerts(session: Session, other: int, into: int) -> None:
    standing = {
        alert.watch_id: alert for alert in session.exec(select(AlertRow).where(AlertRow.observation_id == into))
    }
    for alert in session.exec(select(AlertRow).where(AlertRow.observation_id == other)).all():
        rival = standing.get(alert.watch_id)
        if alert.state == AlertState.PENDING or (rival is not None and rival.state != AlertState.PENDING):
            session.delete(alert)
            continue
        if rival is not None:
            session.delete(rival)
            session.flush()
        alert.observation_id = into
        standing[alert.watch_id] = alert
    session.flush()


def _move_stories(session: Session, other: int, into: int) -> None:
    rows = session.exec(select(ObservationStoryRow).where(ObservationStoryRow.observation_id == other)).all()
    for story_id, origin in [(row.story_id, row.origin) for row in rows]:
        insert_new(session, ObservationStoryRow, {"observation_id": into, "story_id": story_id, "origin": origin})
    session.exec(delete(ObservationStoryRow).where(col(ObservationStoryRow.observation_id) == other))


def _forget_itself(session: Session, observation_id: int) -> None:
    """After a merge an observation may seem to revise itself."""
    itself = or_(col(ObservationRow.supersedes) == observation_id, col(ObservationRow.superseded_by) == observation_id)
    session.expire_all()
    for row in session.exec(select(ObservationRow).where(col(ObservationRow.id) == observation_id, itself)).all():
        if row.supersedes == observation_id:
            row.supersedes = None
        if row.superseded_by == observation_id:
            row.superseded_by, row.superseded_at = None, None
    session.flush()
