"""The keys under which an article is found again: language-neutral, stable, versioned.

A key is `VERSION:kind:value`. Kinds, from the surest to the vaguest: `url` (canonical addresses: its own, its
alternates, its origin), `slug`, `pair` (two consecutive figures), `figure`, `document`, `shingle`, `date`, `sound`
(of a name), `place`; and `day` (of publication), by which articles are counted and none is looked up.
The store keeps all keys of an article; a look-up uses the rarest of them (`dedupe.candidates`).
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from dedupe.evidence import Quantity, Signature
from dedupe.urls import identity

#: Part of every key: another way of making keys never meets the old one's.
VERSION = "1"
#: Figures of an article that are looked at; a report has 10 to 60, a hostile page 10,000.
MOST_FIGURES = 120
#: Keys of each kind, so that no article can flood the index.
MOST_KEYS = {
    "url": 40,
    "slug": 1,
    "pair": 48,
    "figure": 48,
    "document": 8,
    "shingle": 12,
    "date": 6,
    "sound": 96,
    "place": 3,
    "day": 1,
}

#: A figure of one significant digit is found everywhere; it says something only beside another.
_FEWEST_DIGITS = 2
_SHORTEST_SOUND = 3
_ENOUGH_FIGURES = 8  # that tell something: more than an article needs to be found by
_SOUNDS_BESIDE_FIGURES = 12


def keys(signature: Signature) -> tuple[str, ...]:
    """All keys of an article, surest kinds first, at most `sum(MOST_KEYS.values())`."""
    found = {
        "url": _addresses(signature),
        "slug": [signature.slug] if signature.slug else [],
        "pair": _pairs(signature.quantities[:MOST_FIGURES]),
        "figure": [_figure(quantity) for quantity in signature.quantities[:MOST_FIGURES] if _tells(quantity)],
        "document": list(signature.documents),
        "shingle": [f"{signature.language}:{value:012x}" for value in signature.shingles],
        "date": list(signature.dates),
        "sound": _sounds(signature),
        "place": list(signature.places),
        "day": [signature.published_at.astimezone(UTC).date().isoformat()] if signature.published_at else [],
    }
    return tuple(
        f"{VERSION}:{kind}:{value}" for kind, values in found.items() for value in _first(values, MOST_KEYS[kind])
    )


def day_keys(published_at: datetime, *, around: float) -> tuple[str, ...]:
    """The keys of the days from so many before a time to so many after it."""
    day = published_at.astimezone(UTC).date()
    return tuple(f"{VERSION}:day:{day + timedelta(days=apart)}" for apart in range(-int(around), int(around) + 1))


def figure_key(kind: str, told: str) -> str:
    """The key of one figure by its coarse unit and digits; its count in the store says how much the figure tells."""
    return f"{VERSION}:figure:{kind}:{told}"


def document_key(document: str) -> str:
    """The key of a document number."""
    return f"{VERSION}:document:{document}"


def date_key(date: str) -> str:
    """The key of a day that texts name, by month and day."""
    return f"{VERSION}:date:{date}"


def sound_key(sound: str) -> str:
    """The key of a name by its consonants."""
    return f"{VERSION}:sound:{sound}"


def address_key(url: str) -> str:
    """The key of an address that is somebody's own, alternate or origin."""
    return f"{VERSION}:url:{identity(url)}"


def slug_key(slug: str) -> str:
    """The key of a slug."""
    return f"{VERSION}:slug:{slug}"


def _figure(quantity: Quantity) -> str:
    return f"{quantity.kind}:{quantity.digits}"


def _tells(quantity: Quantity) -> bool:
    return len(quantity.digits) >= _FEWEST_DIGITS


def _pairs(quantities: tuple[Quantity, ...]) -> list[str]:
    """Neighbours in text order, without units; at least one of the two tells something by itself."""
    return [f"{left.digits},{right.digits}" for left, right in pairwise(quantities) if _tells(left) or _tells(right)]


def _sounds(signature: Signature) -> list[str]:
    """What names sound like, the longest first; fewer where figures find the article."""
    sounds = {name.sound for name in signature.names if len(name.sound) >= _SHORTEST_SOUND}
    ranked = sorted(sounds, key=lambda sound: (-len(sound), sound))
    telling = sum(1 for quantity in signature.quantities[:MOST_FIGURES] if _tells(quantity))
    return ranked[:_SOUNDS_BESIDE_FIGURES] if telling >= _ENOUGH_FIGURES else ranked


def _addresses(signature: Signature) -> list[str]:
    addresses = [signature.url, signature.origin_url or "", *signature.alternates]
    return [known for address in addresses if address and (known := identity(address))]


def _first(values: Iterable[str], most: int) -> list[str]:
    return list(dict.fromkeys(values))[:most]
