"""Upkeep: read again, examine, bring the schema up to date."""

from enum import StrEnum
from typing import Annotated

import typer

from crawler.cli.crawl import fail_if_pages_failed
from crawler.cli.opening import examples, opened, settings_of
from crawler.cli.options import Format, FormatOption

app = typer.Typer()
database = typer.Typer(help="The store's schema.", no_args_is_help=True)


class StageOption(StrEnum):
    """The step from which on pages are taken through again."""

    CLEAN = "clean"
    FIGURES = "figures"
    STORY = "story"
    OBSERVATIONS = "observations"


@app.command(
    epilog=examples(
        "tinbao reprocess", "tinbao reprocess --stage clean --source vn_vietnam_fr", "tinbao reprocess --failed"
    )
)
def reprocess(
    context: typer.Context,
    stage: Annotated[StageOption, typer.Option(help="First step to run again.")] = StageOption.FIGURES,
    failed: Annotated[bool, typer.Option("--failed", help="Only pages on which a step failed.")] = False,
    source: Annotated[str | None, typer.Option(help="Only pages of this source.")] = None,
) -> None:
    """Read stored pages again.

    After the reading improved, or after what made a step fail is mended; what reads the same changes nothing.
    """
    from crawler.cli.output import note, progress_bar
    from crawler.reprocess import reprocess as run
    from store.records import Stage

    with opened(context) as application, progress_bar() as progress:
        report = run(application, stage=Stage(stage.value), only_failed=failed, source=source, progress=progress)
    summary = ", ".join(f"{count} {name}" for name, count in report.counts.items() if count)
    note(f"Pages: {summary or 'nothing to do'}. Observations that are news: {len(report.observation_ids)}.")
    fail_if_pages_failed(report.counts)


@app.command(epilog=examples("tinbao doctor", "tinbao --config /etc/tinbao/tinbao.toml doctor --format json"))
def doctor(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """Examine the installation.

    Each line says the way out. Exit code 1 when something is broken.
    """
    from crawler.cli.listings import FINDINGS
    from crawler.cli.output import print_listing
    from crawler.doctor import examine
    from crawler.findings import Grade

    given = context.obj
    findings = list(examine(given.config, store_url=given.store))
    print_listing(FINDINGS, findings, form)
    if any(finding.grade is Grade.FAIL for finding in findings):
        raise typer.Exit(1)


@database.command(
    "upgrade", epilog=examples("tinbao db upgrade", "tinbao --store postgresql://localhost/tinbao db upgrade")
)
def upgrade(context: typer.Context) -> None:
    """Bring the store's schema up to date.

    Make a copy of the store before. Does nothing where the schema is up to date.
    """
    from crawler.cli.output import note
    from store.engine import open_store

    store = open_store(settings_of(context).store_url, upgrade=True)
    try:
        note(f"The schema of {store.url} is up to date.")
    finally:
        store.close()
