"""From a stored page to an article revision: main text, title, language, times, and where it says it comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from crawler.steps.language import detect, primary
from crawler.steps.page_metadata import PageMetadata, date_at_midday, origin_in_text, read_metadata
from dedupe.urls import canonical
from store.records import NewPage, NewRevision

#: A text shorter than this is a teaser, an error page or a gallery: the shortest real report in the gold has 900.
LEAST_CHARACTERS = 200
#: trafilatura's time grows with the number of elements; the largest news pages seen have a tenth of this.
MOST_ELEMENTS = 100_000
#: A title longer than this is a paragraph.
MOST_TITLE_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """Why a page is left out, in words; an expected outcome, so a value and no exception."""

    reason: str


BodyEnd = Callable[[str, str], int]


def clean_page(page: NewPage, body_end: BodyEnd) -> NewRevision | NotAnArticle:
    """Make an article of a stored page.

    `body_end(text, language)` tells where page furniture (`Source … Comment (0)`) begins; the text is cut there, so
    that a new comment is no new revision. The title heads the text: figures in headlines have a place too.
    """
    if _is_plain_text(page):
        return plain_article(page)
    tree = _parse(page)
    if tree is None:
        return NotAnArticle("no HTML document")
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        return NotAnArticle(f"more than {MOST_ELEMENTS:,} elements")
    metadata = read_metadata(tree, page.url)
    extracted = trafilatura.bare_extraction(
        tree, url=page.url, include_comments=False, include_tables=True, with_metadata=True
    )
    text = extracted.text or "" if isinstance(extracted, Document) else ""
    if not isinstance(extracted, Document) or len(text) < LEAST_CHARACTERS:
        return NotAnArticle(f"{len(text)} characters of article text: fewer than {LEAST_CHARACTERS}")
    title = (extracted.title or "").strip()[:MOST_TITLE_CHARACTERS]
    return _revision(page, metadata, title=title, body=text, date=extracted.date, byline=extracted.author, end=body_end)


def plain_article(page: NewPage) -> NewRevision | NotAnArticle:
    """Make an article of a text file: its text stays exactly as it is, so that offsets are those of the file."""
    text = page.body.decode("utf-8", errors="replace")
    if not text.strip():
        return NotAnArticle("an empty file")
    return NewRevision(
        url=page.url,
        source=page.source,
        language=primary(page.language) if page.language else detect(text),
        title=title_of(text),
        text=text,
        published_at=None,
        origin_url=origin_in_text(text, page.url),
        baseline=page.baseline,
    )


def title_of(text: str) -> str:
    """The first line of a text where it is short enough for a headline, else the beginning of that line."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return (
        first if len(first) <= MOST_TITLE_CHARACTERS else first[: MOST_TITLE_CHARACTERS // 2].rsplit(" ", 1)[0] + " …"
    )


def _revision(
    page: NewPage, metadata: PageMetadata, *, title: str, body: str, date: str | None, byline: str | None, end: BodyEnd
) -> NewRevision:
    language = _language(page, metadata, body)
    first, _, rest = body.partition("\n")
    text = f"{title}\n\n{rest if first.strip() == title else body}".lstrip()
    return NewRevision(
        url=metadata.url,
        source=page.source,
        language=language,
        title=title or title_of(body),
        text=text[: end(text, language)].rstrip(),
        published_at=metadata.published_at or date_at_midday(date),
        byline=byline or None,
        origin_url=metadata.origin_url or origin_in_text(body, page.url),
        image_url=metadata.image_url,
        alternates=tuple(dict.fromkeys((*metadata.alternates, *map(canonical, page.alternates)))),
        baseline=page.baseline,
    )


def _language(page: NewPage, metadata: PageMetadata, text: str) -> str:
    """What the source says, else the page, else the text."""
    stated = page.language or metadata.language
    return primary(stated) if stated else detect(text)


def _is_plain_text(page: NewPage) -> bool:
    return _content_type(page).get_content_type() == "text/plain"


def _parse(page: NewPage) -> HtmlElement | None:
    charset = _content_type(page).get_content_charset()
    if charset:
        try:
            return trafilatura.load_html(page.body.decode(charset))
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong header is common; the bytes themselves are asked instead
    return trafilatura.load_html(page.body)


def _content_type(page: NewPage) -> Message:
    header = Message()
    header["content-type"] = page.headers.get("content-type", "text/html")
    return header
