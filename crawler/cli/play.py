"""The demo."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.opening import examples

app = typer.Typer()


@app.command(epilog=examples("tinbao demo", "tinbao demo --folder try-it --fresh"))
def demo(
    folder: Annotated[Path | None, typer.Option(help="Where the demo keeps its store and its mails.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew: forget what earlier runs brought.")] = False,
) -> None:
    """Show the main job on a small newsroom.

    Serves it on this machine, crawls it, shows what is new, and writes the alert mail to a folder. A second run finds
    nothing new; then the newsroom publishes a follow-up.
    """
    from crawler.demo.play import play

    play(folder, fresh=fresh)
