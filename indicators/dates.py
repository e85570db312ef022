"""Dates and periods as a language writes them: templates turned into patterns, and what they find in a text.

A template is text with slots: `{d}` day, `{m}` month in digits, `{month}` month by name or in digits, `{y}` year,
`{q}` quarter, `{n}` a count, `{y2}` `{m2}` `{month2}` the end of a span; `*` any letters, `(a|b)` a choice.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from indicators.cldr import Conventions
from indicators.phrases import expand

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
_GROUP = re.compile(r"\(\?P<\w+>")
_DIGITS = re.compile(r"\d+")
_FIRST_WORDS = re.compile(r"(?:[^\W\d_]|[ '])+|\(\?:(?:[^\W\d_]|[ '])+(?:\|(?:[^\W\d_]|[ '])+)*\)")
_NUMBER_HEAD = r"(?<!\d)(?<!\d[.,/-])"
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
class _Template:
    """A template as a pattern; nothing matches in a text without `needed`.

    One that begins with a number has its pattern as `first`: it is tried only where numbers stand.
    """

    kind: str
    needed: str
    head: str
    first: str
    rest: str

    @property
    def source(self) -> str:
        """The whole pattern."""
        return self.head + self.first + self.rest


@dataclass(frozen=True, slots=True)
class DateGrammar:
    """The templates of one language; patterns are compiled when first needed.

    `words` is the pattern of what is no digit and yet begins a number, `numbered` that of all that is matched by
    templates which begin with a number.
    """

    templates: tuple[_Template, ...]
    names: Mapping[str, Mapping[str, int]]
    words: str
    numbered: str
    year_offset: int

    def find(self, folded: str) -> tuple[Found, ...]:
        """All date expressions in text order; of overlapping ones the longest stays."""
        begins = self._begins(folded)
        every = [
            found
            for template in self.templates
            if template.needed in folded and (begins or not template.first)
            for found in self._of_template(template, folded, begins)
        ]
        every.sort(key=lambda found: (found.start, -found.end))
        chosen: list[Found] = []
        for found in every:
            while chosen and chosen[-1].end > found.start and _says(found) > _says(chosen[-1]):
                chosen.pop()
            if not chosen or chosen[-1].end <= found.start:
                chosen.append(found)
        return tuple(chosen)

    def _begins(self, folded: str) -> list[int]:
        """Where numbered templates match: few of a text's numbers are parts of dates."""
        words, numbered = _compiled(self.words), _compiled(self.numbered)
        begins = {match.start() for match in _DIGITS.finditer(folded)}
        word = words.search(folded) if self.words else None
        while word:
            begins.add(word.start())
            word = words.search(folded, word.start() + 1)
        return [begin for begin in sorted(begins) if numbered.match(folded, begin)]

    def _of_template(self, template: _Template, folded: str, begins: Sequence[int]) -> Iterator[Found]:
        pattern = _compiled(template.source)
        matches = _matches_at(pattern, folded, begins) if template.first else pattern.finditer(folded)
        for match in matches:
            numbers = {slot: self._number(slot, text) for slot, text in match.groupdict().items()}
            if numbers.get("y2", 9999) >= numbers.get("y", 0):
                yield Found(match.start(), match.end(), template.kind, numbers)

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
    found = []
    for kind in KINDS:
        templates = (*period.get(kind, ()), *conventions.dates.get(kind, ()), *_NUMERIC.get(kind, ()))
        for template in dict.fromkeys(map(plain, templates)):
            expand(template)  # brackets that do not match are an error here, not in the pattern
            found.append(_Template(kind, _needed(template), *_pattern(template, slots)))
    return DateGrammar(
        tuple(found),
        names,
        "|".join(filter(None, (_alternatives(names["month"]), _alternatives(names["n"])))),
        _any_of([template for template in found if template.first]),
        int(period.get("year_offset", 0)),
    )


def _matches_at(pattern: re.Pattern[str], folded: str, begins: Sequence[int]) -> Iterator[re.Match[str]]:
    """As `finditer`, where it is known at which offsets a match may begin."""
    end = 0
    for begin in begins:
        if begin >= end and (match := pattern.match(folded, begin)):
            end = match.end()
            yield match


@lru_cache(maxsize=4096)
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def _any_of(numbered: Sequence[_Template]) -> str:
    """One pattern for all templates that begin with a number: those that begin alike are put together."""
    rests: dict[str, list[str]] = {}
    for template in numbered:
        rests.setdefault(_GROUP.sub("(?:", template.first), []).append(_GROUP.sub("(?:", template.rest))
    return _NUMBER_HEAD + "(?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items()) + ")"


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


def _pattern(template: str, slots: Mapping[str, str]) -> tuple[str, str, str]:
    """What may stand before a template, its number where it begins with one, and the rest, as patterns."""
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
        group = f"(?P<{slot}>{slots[slot.rstrip('2')]})"
        if group in parts:
            raise ValueError(f"[period] template {template!r} has {{{slot}}} twice; call the second {{{slot}2}}")
        parts.append(group)
    # A digit, or a decimal behind a digit, at either side means that this is part of a longer number.
    tail = r"(?!\d)(?![.,/]\d)" if template.endswith("}") else r"(?!\w)" if template[-1:].isascii() else ""
    parts += (re.escape(template[position:]), tail)
    if template[:2] in {"{d", "{m", "{y", "{n"}:
        return _NUMBER_HEAD, parts[1], "".join(parts[2:])
    return "", "", _behind_no_letter("".join(parts)) if template[:1].isascii() else "".join(parts)


def _behind_no_letter(pattern: str) -> str:
    """A pattern that matches at no letter's back: said behind its first words, so that the search looks for those."""
    words = _FIRST_WORDS.match(pattern)
    if words is None:
        return rf"(?<!\w){pattern}"
    first = "|".join(rf"{word}(?<!\w{word})" for word in words.group().removeprefix("(?:").rstrip(")").split("|"))
    return f"(?:{first}){pattern[words.end() :]}"


def _says(found: Found) -> tuple[bool, int]:
    """Of overlapping expressions the one with a year says most, then the longest."""
    return "y" in found.numbers, found.end - found.start
