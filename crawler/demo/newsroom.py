"""Two small sites served on loopback: what the demo crawls, and what tests crawl too."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Final, Self

from typing_extensions import override

from crawler.demo.pages import Addresses, Page, paper_pages, paths_of_articles, portal_pages
from crawler.demo.reports import Report
from crawler.errors import TinbaoError

HOST: Final = "127.0.0.1"


class NewsroomError(TinbaoError):
    """The newsroom cannot open, or is asked for a report that it does not have."""


class Newsroom:
    """A portal with editions and a provincial paper, each on a port of its own of the loopback address.

    Port 0 takes a free one. `requests` counts answered requests by path and `not_modified` those of them that were
    answered 304. A context manager; all members may be used from any thread.
    """

    def __init__(self, reports: Sequence[Report], *, portal_port: int = 0, paper_port: int = 0) -> None:
        self._reports = tuple(reports)
        self._published = {report.id for report in reports if not report.held_back}
        self._lock = Lock()
        self.requests: Counter[str] = Counter()
        self.not_modified: Counter[str] = Counter()
        self._portal = _bind(self, portal_port)
        try:
            self._paper = _bind(self, paper_port)
        except NewsroomError:
            self._portal.server_close()
            raise
        self.addresses = Addresses(portal=_address(self._portal), paper=_address(self._paper))
        self._threads: list[Thread] = []
        self._set_pages()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to answer, in threads of its own."""
        for server in (self._portal, self._paper):
            # A short poll lets stop() return at once.
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop answering and give the ports back; stopping twice is no error."""
        for server in (self._portal, self._paper):
            if self._threads:
                server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    @property
    def published(self) -> tuple[Report, ...]:
        """The reports that stand on the sites, newest first."""
        reports = (report for report in self._reports if report.id in self._published)
        return tuple(sorted(reports, key=lambda report: report.published, reverse=True))

    @property
    def held_back(self) -> tuple[Report, ...]:
        """The reports that have not been published yet."""
        return tuple(report for report in self._reports if report.id not in self._published)

    def publish(self, report_id: str) -> None:
        """Put a report on the sites; publishing twice changes nothing. Raises NewsroomError for an unknown one."""
        if report_id not in {report.id for report in self._reports}:
            known = ", ".join(sorted(report.id for report in self._reports))
            raise NewsroomError(f"the newsroom has no report {report_id!r}; it has {known}")
        self._published.add(report_id)
        self._set_pages()

    @property
    def articles_fetched(self) -> int:
        """How many requests asked for an article's page, on either site."""
        paths = set(paths_of_articles(self._reports))
        return sum(count for path, count in self.requests.items() if path in paths)

    def page(self, server: object, path: str) -> Page | None:
        """What one of the two servers shows at a path."""
        return (self._pages_of_portal if server is self._portal else self._pages_of_paper).get(path)

    def count(self, path: str, *, unchanged: bool) -> None:
        """Note one answered request."""
        with self._lock:
            self.requests[path] += 1
            if unchanged:
                self.not_modified[path] += 1

    def _set_pages(self) -> None:
        self._pages_of_portal = portal_pages(self.published, self.addresses)
        self._pages_of_paper = paper_pages(self.published, self.addresses)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Two newsrooms must never share a port unnoticed, yet one that has just stopped may open again at once.
    allow_reuse_address = True
    allow_reuse_port = False
    newsroom: Newsroom


class _Answer(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 10  # seconds; an idle connection must not outlive the demo

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        page = self.server.newsroom.page(self.server, path)
        if page is None:
            self.server.newsroom.count(path, unchanged=False)
            self._send(404, "text/plain", b"There is no such page.\n", tag=None)
            return
        body = page.text.encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        unchanged = self.headers.get("If-None-Match") == tag
        self.server.newsroom.count(path, unchanged=unchanged)
        self._send(304 if unchanged else 200, page.media_type, b"" if unchanged else body, tag=tag)

    def _send(self, status: int, media_type: str, body: bytes, *, tag: str | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if tag is not None:
            self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """The console belongs to the demo; requests are counted instead."""


def _bind(newsroom: Newsroom, port: int) -> _Server:
    try:
        server = _Server((HOST, port), _Answer)
    except OSError as error:
        raise NewsroomError(
            f"port {port} of {HOST} cannot be opened ({error.strerror})",
            "End what uses it, or begin anew with other ports: tinbao demo --fresh",
        ) from error
    server.newsroom = newsroom
    return server


def _address(server: _Server) -> str:
    return f"http://{HOST}:{server.server_port}"
