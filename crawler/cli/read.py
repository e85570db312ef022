"""Reading figures in files without storing anything."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.cli.opening import examples, opened
from crawler.cli.options import Format, ReadFormat

if TYPE_CHECKING:
    from crawler.reading import ReadDocument
    from indicators.figure import Figure

app = typer.Typer()


@app.command(
    epilog=examples(
        "tinbao read report.fr.txt",
        "tinbao read articles/ --format json",
        "tinbao read report.txt --lang vi --explain",
        "tinbao read report.fr.txt --format html > report.html",
    )
)
def read(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Text or HTML files, or folders of them.")],
    lang: Annotated[str | None, typer.Option(help="Their language; else from a .xx.txt ending, else detected.")] = None,
    explain: Annotated[bool, typer.Option(help="Show for each figure which words gave which label.")] = False,
    form: Annotated[
        ReadFormat | None,
        typer.Option(
            "--format",
            help="A table (on a terminal), JSON lines (elsewhere), CSV with a header, or one page with figures marked.",
        ),
    ] = None,
) -> None:
    """Print the figures in files.

    Nothing is stored. Offsets count code points of the file's own text, or of the article that an HTML page holds.
    Into a pipe or a file it prints JSON lines unless told otherwise: reading is mostly for other programs.
    """
    from crawler.cli.output import print_listing
    from crawler.reading import read_paths

    form = form or (ReadFormat.TABLE if explain or sys.stdout.isatty() else ReadFormat.JSON)

    with opened(context) as application:
        documents = read_paths(application.reader, paths, language=lang)
        if form is ReadFormat.TABLE:
            _print_tables(list(documents), explain=explain)
        elif form is ReadFormat.HTML:
            _print_page(list(documents), explain=explain)
        else:
            found = ((document, figure) for document in documents for figure in document.figures)
            print_listing(_listing(explain=explain), found, Format(form.value))


def _listing(*, explain: bool) -> Any:
    from crawler.cli.output import Listing
    from crawler.contract import FigureRow
    from crawler.rows import figure_row

    def row(found: "tuple[ReadDocument, Figure]") -> dict[str, Any]:
        document, figure = found
        plain: dict[str, Any] = {**figure_row(str(document.path), figure)}
        return {**plain, "evidence": _evidence(figure), "checks": _checks(figure)} if explain else plain

    return Listing(row, tuple(FigureRow.__annotations__), ())


def _evidence(figure: "Figure") -> list[dict[str, Any]]:
    return [
        {
            "dimension": piece.dimension,
            "code": piece.code,
            "confidence": round(piece.confidence, 3),
            "words": piece.words,
            "start": piece.start,
            "end": piece.end,
        }
        for piece in figure.evidence
    ]


def _checks(figure: "Figure") -> list[dict[str, Any]]:
    return [
        {
            "kind": check.kind.value,
            "holds": check.holds,
            "others": [{"start": start, "end": end} for start, end in check.others],
            "explanation": check.explanation,
        }
        for check in figure.checks
    ]


def _print_page(documents: "list[ReadDocument]", *, explain: bool) -> None:
    from crawler.cli.output import leaving_quietly, print_line
    from crawler.marked_page import marked_page

    page = marked_page(documents, explain=explain)
    if (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":  # the page says that it is UTF-8
        page = page.encode("ascii", "xmlcharrefreplace").decode("ascii")
    with leaving_quietly():
        print_line(page)


def _print_tables(documents: "list[ReadDocument]", *, explain: bool) -> None:
    from crawler.cli.listings import READ
    from crawler.cli.output import print_contradictions, print_line, print_table, printable

    for document in documents:
        print_line(printable(f"{document.path} ({document.language}, {len(document.figures)} figures)"))
        if explain:
            for figure in document.figures:
                _print_reasons(document, figure)
            continue
        print_table(READ, document.figures)
        print_contradictions(document.figures)


def _print_reasons(document: "ReadDocument", figure: "Figure") -> None:
    """One figure in its sentence, then a line for its value and each of its labels."""
    from crawler.cli.output import highlighted, print_line, printable
    from crawler.explain import reasons
    from crawler.present import sentence_parts

    before, span, behind = map(printable, sentence_parts(document.text, figure.start, figure.end))
    print_line(f"\n{figure.start}–{figure.end}  {before}{highlighted(span)}{behind}")
    for reason in reasons(figure):
        words = f"“{reason.words}” " if reason.words else ""
        sure = "" if reason.confidence is None else f" ({reason.confidence:.2f})"
        print_line(printable(f"    {reason.dimension:<11}{reason.label}  ←  {words}{reason.because}{sure}"))
    for check in figure.checks:
        print_line(printable(f"    {'confirmed' if check.holds else 'CONTRADICTED':<10} {check.explanation}"))
    print_line(f"    {'confidence':<11}{figure.confidence:.2f}")
