"""Whole rounds, each in a process of its own, against a real server that behaves well or badly."""

import signal
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.newsroom.rounds import Rounds, assert_books_balance
from tests.newsroom.server import (
    Answer,
    Asked,
    Newsroom,
    article,
    feed,
    gzip_bomb,
    page,
    redirect,
    serving,
)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """A newsroom that is up during the test."""
    with serving() as running:
        yield running


def source_of(newsroom: Newsroom, kind: str = "listing", start: tuple[str, ...] = ("/",), more: str = "") -> str:
    """A source file for a newsroom; `more` may begin with keys and go on with tables."""
    starts = ", ".join(f'"{newsroom.url(path)}"' for path in start)
    delay = "" if "[politeness]" in more else "\n[politeness]\ndelay_seconds = 0\n"
    return f"""
title = "Test"
homepage = "{newsroom.url("/")}"
language = "vi"
country = "VN"
kind = "{kind}"
start = [{starts}]
article = ['^http://127\\.0\\.0\\.1:{newsroom.port}/[a-z-]+-\\d+\\.html$']
private_hosts = ["{newsroom.host}"]
{more}{delay}"""


def rounds_of(newsroom: Newsroom, folder: Path, kind: str = "listing", **options: object) -> Rounds:
    """Rounds over a newsroom's source."""
    settings = options.pop("settings", {})
    assert isinstance(settings, dict)
    return Rounds(folder, source_of(newsroom, kind, **options), settings)  # type: ignore[arg-type]


def paths(rounds: Rounds, newsroom: Newsroom) -> set[str]:
    """The paths of the pages stored."""
    return {url.removeprefix(newsroom.url("")) for url in rounds.urls}


