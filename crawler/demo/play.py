"""`tinbao demo`: the main job on a small newsroom, in three acts. Everything that it shows is the real way."""

import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich import box
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from crawler.application import Application
from crawler.crawl import crawl_round
from crawler.demo.folder import MAILS, SOURCES, keep, opened, write_config
from crawler.demo.newsroom import Newsroom
from crawler.demo.postbox import Postbox
from crawler.demo.reports import load_reports
from crawler.demo.sources import write_sources
from crawler.errors import TinbaoError
from crawler.logs import configure_logs
from crawler.mail import SendReport, send_due
from crawler.pipeline import process_waiting
from crawler.present import indicator_title, period_text, programme_title, value_text
from crawler.settings import load_settings
from indicators.observation import Status
from store import observations
from store.records import Filters, ObservationRecord

DEFAULT_FOLDER: Final = Path("demo")
_MOST_ROWS: Final = 24
# Heading and greatest width of each column: on a wide terminal a row is one line, on a narrow one it wraps.
_COLUMNS: Final = {
    "Place": 16,
    "Indicator": 31,
    "Programme": 20,
    "Period": 28,
    "Value": 28,
    "First reported by": 18,
    "Languages": 9,
}


class DemoError(TinbaoError):
    """The demo could not do what it shows."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at the newsroom brought. `articles` counts article pages asked for, `unchanged` answers 304."""

    news: tuple[ObservationRecord, ...]
    articles: int
    unchanged: int
    mail: SendReport
    seconds: float


def play(folder: Path | None = None, *, fresh: bool = False, console: Console | None = None) -> None:
    """Serve the newsroom, crawl it, show what is new, mail it; look again; publish a follow-up; look once more.

    The folder keeps the store from run to run, so that a second run finds nothing new; then the newsroom publishes
    its next follow-up, while it has one. `fresh` starts over.

    Raises:
        TinbaoError: Something stood in the way; the message says what and the way out.
    """
    folder = folder or DEFAULT_FOLDER
    console = console or Console()
    state = keep(folder, opened(folder, fresh=fresh))
    with ExitStack() as stack:
        newsroom = stack.enter_context(
            Newsroom(load_reports(), portal_port=state.portal_port, paper_port=state.paper_port)
        )
        for report_id in state.published:
            newsroom.publish(report_id)
        postbox = stack.enter_context(Postbox(folder / MAILS, state.mail_port))
        sources = write_sources(folder / SOURCES, newsroom.addresses)
        config = write_config(folder, state, sources)
        settings = load_settings(config)
        configure_logs(settings.log_level, settings.log_format)
        application = stack.enter_context(Application(settings))
        show = _Show(application, newsroom, postbox, console)
        show.opening(known=_count(application))
        if not _count(application):
            show.round("A first look at the newsroom")
            show.round("A second look")
        else:
            show.round("Another look at the newsroom")
        if newsroom.held_back:
            report = min(newsroom.held_back, key=lambda report: report.published)
            newsroom.publish(report.id)
            keep(folder, state, [report.id])
            show.round(f"The newsroom publishes a follow-up: “{report.languages['vi'].title}”")
        show.ending(config)


