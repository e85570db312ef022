"""Puts observations into a store as the pipeline would: an article, a figure in it, an observation that it states."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from crawler.application import Application
from crawler.settings import Settings
from crawler.steps.alerts import raise_alerts
from crawler.watches import Watch
from indicators.figure import Area, AreaLevel, Figure, Interval, Qualifier, Statistic
from indicators.observation import Status
from store import articles, figures, observations, pages
from store.engine import Store
from store.records import NewObservation, NewPage, NewRevision

SEEN = datetime(2026, 3, 14, 8, 30, tzinfo=UTC)
SENTENCE = "By February 28, total outstanding loans in Hoa Binh province reached 5,142.6 billion VND."
_RAW = "5,142.6 billion VND"

WATCH = Watch(name="leaders", to=("lan@paper.example",))

OBSERVATION = NewObservation(
    indicator="credit_outstanding",
    programme=None,
    statistic="level",
    unit="VND",
    area="Hòa Bình",
    area_code="vn.17",
    period="2026-02-28",
    value=Decimal(5142600000000),
    value_max=None,
    value_low=Decimal(5142550000000),
    value_high=Decimal(5142650000000),
    status=Status.NEW,
    confidence=0.9,
    published_at=datetime(2026, 3, 13, tzinfo=UTC),
    first_reported_at=SEEN,
    first_reported_by="vn_example",
)


def observation(**changes: Any) -> NewObservation:
    """The usual observation with some fields changed."""
    return replace(OBSERVATION, **changes)


def state(store: Store, url: str = "https://paper.example/a-1.html", **changes: Any) -> int:
    """Store an article that states an observation; returns the observation's id."""
    title, text = "Hoa Binh lends more", f"Hoa Binh lends more\n\nThe board met. {SENTENCE} It will meet again."
    page = NewPage(url, "vn_example", SEEN, 200, {}, text.encode(), language="en")
    revision = NewRevision(url, "vn_example", "en", title, text, OBSERVATION.published_at)
    with store.writing() as session:
        article, _ = articles.record_revision(session, pages.add(session, page), revision, now=SEEN)
        figure_ids = figures.replace(session, article.revision_id, [_figure(text)], reader_version="test")
        observation_id = observations.add(session, observation(**changes))
        figures.link(session, figure_ids, observation_id)
    return observation_id


def raise_for(store: Store, *watches: Watch, ids: list[int], now: datetime = SEEN) -> list[tuple[str, int]]:
    """The alerts step in a transaction of its own."""
    with store.writing() as session:
        return raise_alerts(session, watches, ids, now=now)


def application(store: Store, *watches: Watch, port: int = 1, **mail: Any) -> Application:
    """An application over the store that mails to a port of this machine."""
    return Application(settings(*watches, port=port, **mail), store)


def settings(*watches: Watch, port: int = 1, **mail: Any) -> Settings:
    """Settings that are told everything and read neither file nor environment."""
    chosen = {"host": "127.0.0.1", "port": port, "sender": "tinbao@paper.example", "timeout_seconds": 5, **mail}
    return Settings.model_validate({"mail": chosen, "watches": watches})


def _figure(text: str) -> Figure:
    start = text.index(_RAW)
    return Figure(
        start=start,
        end=start + len(_RAW),
        raw=_RAW,
        value=OBSERVATION.value,
        value_max=None,
        interval=Interval(OBSERVATION.value_low, OBSERVATION.value_high),
        unit="VND",
        qualifier=Qualifier.EXACT,
        indicator="credit_outstanding",
        programme=None,
        statistic=Statistic.LEVEL,
        area=Area("Hòa Bình", "vn.17", AreaLevel.PROVINCE),
        period="2026-02-28",
        language="en",
        confidence=0.9,
    )
