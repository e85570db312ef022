"""Fill a store with the evidence of very many articles, past the product's own way: a million in minutes."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import psycopg

from dedupe.evidence import Signature
from dedupe.fingerprint import keys
from store.digests import key_number
from store.engine import open_store
from store.signatures import values_of

_SEEN = "2024-01-01 00:00:00"
_AT_ONCE = 5_000
_UNSORTED = "CREATE TEMPORARY TABLE unsorted (key BIGINT, article_id BIGINT)"
_SORTED = "INSERT INTO fingerprint SELECT key, article_id FROM unsorted ORDER BY key, article_id"
_POPULAR = "INSERT INTO popular_key SELECT key, count(*) FROM fingerprint GROUP BY key HAVING count(*) > 20"
# What look-ups touch goes through the system's cache once, as filling SQLite leaves it there.
_WARMING = (
    "SET enable_seqscan = off",
    "SELECT count(key) FROM fingerprint WHERE key IS NOT NULL",
    "SET enable_seqscan = on",
    "SELECT sum(length(CAST(evidence AS text))) FROM signature",
    "SELECT count(story_id) FROM article",
)
_COLUMNS = {
    "story": ("id", "first_seen_at"),
    "article": ("id", "url_digest", "url", "source", "first_seen_at", "story_id", "revision", "baseline"),
    "signature": ("article_id", "evidence"),
    "unsorted": ("key", "article_id"),
}

Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Filled:
    """The articles whose evidence was left out (id, story, signature), and the stories of all others."""

    left_out: list[tuple[int, int, Signature]]
    stories: frozenset[int]


class Shelf(Protocol):
    """A database past SQLAlchemy: rows go in by the fastest way that it has."""

    def put(self, rows: Rows) -> None:
        """Add rows by table."""

    def close(self) -> None:
        """Sort the keys into their table, count the popular ones, commit."""


def fill(address: str, articles: Iterable[tuple[int, Signature]], *, left_out: frozenset[int]) -> Filled:
    """Make a store and put articles (story, signature) into it; those numbered in `left_out` without their evidence."""
    open_store(address).close()
    shelf: Shelf = _PostgresShelf(address) if address.startswith("postgresql") else _SqliteShelf(address)
    unseen: list[tuple[int, int, Signature]] = []
    known: set[int] = set()
    numbered = enumerate(((story + 1, signature) for story, signature in articles), 1)
    while batch := list(islice(numbered, _AT_ONCE)):
        rows: Rows = defaultdict(list)
        for article_id, (story, signature) in batch:
            if article_id - 1 in left_out:
                unseen.append((article_id, story, signature))
                rows["article"].append(_article(article_id, signature, None))
                continue
            if story not in known:
                rows["story"].append((story, _SEEN))
                known.add(story)
            rows["article"].append(_article(article_id, signature, story))
            rows["signature"].append((article_id, json.dumps(values_of(signature))))
            rows["unsorted"] += [(key_number(key), article_id) for key in keys(signature)]
        shelf.put(rows)
    shelf.close()
    return Filled(unseen, frozenset(known))


def _article(article_id: int, signature: Signature, story: int | None) -> tuple[object, ...]:
    return (article_id, signature.url, signature.url, signature.source, _SEEN, story, 1, False)


class _SqliteShelf:
    def __init__(self, address: str) -> None:
        self._database = sqlite3.connect(address.removeprefix("sqlite:///"))
        self._database.executescript(f"PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; {_UNSORTED}")

    def put(self, rows: Rows) -> None:
        for table, columns in _COLUMNS.items():
            marks = ", ".join("?" * len(columns))
            insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 -- our own names
            self._database.executemany(insert, rows[table])

    def close(self) -> None:
        for statement in (_SORTED, _POPULAR):
            self._database.execute(statement)
        self._database.commit()
        self._database.execute("ANALYZE")
        self._database.close()


class _PostgresShelf:
    def __init__(self, address: str) -> None:
        self._database = psycopg.connect(address)
        # Without its triggers a foreign key is not checked row by row.
        for setting in ("SET session_replication_role = replica", "SET maintenance_work_mem = '1GB'", _UNSORTED):
            self._database.execute(setting.encode())

    def put(self, rows: Rows) -> None:
        for table, columns in _COLUMNS.items():
            statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
            with self._database.cursor() as cursor, cursor.copy(statement.encode()) as copy:
                for row in rows[table]:
                    copy.write_row(row)

    def close(self) -> None:
        for statement in (_SORTED, _POPULAR):
            self._database.execute(statement.encode())
        self._database.commit()
        self._database.autocommit = True
        self._database.execute(b"VACUUM ANALYZE")
        for statement in _WARMING:
            self._database.execute(statement.encode())
        self._database.close()
