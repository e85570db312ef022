"""The short language files say what they mean: each of their phrases is read as the code that it stands under."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import format_decimal

from indicators.catalogue import load_catalogue
from indicators.errors import LanguageError
from indicators.language import load_language
from indicators.read import Reader, load_reader
from indicators.words.phrases import expand

FILES = Path(__file__).parents[1] / "indicators" / "languages"
#: The languages with files that know labels too; their cases stand in tests/data/reading.
FULL = {"vi", "en", "fr", "ar", "zh", "es", "ru", "de", "ja", "ko", "pt", "it", "id", "ms", "th", "lo", "km", "hi"}
SHORT = sorted(path.stem for path in FILES.glob("*.toml") if path.stem not in FULL)
COUNT = Decimal(98_415)


@cache
def reader() -> Reader:
    """One reader for all languages."""
    return load_reader()


def document(language: str) -> dict[str, Any]:
    return tomllib.loads((FILES / f"{language}.toml").read_text(encoding="utf-8"))


def phrases(table: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Every way to write every phrase, with its code; a stem stands for itself."""
    for code, written in table.items():
        for phrase in written:
            yield from ((way.replace("*", ""), code) for way in expand(phrase) if "…" not in way)


def misread(language: str, texts: list[tuple[str, str]], attribute: str) -> list[tuple[str, str, list[str]]]:
    """The texts, one a line, of which no single figure with the expected code is read."""
    whole, starts = "", []
    for text, _ in texts:
        starts.append(len(whole))
        whole += f"A: {text}.\n\n"
    figures = reader().read(whole, language).figures
    wrong = []
    for (text, code), start in zip(texts, starts, strict=True):
        found = [figure for figure in figures if start <= figure.start < start + len(text) + 4]
        if [(figure.value, str(getattr(figure, attribute))) for figure in found] != [(COUNT, code)]:
            wrong.append((text, code, [f"{figure.value} {getattr(figure, attribute)}" for figure in found]))
    return wrong


@pytest.mark.parametrize("language", SHORT)
def test_every_noun_is_its_unit(language: str) -> None:
    """A count of every noun of a file has the unit that the noun stands under, behind the number or before it."""
    known, number = document(language), format_decimal(COUNT, locale=language)
    texts = [(f"{number} {phrase}", code) for phrase, code in phrases(known["unit"])]
    texts += [(f"{phrase} {number}", code) for phrase, code in phrases(known.get("unit_before", {}))]
    assert misread(language, texts, "unit") == []


@pytest.mark.parametrize("language", SHORT)
def test_every_qualifier_limits_a_count(language: str) -> None:
    """A count behind every qualifying word of a file is limited as the word says."""
    known, number = document(language), format_decimal(COUNT, locale=language)
    before = known.get("unit_before", {}).get("household")
    noun = next(phrase for phrase, _ in phrases({"household": before or known["unit"]["household"]}))
    counted = f"{noun} {number}" if before else f"{number} {noun}"
    texts = [(f"{phrase} {counted}", code) for phrase, code in phrases(known["qualifier"])]
    assert misread(language, texts, "qualifier") == []


def test_a_broken_short_file_is_refused_by_file_and_key(tmp_path: Path) -> None:
    """A wrong code, a number that is none, and a word under two qualifiers are named with file and key."""
    broken = {
        'code = "fo"\n[qualifier]\nabove = ["yvir"]': r"fo\.toml: \[qualifier\] above is unknown",
        'code = "fo"\n[number.magnitude]\n"mia" = "many"': r"fo\.toml: \[number\.magnitude\] mia = 'many'",
        'code = "fo"\n[unit]\nhousehold = "húsarhald"': r"fo\.toml: \[unit\] household must be a list",
        'code = "fo"\n[qualifier]\nover = ["um"]\nabout = ["um"]': r"fo\.toml: \[qualifier\] 'um' stands under both",
        'code = "fo"\n[units]\nVND = ["dong"]': r"fo\.toml: unknown keys \['units'\]",
    }
    for text, message in broken.items():
        (tmp_path / "fo.toml").write_text(text, encoding="utf-8")
        with pytest.raises(LanguageError, match=message):
            load_language("fo", load_catalogue(), tmp_path)
