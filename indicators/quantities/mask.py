"""What looks like a number and is none: document numbers, addresses, telephone numbers, clock times, dates.

They are recognised as what they are, not merely skipped: documents and dates tell one report from another.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from indicators.periods.dates import Found
from indicators.quantities.amounts import MatchesAt, following
from indicators.words.lexicon import Match
from indicators.words.normalise import Plain

# What comes first in a pattern is what the search looks for, so conditions on what stands before come second; what few
# texts have is looked for by its rarest part first.
_ADDRESS_MARK = re.compile(r"://|[wW]\.|@")
_HOST_MARK = re.compile(r"\.[a-z]{2,12}/", re.IGNORECASE)
_TIME_MARK = re.compile(r"\d[:h]")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.IGNORECASE
)
_HOST = re.compile(r"(?<![\w@])[\w-]{1,63}(?:\.[a-z]{2,12}){1,3}/[^\s<>\"]{1,2000}", re.IGNORECASE)
# 40-CT/TW, 28/2022/ND-CP, 06 KL/TW, 1719/QĐ-TTg: a number, then letters with a slash or hyphen among them.
_DOCUMENT = re.compile(
    r"(\d(?<![0-9A-Za-zÀ-ỹ_.,]\d)\d{0,4})\s?((?:/\d{4})?)\s?[-/ ]\s?"
    r"([A-ZĐ][A-ZĐa-zđ]{0,6}(?:\s?[-/&]\s?[A-ZĐ][A-ZĐa-zđ]{0,7}){0,3})(?![0-9A-Za-zÀ-ỹ_])"
)
_TIME = re.compile(
    r"(?<![\d.,])(?:[01]?\d|2[0-3])(?::[0-5]\d){1,2}(?!\d)|(?<![\w.,])(?:[01]?\d|2[0-3])h(?:[0-5]\d)?(?!\w)"
)
_PHONE = re.compile(r"[+0](?<![\d.,][+0])(?:(?<=\+)\d{1,3}[ .-]?|(?<=0))\d{1,4}(?:[ .-]?\d{2,4}){2,4}(?![\d])")
_PLAIN_DATE = re.compile(r"\d{4}|\d{1,2}/\d{1,2}")
_NUMBER = re.compile(
    r"\s{0,2}(?:[n№]\s?[.°oº]{0,2}|no\.?|số|nr\.?)?\s{0,2}(\d{1,4}(?:/\d{4}(?!\d))?)(?![\d.,]\d|[\d%])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A span without figures; `kind`: document, date, address, time, phone, caption; `code`: its normal form."""

    start: int
    end: int
    kind: str
    code: str


def mask(
    plain: Plain, matches: Iterable[Match], dates: Iterable[Found], begin: MatchesAt, finish: MatchesAt
) -> tuple[Masked, ...]:
    """Everything in a text that is no figure, in text order; earlier kinds win where spans overlap."""
    spans = _Spans()
    real = (found for found in dates if not _counts_things(found, plain, begin, finish))
    candidates = chain(
        _addresses(plain.text),
        _documents(plain.text),
        _cited(plain, matches),
        (Masked(found.start, found.end, "date", "") for found in real),
        _of_pattern("time", _TIME, plain.text) if _TIME_MARK.search(plain.text) else (),
        _of_pattern("phone", _PHONE, plain.text),
    )
    taken = [candidate for candidate in candidates if spans.add(candidate.start, candidate.end)]
    return tuple(sorted(taken, key=lambda masked: masked.start))


def _of_pattern(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Masked]:
    for match in pattern.finditer(text):
        yield Masked(match.start(), match.end(), kind, match.group())


def _counts_things(found: Found, plain: Plain, begin: MatchesAt, finish: MatchesAt) -> bool:
    """Whether what could be a year (2024) or day (10/11) stands before a counted noun, and no word makes it a date."""
    if not _PLAIN_DATE.fullmatch(plain.folded, found.start, found.end):
        return False
    noun = following(plain.folded, begin, found.end, "unit", "magnitude")
    ends = (found.start, found.start - 1)
    led = any(match.entry.dimension in {"anchor", "edge"} for end in ends for match in finish.get(end, ()))
    return noun is not None and not led


def _addresses(text: str) -> Iterator[Masked]:
    for mark, pattern in ((_ADDRESS_MARK, _ADDRESS), (_HOST_MARK, _HOST)):
        if mark.search(text):
            yield from _of_pattern("address", pattern, text)


def _documents(text: str) -> Iterator[Masked]:
    for match in _DOCUMENT.finditer(text):
        number, year, letters = match.groups()
        if year or "/" in letters or "-" in letters:
            separator = "/" if year or text[match.end(1)] == "/" else "-"
            letters = re.sub(r"\s", "", letters)
            code = f"{number}{year}{separator}{letters}".upper().replace("Đ", "D")
            yield Masked(match.start(), match.end(), "document", code)


def _cited(plain: Plain, matches: Iterable[Match]) -> Iterator[Masked]:
    """Documents cited by kind and number alone: Directive 40, Nghị định 28."""
    for match in matches:
        if match.entry.dimension == "document" and (number := _NUMBER.match(plain.text, match.end)):
            yield Masked(match.start, number.end(1), "document", number.group(1))


class _Spans:
    """Spans taken so far, kept sorted, for quick tests of overlap."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> bool:
        """Take a span unless it overlaps one taken before; tells whether it was taken."""
        index = bisect_right(self._starts, start)
        if (index and self._ends[index - 1] > start) or (index < len(self._starts) and self._starts[index] < end):
            return False
        self._starts.insert(index, start)
        self._ends.insert(index, end)
        return True