def test_a_second_round_fetches_nothing_again(newsroom: Newsroom, tmp_path: Path) -> None:
    """Articles are fetched once; a listing that has not changed costs one short question, and brings no page."""

    def front(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"v1"':
            return Answer(status=304)
        body = page(("/von-1.html", "Vốn"), ("von-2.html#top", "Vốn"), ("/von-2.html", "again"), ("/about", "About"))
        return Answer(body.body, headers={"ETag": '"v1"'})

    newsroom.routes |= {"/": front, "/von-1.html": article("Một"), "/von-2.html": article("Hai")}
    rounds = rounds_of(newsroom, tmp_path)
    first = rounds.run()
    assert first.outcome == "ok"
    assert first.counts == {"asked": 1, "listed": 2, "fetched": 2, "read": 1, "stored": 2}
    assert paths(rounds, newsroom) == {"/von-1.html", "/von-2.html"}
    kept = rounds.pages[0]
    assert kept["language"] == "vi"
    assert kept["discovered_on"] == newsroom.url("/")
    assert kept["headers"]["content-type"] == "text/html; charset=utf-8"
    assert kept["status"] == 200
    second = rounds.run()
    assert (second.outcome, second.counts) == ("ok", {"asked": 1, "listed": 0, "fetched": 0, "not_modified": 1})
    assert newsroom.times_asked("/von-1.html") == newsroom.times_asked("/von-2.html") == 1


def test_what_is_asked_is_honest_and_tells_no_more_than_needed(newsroom: Newsroom, tmp_path: Path) -> None:
    """Every request names the crawler and a contact; none carries cookies or says where it comes from."""
    cookie = Answer(page(("/von-1.html", "x")).body, headers={"Set-Cookie": "id=1"})
    newsroom.routes |= {"/": cookie, "/von-1.html": article()}
    rounds_of(newsroom, tmp_path, settings={"contact": "desk@paper.example"}).run()
    assert [asked.path for asked in newsroom.asked] == ["/robots.txt", "/", "/von-1.html"]
    for asked in newsroom.asked:
        assert asked.headers["user-agent"] == "Tinbao/0.1 (+desk@paper.example)"
        assert not {"cookie", "referer", "from"} & set(asked.headers)


def test_every_misbehaviour_has_a_name_and_harms_nothing_else(newsroom: Newsroom, tmp_path: Path) -> None:
    """Whatever a server does to one article, the others arrive, and each has exactly one ending."""
    expected = {
        "/good-1.html": (article(), "stored"),
        "/gone-2.html": (Answer(b"gone", status=404), "http_404"),
        "/busy-3.html": (Answer(b"slow down", status=429, headers={"Retry-After": "0"}), "http_429"),
        "/ill-4.html": (Answer(b"oops", status=503, headers={"Retry-After": "0"}), "http_5xx"),
        "/stall-5.html": (Answer(b"x" * 10, stall_s=30), "timeout"),
        "/cut-6.html": (Answer(b"<p>half", claimed_length=5000), "truncated"),
        "/drop-7.html": (Answer(drop=True), "dropped"),
        "/bomb-8.html": (gzip_bomb(), "too_large"),
        "/huge-9.html": (Answer(b"x" * 2_000_000), "too_large"),
        "/loop-10.html": (redirect("/loop-10.html"), "redirects"),
        "/moved-11.html": (redirect("/"), "moved_away"),
        "/twin-12.html": (redirect("/good-1.html"), "duplicate"),
        "/file-13.html": (redirect("file:///etc/passwd"), "redirects"),
        "/photo-14.html": (Answer(b"\x89PNG\r\n\x1a\n" + b"\0" * 99, kind="image/png"), "not_text"),
        "/private-15.html": (redirect("http://127.0.0.1:9/metadata-1.html"), "refused"),
        "/secret-16.html": (article(), "forbidden"),
        "/step-17.html": (redirect("/moved-to-18.html", 301), "stored"),
    }
    newsroom.routes |= {path: answer for path, (answer, _) in expected.items()}
    newsroom.routes["/moved-to-18.html"] = article()
    newsroom.routes["/robots.txt"] = Answer(b"User-agent: tinbao\nDisallow: /secret\n", kind="text/plain")
    newsroom.routes["/"] = page(*((path, "x") for path in expected))
    rounds = rounds_of(newsroom, tmp_path, settings={"timeout_s": 1.5, "retries": 1, "max_body_bytes": 1_000_000})
    report = rounds.run()
    assert_books_balance(report)
    endings: dict[str, int] = {}
    for _, ending in expected.values():
        endings[ending] = endings.get(ending, 0) + 1
    got = {name: count for name, count in report.counts.items() if name not in {"asked", "listed", "fetched", "read"}}
    assert got == endings, rounds.stderr
    assert paths(rounds, newsroom) == {"/good-1.html", "/moved-to-18.html"}
    assert report.outcome == "partial"
    assert report.error
    assert newsroom.times_asked("/ill-4.html") == newsroom.times_asked("/busy-3.html") == 2  # one retry
    assert newsroom.times_asked("/gone-2.html") == newsroom.times_asked("/huge-9.html") == 1
    assert newsroom.times_asked("/secret-16.html") == 0
    assert newsroom.url("/") not in report.validators  # what failed must be listed again


@pytest.mark.parametrize(
    ("front", "outcome", "ending"),
    [
        (page(("/about", "About us")), "empty", "read"),
        (Answer(b"no", status=404), "failed", "http_404"),
        (Answer(b"no", status=500), "failed", "http_5xx"),
        (Answer(b"%PDF-1.7", kind="application/pdf"), "failed", "not_a_page"),
        (Answer(drop=True), "failed", "dropped"),
    ],
    ids=["no links", "not found", "broken", "not HTML", "dropped"],
)
def test_a_listing_that_brings_nothing_is_never_a_quiet_success(
    newsroom: Newsroom, tmp_path: Path, front: Answer, outcome: str, ending: str
) -> None:
    """A listing without article links makes the round `empty`, a listing not read makes it `failed`; both say why."""
    newsroom.routes["/"] = front
    report = rounds_of(newsroom, tmp_path).run()
    assert (report.outcome, report.counts[ending]) == (outcome, 1)
    assert report.error is not None
    assert newsroom.url("/") in report.error


def test_one_barren_listing_among_several_is_told(newsroom: Newsroom, tmp_path: Path) -> None:
    """A section that suddenly holds no article link makes the round partial, though others brought articles."""
    newsroom.routes |= {"/a": page(("/von-1.html", "x")), "/b": page(("/x", "y")), "/von-1.html": article()}
    report = rounds_of(newsroom, tmp_path, start=("/a", "/b")).run()
    assert report.outcome == "partial"
    assert report.error is not None
    assert newsroom.url("/b") in report.error


@pytest.mark.parametrize(
    ("robots", "ending"),
    [(Answer(b"down", status=503), "http_5xx"), (Answer(drop=True), "dropped")],
    ids=["server error", "dropped"],
)
def test_robots_that_cannot_be_read_forbids_all(
    newsroom: Newsroom, tmp_path: Path, robots: Answer, ending: str
) -> None:
    """RFC 9309: where robots.txt is unreachable nothing may be fetched; the round says what stood in the way."""
    newsroom.routes |= {"/robots.txt": robots, "/": page(("/von-1.html", "x")), "/von-1.html": article()}
    report = rounds_of(newsroom, tmp_path).run()
    assert (report.outcome, report.counts[ending]) == ("failed", 1)
    assert {asked.path for asked in newsroom.asked} == {"/robots.txt"}


def test_no_robots_file_allows_all(newsroom: Newsroom, tmp_path: Path) -> None:
    """A site without robots.txt forbids nothing."""
    newsroom.routes |= {"/": page(("/von-1.html", "x")), "/von-1.html": article()}
    del newsroom.routes["/robots.txt"]
    assert rounds_of(newsroom, tmp_path).run().counts["stored"] == 1


def test_crawl_delay_and_own_delay_are_kept(newsroom: Newsroom, tmp_path: Path) -> None:
    """Requests keep the pause that robots.txt asks for where it is longer than our own."""
    newsroom.routes |= {
        "/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 0.6\n", kind="text/plain"),
        "/": page(("/von-1.html", "x"), ("/von-2.html", "y")),
        "/von-1.html": article(),
        "/von-2.html": article(),
    }
    assert rounds_of(newsroom, tmp_path).run().counts["stored"] == 2
    times = [asked.at for asked in newsroom.asked]
    assert min(later - earlier for earlier, later in pairwise(times[1:])) >= 0.55


