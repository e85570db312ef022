"""A real HTTP server on loopback that behaves as well, or as badly, as a test asks."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override


@dataclass(frozen=True)
class Answer:
    """What the server says to one request."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    stall_s: float = 0.0  # before the body
    claimed_length: int | None = None  # more than the body has: the answer is cut off
    drop: bool = False  # close the connection without a word


@dataclass(frozen=True)
class Asked:
    """One request that the server got."""

    path: str
    headers: Mapping[str, str]
    at: float  # monotonic seconds


Route = Answer | Callable[[Asked], Answer]


class Newsroom:
    """The server's pages, which a test may change at any time, and what it was asked."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self.routes: dict[str, Route] = {"/robots.txt": Answer(b"User-agent: *\nAllow: /\n", kind="text/plain")}
        self.asked: list[Asked] = []
        self.released = threading.Event()  # ends every stall when the test is over

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        """`host:port`, as a source lists it under private_hosts."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.host}{path}"

    def times_asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked.path == path for asked in self.asked)

    def answer(self, asked: Asked) -> Answer:
        """The answer to a request: the route of its path, or 404."""
        self.asked.append(asked)
        route = self.routes.get(asked.path, Answer(b"gone", status=404))
        return route(asked) if callable(route) else route


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        newsroom: Newsroom = self.server.newsroom  # type: ignore[attr-defined]
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = newsroom.answer(Asked(self.path, headers, time.monotonic()))
        if answer.drop:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(answer.claimed_length or len(answer.body)))
        self.end_headers()
        if answer.stall_s:
            newsroom.released.wait(answer.stall_s)
        if answer.status != 304:
            self.wfile.write(answer.body)
        self.close_connection = answer.claimed_length is not None

    @override
    def handle(self) -> None:
        with suppress(ConnectionError):  # the crawler hung up, as it should on an endless answer
            super().handle()

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[Newsroom]:
    """A newsroom that is up inside the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    newsroom = Newsroom(server)
    server.newsroom = newsroom  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield newsroom
    finally:
        newsroom.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def page(*anchors: tuple[str, str], text: str = "") -> Answer:
    """An HTML page with links of (address, words)."""
    links = "".join(f'<li><a href="{href}">{words}</a></li>' for href, words in anchors)
    return Answer(f"<!doctype html><html><body><p>{text}</p><ul>{links}</ul></body></html>".encode())


def article(text: str = "Vốn tín dụng chính sách tăng 5%.") -> Answer:
    """An article page."""
    return Answer(f"<!doctype html><html><body><article><p>{text}</p></article></body></html>".encode())


def feed(*items: tuple[str, str]) -> Answer:
    """An RSS feed of (address, title)."""
    entries = "".join(f"<item><title>{title}</title><link>{url}</link></item>" for url, title in items)
    body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{entries}</channel></rss>'
    return Answer(body.encode(), kind="application/rss+xml")


def redirect(to: str, status: int = 302) -> Answer:
    """A redirect."""
    return Answer(status=status, headers={"Location": to})


def gzip_bomb(size: int = 50_000_000) -> Answer:
    """A small answer that unpacks to a large one."""
    return Answer(gzip.compress(b"0" * size), headers={"Content-Encoding": "gzip"})
