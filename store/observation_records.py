"""Observations as callers see them: with the stories, figures and languages that state them, read in batches."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, or_
from sqlmodel import Session, col, func, select

from indicators.observation import Judgement, Status
from store.articles import is_current, stands
from store.narrowing import dimension_conditions
from store.records import Filters, ObservationRecord
from store.schema import ArticleRow, FigureRow, ObservationRow, ObservationStoryRow, RevisionRow
from store.session import batches, required, stored_id

# Observations read at a time when all are asked for.
_BATCH = 500


def load(session: Session, observation_id: int) -> ObservationRecord:
    """An observation, withdrawn or not.

    Raises:
        NotFoundError: There is no such observation.
    """
    row = required(session.get(ObservationRow, observation_id), "observation", observation_id)
    return _records(session, [row])[0]


def of_story(session: Session, story_id: int) -> list[ObservationRecord]:
    """The standing observations that a story states, oldest first."""
    stated = select(ObservationStoryRow.observation_id).where(ObservationStoryRow.story_id == story_id)
    query = select(ObservationRow).where(col(ObservationRow.id).in_(stated), col(ObservationRow.withdrawn_at).is_(None))
    return _records(session, session.exec(query.order_by(col(ObservationRow.id))).all())


def listed(session: Session, filters: Filters, *, known_at: datetime | None = None) -> list[ObservationRecord]:
    """Observations, newest first, without the withdrawn; `since` and `until` are of the first report.

    `known_at` shows what was known at that time: later observations are left out, what was superseded or withdrawn
    only later stands as it did then.
    """
    query = select(ObservationRow).where(*_conditions(filters, known_at)).order_by(col(ObservationRow.id).desc())
    return _records(session, session.exec(query.limit(filters.limit)).all(), known_at=known_at)


def count(session: Session, filters: Filters) -> int:
    """How many observations `listed` would find without a limit."""
    query = select(func.count()).select_from(ObservationRow).where(*_conditions(filters, None))
    return session.exec(query).one()


def iterate(session: Session, filters: Filters) -> Iterator[ObservationRecord]:
    """What `listed` finds without a limit, a few hundred in memory at a time; newest first."""
    below = filters.after_id
    conditions = _conditions(filters, None)
    while True:
        query = select(ObservationRow).where(*conditions).order_by(col(ObservationRow.id).desc()).limit(_BATCH)
        if below is not None:
            query = query.where(col(ObservationRow.id) < below)
        rows = session.exec(query).all()
        yield from _records(session, rows)
        if len(rows) < _BATCH:
            return
        below = stored_id(rows[-1].id)
        for row in rows:
            session.expunge(row)


def _conditions(filters: Filters, known_at: datetime | None) -> list[ColumnElement[bool]]:
    conditions = [*dimension_conditions(ObservationRow, filters), *_standing(known_at)]
    if filters.status is not None:
        conditions.append(col(ObservationRow.status) == filters.status.value)
    if filters.doubtful:
        conditions.append(cast(col(ObservationRow.doubts), Text) != "[]")
    if filters.since is not None:
        conditions.append(col(ObservationRow.first_reported_at) >= filters.since)
    if filters.until is not None:
        conditions.append(col(ObservationRow.first_reported_at) <= filters.until)
    if filters.after_id is not None:
        conditions.append(col(ObservationRow.id) < filters.after_id)
    if filters.story is not None:
        stated = select(ObservationStoryRow.observation_id).where(ObservationStoryRow.story_id == filters.story)
        conditions.append(col(ObservationRow.id).in_(stated))
    if filters.source is not None or filters.language is not None:
        conditions.append(_stated_by(filters))
    return conditions


def _standing(known_at: datetime | None) -> list[ColumnElement[bool]]:
    withdrawn = col(ObservationRow.withdrawn_at)
    if known_at is None:
        return [withdrawn.is_(None)]
    return [col(ObservationRow.first_reported_at) <= known_at, or_(withdrawn.is_(None), withdrawn > known_at)]


def _stated_by(filters: Filters) -> ColumnElement[bool]:
    query = (
        select(FigureRow.id)
        .join(RevisionRow, col(RevisionRow.id) == col(FigureRow.revision_id))
        .join(ArticleRow, is_current())
        .where(FigureRow.observation_id == ObservationRow.id, stands())
    )
    if filters.source is not None:
        query = query.where(ArticleRow.source == filters.source)
    if filters.language is not None:
        query = query.where(RevisionRow.language == filters.language)
    return query.correlate(ObservationRow).exists()


class _Statements:
    """What states each observation now: stories, figures and languages, each once and in order."""

    def __init__(self, session: Session, observation_ids: list[int]) -> None:
        self.stories: dict[int, dict[int, None]] = defaultdict(dict)
        self.figures: dict[int, list[int]] = defaultdict(list)
        self.languages: dict[int, dict[str, None]] = defaultdict(dict)
        query = (
            select(FigureRow.observation_id, FigureRow.id, ArticleRow.story_id, RevisionRow.language)
            .join(RevisionRow, col(RevisionRow.id) == col(FigureRow.revision_id))
            .join(ArticleRow, is_current())
            .where(col(FigureRow.observation_id).in_(observation_ids), stands())
            .order_by(col(ArticleRow.id), col(FigureRow.start), col(FigureRow.id))
        )
        for observation_id, figure_id, story_id, language in session.exec(query):
            key = stored_id(observation_id)
            self.figures[key].append(stored_id(figure_id))
            self.languages[key][language] = None
            if story_id is not None:
                self.stories[key][story_id] = None


def _records(
    session: Session, rows: Sequence[ObservationRow], *, known_at: datetime | None = None
) -> list[ObservationRecord]:
    records: list[ObservationRecord] = []
    for batch in batches(rows):
        statements = _Statements(session, [stored_id(row.id) for row in batch])
        records += [_record(row, statements, known_at) for row in batch]
    return records


def _record(row: ObservationRow, statements: _Statements, known_at: datetime | None) -> ObservationRecord:
    row_id = stored_id(row.id)
    later = known_at is not None and row.superseded_at is not None and row.superseded_at > known_at
    return ObservationRecord(
        id=row_id,
        indicator=row.indicator,
        programme=row.programme,
        statistic=row.statistic,
        unit=row.unit,
        area=row.area,
        area_code=row.area_code,
        period=row.period,
        value=row.value,
        value_max=row.value_max,
        value_low=row.value_low,
        value_high=row.value_high,
        status=Status(row.status),
        confidence=row.confidence,
        published_at=row.published_at,
        first_reported_at=row.first_reported_at,
        first_reported_by=row.first_reported_by,
        baseline=row.baseline,
        supersedes=row.supersedes,
        dissent=tuple(row.dissent),
        reason=row.reason,
        doubts=tuple(row.doubts),
        judgement=Judgement(row.judgement) if row.judgement else None,
        superseded_at=None if later else row.superseded_at,
        superseded_by=None if later else row.superseded_by,
        withdrawn_at=None if known_at is not None else row.withdrawn_at,
        stories=tuple(statements.stories[row_id]),
        figures=tuple(statements.figures[row_id]),
        languages=tuple(statements.languages[row_id]),
    )
