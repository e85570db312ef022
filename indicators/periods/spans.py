"""Periods told by two dates: "from 2022 to the end of October 2025", whatever the dates themselves look like."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from indicators.periods.periods import Period
from indicators.words.lexicon import Match

_GAP = 30  # characters between the two dates
_FILLERS = 4  # letters there that no word of time covers: articles, 開始
_ENDS = frozenset({"as_of", "plain"})
_BEGINS = frozenset({"plain", "since", "as_of"})
_OPEN = "/.."


def join_spans(periods: Sequence[Period], folded: str, begin: Mapping[int, Sequence[Match]]) -> tuple[Period, ...]:
    """The periods with each pair that words of beginning and end tie together as one; `begin`: phrases by offset."""
    joined: list[Period] = []
    for period in periods:
        last = joined[-1] if joined else None
        code = _span(last, period, folded, begin) if last else None
        if last is not None and code is not None:
            joined[-1] = replace(last, end=period.end, code=code, flow=True, role="plain", kind="years")
        else:
            joined.append(period)
    return tuple(joined)


def _span(first: Period, last: Period, folded: str, begin: Mapping[int, Sequence[Match]]) -> str | None:
    if last.flow or last.role not in _ENDS or last.start - first.end > _GAP:
        return None
    words = _between(first.end, last.start, begin)
    if not _ties(first, words, apart=bool(folded[first.end : last.start].strip())):
        return None
    covered = {offset for word in words for offset in range(word.start, word.end)}
    left = [folded[offset] for offset in range(first.end, last.start) if offset not in covered]
    if len(left) - left.count(" ") > _FILLERS or not all(letter == " " or letter.isalpha() for letter in left):
        return None
    start = first.code.removesuffix(_OPEN).partition("/")[0]
    return f"{start}/{last.code}" if start[:4] <= last.code[:4] and start != last.code else None


def _between(start: int, end: int, begin: Mapping[int, Sequence[Match]]) -> list[Match]:
    """The words of time between two dates."""
    return [
        word
        for offset in range(start, end)
        for word in begin.get(offset, ())
        if word.entry.dimension in {"anchor", "edge"} and word.end <= end
    ]


def _ties(first: Period, words: Sequence[Match], *, apart: bool) -> bool:
    """Whether the first date begins something that words then lead to the second."""
    codes = {word.entry.code for word in words}
    if first.kind in {"year_start", "year_to_date"}:
        return bool(codes & {"until", "as_of", "since_after"})
    if first.code.endswith(_OPEN) or (first.role == "since" and not first.flow):
        return not apart or bool(codes & {"until", "as_of", "since_after", "end"})
    return not first.flow and first.role in _BEGINS and bool(codes & {"until", "since_after"})
