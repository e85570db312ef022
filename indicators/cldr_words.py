"""The words that CLDR has for magnitudes, units, currencies and numbers, and the stems of those that inflect."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeVar

from unicode_rbnf import RbnfEngine

from indicators.words.romanise import romanise

_DURATIONS = ("year", "quarter", "month", "week", "day", "night", "hour", "minute", "second", "decade", "century")
#: CLDR's units that have a code of ours.
_UNITS = {
    "concentr-percent": "percent",
    "area-hectare": "hectare",
    "area-square-meter": "square_metre",
    "length-kilometer": "kilometre",
    "mass-kilogram": "kilogram",
    "mass-tonne": "tonne",
}
_CURRENCIES = ("VND", "USD", "EUR", "JPY", "CNY")
_DOLLARS = ("USD", "AUD", "CAD")
# What is written whatever the language, beside what CLDR has for it.
_SIGNS = {"₫": "VND", "dong*": "VND", "đồng": "VND", "донг*": "VND", "US$": "USD", "$": "USD", "€": "EUR"}
_SPELLED_TO = 100
_STEM = 4  # letters of a word that say enough of it, whatever its ending
_MARKS = re.compile(r"[()|*…{}0-9/]")
_INVISIBLE = re.compile("[\u200b-\u200f\u061c]")

Meaning = TypeVar("Meaning")
Words = Iterator[tuple[tuple[str, bool], Any]]  # ((word, whether it stands before the number), meaning)


def magnitudes(data: Mapping[str, Any]) -> Words:
    """Each word of the compact patterns with its power of ten: "00 nghìn" for 10,000 says that nghìn is 10³."""
    found: dict[tuple[str, bool], int] = {}
    formats = data["compact_decimal_formats"]
    widths = [dict(formats.get(width) or {}) for width in ("long", "short")]
    for patterns, alone in ((widths[0], False), (widths[1], not widths[0])):
        for word, before, exponent in _of_patterns(patterns):
            # A single letter is 10⁶ here and 10⁹ there, or a tonne; signs that are words stand where nothing longer is.
            if len(word) > 1 or (alone and not word.isascii()):
                found.setdefault((word, before), exponent)
    yield from found.items()
    behind = [(word, exponent) for (word, before), exponent in found.items() if not before]
    yield from (((stem, False), exponent) for stem, exponent in stems(behind))


def _of_patterns(patterns: Mapping[str, Any]) -> Iterator[tuple[str, bool, int]]:
    for sizes in patterns.values():
        for size, pattern in sizes.items():
            written = _text(pattern).split(";")[0]
            zeros = re.search("0+", written)
            word, before = _beside(written, zeros.group()) if zeros else ("", False)
            if zeros and word:
                yield word, before, len(size) - len(zeros.group())


def _text(pattern: object) -> str:
    return str(getattr(pattern, "pattern", pattern))


def _beside(pattern: str, number: str) -> tuple[str, bool]:
    """The word that a pattern puts beside the number, and whether before it; none where it puts one at both sides."""
    left, _, right = (_INVISIBLE.sub("", part) for part in pattern.partition(number))
    left, right = (part.replace("'", "").replace("\u00a0", " ").strip() for part in (left, right))
    word = left or right
    return ("", False) if (left and right) or not any(map(str.isalpha, word)) else (word.rstrip("."), bool(left))


def units(data: Mapping[str, Any]) -> Words:
    """The names of measures and currencies, with a code each."""
    measures = list(_measures(data))
    behind = [*((word, unit) for word, before, unit in measures if not before), *_currencies(data)]
    for word, unit in chain(behind, stems(behind, shortest=_STEM)):
        yield (word, False), unit
    for word, before, unit in measures:
        if before:
            yield (word, True), unit
    if re.match(r"[^#0]*%", _text(data["percent_formats"][None])):
        yield ("%", True), "percent"
    # Where magnitudes stand before the number ("milioni 3"), what is counted stands before them.
    if any(before for (_, before), _ in magnitudes(data)):
        yield from (((word, True), unit) for word, unit in _currencies(data))


def _measures(data: Mapping[str, Any]) -> Iterator[tuple[str, bool, str]]:
    for name, unit in _UNITS.items():
        for width, forms in dict(data["unit_patterns"].get(name) or {}).items():
            if width == "narrow":
                continue
            for plural, pattern in dict(forms).items():
                word, before = _beside(str(pattern), "{0}") if plural != "per" else ("", False)
                if len(word) > 1 and not _MARKS.search(word):
                    yield word, before, unit


def _currencies(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names = {currency: _names(data, currency) for currency in (*_CURRENCIES, *_DOLLARS)}
    for currency in _CURRENCIES:
        yield currency, currency
        yield from ((name, currency) for name in names[currency])
    yield from _SIGNS.items()
    yield from ((word, "VND") for word in _dong(names["VND"], data))
    shared = set.intersection(*({word for name in names[code] for word in name.lower().split()} for code in _DOLLARS))
    yield from ((word, "USD") for word in sorted(shared) if len(word) > 2)


def _names(data: Mapping[str, Any], currency: str) -> list[str]:
    plural = dict(data["currency_names_plural"].get(currency) or {}).values()
    named = (data["currency_names"].get(currency), *plural)
    return list(dict.fromkeys(str(name) for name in named if name and not _MARKS.search(str(name))))


def _dong(names: Iterable[str], data: Mapping[str, Any]) -> Iterator[str]:
    """The word for dong: what the names of the currency say beside the country."""
    countries = [
        str(data[table][code]) for table, code in (("territories", "VN"), ("languages", "vi")) if code in data[table]
    ]
    heads = {romanise(country)[:3] for country in countries if country}
    for name in names:
        plain = _INVISIBLE.sub("", name)
        for country in countries if " " not in plain else ():  # scripts without spaces
            plain = plain.replace(_INVISIBLE.sub("", country), " ")
        words = [word for word in plain.split() if romanise(word)[:3] not in heads and len(romanise(word)) > 2]
        if len(words) == 1:
            yield words[0]


def durations(data: Mapping[str, Any]) -> Words:
    """The names of spans of time, beside which a number is no figure."""
    behind = []
    for duration in _DURATIONS:
        for width, forms in dict(data["unit_patterns"].get(f"duration-{duration}") or {}).items():
            if width == "narrow":  # two letters that mean something else in a sentence: Hindi "से" is "from"
                continue
            for form, pattern in dict(forms).items():
                word, before = _beside(str(pattern), "{0}")
                if form == "per" or len(word) < 2 or _MARKS.search(word) or "." in word:
                    continue
                yield (word, before), duration
                if not before and len(word) > _STEM:
                    behind.append((word, duration))
    yield from (((stem, False), duration) for stem, duration in stems(behind))


def rates(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The words between a value and what it is divided by, and those that say what as well: per year."""
    yield from ((word, "per") for word in per(data))
    for duration in _DURATIONS:
        forms = dict(data["unit_patterns"].get(f"duration-{duration}") or {}).get("long") or {}
        word, before = _beside(str(forms.get("per", "")), "{0}")
        if word and not before and not _MARKS.search(word):
            yield word, duration


