"""The web page and the API, over HTTP from a real server, and in a real browser."""

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.application import Application
from crawler.contract import ArticleRow, ObservationRow, StoredFigureRow, StoryRow
from crawler.settings import Settings
from crawler.web.headers import HEADERS
from crawler.web.pages import web_address
from crawler.web.server import ServeError, listening, server
from tests.browser.chromium import chromium, needs_chromium

OF_A_MEGABYTE = 1_000_000


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Served:
    """A running server, asked over HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, method: str = "GET") -> Answer:
        """Ask for a path."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, headers, answer.read().decode())
        finally:
            connection.close()


@pytest.fixture
def served(filled_url: str) -> Iterator[Served]:
    """A real server over the filled store."""
    with Application(Settings(store_url=filled_url)) as application, listening("127.0.0.1", 0) as listener:
        running = server(application)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        yield Served(listener.getsockname()[1])
        running.should_exit = True
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    ("kind", "row", "count"),
    [
        ("observations", ObservationRow, 2),
        ("stories", StoryRow, 1),
        ("articles", ArticleRow, 2),
        ("figures", StoredFigureRow, 3),
    ],
)
def test_api_gives_the_rows_of_the_command_line(served: Served, kind: str, row: Any, count: int) -> None:
    """Each list of the API has the same keys as `--format json`."""
    answer = served.get(f"/api/{kind}")
    assert answer.status == 200
    assert len(answer.data) == count
    assert set(answer.data[0]) == set(row.__annotations__)


def test_api_pages_lead_on_until_the_end(served: Served) -> None:
    """A short page names the next one; the last one does not; together they are the whole list."""
    first = served.get("/api/figures?limit=2")
    following = first.headers["link"].removeprefix("<").partition(">")[0]
    second = served.get(f"/api/figures{following}")
    ids = [row["id"] for row in first.data + second.data]
    assert sorted(ids, reverse=True) == ids
    assert len(ids) == 3
    assert "link" not in second.headers


def test_api_filters(served: Served) -> None:
    """Filters narrow; an empty form field is no filter."""
    assert [row["indicator"] for row in served.get("/api/observations?indicator=credit_share&area=").data] == [
        "credit_share"
    ]
    assert served.get("/api/observations?status=revised").data == []
    assert [row["language"] for row in served.get("/api/articles?lang=ar").data] == ["ar"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "after=-1",
        "after=99999999999999999999",
        "status=odd",
        "since=yesterday",
        "nothing=1",
        f"area={'x' * 201}",
    ],
)
def test_wrong_queries_are_refused(served: Served, query: str) -> None:
    """What is out of bounds or unknown is answered with 422 and a reason, by API and page alike."""
    api = served.get(f"/api/observations?{query}")
    assert api.status == 422
    assert api.data["error"]
    assert served.get(f"/?{query}").status == 422


def test_figures_stand_marked_in_the_article(served: Served) -> None:
    """The article's page shows its text with each figure in a mark that leads to its observation."""
    number = next(row["id"] for row in served.get("/api/articles").data if row["language"] == "fr")
    page = served.get(f"/articles/{number}").body
    assert page.count("<mark ") == 2
    assert '<a href="/observations/1">586 milliards de dongs</a></mark>' in page
    assert 'lang="fr" dir="auto"' in page


def test_a_contradiction_is_shown_where_its_figure_is(served: Served) -> None:
    """The figure that its article contradicts is marked otherwise, told of below the text and at its observation."""
    number = next(row["id"] for row in served.get("/api/articles").data if row["language"] == "fr")
    page = served.get(f"/articles/{number}").body
    told = "is 3.06 %, not “=30,55 %”"
    assert page.count('class="doubted"') == 1
    assert page.count(told) == 2
    assert served.get("/observations/2").body.count(told) == 1
    assert told not in served.get("/observations/1").body
    (row,) = (row for row in served.get("/api/figures").data if row["unit"] == "percent")
    assert row["contradictions"] == [f"“<script>alert('check')</script>” {told}"]


def test_observation_shows_each_statement_in_its_sentence(served: Served) -> None:
    """The observation's page quotes every article that states it, in its language and direction."""
    page = served.get("/observations/1").body
    assert "le capital dépasse 586 milliards de dongs." in page
    assert '<blockquote lang="ar" dir="auto">' in page


def test_story_says_why_its_articles_are_one(served: Served) -> None:
    """The story's page lists articles, observations and the reasons of each decision."""
    page = served.get("/stories/1").body
    assert "the same figures" in page
    assert page.count('href="/articles/') >= 2
    assert "/observations/1" in page


def test_everything_from_outside_is_escaped(served: Served) -> None:
    """No page lets an article's title or text become markup."""
    number = next(row["id"] for row in served.get("/api/articles").data if row["language"] == "fr")
    for path in ("/stories/1", f"/articles/{number}", "/observations/2", "/?area=%3Cscript%3Ealert(1)%3C/script%3E"):
        page = served.get(path).body
        assert "<script" not in page
        assert "&lt;script&gt;" in page
    assert "<b>la banque" not in served.get(f"/articles/{number}").body


@pytest.mark.parametrize(
    "path", ["/", "/tinbao.css", "/health", "/api/observations", "/nowhere", "/articles/999", "/?limit=x", "/api/x"]
)
def test_every_answer_carries_the_security_headers(served: Served, path: str) -> None:
    """Pages, data, styles and errors alike: no script, no frame, nothing sniffed."""
    headers = served.get(path).headers
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS
    assert "server" not in headers


def test_what_is_not_there_is_404(served: Served) -> None:
    """Unknown ids and paths are not found, as a page or as JSON; ids out of bounds are wrong."""
    assert served.get("/articles/999").status == 404
    assert "999" in served.get("/articles/999").body
    assert served.get("/stories/999").status == 404
    assert served.get("/api/nowhere").data["error"]
    assert served.get(f"/articles/{2**63}").status == 422
    assert served.get("/", method="POST").status == 405


def test_health_tells_whether_the_store_answers(served: Served, filled_url: str) -> None:
    """200 while the store answers; 503 when its file is no store any more."""
    assert served.get("/health") == Answer(200, served.get("/health").headers, '{"status":"ok"}')
    Path(filled_url.removeprefix("sqlite:///")).write_bytes(b"no database" * 1000)
    assert served.get("/health").status == 503
    assert served.get("/api/stories").status == 503


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, linked: bool) -> None:
    """A page's URL is a link only where it is http or https."""
    assert (web_address(url) == url) is (linked or url is None)


def test_a_taken_port_is_an_error_with_a_way_out() -> None:
    """Serving where another program listens says so."""
    with listening("127.0.0.1", 0) as taken, pytest.raises(ServeError, match="--port"):
        listening("127.0.0.1", taken.getsockname()[1])


@pytest.mark.browser
@needs_chromium
def test_a_browser_shows_the_pages_without_complaint(served: Served, tmp_path: Path) -> None:
    """Chromium renders list and article with our style sheet allowed by our own policy, and runs nothing."""
    home = f"http://127.0.0.1:{served.port}"
    listing = chromium(tmp_path, "--dump-dom", f"{home}/")
    assert "over 586 billion&nbsp;VND" in listing
    number = next(row["id"] for row in served.get("/api/articles").data if row["language"] == "fr")
    article = chromium(tmp_path, "--dump-dom", f"{home}/articles/{number}")
    assert article.count("<mark ") == 2
    assert "<script" not in article
    picture = tmp_path / "page.png"
    chromium(tmp_path, f"--screenshot={picture}", f"{home}/observations/1")
    assert 1_000 < picture.stat().st_size < OF_A_MEGABYTE
