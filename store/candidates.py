"""Which stored articles share evidence with the one being placed: signatures, and a posting list of their keys.

The cost of a look-up is bounded, whatever the store has grown to: a key is counted up to the number from which it is
popular, and of the articles that carry it the newest are looked at.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import text, update
from sqlmodel import Session, col, delete, insert, select

from dedupe.candidates import MOST_CANDIDATES, MOST_PER_KEY, nearest
from dedupe.evidence import Candidate, Signature
from store.digests import key_number
from store.schema import FingerprintRow, PopularKeyRow, SignatureRow
from store.session import asking, hold_knowledge, required, upsert
from store.signatures import signature_of, values_of

# From here on the articles that carry a key are not counted each time: their number is kept.
_POPULAR_FROM = 21
# For each key asked for: the number kept, or else counted, of articles that carry it.
_COUNTS = """
SELECT asked.value, coalesce(
    (SELECT articles FROM popular_key WHERE key = asked.value),
    (SELECT count(*) FROM (SELECT 1 FROM fingerprint WHERE key = asked.value LIMIT :most) AS carriers))
FROM {numbers}
"""
# For each key asked for: the articles that carry it, from the oldest that is not beyond the newest so many.
_CARRIERS = """
SELECT asked.value, fingerprint.article_id
FROM {numbers} JOIN fingerprint ON fingerprint.key = asked.value
WHERE fingerprint.article_id >= coalesce(
    (SELECT article_id FROM fingerprint WHERE key = asked.value ORDER BY article_id DESC LIMIT 1 OFFSET :beyond), 0)
"""
# The placed articles that stand, of those asked for.
_PLACED = """
SELECT article.id, article.story_id, signature.evidence
FROM {numbers} JOIN article ON article.id = asked.value JOIN signature ON signature.article_id = article.id
WHERE article.story_id IS NOT NULL AND article.withdrawn_at IS NULL
"""
# Articles loaded beyond those asked for: some were taken down, or are not placed yet.
_SPARE = 20


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
    _strike(session, article_id, stored - wanted)
    _post(session, article_id, wanted - stored)
    session.flush()


def load_signature(session: Session, article_id: int) -> Signature:
    """The kept evidence of an article.

    Raises:
        NotFound: The article has none.
    """
    return signature_of(required(session.get(SignatureRow, article_id), "signature of article", article_id).evidence)


def candidates(
    session: Session,
    counts: Mapping[str, int],
    *,
    article_id: int,
    per_key: int = MOST_PER_KEY,
    limit: int = MOST_CANDIDATES,
) -> list[Candidate]:
    """Standing, placed articles that carry some of the keys, those that share most first.

    `counts` are the keys to look up, each with the number of articles that carry it; of these the newest `per_key` are
    looked at. In a writing session no other process places articles until its transaction ends.
    """
    hold_knowledge(session)
    carriers = _carriers(session, counts, article_id=article_id, per_key=per_key)
    return _loaded(session, nearest(carriers, counts)[: limit + _SPARE])[:limit]


def key_counts(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """How many articles carry each key."""
    counted = _counts(session, map(key_number, keys))
    return {key: counted.get(key_number(key), 0) for key in keys}


def article_count(session: Session) -> int:
    """How many articles there are, those that were taken down included."""
    return int(session.connection().execute(text("SELECT coalesce(max(id), 0) FROM article")).scalar_one())


def _counts(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    """The keys that any article carries, each with how many do."""
    rows = asking(session, _COUNTS, numbers, most=_POPULAR_FROM)
    return {number: count for number, count in rows if count}


def _post(session: Session, article_id: int, added: AbstractSet[int]) -> None:
    """Let an article be found by keys, and count it where they are popular."""
    if not added:
        return
    popular = sorted(number for number, count in _counts(session, added).items() if count >= _POPULAR_FROM - 1)
    session.execute(insert(FingerprintRow), [{"key": key, "article_id": article_id} for key in sorted(added)])
    if popular:
        grown = {"articles": col(PopularKeyRow.articles) + 1}
        rows = [{"key": key, "articles": _POPULAR_FROM} for key in popular]
        upsert(session, PopularKeyRow, rows, grown)


def _strike(session: Session, article_id: int, gone: AbstractSet[int]) -> None:
    """Let an article be found by keys no more."""
    if not gone:
        return
    mine = col(FingerprintRow.article_id) == article_id
    session.exec(delete(FingerprintRow).where(mine, col(FingerprintRow.key).in_(gone)))
    fewer = update(PopularKeyRow).where(col(PopularKeyRow.key).in_(gone))
    session.execute(fewer.values(articles=col(PopularKeyRow.articles) - 1))


def _carriers(session: Session, keys: Iterable[str], *, article_id: int, per_key: int) -> dict[str, list[int]]:
    """The newest articles that carry each key, without one."""
    names = {key_number(key): key for key in keys}
    found: dict[str, list[int]] = defaultdict(list)
    for number, carrier in asking(session, _CARRIERS, names, beyond=per_key - 1):
        if carrier != article_id:
            found[names[number]].append(carrier)
    return found


def _loaded(session: Session, article_ids: Sequence[int]) -> list[Candidate]:
    """The placed articles that stand, in the order of their ids given."""
    by_id = {
        article_id: Candidate(article_id, story_id, signature_of(_decoded(evidence)))
        for article_id, story_id, evidence in asking(session, _PLACED, article_ids)
    }
    return [by_id[article_id] for article_id in article_ids if article_id in by_id]


def _decoded(value: Any) -> Any:
    """What a column of JSON holds: one of the engines hands over text."""
    return json.loads(value) if isinstance(value, str) else value
