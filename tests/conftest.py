"""What all tests share: no outside network, a clock that stands, stores on both engines."""

import shutil
import socket
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from crawler.logs import configure_logs
from dedupe.evidence import Action, Decision, Signature
from indicators.figure import Area, AreaLevel, Check, CheckKind, Figure, Interval, Qualifier, Statistic
from indicators.observation import Status
from store import articles, figures, observations, pages, search, stories
from store.engine import Store, open_store
from store.records import NewObservation, NewPage, NewRevision
from tests.storeroom.server import run_sql, running_postgres, store_address


@pytest.fixture(autouse=True, scope="session")
def _plain_logs() -> None:
    """Without a configuration structlog draws tracebacks with all local variables, which takes seconds each."""
    configure_logs("warning", "json")


class OutsideConnectionError(RuntimeError):
    """A test tried to reach something outside of this machine."""


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 14, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time that it shows."""
        return self.now

    def advance(self, by: timedelta) -> datetime:
        """Go on by so much; returns the new time."""
        self.now += by
        return self.now


@pytest.fixture(autouse=True)
def _no_outside_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only loopback and unix sockets can be connected to, and no name but localhost's is looked up."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_outside(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_outside(self, address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_inside(host):
            raise OutsideConnectionError(f"a test looks up {host!r}; serve what it needs on loopback")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def _refuse_outside(sock: socket.socket, address: Any) -> None:
    if sock.family in {socket.AF_INET, socket.AF_INET6} and not _is_inside(address[0]):
        raise OutsideConnectionError(f"a test connects to {address!r}; serve what it needs on loopback")


def _is_inside(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost", "localhost.localdomain", socket.gethostname()}:
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return name.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at a morning in March 2026."""
    return Clock()


@pytest.fixture
def now(clock: Clock) -> datetime:
    """The time of `clock` at the beginning of the test."""
    return clock.now


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, migrated once: copying a file is quicker than making the schema for every test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path) -> str:
    """The URL of an empty store in an SQLite file."""
    path = tmp_path / "tinbao.db"
    shutil.copy(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The conninfo of a real PostgreSQL server, started when first asked for and stopped at the end."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: str) -> str:
    """The name of an empty store's database, migrated once, that others are copied from."""
    run_sql(postgres_server, "CREATE DATABASE tinbao_template")
    open_store(store_address(postgres_server, "tinbao_template")).close()
    return "tinbao_template"


@pytest.fixture
def postgres_url(postgres_server: str, _postgres_template: str) -> Iterator[str]:
    """The URL of an empty store in a PostgreSQL database of its own."""
    name = f"tinbao_{uuid.uuid4().hex}"
    run_sql(postgres_server, f"CREATE DATABASE {name} TEMPLATE {_postgres_template}")
    yield store_address(postgres_server, name)
    run_sql(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database without any table."""
    name = f"tinbao_{uuid.uuid4().hex}"
    run_sql(postgres_server, f"CREATE DATABASE {name}")
    yield store_address(postgres_server, name)
    run_sql(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty store, on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, on each engine in turn."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """An empty store in an SQLite file, for tests to which the engine makes no difference."""
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def filled_url(sqlite_url: str, now: datetime) -> str:
    """The URL of a store with one story of two articles (fr, ar), three figures and two observations.

    The French title and one figure's words are hostile: markup, a terminal's commands, a spreadsheet's formula. The
    French article's own arithmetic contradicts its percentage.
    """
    opened = open_store(sqlite_url)
    with opened.writing() as session:
        _fill(session, now)
    opened.close()
    return sqlite_url


_TEXTS = {
    "fr": "À Duy Tiên, le capital dépasse 586 milliards de dongs.\r\nLe taux est de =30,55 % selon <b>la banque</b>.",
    "ar": "في دوي تيان، تجاوز رأس المال 586 مليار دونغ.",
}
_MARKUP = "<script>alert('check')</script>"
_HOSTILE_TITLE = "=cmd <script>alert('x')</script> \x1b[31mDuy Tiên\x9b"


def _fill(session: Session, now: datetime) -> None:
    figure_ids: dict[str, list[int]] = {}
    story_id = None
    for language, text in _TEXTS.items():
        url = f"https://example.org/{language}/duy-tien"
        page = NewPage(url, "example", now, 200, {"content-type": "text/html"}, text.encode(), language=language)
        title = _HOSTILE_TITLE if language == "fr" else "دوي تيان"
        revision = NewRevision(url, "example", language, title, text, now)
        article, _ = articles.record_revision(session, pages.add(session, page), revision, now=now)
        search.index(session, article.id, title, text)
        figures_of_text = [_figure(text, language, "586 milliards de dongs" if language == "fr" else "586 مليار دونغ")]
        if language == "fr":
            figures_of_text.append(_figure(text, language, "=30,55 %", percent=True))
        figure_ids[language] = figures.replace(session, article.revision_id, figures_of_text, reader_version="1")
        stories.save_signature(session, article.id, Signature(language, "example", url, title, now), ["k"])
        action = Action.FOUND if story_id is None else Action.JOIN
        story_id = stories.apply(session, article.id, Decision(action, story_id, 1.0, ("the same figures",)), now=now)
    capital, share = _observation(now), replace(_observation(now), indicator="credit_share", unit="percent")
    share = replace(share, value=Decimal("30.55"), value_low=Decimal("30.545"), value_high=Decimal("30.555"))
    figures.link(session, [figure_ids["fr"][0], figure_ids["ar"][0]], observations.add(session, capital))
    figures.link(session, [figure_ids["fr"][1]], observations.add(session, share))


def _figure(text: str, language: str, raw: str, *, percent: bool = False) -> Figure:
    start = text.index(raw)
    value = Decimal("30.55") if percent else Decimal(586_000_000_000)
    return Figure(
        start=start,
        end=start + len(raw),
        raw=raw,
        value=value,
        value_max=None,
        interval=Interval(value, None),
        unit="percent" if percent else "VND",
        qualifier=Qualifier.OVER,
        indicator="credit_share" if percent else "credit_capital",
        programme=None,
        statistic=Statistic.LEVEL,
        area=Area("Duy Tiên", None, AreaLevel.DISTRICT),
        period="2024",
        language=language,
        confidence=0.9,
        checks=(Check(CheckKind.SHARE, False, ((0, 1),), f"“{_MARKUP}” is 3.06 %, not “{raw}”"),) if percent else (),
    )


def _observation(now: datetime) -> NewObservation:
    return NewObservation(
        indicator="credit_capital",
        programme=None,
        statistic="level",
        unit="VND",
        area="Duy Tiên",
        area_code=None,
        period="2024",
        value=Decimal(586_000_000_000),
        value_max=None,
        value_low=Decimal(586_000_000_000),
        value_high=None,
        status=Status.NEW,
        confidence=0.9,
        published_at=now,
        first_reported_at=now,
        first_reported_by="example",
    )
