"""What is watched, and how healthy it is."""

from typing import TYPE_CHECKING

import typer

from crawler.cli.opening import examples, opened
from crawler.cli.options import Format, FormatOption

if TYPE_CHECKING:
    pass

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
