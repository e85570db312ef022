"""One article, story or observation whole."""

import re
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from crawler.cli.opening import examples, opened
from crawler.cli.options import Format

if TYPE_CHECKING:
    from sqlmodel import Session

app = typer.Typer()

_KINDS: Final = {"a": "article", "s": "story", "o": "observation"}
_REFERENCE: Final = re.compile(r"(a|s|o|article|story|observation)\s*[:#]?\s*(\d{1,18})", re.IGNORECASE)


@app.command(
    epilog=examples("tinbao show o7", "tinbao show s3", "tinbao show article 12", "tinbao show a12 --format json")
)
def show(
    context: typer.Context,
    reference: Annotated[
        list[str], typer.Argument(metavar="ID", help="a12, s3 or o7, as tables print it; or `story 3`.")
    ],
    form: Annotated[Format, typer.Option("--format", help="`table` for people, or one JSON object.")] = Format.TABLE,
) -> None:
    """Show one record whole.

    An article with its figures marked in the text, a story with why its articles are one, or an observation with
    every statement of it. Ids of JSON and CSV are the numbers behind the letter.
    """
    kind, number = parsed(" ".join(reference))
    if form is Format.CSV:
        raise typer.BadParameter("one whole record is no table; use json", param_hint="--format")
    with opened(context) as application, application.store.reading() as session:
        _show(session, kind, number, form)


def parsed(reference: str) -> tuple[str, int]:
    """Kind and number that a reference names."""
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None:
        raise typer.BadParameter(f"{reference!r} is no id; write a12, s3 or o7", param_hint="ID")
    return _KINDS[match[1][0].lower()], int(match[2])


def _show(session: "Session", kind: str, number: int, form: Format) -> None:
    from crawler import views
    from crawler.cli import whole
    from crawler.cli.output import json_line, print_line

    view: Any = getattr(views, f"{kind}_view")(session, number)
    if form is Format.JSON:
        print_line(json_line(getattr(whole, f"{kind}_json")(view)))
    else:
        getattr(whole, f"print_{kind}")(view)
