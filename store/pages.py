"""Pages as they came, and where each stands on its way through the steps."""

import zlib
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Session, col, select

from store.digests import digest
from store.errors import StoreError
from store.records import NewPage, PageRecord, Stage
from store.schema import ArticleRow, PageRow, RevisionRow
from store.session import batches, insert_new, required, stored_id

#: The steps in their order: a page in one of these stages waits for it.
WAY = (Stage.CLEAN, Stage.FIGURES, Stage.STORY, Stage.OBSERVATIONS)


def add(session: Session, page: NewPage) -> int:
    """Store a page unless its URL already came with this very body; returns the id of the stored one."""
    key = digest(page.url, page.body)
    values = {
        "digest": key,
        "url_digest": digest(page.url),
        "url": page.url,
        "source": page.source,
        "fetched_at": page.fetched_at,
        "status": page.status,
        "headers": dict(page.headers),
        "body": zlib.compress(page.body),
        "body_bytes": len(page.body),
        "baseline": page.baseline,
        "language": page.language,
        "discovered_on": page.discovered_on,
        "alternates": list(page.alternates),
        "stage": Stage.CLEAN.value,
    }
    insert_new(session, PageRow, values)
    return stored_id(session.exec(select(PageRow.id).where(PageRow.digest == key)).one())


def is_stored(session: Session, page: NewPage) -> bool:
    """Whether this very body was stored under this URL before."""
    stored = select(PageRow.id).where(PageRow.digest == digest(page.url, page.body))
    return session.exec(stored).first() is not None


def load(session: Session, page_id: int) -> PageRecord:
    """A page with its body.

    Raises:
        StoreError: There is no such page, or its stored body is damaged.
    """
    row = required(session.get(PageRow, page_id), "page", page_id)
    return PageRecord(
        id=page_id,
        url=row.url,
        source=row.source,
        fetched_at=row.fetched_at,
        status=row.status,
        headers=row.headers,
        body=_decompressed(row),
        baseline=row.baseline,
        language=row.language,
        discovered_on=row.discovered_on,
        alternates=tuple(row.alternates),
        stage=Stage(row.stage),
        error=row.error,
    )


def waiting(session: Session, stage: Stage | None = None, *, limit: int = 100) -> list[tuple[int, Stage]]:
    """Pages that wait for a step (any, or this one), oldest first."""
    stages = WAY if stage is None else (stage,)
    query = select(PageRow.id, PageRow.stage).where(col(PageRow.stage).in_(stages)).order_by(col(PageRow.id))
    return [(stored_id(page_id), Stage(name)) for page_id, name in session.exec(query.limit(limit))]


def advance(session: Session, page_id: int, stage: Stage, *, error: str | None = None) -> None:
    """Say what the page waits for next, or how its way ended.

    Raises:
        NotFoundError: There is no such page.
    """
    row = required(session.get(PageRow, page_id), "page", page_id)
    if stage is Stage.FAILED and row.stage != Stage.FAILED:
        row.failed_stage = row.stage
    elif stage is not Stage.FAILED:
        row.failed_stage = None
    row.stage = stage.value
    row.error = error
    session.flush()


def known_urls(session: Session, urls: Iterable[str]) -> set[str]:
    """Those of the URLs of which a page is stored."""
    asked = list(dict.fromkeys(urls))
    known: set[str] = set()
    for batch in batches(asked):
        by_digest = {digest(url): url for url in batch}
        query = select(PageRow.url_digest).where(col(PageRow.url_digest).in_(by_digest))
        known.update(by_digest[found] for found in session.exec(query))
    return known


def count_by_stage(session: Session) -> dict[Stage, int]:
    """How many pages stand at each stage; stages without pages are left out."""
    query = select(PageRow.stage, func.count()).group_by(col(PageRow.stage))
    return {Stage(stage): count for stage, count in session.exec(query)}


def restart(session: Session, stage: Stage, *, only_failed: bool = False, source: str | None = None) -> int:
    """Send pages whose way passed a stage back to it, so that better reading reaches what is stored.

    Beyond cleaning, only pages that made the current wording of an article go back. Returns how many do.
    """
    if stage not in WAY:
        raise StoreError(f"pages can go back to {', '.join(WAY)}, not to {stage}")
    conditions = [_passed(stage, only_failed=only_failed)]
    if stage is not Stage.CLEAN:
        conditions.append(_makes_an_article())
    if source is not None:
        conditions.append(col(PageRow.source) == source)
    statement = update(PageRow).where(*conditions).values(stage=stage.value, failed_stage=None, error=None)
    changed = session.execute(statement.returning(col(PageRow.id))).all()
    session.expire_all()
    return len(changed)


def _passed(stage: Stage, *, only_failed: bool) -> ColumnElement[bool]:
    onwards = WAY[WAY.index(stage) :]
    failed = and_(col(PageRow.stage) == Stage.FAILED, col(PageRow.failed_stage).in_(onwards))
    if only_failed:
        return failed
    ended = (Stage.DONE, Stage.UNCHANGED, Stage.REJECTED)
    return or_(failed, col(PageRow.stage).in_((*onwards[1:], *ended)))


def _makes_an_article() -> ColumnElement[bool]:
    current = and_(
        col(ArticleRow.id) == col(RevisionRow.article_id), col(ArticleRow.revision) == col(RevisionRow.number)
    )
    making = select(RevisionRow.page_id).join(ArticleRow, current)
    return col(PageRow.id).in_(making)


def _decompressed(row: PageRow) -> bytes:
    """The body; never more than the size noted when it was stored, whatever the compressed bytes say."""
    inflater = zlib.decompressobj()
    try:
        body = inflater.decompress(row.body, row.body_bytes + 1)
    except zlib.error as error:
        raise StoreError(_damaged(row)) from error
    if digest(row.url, body) != row.digest:
        raise StoreError(_damaged(row))
    return body


def _damaged(row: PageRow) -> str:
    return f"the stored body of page {row.id} ({row.url}) is damaged; crawl or ingest it again, or restore a backup"
