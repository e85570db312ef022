"""Full-text search over all scripts, the same on both engines.

Both index words that are folded and cut by `folding.py`: the engines only count and rank. What a user types goes
through the same folding, which leaves letters and digits alone: it is never query syntax.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session, col, select

from store.articles import is_current, record_of
from store.folding import Token, tokens
from store.records import SearchHit
from store.schema import ArticleRow, RevisionRow
from store.snippets import snippet

# More words than anybody types; a longer query would only be slow.
_MAX_WORDS = 32

# Nobody searches for longer words; PostgreSQL refuses lexemes of 2 KB.
_MAX_LETTERS = 100

# PostgreSQL counts positions up to 16,383 and keeps 256 of one word.
_MAX_POSITION = 16_383

# Words beyond this one of an article are not searched: a tsvector holds a megabyte, of which positions take a part.
_MAX_TOKENS = 50_000
_MAX_WORD_BYTES = 600_000

# Words between title and body that no phrase spans.
_GAP = 10

_SQLITE_INSERT = "INSERT INTO article_search (rowid, title, body) VALUES (:id, :title, :body)"
_SQLITE_FIND = (
    "SELECT s.rowid, -bm25(article_search, 5.0, 1.0) AS rank FROM article_search AS s "
    "JOIN article AS a ON a.id = s.rowid AND a.withdrawn_at IS NULL "
    "JOIN revision AS r ON r.article_id = a.id AND r.number = a.revision "
    "WHERE article_search MATCH :query AND (:language IS NULL OR r.language = :language) "
    "ORDER BY rank DESC, s.rowid DESC LIMIT :limit"
)
_POSTGRES_INSERT = (
    "INSERT INTO article_search (article_id, words) VALUES (:id, CAST(:words AS tsvector)) "
    "ON CONFLICT (article_id) DO UPDATE SET words = EXCLUDED.words"
)
_POSTGRES_FIND = (
    "SELECT s.article_id, ts_rank(s.words, q.query, 1) AS rank "
    "FROM article_search AS s CROSS JOIN (SELECT CAST(:query AS tsquery) AS query) AS q "
    "JOIN article AS a ON a.id = s.article_id AND a.withdrawn_at IS NULL "
    "JOIN revision AS r ON r.article_id = a.id AND r.number = a.revision "
    "WHERE s.words @@ q.query AND (CAST(:language AS text) IS NULL OR r.language = :language) "
    "ORDER BY rank DESC, s.article_id DESC LIMIT :limit"
)


def index(session: Session, article_id: int, title: str, text_: str) -> None:
    """Make an article findable by these words, in place of earlier ones."""
    title_tokens, body_tokens = _searchable(title), _searchable(text_)
    if _is_postgres(session):
        words = _tsvector(title_tokens, body_tokens)
        session.execute(text(_POSTGRES_INSERT), {"id": article_id, "words": words})
        return
    # FTS5 knows no upsert.
    session.execute(text("DELETE FROM article_search WHERE rowid = :id"), {"id": article_id})
    columns = {"title": _spaced(title_tokens), "body": _spaced(body_tokens)}
    session.execute(text(_SQLITE_INSERT), {"id": article_id, **columns})


def find(session: Session, words: str, *, limit: int = 20, language: str | None = None) -> list[SearchHit]:
    """Standing articles that have all the words, best first; no words find nothing.

    Characters that follow each other in a script without spaces must follow each other in the article too.
    """
    phrases = _phrases(_searchable(words)[:_MAX_WORDS])
    if not phrases:
        return []
    is_postgres = _is_postgres(session)
    query = _tsquery(phrases) if is_postgres else _match(phrases)
    statement = text(_POSTGRES_FIND if is_postgres else _SQLITE_FIND)
    found = session.execute(statement, {"query": query, "limit": limit, "language": language})
    return _hits(session, [(int(article_id), float(rank)) for article_id, rank in found], phrases)


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _searchable(text_: str) -> list[Token]:
    found: list[Token] = []
    left = _MAX_WORD_BYTES
    for token in tokens(text_):
        left -= len(token.word.encode())
        if left < 0 or len(found) == _MAX_TOKENS:
            break
        if len(token.word) <= _MAX_LETTERS:
            found.append(token)
    return found


def _phrases(query: Sequence[Token]) -> list[list[str]]:
    """Each spaced word alone; neighbouring characters of an unspaced script together."""
    phrases: list[list[str]] = []
    previous: Token | None = None
    for token in query:
        if previous is not None and not token.spaced and not previous.spaced and token.start == previous.end:
            phrases[-1].append(token.word)
        else:
            phrases.append([token.word])
        previous = token
    return phrases


def _spaced(found: Sequence[Token]) -> str:
    return " ".join(token.word for token in found)


def _match(phrases: Sequence[Sequence[str]]) -> str:
    """FTS5's query: strings in quotes, in which nothing is syntax, all of them required."""
    return " AND ".join(f'"{" ".join(phrase)}"' for phrase in phrases)


def _tsquery(phrases: Sequence[Sequence[str]]) -> str:
    """PostgreSQL's query as a literal: lexemes in quotes, in which nothing is syntax, all of them required."""
    return " & ".join("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in phrases)


def _tsvector(title: Sequence[Token], body: Sequence[Token]) -> str:
    """PostgreSQL's vector as a literal, so that its own parser, which differs by locale, cuts nothing."""
    positions: dict[str, list[str]] = defaultdict(list)
    for position, token in enumerate(title, start=1):
        positions[token.word].append(f"{min(position, _MAX_POSITION)}A")
    for position, token in enumerate(body, start=len(title) + _GAP):
        if position <= _MAX_POSITION or not positions[token.word]:
            positions[token.word].append(str(min(position, _MAX_POSITION)))
    return " ".join(f"'{word}':{','.join(places)}" for word, places in positions.items())


def _hits(session: Session, ranked: Sequence[tuple[int, float]], phrases: Sequence[Sequence[str]]) -> list[SearchHit]:
    ids = [article_id for article_id, _ in ranked]
    query = select(ArticleRow, RevisionRow).join(RevisionRow, is_current()).where(col(ArticleRow.id).in_(ids))
    by_id = {article.id: (article, revision) for article, revision in session.exec(query)}
    return [_hit(*by_id[article_id], phrases, rank) for article_id, rank in ranked]


def _hit(article: ArticleRow, revision: RevisionRow, phrases: Sequence[Sequence[str]], rank: float) -> SearchHit:
    return SearchHit(record_of(article, revision), snippet(revision.title, revision.text, phrases), rank)
