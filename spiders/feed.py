"""The shared spider for RSS, RDF and Atom feeds."""

from lxml import etree
from scrapy.http import Response
from typing_extensions import override

from spiders.errors import UnreadableError
from spiders.links import Link, Listing
from spiders.markup import children, local_name, parse_xml, text_of
from spiders.visit import Visit

MAX_ENTRIES = 2000
_ROOTS = frozenset({"rss", "rdf", "feed"})
_ENTRIES = frozenset({"item", "entry"})


class FeedVisit(Visit):
    """A round over a source whose new articles stand in feeds."""

    accept = "application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"

    @override
    def read_listing(self, response: Response) -> Listing:
        """The entries of a feed."""
        return read_feed(response.body)


def read_feed(body: bytes) -> Listing:
    """The articles that a feed names.

    Raises:
        UnreadableError: what came is no feed (`not_a_feed`), or broken beyond reading (`broken_feed`).
    """
    root = parse_xml(body, kind="feed")
    if local_name(root) not in _ROOTS:
        raise UnreadableError(f"<{local_name(root)}> came instead of a feed", "not_a_feed")
    entries = [element for element in root.iter() if local_name(element) in _ENTRIES][:MAX_ENTRIES]
    links = (_link(entry) for entry in entries)
    return Listing(tuple(link for link in links if link.url))


def _link(entry: etree._Element) -> Link:
    hrefs = [link for link in children(entry, "link") if link.get("rel", "alternate") == "alternate"]
    texts = [url for url in (text_of(entry, "origlink"), text_of(entry, "link"), _permalink(entry)) if url]
    own = [url for url in (str(link.get("href") or "") for link in hrefs if not link.get("hreflang")) if url]
    others = [url for url in (str(link.get("href") or "") for link in hrefs if link.get("hreflang")) if url]
    candidates = [*texts[:1], *own, *others]
    url = candidates[0] if candidates else ""
    return Link(url, text_of(entry, "title"), tuple(other for other in others if other != url))


def _permalink(entry: etree._Element) -> str:
    """An RSS guid, unless it says that it is no address."""
    guids = [guid for guid in children(entry, "guid") if guid.get("isPermaLink", "true") != "false"]
    text = str(guids[0].text or "").strip() if guids else ""
    return text if text.startswith(("http://", "https://")) else ""
