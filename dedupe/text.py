"""Text as evidence: word sequences, comparable within one language.

Nothing here compares words across languages: measured, it fails the wrong way round. All results are bounded and
stable across processes, machines and Python versions.
"""

import re
import unicodedata
from hashlib import blake2b

#: Characters of a text that are looked at; longer texts are cut.
LONGEST_TEXT = 60_000
#: Words of a shingle. A shortened copy keeps most runs of five words; templates of other reports keep fewer.
SHINGLE_WORDS = 5
#: The smallest hashes kept of a text: enough to tell a containment of 0.5 from 0.3 (standard error about 0.04).
SKETCH_SIZE = 128
#: Bits of a shingle's hash: an integer that every JSON reader keeps exactly.
_HASH_BYTES = 6

_TOKEN = re.compile(
    # Scripts written without spaces give one token a character (with its marks), all others one a word.
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    r"|[^\W_](?:[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[\u0300-\u036f\u0900-\u0dff'’.,](?=\w))*"
)


def normalise(text: str) -> str:
    """The text in one Unicode form and case, bounded, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold().split())


def tokenise(text: str) -> list[str]:
    """The words of a text in order, in one case; single characters in scripts that put no spaces between words."""
    return _TOKEN.findall(normalise(text))


def shingles(text: str) -> tuple[int, ...]:
    """The smallest hashes of the text's word sequences, ascending: a sketch of what it says, word by word."""
    words = tokenise(text)
    windows = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    return tuple(sorted({_hash(window) for window in windows if window})[:SKETCH_SIZE])


def containment(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How much of the shorter of two texts stands in the longer, from 0 to 1, estimated from their sketches."""
    if not one or not other:
        return 0.0
    # A full sketch knows nothing above its largest hash, so both are compared below the lower of the two ends.
    ends = [sketch[-1] for sketch in (one, other) if len(sketch) >= SKETCH_SIZE]
    end = min(ends, default=max(one[-1], other[-1]))
    mine = {value for value in one if value <= end}
    theirs = {value for value in other if value <= end}
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer else 0.0


def _hash(window: str) -> int:
    return int.from_bytes(blake2b(window.encode(), digest_size=_HASH_BYTES).digest())
