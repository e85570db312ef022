"""Opening the store, transactions, several processes at once, and what goes wrong."""

import multiprocessing
import os
import signal
import socket
import sqlite3
import sys
from datetime import UTC, datetime
from decimal import Decimal
from multiprocessing.synchronize import Barrier
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import select

from indicators.observation import Status
from store import observations, pages
from store.engine import Store, open_store
from store.errors import NotFoundError, SchemaError, StoreError
from store.records import NewObservation, NewPage, Stage
from store.schema import VisitRow

_WRITES = 40


def _page(name: str) -> NewPage:
    return NewPage(f"https://example.org/{name}", "example", datetime.now(UTC), 200, {}, name.encode())


def _write_many(url: str, name: str, start: Barrier) -> None:
    """What another process does: many short transactions, each reading before it writes."""
    store = open_store(url)
    start.wait(90)
    for number in range(_WRITES):
        with store.writing() as session:
            pages.count_by_stage(session)
            page_id = pages.add(session, _page(f"{name}-{number}"))
            pages.advance(session, page_id, Stage.DONE)
        with store.reading() as session:
            pages.waiting(session)
    store.close()
    sys.exit(0)


def _open_only(url: str, start: Barrier) -> None:
    start.wait(90)
    open_store(url).close()
    sys.exit(0)


def test_what_a_body_wrote_stays(store: Store) -> None:
    """Promise: writing commits at its end."""
    with store.writing() as session:
        pages.add(session, _page("kept"))
    with store.reading() as session:
        assert pages.known_urls(session, ["https://example.org/kept"]) == {"https://example.org/kept"}


def test_what_a_failed_body_wrote_is_gone(store: Store) -> None:
    """Promise: an exception rolls everything back and comes out unchanged."""
    with pytest.raises(KeyError):
        _fail_after_writing(store)
    with store.reading() as session:
        assert pages.count_by_stage(session) == {}


def _fail_after_writing(store: Store) -> None:
    with store.writing() as session:
        pages.add(session, _page("lost"))
        raise KeyError("a bug in a step")


def test_a_killed_process_leaves_nothing_half_done(store_url: str) -> None:
    """Promise: a process killed in the middle of a transaction leaves the store as it was, and unlocked."""
    child = multiprocessing.get_context("spawn").Process(target=_die_while_writing, args=(store_url,))
    child.start()
    child.join(60)
    assert child.exitcode == -9
    store = open_store(store_url)
    with store.writing() as session:
        assert pages.count_by_stage(session) == {}
        pages.add(session, _page("after"))
    store.close()


def _die_while_writing(url: str) -> None:
    with open_store(url).writing() as session:
        pages.add(session, _page("half"))
        session.flush()
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_reader_may_not_write(store: Store) -> None:
    """Promise: a reading session refuses to write, instead of losing what was written."""
    with pytest.raises(StoreError, match=r"read-?only"), store.reading() as session:
        pages.add(session, _page("never"))


def test_a_reader_sees_one_state(store: Store) -> None:
    """Promise: what others commit meanwhile does not show in the middle of a reading."""
    with store.reading() as reader:
        assert pages.count_by_stage(reader) == {}
        with store.writing() as writer:
            pages.add(writer, _page("meanwhile"))
        assert pages.count_by_stage(reader) == {}


def test_processes_write_at_once(store_url: str) -> None:
    """Promise: several processes that write at the same time wait for each other; none is told "locked"."""
    spawning = multiprocessing.get_context("spawn")
    start = spawning.Barrier(2)
    children = [spawning.Process(target=_write_many, args=(store_url, f"child{n}", start)) for n in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(100)
    assert [child.exitcode for child in children] == [0, 0]
    store = open_store(store_url)
    with store.reading() as session:
        assert pages.count_by_stage(session) == {Stage.DONE: 2 * _WRITES}
    store.close()


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_processes_open_an_empty_store_at_once(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Promise: whoever comes first makes the schema, the others wait and find it."""
    is_file = engine == "sqlite"
    url = f"sqlite:///{tmp_path / 'new.db'}" if is_file else str(request.getfixturevalue("empty_postgres_url"))
    spawning = multiprocessing.get_context("spawn")
    start = spawning.Barrier(2)
    children = [spawning.Process(target=_open_only, args=(url, start)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(100)
    assert [child.exitcode for child in children] == [0, 0]


def test_the_folder_of_an_sqlite_file_is_made(tmp_path: Path) -> None:
    """Promise: a first run needs no mkdir."""
    path = tmp_path / "not" / "there yet" / "tinbao.db"
    open_store(f"sqlite:///{path}").close()
    assert path.exists()


def test_sqlite_is_set_up_for_many_readers(sqlite_store: Store) -> None:
    """Promise: write-ahead log, foreign keys and normal synchronisation are in force on every connection."""
    with sqlite_store.reading() as session:
        pragmas = {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in _PRAGMAS}
    assert pragmas == _PRAGMAS


_PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 60_000}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root:hunter2@db/tinbao", "SQLite or PostgreSQL, not in mysql"),
        ("tinbao.db", "not a URL"),
        ("", "not a URL"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite://relative/tinbao.db", "three slashes"),
        ("postgresql://user:hunter2@[::1/tinbao", "not a URL"),
    ],
)
def test_a_wrong_address_says_what_is_right(url: str, said: str) -> None:
    """Promise: an address that is none names the way out and never repeats the password."""
    with pytest.raises(StoreError, match=said) as caught:
        open_store(url)
    assert "hunter2" not in str(caught.value)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    """Promise: when no server answers, the message names it, says what to see to, and keeps the password."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with pytest.raises(StoreError, match="see that the server runs") as caught:
            open_store(f"postgresql://reader:hunter2@127.0.0.1:{port}/tinbao")
    assert f"127.0.0.1:{port}" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.postgres
def test_a_missing_database_is_named(postgres_url: str) -> None:
    """Promise: a server without the database says so."""
    missing = postgres_url.replace("/tinbao_", "/nowhere_")
    with pytest.raises(StoreError, match="does not exist"):
        open_store(missing)


@pytest.mark.postgres
def test_a_database_of_another_encoding_is_refused(postgres_server: str, postgres_url: str) -> None:
    """Promise: a database that cannot hold all scripts is refused with the command that makes a right one."""
    with psycopg.connect(f"{postgres_server} dbname=postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS latin")
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    with pytest.raises(StoreError, match="createdb --encoding=UTF8"):
        open_store(f"postgresql://postgres@/latin?{postgres_url.partition('?')[2]}")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Promise: another file is never overwritten; the message names it."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, this is a letter and no database. " * 50)
    with pytest.raises(StoreError, match=r"letter\.txt.*name another file"):
        open_store(f"sqlite:///{path}")
    assert path.read_text().startswith("Dear reader")


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    """Promise: a database of another program is left alone."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE page (id INTEGER)")
    connection.close()
    with pytest.raises(SchemaError, match="not made by it"):
        open_store(f"sqlite:///{path}")


def test_a_read_only_file_is_named(tmp_path: Path) -> None:
    """Promise: a folder that cannot be made is named."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'tinbao.db'}")


