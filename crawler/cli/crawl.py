"""Getting articles: one round, the daemon, local files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.opening import examples, opened
from crawler.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.application import Application

app = typer.Typer()


@app.command(epilog=examples("tinbao crawl", "tinbao crawl vn_vietnam_fr vn_nhandan", "tinbao crawl --all"))
def crawl(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of sources; none means all that are due.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All sources, due or not.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Do one round over the sources that are due.

    Or over the named ones; then read what came. It is what cron would call. Prints the observations that are new,
    revised or conflicting; mails leave with `tinbao alerts send`. Exit code 1 when a source failed; what the others
    brought is kept.
    """
    from crawler.cli.output import note, progress_bar
    from crawler.crawl import crawl_round
    from crawler.pipeline import process_waiting

    with opened(context) as application:
        with progress_bar() as progress:
            named = sources or []
            rounds = crawl_round(application, named, only_due=not named and not everything, progress=progress)
            processed = process_waiting(application, progress=progress)
        for report in rounds:
            counts = " ".join(f"{name}={count}" for name, count in sorted(report.counts.items()) if count)
            note(f"{report.source}: {report.outcome} {counts}{f' ({report.error})' if report.error else ''}")
        if not rounds:
            note("No source is due. `tinbao crawl --all` looks at all of them now.")
        _print_outcome(application, processed.counts, processed.observation_ids, form)
    if any(report.outcome in {"failed", "killed"} for report in rounds):
        raise typer.Exit(1)
    fail_if_pages_failed(processed.counts)


@app.command(epilog=examples("tinbao daemon", "tinbao --config /etc/tinbao/tinbao.toml daemon"))
def daemon(context: typer.Context) -> None:
    """Keep crawling, reading and alerting.

    Runs on the sources' schedules until told to stop by SIGTERM or Ctrl-C.
    """
    from crawler.daemon import run

    with opened(context) as application:
        run(application)


@app.command(
    epilog=examples(
        "tinbao ingest articles/",
        "tinbao ingest report.fr.txt page.html crawl.warc.gz",
        "tinbao ingest --lang vi *.txt",
    )
)
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="HTML, text or WARC files, or folders of them.", exists=True)],
    lang: Annotated[str | None, typer.Option(help="Their language; else from a .xx.txt ending, else detected.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Take in local files like crawled pages.

    A file already known changes nothing. Prints the observations that are new, revised or conflicting.
    """
    from crawler.cli.output import progress_bar
    from crawler.ingest import ingest_paths

    with opened(context) as application:
        with progress_bar() as progress:
            report = ingest_paths(application, paths, language=lang, progress=progress)
        _print_outcome(application, report.counts, report.observation_ids, form)
    fail_if_pages_failed(report.counts)


def fail_if_pages_failed(counts: "Mapping[str, int]") -> None:
    """End with exit code 1 where a step failed on a page; the other pages are done."""
    from crawler.cli.output import note

    if failed := counts.get("failed", 0):
        note(f"On {failed} pages a step failed; the log says why. They are kept: `tinbao reprocess --failed`.")
        raise typer.Exit(1)


def _print_outcome(
    application: "Application", counts: "Mapping[str, int]", observation_ids: "Sequence[int]", form: Format
) -> None:
    from crawler.cli.listings import OBSERVATIONS
    from crawler.cli.output import note, print_listing
    from store import observations

    summary = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    note(f"Pages: {summary or 'nothing to do'}. Observations that are news: {len(observation_ids)}.")
    if observation_ids:
        with application.store.reading() as session:
            records = [observations.load(session, observation_id) for observation_id in observation_ids]
            print_listing(OBSERVATIONS, records, form)
