"""Stories as callers see them: their living articles, languages, place and look-alikes, read in batches."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from store.articles import is_current, reported_at, stands
from store.narrowing import figure_conditions
from store.placing import resolve
from store.records import Filters, StoryDecision, StoryRecord
from store.schema import ArticleRow, FigureRow, RevisionRow, StoryDecisionRow, StoryLinkRow, StoryRow
from store.session import batches, required, stored_id


def load(session: Session, story_id: int) -> StoryRecord:
    """The story that an id leads to, through redirects.

    Raises:
        NotFoundError: There is no such story.
    """
    target = resolve(session, story_id)
    row = required(session.get(StoryRow, target), "story", story_id)
    return _records(session, [row])[0]


def listed(session: Session, filters: Filters) -> list[StoryRecord]:
    """Living stories, newest first; those of which some standing article meets the filters.

    `since` and `until` are of the time when a story was first seen.
    """
    query = select(StoryRow).where(*_conditions(filters)).order_by(col(StoryRow.id).desc())
    return _records(session, list(session.exec(query.limit(filters.limit))))


def decisions(session: Session, story_id: int) -> list[StoryDecision]:
    """Every decision that concerns a story or one merged into it, oldest first."""
    target = resolve(session, story_id)
    family = select(StoryRow.id).where(or_(col(StoryRow.id) == target, col(StoryRow.merged_into) == target))
    query = select(StoryDecisionRow).where(col(StoryDecisionRow.story_id).in_(family))
    return [
        StoryDecision(
            article_id=row.article_id,
            story_id=row.story_id,
            action=row.action,
            score=row.score,
            reasons=tuple(row.reasons),
            decided_at=row.decided_at,
            by_person=row.by_person,
        )
        for row in session.exec(query.order_by(col(StoryDecisionRow.id)))
    ]


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(StoryRow.merged_into).is_(None), _has_articles(filters)]
    if filters.story is not None:
        conditions.append(col(StoryRow.id) == filters.story)
    if filters.since is not None:
        conditions.append(col(StoryRow.first_seen_at) >= filters.since)
    if filters.until is not None:
        conditions.append(col(StoryRow.first_seen_at) <= filters.until)
    if filters.after_id is not None:
        conditions.append(col(StoryRow.id) < filters.after_id)
    return conditions


def _has_articles(filters: Filters) -> ColumnElement[bool]:
    query = select(ArticleRow.id).join(RevisionRow, is_current()).where(stands(), ArticleRow.story_id == StoryRow.id)
    if filters.source is not None:
        query = query.where(ArticleRow.source == filters.source)
    if filters.language is not None:
        query = query.where(RevisionRow.language == filters.language)
    wanted = figure_conditions(filters)
    if wanted:
        query = query.join(FigureRow, col(FigureRow.revision_id) == col(RevisionRow.id)).where(*wanted)
    return query.correlate(StoryRow).exists()


def _records(session: Session, rows: Sequence[StoryRow]) -> list[StoryRecord]:
    return [record for batch in batches(rows) for record in _batch(session, batch)]


def _batch(session: Session, rows: Sequence[StoryRow]) -> list[StoryRecord]:
    ids = [stored_id(row.id) for row in rows]
    members, areas, links = _members(session, ids), _areas(session, ids), _links(session, ids)
    return [
        StoryRecord(
            id=story_id,
            title=members[story_id][0][1] if members[story_id] else "",
            languages=tuple(dict.fromkeys(language for _, _, language in members[story_id])),
            articles=tuple(article_id for article_id, _, _ in members[story_id]),
            area=areas.get(story_id),
            first_seen_at=row.first_seen_at,
            series=tuple(sorted(links[story_id])),
        )
        for story_id, row in zip(ids, rows, strict=True)
    ]


def _members(session: Session, story_ids: list[int]) -> dict[int, list[tuple[int, str, str]]]:
    """By story: id, title and language of its articles, oldest first."""
    query = (
        select(ArticleRow.story_id, ArticleRow.id, RevisionRow.title, RevisionRow.language)
        .join(RevisionRow, is_current())
        .where(col(ArticleRow.story_id).in_(story_ids), stands())
        .order_by(reported_at(), col(ArticleRow.id))
    )
    members: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for story_id, article_id, title, language in session.exec(query):
        members[stored_id(story_id)].append((stored_id(article_id), title, language))
    return members


def _areas(session: Session, story_ids: list[int]) -> dict[int, str]:
    """By story: the area that most of its figures are of."""
    query = (
        select(ArticleRow.story_id, FigureRow.area, func.count())
        .join(RevisionRow, is_current())
        .join(FigureRow, col(FigureRow.revision_id) == col(RevisionRow.id))
        .where(col(ArticleRow.story_id).in_(story_ids), stands(), col(FigureRow.area).is_not(None))
        .group_by(col(ArticleRow.story_id), col(FigureRow.area))
        .order_by(col(FigureRow.area))
    )
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for story_id, area, count in session.exec(query):
        counts[stored_id(story_id)][area or ""] = count
    return {story_id: counter.most_common(1)[0][0] for story_id, counter in counts.items()}


def _links(session: Session, story_ids: list[int]) -> dict[int, set[int]]:
    touching = or_(col(StoryLinkRow.story_id).in_(story_ids), col(StoryLinkRow.other_id).in_(story_ids))
    links: dict[int, set[int]] = defaultdict(set)
    for link in session.exec(select(StoryLinkRow).where(touching)):
        links[link.story_id].add(link.other_id)
        links[link.other_id].add(link.story_id)
    return links
