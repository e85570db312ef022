"""Observations as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.opening import examples, opened
from crawler.cli.options import filtered

if TYPE_CHECKING:
    from store.records import Filters

app = typer.Typer()


@app.command(
    epilog=examples(
        "tinbao export observations.csv",
        "tinbao export new.jsonl --status new --since 7d",
        "tinbao export dien-bien.csv --area 'Điện Biên' --force",
    )
)
@filtered(limit=0)
def export(
    context: typer.Context,
    wanted: "Filters",
    file: Annotated[Path, typer.Argument(help="The file to write; .csv or .jsonl says in which form.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
) -> None:
    """Write observations to a file.

    All of them unless filtered; the file is there whole or not at all. In CSV, text that a spreadsheet would take for
    a formula (beginning with =, +, - or @) gets an apostrophe before it; JSON lines carry it unchanged.
    """
    from crawler.cli.output import note
    from crawler.export import export_observations

    with opened(context) as application, application.store.reading() as session:
        count = export_observations(session, wanted, file, replace=force)
    note(f"{count} observations written to {file}.")
