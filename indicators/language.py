"""A language as data: what its TOML file adds to CLDR, checked and put into one lexicon.

A language without a file is read from CLDR alone: numbers, magnitudes, currencies, percent signs and dates, but no
labels. The keys of a file are described in docs/how-to/add-a-language.md.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from indicators.catalogue import Catalogue
from indicators.cldr import Conventions, canonical, load_conventions
from indicators.errors import LanguageError
from indicators.figure import Qualifier
from indicators.periods.dates import DateGrammar, build_date_grammar
from indicators.words.lexicon import Lexicon, build_lexicon
from indicators.words.normalise import plain_phrase
from indicators.words.phrases import Entry
from indicators.words.similar import Phrasebook, build_phrasebook

_QUALIFIERS = frozenset(code for code in Qualifier if code != Qualifier.EXACT)
_DURATIONS = frozenset(
    {"year", "month", "week", "day", "hour", "minute", "second", "decade", "century", "age", "other"}
)
# Tables of phrases by code, with the codes that each may have; None: any code.
_PHRASES: dict[str, frozenset[str] | None] = {
    "unit": None,
    "unit_before": None,
    "anaphor": frozenset({"unit", "classifier", "part", "number", "number_after"}),
    "pronoun": frozenset({"figure"}),
    "no_noun": frozenset({"word"}),
    "duration": _DURATIONS,
    "qualifier": _QUALIFIERS | {Qualifier.EXACT},
    "qualifier_apart": _QUALIFIERS,
    "qualifier_after": _QUALIFIERS,
    "qualifier_inside": _QUALIFIERS,
    "range": frozenset({"join", "open"}),
    "rate": _DURATIONS | {"per"},
    "conjunction": frozenset({"and", "list"}),
    "statistic": frozenset(
        {"rise", "fall", "move", "ratio", "share", "average", "from", "from_paired", "to"}
        | {
            "rise_after",
            "fall_after",
            "share_after",
            "average_after",
            "from_after",
            "to_after",
            "plan",
            "plan_after",
            "point",
            "again",
        }
    ),
    "anchor": frozenset({"as_of", "compared", "since", "until", "as_of_after", "compared_after", "since_after"}),
    "possessive": frozenset({"of"}),
    "edge": frozenset({"start", "end"}),
    "indicator": None,
    "programme": None,
    "place": frozenset({"nation", "whole"}),
    "scope": frozenset({"ceiling", "terms", "private"}),
    "furniture": frozenset({"tail", "caption", "contact"}),
    "abbreviation": frozenset({"word"}),
    "clause": frozenset({"start"}),
    "document": frozenset({"kind"}),
}
# Tables from words to numbers.
_NUMBERS = ("magnitude", "magnitude_before", "amount", "spelled", "times", "added", "tenth")
_MANY_SENSES = frozenset({"indicator", "statistic", "anchor"})  # one phrase may say several things
_PLAIN_KEYS = frozenset(
    {"code", "spaced", "prefixes", "article", "noun_words", "density", "head_final", "fold", "number", "period"}
)
_SYMBOLS = (
    Entry("unit", "percent", "%"),
    Entry("qualifier", "about", "~"),
    Entry("qualifier", "about", "≈"),
    Entry("qualifier", "over", ">"),
    Entry("qualifier", "up_to", "<"),
)


@dataclass(frozen=True, slots=True)
class Language:
    """All that reading needs to know of one language; made once, then only read.

    `noun_words` is how many words may stand between a number and its counted noun; `group` are the marks that join
    digits beside CLDR's own. `nouns_known` tells whether its file lists what can be counted. `density` is how many
    letters of an alphabet one of its signs is worth; where it is `head_final`, verbs stand behind what they govern.
    """

    code: str
    decimal: str
    group: str
    folds: Mapping[str, str]
    noun_words: int
    nouns_known: bool
    density: float
    head_final: bool
    lexicon: Lexicon
    dates: DateGrammar
    phrasebook: Phrasebook


def load_language(code: str, catalogue: Catalogue, folder: Traversable | Path | None = None) -> Language:
    """A language by its BCP 47 code, from `<folder>/<code>.toml` (default: the shipped files) and CLDR.

    Raises LanguageError naming file and key where the file is wrong. Costs some 100 ms.
    """
    base = code.split("-", maxsplit=1)[0].lower()
    shipped = folder or resources.files("indicators") / "languages"
    source = next((file for name in (base, canonical(base)) if (file := shipped / f"{name}.toml").is_file()), shipped)
    document = _document(source) if source.is_file() else {}
    conventions = load_conventions(base)
    folds = {str(variant): str(usual) for variant, usual in document.get("fold", {}).items()}
    _check(document, source, catalogue, folds)
    english = shipped / "en.toml"
    furniture = _document(english).get("furniture", {}) if base != "en" and english.is_file() else {}
    entries = [
        Entry(entry.dimension, entry.code, plain_phrase(entry.phrase, folds))
        for entry in (
            *_from_file(document, source),
            *_from_cldr(conventions),
            *_phrases("furniture", furniture),
            *_SYMBOLS,
        )
    ]
    spaced = bool(document.get("spaced", conventions.spaced))
    prefixes = [plain_phrase(prefix, folds) for prefix in document.get("prefixes", ())]
    try:
        chosen = _unambiguous(entries, source, catalogue)
        article = plain_phrase(document.get("article", ""), folds)
        lexicon = build_lexicon(chosen, spaced=spaced, prefixes=prefixes, article=article)
        dates = build_date_grammar(document.get("period", {}), conventions, lambda text: plain_phrase(text, folds))
    except ValueError as error:
        raise LanguageError(f"{source}: {error}") from error
    number = document.get("number", {})
    return Language(
        code=code,
        decimal=number.get("decimal", conventions.decimal),
        group=number.get("group", conventions.group).replace("\u202f", " ").replace("\xa0", " "),
        folds=folds,
        density=float(document.get("density", 1)),
        head_final=bool(document.get("head_final", False)),
        noun_words=int(document.get("noun_words", 2)),
        nouns_known="unit" in document,
        lexicon=lexicon,
        dates=dates,
        phrasebook=build_phrasebook(chosen),
    )


def _document(source: Traversable | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LanguageError(f"{source}: cannot be read as TOML: {error}") from error


def _check(document: Mapping[str, Any], source: object, catalogue: Catalogue, folds: Mapping[str, str]) -> None:
    if unknown := set(document) - _PLAIN_KEYS - set(_PHRASES):
        raise LanguageError(
            f"{source}: unknown keys {sorted(unknown)}; known are {sorted(_PLAIN_KEYS | set(_PHRASES))}"
        )
    for variant, usual in folds.items():
        if len(variant) != len(usual):
            raise LanguageError(f"{source}: [fold] {variant!r} and {usual!r} must be of the same length")
    known = {"indicator": set(catalogue.indicators), "programme": {*catalogue.programmes, "total", "same"}}
    for table, allowed in _PHRASES.items():
        codes: set[str] | frozenset[str] | None = known.get(table, allowed)
        for code, phrases in document.get(table, {}).items():
            if codes is not None and code not in codes:
                raise LanguageError(f"{source}: [{table}] {code} is unknown; known are {sorted(codes)}")
            if not isinstance(phrases, list) or not all(isinstance(phrase, str) and phrase for phrase in phrases):
                raise LanguageError(f"{source}: [{table}] {code} must be a list of phrases")


def _from_file(document: Mapping[str, Any], source: object) -> Iterator[Entry]:
    for table in _PHRASES:
        yield from _phrases(table, document.get(table, {}))
    for table in _NUMBERS:
        for word, number in document.get("number", {}).get(table, {}).items():
            try:
                Decimal(str(number))
            except InvalidOperation as error:
                raise LanguageError(f"{source}: [number.{table}] {word} = {number!r} is no number") from error
            yield Entry(table, str(number), word)


def _phrases(table: str, codes: Mapping[str, list[str]]) -> Iterator[Entry]:
    for code, phrases in codes.items():
        for phrase in phrases:
            yield Entry(table, code, phrase)


def _from_cldr(conventions: Conventions) -> Iterator[Entry]:
    tables: dict[str, Mapping[str, object]] = {
        "magnitude": conventions.magnitudes,
        "magnitude_before": conventions.magnitudes_before,
        "unit": conventions.units,
        "unit_before": conventions.units_before,
        "duration": conventions.durations,
        "duration_before": conventions.durations_before,
        "spelled": conventions.spelled,
        "rate": conventions.rates,
        "small": dict.fromkeys((*conventions.small, *(f"{month}*" for month in conventions.months)), "word"),
        "qualifier": dict.fromkeys(conventions.about, "about"),
    }
    for dimension, table in tables.items():
        for word, meaning in table.items():
            yield Entry(dimension, str(meaning), word)


def _unambiguous(entries: list[Entry], source: object, catalogue: Catalogue) -> list[Entry]:
    """Entries once each; what the file says comes before CLDR. A phrase may name two indicators of different units."""
    chosen: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        known = chosen.setdefault((entry.dimension, entry.phrase), [])
        if any(other.code == entry.code for other in known):
            continue
        if known and entry.dimension not in _MANY_SENSES:
            if entry.dimension in {"programme", "qualifier"}:
                raise LanguageError(_contradiction(known[0], entry, source))
            continue
        for other in known if entry.dimension == "indicator" else ():
            if _same_units(catalogue, other.code, entry.code):
                raise LanguageError(_contradiction(other, entry, source))
        known.append(entry)
    return [entry for entries_of_phrase in chosen.values() for entry in entries_of_phrase]


def _same_units(catalogue: Catalogue, one: str, other: str) -> bool:
    first, second = (set(catalogue.indicators[code].units) for code in (one, other))
    return not first or not second or bool(first & second)


def _contradiction(known: Entry, entry: Entry, source: object) -> str:
    return (
        f"{source}: [{entry.dimension}] {entry.phrase!r} stands under both {known.code} and {entry.code}: "
        "keep it where it says most, or make it longer"
    )
