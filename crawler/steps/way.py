"""The way of a page: for each stage the step that comes next, a function of the page's id over one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crawler.application import Application
from crawler.errors import TinbaoError
from crawler.steps import story
from crawler.steps.alerts import raise_alerts
from crawler.steps.clean import NotAnArticle, clean_page
from crawler.steps.figures import context_of, signature_of
from crawler.steps.observations import record_observations
from indicators.read import READER_VERSION
from store import articles, figures, pages, search, stories
from store.records import ArticleRecord, Stage


class BrokenWayError(TinbaoError):
    """A page stands at a stage whose input is missing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step did: the stage that the page reached, why if it was left out, and what is new to the reader."""

    stage: Stage
    reason: str | None = None
    article_id: int | None = None
    observation_ids: tuple[int, ...] = ()


Step = Callable[[Application, Session, int, datetime], Taken]


def clean(application: Application, session: Session, page_id: int, now: datetime) -> Taken:
    """Make an article of a page, or a new revision of one, or nothing where its text is the same."""
    cleaned = clean_page(pages.load(session, page_id), application.reader.body_end)
    if isinstance(cleaned, NotAnArticle):
        return Taken(Stage.REJECTED, reason=cleaned.reason)
    article, changed = articles.record_revision(session, page_id, cleaned, now=now)
    if not changed:
        return Taken(Stage.UNCHANGED, article_id=article.id)
    search.index(session, article.id, article.title, article.text)
    return Taken(Stage.FIGURES, article_id=article.id)


def read(application: Application, session: Session, page_id: int, _now: datetime) -> Taken:
    """Read the figures of an article, and keep the signature by which its story is found."""
    article = _article(session, page_id)
    source = application.sources.get(article.source)
    context = context_of(article, source.area if source else None)
    reading = application.reader.read(article.text, article.language, context)
    figures.replace(session, article.revision_id, reading.figures, reader_version=READER_VERSION)
    story.prepare(session, article.id, signature_of(article, reading))
    return Taken(Stage.STORY, article_id=article.id)


def place(_application: Application, session: Session, page_id: int, now: datetime) -> Taken:
    """Find the story that an article belongs to."""
    article = _article(session, page_id)
    story.find_story(session, article.id, now=now)
    return Taken(Stage.OBSERVATIONS, article_id=article.id)


def observe(application: Application, session: Session, page_id: int, now: datetime) -> Taken:
    """Bring the story's observations up to date, and raise alerts for what is new to a reader."""
    article = _article(session, page_id)
    if article.story_id is None:
        return Taken(Stage.STORY, article_id=article.id)
    fresh = record_observations(session, stories.resolve(session, article.story_id), now=now)
    raise_alerts(session, application.settings.watches, fresh, now=now)
    return Taken(Stage.DONE, article_id=article.id, observation_ids=tuple(fresh))


#: The step that a page at each stage waits for; a stage without one is the end of the way.
STEPS: Mapping[Stage, Step] = {
    Stage.CLEAN: clean,
    Stage.FIGURES: read,
    Stage.STORY: place,
    Stage.OBSERVATIONS: observe,
}


def _article(session: Session, page_id: int) -> ArticleRecord:
    article = articles.of_page(session, page_id)
    if article is None:
        raise BrokenWayError(f"page {page_id} has no article", "run `tinbao reprocess --stage clean`")
    return article
