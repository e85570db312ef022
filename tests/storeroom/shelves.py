"""What the store's tests put on its shelves: pages, articles, figures, signatures, observations with sane defaults."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from sqlmodel import Session

from dedupe.evidence import Action, Decision, Quantity, Signature
from indicators.figure import Area, AreaLevel, Check, CheckKind, Evidence, Figure, Interval, Qualifier, Statistic
from indicators.observation import Series, Status
from store import articles, figures, observations, pages, stories
from store.records import ArticleRecord, NewObservation, NewPage, NewRevision

NOW = datetime(2026, 3, 14, 8, 30, tzinfo=UTC)
DUY_TIEN = Area("Duy Tiên", "vn.35.349", AreaLevel.DISTRICT)
SERIES = Series("credit_outstanding", None, Statistic.LEVEL, "VND", "vn.35.349")
FOUND = Decision(Action.FOUND, None, 0.0, ("nothing alike",))

FIGURE = Figure(
    start=9,
    end=26,
    raw="hơn 586,5 tỷ đồng",
    value=Decimal(586500000000),
    value_max=None,
    interval=Interval(Decimal(586500000000), None),
    unit="VND",
    qualifier=Qualifier.OVER,
    indicator="credit_outstanding",
    programme=None,
    statistic=Statistic.LEVEL,
    area=DUY_TIEN,
    period="2025",
    language="vi",
    confidence=0.9,
    readings=(Decimal("586.5"),),
    evidence=(Evidence("area", "vn.35.349", 0.9, "Duy Tiên", 30, 38),),
    checks=(Check(CheckKind.SHARE, False, ((40, 46), (50, 56)), "“586,5 tỷ đồng” of “1.000 tỷ đồng” is 59 %"),),
)

OBSERVATION = NewObservation(
    indicator="credit_outstanding",
    programme=None,
    statistic="level",
    unit="VND",
    area="Duy Tiên",
    area_code="vn.35.349",
    period="2025",
    value=Decimal(586500000000),
    value_max=None,
    value_low=Decimal(586500000000),
    value_high=None,
    status=Status.NEW,
    confidence=0.9,
    published_at=None,
    first_reported_at=NOW,
    first_reported_by="hanam",
)


def new_page(name: str, body: bytes = b"<html>", source: str = "hanam", at: datetime = NOW) -> NewPage:
    """A page of that name."""
    return NewPage(f"https://example.org/{name}", source, at, 200, {"content-type": "text/html"}, body)


def new_revision(name: str, text: str = "dư nợ đạt hơn 586,5 tỷ đồng", language: str = "vi") -> NewRevision:
    """A wording of the article of that name."""
    return NewRevision(f"https://example.org/{name}", "hanam", language, f"Title of {name}", text, None)


def put_article(session: Session, name: str, language: str = "vi", source: str = "hanam") -> ArticleRecord:
    """An article of its own page, in no story."""
    page_id = pages.add(session, new_page(name, source=source))
    revision = replace(new_revision(name, language=language), source=source)
    return articles.record_revision(session, page_id, revision, now=NOW)[0]


def put_story(session: Session, *names: str) -> int:
    """A story of articles of these names."""
    first, *others = [put_article(session, name) for name in names]
    story_id = stories.apply(session, first.id, FOUND, now=NOW)
    for article in others:
        stories.apply(session, article.id, join(story_id), now=NOW)
    return story_id


def put_figure(session: Session, article: ArticleRecord, figure: Figure = FIGURE) -> int:
    """The one figure of an article."""
    return figures.replace(session, article.revision_id, [figure], reader_version="1")[0]


def put_observation(session: Session, name: str, observation: NewObservation = OBSERVATION) -> tuple[int, int]:
    """An observation that one article, in a story of its own, states; ids of observation and story."""
    article = put_article(session, name)
    story_id = stories.apply(session, article.id, FOUND, now=NOW)
    observation_id = observations.add(session, observation)
    figures.link(session, [put_figure(session, article)], observation_id)
    return observation_id, story_id


def join(story_id: int, score: float = 0.8) -> Decision:
    """The decision to join a story."""
    return Decision(Action.JOIN, story_id, score, ("the same figures",))


def bridge(into: int, *merged: int) -> Decision:
    """The decision to join a story and to close others into it."""
    return Decision(Action.BRIDGE, into, 0.9, ("cites both",), merged)


def signature(name: str) -> Signature:
    """The evidence of an article of that name."""
    return Signature(
        language="vi",
        source="hanam",
        url=f"https://example.org/{name}",
        title=name,
        published_at=NOW,
        slug=name,
        quantities=(Quantity.of(Decimal("1.50"), "percent"), Quantity.of(Decimal(586), "VND")),
        documents=("40-CT/TW",),
        shingles=(2**63 - 1, -5),
    )
