"""Which keys to look up: the rarest tell most and cost least, whatever the store has grown to."""

from collections.abc import Mapping, Sequence

#: Keys looked up for one article. Measured: the 24 rarest find what all keys find.
MOST_KEYS = 24
#: Articles taken from one key, newest first, and articles compared in the end: the bounds of a look-up's cost.
MOST_PER_KEY = 200
MOST_CANDIDATES = 40
#: Kinds that decide by themselves are looked up however many articles share them.
_SURE_KINDS = ("url", "slug")


def rarest(
    keys: Sequence[str], counts: Mapping[str, int], *, counts_itself: bool = False, most: int = MOST_KEYS
) -> tuple[str, ...]:
    """The keys to look up, rarest first, keys that decide by themselves before all others.

    `counts` are numbers of articles in the store; `counts_itself` says that the article is already among them. A key
    that no other article has finds nothing and is left out. Ties keep the order of `keys`: surer kinds first.
    """
    itself = int(counts_itself)
    known = [key for key in dict.fromkeys(keys) if counts.get(key, 0) > itself]
    known.sort(key=lambda key: (not _is_sure(key), counts[key]))
    return tuple(known[:most])


def _is_sure(key: str) -> bool:
    return key.split(":", 2)[1] in _SURE_KINDS