class _Show:
    """The acts on the console."""

    def __init__(self, application: Application, newsroom: Newsroom, postbox: Postbox, console: Console) -> None:
        self._application = application
        self._newsroom = newsroom
        self._postbox = postbox
        self._console = console
        self._rounds = 0

    def opening(self, *, known: int) -> None:
        """Who is who."""
        addresses, published = self._newsroom.addresses, len(self._newsroom.published)
        self._console.print(
            f"A newsroom on this machine: a portal in six languages at {addresses.portal}/ and a provincial paper at "
            f"{addresses.paper}/, {published} reports between them."
        )
        if known:
            self._console.print(f"The store of an earlier run is kept: {known} observations are known.")

    def round(self, title: str) -> None:
        """One look at the newsroom, and what came of it."""
        self._rounds += 1
        self._console.rule(f"{self._rounds}. {title}", align="left")
        outcome = self._look()
        shown = [observation for observation in outcome.news if observation.indicator != "other"]
        if shown:
            self._console.print(self._table(shown))
        self._console.print(_summary(outcome, others=len(outcome.news) - len(shown)))

    def ending(self, config: Path) -> None:
        """Where to look next."""
        self._console.rule("What next", align="left")
        mails = self._postbox.mails
        if mails:
            self._console.print(f"The mails: {mails[0].parent}/ ({', '.join(mail.name for mail in mails)})")
        for command, about in (
            ("observations --area 'Hòa Bình'", "what is known of a place"),
            ("stories", "which articles are the same report"),
            ("search 'nước sạch'", "full text, any script"),
            ("export demo.csv", "all observations as a table"),
            ("serve", "the same as a web page"),
        ):
            self._console.print(f"  {program()} --config {config} {command}  [dim]# {about}[/dim]", highlight=False)
        again = "another follow-up comes" if self._newsroom.held_back else "nothing is new"
        self._console.print(f"Run `{program()} demo` again: {again}. `{program()} demo --fresh` starts over.")

    def _look(self) -> Round:
        started, before = time.monotonic(), _known(self._application)
        articles, unchanged = self._newsroom.articles_fetched, self._newsroom.not_modified.total()
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), console=self._console, transient=True
        ) as progress:
            task = progress.add_task("crawling …")
            reports = crawl_round(
                self._application,
                only_due=False,
                progress=lambda what, done, total: progress.update(
                    task, description=f"crawling: {what} {done}/{total}"
                ),
            )
            broken = [
                f"{report.source}: {report.error}" for report in reports if report.outcome in {"failed", "killed"}
            ]
            if broken:
                raise DemoError("the newsroom could not be crawled: " + "; ".join(broken), "Run: tinbao doctor")
            processed = process_waiting(
                self._application,
                progress=lambda what, done, total: progress.update(task, description=f"reading: {what} {done}/{total}"),
            )
            if failed := processed.counts.get("failed", 0):
                raise DemoError(f"{failed} pages could not be read; the log above says why", "Run: tinbao doctor")
            progress.update(task, description="sending mail …")
            mail = send_due(self._application, now=datetime.now(UTC))
        if mail.errors:
            raise DemoError(f"the mail could not be delivered: {mail.errors[0]}", "Run: tinbao doctor")
        after = _known(self._application)
        return Round(
            news=tuple(known for number, known in sorted(after.items()) if number not in before),
            articles=self._newsroom.articles_fetched - articles,
            unchanged=self._newsroom.not_modified.total() - unchanged,
            mail=mail,
            seconds=time.monotonic() - started,
        )

    def _table(self, news: Sequence[ObservationRecord]) -> Table:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for heading, most in _COLUMNS.items():
            table.add_column(heading, max_width=most, min_width=min(most, 8))
        for known in sorted(news, key=_by_place)[:_MOST_ROWS]:
            source = self._application.sources.get(known.first_reported_by)
            mark = "" if known.status is Status.NEW else f" ({known.status.value})"
            table.add_row(
                known.area or "",
                indicator_title(known.indicator),
                programme_title(known.programme),
                period_text(known.period),
                f"{value_text(known)}{mark}",
                source.title if source else known.first_reported_by,
                str(len(known.languages)),
            )
        if len(news) > _MOST_ROWS:
            table.caption = f"… and {len(news) - _MOST_ROWS} more"
        return table


def program() -> str:
    """How the reader calls Tinbao: `tinbao` where the shell finds it, else the path of this environment's command."""
    beside = Path(sys.executable).parent / "tinbao"
    if shutil.which("tinbao") or not beside.exists():
        return "tinbao"
    here = Path.cwd()
    return str(beside.relative_to(here) if beside.is_relative_to(here) else beside)


def _summary(outcome: Round, *, others: int) -> str:
    news = len(outcome.news)
    said = f"[bold]{news} new observations[/bold]" if news else "[bold]Nothing is new.[/bold]"
    unlabelled = f" ({others} of them not yet labelled)" if others else ""
    mails = "nothing sent" if not outcome.mail.sent else f"{outcome.mail.sent} mail sent"
    return (
        f"{said}{unlabelled} · {outcome.articles} article pages fetched · {outcome.unchanged} listings unchanged · "
        f"{mails} · {outcome.seconds:.1f} s"
    )


def _by_place(known: ObservationRecord) -> tuple[bool, str, str, str, str]:
    return known.area is None, known.area or "", known.indicator, known.programme or "", known.period or ""


def _known(application: Application) -> dict[int, ObservationRecord]:
    with application.store.reading() as session:
        return {known.id: known for known in observations.listed(session, Filters(limit=None))}


def _count(application: Application) -> int:
    return len(_known(application))
