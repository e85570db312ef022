"""Figures and times in the short form that tables and pages print."""

from datetime import datetime

from crawler.rows import decimal_text
from indicators.figure import Figure


def figure_value(figure: Figure) -> str:
    """Value and unit as read, with the qualifier where there is one."""
    limit = "" if figure.qualifier.value == "exact" else f"{figure.qualifier.value.replace('_', ' ')} "
    upper = f" to {decimal_text(figure.value_max)}" if figure.value_max is not None else ""
    return f"{limit}{decimal_text(figure.value)}{upper} {figure.unit}{'/' + figure.per if figure.per else ''}"


def day(moment: datetime | None) -> str:
    """The day in UTC."""
    return "" if moment is None else moment.strftime("%Y-%m-%d")


def minute(moment: datetime | None) -> str:
    """The time in UTC, to the minute."""
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M")
