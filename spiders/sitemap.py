"""The shared spider for sitemaps: indexes, gzip, news sitemaps, language alternates; old entries are left out."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from lxml import etree
from scrapy.http import Response
from scrapy.utils.gz import gunzip
from typing_extensions import override

from spiders.errors import UnreadableError
from spiders.links import Link, Listing
from spiders.markup import children, local_name, parse_xml, text_of
from spiders.source import SitemapRules
from spiders.visit import Visit

MAX_ENTRIES = 50_000  # the protocol's own limit for one file
T = TypeVar("T")
_GZIP = b"\x1f\x8b\x08"


class SitemapVisit(Visit):
    """A round over a source whose new articles stand in sitemaps."""

    accept = "application/xml,text/xml;q=0.9,*/*;q=0.5"

    @override
    def read_listing(self, response: Response) -> Listing:
        """The recent entries of a sitemap; of an index, the sitemaps that are worth opening."""
        body = unpacked(response.body, self.fetch.max_body_bytes)
        return read_sitemap(body, self.source.sitemap, self.now)


def unpacked(body: bytes, max_bytes: int) -> bytes:
    """The body of a `.xml.gz`; others as they are.

    Raises:
        UnreadableError: it grows beyond the limit (`too_large`), or is broken (`broken_sitemap`).
    """
    if not body.startswith(_GZIP):
        return body
    try:
        return gunzip(body, max_size=max_bytes)
    except ValueError as error:
        raise UnreadableError(f"the sitemap unpacks to more than {max_bytes} bytes", "too_large") from error
    except (OSError, EOFError) as error:
        raise UnreadableError(f"the sitemap cannot be unpacked: {error}", "broken_sitemap") from error


def read_sitemap(body: bytes, rules: SitemapRules, now: datetime) -> Listing:
    """What a sitemap or an index of sitemaps names, newest first.

    Raises:
        UnreadableError: what came is no sitemap (`not_a_sitemap`), or broken beyond reading (`broken_sitemap`).
    """
    root = parse_xml(body, kind="sitemap")
    oldest = now - timedelta(days=rules.max_age_days)
    if local_name(root) == "sitemapindex":
        return Listing(further=tuple(_further(root, rules, oldest)), is_index=True)
    if local_name(root) != "urlset":
        raise UnreadableError(f"<{local_name(root)}> came instead of a sitemap", "not_a_sitemap")
    entries = [(_entry_time(entry), _link(entry)) for entry in _entries(root, "url")]
    recent = [(time, link) for time, link in entries if link.url and _is_recent(time, oldest)]
    links = tuple(link for _, link in _newest_first(recent))
    return Listing(links, older=len(entries) - len(recent))


def _further(root: etree._Element, rules: SitemapRules, oldest: datetime) -> Iterable[str]:
    dated: list[tuple[datetime | None, str]] = []
    for entry in _entries(root, "sitemap"):
        url = text_of(entry, "loc")
        matches = [match for match in (pattern.search(url) for pattern in rules.follow) if match]
        if rules.follow and not matches:
            continue
        named = [match["date"] for match in matches if "date" in match.re.groupindex]
        covers_to = _end_of(named[0]) if named else parse_time(text_of(entry, "lastmod"))
        if _is_recent(covers_to, oldest):
            dated.append((covers_to, url))
    return [url for _, url in _newest_first(dated)]


def _newest_first(dated: Iterable[tuple[datetime | None, T]]) -> list[tuple[datetime | None, T]]:
    """Sorted by time, newest first; the undated keep their order at the end."""
    long_ago = datetime.min.replace(tzinfo=UTC)
    return sorted(dated, key=lambda pair: pair[0] or long_ago, reverse=True)


def _entries(root: etree._Element, name: str) -> list[etree._Element]:
    return list(children(root, name))[:MAX_ENTRIES]


def _link(entry: etree._Element) -> Link:
    alternates = tuple(str(link.get("href")) for link in children(entry, "link") if link.get("href"))
    titles = [text_of(news, "title") for news in children(entry, "news")]
    return Link(text_of(entry, "loc"), titles[0] if titles else "", alternates)


def _entry_time(entry: etree._Element) -> datetime | None:
    news = [text_of(element, "publication_date") for element in children(entry, "news")]
    return parse_time(text_of(entry, "lastmod")) or parse_time(news[0] if news else "")


def _is_recent(time: datetime | None, oldest: datetime) -> bool:
    """Whether an entry is young enough; one that does not tell its age is taken."""
    return time is None or time >= oldest


def _end_of(day_or_month: str) -> datetime | None:
    """The end of the day, or the latest end of the month, that a sitemap's name tells."""
    start = parse_time(day_or_month if day_or_month.count("-") > 1 else f"{day_or_month}-01")
    if start is None:
        return None
    return start + timedelta(days=1 if day_or_month.count("-") > 1 else 31)


def parse_time(text: str) -> datetime | None:
    """A W3C date and time in UTC; None for anything else."""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except OverflowError:
        return None
