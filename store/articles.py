"""Articles and their revisions: what cleaning made of the pages."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from store.columns import storable
from store.digests import digest
from store.narrowing import figure_conditions, states_a_figure
from store.records import ArticleRecord, Filters, NewRevision
from store.schema import ArticleRow, PageRow, RevisionRow
from store.session import batches, insert_new, required, stored_id


def record_revision(
    session: Session, page_id: int, revision: NewRevision, *, now: datetime
) -> tuple[ArticleRecord, bool]:
    """Record what a page says; returns the article, and whether its title or text is another one now.

    The same wording again changes nothing but what is known around it (byline, date, links). The same page cleaned
    anew rewrites its own revision instead of making one: the newsroom edited nothing. A page older than the one
    that made the current revision (its step failed and ran again later) changes nothing.

    Raises:
        NotFoundError: There is no such page.
    """
    page = required(session.get(PageRow, page_id, options=[defer(PageRow.body)]), "page", page_id)  # type: ignore[arg-type]
    article = _article(session, revision, now=now)
    current = _current_row(session, article)
    own = _revision_of_page(session, article, page_id)
    if own is not None:
        changed = _rewrite(own, revision) and own is current
    elif current is None or not _same_wording(current, revision):
        changed = current is None or not _is_older(session, page, current)
        if changed:
            _append(session, article, page_id, revision, now=now)
    else:
        changed = False
        _rewrite(current, revision)
    session.flush()
    _withdraw_others(session, article, page_id, now=now)
    return load(session, stored_id(article.id)), changed


def load(session: Session, article_id: int, *, with_text: bool = True) -> ArticleRecord:
    """An article at its current revision.

    Raises:
        NotFoundError: There is no such article.
    """
    query = _current(with_text=with_text).where(ArticleRow.id == article_id)
    article, revision = required(session.exec(query).first(), "article", article_id)
    return record_of(article, revision, text=revision.text if with_text else "")


def of_page(session: Session, page_id: int) -> ArticleRecord | None:
    """The article that a page made a revision of; None where it made none (yet)."""
    query = select(RevisionRow.article_id).where(RevisionRow.page_id == page_id).order_by(col(RevisionRow.id).desc())
    article_id = session.exec(query).first()
    return None if article_id is None else load(session, article_id)


def load_many(session: Session, article_ids: list[int]) -> dict[int, ArticleRecord]:
    """Articles by id, without their texts; unknown ids are left out."""
    records: dict[int, ArticleRecord] = {}
    for batch in batches(article_ids):
        query = _current(with_text=False).where(col(ArticleRow.id).in_(batch))
        records |= {stored_id(article.id): record_of(article, revision) for article, revision in session.exec(query)}
    return records


def listed(session: Session, filters: Filters) -> list[ArticleRecord]:
    """Standing articles, newest first, without their texts; `since` and `until` are of publication, else of sight."""
    query = _current(with_text=False).where(*_conditions(filters)).order_by(col(ArticleRow.id).desc())
    return [record_of(article, revision) for article, revision in session.exec(query.limit(filters.limit))]


def withdraw(session: Session, article_id: int, *, now: datetime) -> None:
    """An article that its source took down states nothing any more; a new page of it lets it stand again.

    Raises:
        NotFoundError: There is no such article.
    """
    article = required(session.get(ArticleRow, article_id), "article", article_id)
    article.withdrawn_at = article.withdrawn_at or now
    session.flush()


def is_current() -> ColumnElement[bool]:
    """Joins an article to its current revision."""
    return and_(col(RevisionRow.article_id) == col(ArticleRow.id), col(RevisionRow.number) == col(ArticleRow.revision))


def stands() -> ColumnElement[bool]:
    """Whether an article has not been taken down."""
    return col(ArticleRow.withdrawn_at).is_(None)


def reported_at() -> ColumnElement[datetime]:
    """When an article was published, else first seen."""
    return func.coalesce(col(RevisionRow.published_at), col(ArticleRow.first_seen_at))


def record_of(article: ArticleRow, revision: RevisionRow, *, text: str = "") -> ArticleRecord:
    """The record of an article's row and its current revision's."""
    return ArticleRecord(
        id=stored_id(article.id),
        url=article.url,
        source=article.source,
        language=revision.language,
        title=revision.title,
        published_at=revision.published_at,
        first_seen_at=article.first_seen_at,
        story_id=article.story_id,
        revision=revision.number,
        revision_id=stored_id(revision.id),
        page_id=revision.page_id,
        byline=revision.byline,
        origin_url=revision.origin_url,
        image_url=revision.image_url,
        alternates=tuple(revision.alternates),
        baseline=article.baseline,
        text=text,
    )


def _current(*, with_text: bool) -> Any:
    query = select(ArticleRow, RevisionRow).join(RevisionRow, is_current())
    return query if with_text else query.options(defer(RevisionRow.text))  # type: ignore[arg-type]


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    exact = [
        (col(ArticleRow.source), filters.source),
        (col(ArticleRow.story_id), filters.story),
        (col(RevisionRow.language), filters.language),
    ]
    conditions = [stands(), *(column == wanted for column, wanted in exact if wanted is not None)]
    if filters.since is not None:
        conditions.append(reported_at() >= filters.since)
    if filters.until is not None:
        conditions.append(reported_at() <= filters.until)
    if filters.after_id is not None:
        conditions.append(col(ArticleRow.id) < filters.after_id)
    wanted_figures = figure_conditions(filters)
    if wanted_figures:
        conditions.append(states_a_figure(col(RevisionRow.id), wanted_figures))
    return conditions


def _article(session: Session, revision: NewRevision, *, now: datetime) -> ArticleRow:
    key = digest(revision.url)
    values = {
        "url_digest": key,
        "url": revision.url,
        "source": revision.source,
        "first_seen_at": now,
        "revision": 0,
        "baseline": revision.baseline,
    }
    insert_new(session, ArticleRow, values)
    article = session.exec(select(ArticleRow).where(ArticleRow.url_digest == key).with_for_update()).one()
    article.withdrawn_at = None
    return article


def _current_row(session: Session, article: ArticleRow) -> RevisionRow | None:
    query = select(RevisionRow).where(RevisionRow.article_id == article.id, RevisionRow.number == article.revision)
    return session.exec(query).first()


def _revision_of_page(session: Session, article: ArticleRow, page_id: int) -> RevisionRow | None:
    query = select(RevisionRow).where(RevisionRow.page_id == page_id, RevisionRow.article_id == article.id)
    return session.exec(query.order_by(col(RevisionRow.number).desc())).first()


def _is_older(session: Session, page: PageRow, current: RevisionRow) -> bool:
    query = select(PageRow.fetched_at).where(PageRow.id == current.page_id)
    return page.fetched_at < session.exec(query).one()


def _withdraw_others(session: Session, article: ArticleRow, page_id: int, *, now: datetime) -> None:
    """A page cleaned anew may turn out to have another canonical URL: the article of the wrong one falls."""
    query = select(ArticleRow).join(RevisionRow, is_current())
    others = query.where(RevisionRow.page_id == page_id, ArticleRow.id != article.id, stands())
    for other in session.exec(others):
        other.withdrawn_at = now
    session.flush()


def _same_wording(row: RevisionRow, revision: NewRevision) -> bool:
    return row.text == storable(revision.text) and row.title == storable(revision.title)


def _rewrite(row: RevisionRow, revision: NewRevision) -> bool:
    changed = not _same_wording(row, revision)
    row.sqlmodel_update(_values(revision))
    return changed


def _append(session: Session, article: ArticleRow, page_id: int, revision: NewRevision, *, now: datetime) -> None:
    article.revision += 1
    session.add(
        RevisionRow(
            article_id=stored_id(article.id),
            number=article.revision,
            page_id=page_id,
            created_at=now,
            **_values(revision),
        )
    )


def _values(revision: NewRevision) -> dict[str, Any]:
    return {
        "language": revision.language,
        "title": storable(revision.title),
        "published_at": revision.published_at,
        "byline": revision.byline,
        "origin_url": revision.origin_url,
        "image_url": revision.image_url,
        "alternates": list(revision.alternates),
        "text": storable(revision.text),
    }
