"""The lists of articles and figures, and full-text search."""

from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.opening import examples, opened
from crawler.cli.options import Format, FormatOption, Language, filtered

if TYPE_CHECKING:
    from store.records import Filters

app = typer.Typer()


@app.command(epilog=examples("tinbao articles --lang fr --since 7d", "tinbao articles --source ingest --format json"))
@filtered()
def articles(context: typer.Context, wanted: "Filters", form: FormatOption = Format.TABLE) -> None:
    """List articles, newest first."""
    from crawler.cli.listings import ARTICLES
    from crawler.cli.output import print_listing
    from store.articles import listed

    with opened(context) as application, application.store.reading() as session:
        print_listing(ARTICLES, listed(session, wanted), form)


@app.command(
    epilog=examples(
        "tinbao figures --indicator borrowers --limit 0 --format csv",
        "tinbao figures --area 'Tuyên Quang' --format json",
    )
)
@filtered()
def figures(context: typer.Context, wanted: "Filters", form: FormatOption = Format.TABLE) -> None:
    """List figures, newest first.

    A figure is a quantity as one article prints it.
    """
    from crawler.cli.listings import FIGURES
    from crawler.cli.output import print_listing
    from store.figures import listed

    with opened(context) as application, application.store.reading() as session:
        print_listing(FIGURES, listed(session, wanted), form)


@app.command(epilog=examples("tinbao search 'nước sạch'", "tinbao search nuoc sach --lang vi --format json"))
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="What to look for, with or without diacritics.")],
    lang: Language = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many, best first.")] = 20,
    form: FormatOption = Format.TABLE,
) -> None:
    """Find articles by their words.

    In any script, with or without diacritics.
    """
    from crawler.cli.listings import HITS
    from crawler.cli.output import print_listing
    from store.search import find

    with opened(context) as application, application.store.reading() as session:
        print_listing(HITS, find(session, " ".join(words), limit=limit, language=lang), form)
