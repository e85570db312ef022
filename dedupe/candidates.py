"""Which keys to look up: the rarest tell most and cost least, whatever the store has grown to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import accumulate
from math import log

#: Keys looked up for one article. Measured: the 24 rarest find what all keys find.
MOST_KEYS = 24
#: Articles taken from one key, newest first, and articles compared in the end: the bounds of a look-up's cost.
MOST_PER_KEY = 200
MOST_CARRIERS = 1_000
MOST_CANDIDATES = 40
#: Kinds that decide by themselves are looked up however many articles share them.
_SURE_KINDS = ("url", "slug")
#: Kinds that are only counted.
_COUNTED_KINDS = ("day",)
_SURE = float(MOST_KEYS)  # outweighs all other keys together
#: What a candidate beyond the first few shares at least, beside what the nearest shares.
_CHANCE_SHARE = 0.2
_MOST_BY_CHANCE = 8


def rarest(
    keys: Sequence[str], counts: Mapping[str, int], *, counts_itself: bool = False, most: int = MOST_KEYS
) -> tuple[str, ...]:
    """The keys to look up, rarest first, keys that decide by themselves before all others.

    `counts` are numbers of articles in the store; `counts_itself` says that the article is already among them. A key
    that no other article has finds nothing and is left out. Ties keep the order of `keys`: surer kinds first.
    """
    itself = int(counts_itself)
    known = [key for key in dict.fromkeys(keys) if counts.get(key, 0) > itself and _kind(key) not in _COUNTED_KINDS]
    known.sort(key=lambda key: (not _is_sure(key), counts[key]))
    before = list(accumulate((min(counts[key], MOST_PER_KEY) for key in known), initial=0))
    return tuple(key for key, found in zip(known[:most], before, strict=False) if found < MOST_CARRIERS)


def nearest(carriers: Mapping[str, Iterable[int]], counts: Mapping[str, int]) -> list[int]:
    """The articles worth comparing, at most `MOST_CANDIDATES`: those that share most first, of equals the newest.

    A key weighs more, the fewer articles carry it; one that decides by itself outweighs all others. Who shares little
    beside what the nearest shares is there by chance: of those only a few are taken.
    """
    shared: dict[int, float] = defaultdict(float)
    for key in sorted(carriers):
        weight = 1.0 / (1.0 + log(max(1, counts[key]))) + (_SURE if _is_sure(key) else 0.0)
        for article in carriers[key]:
            shared[article] += weight
    found = nlargest(MOST_CANDIDATES, shared, key=lambda article: (shared[article], article))
    least = min(shared[found[0]], _SURE) * _CHANCE_SHARE if found else 0.0
    return found[:_MOST_BY_CHANCE] + [article for article in found[_MOST_BY_CHANCE:] if shared[article] >= least]


def _is_sure(key: str) -> bool:
    return _kind(key) in _SURE_KINDS


def _kind(key: str) -> str:
    return key.split(":", 2)[1]
