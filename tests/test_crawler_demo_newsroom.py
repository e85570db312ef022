"""The demo's newsroom: what its sites answer, and that its reports say the same in every language."""

import re
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from crawler.demo.folder import DemoFolderError, keep, opened, write_config
from crawler.demo.newsroom import Newsroom, NewsroomError
from crawler.demo.pages import FEED, LISTING, SITEMAP
from crawler.demo.reports import Report, load_reports
from crawler.demo.sources import write_sources
from crawler.settings import load_settings
from spiders.registry import load_sources

REPORTS = load_reports()
FOLLOW_UP = "hoa-binh-thang-5"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """The newsroom on free ports."""
    with Newsroom(REPORTS) as newsroom:
        yield newsroom


def ask(url: str, headers: dict[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
    """One request by GET."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", parts.path, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def report(name: str) -> Report:
    """The report of that id."""
    return next(known for known in REPORTS if known.id == name)


def found(page: html.HtmlElement | etree._Element, path: str) -> list[str]:
    """What an XPath finds, as stripped text."""
    result = page.xpath(path)
    return [str(each).strip() for each in result] if isinstance(result, list) else [str(result).strip()]


def test_there_are_reports_enough() -> None:
    """A dozen at least, in at least vi, en, fr and ar, follow-ups held back, and every one in Vietnamese."""
    assert sum(not known.held_back for known in REPORTS) >= 12
    assert {"vi", "en", "fr", "ar"} <= {language for known in REPORTS for language in known.languages}
    assert all("vi" in known.languages for known in REPORTS)
    assert [known.id for known in REPORTS if known.held_back] == ["ben-tre-thang-5", FOLLOW_UP]


@pytest.mark.parametrize("known", REPORTS, ids=lambda known: known.id)
def test_translations_say_the_same_figures(known: Report) -> None:
    """English and French print every amount with a fraction that the Vietnamese prints."""
    original = " ".join(known.languages["vi"].body)
    fractions = set(re.findall(r"\d+,\d+", original.replace(".", "")))
    for language in {"en", "fr", "ar", "ru"} & set(known.languages):
        text = " ".join(known.languages[language].body)
        marks = {"en": ",", "ar": ",", "fr": "\u202f\xa0 ", "ru": "\u202f\xa0 "}[language]
        joined = re.sub(rf"(?<=\d)[{marks}](?=\d\d\d\b)", "", text)
        printed = {number.replace(".", ",") for number in re.findall(r"\d+[.,]\d+", joined)}
        assert fractions == printed, language


@pytest.mark.parametrize("known", REPORTS, ids=lambda known: known.id)
def test_slugs_are_vietnamese_titles(known: Report) -> None:
    """A slug is what a portal makes of a title: small letters without diacritics, words joined by hyphens."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+){5,}", known.slug)


def test_pages_have_the_furniture_of_real_pages(newsroom: Newsroom) -> None:
    """Metadata, alternates, a caption, related links, a cited source and an empty comment box."""
    known = report("hoa-binh-thang-3")
    response, body = ask(newsroom.addresses.on_portal(known, "en"))
    page = html.fromstring(body.decode())
    assert response.status == 200
    (article,) = found(page, "string(//article)")
    assert found(page, "//link[@rel='canonical']/@href") == [newsroom.addresses.on_portal(known, "en")]
    assert found(page, "//meta[@property='article:published_time']/@content") == ["2025-04-08T07:30:00+07:00"]
    assert set(found(page, "//link[@rel='alternate']/@hreflang")) == {"vi", "en", "fr", "ar"}
    assert "Photo: " in found(page, "string(//figcaption)")[0]
    assert f"Source: {newsroom.addresses.on_paper(known)}" in article
    assert "Comment (0)" in article
    assert len(found(page, "//section[@class='related']//a/@href")) == 4


def test_arabic_runs_from_right_to_left(newsroom: Newsroom) -> None:
    """And the page says so."""
    _, body = ask(newsroom.addresses.on_portal(report("hoa-binh-thang-3"), "ar"))
    assert html.fromstring(body.decode()).get("dir") == "rtl"


def test_every_link_of_the_listings_leads_to_a_page(newsroom: Newsroom) -> None:
    """Listings, sitemap and feed name pages that are there."""
    addresses = newsroom.addresses
    _, listing = ask(f"{addresses.edition('en')}{LISTING}")
    _, sitemap = ask(f"{addresses.edition('ar')}{SITEMAP}")
    _, feed = ask(f"{addresses.paper}/{FEED}")
    links = set(found(html.fromstring(listing.decode()), "//h2/a/@href"))
    links |= set(found(etree.fromstring(sitemap), "//*[local-name()='loc']/text() | //*[local-name()='link']/@href"))
    links |= set(found(etree.fromstring(feed), "//item/link/text()"))
    assert len(links) > 15
    assert {ask(link)[0].status for link in links} == {200}


def test_an_unchanged_page_is_not_sent_again(newsroom: Newsroom) -> None:
    """A listing has an ETag; asked with it, the server answers 304 until something is published."""
    url = f"{newsroom.addresses.edition('en')}{LISTING}"
    first, _ = ask(url)
    tag = str(first.headers["ETag"])
    again, nothing = ask(url, {"If-None-Match": tag})
    assert (again.status, nothing) == (304, b"")
    newsroom.publish(FOLLOW_UP)
    assert ask(url, {"If-None-Match": tag})[0].status == 200
    assert newsroom.requests[urlsplit(url).path] == 3
    assert newsroom.not_modified.total() == 1


def test_a_report_is_there_once_it_is_published(newsroom: Newsroom) -> None:
    """On every site and in every language; publishing twice changes nothing."""
    known = report(FOLLOW_UP)
    urls = [
        newsroom.addresses.on_paper(known),
        *(newsroom.addresses.on_portal(known, code) for code in known.languages),
    ]
    assert {ask(url)[0].status for url in urls} == {404}
    newsroom.publish(FOLLOW_UP)
    newsroom.publish(FOLLOW_UP)
    assert {ask(url)[0].status for url in urls} == {200}
    assert FOLLOW_UP not in {left.id for left in newsroom.held_back}
    assert newsroom.articles_fetched == 2 * len(urls)
    with pytest.raises(NewsroomError, match="no report 'nothing'"):
        newsroom.publish("nothing")


def test_what_a_report_says_cannot_break_a_page(newsroom: Newsroom) -> None:
    """Templates escape: a report is data."""
    known = report("hoa-binh-thang-3")
    evil = known.languages["vi"].model_copy(update={"title": "<script>alert('x')</script>"})
    changed = known.model_copy(update={"languages": {"vi": evil}})
    with Newsroom([changed]) as other:
        _, body = ask(other.addresses.on_paper(changed))
        _, feed = ask(f"{other.addresses.paper}/{FEED}")
    assert b"<script>" not in body
    assert found(etree.fromstring(feed), "string(//item/title)") == ["<script>alert('x')</script>"]


def test_a_taken_port_is_a_clear_error(newsroom: Newsroom) -> None:
    """It names the port and the way out, and leaves nothing open."""
    taken = urlsplit(newsroom.addresses.paper).port or 0
    with pytest.raises(NewsroomError, match=rf"(?s)port {taken} .*--fresh"):
        Newsroom(REPORTS, paper_port=taken)


def test_the_sources_are_as_a_user_writes_them(newsroom: Newsroom, tmp_path: Path) -> None:
    """The registry takes the files; all three kinds are there; only the newsroom's own hosts may be private."""
    names = write_sources(tmp_path, newsroom.addresses)
    sources = load_sources([tmp_path])
    assert {sources[name].kind.value for name in names} == {"listing", "feed", "sitemap"}
    assert all(sources[name].is_private for name in names)
    vietnamese = sources["demo_portal_vi"]
    pages = [newsroom.addresses.on_portal(known, "vi") for known in REPORTS if known.on_portal]
    assert all(any(pattern.search(url) for pattern in vietnamese.article) for url in pages)
    english = newsroom.addresses.on_portal(report("hoa-binh-thang-3"), "en")
    assert not any(pattern.search(english) for pattern in vietnamese.article)


def test_the_folder_remembers_ports_and_publications(tmp_path: Path) -> None:
    """The next run finds the same addresses; `--fresh` takes others and deletes the demo's own files alone."""
    folder = tmp_path / "demo"
    first = keep(folder, opened(folder, fresh=False), ["a-report"])
    (folder / "notes.txt").write_text("mine")
    assert opened(folder, fresh=False) == first
    assert first.published == ("a-report",)
    with pytest.raises(DemoFolderError, match="other files"):
        opened(folder, fresh=True)
    assert (folder / "notes.txt").read_text() == "mine"
    assert not (folder / "newsroom.toml").exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """The demo writes into an empty folder or its own."""
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(DemoFolderError, match="other files"):
        opened(tmp_path, fresh=False)


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    """Any command takes it: its paths are relative to its folder."""
    folder = tmp_path / "demo"
    state = keep(folder, opened(folder, fresh=False))
    (folder / "sources").mkdir()
    settings = load_settings(write_config(folder, state, ["demo_song_da"]))
    assert settings.store_url == f"sqlite:///{folder / 'tinbao.db'}"
    assert settings.sources_folders == (folder / "sources",)
    assert settings.watches[0].baseline
    assert settings.mail.port == state.mail_port