def test_a_crawl_delay_without_end_is_capped(newsroom: Newsroom, tmp_path: Path) -> None:
    """A Crawl-delay longer than the settings' longest pause does not stop the watch; the cap is logged."""
    newsroom.routes |= {
        "/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 86400\n", kind="text/plain"),
        "/": page(("/von-1.html", "x")),
        "/von-1.html": article(),
    }
    rounds = rounds_of(newsroom, tmp_path, settings={"max_delay_s": 1.0})
    assert rounds.run().counts["stored"] == 1
    assert "capped at 1 s" in rounds.stderr


def test_retry_after_is_waited_for(newsroom: Newsroom, tmp_path: Path) -> None:
    """After 429 the whole host rests as long as it asks, then the article is fetched."""

    def busy_once(asked: Asked) -> Answer:
        first = newsroom.times_asked(asked.path) == 1
        return Answer(b"later", status=429, headers={"Retry-After": "1"}) if first else article()

    newsroom.routes |= {"/": page(("/von-1.html", "x")), "/von-1.html": busy_once}
    assert rounds_of(newsroom, tmp_path).run().counts["stored"] == 1
    first, second = (asked.at for asked in newsroom.asked if asked.path == "/von-1.html")
    assert second - first >= 0.95


def test_a_host_that_wants_to_be_left_alone_is(newsroom: Newsroom, tmp_path: Path) -> None:
    """A Retry-After beyond what a round waits for ends all requests to that host; the next round tries again."""
    links = [(f"/von-{number}.html", "x") for number in range(1, 6)]
    busy = Answer(b"tomorrow", status=429, headers={"Retry-After": "86400"})
    newsroom.routes |= {"/": page(*links)} | {path: busy for path, _ in links}
    report = rounds_of(newsroom, tmp_path).run()
    assert_books_balance(report)
    assert report.outcome == "partial"
    assert report.counts["http_429"] == 1
    assert report.counts["postponed"] == 4
    assert sum(asked.path.startswith("/von") for asked in newsroom.asked) == 1


def test_private_addresses_are_refused_unless_listed(newsroom: Newsroom, tmp_path: Path) -> None:
    """Without the very host:port under private_hosts nothing is connected to, by number or by name."""
    newsroom.routes["/"] = page(("/von-1.html", "x"))
    text = source_of(newsroom, more="[politeness]\ndelay_seconds = 1\n").replace(newsroom.host + '"]', '127.0.0.1:1"]')
    for name in ("localhost", "[::ffff:127.0.0.1]", "2130706433"):
        start = text.replace(f'start = ["http://127.0.0.1:{newsroom.port}', f'start = ["http://{name}:{newsroom.port}')
        report = Rounds(tmp_path, start).run()
        assert (report.outcome, report.counts) == (
            "failed",
            {"asked": 1, "listed": 0, "fetched": 0, "refused": 1},
        ), name
    assert newsroom.asked == []


