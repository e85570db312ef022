"""Dates and periods as a language writes them: templates turned into patterns, and what they find in a text.

A template is text with slots: `{d}` day, `{m}` month in digits, `{month}` month by name or in digits, `{y}` year,
`{q}` quarter, `{n}` a count, `{y2}` `{m2}` `{month2}` the end of a span; `*` any letters, `(a|b)` a choice.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indicators.cldr import Conventions
from indicators.lexicon import expand

# What a template may say; the names are explained in docs/how-to/add-a-language.md.
KINDS = (
    "day", "month", "quarter", "half", "year", "first_months", "years", "since", "last_years",
    "this_year", "last_year", "this_quarter", "this_month", "year_start", "same_year", "vague",
)  # fmt: skip
_NUMERIC = {
    "day": ("{y}-{m}-{d}", "{d}/{m}/{y}", "{d}.{m}.{y}", "{d}-{m}-{y}"),
    "month": ("{m}/{y}",),
    "years": ("{y}-{y2}", "{y} - {y2}", "{y}–{y2}", "{y} – {y2}"),
    "year": ("{y}",),
}
_SLOT = re.compile(r"\{(\w+)\}|([*()|])| +")
_OPTIONAL = re.compile(r" \(([^()]*[^() |])\|\)")  # what may be missing takes its space with it
_SIGNS = {"*": r"\w{0,12}", "(": "(?:", "|": "|", ")": ")"}
_TABLES = ("months", "quarters", "halves", "counts")


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression at a span: its kind and the numbers in its slots, names already turned into numbers."""

    start: int
    end: int
    kind: str
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DateGrammar:
    """The compiled templates of one language."""

    patterns: tuple[tuple[str, str, re.Pattern[str]], ...]  # kind, a word that must be in the text, pattern
    names: Mapping[str, Mapping[str, int]]
    year_offset: int

    def find(self, folded: str) -> tuple[Found, ...]:
        """All date expressions in text order; of overlapping ones the longest stays."""
        every = [
            found
            for kind, needed, pattern in self.patterns
            if needed in folded
            for found in self._of_pattern(kind, pattern, folded)
        ]
        every.sort(key=lambda found: (found.start, -found.end))
        chosen: list[Found] = []
        for found in every:
            while chosen and chosen[-1].end > found.start and _says(found) > _says(chosen[-1]):
                chosen.pop()
            if not chosen or chosen[-1].end <= found.start:
                chosen.append(found)
        return tuple(chosen)

    def _of_pattern(self, kind: str, pattern: re.Pattern[str], folded: str) -> Iterator[Found]:
        for match in pattern.finditer(folded):
            numbers = {slot: self._number(slot, text) for slot, text in match.groupdict().items()}
            if numbers.get("y2", 9999) >= numbers.get("y", 0):
                yield Found(match.start(), match.end(), kind, numbers)

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
    slots = _slots(names, year_offset=int(period.get("year_offset", 0)))
    patterns = []
    for kind in KINDS:
        templates = (*period.get(kind, ()), *conventions.dates.get(kind, ()), *_NUMERIC.get(kind, ()))
        for template in dict.fromkeys(map(plain, templates)):
            expand(template)  # brackets that do not match are an error here, not in the pattern
            patterns.append((kind, _needed(template), _compile(template, slots)))
    return DateGrammar(tuple(patterns), names, int(period.get("year_offset", 0)))


def _plain_keys(table: Mapping[str, int], plain: Callable[[str], str]) -> dict[str, int]:
    return {plain(word): int(number) for word, number in table.items()}


def _slots(names: Mapping[str, Mapping[str, int]], *, year_offset: int) -> dict[str, str]:
    years = r"(?:19|20)\d\d" + (r"|25\d\d" if year_offset else "")
    numeric = {"d": r"(?:3[01]|[12]\d|0?[1-9])", "m": "(?:1[0-2]|0?[1-9])", "y": f"(?:{years})"}
    named = {name: _alternatives(words) for name, words in names.items()}
    month = named["month"] or numeric["m"]
    counts = "|".join(filter(None, (r"[1-9]\d?", named["n"])))
    return {
        **numeric,
        "month": f"(?:{month})",
        "q": "(?:" + "|".join(filter(None, ("[1-4]", named["q"]))) + ")",
        "h": "(?:" + "|".join(filter(None, ("[12]", named["h"]))) + ")",
        "n": f"(?:{counts})",
    }


def _alternatives(words: Mapping[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _needed(template: str) -> str:
    """The longest literal of a template outside of choices and slots: without it in a text, nothing can match."""
    literals = re.split(r"\([^()]*\)|\{\w+\}|\*", template)
    return max((literal.strip() for literal in literals), key=len)


def _compile(template: str, slots: Mapping[str, str]) -> re.Pattern[str]:
    template = _OPTIONAL.sub(lambda match: "( " + match.group(1).replace("|", "| ") + "|)", template)
    parts: list[str] = []
    position = 0
    for match in _SLOT.finditer(template):
        parts.append(re.escape(template[position : match.start()]))
        position = match.end()
        slot = match.group(1)
        if slot is None:
            parts.append(_SIGNS.get(match.group(2), " "))
            continue
        if slot.rstrip("2") not in slots:
            raise ValueError(f"[period] template {template!r}: no slot {{{slot}}}; slots are {sorted(slots)}")
        parts.append(f"(?P<{slot}>{slots[slot.rstrip('2')]})")
    parts.append(re.escape(template[position:]))
    # A digit, or a decimal behind a digit, at either side means that this is part of a longer number.
    head = (
        r"(?<!\d)(?<!\d[.,/-])"
        if template[:2] in {"{d", "{m", "{y", "{n"}
        else r"(?<!\w)"
        if template[:1].isascii()
        else ""
    )
    tail = r"(?!\d)(?![.,/]\d)" if template.endswith("}") else r"(?!\w)" if template[-1:].isascii() else ""
    return re.compile(head + "".join(parts) + tail)


def _says(found: Found) -> tuple[bool, int]:
    """Of overlapping expressions the one with a year says most, then the longest."""
    return "y" in found.numbers, found.end - found.start
