"""Words as they are searched: no case, no diacritics, one token a word, or a character where words are not spaced.

The same folding is applied to what is stored and to what is asked for, so both engines find the same.
"""

import re
import unicodedata
from dataclasses import dataclass

# Scripts written without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han with its extensions.
_UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff"
    "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")

# Scripts whose marks only shade a letter; elsewhere (Thai, Khmer, Devanagari, …) marks are vowels and stay.
_SHADED = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f\u0590-\u06ff\u0750-\u077f\u1e00-\u1fff]")

# Soft hyphens, zero-width spaces and joiners stand inside words and tell nothing apart.
_INVISIBLE = "\u00ad\u200b\u200c\u200d"

# Letters that no decomposition turns into their plain form.
_PLAIN = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, or character of an unspaced script, and the code points of the text that it stands for."""

    word: str
    start: int
    end: int
    spaced: bool


def fold(text: str) -> str:
    """The text's words, folded, with one space between them: equal for names that differ in marks and case only."""
    return " ".join(token.word for token in tokens(text))


def tokens(text: str) -> list[Token]:
    """The words of a text in order."""
    found: list[Token] = []
    letters: list[str] = []
    start = end = 0
    for position, character in enumerate(text):
        folded = _folded(character)
        if not folded:
            if not _is_mark(character):
                _finish(found, letters, start, end)
            elif letters:
                _add_mark(letters, character)
                end = position + 1
            continue
        if letters and (_is_unspaced(folded) or _is_unspaced(letters[0])):
            _finish(found, letters, start, end)
        if not letters:
            start = position
        letters.append(folded)
        end = position + 1
    _finish(found, letters, start, end)
    return found


def _finish(found: list[Token], letters: list[str], start: int, end: int) -> None:
    if letters:
        found.append(Token("".join(letters), start, end, spaced=not _is_unspaced(letters[0])))
        letters.clear()


def _folded(character: str) -> str:
    """The letters and digits that a character folds to; empty for all other characters."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    decomposed = unicodedata.normalize("NFKD", character)
    plain = decomposed.casefold().translate(_PLAIN)
    kept = [part for part in plain if part.isalnum() or (_is_mark(part) and not _SHADED.match(plain[0]))]
    # Digits are the same in all scripts.
    return "".join(_digit(part) for part in kept) if any(part.isalnum() for part in kept) else ""


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _add_mark(letters: list[str], mark: str) -> None:
    if mark not in _INVISIBLE and not _SHADED.match(letters[-1][-1]):
        letters.append(mark)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or character in _INVISIBLE


def _is_unspaced(letters: str) -> bool:
    return _UNSPACED_LETTER.match(letters) is not None
