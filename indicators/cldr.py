"""What CLDR knows of a language, through Babel and unicode-rbnf: marks, words, units, currencies, dates.

A language needs no file of ours for this. What CLDR lacks (counted nouns, qualifiers, labels) stands in
`languages/<code>.toml`.
"""

import pickle
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import LocaleDataDict, locale_identifiers, merge, resolve_locale_filename
from babel.numbers import get_currency_precision

from indicators import cldr_dates, cldr_words

Key = TypeVar("Key")
Meaning = TypeVar("Meaning")

_NO_SPACES = frozenset({"THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "CJK", "HIRAGANA", "KATAKANA"})  # UAX 14: SA, ID


@dataclass(frozen=True, slots=True)
class Conventions:
    """What CLDR says of one language. Words map to what they mean; `dates` are templates per kind of period.

    Words may end with `*`, as in language files: the stem of inflected ones. `before` holds the tables of what stands
    before the number, `small` the words of a sentence that count nothing (and, ago), `spaced` tells whether the script
    writes spaces between words.
    """

    code: str
    decimal: str
    group: str
    magnitudes: Mapping[str, int]
    months: Mapping[str, int]
    units: Mapping[str, str]
    durations: Mapping[str, str]
    dates: Mapping[str, tuple[str, ...]]
    spelled: Mapping[str, int]
    magnitudes_before: Mapping[str, int]
    units_before: Mapping[str, str]
    durations_before: Mapping[str, str]
    rates: Mapping[str, str]
    small: tuple[str, ...]
    about: tuple[str, ...]
    spaced: bool


def canonical(code: str) -> str:
    """The language that CLDR keeps the data of a BCP 47 code under: `no` for nb, `fil` for tl."""
    language = code.replace("_", "-").split("-", maxsplit=1)[0].lower()
    language = str(get_global("language_aliases").get(language, language)).split("_", maxsplit=1)[0]
    return str(get_global("parent_exceptions").get(language, language))


def load_conventions(code: str) -> Conventions:
    """CLDR's data for a BCP 47 code; for one that CLDR does not know, English marks and no words."""
    language = code.replace("_", "-").split("-", maxsplit=1)[0].lower()
    try:
        identifier = str(Locale.parse(language))
    except (UnknownLocaleError, ValueError):
        identifier = "root"
    scripts = [_data(one) for one in _of_all_scripts(identifier)]
    data = scripts[0]
    symbols = data["number_symbols"]["latn"]
    magnitudes = _together(cldr_words.magnitudes(one) for one in scripts)
    units = _together(cldr_words.units(one) for one in scripts)
    durations = _together(cldr_words.durations(one) for one in scripts)
    return Conventions(
        code=code,
        decimal=str(symbols["decimal"]),
        group=str(symbols["group"]),
        magnitudes={word: exponent for (word, before), exponent in magnitudes.items() if not before},
        months=_together(cldr_dates.months(one) for one in scripts),
        units={word: unit for (word, before), unit in units.items() if not before},
        durations={word: unit for (word, before), unit in durations.items() if not before},
        dates=cldr_dates.templates(scripts),
        spelled=cldr_words.spelled(language) or cldr_words.spelled(canonical(language)),
        magnitudes_before={word: exponent for (word, before), exponent in magnitudes.items() if before},
        units_before={word: unit for (word, before), unit in units.items() if before},
        durations_before={word: unit for (word, before), unit in durations.items() if before},
        rates=_together(cldr_words.rates(one) for one in scripts),
        small=tuple(dict.fromkeys(word for one in scripts for word in cldr_words.small(one))),
        about=tuple(dict.fromkeys(word for one in scripts for word in cldr_words.about(one))),
        spaced=_is_spaced(data),
    )


def has_fractions(currency: str) -> bool:
    """Whether sums in a currency may have fractions: dong and yen have none."""
    return get_currency_precision(currency) > 0


def _together(tables: Iterator[Iterator[tuple[Key, Meaning]]]) -> dict[Key, Meaning]:
    """All words with their meanings; of two meanings the first stays."""
    meanings: dict[Key, Meaning] = {}
    for table in tables:
        for word, meaning in table:
            meanings.setdefault(word, meaning)
    return meanings


def _of_all_scripts(identifier: str) -> list[str]:
    """A language's locale and those of the other scripts that it is written in: sr, sr_Latn."""
    parts = (one.split("_") for one in locale_identifiers())
    others = sorted("_".join(one) for one in parts if len(one) == 2 and one[0] == identifier and len(one[1]) == 4)
    return [identifier, *others]


def _data(identifier: str) -> Mapping[str, Any]:
    """All data of a locale, read anew.

    Babel's own cache lets names that one locale inherits leak into the next (Babel issue 1234).
    """
    parents = get_global("parent_exceptions")
    names = [identifier]
    while names[-1] != "root":
        names.append(parents.get(names[-1]) or names[-1].rpartition("_")[0] or "root")
    data: dict[str | int | None, Any] = {}
    for name in reversed(names):
        stored = Path(resolve_locale_filename(name)).read_bytes()
        merge(data, pickle.loads(stored))  # noqa: S301 -- Babel's own files, in which Babel keeps CLDR
    return LocaleDataDict(data)


def _is_spaced(data: Mapping[str, Any]) -> bool:
    name = str(data["months"]["format"]["wide"][1])
    letters = [unicodedata.name(letter, "").split(" ")[0] for letter in name if letter.isalpha()]
    return not letters or letters[0] not in _NO_SPACES
