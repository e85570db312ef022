"""Log events on standard error: for people on a terminal, as JSON lines elsewhere; secrets never among them."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from pydantic import SecretStr

_HIDDEN: Final = "***"
_SECRET_KEYS: Final = re.compile(r"passw|secret|token|authorization|cookie|credential", re.IGNORECASE)
_PASSWORD_IN_URL: Final = re.compile(r"(?P<before>\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/@]+(?=@)", re.IGNORECASE)
_NOISY: Final = (
    "alembic",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "scrapy",
    "twisted",
    "trafilatura",
    "urllib3",
    "mail.log",
)


def configure_logs(level: str = "info", format_: str = "auto") -> None:
    """Send the events of structlog and of the standard library to standard error.

    `format_` is `console`, `json`, or `auto` for console on a terminal. May be called again; the last call holds.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,  # tests and `--log-level` configure again
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()], processors=_renderers(as_json=_as_json(format_))
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.getLevelName(level.upper()), logging.WARNING))


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank values under telling keys, secret strings, and passwords within URLs, at any depth."""
    for key in event:
        event[key] = _without_secrets(key, event[key])
    return event


def hide_passwords(text: str) -> str:
    """The text with `***` for the password of every URL in it."""
    return _PASSWORD_IN_URL.sub(rf"\g<before>{_HIDDEN}", text)


def _without_secrets(key: object, value: object) -> object:
    if isinstance(value, SecretStr) or (isinstance(key, str) and _SECRET_KEYS.search(key)):
        return _HIDDEN
    if isinstance(value, str):
        return hide_passwords(value)
    if isinstance(value, dict):
        return {name: _without_secrets(name, part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(None, part) for part in value]
    return value


def _as_json(format_: str) -> bool:
    return format_ == "json" or (format_ == "auto" and not sys.stderr.isatty())


def _renderers(*, as_json: bool) -> list[structlog.typing.Processor]:
    trace: structlog.typing.Processor = structlog.processors.format_exc_info
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    # The trace becomes text before secrets are hidden: an exception's message may hold one.
    return [remove, trace, hide_secrets, last]
