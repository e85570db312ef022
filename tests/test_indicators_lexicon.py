"""Phrases, dates and plain forms are found by short cuts that change nothing: held against the long way round."""

import random
import re
import unicodedata
from collections.abc import Mapping

import pytest

from indicators.areas.windows import CAPITALISED, WORD
from indicators.catalogue import load_catalogue
from indicators.cldr import load_conventions
from indicators.language import load_language
from indicators.periods.dates import build_date_grammar
from indicators.words.lexicon import build_lexicon
from indicators.words.normalise import normalise, plain_phrase
from indicators.words.phrases import Entry

LANGUAGES = ("vi", "en", "fr", "ar", "zh", "ru")


def spans(phrases: list[str], text: str, *, spaced: bool = True, prefixes: tuple[str, ...] = ()) -> list[str]:
    """What a lexicon of phrases finds in a text, in its order."""
    lexicon = build_lexicon([Entry("unit", "x", phrase) for phrase in phrases], spaced=spaced, prefixes=prefixes)
    return [text[match.start : match.end] for match in lexicon.find(text)]


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        (["hộ", "hộ nghèo"], "200 hộ nghèo, hộp", ["hộ nghèo", "hộ"]),
        (["loan*"], "loans and loan, reloan", ["loans", "loan"]),
        (["loan", "loan*"], "loans", ["loans"]),
        (["ménage d'agriculteur"], "un ménage d'agriculteur", ["ménage d'agriculteur"]),
        (["km"], "5 km² et 3 kmh", ["km"]),
        (["$", "us$"], "us$ 5, $ 6", ["us$", "$", "$"]),
        (["prêt … étudiant*"], "un prêt aux bons étudiants.", ["prêt aux bons étudiants"]),
        (["prêt … étudiant*"], "prêt. aux étudiants", []),
        (["prêt … étudiant*"], "prêt a b c d étudiant, prêt a b c d e étudiant", ["prêt a b c d étudiant"]),
        (["prêt*", "prêts … étudiant*"], "prêts 1.5 aux étudiants", ["prêts 1.5 aux étudiants", "prêts"]),
        (["l'eau*", "eau*"], "l'eau l'eaux, l'eau'x", ["l'eau", "eau", "l'eaux", "eaux", "l'eau'x", "eau'x"]),
        (["l*"], "l'eau et la", ["l'eau", "la"]),
        (["परिवार"], "200 परिवारों ने, 3 परिवार", ["परिवार"]),
        (["करोड़"], "5 करोड़ रुपये", ["करोड़"]),
    ],
)
def test_phrases_are_found_as_whole_words(phrases: list[str], text: str, found: list[str]) -> None:
    """A phrase begins and ends with words, unless a sign says otherwise; the longest of one place comes first."""
    text = normalise(text).folded
    assert spans([plain_phrase(phrase) for phrase in phrases], text) == [plain_phrase(one) for one in found]


def test_phrases_are_found_behind_what_is_written_onto_a_word() -> None:
    """Arabic writes the article and conjunctions onto the word."""
    assert spans(["قروض"], "والقروض قروض", prefixes=("ال", "وال", "و")) == ["قروض", "قروض"]


def test_phrases_are_found_anywhere_in_scripts_without_spaces() -> None:
    """Chinese and Thai have no spaces to begin words at."""
    assert spans(["贷款", "户"], "发放贷款给五百户家庭", spaced=False) == ["贷款", "户"]
    assert spans(["เงินกู้"], "ยอดเงินกู้รวม", spaced=False) == ["เงินกู้"]


def test_a_word_means_the_same_whatever_was_seen_before() -> None:
    """Remembering words, even very long ones, changes nothing."""
    lexicon = build_lexicon([Entry("unit", "x", "loan*"), Entry("unit", "y", "loan")], spaced=True)
    text = f"loan loans {'loan' * 5000} loan"
    first = lexicon.find(text)
    assert lexicon.find(text) == first
    assert [match.end - match.start for match in first] == [4, 4, 5, 4, 4]


@pytest.mark.parametrize("code", LANGUAGES)
def test_dates_are_found_as_by_trying_every_pattern(code: str) -> None:
    """Trying templates only where their first words or numbers stand finds what a search of the whole text finds."""
    language = load_language(code, load_catalogue())
    grammar = language.dates
    text = " ".join(_shuffled_dates(grammar.names, seed=7))
    templates = {template for group in grammar.groups.values() for template in group.templates}
    slow = {(match.span(), template.kind) for template in templates for match in re.finditer(template.pattern, text)}
    found = grammar.find(text)
    assert len(found) > 100
    assert {((one.start, one.end), one.kind) for one in found} <= slow
    assert [(one.start, one.end) for one in found if one.kind == "day"]


def test_a_date_template_that_says_one_slot_twice_is_an_error_at_loading() -> None:
    """The message says what to write instead."""
    with pytest.raises(ValueError, match="call the second"):
        build_date_grammar({"years": ["{y} to {y}"]}, load_conventions("en"), plain_phrase)


def test_capitalised_words_are_the_words_with_capitals() -> None:
    """The search for capitals finds what looking at each word finds, in all scripts."""
    text = "Ông Nguyễn Hải Dương d'Etat P.Tư a_Be X-Y. Đắk G'Long, ÉTAT 5Kg Thủy’s Ильич БанК السلام Ḃa ქ Ა 中A ①B"
    text += "".join(map(chr, range(0x20, 0x2FFF)))
    expected = [word.span() for word in WORD.finditer(text) if word[0][0].isupper()]
    assert [word.span() for word in CAPITALISED.finditer(text) if word[0][0].isupper()] == expected


def test_every_character_of_the_plain_form_knows_its_origin() -> None:
    """Dropped and composed marks shift offsets; each character still leads back to where it stood."""
    text = "vo\u0302\u0301n\u200b \u200e\u0661\u0662\u0663\u00a0tỷ \u0640ABC\ufeff"
    plain = normalise(text)
    assert plain.text == "vốn 123 tỷ ABC"
    assert [text[slice(*plain.origin(index, index + 1))][0] for index in range(4, 7)] == ["\u0661", "\u0662", "\u0663"]
    assert plain.grouping == {7}
    assert unicodedata.is_normalized("NFC", plain.text)


def _shuffled_dates(names: Mapping[str, Mapping[str, int]], *, seed: int) -> list[str]:
    """Dates and numbers in any order: names of months, digits, marks."""
    chance = random.Random(seed)
    months = list(names["month"]) or ["5"]
    return [_date(chance, chance.choice(months)) for _ in range(400)]


def _date(chance: random.Random, name: str) -> str:
    day, month, year = chance.randint(1, 35), chance.randint(1, 14), chance.randint(1990, 2030)
    ways = (
        f"{day}/{month}/{year}", f"{day} {name} {year}", f"{name} {year}", f"{year}-{year + 1}", f"{day}.{month}",
        f"{year},5", f"{name}{day}", f"{day}{name}", f"1.{year}", f"{day}-{month}-{year}", f"{year}",
    )  # fmt: skip
    return chance.choice(ways)
