"""What every command begins with: the options given before its name, the settings, the logs, the application."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from crawler.application import Application
    from crawler.settings import Settings


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """What was given before the command's name."""

    config: Path | None = None
    store: str | None = None
    log_level: str | None = None


def settings_of(context: typer.Context) -> "Settings":
    """The settings with the global options over them; logs are configured with them."""
    import structlog

    from crawler.configuration import unknown_variables
    from crawler.logs import configure_logs
    from crawler.settings import Settings, load_settings

    given: GlobalOptions = context.obj
    settings = load_settings(given.config, store_url=given.store, log_level=given.log_level)
    configure_logs(settings.log_level, settings.log_format)
    for sentence in unknown_variables(Settings):
        structlog.get_logger("settings").warning("unknown_variable", hint=sentence)
    return settings


@contextmanager
def opened(context: typer.Context) -> "Iterator[Application]":
    """The application; what it opened is closed at the end, whatever happens."""
    from crawler.application import Application

    with Application(settings_of(context)) as application:
        yield application


def examples(*commands: str) -> str:
    """The end of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)
