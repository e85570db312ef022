"""Looks once at a site that is to become a source: its front page, the feeds and sitemaps that it names."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.sitemap import sitemap_urls_from_robots
from twisted.python.failure import Failure
from typing_extensions import override

from spiders.addresses import AddressGuard
from spiders.candidates import Candidate, Draft, Front, draft_source
from spiders.endings import ending_of
from spiders.errors import ProbeError, UnreadableError
from spiders.feed import read_feed
from spiders.fetching import FetchSettings
from spiders.links import Listing, absolute
from spiders.listing import read_page
from spiders.running import GuardedSpider, rules, run_spider
from spiders.sitemap import read_sitemap, unpacked
from spiders.source import Kind, SitemapRules, checked_url

logger = logging.getLogger(__name__)

MAX_FEEDS = 3
MAX_SITEMAPS = 3
DELAY_S = 1.0
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_LANGUAGE_LENGTH = 3


@dataclass(slots=True)
class _Findings:
    title: str = ""
    language: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    trouble: str | None = None

    def tell(self, trouble: str) -> None:
        self.trouble = self.trouble or trouble


def probe(url: str, *, settings: FetchSettings, language: str = "vi", private_hosts: Sequence[str] = ()) -> Draft:
    """A draft of a source file for a site.

    `language` is taken where the front page names none; `private_hosts` opens a `host:port` of one's own network.
    A handful of requests, under the same rules as a round; runs Scrapy's reactor, so call it once in a process.

    Raises:
        ProbeError: the address is none, cannot be fetched, or names nothing that looks like articles.
    """
    try:
        checked_url(url)
    except ValueError as error:
        raise ProbeError(f"{url}: {error}") from error
    found = _Findings()
    run_spider(
        _ProbeSpider,
        settings=rules(settings, delay_s=max(DELAY_S, settings.delay_s), language=language),
        private_hosts=private_hosts,
        tell=found.tell,
        name="probe",
        fetch=settings,
        homepage=url,
        found=found,
    )
    if not found.candidates:
        raise ProbeError(f"{url}: {found.trouble or 'the page could not be read'}; look at it in a browser first")
    front = Front(url, found.title, found.language or language, tuple(private_hosts))
    return draft_source(front, found.candidates)


class _ProbeSpider(GuardedSpider):
    def __init__(
        self, *, name: str, guard: AddressGuard, fetch: FetchSettings, homepage: str, found: _Findings
    ) -> None:
        super().__init__(name=name, guard=guard, fetch=fetch)
        self._homepage = homepage
        self._found = found

    @override
    async def start(self) -> AsyncIterator[Any]:
        yield Request(self._homepage, self._on_home, errback=self._on_home_failure, dont_filter=True)

    def _on_home(self, response: Response) -> Iterator[Request]:
        if not isinstance(response, HtmlResponse):
            self._found.tell("it is no HTML page")
            return
        language = (response.xpath("/html/@lang").get() or "").partition("-")[0].strip().lower()
        self._found.language = language if language.isalpha() and len(language) <= _LANGUAGE_LENGTH else ""
        self._found.title = " ".join((response.xpath("//title//text()").get() or "").split())[:100]
        self._found.candidates.append(Candidate(Kind.LISTING, self._homepage, read_page(response).links))
        types = " or ".join(f"@type='{kind}'" for kind in _FEED_TYPES)
        feeds = response.xpath(f"//link[{types}]/@href").getall()[:MAX_FEEDS]
        for url in filter(None, (absolute(response.url, href) for href in feeds)):
            yield self._look(url, Kind.FEED)
        yield Request(urljoin(response.url, "/robots.txt"), self._on_robots, errback=self._on_failure)

    def _on_robots(self, response: Response) -> Iterator[Request]:
        named = [absolute(response.url, url) for url in sitemap_urls_from_robots(response.body, response.url)]
        for url in filter(None, named[:MAX_SITEMAPS]):
            yield self._look(url, Kind.SITEMAP)

    def _look(self, url: str, kind: Kind) -> Request:
        return Request(url, self._on_candidate, errback=self._on_failure, cb_kwargs={"kind": kind})

    def _on_candidate(self, response: Response, kind: Kind) -> Iterator[Request]:
        readers: dict[Kind, Callable[[bytes], Listing]] = {Kind.FEED: read_feed, Kind.SITEMAP: self._read_sitemap}
        try:
            listing = readers[kind](response.body)
        except UnreadableError as error:
            logger.info("%s: %s", response.url, error)
            return
        asked = response.request.url if response.request else response.url
        self._found.candidates.append(Candidate(kind, asked, listing.links))
        yield from ()

    def _read_sitemap(self, body: bytes) -> Listing:
        return read_sitemap(unpacked(body, self.fetch.max_body_bytes), SitemapRules(), datetime.now(UTC))

    def _on_home_failure(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value or ProbeError("no answer")
        self._found.tell(f"it could not be fetched ({ending_of(error, request.url, self.guard)})")

    def _on_failure(self, failure: Failure) -> None:
        logger.info("%s", failure.value)
