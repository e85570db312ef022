"""Runs one round over one source in Scrapy's reactor. Call it once, in a process of its own."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.utils.reactor import install_reactor
from twisted.internet.defer import Deferred

from spiders.addresses import AddressGuard
from spiders.feed import FeedVisit
from spiders.fetching import BOT_NAME, CrawlReport, FetchSettings, Outcome
from spiders.ledger import Ledger
from spiders.listing import ListingVisit
from spiders.sitemap import SitemapVisit
from spiders.source import Kind, Source
from spiders.visit import Known, StorePage, Validators, Visit

__all__ = ["CrawlReport", "FetchSettings", "Outcome", "crawl_source", "scrapy_settings"]

logger = logging.getLogger(__name__)

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_VISITS: Mapping[Kind, type[Visit]] = {
    Kind.FEED: FeedVisit,
    Kind.SITEMAP: SitemapVisit,
    Kind.LISTING: ListingVisit,
}


def crawl_source(
    source: Source,
    *,
    settings: FetchSettings,
    known: Known,
    store_page: StorePage,
    validators: Validators,
) -> CrawlReport:
    """One round over a source; returns when it is done, or was told to stop by SIGINT or SIGTERM.

    `known` says which of some article URLs are stored already; it is asked once for each listing. `store_page` gets
    every fetched page as it comes. `validators` is what the last round's report gave. Failed fetches are counts in
    the report, never exceptions.
    """
    install_reactor(_REACTOR)
    from twisted.internet import reactor as installed  # noqa: PLC0415 - must be imported after it is installed

    reactor: Any = installed
    guard = AddressGuard(reactor.nameResolver, source.private_hosts)
    reactor.installNameResolver(guard)
    runner = AsyncCrawlerRunner(scrapy_settings(source, settings))
    crawler = runner.create_crawler(_VISITS[source.kind])
    ledger = Ledger()
    task = runner.crawl(
        crawler,
        source=source,
        fetch=settings,
        known=known,
        store_page=store_page,
        validators=validators,
        guard=guard,
        ledger=ledger,
    )
    stopper = _Stopper(reactor, runner, crawler, ledger)
    task.add_done_callback(stopper.on_done)
    reactor.addSystemEventTrigger("before", "shutdown", stopper.on_shutdown)
    reactor.run()
    return _report(crawler, ledger, validators)


class _Stopper:
    """Ends the reactor with the round, and the round with the reactor."""

    def __init__(self, reactor: Any, runner: AsyncCrawlerRunner, crawler: Crawler, ledger: Ledger) -> None:
        self._reactor = reactor
        self._runner = runner
        self._crawler = crawler
        self._ledger = ledger
        self._done = False

    def on_done(self, task: "asyncio.Task[None]") -> None:
        """The round is over, or could not begin."""
        self._done = True
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._ledger.trouble = f"the round broke off: {error!r}"
            logger.error("the round broke off", exc_info=error)
        if self._reactor.running:
            self._reactor.stop()

    def on_shutdown(self) -> Deferred[None] | None:
        """The reactor is told to stop, by `on_done` or by a signal: wait until the round has ended."""
        if self._done:
            return None
        self._ledger.trouble = self._ledger.trouble or "the round was stopped before it was done"
        if isinstance(self._crawler.spider, Visit):
            self._crawler.spider.stopping.set()
        return Deferred.fromFuture(asyncio.ensure_future(self._runner.stop()))


def _report(crawler: Crawler, ledger: Ledger, validators: Validators) -> CrawlReport:
    reason = crawler.stats.get_value("finish_reason") if crawler.spider else None
    if reason not in {None, "finished", "shutdown"}:
        ledger.trouble = ledger.trouble or f"the round was ended early: {reason}"
    outcome, error = ledger.outcome()
    visit = crawler.spider
    new = visit.validators() if isinstance(visit, Visit) else {url: dict(old) for url, old in validators.items()}
    return CrawlReport(outcome=outcome, counts=ledger.counts(), error=error, validators=new)


def scrapy_settings(source: Source, settings: FetchSettings) -> dict[str, Any]:
    """Scrapy's settings for a round: few, and each with its reason. None of them comes from a source file's whim."""
    delay = source.politeness.delay_seconds
    if not source.is_private:
        delay = max(delay, settings.delay_s)
    return {
        # Manners. No source and no setting can turn robots.txt off.
        "BOT_NAME": BOT_NAME,
        "USER_AGENT": settings.user_agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": BOT_NAME,
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0,  # jitter goes both ways, and a host's wish is a lower bound
        "AUTOTHROTTLE_MAX_DELAY": settings.max_delay_s,  # read by our Throttle, which replaces AutoThrottle
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS": 1,  # none waits in a queue when a host says "not now", or a signal "stop"
        "RETRY_TIMES": settings.retries,
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",  # counted and reported as an ending
        # Bounds on what a hostile host can cost.
        "DOWNLOAD_TIMEOUT": settings.timeout_s,
        "DOWNLOAD_MAXSIZE": settings.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": settings.max_redirects,
        "METAREFRESH_ENABLED": False,  # a page must not send the crawler about
        "DEPTH_LIMIT": 0,  # listings count their own depth
        "CLOSESPIDER_TIMEOUT": settings.round_timeout_s,
        "MEMUSAGE_LIMIT_MB": settings.max_memory_mb,
        # Nothing is told that a fetch does not need.
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": True,  # the component must exist for redirects; its policy sends nothing
        "REFERRER_POLICY": "no-referrer",
        "HTTPPROXY_ENABLED": False,  # a proxy would look names up itself, past the address rule
        "DEFAULT_REQUEST_HEADERS": {"Accept-Language": f"{source.language},*;q=0.5"},
        # Only what a web crawler needs: no files, FTP or S3 by address, no doors into the process.
        "DOWNLOAD_HANDLERS": {"file": None, "ftp": None, "s3": None, "data": None},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "STATS_DUMP": False,
        "LOGSTATS_INTERVAL": 0,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "spiders.politeness.RobotsRule": 100,
            "spiders.politeness.BackOff": 560,  # sees a failure before Scrapy's retry (550) does
            "spiders.addresses.AddressRule": 900,  # sees a failure first
        },
        "EXTENSIONS": {"spiders.politeness.Throttle": 0},
        "ITEM_PIPELINES": {"spiders.visit.StorePages": 100},
    }