def test_only_links_on_topic_are_fetched(newsroom: Newsroom, tmp_path: Path) -> None:
    """Of a portal's links only those are fetched whose slug or title holds a topic."""
    newsroom.routes |= {
        "/": page(
            ("/von-tin-dung-chinh-sach-1.html", "x"), ("/bong-da-2.html", "Bóng đá"), ("/abc-3.html", "Hộ nghèo")
        ),
        "/von-tin-dung-chinh-sach-1.html": article(),
        "/abc-3.html": article(),
    }
    rounds = rounds_of(newsroom, tmp_path, more='topics = ["tín dụng chính sách", "ho-ngheo"]')
    report = rounds.run()
    assert report.counts["off_topic"] == 1
    assert paths(rounds, newsroom) == {"/von-tin-dung-chinh-sach-1.html", "/abc-3.html"}
    assert rounds.run().counts["known"] == 2


def test_articles_beyond_the_limit_wait_for_the_next_round(newsroom: Newsroom, tmp_path: Path) -> None:
    """A round fetches at most so many articles; the listing is asked for whole again until none is left."""
    links = [(f"/von-{number}.html", "x") for number in range(1, 4)]

    def front(asked: Asked) -> Answer:
        same = asked.headers.get("if-none-match") == '"a"'
        return Answer(status=304) if same else Answer(page(*links).body, headers={"ETag": '"a"'})

    newsroom.routes |= {"/": front} | {path: article() for path, _ in links}
    rounds = rounds_of(newsroom, tmp_path, settings={"max_articles": 2})
    assert rounds.run().counts["over_limit"] == 1
    second = rounds.run()
    assert (second.outcome, second.counts["stored"], second.counts["known"]) == ("ok", 1, 2)
    assert rounds.run().counts["not_modified"] == 1


def test_pages_are_turned_until_nothing_is_new(newsroom: Newsroom, tmp_path: Path) -> None:
    """Older pages are opened while they bring something new, never past the limit, and a page in a circle ends it."""
    for number in range(1, 6):
        newsroom.routes[f"/p{number}"] = page((f"/von-{number}.html", "x"), (f"/von-{number + 1}.html", "y"))
        newsroom.routes[f"/von-{number}.html"] = article()
    newsroom.routes["/von-6.html"] = article()
    more = f'[pagination]\naddress = "{newsroom.url("/p{page}")}"\nmax_pages = 3\n[politeness]\ndelay_seconds = 0\n'
    rounds = rounds_of(newsroom, tmp_path, start=("/p1",), more=more)
    first = rounds.run()
    assert (first.outcome, first.counts["read"], first.counts["stored"]) == ("ok", 3, 4)
    assert rounds.run().counts["asked"] == 1


def test_a_kill_loses_nothing_that_was_fetched(newsroom: Newsroom, tmp_path: Path) -> None:
    """After a power cut in the middle the next round fetches only what is missing, each article once in all."""
    links = [(f"/von-{number}.html", "x") for number in range(1, 6)]
    newsroom.routes |= {"/": page(*links)} | {path: article() for path, _ in links}
    slow = Answer(article().body, stall_s=30)
    newsroom.routes["/von-3.html"] = slow
    rounds = rounds_of(newsroom, tmp_path, settings={"timeout_s": 60})
    process = rounds.begin()
    wait_until(lambda: newsroom.times_asked("/von-3.html") == 1)
    before = len(rounds.urls)
    rounds.kill(process)
    newsroom.routes["/von-3.html"] = article()
    report = rounds.run()
    assert (report.outcome, report.counts["stored"]) == ("ok", 5 - before)
    assert len(rounds.urls) == len(set(rounds.urls)) == 5


def test_sigterm_ends_a_round_with_a_report(newsroom: Newsroom, tmp_path: Path) -> None:
    """Asked to stop, a round keeps what it has, counts the rest as unfinished or postponed, and says so."""
    links = [(f"/von-{number}.html", "x") for number in range(1, 30)]
    newsroom.routes |= {"/": page(*links)} | {path: article() for path, _ in links}
    rounds = rounds_of(newsroom, tmp_path, more="[politeness]\ndelay_seconds = 0.5\n")
    process = rounds.begin()
    wait_until(lambda: len(rounds.urls) >= 1)
    process.send_signal(signal.SIGTERM)
    report = rounds.end(process)
    assert_books_balance(report)
    assert report.outcome == "partial"
    assert report.error is not None
    assert "stopped" in report.error
    assert 1 <= report.counts["stored"] == len(rounds.urls) < 29


