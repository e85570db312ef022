"""The whole command: options before a command's name, the groups in the order of a day's work, errors and exits."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from crawler.cli import alerts, crawl, export, lists, observations, play, read, show, sources, stories, upkeep, web
from crawler.cli.opening import GlobalOptions, examples

FAILED: Final = 1
INTERRUPTED: Final = 130  # 128 + SIGINT, as shells report it


class LogLevel(StrEnum):
    """Least severe events to log."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def build() -> typer.Typer:
    """The command with all its groups.

    Plain help instead of Rich's: that alone would take longer than `--help` may.
    """
    app = typer.Typer(
        name="tinbao", rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True, add_completion=True
    )
    app.callback(
        epilog=examples("tinbao demo", "tinbao ingest articles/", "tinbao observations --status new --format json")
    )(_globals)
    for group in (play, crawl, read, lists, show, sources, alerts, export, web, upkeep):
        app.add_typer(group.app)
    app.add_typer(observations.app, name="observations")
    app.add_typer(stories.app, name="stories")
    app.add_typer(sources.sources, name="sources")
    app.add_typer(alerts.watches, name="watches")
    app.add_typer(alerts.alerts, name="alerts")
    app.add_typer(upkeep.database, name="db")
    return app


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code: 0 done, 1 the work failed, 2 wrong usage, 130 interrupted."""
    try:
        build()(list(arguments), prog_name="tinbao")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        message = _explained(error)
        if message is None:
            raise
        from crawler.cli.output import note

        note(f"tinbao: {message}")
        return FAILED
    return 0


def _globals(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(envvar="TINBAO_CONFIG", help="Configuration file; else tinbao.toml here, else the user's."),
    ] = None,
    store: Annotated[str | None, typer.Option(help="The store: an SQLite file or a postgresql:// address.")] = None,
    log_level: Annotated[LogLevel | None, typer.Option(help="Least severe events to log on standard error.")] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda wanted: _print_version() if wanted else None,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Watch the news, read its figures in many languages, and tell what is new."""
    del version
    context.obj = GlobalOptions(config, store, log_level.value if log_level else None)


def _print_version() -> None:
    from importlib.metadata import version

    sys.stdout.write(f"tinbao {version('tinbao')}\n")
    raise typer.Exit


def _explained(error: Exception) -> str | None:
    """What to tell the user of an expected error; None for one that nobody foresaw, whose trace is worth more."""
    from crawler.errors import TinbaoError

    if isinstance(error, TinbaoError):
        return str(error)
    from indicators.errors import IndicatorsError
    from spiders.errors import SpiderError
    from store.errors import StoreError

    if isinstance(error, (SpiderError, StoreError, IndicatorsError)):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return None
