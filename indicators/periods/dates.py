"""Dates and periods as a language writes them, found in a text."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from indicators.cldr import Conventions
from indicators.periods.date_templates import Group, Template, any_literal, build_template, group, slot_patterns

# What a template may say; the names are explained in docs/how-to/add-a-language.md.
KINDS = (
    "day", "month", "quarter", "half", "year", "first_months", "years", "since", "last_years",
    "this_year", "last_year", "this_quarter", "this_month", "year_start", "year_to_date", "year_ago", "same_year",
    "same_date", "same_period", "vague",
)  # fmt: skip
_NUMERIC = {
    "day": ("{y}-{m}-{d}", "{d}/{m}/{y}", "{d}.{m}.{y}", "{d}-{m}-{y}"),
    "month": ("{m}/{y}",),
    "years": ("{y}-{y2}", "{y} - {y2}", "{y}–{y2}", "{y} – {y2}"),
    "year": ("{y}",),
}
# A year; or a day, month or count: numbers of other lengths are no parts of dates.
_DIGITS = re.compile(r"\d(?<!\d\d)(?:\d{3}|\d?)(?!\d)(?![.,]\d{3}(?!\d))")
# What stands for digits among the words that templates begin with: capitals, which no folded text has.
_YEAR, _COUNT = "Y", "N"
_TABLES = ("months", "quarters", "halves", "counts")


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression at a span: its kind and the numbers in its slots, names already turned into numbers."""

    start: int
    end: int
    kind: str
    numbers: Mapping[str, int]


class _Candidate(NamedTuple):
    """A match of a template; sorted by where it begins, the longest first."""

    start: int
    until: int  # the end, negative
    rank: int
    kind: str
    match: re.Match[str]

    def says(self) -> tuple[bool, int]:
        """Of overlapping expressions the one with a year says most, then the longest."""
        return "y" in self.match.re.groupindex, -self.until - self.start


@dataclass(frozen=True, slots=True)
class DateGrammar:
    """The templates of one language by the literals where they may begin; `literals` is a pattern for any of these.

    `names` are the words that stand for numbers in each slot. Patterns are compiled when first needed.
    """

    groups: Mapping[str, Group]
    literals: str
    names: Mapping[str, Mapping[str, int]]
    year_offset: int
    _matching: dict[str, Sequence[tuple[Template, Callable[[str, int], re.Match[str] | None]]]] = field(
        default_factory=dict, repr=False
    )

    def find(self, folded: str) -> tuple[Found, ...]:
        """All date expressions in text order; of overlapping ones the longest stays."""
        chosen: list[_Candidate] = []
        for candidate in sorted(self._candidates(folded)):
            while chosen and -chosen[-1].until > candidate.start and candidate.says() > chosen[-1].says():
                chosen.pop()
            if not chosen or -chosen[-1].until <= candidate.start:
                chosen.append(candidate)
        return tuple(Found(*one.match.span(), one.kind, self._numbers(one.match)) for one in chosen)

    def _candidates(self, folded: str) -> Iterator[_Candidate]:
        """The matches of each template, which do not overlap one another."""
        ends: dict[int, int] = {}
        for place, literal in self._places(folded):
            begun = self.groups[literal]
            if not _compiled(begun.pattern).match(folded, place):
                continue
            for template, begins in self._templates(literal):
                match = begins(folded, place)
                if match and place >= ends.get(template.rank, 0):
                    ends[template.rank] = match.end()
                    if self._in_order(match):
                        yield _Candidate(place, -match.end(), template.rank, template.kind, match)

    def _templates(self, literal: str) -> Sequence[tuple[Template, Callable[[str, int], re.Match[str] | None]]]:
        """The templates that may begin with a literal, each with what tells whether it begins at an offset."""
        if literal not in self._matching:
            templates = self.groups[literal].templates
            self._matching[literal] = [(one, _compiled(one.pattern).match) for one in templates]
        return self._matching[literal]

    def _places(self, folded: str) -> list[tuple[int, str]]:
        """Where templates may begin, and the literals there."""
        places = [(match.start(), _COUNT if len(match.group()) < 4 else _YEAR) for match in _DIGITS.finditer(folded)]
        literals = _compiled(self.literals)
        found = literals.search(folded)
        while found:
            places.append((found.start(), found.group()))
            found = literals.search(folded, found.start() + 1)
        return sorted(places)

    def _in_order(self, match: re.Match[str]) -> bool:
        """Whether a span of years ends after it begins."""
        if "y2" not in match.re.groupindex:
            return True
        numbers = self._numbers(match)
        return numbers.get("y2", 9999) >= numbers.get("y", 0)

    def _numbers(self, match: re.Match[str]) -> dict[str, int]:
        return {slot: self._number(slot, text) for slot, text in match.groupdict().items() if text is not None}

    def _number(self, slot: str, text: str) -> int:
        kind = slot.rstrip("2")
        if text.isdigit():
            return int(text) + (self.year_offset if kind == "y" and int(text) > 2100 else 0)
        return self.names[kind][text]


def build_date_grammar(period: Mapping[str, Any], conventions: Conventions, plain: Callable[[str], str]) -> DateGrammar:
    """The grammar of a language file's `[period]` table and CLDR; raises ValueError for what cannot be understood."""
    if unknown := set(period) - {*KINDS, *_TABLES, "year_offset"}:
        raise ValueError(f"[period] has unknown keys {sorted(unknown)}; known are {sorted((*KINDS, *_TABLES))}")
    tables = {name: _plain_keys(period.get(name, {}), plain) for name in _TABLES}
    spelled = {word: number for word, number in _plain_keys(conventions.spelled, plain).items() if number <= 20}
    names = {
        "month": _plain_keys(conventions.months, plain) | tables["months"],
        "q": tables["quarters"],
        "h": tables["halves"],
        "n": spelled | tables["counts"],
    }
    year_offset = int(period.get("year_offset", 0))
    slots = slot_patterns(names, year_offset=year_offset)
    words = {"y": {_YEAR}} | {slot: {_COUNT, *names.get(slot, ())} for slot in ("d", "m", "month", "q", "h", "n")}
    found: list[Template] = []
    for kind in KINDS:
        templates = (*period.get(kind, ()), *conventions.dates.get(kind, ()), *_NUMERIC.get(kind, ()))
        for template in dict.fromkeys(map(plain, templates)):
            found.append(build_template(kind, len(found), template, slots, words))
    groups = group(found)
    return DateGrammar(groups, any_literal(groups), names, year_offset)


@lru_cache(maxsize=4096)
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def _plain_keys(table: Mapping[str, int], plain: Callable[[str], str]) -> dict[str, int]:
    return {plain(word): int(number) for word, number in table.items()}