def test_a_store_that_fails_ends_the_round(newsroom: Newsroom, tmp_path: Path) -> None:
    """A full disk is the round's trouble: it says so and fetches no more than was under way."""
    links = [(f"/von-{number}.html", "x") for number in range(1, 30)]
    newsroom.routes |= {"/": page(*links)} | {path: article() for path, _ in links}
    rounds = rounds_of(newsroom, tmp_path)
    rounds.pages_file.mkdir()  # so that it cannot be written to
    report = rounds.run()
    assert_books_balance(report)
    assert report.outcome == "partial"
    assert report.error is not None
    assert "cannot be stored" in report.error
    assert report.counts["fetched"] <= 2
    assert newsroom.url("/") not in report.validators


def test_an_article_behind_a_redirect_is_fetched_once(newsroom: Newsroom, tmp_path: Path) -> None:
    """A listing that keeps naming an old address does not make its article look new in every round."""
    newsroom.routes |= {
        "/": page(("/von-1.html", "x")),
        "/von-1.html": redirect("/von-vay-1.html", 301),
        "/von-vay-1.html": article(),
    }
    rounds = rounds_of(newsroom, tmp_path)
    assert rounds.run().counts["stored"] == 1
    for _ in range(2):
        assert rounds.run().counts["known"] == 1
    assert newsroom.times_asked("/von-1.html") == newsroom.times_asked("/von-vay-1.html") == 1


def test_an_empty_page_is_asked_for_again(newsroom: Newsroom, tmp_path: Path) -> None:
    """An answer without a word is not kept as the article; the next round tries again."""
    newsroom.routes |= {"/": page(("/von-1.html", "x")), "/von-1.html": Answer(b" \n")}
    rounds = rounds_of(newsroom, tmp_path)
    report = rounds.run()
    assert (report.outcome, report.counts["blank"]) == ("partial", 1)
    newsroom.routes["/von-1.html"] = article()
    assert rounds.run().counts["stored"] == 1


def wait_until(condition: object, seconds: float = 20) -> None:
    """Wait for something that another process does."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def test_a_feed_is_read(newsroom: Newsroom, tmp_path: Path) -> None:
    """An RSS feed's articles are fetched; HTML where a feed should be fails by its name."""
    newsroom.routes |= {"/rss": feed((newsroom.url("/von-1.html"), "x")), "/von-1.html": article()}
    rounds = rounds_of(newsroom, tmp_path, "feed", start=("/rss",))
    assert rounds.run().counts["stored"] == 1
    newsroom.routes["/rss"] = page(("/von-1.html", "x"))
    report = rounds.run()
    assert (report.outcome, report.counts["not_a_feed"]) == ("failed", 1)


def test_sitemaps_lead_to_articles_of_an_edition(newsroom: Newsroom, tmp_path: Path) -> None:
    """An index leads to the day's sitemap, and an entry to the same article in the source's own language."""
    import gzip
    from datetime import UTC, datetime

    today = datetime.now(UTC).date().isoformat()
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{newsroom.url(f'/posts-{today}.xml.gz')}</loc></sitemap>"
        f"<sitemap><loc>{newsroom.url('/posts-2019-01-01.xml')}</loc></sitemap>"
        f"<sitemap><loc>{newsroom.url('/tags.xml')}</loc></sitemap></sitemapindex>"
    )
    urls = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{newsroom.url('/vi/von-1')}</loc><lastmod>{today}T23:59:59Z</lastmod></url>"
        f"<url><loc>{newsroom.url('/vi/von-2')}</loc><lastmod>2019-01-01</lastmod></url></urlset>"
    )
    newsroom.routes |= {
        "/sitemap.xml": Answer(index.encode(), kind="application/xml", headers={"ETag": '"i"'}),
        f"/posts-{today}.xml.gz": Answer(gzip.compress(urls.encode()), kind="application/octet-stream"),
        "/von-1.html": article(),
    }
    more = rf"""
[sitemap]
follow = ['posts-(?P<date>\d+-\d+-\d+)\.xml']
[edition]
match = '{newsroom.url("/vi/")}([a-z0-9-]+)'
address = '{newsroom.url("/")}\1.html'
[politeness]
delay_seconds = 0
"""
    rounds = rounds_of(newsroom, tmp_path, "sitemap", start=("/sitemap.xml",), more=more)
    report = rounds.run()
    assert (report.outcome, report.counts) == (
        "ok",
        {"asked": 2, "listed": 1, "fetched": 1, "read": 2, "stored": 1},
    )
    assert newsroom.url("/sitemap.xml") not in {url for url, own in report.validators.items() if own}
