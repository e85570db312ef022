"""Which stored articles share evidence with the one being placed: signatures, and a posting list of their keys."""

from collections.abc import Sequence

from sqlalchemy import Select, literal, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, func, select

from dedupe.evidence import Candidate, Signature
from store.articles import stands
from store.digests import key_number
from store.schema import ArticleRow, FingerprintRow, SignatureRow
from store.session import batches, hold_knowledge, required, stored_id
from store.signatures import signature_of, values_of

# Counting stops here: beyond it a key is common, however common exactly.
_MANY = 10_000

# Terms of one compound SELECT (SQLite allows 500).
_TERMS = 200


def save_signature(session: Session, article_id: int, signature: Signature, keys: Sequence[str]) -> None:
    """Keep the evidence of an article and the keys under which it is found, in place of earlier ones."""
    values = values_of(signature)
    row = session.get(SignatureRow, article_id)
    if row is None:
        session.add(SignatureRow(article_id=article_id, evidence=values))
    elif row.evidence != values:
        row.evidence = values
    wanted = {key_number(key) for key in keys}
    stored = set(session.exec(select(FingerprintRow.key).where(FingerprintRow.article_id == article_id)))
    gone = stored - wanted
    if gone:
        mine = col(FingerprintRow.article_id) == article_id
        session.exec(delete(FingerprintRow).where(mine, col(FingerprintRow.key).in_(gone)))
    session.add_all(FingerprintRow(key=key, article_id=article_id) for key in sorted(wanted - stored))
    session.flush()


def load_signature(session: Session, article_id: int) -> Signature:
    """The kept evidence of an article.

    Raises:
        NotFound: The article has none.
    """
    return signature_of(required(session.get(SignatureRow, article_id), "signature of article", article_id).evidence)


def candidates(
    session: Session, keys: Sequence[str], *, article_id: int, per_key: int = 200, limit: int = 40
) -> list[Candidate]:
    """Standing, placed articles that share a key: those of the rarest keys first, among these the newest first.

    In a writing session no other process places articles until its transaction ends.
    """
    hold_knowledge(session)
    counts = key_counts(session, keys)
    found: dict[int, None] = {}
    for key in sorted(counts, key=lambda key: (counts[key], key)):
        if len(found) >= limit:
            break
        found |= dict.fromkeys(_carriers(session, key, article_id=article_id, limit=per_key))
    return _loaded(session, list(found)[:limit])


def key_counts(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """How many articles carry each key; counting stops at 10,000."""
    asked = list(dict.fromkeys(keys))
    counts: dict[str, int] = {}
    for batch in batches(asked, _TERMS):
        counted = union_all(*(_counting(position, key) for position, key in enumerate(batch)))
        counts |= {batch[position]: count for position, count in session.execute(counted)}
    return counts


def article_count(session: Session) -> int:
    """How many articles stand."""
    return session.exec(select(func.count()).select_from(ArticleRow).where(stands())).one()


def _counting(position: int, key: str) -> Select[int, int]:
    some = select_columns(col(FingerprintRow.article_id)).where(col(FingerprintRow.key) == key_number(key))
    return select_columns(literal(position), func.count()).select_from(some.limit(_MANY).subquery())


def _carriers(session: Session, key: str, *, article_id: int, limit: int) -> list[int]:
    query = (
        select(FingerprintRow.article_id)
        .join(ArticleRow, col(ArticleRow.id) == col(FingerprintRow.article_id))
        .where(FingerprintRow.key == key_number(key), FingerprintRow.article_id != article_id)
        .where(col(ArticleRow.story_id).is_not(None), stands())
        .order_by(col(FingerprintRow.article_id).desc())
    )
    return list(session.exec(query.limit(limit)))


def _loaded(session: Session, article_ids: list[int]) -> list[Candidate]:
    query = (
        select(ArticleRow.id, ArticleRow.story_id, SignatureRow.evidence)
        .join(SignatureRow, col(SignatureRow.article_id) == col(ArticleRow.id))
        .where(col(ArticleRow.id).in_(article_ids))
    )
    by_id = {
        stored_id(article_id): Candidate(stored_id(article_id), stored_id(story_id), signature_of(evidence))
        for article_id, story_id, evidence in session.exec(query)
    }
    return [by_id[article_id] for article_id in article_ids if article_id in by_id]
