"""One round over sources: each in a process of its own, supervised, its visit recorded whatever happens."""

import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from pydantic import ValidationError

from crawler.application import Application
from crawler.crawl_process import Assignment, Report
from crawler.errors import TinbaoError
from crawler.leases import LeaseTakenError, holding
from crawler.pipeline import Progress
from crawler.schedule import next_due
from spiders.source import Source
from store import visits
from store.records import SourceState

#: After being asked to stop, a crawl process has this long before it is killed.
GRACE = timedelta(seconds=10)
#: Of a crawl process's log, so much is kept for the error message of a process that died.
KEPT_LOG_LINES = 20


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What one round over one source brought; `counts` has one number for each kind of outcome of a URL."""

    source: str
    outcome: str
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None


class UnknownSourceError(TinbaoError):
    """A source is named that no file defines."""


def crawl_round(
    application: Application,
    source_ids: Sequence[str] = (),
    *,
    only_due: bool,
    progress: Progress | None = None,
) -> list[RoundReport]:
    """Crawl the named sources, or all (with `only_due`: those whose time has come); one report for each.

    Raises:
        UnknownSourceError: a name that no source file has; nothing was crawled.
    """
    chosen = _chosen(application, source_ids)
    if only_due:
        due = {source.id for source in due_sources(application)}
        chosen = [source for source in chosen if source.id in due]
    reports: list[RoundReport] = []
    with ThreadPoolExecutor(max_workers=application.settings.daemon.workers) as supervisors:
        rounds = [supervisors.submit(_crawl_in_turn, application, group) for group in groups_by_host(chosen)]
        for finished in as_completed(rounds):
            reports += finished.result()
            if progress:
                progress("sources", len(reports), len(chosen))
    return sorted(reports, key=lambda report: report.source)


def groups_by_host(sources: Sequence[Source]) -> list[list[Source]]:
    """Sources that share a host, together: they are crawled one after the other, so that the host's delay holds."""
    groups: list[tuple[set[str], list[Source]]] = []
    for source in sources:
        sharing = [group for group in groups if group[0] & source.hosts]
        hosts = set(source.hosts).union(*(group[0] for group in sharing))
        members = [member for group in sharing for member in group[1]]
        groups = [group for group in groups if group not in sharing]
        groups.append((hosts, [*members, source]))
    return [members for _, members in groups]


def _crawl_in_turn(application: Application, sources: Sequence[Source]) -> list[RoundReport]:
    return [crawl_one(application, source) for source in sources]


def due_sources(application: Application) -> list[Source]:
    """The sources whose time has come, those never visited among them."""
    with application.store.reading() as session:
        states = visits.states(session)
    now = datetime.now(UTC)

    def due(source: Source) -> bool:
        state = states.get(source.id)
        return state is None or state.next_due_at is None or state.next_due_at <= now

    return [source for source in application.sources.values() if due(source)]


def crawl_one(application: Application, source: Source, *, stop: threading.Event | None = None) -> RoundReport:
    """One round over one source; an expected failure is a report, never an exception.

    A host is asked by one process at a time, whichever of its sources that crawls and on whichever machine. When
    `stop` is set, the crawl is asked to end; what it fetched is stored, the rest comes with the next round.
    """
    try:
        with ExitStack() as held:
            for host in sorted(source.hosts):
                held.enter_context(holding(application.store, f"host {host}", wait=timedelta(0)))
            return _visit(application, source, stop or threading.Event())
    except LeaseTakenError:
        return RoundReport(source.id, "busy", error="another process is asking this source's host")


def _chosen(application: Application, source_ids: Sequence[str]) -> list[Source]:
    unknown = [name for name in source_ids if name not in application.sources]
    if unknown:
        raise UnknownSourceError(f"no source named {', '.join(unknown)}: `tinbao sources list` shows the known ones")
    return [application.sources[name] for name in source_ids or application.sources]


def _visit(application: Application, source: Source, stop: threading.Event) -> RoundReport:
    with application.store.writing() as session:
        now = datetime.now(UTC)
        visits.close_abandoned(session, source.id, now=now)
        state = visits.state(session, source.id)
        visit_id = visits.begin(session, source.id, now=now)
    report = _supervise(application, source, state, stop)
    with application.store.writing() as session:
        now = datetime.now(UTC)
        visits.finish(
            session,
            visit_id,
            now=now,
            outcome=report.outcome,
            counts=report.counts,
            error=report.error,
            validators=report.validators if report.outcome != "killed" else None,
        )
        failures = visits.state(session, source.id).failures
        visits.set_next_due(session, source.id, next_due(source.schedule, now, failures=failures, key=source.id))
    structlog.get_logger("crawl").info("visited", source=source.id, outcome=report.outcome, **report.counts)
    return RoundReport(source.id, report.outcome, report.counts, report.error)


def _supervise(application: Application, source: Source, state: SourceState, stop: threading.Event) -> Report:
    """Run the crawl process, and end it when its time is over."""
    assignment = Assignment(
        store_url=application.settings.store_url,
        source=source,
        fetch=application.settings.fetch_settings,
        baseline=state.last_success_at is None,
        log_level=application.settings.log_level,
        log_format=application.settings.log_format,
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler.crawl_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdin is not None
    process.stdin.write(assignment.model_dump_json() + "\n")
    process.stdin.flush()
    output, log, ended = _follow(process, application.settings.daemon.crawl_timeout_seconds, stop)
    return _answer(output, log, process.returncode, ended)


def _follow(process: subprocess.Popen[str], seconds: float, stop: threading.Event) -> tuple[list[str], list[str], bool]:
    """Wait for a crawl process; its output lines, the end of its log, and whether its time ran out."""
    output: deque[str] = deque(maxlen=1)
    log: deque[str] = deque(maxlen=KEPT_LOG_LINES)
    readers = [
        threading.Thread(target=_read_lines, args=(process.stdout, output, False), daemon=True),
        threading.Thread(target=_read_lines, args=(process.stderr, log, True), daemon=True),
    ]
    for reader in readers:
        reader.start()
    end = time.monotonic() + seconds
    try:
        while process.poll() is None and time.monotonic() < end and not stop.is_set():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.2)
        timed_out = process.poll() is None and not stop.is_set()
    finally:
        _end(process)
        for reader in readers:
            reader.join()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()
    return list(output), list(log), timed_out


def _end(process: subprocess.Popen[str]) -> None:
    """Ask a process to stop, then make it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=GRACE.total_seconds())
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _read_lines(stream: object, kept: deque[str], echo: bool) -> None:
    for line in stream:  # type: ignore[attr-defined]
        kept.append(line)
        if echo:
            sys.stderr.write(line)


def _answer(output: Sequence[str], log: Sequence[str], returncode: int | None, timed_out: bool) -> Report:
    """The report that a process printed, or what can be said of one that died without."""
    if timed_out:
        return Report(outcome="killed", counts={}, error="the crawl took longer than daemon.crawl_timeout_seconds")
    try:
        return Report.model_validate_json(output[-1])
    except (IndexError, ValidationError):
        last = "".join(log).strip().splitlines()[-1:] or ["it left no message"]
        return Report(outcome="killed", counts={}, error=f"the crawl process ended with code {returncode}: {last[0]}")
