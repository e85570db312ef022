"""The pages of the demo's two sites: a portal with editions, and a provincial paper."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from crawler.demo.reports import Edition, Report, Translation, load_editions

LISTING: Final = "chuyen-muc/tin-dung-chinh-sach"
SITEMAP: Final = "sitemap.xml"
FEED: Final = "rss/kinh-te-xa-hoi.rss"
_ORIGINAL: Final = "vi"
_RELATED: Final = 4
_PICTURE: Final = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><path fill="#dde7ee" d="M0 0h16v9H0z"/>'
    '<path fill="#7d9c86" d="M0 9 5 3l3 3 3-4 5 7z"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a site answers: the media type and the text."""

    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """A report as one site shows it in one language; `photo` is the whole caption line."""

    url: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    image: str
    outlet: str
    photo: str | None
    byline: str | None
    origin: str | None
    origin_printed: bool
    alternates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the two sites are reached, as in `http://127.0.0.1:8801`."""

    portal: str
    paper: str

    def on_paper(self, report: Report) -> str:
        """The report's address in the provincial paper."""
        return f"{self.paper}/{report.slug}-{report.number}.html"

    def on_portal(self, report: Report, language: str) -> str:
        """The report's address in one edition; the Vietnamese one has no language in its path."""
        return f"{self.edition(language)}{report.slug}"

    def edition(self, language: str) -> str:
        """The front of one edition, with a slash at its end."""
        return f"{self.portal}/" if language == _ORIGINAL else f"{self.portal}/{language}/"


def portal_pages(reports: Sequence[Report], addresses: Addresses) -> dict[str, Page]:
    """Every page of the portal by its path, for the reports given, newest first."""
    editions = {code: words for code, words in load_editions().items() if code != "paper"}
    fronts = tuple((code, addresses.edition(code), words.name) for code, words in editions.items())
    pages = {"/robots.txt": _robots(f"{addresses.edition('ar')}{SITEMAP}")}
    for language, words in editions.items():
        articles = [
            _on_portal(report, language, words, addresses)
            for report in reports
            if report.on_portal and language in report.languages
        ]
        home = addresses.edition(language)
        shared = {"words": words, "language": language, "home": home, "listing": f"{home}{LISTING}", "editions": fronts}
        pages |= _site_pages(articles, addresses.portal, (home, f"{home}{LISTING}"), shared)
        pages[_path(f"{home}{SITEMAP}", addresses.portal)] = _render("sitemap.xml.jinja", articles=articles)
    return pages


def paper_pages(reports: Sequence[Report], addresses: Addresses) -> dict[str, Page]:
    """Every page of the provincial paper by its path."""
    words = load_editions()["paper"]
    articles = [_on_paper(report, words, addresses) for report in reports if report.number is not None]
    home = f"{addresses.paper}/"
    feed = f"{home}{FEED}"
    shared = {"words": words, "language": _ORIGINAL, "home": home, "listing": home, "editions": (), "feed": feed}
    pages = {"/robots.txt": _robots(None)} | _site_pages(articles, addresses.paper, (home,), shared)
    pages[_path(feed, addresses.paper)] = _render("feed.xml.jinja", articles=articles, words=words, home=home)
    return pages


def _site_pages(
    articles: Sequence[Article], site: str, listings: Iterable[str], shared: Mapping[str, object]
) -> dict[str, Page]:
    """Listings, article pages and pictures of one edition."""
    listing = _render("listing.html.jinja", articles=articles, **{"feed": None, **shared})
    pages = {_path(url, site): listing for url in listings}
    for article in articles:
        related = [(other.title, other.url) for other in articles if other is not article][:_RELATED]
        page = _render("article.html.jinja", article=article, related=related, **shared)
        pages[_path(article.url, site)] = page
        pages[_path(article.image, site)] = Page("image/svg+xml", str(_PICTURE))
    return pages


def _on_portal(report: Report, language: str, words: Edition, addresses: Addresses) -> Article:
    translation = report.languages[language]
    cited = addresses.on_paper(report) if report.number is not None else report.origin
    shortened = report.shortened if language == _ORIGINAL else None
    return Article(
        url=addresses.on_portal(report, language),
        language=language,
        title=translation.title,
        paragraphs=translation.body[:shortened],
        published=report.published,
        image=f"{addresses.portal}/media/{report.slug}.svg",
        outlet=words.site,
        photo=_caption(translation, words),
        byline=translation.byline,
        origin=cited,
        origin_printed=language in {_ORIGINAL, "en"},
        alternates=tuple((code, addresses.on_portal(report, code)) for code in report.languages),
    )


def _on_paper(report: Report, words: Edition, addresses: Addresses) -> Article:
    translation = report.languages[_ORIGINAL]
    return Article(
        url=addresses.on_paper(report),
        language=_ORIGINAL,
        title=translation.title,
        paragraphs=translation.body,
        published=report.published,
        image=f"{addresses.paper}/media/{report.slug}.svg",
        outlet=words.site,
        photo=_caption(translation, words),
        byline=translation.byline,
        origin=None,
        origin_printed=False,
    )


def _caption(translation: Translation, words: Edition) -> str | None:
    if translation.photo is None:
        return None
    return f"{translation.photo} {words.photo}: {translation.byline or words.site}"


def _robots(sitemap: str | None) -> Page:
    lines = ["User-agent: *", "Disallow: /quan-tri/", *([f"Sitemap: {sitemap}"] if sitemap else [])]
    return Page("text/plain", "\n".join(lines) + "\n")


def _path(url: str, site: str) -> str:
    return url.removeprefix(site)


def _render(template: str, **values: object) -> Page:
    media_type = "application/xml" if ".xml" in template else "text/html"
    return Page(media_type, _environment().get_template(template).render(**values))


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("crawler.demo"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["rfc5322"] = format_datetime
    return environment


def paths_of_articles(reports: Iterable[Report]) -> Iterator[str]:
    """The paths that article pages have on either site, to tell them from listings in a count of requests."""
    for report in reports:
        if report.number is not None:
            yield f"/{report.slug}-{report.number}.html"
        for language in report.languages if report.on_portal else ():
            yield f"/{report.slug}" if language == _ORIGINAL else f"/{language}/{report.slug}"
