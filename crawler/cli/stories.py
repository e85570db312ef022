"""Stories: the list of them, and what a person decides about which articles are one report."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.opening import examples, opened
from crawler.cli.options import Format, FormatOption, filtered, number_of

if TYPE_CHECKING:
    from store.records import Filters

app = typer.Typer()


@app.callback(
    invoke_without_command=True,
    epilog=examples("tinbao stories --indicator credit_outstanding", "tinbao stories --format json"),
)
@filtered()
def stories(context: typer.Context, wanted: "Filters", form: FormatOption = Format.TABLE) -> None:
    """List stories, newest first; or part and join them.

    A story is all articles that are the same report: translations, copies, revisions.
    """
    if context.invoked_subcommand is not None:
        return
    from crawler.cli.listings import STORIES
    from crawler.cli.output import print_listing
    from store.stories import listed

    with opened(context) as application, application.store.reading() as session:
        print_listing(STORIES, listed(session, wanted), form)


@app.command(epilog=examples("tinbao stories split s3 a12", "tinbao stories split s3 a12 a15"))
def split(
    context: typer.Context,
    story: Annotated[str, typer.Argument(metavar="STORY", help="The story: s3, or 3.")],
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLES", help="Its articles that are another report: a12 a15.")
    ],
) -> None:
    """Take articles out of a story into one of their own.

    No machine will ever join the two again; look-alikes are still listed beside each other.
    """
    from crawler import decisions
    from crawler.cli.output import note

    numbers = [number_of(article, "a") for article in articles]
    with opened(context) as application:
        own = decisions.split(application, number_of(story, "s"), numbers, now=datetime.now(UTC))
    note(f"They are story s{own} now.")


@app.command(epilog=examples("tinbao stories merge s3 s8", "tinbao stories merge s3 s8 s9"))
def merge(
    context: typer.Context,
    stories: Annotated[list[str], typer.Argument(metavar="STORIES", help="Stories that are the same report: s3 s8.")],
) -> None:
    """Make several stories one.

    The oldest lives on; the others' ids lead to it.
    """
    from crawler import decisions
    from crawler.cli.output import note

    with opened(context) as application:
        living = decisions.merge(application, [number_of(story, "s") for story in stories], now=datetime.now(UTC))
    note(f"They are story s{living} now.")
