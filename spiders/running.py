"""Runs one spider in Scrapy's reactor, under the rules that hold for every request. Once in a process."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.utils.reactor import install_reactor
from twisted.internet.defer import Deferred

from spiders.addresses import AddressGuard
from spiders.fetching import BOT_NAME, FetchSettings

logger = logging.getLogger(__name__)

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


class GuardedSpider(Spider):
    """What the rules of `addresses` and `politeness` ask of a spider."""

    def __init__(self, *, name: str, guard: AddressGuard, fetch: FetchSettings) -> None:
        super().__init__(name=name)
        self.guard = guard
        self.fetch = fetch
        self.stopping = asyncio.Event()  # set when the run is to end early


def run_spider(
    spider: type[GuardedSpider],
    *,
    settings: Mapping[str, Any],
    private_hosts: Iterable[str],
    tell: Callable[[str], None],
    **options: Any,
) -> Crawler:
    """Run a spider to its end, or until SIGINT or SIGTERM; `tell` hears what ended it before its time."""
    install_reactor(_REACTOR)
    from twisted.internet import reactor as installed  # noqa: PLC0415 - must be imported after it is installed

    reactor: Any = installed
    guard = AddressGuard(reactor.nameResolver, private_hosts)
    reactor.installNameResolver(guard)
    runner = AsyncCrawlerRunner(dict(settings))
    crawler = runner.create_crawler(spider)
    ending = _Ending(reactor, runner, crawler, tell)
    runner.crawl(crawler, guard=guard, **options).add_done_callback(ending.on_done)
    reactor.addSystemEventTrigger("before", "shutdown", ending.on_shutdown)
    reactor.run()
    reason = crawler.stats.get_value("finish_reason") if crawler.spider else None
    if reason not in {None, "finished", "shutdown"}:
        tell(f"it was ended early: {reason}")
    return crawler


class _Ending:
    """Ends the reactor with the spider, and the spider with the reactor."""

    def __init__(self, reactor: Any, runner: AsyncCrawlerRunner, crawler: Crawler, tell: Callable[[str], None]) -> None:
        self._reactor = reactor
        self._runner = runner
        self._crawler = crawler
        self._tell = tell
        self._done = False

    def on_done(self, task: "asyncio.Task[None]") -> None:
        """The spider has ended, or could not begin."""
        self._done = True
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._tell(f"it broke off: {error!r}")
            logger.error("the spider broke off", exc_info=error)
        if self._reactor.running:
            self._reactor.stop()

    def on_shutdown(self) -> Deferred[None] | None:
        """The reactor is told to stop, by `on_done` or by a signal: wait until the spider has ended."""
        if self._done:
            return None
        self._tell("it was stopped before it was done")
        if isinstance(self._crawler.spider, GuardedSpider):
            self._crawler.spider.stopping.set()
        return Deferred.fromFuture(asyncio.ensure_future(self._runner.stop()))


def rules(settings: FetchSettings, *, delay_s: float, language: str) -> dict[str, Any]:
    """Scrapy's settings for every run: few, and each with its reason. No source file can change them."""
    return {
        # Manners. No source and no setting can turn robots.txt off.
        "BOT_NAME": BOT_NAME,
        "USER_AGENT": settings.user_agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": BOT_NAME,
        "DOWNLOAD_DELAY": delay_s,
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
        "CLOSESPIDER_TIMEOUT": settings.round_timeout_s,
        "MEMUSAGE_LIMIT_MB": settings.max_memory_mb,
        # Nothing is told that a fetch does not need.
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "HTTPPROXY_ENABLED": False,  # a proxy would look names up itself, past the address rule
        "DEFAULT_REQUEST_HEADERS": {"Accept-Language": f"{language},*;q=0.5"},
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
    }
