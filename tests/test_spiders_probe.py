"""A new source from its address: probed once under the same rules, drafted as a valid file."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from spiders.candidates import Candidate, Front, article_form, draft_source
from spiders.errors import ProbeError
from spiders.links import Link
from spiders.registry import parse_source
from spiders.source import Kind
from tests.newsroom.server import Answer, Newsroom, feed, serving

ROOT = Path(__file__).parents[1]
PROBE = """
import json, sys
from spiders.errors import ProbeError
from spiders.fetching import FetchSettings
from spiders.probe import probe
url, *private = sys.argv[1:]
try:
    draft = probe(url, settings=FetchSettings(delay_s=0, retries=0), private_hosts=private)
    print(json.dumps({"id": draft.id, "text": draft.text, "kind": draft.kind, "articles": draft.articles}))
except ProbeError as error:
    print(json.dumps({"error": str(error)}))
"""


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """A newsroom that is up during the test."""
    with serving() as running:
        yield running


def probed(url: str, *private: str) -> dict[str, str]:
    """What a probe in a process of its own answers."""
    command = [sys.executable, "-W", "error", "-c", PROBE, url, *private]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


def test_a_sites_feed_becomes_a_source(newsroom: Newsroom) -> None:
    """The feed that a front page names is preferred; the draft is a valid file that matches its articles."""
    newsroom.routes |= {
        "/": Answer(
            b'<!doctype html><html lang="fr-FR"><head><title> Le "Journal"\n</title>'
            b'<link rel="alternate" type="application/rss+xml" href="/rss"></head><body>x</body></html>'
        ),
        "/rss": feed(*((newsroom.url(f"/credit-{number}.html"), "x") for number in range(10_000, 10_004))),
    }
    answer = probed(newsroom.url("/"), newsroom.host)
    source = parse_source(answer["text"], Path(f"{answer['id']}.toml"))
    assert (source.title, source.language, source.kind) == ('Le "Journal"', "fr", Kind.FEED)
    assert source.start == (newsroom.url("/rss"),)
    assert any(pattern.search(newsroom.url("/credit-10001.html")) for pattern in source.article)


def test_a_probe_obeys_robots_and_the_address_rule(newsroom: Newsroom) -> None:
    """A probe is refused what a round is refused, and says so."""
    assert "refused" in probed(newsroom.url("/"))["error"]
    assert newsroom.asked == []
    newsroom.routes |= {"/robots.txt": Answer(b"User-agent: *\nDisallow: /\n"), "/": Answer(b"<p>x")}
    assert "forbidden" in probed(newsroom.url("/"), newsroom.host)["error"]
    assert newsroom.times_asked("/") == 0


def test_an_address_that_is_none_is_said() -> None:
    """Nothing is asked for something that is no web address."""
    assert "http" in probed("file:///etc/passwd")["error"]


FRONT = Front("https://www.paper.vn/", "Báo", "vi")


@pytest.mark.parametrize(
    "paths",
    [
        [f"/von-vay-{number}.html" for number in range(19_550, 19_555)],
        [f"/kinh-te/von-vay-post{number}.html" for number in range(5)],
        [f"/2026/07/{number}/von-vay" for number in range(1, 5)],
        [f"/von-tin-dung-chinh-sach-ve-voi-ba-con-{letter}" for letter in "abc"],
        [f"/von-vay-d{number}.html" for number in range(800_380, 800_385)],
    ],
)
def test_usual_article_addresses_are_recognised(paths: list[str]) -> None:
    """The forms that content systems give to articles are told from menus on the same page."""
    menu = [Link(path) for path in ("/", "/kinh-te", "/lien-he.html", "https://other.vn/x-19550.html")]
    candidate = Candidate(Kind.LISTING, FRONT.homepage, (*menu, *map(Link, paths)))
    draft = draft_source(FRONT, [candidate])
    source = parse_source(draft.text, Path(f"{draft.id}.toml"))
    assert draft.articles == len(paths)
    assert draft.id == "vn_paper"
    for link in menu:
        assert not any(pattern.search(f"https://www.paper.vn{link.url}") for pattern in source.article)


def test_hostile_titles_stay_text() -> None:
    """Whatever stands in a title, the draft is a TOML file with that one title."""
    links = tuple(Link(f"/von-vay-{number}.html") for number in range(19_550, 19_555))
    title = 'x"\nprivate_hosts = ["127.0.0.1:80"]\n\x00\x7f\\ #'
    draft = draft_source(Front("https://paper.vn/", title, "vi"), [Candidate(Kind.LISTING, "https://paper.vn/", links)])
    assert parse_source(draft.text, Path("vn_paper.toml")).private_hosts == ()


def test_a_site_without_articles_is_no_source() -> None:
    """A page of menus gives no draft but a way out."""
    candidate = Candidate(Kind.LISTING, FRONT.homepage, (Link("/a"), Link("/b")))
    assert article_form(FRONT.homepage, candidate) is None
    with pytest.raises(ProbeError, match="by hand"):
        draft_source(FRONT, [candidate])
