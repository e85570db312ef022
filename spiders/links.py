"""Which links are worth fetching: pure functions from what a listing names to what a source wants."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from spiders.source import DEFAULT_PORTS, Source

MAX_URL_LENGTH = 2000

# Parameters that say where a click came from and never what is shown.
_TRACKING = re.compile(r"^(utm_[a-z_]+|fbclid|gclid|zarsrc|zalo_[a-z_]+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a listing names it. `alternates` are the same article in other languages."""

    url: str
    title: str = ""
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What one listing page, feed or sitemap says: articles, and further listings to open."""

    links: tuple[Link, ...] = ()
    further: tuple[str, ...] = ()
    is_index: bool = False  # names listings and no articles, so that finding none is no sign of trouble
    older: int = 0  # entries left out for their age


def article_links(source: Source, base: str, links: Iterable[Link]) -> list[Link]:
    """The links that are articles of the source, as absolute addresses of its edition, each once, in order."""
    chosen: dict[str, Link] = {}
    for link in links:
        url = edition_url(source, absolute(base, link.url))
        if url and is_article(source, url) and (url not in chosen or not chosen[url].title):
            alternates = tuple(other for other in (absolute(base, each) for each in link.alternates) if other)
            chosen[url] = replace(link, url=url, alternates=alternates)
    return list(chosen.values())


def absolute(base: str, href: str) -> str:
    """The address that a link leads to, without fragment and tracking; empty where it is no http address."""
    try:
        url = urldefrag(urljoin(base, href.strip())).url
        parts = urlsplit(url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or len(url) > MAX_URL_LENGTH:
            return ""
    except ValueError:  # such as an IPv6 address that never ends
        return ""
    kept = [pair for pair in parts.query.split("&") if not _TRACKING.match(pair.partition("=")[0])]
    return parts._replace(query="&".join(kept)).geturl()


def edition_url(source: Source, url: str) -> str:
    """The address of the source's own edition, where another edition's is listed."""
    if source.edition is None:
        return url
    match = source.edition.match.fullmatch(url)
    return match.expand(source.edition.address) if match else url


def is_article(source: Source, url: str) -> bool:
    """Whether an address is an article of the source by its patterns."""
    return any(pattern.search(url) for pattern in source.article) and not any(
        pattern.search(url) for pattern in source.exclude
    )


def is_on_topic(topics: Sequence[str], link: Link) -> bool:
    """Whether the address or the title of a link holds one of the topics; without topics everything is."""
    if not topics:
        return True
    texts = (f"-{fold(unquote(urlsplit(link.url).path))}-", f"-{fold(link.title)}-")
    return any(_wanted(topic) in text for topic in topics for text in texts)


def _wanted(topic: str) -> str:
    """A topic as it is looked for: Latin words whole, words of scripts without spaces anywhere."""
    folded = fold(topic)
    return f"-{folded}-" if folded.isascii() else folded


def fold(text: str) -> str:
    """Text as a URL slug writes it: small letters without diacritics, words joined by single hyphens."""
    plain = text
    for _ in range(2):  # folding case makes new compatibility forms and the other way round: Unicode 3.13, D147
        plain = unicodedata.normalize("NFKD", plain).casefold()
    plain = unicodedata.normalize("NFKD", plain).replace("đ", "d")
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "-", letters).strip("-")
