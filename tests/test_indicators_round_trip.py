"""Generated quantities, written as CLDR and each language write them, are read back as what they were."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
from babel import Locale
from babel.numbers import format_compact_decimal, format_currency, format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.figure import Figure
from indicators.read import Reader, load_reader

PHRASES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "data" / "round_trip.toml").read_text(encoding="utf-8")
)
#: The sets of digits for which CLDR has marks of their own.
MARKED = {"latn", "arab", "arabext", "khmr"}
LANGUAGES = sorted(PHRASES)
WITH_FILE = [language for language in LANGUAGES if "counted" in PHRASES[language]]
#: The same examples in every run, so that a failure is a change of ours; few, so that all languages take seconds.
BOUNDED = settings(derandomize=True, database=None, deadline=None, max_examples=20)

#: Sums and counts that no date can be mistaken for.
NUMBERS = st.integers(101, 999_999_999).filter(lambda number: not 1900 <= number <= 2600)
HUNDREDTHS = st.integers(101, 9999).filter(lambda number: number % 100).map(lambda number: Decimal(number).scaleb(-2))


@dataclass(frozen=True)
class Phrase:
    """A text and what it says: its one figure between `before` and `after`."""

    before: str
    written: str
    after: str
    value: Decimal
    unit: str
    qualifier: str = "exact"
    value_max: Decimal | None = None


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def read_back(reader: Reader, language: str, phrases: st.SearchStrategy[Phrase]) -> None:
    """Every phrase that is generated reports its figure, at its place, and nothing else."""

    @BOUNDED
    @given(phrases)
    def holds(phrase: Phrase) -> None:
        text = f"{phrase.before}{phrase.written}{phrase.after}"
        figures = reader.read(text, language).figures
        start = len(phrase.before)
        span = (start, start + len(phrase.written))
        assert [told(figure) for figure in figures] == [
            (span, phrase.value, phrase.value_max, phrase.unit, phrase.qualifier)
        ], text

    holds()


def told(figure: Figure) -> tuple[tuple[int, int], Decimal, Decimal | None, str, str]:
    return (figure.start, figure.end), figure.value, figure.value_max, figure.unit, str(figure.qualifier)


def words(language: str, key: str) -> st.SearchStrategy[str]:
    """One of the ways in which a language says something."""
    return st.sampled_from(PHRASES[language][key])


def phrases(language: str, number: str, value: Decimal | int, unit: str, **more: Any) -> st.SearchStrategy[Phrase]:
    """A quantity in one of the language's carrier phrases."""
    return words(language, "carriers").map(
        lambda carrier: Phrase(*_around(carrier, number), value=Decimal(value), unit=unit, **more)
    )


def _around(carrier: str, number: str) -> tuple[str, str, str]:
    before, after = carrier.split("{}")
    return before, number, after


def written(number: Decimal | int, language: str, digits: str, pattern: str | None = None) -> str:
    """A number as CLDR writes it, in Latin digits or in those of the language's own that begin with a zero."""
    own = str(Locale.parse(language).other_numbering_systems.get("native", "latn")) if digits else "latn"
    known = own if own in MARKED else "latn"
    return in_digits(format_decimal(number, format=pattern, locale=language, numbering_system=known), digits)


def in_digits(number: str, digits: str) -> str:
    """Babel knows the marks of each set of digits and writes Latin ones between them."""
    return number.translate({ord(digit): own for digit, own in zip("0123456789", digits, strict=False)})


def digits(language: str) -> st.SearchStrategy[str]:
    """The digits to write with: the language's own, or "" for Latin ones."""
    return st.sampled_from(["", *PHRASES[language].get("digits", [])])


@st.composite
def sums(draw: st.DrawFn, language: str) -> Phrase:
    """A sum of money grouped as CLDR groups."""
    value = draw(NUMBERS)
    number = written(value, language, draw(digits(language)))
    return draw(phrases(language, draw(words(language, "money")).replace("{}", number), value, "VND"))


@st.composite
def named_sums(draw: st.DrawFn, language: str) -> Phrase:
    """A sum of money as CLDR writes it with the currency's name."""
    value = draw(NUMBERS)
    return draw(phrases(language, format_currency(value, "VND", locale=language, format_type="name"), value, "VND"))


