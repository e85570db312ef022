"""What is watched, and how healthy it is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.opening import examples, opened, settings_of
from crawler.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from crawler.application import Application
    from crawler.findings import Finding

app = typer.Typer()
sources = typer.Typer(help="What is watched: list, check, add.", no_args_is_help=True)


@sources.command("list", epilog=examples("tinbao sources list", "tinbao sources list --format json"))
def list_sources(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """List the watched sources.

    With when each was last visited and when it is due.
    """
    from crawler.cli.listings import SOURCES
    from crawler.cli.output import print_listing
    from store import visits

    with opened(context) as application:
        with application.store.reading() as session:
            states = visits.states(session)
        watched = [(source, states.get(source.id)) for source in application.sources.values()]
        print_listing(SOURCES, watched, form)


@sources.command("check", epilog=examples("tinbao sources check", "tinbao sources check vn_bao_lao_cai"))
def check_sources(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCES", help="Ids of sources; none means all.")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Check the sources' files and last rounds.

    Asks no site; each line says the way out. Exit code 1 when a source is broken.
    """
    from crawler.cli.listings import FINDINGS
    from crawler.cli.output import print_listing
    from crawler.findings import Grade

    with opened(context) as application:
        findings = _examined(application, names or [])
        print_listing(FINDINGS, findings, form)
    if any(finding.grade is Grade.FAIL for finding in findings):
        raise typer.Exit(1)


@sources.command("add", epilog=examples("tinbao sources add https://example.org/", "tinbao sources add URL --print"))
def add_source(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Front page of the site, or of one of its editions.")],
    *,
    folder: Annotated[Path | None, typer.Option(help="Where the file goes; else the first of sources_folders.")] = None,
    lang: Annotated[str, typer.Option(help="Its language, where the page names none.")] = "vi",
    private_hosts: Annotated[
        list[str] | None,
        typer.Option("--private-host", help="A host:port of your own network that may be connected to."),
    ] = None,
    print_only: Annotated[bool, typer.Option("--print", help="Print the file instead of writing it.")] = False,
) -> None:
    """Draft the file of a new source from its address.

    Looks at the front page and the feeds and sitemaps that it names, as politely as a round. Read the file over
    before the first crawl.
    """
    from crawler.cli.output import note, write
    from crawler.new_source import folder_for, save_draft
    from spiders.probe import probe

    settings = settings_of(context)
    target = None if print_only else folder_for(settings, folder)
    draft = probe(url, settings=settings.fetch_settings, language=lang, private_hosts=private_hosts or [])
    if target is None:
        write(draft.text)
        return
    path = save_draft(draft, target)
    note(f"{path}: {draft.kind.value} at {draft.start}, {draft.articles} articles seen.")
    note(f"Read it over; then `tinbao sources check {draft.id}` and `tinbao crawl {draft.id}`.")


def _examined(application: "Application", names: list[str]) -> "list[Finding]":
    from datetime import UTC, datetime

    from crawler.crawl import UnknownSourceError
    from crawler.source_health import examine_source
    from store import visits

    unknown = sorted(set(names) - set(application.sources))
    if unknown:
        raise UnknownSourceError(f"no source is called {', '.join(unknown)}", "`tinbao sources list` shows them.")
    chosen = [application.sources[name] for name in names] or list(application.sources.values())
    with application.store.reading() as session:
        past = {source.id: visits.listed(session, source.id) for source in chosen}
    fetch, now = application.settings.fetch_settings, datetime.now(UTC)
    return [
        finding for source in chosen for finding in examine_source(source, past[source.id], settings=fetch, now=now)
    ]
