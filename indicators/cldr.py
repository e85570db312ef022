"""What CLDR knows of a language, through Babel and unicode-rbnf: marks, magnitudes, months, currencies, durations.

A language needs no file of ours for this. What CLDR lacks (percent words, counted nouns, qualifiers, labels) stands
in `languages/<code>.toml`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_precision
from unicode_rbnf import RbnfEngine

_DURATIONS = ("year", "month", "week", "day", "hour", "minute", "second", "decade", "century")
_SLOTS = {"d": "{d}", "dd": "{d}", "MMMM": "{month}", "MMM": "{month}", "LLLL": "{month}", "y": "{y}", "M": "{m}"}
_PATTERN_PIECE = re.compile(r"'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+")
_CURRENCIES = ("VND", "USD", "EUR", "JPY", "CNY")
_SPELLED_TO = 100


@dataclass(frozen=True, slots=True)
class Conventions:
    """What CLDR says of one language. Words map to what they mean; `dates` are templates per kind of period."""

    code: str
    decimal: str
    group: str
    magnitudes: Mapping[str, int]
    months: Mapping[str, int]
    currencies: Mapping[str, str]
    durations: Mapping[str, str]
    dates: Mapping[str, tuple[str, ...]]
    spelled: Mapping[str, int]


def load_conventions(code: str) -> Conventions:
    """CLDR's data for a BCP 47 code; for one that CLDR does not know, English marks and no words."""
    try:
        locale = Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Conventions(code, ".", ",", {}, {}, {"vnd": "VND", "₫": "VND"}, {}, {}, {})
    symbols = locale.number_symbols["latn"]
    return Conventions(
        code=code,
        decimal=str(symbols["decimal"]),
        group=str(symbols["group"]),
        magnitudes=dict(_magnitudes(locale)),
        months=dict(_months(locale)),
        currencies=dict(_currencies(locale)),
        durations=dict(_durations(locale)),
        dates=_dates(locale),
        spelled=_spelled(locale.language),
    )


def has_fractions(currency: str) -> bool:
    """Whether sums in a currency may have fractions: dong and yen have none."""
    return get_currency_precision(currency) > 0


def _magnitudes(locale: Locale) -> Iterator[tuple[str, int]]:
    """Each word of the compact patterns with its power of ten: "00 nghìn" for 10,000 says that nghìn is 10³."""
    formats = dict(locale.compact_decimal_formats)
    # Short forms only where there are no long ones: "M" is 10⁶ here and 10⁹ there, which the language files say.
    for patterns in (formats.get("long") or formats.get("short") or {}).values():
        for size, pattern in patterns.items():
            written = str(getattr(pattern, "pattern", pattern))
            zeros = re.search("0+", written)
            word = re.sub(r"[0'\u200e\u200f]", "", written).strip().rstrip(".")
            if zeros and word:
                yield word, len(size) - len(zeros.group())


def _months(locale: Locale) -> Iterator[tuple[str, int]]:
    for width in ("wide", "abbreviated"):
        for number, name in locale.months["format"][width].items():
            if not str(name).isdigit() and len(name) > 1:
                yield str(name).rstrip("."), int(number)


def _currencies(locale: Locale) -> Iterator[tuple[str, str]]:
    plurals = locale._data["currency_names_plural"]  # noqa: SLF001 -- Babel offers no public way to all plural names
    for currency in _CURRENCIES:
        yield currency, currency
        for name in (locale.currencies.get(currency), *dict(plurals.get(currency) or {}).values()):
            if name:
                yield str(name), currency
    yield "₫", "VND"
    yield "US$", "USD"
    yield "$", "USD"
    yield "€", "EUR"


def _durations(locale: Locale) -> Iterator[tuple[str, str]]:
    patterns = locale._data["unit_patterns"]  # noqa: SLF001 -- format_unit() would need a number for each plural
    for duration in _DURATIONS:
        for width, forms in dict(patterns.get(f"duration-{duration}") or {}).items():
            if width == "narrow":  # two letters that mean something else in a sentence: Hindi "से" is "from"
                continue
            for pattern in dict(forms).values():
                word = str(pattern).replace("{0}", "").strip() if isinstance(pattern, str) else ""
                if len(word) > 1 and not set(word) & set("{/."):
                    yield word, duration


def _dates(locale: Locale) -> dict[str, tuple[str, ...]]:
    skeletons = locale.datetime_skeletons
    days = [locale.date_formats[width].pattern for width in ("long", "medium")]
    days += [skeletons[key].pattern for key in ("MMMMd", "MMMd") if key in skeletons]
    months = [skeletons[key].pattern for key in ("yMMMM", "yMMM") if key in skeletons]
    return {"day": _templates(days), "month": _templates(months)}


def _templates(patterns: list[str]) -> tuple[str, ...]:
    """CLDR's date patterns in the notation of the language files: "d 'de' MMMM" becomes "{d} de {month}"."""
    written = []
    for pattern in patterns:
        pieces = [
            match.group(1) if match.group(1) is not None else _SLOTS.get(match.group(), match.group())
            for match in _PATTERN_PIECE.finditer(pattern)
        ]
        template = "".join(pieces).strip()
        if "{month}" in template or "{m}" in template:
            written.append(template)
    return tuple(dict.fromkeys(written))


def _spelled(language: str) -> dict[str, int]:
    """The words of the numbers from two; one is an article in too many languages."""
    try:
        engine = RbnfEngine.for_language(language)
    except ValueError:
        return {}
    words: dict[str, int] = {}
    for number in range(_SPELLED_TO, 1, -1):
        try:
            spelled = engine.format_number(number).text_by_ruleset
        except (ValueError, KeyError):
            continue
        for ruleset, word in spelled.items():
            if "ordinal" not in ruleset and "year" not in ruleset:
                words[str(word).replace("\u00ad", "").replace("-", " ").strip()] = number
                words[str(word).replace("\u00ad", "").strip()] = number
    return words
