"""Any script in lower-case ASCII letters, so that names can be compared across scripts."""

from functools import lru_cache

from anyascii import anyascii

from indicators.words.spoken import as_spoken


def romanise(text: str) -> str:
    """The text in lower-case ASCII; "Tuyên Quang", "Туенкуанг" and "تويان كوانغ" come out comparable, not equal.

    One character may become several, so offsets are not kept.
    """
    return anyascii(as_spoken(text)).lower()


@lru_cache(maxsize=65536)
def romanise_word(word: str) -> str:
    """As `romanise`, remembered: for single words, which repeat."""
    return romanise(word)
