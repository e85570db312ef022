"""Every language that CLDR knows is read from CLDR alone: what Babel formats for it is read back."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from babel import Locale
from babel.dates import format_date
from babel.localedata import locale_identifiers
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)
from babel.units import format_unit

from indicators.cldr import canonical, load_conventions
from indicators.cldr_words import stems
from indicators.read import Reader, load_reader

LANGUAGES = sorted({Locale.parse(identifier).language for identifier in locale_identifiers()})
AMOUNT, COUNT, SHARE = Decimal(3_000_000), Decimal(98_415), Decimal("12.4")
NOUN = "zubarek"  # a word of no language

#: Why a language does not read back all that Babel writes.
TWO_DIGITS = "CLDR groups the digits of Toki Pona by two, which no news do and which looks like a list of numbers"
KNOWN: dict[tuple[str, str], str] = {
    ("tok", "amount"): TWO_DIGITS,
    ("tok", "currency"): TWO_DIGITS,
    ("tok", "count"): TWO_DIGITS,
    ("tok", "native"): TWO_DIGITS,
    (
        "sw",
        "magnitude",
    ): "Babel writes ten times the number where a magnitude stands before it and a minus has a pattern",
    ("ne", "magnitude"): "CLDR takes करोड, ten million, for a million, which the language file corrects",
    ("wo", "magnitude"): "a single letter is a magnitude here, a tonne or a gram elsewhere",
}


@cache
def reader() -> Reader:
    """One reader for all languages."""
    return load_reader()


def written(language: str) -> Iterator[tuple[str, str, str]]:
    """What Babel writes in a language: the name of the case, the text, and `value|unit` as it is to be read."""
    locale = Locale.parse(language)
    data = locale._data  # Babel offers no other way to ask what it can write
    yield "amount", f"{format_decimal(AMOUNT, locale=locale)} VND", f"{AMOUNT}|VND"
    yield "currency", format_currency(AMOUNT, "VND", locale=locale), f"{AMOUNT}|VND"
    if "VND" in data["currency_names"]:
        yield "name", format_currency(AMOUNT, "VND", locale=locale, format_type="name"), f"{AMOUNT}|VND"
    if data["compact_decimal_formats"].get("long"):
        compact = format_compact_decimal(AMOUNT, locale=locale, format_type="long")
        yield "magnitude", f"{compact} VND", f"{AMOUNT}|VND"
    yield "percent", format_percent(SHARE / 100, locale=locale, decimal_quantization=False), f"{SHARE}|percent"
    for case, unit, value, code in (
        ("percent in words", "concentr-percent", SHARE, "percent"),
        ("measure", "area-hectare", COUNT, "hectare"),
    ):
        if data["unit_patterns"].get(unit, {}).get("long"):
            yield case, format_unit(value, unit, "long", locale=locale), f"{value}|{code}"
    if reader().language(language).lexicon.spaced:
        yield "count", f"{format_decimal(COUNT, locale=locale)} {NOUN}", f"{COUNT}|{NOUN}"
        native = format_decimal(COUNT, locale=locale, numbering_system="default")
        yield "native", f"{native} {NOUN}", f"{COUNT}|{NOUN}"


def read_back(text: str, language: str) -> list[str]:
    return [f"{figure.value.normalize():f}|{figure.unit}" for figure in reader().read(f"A: {text}.", language).figures]


def cases() -> Iterator[object]:
    for language in LANGUAGES:
        known = [reason for (of, _), reason in KNOWN.items() if of == language]
        yield pytest.param(language, marks=pytest.mark.xfail(strict=True, reason=known[0]) if known else ())


@pytest.mark.parametrize("language", list(cases()))
def test_what_babel_writes_is_read_back(language: str) -> None:
    """Amounts of dong, percentages, measures and counts come back with their value and unit."""
    wrong = {
        case: (text, found)
        for case, text, expected in written(language)
        if (found := read_back(text, language)) != [expected]
    }
    assert not wrong


def test_a_stem_stands_for_every_ending_and_never_for_another_word() -> None:
    """Inflected words are known by what their forms share, unless another word begins with it too."""
    words = [("miliarda", 9), ("miliardy", 9), ("miliardů", 9), ("milion", 6), ("milionů", 6)]
    assert dict(stems(words)) == {"miliard*": 9, "milion*": 6}
    assert dict(stems([("millió", 6), ("milliárd", 9)])) == {"milliárd*": 9}


def test_the_languages_read_before_change_nothing() -> None:
    """Babel's cache lets month names leak between locales; ours come out the same in any order."""
    alone = load_conventions("hi").months
    format_date(date(2024, 9, 30), "MMMM", locale="zh")
    assert Locale.parse("zh").months["stand-alone"]["wide"][9]
    load_conventions("zh")
    assert load_conventions("hi").months == alone
    assert not any("月" in name for name in alone)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("milioni 3 VND", "sw", "3000000|VND"),
        ("asilimia 12.4", "sw", "12.4|percent"),
        ("%12,4", "tr", "12.4|percent"),
        ("2,5 miljardit dongi", "et", "2500000000|VND"),
        ("2,5 miljardiks dongiks", "et", "2500000000|VND"),
        ("34 zubarek", "fo", "34|zubarek"),
    ],
)
def test_what_stands_beside_the_number_is_read(text: str, language: str, expected: str) -> None:
    """Magnitudes and percent words before the number, endings behind it, and small counts of unknown things."""
    assert read_back(f"at {text}", language) == [expected]


def test_a_small_number_of_a_name_counts_nothing() -> None:
    """Directive 40: a small number behind a capitalised word within a sentence belongs to a name."""
    assert read_back("eftir Fyriskipan 40 zubarek", "fo") == []


def test_codes_of_one_language_share_its_data() -> None:
    """Norwegian Bokmål is kept under Norwegian, Tagalog under Filipino, Croatian under itself."""
    assert [canonical(code) for code in ("nb", "no-NO", "tl", "hr")] == ["no", "no", "fil", "hr"]
