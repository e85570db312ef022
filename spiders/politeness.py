"""Manners towards a host: its robots.txt, its wish for pauses, its answers that say "not now"."""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from typing_extensions import override

from spiders.endings import ending_of, ending_of_status
from spiders.errors import PostponedError, RobotsForbidError
from spiders.fetching import BOT_NAME, FetchSettings

logger = logging.getLogger(__name__)

MAX_ROBOTS_BYTES = 512_000  # RFC 9309 2.5 asks for at least 500 KiB
_DISALLOW_ALL = b"User-agent: *\nDisallow: /\n"
_NOT_NOW = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class RobotsRule(RobotsTxtMiddleware):
    """robots.txt as RFC 9309 has it: no file allows all, a file that cannot be read forbids all (2.3.1)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unread: dict[str, str] = {}  # netloc -> what stood in the way

    @override
    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Stop a request that robots.txt forbids."""
        try:
            await super().process_request(request)
        except IgnoreRequest as error:
            host = urlsplit(request.url).netloc
            ending = self._unread.get(host, "forbidden")
            raise RobotsForbidError(f"robots.txt of {host}: {ending}", ending) from error

    def process_response(self, request: Request, response: Response) -> Response:
        """Turn an answer to the question for robots.txt into rules."""
        if not _asks_for_robots(request) or response.status == HTTPStatus.OK:
            return response.replace(body=response.body[:MAX_ROBOTS_BYTES]) if _asks_for_robots(request) else response
        if response.status in _NOT_NOW or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self._unreadable(request, ending_of_status(response.status))
        return response.replace(status=HTTPStatus.OK.value, body=b"")

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        """Turn a failed question for robots.txt into rules."""
        if not _asks_for_robots(request):
            return None
        guard = self.crawler.spider.guard  # type: ignore[union-attr]
        ending = ending_of(exception, request.url, guard)
        if ending == "refused":  # the request itself will be refused, under that name
            return Response(request.url, body=b"", request=request)
        return self._unreadable(request, ending)

    def _unreadable(self, request: Request, ending: str) -> Response:
        asked = request.meta.get("redirect_urls", [request.url])[0]
        self._unread[urlsplit(asked).netloc] = ending
        logger.warning("%s could not be read (%s): nothing is fetched from that host this round", asked, ending)
        return Response(request.url, body=_DISALLOW_ALL, request=request)


def _asks_for_robots(request: Request) -> bool:
    """Scrapy marks its own question for robots.txt so; no request of ours carries the mark."""
    return bool(request.meta.get("dont_obey_robotstxt"))


class Throttle:
    """Extension: the pause between requests to a host.

    Never shorter than the source's, the settings' and the Crawl-delay that robots.txt asks for, up to the settings'
    longest; longer where the host answers slowly, as Scrapy's AutoThrottle does, which knows no Crawl-delay.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._least = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._most = max(self._least, crawler.settings.getfloat("AUTOTHROTTLE_MAX_DELAY"))
        self._asked: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        crawler.signals.connect(self._on_robots, signals.robots_parsed)
        crawler.signals.connect(self._on_request, signals.request_reached_downloader)
        crawler.signals.connect(self._on_response, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Throttle":
        """As Scrapy builds its extensions."""
        return cls(crawler)

    def _on_robots(self, robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(BOT_NAME)
        if not asked or asked <= 0:
            return
        host = urlsplit(request.url).hostname or ""
        self._asked[host] = min(float(asked), self._most)
        cap = f", capped at {self._most:g} s" if asked > self._most else ""
        logger.info("%s asks for a pause of %g s between requests%s", host, asked, cap)

    def _on_request(self, request: Request) -> None:
        self._set_delay(request, self._delays.get(_host(request), 0.0))

    def _on_response(self, request: Request, response: Response) -> None:
        latency = float(request.meta.get("download_latency", 0.0))
        old = self._delays.get(_host(request), self._least)
        new = max(latency, (old + latency) / 2)
        if response.status == HTTPStatus.OK or new > old:  # errors come fast, and say nothing of spare strength
            self._set_delay(request, new)

    def _set_delay(self, request: Request, wanted: float) -> None:
        host = _host(request)
        delay = min(max(wanted, self._least, self._asked.get(host, 0.0)), self._most)
        self._delays[host] = delay
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", host))
        if slot is not None:
            slot.delay = delay


class BackOff:
    """Downloader middleware: after "not now" or a failure the whole host gets a pause, as long as it asks for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._resume: dict[str, float] = {}
        self._closed: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BackOff":
        """As Scrapy builds its middlewares."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked again."""
        host = _host(request)
        if self._crawler.spider.stopping.is_set():  # type: ignore[union-attr]
            raise PostponedError("the round was stopped")
        if host in self._closed:
            raise PostponedError(self._closed[host])
        while (wait := self._resume.get(host, 0.0) - monotonic()) > 0:
            if await _was_stopped(self._crawler, wait):
                raise PostponedError("the round was stopped")

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how long the host wants to be left alone."""
        if response.status in _NOT_NOW or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._note(request, retry_after(response.headers.get("Retry-After"), datetime.now(UTC)))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Pause after a failure that a retry may mend; one of our own making has had no part of the host's."""
        if not isinstance(exception, IgnoreRequest | PostponedError | RobotsForbidError):
            self._note(request, None)

    def _note(self, request: Request, asked: float | None) -> None:
        settings: FetchSettings = self._crawler.spider.fetch  # type: ignore[union-attr]
        host = _host(request)
        if asked is not None and asked > settings.max_retry_after_s:
            self._closed[host] = f"{host} asks to be left alone for {asked:g} s"
            request.meta["dont_retry"] = True
            logger.warning("%s; nothing more is fetched from it this round", self._closed[host])
            return
        own = min(settings.retry_wait_s * 2 ** int(request.meta.get("retry_times", 0)), settings.max_retry_after_s)
        self._resume[host] = max(self._resume.get(host, 0.0), monotonic() + (own if asked is None else asked))


def retry_after(header: bytes | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or a date (RFC 9110 10.2.3); None if it says nothing."""
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


async def _was_stopped(crawler: Crawler, wait: float) -> bool:
    """Sleep, or wake early because the round is being stopped."""
    stopping: asyncio.Event = crawler.spider.stopping  # type: ignore[union-attr]
    stopped: Coroutine[Any, Any, bool] = stopping.wait()
    try:
        await asyncio.wait_for(stopped, wait)
    except TimeoutError:
        return False
    return True
