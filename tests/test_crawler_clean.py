"""From a page to an article: what is kept, what is cut, what is refused."""

from datetime import UTC, datetime

import pytest

from crawler.steps.clean import NotAnArticle, clean_page, plain_article, title_of
from crawler.steps.language import detect, primary
from crawler.steps.page_metadata import parse_time
from store.records import NewPage, NewRevision

URL = "https://www.example.org/fr/tin-dung-chinh-sach-o-ha-giang"
PARAGRAPH = (
    "Au 30 septembre 2024, l'encours du crédit social de la province atteignait 1 234 milliards de dongs, "
    "soit une hausse de 56 milliards par rapport au début de l'année, au profit de 12 345 ménages. "
)
PAGE = f"""<!doctype html><html lang="fr-FR"><head><title>Crédit social | Exemple</title>
<meta property="og:title" content="Le crédit social progresse">
<meta property="article:published_time" content="2024-10-03T08:30:00+07:00">
<meta property="og:image" content="/images/lead.jpg">
<link rel="canonical" href="{URL}?utm_source=rss">
<link rel="alternate" hreflang="en" href="/en/tin-dung-chinh-sach-o-ha-giang">
</head><body><nav><a href="/">Accueil</a></nav><article><h1>Le crédit social progresse</h1>
<p>{PARAGRAPH}</p><p>{PARAGRAPH.replace("1 234", "987")}</p>
<p>Source: <a href="https://paper.example.com/tin-195500.html">https://paper.example.com/tin-195500.html</a></p>
<p>Comment (0)</p></article></body></html>"""


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8", language: str | None = None) -> NewPage:
    """A fetched page with this body."""
    return NewPage(
        url=URL,
        source="example",
        fetched_at=datetime(2024, 10, 3, tzinfo=UTC),
        status=200,
        headers={"content-type": content_type},
        body=body.encode() if isinstance(body, str) else body,
        language=language,
    )


def whole(text: str, _language: str) -> int:
    """No furniture: the report goes to the end of the text."""
    return len(text)


def before_source(text: str, _language: str) -> int:
    """The report ends where its source is named."""
    return text.find("Source:") if "Source:" in text else len(text)


def cleaned(new: NewPage) -> NewRevision:
    """The article made of a page that is one."""
    article = clean_page(new, before_source)
    assert isinstance(article, NewRevision)
    return article


def test_everything_a_page_says_of_itself_is_kept() -> None:
    """Title, canonical address, language, time in UTC, siblings, lead image and cited origin."""
    article = cleaned(page(PAGE))
    assert article.title == "Le crédit social progresse"
    assert article.url == URL
    assert article.language == "fr"
    assert article.published_at == datetime(2024, 10, 3, 1, 30, tzinfo=UTC)
    assert article.alternates == ("https://www.example.org/en/tin-dung-chinh-sach-o-ha-giang",)
    assert article.image_url == "https://www.example.org/images/lead.jpg"
    assert article.origin_url == "https://paper.example.com/tin-195500.html"


def test_title_heads_the_text_and_furniture_is_cut() -> None:
    """Figures in a headline have a place; what stands after the report's end is no part of it."""
    text = cleaned(page(PAGE)).text
    assert text.startswith("Le crédit social progresse")
    assert "987 milliards" in text
    assert "Comment (0)" not in text
    assert "Accueil" not in text


def test_a_new_comment_is_no_new_text() -> None:
    """Only what bears meaning is compared between two fetches."""
    assert cleaned(page(PAGE)).text == cleaned(page(PAGE.replace("Comment (0)", "Comment (17)"))).text


def test_what_the_source_says_of_its_language_comes_first() -> None:
    """Portals often leave `lang` at one value in all editions."""
    assert cleaned(page(PAGE, language="en")).language == "en"


def test_a_wrong_charset_header_loses_nothing() -> None:
    """The bytes are asked when the header lies."""
    assert "crédit" in cleaned(page(PAGE.encode(), "text/html; charset=ascii")).text
    assert "crédit" in cleaned(page(PAGE.encode(), "text/html; charset=no-such-thing")).text


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\x00\x01\x02",
        "<html></html>",
        "<html><body><p>404 Not Found</p></body></html>",
        "{}",
        "<html><body>" + "<i>" * 110_000 + "</body></html>",
        "<div>" * 5_000 + "deep",
    ],
    ids=["empty", "binary", "bare", "error", "json", "many elements", "deep"],
)
def test_what_is_no_article_is_said_to_be_none(body: str) -> None:
    """Error pages, teasers and hostile pages are refused with a reason, never taken for an article."""
    assert isinstance(clean_page(page(body), whole), NotAnArticle)


def test_a_text_file_is_left_as_it_is() -> None:
    """Offsets in a text file are those of the file: nothing is stripped, translated or added."""
    text = "\r\n Tin\u00a0báo \n\n" + PARAGRAPH + "\nhttps://paper.example.com/bai-1.html\n"
    article = plain_article(page(text, "text/plain", language="fr"))
    assert isinstance(article, NewRevision)
    assert article.text == text
    assert article.origin_url == "https://paper.example.com/bai-1.html"


def test_language_is_detected_where_nobody_names_it() -> None:
    """Detection is the last resort, and knows the languages of the editions."""
    assert detect(PARAGRAPH) == "fr"
    assert detect("Hơn bốn trăm tỷ đồng vốn tín dụng chính sách đến với người dân") == "vi"
    assert detect("بلغ إجمالي رأس مال ائتمان السياسة في المنطقة") == "ar"
    assert primary("zh-Hans-CN") == primary("zh_CN") == primary("zho-CN") == "zh"
    assert [primary(code) for code in ("jpn", "prs", "srp-Cyrl", "fil", "nso", "nb")] == [
        "ja",
        "fa",
        "sr",
        "fil",
        "nso",
        "nb",
    ]


def test_title_of_a_long_first_line_is_cut_at_a_word() -> None:
    """A text file without a headline gets the beginning of its first sentence."""
    assert title_of("\n\nShort headline\nbody") == "Short headline"
    long = title_of("word " * 200)
    assert len(long) < 200
    assert long.endswith("word …")


def test_times_outside_reason_are_not_times() -> None:
    """A page's clock may lie: dates before 1990 or in the far future are refused, zones default to Vietnam's."""
    assert parse_time("1970-01-01") is None
    assert parse_time("2999-01-01") is None
    assert parse_time("yesterday") is None
    assert parse_time("2024-10-03T08:30:00") == datetime(2024, 10, 3, 1, 30, tzinfo=UTC)
