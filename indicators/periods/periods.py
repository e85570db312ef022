"""Reference periods: what a date expression means, in ISO 8601, and in which role it stands."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indicators.periods.dates import Found
from indicators.words.lexicon import Match

_MOVING = frozenset({"day", "month", "year"})
_OF_MONTHS = frozenset({"first_months", "quarter", "half", "this_quarter", "year_to_date"})
_COMPARED = frozenset({"year_start", "year_ago"})  # what a change is counted from, whatever stands before it
#: Counted from the publication, whatever was told before.
_OF_TODAY = frozenset({"last_years", "last_year", "this_year"})
_ANCHORS_BEHIND = {"as_of_after": "as_of", "compared_after": "compared", "since_after": "since"}
_DAY = len("2024-09-30")
_ANCHOR_GAP = 14
_FIRST_WORD = 6  # characters of a preposition that belongs to a date expression
_DOCUMENT_GAP = 30
_DATED_GAP = 12


@dataclass(frozen=True, slots=True)
class Period:
    """A date expression resolved: `code` in ISO 8601; `flow` for an interval.

    `role` is `as_of`, `since`, `compared` (what a change is counted from), `event` (of a meeting or a document) or
    `plain`. `months` tells an interval of some months of one year, `kind` which templates found it.
    """

    start: int
    end: int
    code: str
    flow: bool
    role: str
    months: bool = False
    kind: str = ""


def resolve(
    found: Sequence[Found],
    folded: str,
    at: tuple[Mapping[int, Sequence[Match]], Mapping[int, Sequence[Match]]],
    documents: Sequence[tuple[int, int]],
    published: date | None,
) -> tuple[Period, ...]:
    """All date expressions with their ISO codes; missing years come from the dates before them or the publication.

    `at` are the phrases by where they begin and by where they end; `documents` are the spans of document numbers, whose
    dates are no reference periods.
    """
    latest = today = _reference(found, published)
    periods: list[Period] = []
    begin, finish = at
    for one in found:
        lead, edge = _lead(one.start, folded, finish)
        role_behind, edge_behind = _behind(one.end, folded, begin)
        lead, edge = lead if lead in {"compared", "since"} else role_behind or lead, edge or edge_behind
        role = "compared" if one.kind in _COMPARED else lead or _role(one, documents, folded)
        if one.kind == "last_year" and role == "since":
            role = "compared"  # 前年から4.6ポイント低下
        if one.kind in {"same_date", "same_period"}:
            code, flow = _same(periods, flow=one.kind == "same_period")
            role = lead or "as_of"
        else:
            code, flow = _code(one, edge, latest if one.kind in _OF_TODAY else today)
        if code is None:
            continue
        periods.append(Period(one.start, one.end, code, flow, role, one.kind in _OF_MONTHS, one.kind))
        if "y" in one.numbers and "y2" not in one.numbers and role in {"as_of", "plain"} and one.kind in _MOVING:
            today = date(one.numbers["y"], one.numbers.get("m", one.numbers.get("month", 12)), 1)
    return tuple(periods)


def _same(periods: Sequence[Period], *, flow: bool) -> tuple[str | None, bool]:
    """What "the same date" or "the same period" takes up: the last one told of, the last day before any month."""
    told = [period.code for period in reversed(periods) if period.flow == flow and period.role in {"as_of", "plain"}]
    days = (code for code in told if len(code) == _DAY and not flow)
    return next(days, told[0] if told else None), flow


def _reference(found: Sequence[Found], published: date | None) -> date | None:
    """The month that relative expressions count from: of the publication, else the latest that the text names."""
    if published is not None:
        return published
    years = [date(one.numbers.get("y2", one.numbers["y"]), 12, 1) for one in found if "y" in one.numbers]
    return latest_month(found) or max(years, default=None)


def latest_month(found: Sequence[Found]) -> date | None:
    """The first day of the latest month that a text names; None where it names none."""
    named = [
        date(one.numbers["y"], one.numbers.get("m", one.numbers.get("month", one.numbers.get("q", 4) * 3)), 1)
        for one in found
        if "y" in one.numbers and one.kind in {"day", "month", "quarter", "first_months", "half"}
    ]
    return max(named, default=None)


def _lead(start: int, folded: str, finish: Mapping[int, Sequence[Match]]) -> tuple[str | None, str | None]:
    """The anchor ("as of", "compared with") and the edge ("end of") that stand before a date expression."""
    edge: str | None = None
    position = start
    if _is_compared(start, finish):
        return "compared", None
    for _ in range(3):
        match = _ending(position, folded, finish)
        if match is None:
            break
        if match.entry.dimension == "anchor":
            role = match.entry.code
            return (role if role in {"compared", "since"} else "as_of"), edge
        edge = match.entry.code
        position = match.start
    return ("as_of" if edge == "end" else None), edge


def _is_compared(start: int, finish: Mapping[int, Sequence[Match]]) -> bool:
    """Whether words of comparison reach into a date expression that begins with "in": "más que en diciembre"."""
    return any(
        match.entry.code == "compared" and match.start < start
        for end in range(start + 1, start + _FIRST_WORD)
        for match in finish.get(end, ())
        if match.entry.dimension == "anchor"
    )


def _behind(end: int, folded: str, begin: Mapping[int, Sequence[Match]]) -> tuple[str | None, str | None]:
    """The edge (第二季度末) and then the anchor (2014年に比べて) that stand behind a date expression."""
    edge: str | None = None
    for _ in range(2):
        position = end + 1 if folded[end : end + 1] == " " else end
        here = sorted(begin.get(position, ()), key=lambda match: -match.end)
        anchors = [match for match in here if match.entry.dimension == "anchor" and match.entry.code in _ANCHORS_BEHIND]
        edges = [match for match in here if match.entry.dimension == "edge"]
        edge = edge or (edges[0].entry.code if edges else None)
        if anchors:  # one that begins with an edge says both: 末までに
            return _ANCHORS_BEHIND[anchors[0].entry.code], edge
        if not edges:
            break
        end = edges[0].end
    return None, edge


def _ending(position: int, folded: str, finish: Mapping[int, Sequence[Match]]) -> Match | None:
    for end in range(position, max(position - _ANCHOR_GAP, 0), -1):
        gap = folded[end:position].strip(" ('\"")
        if gap and (len(gap.split()) > 2 or not gap.replace(" ", "").isalpha()):
            return None
        found = [
            match
            for match in finish.get(end, ())
            if match.entry.dimension in {"anchor", "edge"} and match.entry.code not in _ANCHORS_BEHIND
        ]
        if found:
            return min(found, key=lambda match: (match.start, match.entry.code != "compared"))
    return None


def _role(one: Found, documents: Sequence[tuple[int, int]], folded: str) -> str:
    index = bisect_right(documents, (one.start, one.start)) - 1
    if index >= 0 and one.start - documents[index][1] <= _DOCUMENT_GAP and one.kind == "day":
        return "event"
    # 2014年11月22日第40号指示: languages that put the date of a document first
    gap = folded[one.end : documents[index + 1][0]] if index + 1 < len(documents) else None
    if gap is not None and one.kind == "day" and len(gap) <= _DATED_GAP and not set(gap) & set(",，、;；.。\n"):
        return "event"
    return "event" if one.kind == "day" and "y" not in one.numbers else "plain"


def _code(one: Found, edge: str | None, today: date | None) -> tuple[str | None, bool]:
    """The ISO code of one expression and whether it is an interval; None where no year can be told."""
    numbers = one.numbers
    year = numbers.get("y", today.year if today else None)
    if year is None:
        return None, False
    month = numbers.get("m", numbers.get("month"))
    match one.kind:
        case "day" | "month" if month:
            return f"{year}-{month:02}" + (f"-{numbers['d']:02}" if "d" in numbers else ""), False
        case "quarter" | "half":
            months = 3 if one.kind == "quarter" else 6
            return _part(year, numbers[one.kind[0]] * months, months, edge)
        case "first_months" | "years" | "since" | "last_years":
            return _interval(one, year), True
    return _relative(one.kind, year, today)


def _interval(one: Found, year: int) -> str | None:
    """From the first to the last month or year; None for more months than a year has."""
    count = one.numbers.get("n", 0)
    match one.kind:
        case "first_months":
            return f"{year}-01/{year}-{count:02}" if count <= 12 else None
        case "last_years":
            return f"{year - count}/{year}" if count > 1 else f"{year}"
    return _span(one)


def _part(year: int, last: int, months: int, edge: str | None) -> tuple[str, bool]:
    """A quarter or half: its last month where the text says its end, else the interval."""
    if edge is not None:
        return f"{year}-{last:02}", False
    return f"{year}-{last - months + 1:02}/{year}-{last:02}", True


def _span(one: Found) -> str:
    numbers = one.numbers
    begin = _month(numbers["y"], numbers.get("m", numbers.get("month")))
    last = numbers.get("m2", numbers.get("month2"))
    if "y2" not in numbers and last is None:
        return f"{begin}/.."
    return f"{begin}/{_month(numbers.get('y2', numbers['y']), last)}"


def _month(year: int, month: int | None) -> str:
    return f"{year}-{month:02}" if month else f"{year}"


def _relative(kind: str, year: int, today: date | None) -> tuple[str | None, bool]:
    if kind in {"year", "this_year"}:
        return f"{year}", False
    if today is None:
        return None, False
    first = (today.month - 1) // 3 * 3 + 1
    relative = {
        "last_year": (f"{today.year - 1}", False),
        "this_quarter": (f"{today.year}-{first:02}/{today.year}-{first + 2:02}", True),
        "this_month": (f"{today.year}-{today.month:02}", True),
        "year_start": (f"{today.year}-01", False),
        "year_ago": (f"{today.year - 1}", False),
        "year_to_date": (
            f"{today.year}-01/{today.year}-{today.month:02}" if today.month < 12 else f"{today.year}",
            True,
        ),
        "same_year": (f"{today.year}", False),
    }
    return relative.get(kind, (None, False))
