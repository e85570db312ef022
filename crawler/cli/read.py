"""Reading figures in files without storing anything."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.cli.opening import examples, opened
from crawler.cli.options import Format

if TYPE_CHECKING:
    from crawler.reading import ReadDocument
    from indicators.figure import Figure

app = typer.Typer()


@app.command(
    epilog=examples(
        "tinbao read report.fr.txt", "tinbao read articles/ --format json", "tinbao read report.txt --lang vi --explain"
    )
)
def read(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Text or HTML files, or folders of them.")],
    lang: Annotated[str | None, typer.Option(help="Their language; else from a .xx.txt ending, else detected.")] = None,
    explain: Annotated[bool, typer.Option(help="Show for each figure which words gave which label.")] = False,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="A table (on a terminal), JSON lines (elsewhere) or CSV with a header."),
    ] = None,
) -> None:
    """Print the figures in files.

    Nothing is stored. Offsets count code points of the file's own text, or of the article that an HTML page holds.
    Into a pipe or a file it prints JSON lines unless told otherwise: reading is mostly for other programs.
    """
    from crawler.cli.output import print_listing
    from crawler.reading import read_paths

    form = form or (Format.TABLE if explain or sys.stdout.isatty() else Format.JSON)

    with opened(context) as application:
        documents = read_paths(application.reader, paths, language=lang)
        if form is Format.TABLE:
            _print_tables(list(documents), explain=explain)
        else:
            found = ((document, figure) for document in documents for figure in document.figures)
            print_listing(_listing(explain=explain), found, form)


def _listing(*, explain: bool) -> Any:
    from crawler.cli.output import Listing
    from crawler.contract import FigureRow
    from crawler.rows import figure_row

    def row(found: "tuple[ReadDocument, Figure]") -> dict[str, Any]:
        document, figure = found
        plain: dict[str, Any] = {**figure_row(str(document.path), figure)}
        return {**plain, "evidence": _evidence(figure)} if explain else plain

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


def _print_tables(documents: "list[ReadDocument]", *, explain: bool) -> None:
    from crawler.cli.listings import READ
    from crawler.cli.output import print_line, print_table, printable

    for document in documents:
        print_line(printable(f"{document.path} ({document.language}, {len(document.figures)} figures)"))
        if not explain:
            print_table(READ, document.figures)
            continue
        for figure in document.figures:
            print_line(printable(f"{figure.start}–{figure.end}  {figure.raw}  →  {_labels(figure)}"))
            for piece in figure.evidence:
                words = f"“{piece.words}” at {piece.start}" if piece.words else "no words of the text"
                print_line(printable(f"    {piece.dimension} = {piece.code} ({piece.confidence:.2f}) from {words}"))


def _labels(figure: "Figure") -> str:
    from crawler.notation import figure_value

    place = figure.area.name if figure.area else "place unknown"
    labels = (figure.indicator, figure.programme, figure.statistic.value, place, figure.period or "period unknown")
    return f"{figure_value(figure)}; {', '.join(label for label in labels if label)}"
