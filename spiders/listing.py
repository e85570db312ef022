"""The shared spider for section pages: every anchor whose address looks like an article's."""

from urllib.parse import urljoin

from scrapy.http import HtmlResponse, Response
from scrapy.utils.response import get_base_url
from typing_extensions import override

from spiders.errors import UnreadableError
from spiders.links import Link, Listing
from spiders.visit import Visit

MAX_ANCHORS = 5000
MAX_TITLE_LENGTH = 500


class ListingVisit(Visit):
    """A round over a source whose new articles stand on section pages."""

    accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"

    @override
    def read_listing(self, response: Response) -> Listing:
        """The anchors of a section page."""
        if not isinstance(response, HtmlResponse):
            raise UnreadableError("something else than an HTML page came", "not_a_page")
        return read_page(response)


def read_page(response: HtmlResponse) -> Listing:
    """The anchors of a page with the words that a reader sees, addresses made absolute by the page's own base."""
    anchors = response.xpath("//a[@href]")[:MAX_ANCHORS]
    links = []
    for anchor in anchors:
        words = [*anchor.xpath(".//text()").getall(), *anchor.xpath("@title | .//img/@alt").getall()]
        title = " ".join(" ".join(words).split())[:MAX_TITLE_LENGTH]
        links.append(Link(_joined(response, anchor.attrib["href"]), title))
    return Listing(tuple(links))


def _joined(response: HtmlResponse, href: str) -> str:
    try:
        return urljoin(get_base_url(response), href.strip())
    except ValueError:
        return ""
