"""Figures and times in the short form that tables and pages print."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from crawler.rows import decimal_text
from indicators.figure import Figure


def figure_value(figure: Figure, number: Callable[[Decimal], str] = decimal_text) -> str:
    """Value and unit as read, with the qualifier where there is one; `number` writes the digits."""
    limit = "" if figure.qualifier.value == "exact" else f"{figure.qualifier.value.replace('_', ' ')} "
    upper = f" to {number(figure.value_max)}" if figure.value_max is not None else ""
    return f"{limit}{number(figure.value)}{upper} {figure.unit}{'/' + figure.per if figure.per else ''}"


def grouped(value: Decimal) -> str:
    """A decimal with commas between its thousands, as a person reads it."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(moment: datetime | None) -> str:
    """The day in UTC."""
    return "" if moment is None else moment.strftime("%Y-%m-%d")


def minute(moment: datetime | None) -> str:
    """The time in UTC, to the minute."""
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M")
