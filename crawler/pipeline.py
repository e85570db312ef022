"""Takes waiting pages through their steps: clean, figures, story, observations and alerts.

Each step reads its input from the store and writes its output and the page's next stage in one transaction. A process
killed anywhere leaves every page at the stage that it had reached; the next run goes on from there and doubles nothing.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
import trafilatura.meta

from crawler.application import Application
from crawler.leases import holding
from crawler.steps.way import STEPS
from store import pages
from store.errors import StoreUnavailableError
from store.records import Stage

#: Pages asked for at once; each is processed in transactions of its own.
BATCH = 200
#: trafilatura keeps caches that grow by about a megabyte a page until they are reset (its issue 216).
RESET_CACHES_EVERY = 500

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, out of how many


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """How many pages ended at which stage, the articles made or changed, and what is new to a reader."""

    counts: Mapping[str, int] = field(default_factory=dict)
    observation_ids: tuple[int, ...] = ()
    article_ids: tuple[int, ...] = ()


def process_waiting(
    application: Application, *, progress: Progress | None = None, on_page: Callable[[int], None] | None = None
) -> ProcessReport:
    """Take every waiting page through its remaining steps, oldest first.

    One process at a time works on a store; a second one waits until the first is done. `on_page` is told each page's
    id before its first step: a supervisor learns from it which page a process died on.
    """
    application.load()  # knowledge that does not load is no page's fault
    counts: Counter[str] = Counter()
    observation_ids: list[int] = []
    article_ids: dict[int, None] = {}
    with holding(application.store, "pipeline"):
        while waiting := _waiting(application):
            done, total = sum(counts.values()), sum(counts.values()) + _number_waiting(application)
            for page_id, stage in waiting:
                if on_page:
                    on_page(page_id)
                way = _Way(application, page_id, stage)
                way.to_its_end()
                counts[way.stage.value] += 1
                observation_ids += way.observation_ids
                article_ids |= dict.fromkeys(way.article_ids)
                done += 1
                if done % RESET_CACHES_EVERY == 0:
                    trafilatura.meta.reset_caches()
                if progress:
                    progress("pages", done, total)
    return ProcessReport(dict(counts), tuple(observation_ids), tuple(article_ids))


def _waiting(application: Application) -> list[tuple[int, Stage]]:
    with application.store.reading() as session:
        return pages.waiting(session, limit=BATCH)


def _number_waiting(application: Application) -> int:
    with application.store.reading() as session:
        counts = pages.count_by_stage(session)
    return sum(counts.get(stage, 0) for stage in STEPS)


class _Way:
    """One page on its way; what a step raises is recorded with the page, never lost, and ends only its own way."""

    def __init__(self, application: Application, page_id: int, stage: Stage) -> None:
        self.stage = stage
        self.observation_ids: list[int] = []
        self.article_ids: set[int] = set()
        self._application = application
        self._page_id = page_id

    def to_its_end(self) -> None:
        """Take every step that is left."""
        while self.stage in STEPS:
            try:
                self._step()
            except StoreUnavailableError:
                raise  # a full disk or a lost database is no page's fault: it waits at its stage for the next run
            except Exception as error:  # noqa: BLE001 (the edge of one unit of work: this page)
                self._fail(error)

    def _step(self) -> None:
        write = STEPS[self.stage](self._application, self._page_id)
        with self._application.store.writing() as session:
            taken = write(session, datetime.now(UTC))
            pages.advance(session, self._page_id, taken.stage, error=taken.reason)
        self.stage = taken.stage
        self.observation_ids += taken.observation_ids
        if taken.article_id is not None and taken.stage is not Stage.UNCHANGED:
            self.article_ids.add(taken.article_id)

    def _fail(self, error: Exception) -> None:
        message = f"{self.stage.value}: {type(error).__name__}: {error}"[:2_000]
        structlog.get_logger("pipeline").warning("page_failed", page=self._page_id, error=message, exc_info=error)
        with self._application.store.writing() as session:
            pages.advance(session, self._page_id, Stage.FAILED, error=message)
        self.stage = Stage.FAILED
