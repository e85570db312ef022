"""What a page says about itself outside its text: addresses, siblings, times, lead image, cited origin."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from dedupe.urls import canonical

#: Vietnam's clock: reports without a time zone are read in it (no daylight saving time since 1975).
VIETNAM = timezone(timedelta(hours=7))
#: More siblings than Vietnam.vn has editions are not siblings but an attack or a mistake.
MOST_ALTERNATES = 50
#: A JSON-LD block longer than this is not read.
MOST_JSON_CHARACTERS = 200_000
#: No report of a figure is older than the bank that it is about (founded in 2002), with a margin.
EARLIEST_YEAR = 1990

_BARE_URL = re.compile(r"https?://[^\s<>\"'«»]{4,500}")
_PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='pubdate' or @name='publishdate' or @name='dc.date' or @name='DC.date.issued']/@content",
)
_TIME_ELEMENTS = "//article//time/@datetime | //time[@itemprop='datePublished']/@datetime"


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Everything is None or empty where the page does not say; every address is absolute and canonical."""

    url: str
    language: str | None
    published_at: datetime | None
    image_url: str | None
    origin_url: str | None
    alternates: tuple[str, ...]


def read_metadata(tree: HtmlElement, url: str) -> PageMetadata:
    """Read what a parsed page says about itself; `url` is the address that it was fetched from."""
    return PageMetadata(
        url=_own_address(tree, url),
        language=_first(tree, "/html/@lang"),
        published_at=_published_at(tree),
        image_url=_web_address(_first(tree, "//meta[@property='og:image']/@content"), url),
        origin_url=_origin(tree, url),
        alternates=_alternates(tree, url),
    )


def origin_in_text(text: str, url: str) -> str | None:
    """The last address printed in a text that leads to another host: `Source: https://…` at the end of a report."""
    host = urlsplit(url).hostname
    found = [match.group().rstrip(".,;:)]}") for match in _BARE_URL.finditer(text[-4_000:])]
    others = [address for address in found if _host(address) not in (None, host)]
    return canonical(others[-1]) if others else None


def parse_time(value: str | None) -> datetime | None:
    """An ISO 8601 date or time as an aware UTC time; Vietnamese time where no zone is given, None if it is no date."""
    if not value or len(value) > 64:
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    if moment.year < EARLIEST_YEAR or moment.year > datetime.now(UTC).year + 1:
        return None
    return moment.astimezone(UTC)


def date_at_midday(value: str | None) -> datetime | None:
    """A date without a time as noon in Vietnam, so that no time zone moves it to another day."""
    moment = parse_time(value)
    return moment and datetime.combine(moment.astimezone(VIETNAM).date(), time(12), VIETNAM).astimezone(UTC)


def _own_address(tree: HtmlElement, url: str) -> str:
    """The canonical address that the page claims, when it is on the same host; else the one fetched."""
    claimed = _web_address(_first(tree, "//link[@rel='canonical']/@href"), url)
    return claimed if claimed and _host(claimed) == _host(url) and urlsplit(claimed).path.strip("/") else canonical(url)


def _published_at(tree: HtmlElement) -> datetime | None:
    for path in _PUBLISHED:
        if moment := parse_time(_first(tree, path)):
            return moment
    for value in _published_in_json(tree):
        if moment := parse_time(value):
            return moment
    return parse_time(_first(tree, _TIME_ELEMENTS))


def _published_in_json(tree: HtmlElement) -> Iterator[str]:
    for block in tree.xpath("//script[@type='application/ld+json']/text()")[:10]:
        if len(block) > MOST_JSON_CHARACTERS:
            continue
        try:
            data = json.loads(block)
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph") if isinstance(data, dict) else None
        items = graph if isinstance(graph, list) else data if isinstance(data, list) else [data]
        for item in items[:50]:
            if isinstance(item, dict) and isinstance(item.get("datePublished"), str):
                yield item["datePublished"]


def _origin(tree: HtmlElement, url: str) -> str | None:
    """The address that the article itself cites: the last link out whose text is that very address."""
    found = None
    for anchor in tree.xpath("//a[starts-with(@href, 'http')]")[:5_000]:
        address = str(anchor.get("href"))
        if _host(address) in (None, _host(url)):
            continue
        shown = anchor.text_content().strip()
        if anchor.get("rel") == "source" or (shown.startswith("http") and _host(shown) == _host(address)):
            found = address
    return canonical(found) if found else None


def _alternates(tree: HtmlElement, url: str) -> tuple[str, ...]:
    links = tree.xpath("//link[@rel='alternate'][@hreflang]/@href")[:MOST_ALTERNATES]
    addresses = (_web_address(str(link), url) for link in links)
    return tuple(dict.fromkeys(address for address in addresses if address))


def _web_address(value: str | None, base: str) -> str | None:
    if not value or len(value) > 2_000:
        return None
    try:
        address = urljoin(base, value.strip())
    except ValueError:
        return None
    return canonical(address) if _host(address) else None


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


def _first(tree: HtmlElement, path: str) -> str | None:
    found = tree.xpath(path)
    return str(found[0]).strip() or None if found else None
