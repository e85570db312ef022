"""Opening the store: connections, transactions, and the one place where database errors become `StoreError`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, IntegrityError, SQLAlchemyError
from sqlmodel import Session

from store.errors import StoreError, StoreUnavailableError
from store.migrations import bring_up_to_date

# How long a writer waits for another one, in seconds: the longest step takes a few.
_PATIENCE_SECONDS = 60.0
_CONNECT_SECONDS = 10
# What a connection to SQLite keeps in memory, and what it reads in place from the system's own cache: look-ups of keys
# go all over the file.
_CACHE_BYTES = 64 * 2**20
_MAPPED_BYTES = 2**31 - 2**16
_FORMS = "sqlite:///path/to/tinbao.db or postgresql://user@host/database"


class Store:
    """An open store; safe to share between threads, each `reading` and `writing` has a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(**_reading_options(engine))
        self._writer = engine.execution_options(tinbao_writing=True)
        self.url = engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one unchanging state of the store and may not write.

        Raises:
            StoreError: The database refused; the message says what.
        """
        with _translated(self._engine.url), Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back when the body raises.

        SQLite lets one writer in at a time; the others wait for it here, not in the middle of their work.

        Raises:
            StoreError: The database refused; the message says what.
        """
        with _translated(self._engine.url), Session(self._writer) as session:
            session.info["writing"] = True
            with session.begin():
                session.connection()
                yield session

    def close(self) -> None:
        """Give all connections back; the store can't be used afterwards."""
        self._engine.dispose()


def open_store(url: str, *, upgrade: bool | None = None) -> Store:
    """Open the store at an SQLite or PostgreSQL URL; an empty one gets its schema.

    Args:
        url: `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://user:password@host/database`.
        upgrade: Whether an older schema is brought up to date instead of refused.

    Raises:
        StoreError: The URL is none of these, the database can't be reached, or its schema is another one.
    """
    parsed = _parsed(url)
    with _translated(parsed):
        engine = _sqlite_engine(parsed) if parsed.get_backend_name() == "sqlite" else _postgres_engine(parsed)
        try:
            _prepare(engine)
            with engine.execution_options(tinbao_writing=True).begin() as connection:
                bring_up_to_date(connection, upgrade=bool(upgrade))
        except BaseException:
            engine.dispose()
            raise
    return Store(engine)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # The text may hold a password, so it is not repeated.
        raise StoreError(f"the store's address is not a URL; write it as {_FORMS}") from error
    if parsed.drivername in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite":
        return _with_file(parsed)
    if parsed.drivername == "postgresql+psycopg":
        return parsed
    raise StoreError(f"Tinbao keeps its store in SQLite or PostgreSQL, not in {parsed.drivername}; write {_FORMS}")


def _with_file(url: URL) -> URL:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StoreError("the store needs a file: in memory each connection would see another; write sqlite:///FILE")
    if url.host or url.username:
        raise StoreError(f"an SQLite URL has three slashes before a relative path, four before {url.database}")
    path = Path(url.database).expanduser()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(
            f"the folder {path.parent} for the store cannot be made: {error.strerror}"
        ) from error
    return url.set(database=str(path))


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _PATIENCE_SECONDS})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    # Python's sqlite3 begins no transaction before a SELECT or a CREATE; we begin all of them ourselves, below.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_BYTES // 1024}")
    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    connection.execute("PRAGMA synchronous = NORMAL")  # in WAL mode a power cut loses no consistency


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("tinbao_writing", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    # A reader that turned into a writer would fail at once when another wrote meanwhile: writers say so at the start.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgres_engine(url: URL) -> Engine:
    options = {"connect_timeout": _CONNECT_SECONDS, "application_name": "tinbao"} | dict(url.query)
    return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=options)


def _reading_options(engine: Engine) -> dict[str, Any]:
    if engine.dialect.name == "sqlite":
        return {}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _prepare(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        _use_write_ahead_log(engine)
        return
    with engine.connect() as connection:
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise StoreUnavailableError(
                f"the database {engine.url.database} is encoded in {encoding}, which cannot hold all scripts; "
                f"make one with: createdb --encoding=UTF8 --template=template0 {engine.url.database}_utf8"
            )


def _use_write_ahead_log(engine: Engine) -> None:
    """Readers and a writer then do not wait for each other; the mode stays with the file."""
    connection = engine.raw_connection()
    try:
        mode = connection.cursor().execute("PRAGMA journal_mode").fetchone()
        if mode != ("wal",):
            connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


@contextmanager
def _translated(url: URL) -> Iterator[None]:
    """The boundary: what SQLAlchemy and the drivers raise leaves as StoreError, without passwords or parameters."""
    try:
        yield
    except (DataError, IntegrityError) as error:  # what was to be written is at fault, not the database
        raise StoreError(_explained(url, error)) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreUnavailableError(_explained(url, error)) from error


def _explained(url: URL, error: Exception) -> str:
    # PostgreSQL repeats the refused row on later lines.
    said = (str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__])[0]
    if url.password:
        said = said.replace(str(url.password), "***")
    name = url.database if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    return f"the store {name}: {said}; {_way_out(url, said)}"


def _way_out(url: URL, said: str) -> str:
    if "database is locked" in said:
        return "another program keeps it locked: end that one and try again"
    if "not a database" in said:
        return "the file is something else: name another file with --store"
    if url.get_backend_name() == "sqlite":
        return "see that the disk has room and that the file and its folder may be written"
    return "see that the server runs, that the database exists and that the user may write to it"
