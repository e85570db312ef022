"""From an article's text to its figures, and to the signature by which its story is found."""

import re

from crawler.steps.page_metadata import VIETNAM
from dedupe.evidence import Quantity, Signature
from dedupe.naming import names, stream
from dedupe.text import shingles
from dedupe.urls import slug
from indicators.figure import Context, Reading
from store.records import ArticleRecord

#: Signatures keep this many of each kind of evidence: a report has 10 to 60 figures; a hostile page may have 10,000.
MOST_EVIDENCE = 200
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def context_of(article: ArticleRecord, area_code: str | None) -> Context:
    """What is known beside the text: title, day of publication in Vietnam, the source's default area."""
    published = article.published_at.astimezone(VIETNAM).date() if article.published_at else None
    return Context(title=article.title, published=published, area_code=area_code)


def signature_of(article: ArticleRecord, reading: Reading) -> Signature:
    """The language-neutral evidence of an article; furniture after the report's end takes no part in it."""
    body = article.text[: reading.body_end]
    figures = reading.figures[:MOST_EVIDENCE]
    web = article.url.startswith("http")
    return Signature(
        language=article.language,
        source=article.source,
        url=article.url,
        title=article.title,
        published_at=article.published_at,
        slug=slug(article.url) if web else None,
        origin_url=article.origin_url,
        alternates=article.alternates,
        image=article.image_url,
        quantities=tuple(Quantity.of(figure.value, figure.unit) for figure in figures),
        documents=_codes(reading, "document"),
        places=_places(reading),
        periods=tuple(dict.fromkeys(figure.period for figure in figures if figure.period)),
        dates=_days(reading),
        names=names(body, article.language),
        stream=stream(body),
        shingles=shingles(body),
    )


def _codes(reading: Reading, kind: str) -> tuple[str, ...]:
    found = dict.fromkeys(mention.code for mention in reading.mentions if mention.kind == kind)
    return tuple(found)[:MOST_EVIDENCE]


def _days(reading: Reading) -> tuple[str, ...]:
    """Month and day of the days that a text names; their years are often left out."""
    days = dict.fromkeys(code[5:] for code in _codes(reading, "date") if _DAY.fullmatch(code))
    return tuple(days)[:MOST_EVIDENCE]


def _places(reading: Reading) -> tuple[str, ...]:
    """Area codes, the one that most figures are about first, then those only mentioned."""
    weights: dict[str, int] = {}
    for figure in reading.figures:
        if figure.area and figure.area.code:
            weights[figure.area.code] = weights.get(figure.area.code, 0) + 1
    ranked = sorted(weights, key=lambda code: (-weights[code], code))
    return tuple(dict.fromkeys((*ranked, *_codes(reading, "place"))))[:MOST_EVIDENCE]
