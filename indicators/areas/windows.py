"""The stretches beside a kind word that may be its name, by script: words, runs of characters, prefixes."""

import re
from collections.abc import Iterable, Iterator

from indicators.areas.kinds import UNSPACED

_WINDOW = 48  # code points beside a kind word in which its name is looked for
# Vowel signs of Indic scripts are no letters to Python; their full stops are no parts of words.
_IN_WORD = r"(?:[^\W_]|[\u0900-\u0963\u0970-\u0dff])"
#: A word of a name, with its inner hyphens and apostrophes.
WORD = re.compile(rf"{_IN_WORD}+(?:['’.\-‐]{_IN_WORD}+)*[’']?", re.UNICODE)
# What can be no capital: small Latin letters, and scripts without capitals from Hebrew to Myanmar and in East Asia.
_CAPITAL = r"[^\W\d_a-z\u0590-\u109f\u1780-\u17ff\u3040-\ua63f\uac00-\ud7ff]"
#: A `WORD` that may begin with a capital: never within another word.
CAPITALISED = re.compile(
    rf"{_CAPITAL}(?<![^\W_]{_CAPITAL})(?<![^\W_]['’.\-‐]{_CAPITAL})[^\W_]*(?:['’.\-‐][^\W_]+)*[’']?", re.UNICODE
)
#: A letter of any script.
LETTER = re.compile(r"[^\W\d_]")
#: A letter of a script with capitals.
CASED = re.compile(r"[A-Za-zÀ-ɏḀ-ỿЀ-ӿ]")
#: What may stand between a kind word and a name.
BEFORE_NAME = re.compile("[ \u00a0\u200b]")
_BREAK = re.compile(r"""[\n\r\t.,;:!?()\[\]{}"“”«»„/|…。，、；：（）「」『』《》·•–—→،؛؟।॥]""")
_MARK = re.compile(
    r"[\u0300-\u036f\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebd\u0ec8-\u0ecd\u17b4-\u17d3\u093c-\u094d\u0900-\u0903]"
)
_VOWEL_AHEAD = re.compile(r"[\u0e40-\u0e44\u0ec0-\u0ec4\u17d2]")  # belongs to the letter that follows it
_RUNS = (re.compile(r"[\u30a0-\u30ff－・]+"), re.compile(r"[\u3400-\u9fff－-]+"), re.compile(r"[\uac00-\ud7a3]+"))


def stretches_after(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Stretches that begin right after a kind word, longest first."""
    while BEFORE_NAME.match(text, start):
        start += 1
    window = text[start : start + _WINDOW]
    broken = _BREAK.search(window)
    window = window[: broken.start()] if broken else window
    if UNSPACED.match(window):
        yield from _characters_after(window, start)
        return
    words = list(_named(WORD.finditer(window), numbered=True))
    if words and words[0].start() == 0:
        yield from ((start, start + word.end()) for word in reversed(words[:5]))


def _named(words: Iterable[re.Match[str]], *, numbered: bool = False) -> Iterator[re.Match[str]]:
    """Words as long as they may belong to a name: capitalised, where the script has capitals; of numbers the first.

    Where a name may be `numbered`, one digit ends it ("A Lưới 4").
    """
    for number, word in enumerate(words):
        counted = number > 0 and word[0].isdecimal()
        small = CASED.match(word[0]) and not word[0][0].isupper()
        if small or (counted and not (numbered and len(word[0]) == 1)):
            return
        yield word
        if counted:
            return


def _characters_after(window: str, start: int) -> Iterator[tuple[int, int]]:
    run = window.split(" ", 1)[0][:16]
    for length in range(len(run), 1, -1):
        if length == len(run) or not (_MARK.match(run[length]) or _VOWEL_AHEAD.match(run[length - 1])):
            yield start, start + length


def stretches_before(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Stretches that end right before a kind word, longest first."""
    while end > 0 and text[end - 1] in " \u00a0\u200b":
        end -= 1
    offset = max(0, end - _WINDOW)
    last = [broken.end() for broken in _BREAK.finditer(text[offset:end])]
    offset += last[-1] if last else 0
    if end > offset and UNSPACED.match(text[end - 1]):
        yield from _characters_before(text, offset, end)
        return
    words = list(WORD.finditer(text[offset:end]))
    named = list(_named(reversed(words)))[:5]
    yield from ((offset + word.start(), end) for word in reversed(named))


def _characters_before(text: str, offset: int, end: int) -> Iterator[tuple[int, int]]:
    """The run of one script that ends here: whole in kana and Hangul, its last characters in Hán."""
    for script in _RUNS:
        runs = list(script.finditer(text, offset, end))
        if runs and runs[-1].end() == end:
            first = max(runs[-1].start(), end - 16)
            if script is _RUNS[1]:
                first = max(first, end - 6)
                yield from ((start, end) for start in range(first, end - 1))
            elif end - first > 1:
                yield first, end


def inflected(stretches: Iterable[tuple[int, int]], text: str, endings: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Stretches as they stand, then without each ending of a case that they may have: "Lao Cain" is "Lao Cai"."""
    for start, end in stretches:
        yield start, end
        for ending in endings:
            if end - start > len(ending) + 2 and text.endswith(ending, start, end):
                yield start, end - len(ending)
