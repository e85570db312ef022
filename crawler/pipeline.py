"""The way of a page through the steps: clean, figures, story, observations and alerts.

Each step reads its input from the store and writes its output and the page's next stage in one transaction. A process
killed anywhere leaves every page at the stage that it had reached; the next run goes on from there and doubles nothing.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from sqlmodel import Session

from crawler.application import Application
from crawler.errors import TinbaoError
from crawler.leases import holding
from crawler.steps.alerts import raise_alerts
from crawler.steps.clean import NotAnArticle, clean_page
from crawler.steps.figures import context_of, signature_of
from crawler.steps.observations import record_observations
from crawler.steps import story
from indicators.read import READER_VERSION
from store import articles, figures, pages, search, stories
from store.records import ArticleRecord, Stage

#: Pages asked for at once; each is processed in transactions of its own.
BATCH = 200

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, out of how many


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """How many pages ended at which stage, and which observations are new, revised or conflicting."""

    counts: Mapping[str, int] = field(default_factory=dict)
    observation_ids: tuple[int, ...] = ()
    article_ids: tuple[int, ...] = ()


class BrokenStep(TinbaoError):
    """A step raised for a page; the page is kept and marked, the others go on."""


def process_waiting(
    application: Application, *, progress: Progress | None = None, on_page: Callable[[int], None] | None = None
) -> ProcessReport:
    """Take every waiting page through its remaining steps, oldest first.

    One process at a time works on a store; a second one waits until the first is done. `on_page` is told each page
    id before its first step: a supervisor learns from it which page a process died on.
    """
    with holding(application.store, "pipeline"):
        return _Run(application, progress or _silent, on_page or _unwatched).all()


class _Run:
    """One run over the waiting pages."""

    def __init__(self, application: Application, progress: Progress, on_page: Callable[[int], None]) -> None:
        self._application = application
        self._progress = progress
        self._on_page = on_page
        self._counts: Counter[str] = Counter()
        self._observations: list[int] = []
        self._articles: list[int] = []
        self._log = structlog.get_logger("pipeline")

    def all(self) -> ProcessReport:
        done = 0
        while waiting := self._waiting():
            total = done + self._total_waiting()
            for page_id, _ in waiting:
                self._on_page(page_id)
                self._one(page_id)
                done += 1
                self._progress("pages", done, total)
        return ProcessReport(dict(self._counts), tuple(self._observations), tuple(self._articles))

    def _waiting(self) -> list[tuple[int, Stage]]:
        with self._application.store.reading() as session:
            return pages.waiting(session, limit=BATCH)

    def _total_waiting(self) -> int:
        with self._application.store.reading() as session:
            counts = pages.count_by_stage(session)
        return sum(counts.get(stage, 0) for stage in _STEPS)

    def _one(self, page_id: int) -> None:
        """Every remaining step of one page; what a step raises is recorded with the page, never lost."""
        with self._application.store.reading() as session:
            stage = pages.load(session, page_id).stage
        while step := _STEPS.get(stage):
            try:
                with self._application.store.writing() as session:
                    stage = step(self, session, page_id)
                    pages.advance(session, page_id, stage)
            except Exception as error:  # the edge of one unit of work: this page
                self._fail(page_id, stage, error)
                stage = Stage.FAILED
        self._counts[stage.value] += 1

    def _fail(self, page_id: int, stage: Stage, error: Exception) -> None:
        message = f"{stage.value}: {type(error).__name__}: {error}"
        self._log.warning("page_failed", page=page_id, stage=stage.value, error=message, exc_info=error)
        with self._application.store.writing() as session:
            pages.advance(session, page_id, Stage.FAILED, error=message[:2_000])

    def _clean(self, session: Session, page_id: int) -> Stage:
        page = pages.load(session, page_id)
        cleaned = clean_page(page, self._application.reader.body_end)
        if isinstance(cleaned, NotAnArticle):
            self._counts["rejected: " + cleaned.reason.split(":")[0]] += 0
            pages.advance(session, page_id, Stage.REJECTED, error=cleaned.reason)
            return Stage.REJECTED
        article, changed = articles.record_revision(session, page_id, cleaned, now=datetime.now(UTC))
        if not changed:
            return Stage.UNCHANGED
        search.index(session, article.id, article.title, article.text)
        return Stage.FIGURES

    def _read(self, session: Session, page_id: int) -> Stage:
        article = self._article(session, page_id)
        source = self._application.sources.get(article.source)
        context = context_of(article, source.area if source else None)
        reading = self._application.reader.read(article.text, article.language, context)
        figures.replace(session, article.revision_id, reading.figures, reader_version=READER_VERSION)
        story.prepare(session, article.id, signature_of(article, reading))
        return Stage.STORY

    def _place(self, session: Session, page_id: int) -> Stage:
        article = self._article(session, page_id)
        story.find_story(session, article.id, now=datetime.now(UTC))
        return Stage.OBSERVATIONS

    def _observe(self, session: Session, page_id: int) -> Stage:
        article = self._article(session, page_id)
        if article.story_id is None:
            return Stage.STORY
        now = datetime.now(UTC)
        story_id = stories.resolve(session, article.story_id)
        fresh = record_observations(session, story_id, now=now)
        raise_alerts(session, self._application.settings.watches, fresh, now=now)
        self._observations += fresh
        self._articles.append(article.id)
        return Stage.DONE

    def _article(self, session: Session, page_id: int) -> ArticleRecord:
        article = articles.of_page(session, page_id)
        if article is None:
            raise BrokenStep(f"page {page_id} has no article: run `tinbao reprocess --stage clean`")
        return article


_STEPS: Mapping[Stage, Callable[[_Run, Session, int], Stage]] = {
    Stage.CLEAN: _Run._clean,
    Stage.FIGURES: _Run._read,
    Stage.STORY: _Run._place,
    Stage.OBSERVATIONS: _Run._observe,
}


def _silent(_what: str, _done: int, _total: int) -> None:
    """No progress is shown."""


def _unwatched(_page_id: int) -> None:
    """Nobody supervises."""