def test_what_the_database_refuses_is_a_store_error(store: Store) -> None:
    """Promise: no error of SQLAlchemy or of a driver leaves the package, and none repeats what was stored."""
    with pytest.raises(StoreError) as caught, store.writing() as session:
        session.add(VisitRow(source=None, started_at=datetime.now(UTC), counts={}, error="private words"))  # type: ignore[arg-type]
    assert "private words" not in str(caught.value)


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    """Promise: a time of any zone comes back as the same moment in UTC."""
    moment = datetime.fromisoformat("2026-03-14T15:30:00.123456+07:00")
    with store.writing() as session:
        session.add(VisitRow(source="s", started_at=moment, counts={}))
    with store.reading() as session:
        stored = session.exec(select(VisitRow.started_at)).one()
    assert stored == moment
    assert stored.tzinfo is UTC


def test_a_time_without_zone_is_refused(store: Store) -> None:
    """Promise: a naive time is a mistake, not a guess."""
    with pytest.raises(StoreError, match="no time zone"), store.writing() as session:
        session.add(VisitRow(source="s", started_at=datetime(2026, 3, 14), counts={}))  # noqa: DTZ001


def test_unknown_ids_are_named(store: Store) -> None:
    """Promise: an id that the store does not hold is said so, with its kind."""
    with pytest.raises(NotFoundError, match="no observation 7"), store.reading() as session:
        observations.load(session, 7)


def test_strings_that_databases_refuse_keep_their_length(store: Store, now: datetime) -> None:
    """Promise: NUL and lone surrogates from hostile pages are stored as U+FFFD, one for one."""
    page = NewPage("https://example.org/\x00", "example", now, 200, {"server": "a\x00b"}, b"\x00", language=None)
    with store.writing() as session:
        page_id = pages.add(session, page)
        assert pages.add(session, page) == page_id
        pages.advance(session, page_id, Stage.FAILED, error="bad \ud800 text")
    with store.reading() as session:
        stored = pages.load(session, page_id)
    assert stored.url == "https://example.org/\ufffd"
    assert stored.body == b"\x00"
    assert stored.error == "bad \ufffd text"


def _scale(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


@pytest.mark.parametrize(
    "value", ["0.1", "1.50", "-0.000000000000000000001", "98765432109876543210987654321.123456789", "5860000000000"]
)
def test_decimals_are_exact(store: Store, value: str) -> None:
    """Promise: a decimal comes back digit for digit on both engines; no binary float is in between."""
    wanted = Decimal(value)
    with store.writing() as session:
        row_id = observations.add(session, _observation(wanted))
    with store.reading() as session:
        stored = observations.load(session, row_id)
    assert (stored.value, stored.value_high, stored.value_low) == (wanted, wanted, None)
    assert _scale(stored.value) == _scale(wanted)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999"])
def test_what_is_no_quantity_is_refused(store: Store, value: str) -> None:
    """Promise: neither a value that is no number nor one that would fill the disk is stored."""
    with pytest.raises(StoreError, match="finite decimal"), store.writing() as session:
        observations.add(session, _observation(Decimal(value)))


def _observation(value: Decimal) -> NewObservation:
    return NewObservation(
        indicator="other",
        programme=None,
        statistic="level",
        unit="VND",
        area=None,
        area_code=None,
        period=None,
        value=value,
        value_max=None,
        value_low=None,
        value_high=value,
        status=Status.NEW,
        confidence=1.0,
        published_at=None,
        first_reported_at=datetime.now(UTC),
        first_reported_by="s",
    )
