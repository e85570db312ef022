"""Pure parts of `spiders`: addresses, links, feeds, sitemaps, books, waiting times."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse
from twisted.internet.address import IPv4Address, IPv6Address

from spiders.addresses import AddressGuard, is_public
from spiders.errors import UnreadableError
from spiders.feed import read_feed
from spiders.fetching import Outcome
from spiders.ledger import SETTLED, Ledger
from spiders.links import Link, absolute, article_links, fold, is_on_topic
from spiders.listing import read_page
from spiders.politeness import retry_after
from spiders.registry import parse_source
from spiders.sitemap import read_sitemap, unpacked
from spiders.source import SitemapRules

NOW = datetime(2026, 7, 8, 12, tzinfo=UTC)
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "198.51.100.7",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
        "fec0::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:10.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
        "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:7f00:1::1", "localhost", "", "1.2.3", "2130706433",
    ],
)  # fmt: skip
def test_special_addresses_are_not_public(address: str) -> None:
    """Loopback, private, link-local, multicast, reserved and carrier addresses, however they are written."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.92.202", "2606:4700::1111", "64:ff9b::808:808"])
def test_ordinary_addresses_are_public(address: str) -> None:
    """Addresses of the public internet may be connected to, also through a translating gateway."""
    assert is_public(address)


class Names:
    """A name server that answers from a list, a new answer each time, as a rebinding one does."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: "Receiver", _name: str, port: int, *_rest: object) -> None:  # noqa: N802
        """Twisted's interface."""
        receiver.resolutionBegan(self)
        for host in self.answers.pop(0):
            receiver.addressResolved((IPv6Address if ":" in host else IPv4Address)("TCP", host, port))
        receiver.resolutionComplete()


class Receiver:
    """What an endpoint would connect to."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        """Twisted's interface."""

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:  # noqa: N802
        """Twisted's interface."""
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        """Twisted's interface."""
        self.complete = True


def looked_up(guard: AddressGuard, name: str, port: int = 80) -> list[str]:
    """The addresses that the guard lets through."""
    receiver = Receiver()
    guard.resolveHostName(receiver, name, port)
    assert receiver.complete
    return receiver.hosts


def test_each_connection_is_checked_on_its_own_lookup() -> None:
    """A name that leads outside first and inside later is refused later: there is no gap for rebinding."""
    guard = AddressGuard(Names(["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8"]), ())
    assert looked_up(guard, "evil.example") == ["8.8.8.8"]
    assert looked_up(guard, "evil.example") == []
    assert guard.refused("http://evil.example/x")
    assert looked_up(guard, "evil.example") == ["8.8.8.8"]
    assert not guard.refused("http://evil.example/x")


def test_only_the_public_of_several_addresses_are_used() -> None:
    """A name with public and private addresses is reached by the public ones alone."""
    guard = AddressGuard(Names(["10.0.0.1", "8.8.8.8", "::1"]), ())
    assert looked_up(guard, "mixed.example") == ["8.8.8.8"]


def test_private_hosts_are_allowed_by_name_and_port_alone() -> None:
    """Listing localhost:8000 opens that port under that name, and no other."""
    guard = AddressGuard(Names(["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"], ["::1"]), ["LocalHost:8000", "[::1]:80"])
    assert looked_up(guard, "localhost", 8000) == ["127.0.0.1"]
    assert looked_up(guard, "localhost", 8001) == []
    assert looked_up(guard, "127.0.0.1", 8000) == []
    assert looked_up(guard, "::1", 80) == ["::1"]


SOURCE = parse_source(
    """
title = "Example"
homepage = "https://paper.example/"
language = "fr"
country = "VN"
kind = "listing"
start = ["https://paper.example/"]
article = ['^https://paper\\.example/fr/[a-z0-9-]+$']
exclude = ['/fr/video-']
[edition]
match = 'https://paper\\.example/([a-z0-9-]+)'
address = 'https://paper.example/fr/\\1'
""",
    Path("example.toml"),
)


def test_article_links_are_of_the_sources_edition_each_once() -> None:
    """Links are made absolute, led to the edition, cleaned of tracking, held against the patterns, and named once."""
    links = [
        Link("/von-vay?utm_source=x#top"),
        Link("https://paper.example/fr/von-vay", "Le titre", ("/en/von-vay", "javascript:void(0)")),
        Link("/video-clip"),
        Link("https://other.example/fr/von-vay"),
        Link("mailto:desk@paper.example"),
        Link("http://[broken"),
    ]
    assert article_links(SOURCE, "https://paper.example/", links) == [
        Link("https://paper.example/fr/von-vay", "Le titre", ("https://paper.example/en/von-vay",))
    ]


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_link_gives_an_http_address_or_none(base: str, href: str) -> None:
    """Whatever stands in an href, what is fetched begins with http, is bounded, and has no fragment."""
    url = absolute("https://paper.example/" + base, href)
    assert url == "" or (url.startswith(("http://", "https://")) and len(url) <= 2000 and "#" not in url)


