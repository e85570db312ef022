"""Time periods compared: "2023-10" and "2023-10-31" may be one date told with more or less precision."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Timespan:
    """The days from `first` to `last`; `last` is None while open. `flow` is true for `start/end`, false for a date."""

    first: date
    last: date | None
    flow: bool

    def contains(self, other: "Timespan") -> bool:
        """Whether the other's days are all among these, both being dates or both flows."""
        if self.flow != other.flow or other.first < self.first:
            return False
        return self.last is None or (other.last is not None and other.last <= self.last)


@lru_cache(maxsize=4096)
def timespan(period: str) -> Timespan | None:
    """The days of an ISO 8601 period as figures carry it; None for anything else."""
    start, slash, end = period.partition("/")
    first = _edges(start)
    last = _edges(end) if slash and end != ".." else None
    if first is None or (slash and end != ".." and last is None):
        return None
    if not slash:
        return Timespan(first[0], first[1], flow=False)
    return Timespan(first[0], last[1] if last else None, flow=True)


def same_period(first: str, second: str) -> bool:
    """Whether two periods are the same days."""
    return first == second or (timespan(first) is not None and timespan(first) == timespan(second))


def compatible(first: str, second: str) -> bool:
    """Whether two periods are the same days, or one date told more precisely than the other; flows must be equal."""
    if same_period(first, second):
        return True
    one, other = timespan(first), timespan(second)
    if one is None or other is None or one.flow or other.flow:
        return False
    return one.contains(other) or other.contains(one)


def _edges(text: str) -> tuple[date, date] | None:
    """First and last day of a date, month or year."""
    parts = text.split("-")
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year, month, day = (*map(int, parts), 0, 0)[:3]
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None
