"""Putting articles into stories, and merging stories that turn out to be one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, update
from sqlmodel import Session, col, delete, func, select

from dedupe.evidence import Action, Decision
from store.schema import ArticleRow, ObservationStoryRow, StoryDecisionRow, StoryLinkRow, StoryRow
from store.session import hold_knowledge, insert_new, required, stored_id


def apply(session: Session, article_id: int, decision: Decision, *, now: datetime, by_person: bool = False) -> int:
    """Put an article where a decision says; returns the id of its story.

    What a person decided, the machine never undoes: an article that a person placed stays, and two stories that a
    person parted are never brought together. The same decision again changes nothing. A story left without
    articles, or merged into another, redirects to where they went.

    Raises:
        NotFoundError: There is no such article or story.
    """
    hold_knowledge(session)
    article = required(session.get(ArticleRow, article_id), "article", article_id)
    last = _last_word(session, article_id)
    if not by_person and article.story_id is not None and last is not None and last.by_person:
        return article.story_id
    before = article.story_id
    target = _target(session, article, decision)
    parted = set() if by_person else _parted_by_person(session, target)
    if before in parted:
        return stored_id(before)
    merged = [story_id for story_id in _merged(session, decision, target) if story_id not in parted]
    if before != target or merged or last is None or (by_person and not last.by_person):
        _place(session, article, target)
        _log(session, article_id, target, decision, now=now, by_person=by_person)
    for story_id in merged:
        _merge(session, story_id, into=target, decision=decision, now=now, by_person=by_person)
    if before is not None and before not in {target, *merged}:
        _leave(session, before, target, by_person=by_person)
    link_series(session, target, decision.series)
    return target


def resolve(session: Session, story_id: int) -> int:
    """The id of the living story that a story's id leads to.

    Raises:
        NotFoundError: There is no such story.
    """
    story = required(session.get(StoryRow, story_id), "story", story_id)
    while story.merged_into is not None:
        story = required(session.get(StoryRow, story.merged_into), "story", story.merged_into)
    return stored_id(story.id)


def link_series(session: Session, story_id: int, others: Sequence[int]) -> None:
    """Note that stories look alike and were kept apart; a link of a story with itself is left out.

    Raises:
        NotFoundError: There is no such story.
    """
    for other in others:
        _link(session, resolve(session, story_id), resolve(session, other), by_person=False)


def _last_word(session: Session, article_id: int) -> StoryDecisionRow | None:
    query = select(StoryDecisionRow).where(StoryDecisionRow.article_id == article_id)
    return session.exec(query.order_by(col(StoryDecisionRow.id).desc())).first()


def _target(session: Session, article: ArticleRow, decision: Decision) -> int:
    if decision.story_id is not None:
        return resolve(session, decision.story_id)
    if article.story_id is not None and _is_alone(session, article):
        return article.story_id
    story = StoryRow(first_seen_at=article.first_seen_at)
    session.add(story)
    session.flush()
    return stored_id(story.id)


def _is_alone(session: Session, article: ArticleRow) -> bool:
    query = select(func.count()).select_from(ArticleRow).where(ArticleRow.story_id == article.story_id)
    return session.exec(query).one() == 1


def _merged(session: Session, decision: Decision, target: int) -> list[int]:
    if decision.action is not Action.BRIDGE:
        return []
    return sorted({resolve(session, story_id) for story_id in decision.merged} - {target})


def _parted_by_person(session: Session, story_id: int) -> set[int]:
    """The stories that a person parted from this one."""
    touching = or_(col(StoryLinkRow.story_id) == story_id, col(StoryLinkRow.other_id) == story_id)
    links = session.exec(select(StoryLinkRow).where(touching, col(StoryLinkRow.by_person)))
    return {link.other_id if link.story_id == story_id else link.story_id for link in links}


def _link(session: Session, story_id: int, other_id: int, *, by_person: bool) -> None:
    low, high = sorted((story_id, other_id))
    if low == high:
        return
    insert_new(session, StoryLinkRow, {"story_id": low, "other_id": high, "by_person": by_person})
    if by_person:
        link = required(session.get(StoryLinkRow, (low, high)), "link of stories", f"{low} and {high}")
        link.by_person = True
        session.flush()


def _place(session: Session, article: ArticleRow, story_id: int) -> None:
    article.story_id = story_id
    story = required(session.get(StoryRow, story_id), "story", story_id)
    story.first_seen_at = min(story.first_seen_at, article.first_seen_at)
    session.flush()


def _log(
    session: Session, article_id: int, story_id: int, decision: Decision, *, now: datetime, by_person: bool
) -> None:
    session.add(
        StoryDecisionRow(
            article_id=article_id,
            story_id=story_id,
            action=decision.action.value,
            score=decision.score,
            reasons=list(decision.reasons),
            decided_at=now,
            by_person=by_person,
        )
    )
    session.flush()


def _merge(session: Session, story_id: int, *, into: int, decision: Decision, now: datetime, by_person: bool) -> None:
    for article in session.exec(select(ArticleRow).where(ArticleRow.story_id == story_id)).all():
        _place(session, article, into)
        _log(session, stored_id(article.id), into, decision, now=now, by_person=by_person)
    _redirect(session, story_id, into)


def _leave(session: Session, story_id: int, target: int, *, by_person: bool) -> None:
    """What becomes of the story that an article went away from."""
    if session.exec(select(ArticleRow.id).where(ArticleRow.story_id == story_id)).first() is None:
        _redirect(session, story_id, target)
    elif by_person:
        _link(session, story_id, target, by_person=True)


def _redirect(session: Session, story_id: int, target: int) -> None:
    """Every id that led to a story leads to the target now, in one step; its links and observations move."""
    family = or_(col(StoryRow.id) == story_id, col(StoryRow.merged_into) == story_id)
    session.execute(update(StoryRow).where(family).values(merged_into=target))
    _move_links(session, story_id, target)
    _move_observations(session, story_id, target)
    session.expire_all()


def _move_links(session: Session, story_id: int, target: int) -> None:
    touching = or_(col(StoryLinkRow.story_id) == story_id, col(StoryLinkRow.other_id) == story_id)
    links = session.exec(select(StoryLinkRow).where(touching)).all()
    moved = [(link.other_id if link.story_id == story_id else link.story_id, link.by_person) for link in links]
    session.exec(delete(StoryLinkRow).where(touching))
    session.expire_all()
    for other, by_person in moved:
        _link(session, other, target, by_person=by_person)


def _move_observations(session: Session, story_id: int, target: int) -> None:
    stated = session.exec(select(ObservationStoryRow).where(ObservationStoryRow.story_id == story_id)).all()
    moved = [{"observation_id": row.observation_id, "story_id": target, "origin": row.origin} for row in stated]
    session.exec(delete(ObservationStoryRow).where(col(ObservationStoryRow.story_id) == story_id))
    for values in moved:
        insert_new(session, ObservationStoryRow, values)