def magnitudes(language: str) -> tuple[Literal["long", "short"], list[int]]:
    """The width of CLDR's compact patterns that has words, and the powers of ten that it names."""
    formats = dict(Locale.parse(language).compact_decimal_formats)
    width: Literal["long", "short"] = "long" if formats.get("long") else "short"
    patterns = formats[width]["other"].items()
    return width, [len(size) - 1 for size, pattern in patterns if str(pattern.pattern).strip("0 '")]


@st.composite
def magnified_sums(draw: st.DrawFn, language: str) -> Phrase:
    """A sum with any magnitude word that CLDR knows of the language."""
    width, exponents = magnitudes(language)
    value = (draw(HUNDREDTHS) % 9 + 1).scaleb(draw(st.sampled_from(exponents)))
    number = format_compact_decimal(value, format_type=width, locale=language, fraction_digits=2)
    return draw(phrases(language, draw(words(language, "money")).replace("{}", number), value, "VND"))


@st.composite
def percentages(draw: st.DrawFn, language: str) -> Phrase:
    """A percentage with the decimal mark of the digits that it is written in."""
    value = draw(HUNDREDTHS)
    number = written(value, language, draw(digits(language)), "0.00")
    return draw(phrases(language, draw(words(language, "percent")).replace("{}", number), value, "percent"))


@st.composite
def counts(draw: st.DrawFn, language: str) -> Phrase:
    """A count before its noun, alone or limited by a qualifier."""
    value = draw(st.integers(2, 999_999).filter(lambda number: not 1900 <= number <= 2600))
    unit, noun = draw(st.sampled_from(list(PHRASES[language]["counted"].items())))
    qualifier, limit = draw(st.sampled_from([("exact", "{}"), *PHRASES[language]["qualified"].items()]))
    number = written(value, language, draw(digits(language)))
    counted = noun.replace("{}", number)
    return draw(phrases(language, limit.replace("{}", counted), value, unit, qualifier=qualifier))


@st.composite
def ranges(draw: st.DrawFn, language: str) -> Phrase:
    """Two percentages of which only the second has its sign; the span is from number to sign."""
    low = draw(st.integers(2, 60))
    high = draw(st.integers(low + 1, 99))
    sign = draw(words(language, "percent").filter(lambda sign: sign.startswith("{}")))
    before, join, after = draw(words(language, "ranges")).split("{}")
    number = f"{low}{join}{sign.replace('{}', str(high))}"
    phrase = draw(phrases(language, number, low, "percent", value_max=Decimal(high)))
    return replace(phrase, before=phrase.before + before, after=after + phrase.after)


@st.composite
def chains(draw: st.DrawFn, language: str) -> Phrase:
    """A sum whose magnitudes add up, one behind the other."""
    pattern, large, small = PHRASES[language]["chain"]
    head, tail = draw(st.integers(2, 99)), draw(st.integers(2, 10 ** (large - small) - 1).filter(lambda n: n < 1000))
    number = "".join(f"{part}{number}" for part, number in zip(pattern.split("{}"), (head, tail), strict=False))
    written = number + pattern.split("{}")[2]
    return draw(phrases(language, written, Decimal(head).scaleb(large) + Decimal(tail).scaleb(small), "VND"))


ALL: dict[str, Callable[[str], st.SearchStrategy[Phrase]]] = {
    "sum": sums,
    "sum with the currency's name": named_sums,
    "magnitude": magnified_sums,
    "percentage": percentages,
    "range": ranges,
}
OF_FILES: dict[str, Callable[[str], st.SearchStrategy[Phrase]]] = {"count": counts, "chain": chains}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ALL)
def test_what_cldr_writes_is_read_back(reader: Reader, language: str, kind: str) -> None:
    """Value, unit and span of quantities written as CLDR writes them, in Latin digits and the language's own."""
    read_back(reader, language, ALL[kind](language))


@pytest.mark.parametrize("language", WITH_FILE)
@pytest.mark.parametrize("kind", OF_FILES)
def test_what_a_language_file_adds_is_read_back(reader: Reader, language: str, kind: str) -> None:
    """Counts with nouns and qualifiers, and magnitudes in chains, in every language that has a file."""
    read_back(reader, language, OF_FILES[kind](language))