@pytest.mark.parametrize(
    ("topic", "link", "expected"),
    [
        ("tín dụng chính sách", Link("https://p.example/von-tin-dung-chinh-sach-xa-hoi-1.html"), True),
        ("tin-dung-chinh-sach", Link("https://p.example/1.html", "Vốn TÍN DỤNG chính sách"), True),
        ("đói nghèo", Link("https://p.example/doi-ngheo"), True),
        ("nghe", Link("https://p.example/nghe-an"), True),
        ("nghe", Link("https://p.example/ho-ngheo"), False),
        ("社会政策", Link("https://p.example/x", "越南社会政策银行"), True),
        ("الائتمان", Link("https://p.example/x", "برنامج الائتمان الاجتماعي"), True),
        ("tín dụng", Link("https://p.example/bong-da", "Bóng đá"), False),
    ],
)
def test_topics_are_found_in_slug_or_title(topic: str, link: Link, *, expected: bool) -> None:
    """Topics match with or without diacritics, whole words in Latin script, anywhere in scripts without spaces."""
    assert is_on_topic([topic], link) is expected


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is a slug already."""
    assert fold(fold(text)) == fold(text)


RSS = '<rss version="2.0"><channel><item><title>T</title><link> https://p.example/1 </link></item>{}</channel></rss>'


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        (RSS.format("<item><guid>https://p.example/2</guid></item>").encode(), ["1", "2"]),
        (RSS.format('<item><guid isPermaLink="false">https://p.example/2</guid></item>').encode(), ["1"]),
        (b'<?xml version="1.0" encoding="utf-16"?>' + RSS.format("").encode(), ["1"]),
        (b'<?xml version="1.0" encoding="klingon"?>' + RSS.format("").encode(), ["1"]),
        (b"\xef\xbb\xbf\n" + RSS.format("<item>A & B<guid>https://p.example/2</guid></item>").encode(), [*"12"]),
        (RSS.format("<item><title>\xff</title>").encode("latin-1"), ["1"]),
        (
            b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="https://p.example/0"/>
            <link href="https://p.example/1"/><link rel="alternate" hreflang="fr" href="https://p.example/2"/>
            </entry></feed>""",
            ["1"],
        ),
        (
            b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
            <channel rdf:about="x"/><item><link>https://p.example/1</link></item></rdf:RDF>""",
            ["1"],
        ),
    ],
    ids=["guid", "opaque guid", "wrong charset", "unknown charset", "bare ampersand", "cut off", "atom", "rdf"],
)  # fmt: skip
def test_feeds_are_read_even_where_broken(body: bytes, urls: list[str]) -> None:
    """RSS, RDF and Atom give their articles, through wrong charsets, bare ampersands and missing ends."""
    assert [link.url for link in read_feed(body).links] == [f"https://p.example/{url}" for url in urls]


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        (b"<!DOCTYPE html><html><body>Please wait</body></html>", "not_a_feed"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "not_a_feed"),
        (b"<urlset/>", "not_a_feed"),
        (b"Too many requests", "not_a_feed"),
        (b"", "not_a_feed"),
        (b"<<<", "broken_feed"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, ending: str) -> None:
    """HTML, other XML, plain words and rubble are told apart from a feed without articles."""
    with pytest.raises(UnreadableError) as caught:
        read_feed(body)
    assert caught.value.ending == ending


def test_entities_are_never_expanded() -> None:
    """Neither a file of ours nor a billion laughs comes out of a feed."""
    head = '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    body = head + RSS.format("<item><title>&f;&b;</title><link>https://p.example/&f;</link></item>")
    links = read_feed(body.encode()).links
    assert all("root:" not in link.url + link.title and "ha" not in link.title for link in links)


def test_a_sitemap_gives_recent_articles_newest_first() -> None:
    """Old entries are left out and counted, undated ones kept last; titles and alternates come along."""
    body = f"""{SITEMAP} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
    <url><loc>https://p.example/undated</loc></url>
    <url><loc>https://p.example/old</loc><lastmod>2026-07-01</lastmod></url>
    <url><loc>https://p.example/new</loc><lastmod>2026-07-08T09:00:00+07:00</lastmod>
      <xhtml:link rel="alternate" hreflang="fr" href="https://p.example/fr/new"/></url>
    <url><loc>https://p.example/newer</loc><news:news><news:publication_date>2026-07-08T05:00Z</news:publication_date>
      <news:title>Vốn</news:title></news:news></url></urlset>"""
    listing = read_sitemap(body.encode(), SitemapRules(max_age_days=3), NOW)
    assert [link.url.rpartition("/")[2] for link in listing.links] == ["newer", "new", "undated"]
    assert listing.links[0].title == "Vốn"
    assert listing.links[1].alternates == ("https://p.example/fr/new",)
    assert listing.older == 1


