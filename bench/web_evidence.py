"""Dress articles in what a site gives beside their text: addresses, slugs, language versions, origins, images, times.

A portal carries half of a story's articles as language versions of one page; the others stand on sites of their own.
Some cite their origin, some show its lead image. Nothing of it tells two look-alikes apart but what would in life.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from dedupe.evidence import Signature

_BEGIN: Final = datetime(2024, 4, 1, tzinfo=UTC)
_ON_PORTAL: Final = 0.5
_CITING: Final = 0.4
_WITH_IMAGE: Final = 0.5
_DAYS: Final = 40  # over which the stories are published


def dressed(signatures: Mapping[str, Signature], stories: Mapping[str, str], *, seed: int) -> dict[str, Signature]:
    """The same signatures with the evidence of the web; `stories` says which articles are one report."""
    random = Random(seed)
    by_story: dict[str, list[str]] = defaultdict(list)
    for doc in sorted(signatures):
        by_story[stories[doc]].append(doc)
    found: dict[str, Signature] = {}
    for number, docs in enumerate(by_story.values(), 1):
        published = _BEGIN + timedelta(days=random.uniform(0, _DAYS))
        portal = [doc for doc in docs if random.random() < _ON_PORTAL]
        versions = {doc: f"https://portal.example/{signatures[doc].language}/report-number-{number}" for doc in portal}
        for doc in docs:
            other = f"https://paper-{random.randrange(60)}.example/{random.getrandbits(40)}.html"
            found[doc] = replace(
                signatures[doc],
                source="portal" if doc in versions else other.split("/")[2],
                url=versions.get(doc, other),
                slug=f"report-number-{number}" if doc in versions else None,
                alternates=tuple(versions.values()) if doc in versions else (),
                origin_url=f"https://origin.example/{number}.html" if random.random() < _CITING else None,
                image=f"/photos/{number}.jpg" if random.random() < _WITH_IMAGE else None,
                published_at=published + timedelta(hours=random.expovariate(1 / 12)),
            )
    return found
