"""One round over one source: ask its listings, choose their articles, fetch what is not known, hand it on."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure
from typing_extensions import override

from spiders.addresses import AddressGuard
from spiders.endings import ending_of
from spiders.errors import UnreadableError
from spiders.fetching import FetchSettings
from spiders.ledger import Ledger
from spiders.links import Link, Listing, article_links, is_article, is_on_topic
from spiders.memory import Memory, Validators
from spiders.page import Page
from spiders.running import GuardedSpider
from spiders.source import Source

LISTING_PRIORITY = 10  # listings before articles: what is new is known early, and politeness costs the articles

Known = Callable[[Iterable[str]], set[str]]
StorePage = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page on its way to `StorePages`, with the address under which it was listed."""

    page: Page
    listed_as: str


class Visit(GuardedSpider):
    """What the shared spiders have in common; a kind of listing adds how it is read."""

    name = "visit"
    accept = "*/*"

    def __init__(
        self,
        *,
        source: Source,
        fetch: FetchSettings,
        known: Known,
        store_page: StorePage,
        validators: Validators,
        guard: AddressGuard,
        ledger: Ledger,
    ) -> None:
        super().__init__(name=source.id, guard=guard, fetch=fetch)
        self.source = source
        self.known = known
        self.store_page = store_page
        self.ledger = ledger
        self.now = datetime.now(UTC)
        self._memory = Memory(validators)
        self._max_listings = min(source.politeness.max_listings, fetch.max_listings)
        self._left = min(source.politeness.max_articles, fetch.max_articles)

    @classmethod
    @override
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy builds its spiders."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._on_dropped, signals.request_dropped)  # noqa: SLF001 - of our own class
        crawler.signals.connect(spider._on_error, signals.spider_error)  # noqa: SLF001 - of our own class
        return spider

    @abstractmethod
    def read_listing(self, response: Response) -> Listing:
        """What a listing says; raises UnreadableError for anything that is no listing of this kind."""

    @override
    async def start(self) -> AsyncIterator[Any]:
        """Ask the source's own listings."""
        for url in self.source.start:
            for request in self._ask(url, is_start=True):
                yield request

    def validators(self) -> dict[str, dict[str, str]]:
        """What the next round is to be given; where something waits for a retry, its listing is to come whole."""
        return self._memory.validators(self.ledger.listings, self._is_settled)

    def _is_settled(self, listing: str) -> bool:
        """Whether a listing need not be seen again until it changes; further pages hang on the first."""
        if self.source.pagination is None:
            return self.ledger.is_settled(listing)
        return all(map(self.ledger.is_settled, self.ledger.listings))

    # Listings

    def _ask(self, url: str, *, is_start: bool = False, depth: int = 1) -> Iterator[Request]:
        if len(self.ledger.listings) >= self._max_listings or not self.ledger.ask(url, is_start=is_start):
            return
        yield Request(
            url,
            headers={"Accept": self.accept, **self._memory.conditions(url)},
            callback=self._on_listing,
            errback=self._on_listing_failure,
            cb_kwargs={"listing": url, "depth": depth},
            priority=LISTING_PRIORITY,
            dont_filter=True,  # the ledger has seen to it that a listing is asked once
        )

    def _on_listing(self, response: Response, listing: str, depth: int) -> Iterator[Request]:
        try:
            content = self.read_listing(response)
        except UnreadableError as error:
            self.logger.warning("%s: %s", listing, error)
            self.ledger.end_listing(listing, error.ending)
            return
        links = article_links(self.source, response.url, content.links)
        urls = [link.url for link in links]
        new = set(self.ledger.read(listing, urls, should_have_links=not (content.is_index or content.older)))
        if not content.is_index:  # an index may stay the same while the sitemaps that it names change
            self._memory.note_answer(listing, _headers_of(response))
        for url in content.further if depth < self.source.sitemap.max_depth else ():
            yield from self._ask(response.urljoin(url), depth=depth + 1)
        unknown = self._choose([link for link in links if link.url in new])
        for link in unknown:
            yield self._article_request(link, listing)
        if self._brings_news(new):
            yield from self._next_page(depth)

    def _brings_news(self, seen_first: set[str]) -> bool:
        """Whether a page names an article that no round has seen, or is too far from the topic to tell."""
        endings = {self.ledger.articles[url] for url in seen_first}
        return bool(endings - {"known", "off_topic"}) or endings == {"off_topic"}

    def _next_page(self, depth: int) -> Iterator[Request]:
        pages = self.source.pagination
        if pages is not None and depth < pages.max_pages:
            yield from self._ask(pages.page(depth + 1), depth=depth + 1)

    def _on_listing_failure(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        listing = request.cb_kwargs["listing"]
        ending = ending_of(_exception(failure), request.url, self.guard)
        self.ledger.end_listing(listing, ending)
        if ending == "not_modified":
            self._memory.note_unchanged(listing)
        else:
            self.logger.warning("%s: %s", listing, ending)

    # Articles

    def _choose(self, links: list[Link]) -> list[Link]:
        """The links to fetch; the others get their ending here. Asks once for all of them what is known."""
        wanted = []
        for link in links:
            if is_on_topic(self.source.topics, link):
                wanted.append(link)
            else:
                self.ledger.end(link.url, "off_topic")
        stored_as = {link.url: self._memory.stored_as(link.url) for link in wanted}
        known = self.known(stored_as.values()) if wanted else set()
        for link in wanted:
            if stored_as[link.url] in known:
                self.ledger.end(link.url, "known")
        unknown = [link for link in wanted if stored_as[link.url] not in known]
        for link in unknown[self._left :]:
            self.ledger.end(link.url, "over_limit")
        chosen = unknown[: self._left]
        self._left -= len(chosen)
        return chosen

    def _article_request(self, link: Link, listing: str) -> Request:
        return Request(
            link.url,
            headers={"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"},
            callback=self._on_article,
            errback=self._on_article_failure,
            cb_kwargs={"link": link, "listing": listing},
        )

    def _on_article(self, response: Response, link: Link, listing: str) -> Iterator[Fetched]:
        self.ledger.fetched += 1
        if not _is_text(response):
            self.ledger.end(link.url, "not_text")
        elif response.url != link.url and not is_article(self.source, _as_listed(response.url, link.url)):
            self.ledger.end(link.url, "moved_away")  # to the front page, as sites do with what they have taken down
        elif not response.body.strip():
            self.ledger.end(link.url, "blank")
        else:
            if response.url != link.url:
                self._memory.note_move(link.url, response.url)
            yield Fetched(self._page(response, link, listing), link.url)

    def _page(self, response: Response, link: Link, listing: str) -> Page:
        return Page(
            source=self.source.id,
            url=response.url,
            fetched_at=datetime.now(UTC),
            status=response.status,
            headers=_headers_of(response),
            body=response.body,
            language=self.source.language,
            discovered_on=listing,
            alternates=link.alternates,
        )

    def _on_article_failure(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        ending = ending_of(_exception(failure), request.url, self.guard)
        self.ledger.end(request.cb_kwargs["link"].url, ending)
        self.logger.info("%s: %s", request.url, ending)

    def _on_error(self, failure: Failure) -> None:
        """Something in this class, or in `known`, failed; Scrapy goes on with the next answer."""
        self.ledger.tell(f"the round: {failure.getErrorMessage()}")

    def _on_dropped(self, request: Request) -> None:
        """An article that redirects to itself, or to another that this round has asked for already."""
        if "link" in request.cb_kwargs:
            is_loop = request.url in request.meta.get("redirect_urls", ())
            self.ledger.end(request.cb_kwargs["link"].url, "redirects" if is_loop else "duplicate")


def _is_text(response: Response) -> bool:
    """Whether a page can be read as one; what the server says goes before what the address looks like."""
    said = (response.headers.get("Content-Type") or b"").partition(b";")[0].strip().lower()
    return isinstance(response, TextResponse) and (not said or said.startswith(b"text/") or b"html" in said)


def _exception(failure: Failure) -> BaseException:
    return failure.value or RuntimeError("a failure without an exception")


def _headers_of(response: Response) -> dict[str, str]:
    """Lower-cased names with their first value, as text."""
    pairs = ((name, response.headers.get(name)) for name in response.headers)
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs if value is not None}


def _as_listed(url: str, listed: str) -> str:
    """An address with the scheme under which it was listed: a step from http to https does not move an article."""
    return urlsplit(url)._replace(scheme=urlsplit(listed).scheme).geturl()