def per(data: Mapping[str, Any]) -> Iterator[str]:
    """The words between a value and what it is divided by."""
    for form in dict(data["compound_unit_patterns"].get("per") or {}).values():
        pattern = re.fullmatch(r"\{0\}(.*)\{1\}", str(form.get("compound", "")))
        if pattern and any(map(str.isalpha, pattern.group(1))):
            yield pattern.group(1).strip()


def small(data: Mapping[str, Any]) -> Iterator[str]:
    """The words of CLDR's sentences that are no names: and, or, in, ago."""
    patterns = [form["2"] for form in dict(data["list_patterns"]).values() if "2" in form]
    fields = (data["date_fields"].get(name) or {} for name in ("year", "month", "week", "day", "hour"))
    patterns += [pattern for field in fields for tense in dict(field).values() for pattern in dict(tense).values()]
    names = {word for (word, _), _ in durations(data)}
    for pattern in patterns:
        for word in re.split(r"[\s,;،、]+|\{\d\}", str(pattern)):
            if len(word) > 1 and word not in names and not _MARKS.search(word) and word[0].isalpha():
                yield word


def about(data: Mapping[str, Any]) -> Iterator[str]:
    """The sign before an approximate number, of every numbering system."""
    for symbols in data["number_symbols"].values():
        sign = _INVISIBLE.sub("", str(dict(symbols).get("approximatelySign") or "")).rstrip(".")
        if sign and sign not in "-+" and not _MARKS.search(sign):
            yield sign


def stems(words: Iterable[tuple[str, Meaning]], shortest: int = _STEM + 1) -> Iterator[tuple[str, Meaning]]:
    """What inflected words begin with, behind which any ending may stand; never what other words begin with too.

    Words of fewer letters than `shortest` have none.
    """
    known = [(word.lower(), meaning) for word, meaning in words if " " not in word and not word.endswith("*")]
    by_meaning: dict[Meaning, list[str]] = {}
    for word, meaning in known:
        if len(word) >= shortest and word.isalpha():
            by_meaning.setdefault(meaning, []).append(word)
    for meaning, forms in by_meaning.items():
        others = [word for word, other in known if other != meaning]
        for stem in _common(forms):
            if not any(word.startswith(stem) for word in others):
                yield f"{stem}*", meaning


def _common(forms: list[str]) -> list[str]:
    """The beginning that all forms share, where it is long enough, else each form; without a last vowel."""
    shared = _shared(min(forms), max(forms))
    chosen = [shared] if len(shared) >= _STEM else forms
    return list(dict.fromkeys(word[:-1] if len(word) > _STEM and _ends_in_vowel(word) else word for word in chosen))


def _shared(one: str, other: str) -> str:
    differing = (index for index, (first, second) in enumerate(zip(one, other, strict=False)) if first != second)
    return one[: next(differing, min(len(one), len(other)))]


def _ends_in_vowel(word: str) -> bool:
    return word[-1].isalpha() and romanise(word[-1])[-1:] in set("aeiouy")


def spelled(language: str) -> dict[str, int]:
    """The words of the numbers from two; one is an article in too many languages."""
    try:
        engine = RbnfEngine.for_language(language)
    except ValueError:
        return {}
    words: dict[str, int] = {}
    for number in range(_SPELLED_TO, 1, -1):
        try:
            by_ruleset = engine.format_number(number).text_by_ruleset
        except (ValueError, KeyError):
            continue
        for ruleset, word in by_ruleset.items():
            if "ordinal" not in ruleset and "year" not in ruleset:
                words[str(word).replace("\u00ad", "").replace("-", " ").strip()] = number
                words[str(word).replace("\u00ad", "").strip()] = number
    return words