def test_an_index_opens_only_what_is_wanted_and_young() -> None:
    """Sitemaps of an index are chosen by pattern and by the age that their date or name tells."""
    body = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <sitemap><loc>https://p.example/post-2026-07-05.xml</loc></sitemap>
    <sitemap><loc>https://p.example/post-2026-07-08.xml</loc></sitemap>
    <sitemap><loc>https://p.example/post-2026-06-30.xml</loc><lastmod>2026-07-08</lastmod></sitemap>
    <sitemap><loc>https://p.example/post-2026-07.xml</loc></sitemap>
    <sitemap><loc>https://p.example/tags.xml</loc></sitemap></sitemapindex>"""
    rules = SitemapRules.model_validate({"follow": [r"post-(?P<date>\d{4}-\d\d(?:-\d\d)?)\.xml$"], "max_age_days": 3})
    listing = read_sitemap(body, rules, NOW)
    names = [url.rpartition("/")[2] for url in listing.further]
    assert names == ["post-2026-07.xml", "post-2026-07-08.xml", "post-2026-07-05.xml"]
    assert listing.is_index


def test_a_packed_sitemap_is_bounded() -> None:
    """A .gz that grows without end, or is cut to nothing, is named and never unpacked whole."""
    import gzip

    assert unpacked(gzip.compress(b"<urlset/>"), 1000) == b"<urlset/>"
    assert unpacked(b"<urlset/>", 1000) == b"<urlset/>"
    for body, ending in [(gzip.compress(b"0" * 10_000_000), "too_large"), (b"\x1f\x8b\x08junk", "broken_sitemap")]:
        with pytest.raises(UnreadableError) as caught:
            unpacked(body, 100_000)
        assert caught.value.ending == ending


def test_a_pages_own_base_counts() -> None:
    """Anchors are read with all words that a reader sees, from the base that the page names."""
    body = (
        b'<base href="https://p.example/tin/"><a href="1.html"><img alt="Photo"><b>V\xe1\xbb\x91n</b> vay</a><a>no</a>'
    )
    response = HtmlResponse("https://p.example/", body=body, encoding="utf-8")
    assert read_page(response).links == (Link("https://p.example/tin/1.html", "Vốn vay Photo"),)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120),
        (b"Wed, 08 Jul 2026 12:01:00 GMT", 60),
        (b"Wed, 08 Jul 2020 12:01:00 GMT", 0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
        (b"9" * 400, 999_999_999),
    ],
)
def test_retry_after_is_read_as_number_or_date(header: bytes | None, seconds: float | None) -> None:
    """RFC 9110: seconds or a date; nonsense says nothing."""
    assert retry_after(header, NOW) == seconds


ENDINGS = st.sampled_from([*sorted(SETTLED), "timeout", "http_5xx", "over_limit"])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.lists(ENDINGS, max_size=3))))
def test_every_url_has_exactly_one_ending(events: Iterable[tuple[int, int, list[str]]]) -> None:
    """However often and in whatever order things happen, endings add up to what was asked and listed."""
    ledger = Ledger()
    for listing, article, endings in events:
        ledger.ask(f"l{listing}", is_start=True)
        ledger.read(f"l{listing}", [f"a{article}"])
        for ending in endings:
            ledger.end(f"a{article}", ending)
    counts = ledger.counts()
    endings_counted = sum(count for name, count in counts.items() if name not in {"asked", "listed", "fetched"})
    assert endings_counted == counts["asked"] + counts["listed"]


def test_backlog_is_no_failure_but_keeps_the_listing_open() -> None:
    """Articles beyond the limit leave the round ok, yet the listing is asked for whole again."""
    ledger = Ledger()
    ledger.ask("l", is_start=True)
    ledger.read("l", ["a", "b"])
    ledger.end("a", "stored")
    ledger.end("b", "over_limit")
    assert ledger.outcome() == (Outcome.OK, None)
    assert not ledger.is_settled("l")


def test_settings_say_how_long_things_take() -> None:
    """The longest pause fits into a round, so that one host cannot make a round end by force."""
    from spiders.fetching import FetchSettings

    settings = FetchSettings()
    assert timedelta(seconds=settings.max_retry_after_s) < timedelta(seconds=settings.round_timeout_s)
