"""The daemon: APScheduler ticks, the store says who is due, processes of their own do the work.

Everything that must survive a restart is in the store: when a source is due, what waits for which step, which mail is
not delivered. The scheduler's own state is thrown away with the process.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from typing_extensions import override

from crawler.application import Application
from crawler.crawl import crawl_one, due_sources
from crawler.mail import queue_messages, send_due
from spiders.source import Source
from store import pages
from store.records import Stage

#: Processing a batch of pages takes seconds; a process that prints no page for this long hangs on the last one.
LONGEST_PAGE = timedelta(minutes=5)


def run(application: Application) -> None:
    """Crawl on schedule, process, alert, until SIGTERM or SIGINT; work in hand is finished or left to the next run."""
    stop = threading.Event()
    _stop_on_signals(stop)
    scheduler = schedule_jobs(application, stop)
    scheduler.start()
    log = structlog.get_logger("daemon")
    log.info("started", sources=len(application.sources), store=application.store.url)
    while not stop.wait(timeout=1):
        pass
    log.info("stopping")
    scheduler.shutdown(wait=True)
    log.info("stopped")


def schedule_jobs(application: Application, stop: threading.Event) -> BackgroundScheduler:
    """The daemon's jobs, not yet running.

    A late tick is run late, never dropped (no misfire grace limit), and ticks missed while the machine slept are one
    tick (coalesce): what is due is read from the store, so nothing is gained by running them all. APScheduler's own
    default of one second's grace drops late jobs silently.
    """
    settings = application.settings.daemon
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={
            "default": ThreadPoolExecutor(3),
            "crawls": ThreadPoolExecutor(settings.workers),
        },
        job_defaults={
            "coalesce": True,
            "max_instances": 1,
            "misfire_grace_time": settings.misfire_grace_seconds,
        },
    )
    now = datetime.now(UTC)
    crawling: set[str] = set()
    ticks: dict[str, Callable[[], None]] = {
        "crawl": lambda: _submit_due(scheduler, application, stop, crawling),
        "process": lambda: _process(application, stop),
        "deliver": lambda: _deliver(application),
    }
    for name, job in ticks.items():
        scheduler.add_job(_guarded(name, job), "interval", seconds=settings.tick_seconds, id=name, next_run_time=now)
    return scheduler


def _submit_due(
    scheduler: BackgroundScheduler, application: Application, stop: threading.Event, crawling: set[str]
) -> None:
    """Start a crawl for every source that is due and not being crawled.

    The scheduler forgets a job once it runs, so what is being crawled is kept in `crawling`.
    """
    for source in due_sources(application):
        if stop.is_set() or source.id in crawling:
            continue
        crawling.add(source.id)
        scheduler.add_job(
            _guarded(f"crawl {source.id}", partial(_crawl, application, source, stop, crawling)),
            executor="crawls",
            misfire_grace_time=None,
        )


def _crawl(application: Application, source: Source, stop: threading.Event, crawling: set[str]) -> None:
    try:
        if not stop.is_set():
            crawl_one(application, source, stop=stop)
    finally:
        crawling.discard(source.id)


def _process(application: Application, stop: threading.Event) -> None:
    """Process what waits, in a process of its own."""
    with application.store.reading() as session:
        if not pages.waiting(session, limit=1):
            return
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler.process_waiting"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    process.stdin.write(application.settings.model_dump_json() + "\n")
    process.stdin.close()
    last_page = _follow_pages(process, stop)
    if process.returncode != 0 and last_page is not None and not stop.is_set():
        _set_aside(application, last_page, process.returncode)


def _follow_pages(process: subprocess.Popen[str], stop: threading.Event) -> int | None:
    """The id of the page in work when the process ended; None where it ended well."""
    watch = _Watch(process, stop)
    watch.start()
    assert process.stdout is not None
    last_page = None
    with process.stdout as lines:
        for line in lines:
            watch.alive()
            last_page = int(line) if line.strip().isdigit() else None
    process.wait()
    watch.end()
    return last_page


class _Watch(threading.Thread):
    """Ends a process that says nothing for too long, or when the daemon is told to stop."""

    def __init__(self, process: subprocess.Popen[str], stop: threading.Event) -> None:
        super().__init__(daemon=True, name="watch over processing")
        self._process = process
        self._stop_asked = stop
        self._heard = datetime.now(UTC)
        self._ended = threading.Event()

    def alive(self) -> None:
        """The process said something."""
        self._heard = datetime.now(UTC)

    def end(self) -> None:
        """The process is over."""
        self._ended.set()
        self.join()

    @override
    def run(self) -> None:
        """Look twice a second."""
        while not self._ended.wait(0.5):
            if self._stop_asked.is_set():
                self._process.terminate()
            elif datetime.now(UTC) - self._heard > LONGEST_PAGE:
                self._process.kill()


def _set_aside(application: Application, page_id: int, returncode: int) -> None:
    """Keep a page that killed its reader from doing it again; `tinbao reprocess --failed` tries it once more."""
    message = f"the process died on this page (code {returncode})"
    structlog.get_logger("daemon").error("page_killed_its_reader", page=page_id, returncode=returncode)
    with application.store.writing() as session:
        pages.advance(session, page_id, Stage.FAILED, error=message)


def _deliver(application: Application) -> None:
    now = datetime.now(UTC)
    queue_messages(application, now=now)
    send_due(application, now=now)


def _guarded(name: str, job: Callable[[], None]) -> Callable[[], None]:
    """A job whose failure is logged and does not end the daemon; the next tick tries again."""

    def run_guarded() -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 (the edge of one unit of work: this tick)
            structlog.get_logger("daemon").exception("job_failed", job=name, error=str(error))

    return run_guarded


def _stop_on_signals(stop: threading.Event) -> None:
    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
