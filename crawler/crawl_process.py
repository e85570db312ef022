"""The process of its own in which one source is crawled: `python -m crawler.crawl_process`, started by crawler.crawl.

It reads one JSON line from standard input (what to crawl), stores each page as it comes, and prints one JSON line
(the report). Nothing is passed on its command line, so passwords in a store's address show in no process list. When
standard input ends, whoever started it is gone, and it stops.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterable
from typing import TextIO

from pydantic import BaseModel, ConfigDict

from crawler.logs import configure_logs
from spiders.crawl import FetchSettings, crawl_source
from spiders.page import Page
from spiders.source import Source
from store import pages, visits
from store.engine import Store, open_store
from store.records import NewPage


class Assignment(BaseModel):
    """What a crawl process is told. `baseline` marks the first round over a source."""

    model_config = ConfigDict(frozen=True)

    store_url: str
    source: Source
    fetch: FetchSettings
    baseline: bool
    log_level: str = "warning"
    log_format: str = "console"


class Report(BaseModel):
    """What a crawl process answers."""

    model_config = ConfigDict(frozen=True)

    outcome: str
    counts: dict[str, int]
    error: str | None = None
    validators: dict[str, dict[str, str]] = {}


def main() -> None:
    """Do one assignment."""
    assignment = Assignment.model_validate_json(sys.stdin.readline())
    configure_logs(level=assignment.log_level, format_=assignment.log_format)
    threading.Thread(target=_stop_with_parent, args=(sys.stdin,), daemon=True).start()
    report = crawl(assignment)
    print(report.model_dump_json(), flush=True)  # noqa: T201 (standard output is the channel to the parent)


def crawl(assignment: Assignment) -> Report:
    """Crawl the assigned source into the store."""
    store = open_store(assignment.store_url)
    try:
        with store.reading() as session:
            validators = visits.state(session, assignment.source.id).validators
        result = crawl_source(
            assignment.source,
            settings=assignment.fetch,
            known=lambda urls: _known(store, urls),
            store_page=lambda page: _keep(store, page, baseline=assignment.baseline),
            validators=validators,
        )
    finally:
        store.close()
    return Report(
        outcome=result.outcome,
        counts=dict(result.counts),
        error=result.error,
        validators={url: dict(values) for url, values in result.validators.items()},
    )


def _known(store: Store, urls: Iterable[str]) -> set[str]:
    with store.reading() as session:
        return pages.known_urls(session, urls)


def _keep(store: Store, page: Page, *, baseline: bool) -> None:
    kept = NewPage(
        url=page.url,
        source=page.source,
        fetched_at=page.fetched_at,
        status=page.status,
        headers=page.headers,
        body=page.body,
        baseline=baseline,
        language=page.language,
        discovered_on=page.discovered_on,
        alternates=page.alternates,
    )
    with store.writing() as session:
        pages.add(session, kept)


def _stop_with_parent(stdin: TextIO) -> None:
    """Wait for the end of standard input, then stop as if asked to."""
    stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # the edge of the process: the parent is told in words
        print(json.dumps({"outcome": "failed", "counts": {}, "error": f"{type(error).__name__}: {error}"}), flush=True)  # noqa: T201
        raise
