"""Figures with their place in a revision, and the observations that they state."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, delete, select

from indicators.figure import Figure
from indicators.observation import Judgement
from store.articles import is_current, reported_at, stands
from store.figure_rows import figure_of, values_of
from store.narrowing import figure_conditions
from store.records import FigureRecord, Filters, outlet
from store.schema import ArticleRow, FigureRow, ObservationRow, ObservationStoryRow, RevisionRow
from store.session import batches, insert_new, required, stored_id

_TEXT_ORDER = (col(FigureRow.start), col(FigureRow.end), col(FigureRow.id))


def replace(session: Session, revision_id: int, figures: Sequence[Figure], *, reader_version: str) -> list[int]:
    """Make these the figures of a revision; returns their ids in the order given.

    A figure of the same span and value keeps its id and its observation, whatever else is read anew. In a new
    revision, a figure that the revision before stated too inherits the observation.

    Raises:
        NotFoundError: There is no such revision.
    """
    revision = required(session.get(RevisionRow, revision_id), "revision", revision_id)
    stored = session.exec(select(FigureRow).where(FigureRow.revision_id == revision_id)).all()
    inherited = _Inheritance(session, revision) if not stored else None
    by_place = _queues(stored)
    rows = []
    for figure in figures:
        row = _taken(by_place, _place(figure))
        if row is None:
            row = FigureRow(revision_id=revision_id, reader_version=reader_version, **values_of(figure))
            row.observation_id = inherited.observation_of(figure) if inherited else None
            session.add(row)
        else:
            row.sqlmodel_update(values_of(figure) | {"reader_version": reader_version})
        rows.append(row)
    for row in [row for queue in by_place.values() for row in queue]:
        session.delete(row)
    session.flush()
    return [stored_id(row.id) for row in rows]


def of_article(session: Session, article_id: int) -> list[FigureRecord]:
    """The figures of an article's current revision, in text order."""
    return _records(session, _placed().where(ArticleRow.id == article_id).order_by(*_TEXT_ORDER))


def of_story(session: Session, story_id: int) -> list[FigureRecord]:
    """The figures of the current revisions of a story's standing articles, article by article in text order."""
    query = _placed().where(ArticleRow.story_id == story_id, stands())
    return _records(session, query.order_by(col(ArticleRow.id), *_TEXT_ORDER))


def of_observation(session: Session, observation_id: int) -> list[FigureRecord]:
    """The figures that state an observation, in standing articles as they read now; oldest article first."""
    query = _placed().where(FigureRow.observation_id == observation_id, stands())
    return _records(session, query.order_by(col(ArticleRow.id), *_TEXT_ORDER))


def listed(session: Session, filters: Filters) -> list[FigureRecord]:
    """Figures of standing articles, newest first; `since` and `until` are of the article's publication."""
    conditions = [stands(), *figure_conditions(filters)]
    exact = [
        (col(ArticleRow.source), filters.source),
        (col(ArticleRow.story_id), filters.story),
        (col(RevisionRow.language), filters.language),
    ]
    conditions += [column == wanted for column, wanted in exact if wanted is not None]
    if filters.since is not None:
        conditions.append(reported_at() >= filters.since)
    if filters.until is not None:
        conditions.append(reported_at() <= filters.until)
    if filters.status is not None:
        stated = select(ObservationRow.id).where(ObservationRow.status == filters.status.value)
        conditions.append(col(FigureRow.observation_id).in_(stated))
    if filters.after_id is not None:
        conditions.append(col(FigureRow.id) < filters.after_id)
    query = _placed().where(*conditions).order_by(col(FigureRow.id).desc())
    return _records(session, query.limit(filters.limit))


def link(session: Session, figure_ids: Iterable[int], observation_id: int) -> None:
    """Say that these figures state an observation; one that had been withdrawn stands again.

    Raises:
        NotFoundError: There is no such observation.
    """
    required(session.get(ObservationRow, observation_id), "observation", observation_id)
    link_all(session, dict.fromkeys(figure_ids, observation_id))


def link_all(session: Session, links: Mapping[int, int]) -> None:
    """Say of many figures at once which existing observation each states."""
    if not links:
        return
    rows = [{"id": figure_id, "observation_id": observation_id} for figure_id, observation_id in links.items()]
    session.execute(update(FigureRow), rows)
    for batch in batches(sorted(set(links.values()))):
        rejected = col(ObservationRow.judgement).is_not_distinct_from(Judgement.REJECTED.value)
        withdrawn = (col(ObservationRow.id).in_(batch), col(ObservationRow.withdrawn_at).is_not(None), ~rejected)
        session.execute(update(ObservationRow).where(*withdrawn).values(withdrawn_at=None))
    for batch in batches(list(links)):
        _note_stories(session, batch)


