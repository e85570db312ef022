"""Options that several commands share."""

import inspect
import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from store.records import Filters

_AGO: Final = re.compile(r"(\d{1,5})([hdw])")
_HOURS: Final = {"h": 1, "d": 24, "w": 168}
_LONGEST_NUMBER: Final = 18  # digits that every database's integer holds
_DAY_LENGTH: Final = len("2026-11-01")


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class ReadFormat(StrEnum):
    """How figures that were read are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


class StatusOption(StrEnum):
    """How an observation stands to what was known before it; the store's own enum costs a second to import."""

    NEW = "new"
    RESTATED = "restated"
    REVISED = "revised"
    CONFLICTING = "conflicting"


FormatOption = Annotated[
    Format, typer.Option("--format", help="A table, JSON lines (one object a line) or CSV with a header.")
]
Language = Annotated[str | None, typer.Option("--lang", help="Only in this language, such as vi or fr.")]


def filters(
    *,
    area: Annotated[str | None, typer.Option(help="Only this place: its name or its code.")] = None,
    indicator: Annotated[str | None, typer.Option(help="Only this indicator, such as credit_outstanding.")] = None,
    programme: Annotated[str | None, typer.Option(help="Only this credit programme.")] = None,
    source: Annotated[str | None, typer.Option(help="Only from this source.")] = None,
    lang: Language = None,
    since: Annotated[
        str | None, typer.Option(help="From this day or time on (2026-11-01, or 12h, 7d, 2w ago); UTC.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Up to this day, itself included, or time; UTC.")] = None,
    status: Annotated[StatusOption | None, typer.Option(help="Only observations of this status.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many, newest first; 0 for all.")] = 50,
) -> "Filters":
    """The filter options as the store's filters; a wrong time is wrong usage."""
    from indicators.observation import Status
    from store.records import Filters

    return Filters(
        area=area,
        indicator=indicator,
        programme=programme,
        source=source,
        language=lang,
        since=moment(since, option="--since"),
        until=moment(until, option="--until", end_of_day=True),
        status=Status(status.value) if status else None,
        limit=limit or None,
    )


def filtered(**defaults: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the filter options in place of its parameter `wanted`, which gets them as filters.

    `defaults` replace those of single options.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        options = inspect.signature(filters).parameters
        parameters = [
            parameter.replace(
                kind=inspect.Parameter.KEYWORD_ONLY, default=defaults.get(parameter.name, parameter.default)
            )
            for parameter in (*options.values(), *inspect.signature(command).parameters.values())
            if parameter.name != "wanted"
        ]

        @wraps(command)
        def with_options(**given: Any) -> None:
            wanted = filters(**{name: given.pop(name) for name in options})
            command(wanted=wanted, **given)

        with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return with_options

    return decorate


def number_of(reference: str, letter: str) -> int:
    """The number that a reference of a kind names: `o7` or `7` where the letter is o."""
    digits = reference.strip().lower().removeprefix(letter)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER):
        raise typer.BadParameter(f"{reference!r} is no id of this kind; write {letter}7, or 7")
    return int(digits)


def moment(value: str | None, *, option: str, end_of_day: bool = False, now: datetime | None = None) -> datetime | None:
    """A day, a time or an age (`7d`) as an aware time in UTC; a day means its beginning, or its end."""
    if value is None:
        return None
    if ago := _AGO.fullmatch(value.strip()):
        return (now or datetime.now(UTC)) - timedelta(hours=int(ago[1]) * _HOURS[ago[2]])
    try:
        parsed = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise typer.BadParameter(
            f"{value!r} is no day, time or age; write 2026-11-01 or 7d", param_hint=option
        ) from error
    if end_of_day and len(value.strip()) == _DAY_LENGTH:
        parsed = datetime.combine(parsed, time.max)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
