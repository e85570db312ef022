"""The demo."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.opening import examples, settings_of

app = typer.Typer()


@app.command(epilog=examples("tinbao demo", "tinbao demo --folder try-it --fresh"))
def demo(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option(help="Where the demo keeps its store and its mails.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew: forget what earlier runs brought.")] = False,
) -> None:
    """Serve a small newsroom on this machine, crawl it, show what is new, and write the alert mail to a folder."""
    from crawler.demo.play import play

    settings_of(context)
    play(folder, fresh=fresh)
