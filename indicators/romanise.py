"""Any script in lower-case ASCII letters, so that names can be compared across scripts."""

import re
from functools import lru_cache

from anyascii import anyascii

# Thai and Lao write some vowels before the consonant that they follow in speech.
_VOWEL_BEFORE = re.compile("([\u0e40-\u0e44\u0ec0-\u0ec4])([\u0e01-\u0e2e\u0e81-\u0eae])")


def romanise(text: str) -> str:
    """The text in lower-case ASCII; "Tuyên Quang", "Туенкуанг" and "تويان كوانغ" come out comparable, not equal.

    One character may become several, so offsets are not kept.
    """
    return anyascii(_VOWEL_BEFORE.sub(r"\2\1", text)).lower()


@lru_cache(maxsize=65536)
def romanise_word(word: str) -> str:
    """As `romanise`, remembered: for single words, which repeat."""
    return romanise(word)