def part(session: Session, story_id: int, article_ids: Collection[int]) -> None:
    """Let articles that leave a story take along what they alone state; what others of it state too is judged anew."""
    of_story = (
        select(FigureRow.id, FigureRow.observation_id, ArticleRow.id)
        .join(RevisionRow, col(RevisionRow.id) == col(FigureRow.revision_id))
        .join(ArticleRow, is_current())
        .where(ArticleRow.story_id == story_id, col(FigureRow.observation_id).is_not(None))
    )
    stated = [(figure, stored_id(observation), article) for figure, observation, article in session.exec(of_story)]
    kept = {observation for _, observation, article in stated if article not in article_ids}
    shared = [figure for figure, observation, article in stated if article in article_ids and observation in kept]
    for batch in batches(shared):
        session.execute(update(FigureRow).where(col(FigureRow.id).in_(batch)).values(observation_id=None))
    for batch in batches(sorted({observation for _, observation, _ in stated} - kept)):
        gone = (col(ObservationStoryRow.story_id) == story_id, col(ObservationStoryRow.observation_id).in_(batch))
        session.exec(delete(ObservationStoryRow).where(*gone))
    session.expire_all()


def _note_stories(session: Session, figure_ids: Sequence[int]) -> None:
    places = (
        select(FigureRow.observation_id, ArticleRow.story_id, RevisionRow.origin_url, ArticleRow.source)
        .join(RevisionRow, col(FigureRow.revision_id) == col(RevisionRow.id))
        .join(ArticleRow, col(RevisionRow.article_id) == col(ArticleRow.id))
        .where(col(FigureRow.id).in_(figure_ids), col(ArticleRow.story_id).is_not(None))
        .distinct()
    )
    for observation_id, story_id, origin_url, source in session.exec(places).all():
        values = {"observation_id": observation_id, "story_id": story_id, "origin": outlet(origin_url, source)}
        insert_new(session, ObservationStoryRow, values)


class _Inheritance:
    """The observations that an earlier revision's figures state, for the figures that say the same again."""

    def __init__(self, session: Session, revision: RevisionRow) -> None:
        before = select(RevisionRow.id).where(
            RevisionRow.article_id == revision.article_id, RevisionRow.number == revision.number - 1
        )
        stating = select(FigureRow).where(
            col(FigureRow.revision_id).in_(before), col(FigureRow.observation_id).is_not(None)
        )
        self._queues: dict[Any, list[FigureRow]] = defaultdict(list)
        for row in session.exec(stating.order_by(col(FigureRow.start).desc())):
            self._queues[_meaning(figure_of(row))].append(row)

    def observation_of(self, figure: Figure) -> int | None:
        row = _taken(self._queues, _meaning(figure))
        return row.observation_id if row is not None else None


def _meaning(figure: Figure) -> tuple[object, ...]:
    area = (figure.area.code or figure.area.name) if figure.area else None
    series = (figure.indicator, figure.programme, figure.statistic, figure.unit, area)
    return (*series, figure.period, figure.value, figure.value_max)


def _place(figure: Figure) -> tuple[object, ...]:
    return (figure.start, figure.end, figure.value, figure.value_max)


def _queues(rows: Sequence[FigureRow]) -> dict[Any, list[FigureRow]]:
    """Rows by span and value, the first to be taken last: two figures may share a span."""
    queues: dict[Any, list[FigureRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: -stored_id(row.id)):
        queues[(row.start, row.end, row.value, row.value_max)].append(row)
    return queues


def _taken(queues: dict[Any, list[FigureRow]], key: object) -> FigureRow | None:
    return queues[key].pop() if queues.get(key) else None


def _placed() -> Any:
    query = select(FigureRow, ArticleRow, RevisionRow).options(defer(RevisionRow.text))  # type: ignore[arg-type]
    return query.join(RevisionRow, col(RevisionRow.id) == col(FigureRow.revision_id)).join(ArticleRow, is_current())


def _records(session: Session, query: Any) -> list[FigureRecord]:
    return [_record(row, article, revision) for row, article, revision in session.exec(query)]


def _record(row: FigureRow, article: ArticleRow, revision: RevisionRow) -> FigureRecord:
    return FigureRecord(
        id=stored_id(row.id),
        article_id=stored_id(article.id),
        revision_id=row.revision_id,
        story_id=article.story_id,
        observation_id=row.observation_id,
        doc=article.url,
        figure=figure_of(row),
        source=article.source,
        language=revision.language,
        origin_url=revision.origin_url,
        published_at=revision.published_at or article.first_seen_at,
    )
