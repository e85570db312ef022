"""The way of a page: for each stage the step that comes next, a function of the page's id.

A step reads and thinks first and gives back what is left to do: one short transaction. So a page that takes long to
clean keeps nobody from writing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

from crawler.application import Application
from crawler.errors import TinbaoError
from crawler.steps import story
from crawler.steps.alerts import raise_alerts
from crawler.steps.clean import NotAnArticle, clean_page
from crawler.steps.figures import context_of, signature_of
from crawler.steps.observations import record_observations
from indicators.figure import Reading
from indicators.read import READER_VERSION
from store import articles, figures, pages, search, stories
from store.records import ArticleRecord, NewRevision, Stage


class BrokenWayError(TinbaoError):
    """A page stands at a stage whose input is missing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step did: the stage that the page reached, why if it was left out, and what is new to the reader."""

    stage: Stage
    reason: str | None = None
    article_id: int | None = None
    observation_ids: tuple[int, ...] = ()


#: What is left of a step once its costly part is done: to write the result, in one transaction, as of now.
Write = Callable[[Session, datetime], Taken]
Step = Callable[[Application, int], Write]


def clean(application: Application, page_id: int) -> Write:
    """Make an article of a page, or a new revision of one, or nothing where its text is the same."""
    with application.store.reading() as session:
        page = pages.load(session, page_id)
    return partial(_record_revision, page_id, clean_page(page, application.reader.body_end))


def read(application: Application, page_id: int) -> Write:
    """Read the figures of an article, and make the signature by which its story is found."""
    with application.store.reading() as session:
        article = _article(session, page_id)
    source = application.sources.get(article.source)
    context = context_of(article, source.area if source else None)
    reading = application.reader.read(article.text, article.language, context)
    return partial(_record_reading, article, reading)


def place(application: Application, page_id: int) -> Write:
    """Find the story that an article belongs to; what it is compared with must not change meanwhile."""
    return partial(_place, application, page_id)


def observe(application: Application, page_id: int) -> Write:
    """Bring the story's observations up to date, and raise alerts for what is new to a reader."""
    return partial(_observe, application, page_id)


def _record_revision(page_id: int, cleaned: NewRevision | NotAnArticle, session: Session, now: datetime) -> Taken:
    if isinstance(cleaned, NotAnArticle):
        return Taken(Stage.REJECTED, reason=cleaned.reason)
    article, changed = articles.record_revision(session, page_id, cleaned, now=now)
    if not changed and article.page_id != page_id:
        return Taken(Stage.UNCHANGED, article_id=article.id)
    search.index(session, article.id, article.title, article.text)
    return Taken(Stage.FIGURES, article_id=article.id)


def _record_reading(article: ArticleRecord, reading: Reading, session: Session, _now: datetime) -> Taken:
    figures.replace(session, article.revision_id, reading.figures, reader_version=READER_VERSION)
    story.prepare(session, article.id, signature_of(article, reading))
    return Taken(Stage.STORY, article_id=article.id)


def _place(application: Application, page_id: int, session: Session, now: datetime) -> Taken:
    article = _article(session, page_id)
    story_id = story.find_story(session, article.id, now=now)
    if article.story_id is not None and (left := stories.resolve(session, article.story_id)) != story_id:
        # The story that it left states less than before.
        record_observations(session, left, application.reader.catalogue, now=now)
    return Taken(Stage.OBSERVATIONS, article_id=article.id)


def _observe(application: Application, page_id: int, session: Session, now: datetime) -> Taken:
    article = _article(session, page_id)
    if article.story_id is None:
        return Taken(Stage.STORY, article_id=article.id)
    story_id = stories.resolve(session, article.story_id)
    fresh = record_observations(session, story_id, application.reader.catalogue, now=now)
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
