"""Full-text search: any script, with or without diacritics, and nothing that a user types is syntax."""

from datetime import datetime

import pytest
from sqlmodel import Session

from store import articles, pages, search
from store.engine import Store
from store.folding import fold
from store.records import NewPage, NewRevision

TEXTS = {
    "vi": ("Tín dụng chính sách ở Duy Tiên", "Đến cuối năm, tổng dư nợ đạt hơn 586 tỷ đồng, giúp 12.500 hộ nghèo."),
    "en": ("Policy credit in Duy Tien", "By the end of the year, outstanding loans exceeded 586 billion dong."),
    "zh": ("社会政策信贷", "截至年底,贷款余额超过5860亿越南盾,帮助贫困户脱贫。"),
    "th": ("สินเชื่อเพื่อสังคม", "ยอดสินเชื่อคงค้างช่วยครัวเรือนยากจนให้พ้นจากความยากจน"),
    "km": ("ឥណទានគោលនយោបាយ", "ធនាគារបានជួយគ្រួសារក្រីក្រចំនួនច្រើន។"),
    "ar": ("الائتمان الاجتماعي", "تجاوزت القروض المستحقة ٥٨٦ مليار دونغ لمساعدة الأُسَر الفقيرة."),
    "ru": (
        "Социальный кредит",
        "К концу года непогашенные кредиты превысили 586 миллиардов донгов для бедных ещё семей.",
    ),
}


def _add(session: Session, language: str, title: str, text: str, now: datetime) -> int:
    page = NewPage(
        f"https://example.org/{language}/{fold(title)}", "example", now, 200, {}, text.encode(errors="replace")
    )
    page_id = pages.add(session, page)
    revision = NewRevision(page.url, "example", language, title, text, None)
    article, _ = articles.record_revision(session, page_id, revision, now=now)
    search.index(session, article.id, title, text)
    return article.id


@pytest.fixture
def library(store: Store, now: datetime) -> dict[str, int]:
    """One article in each of seven languages; ids by language."""
    with store.writing() as session:
        return {language: _add(session, language, *words, now) for language, words in TEXTS.items()}


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("dư nợ", "vi"),
        ("du no", "vi"),
        ("DƯ NỢ ĐẠT", "vi"),
        ("dat hon 586", "vi"),
        ("hộ nghèo", "vi"),
        ("Outstanding LOANS", "en"),
        ("贷款余额", "zh"),
        ("脱贫", "zh"),
        ("ครัวเรือนยากจน", "th"),
        ("គ្រួសារ", "km"),
        ("القروض المستحقة", "ar"),
        ("الأسر", "ar"),
        ("кредиты", "ru"),
        ("СЕМЕЙ еще", "ru"),
    ],
)
def test_words_of_any_script_are_found(store: Store, library: dict[str, int], words: str, language: str) -> None:
    """Promise: the words of a text find it, whatever the script, with marks or without, in any case."""
    with store.reading() as session:
        hits = search.find(session, words)
    assert [hit.article.id for hit in hits] == [library[language]]
    assert "[" in hits[0].snippet


@pytest.mark.parametrize("words", ["", "  ", "?!*", "余款", "loans households", "dư nợ ngân hàng"])
def test_what_is_not_there_is_not_found(store: Store, library: dict[str, int], words: str) -> None:
    """Promise: all words must be in the article, and characters written together must stand together."""
    with store.reading() as session:
        assert search.find(session, words) == []


@pytest.mark.parametrize(
    "words",
    [
        '"loans',
        "loans*",
        "(loans",
        "NEAR(loans",
        "title:loans",
        "-loans",
        "loans & !",
        "loans'",
        "loans <->",
        "^loans\\",
    ],
)
def test_nothing_that_is_typed_is_syntax(store: Store, library: dict[str, int], words: str) -> None:
    """Promise: quotes, operators and column names of a query language are just characters between words."""
    with store.reading() as session:
        search.find(session, words)


def test_operators_are_words(store: Store, library: dict[str, int]) -> None:
    """Promise: OR and NOT are looked for like other words."""
    with store.reading() as session:
        assert search.find(session, "loans OR nothing") == []
        assert search.find(session, "loans NOT nothing") == []


def test_a_snippet_shows_the_original_text(store: Store, library: dict[str, int]) -> None:
    """Promise: the snippet is the article's own text, marks and all, with the hits between brackets."""
    with store.reading() as session:
        assert "tổng [dư] [nợ] đạt hơn" in search.find(session, "du no")[0].snippet
        assert "[贷款余额]超过" in search.find(session, "贷款余额")[0].snippet


def test_a_long_text_gives_a_short_snippet(store: Store, now: datetime) -> None:
    """Promise: of a long article the piece around the hits is shown, not the whole."""
    with store.writing() as session:
        _add(
            session, "en", "Long", "filler words here. " * 500 + "the needle stands here. " + "more of it. " * 500, now
        )
        snippet = search.find(session, "needle")[0].snippet
    assert "[needle] stands" in snippet
    assert len(snippet) < 260


def test_title_counts_more_than_text(store: Store, now: datetime) -> None:
    """Promise: an article about the word comes before one that mentions it."""
    with store.writing() as session:
        title = _add(session, "en", "Housing loans", "Nothing else is said in this rather short text.", now)
        mention = _add(session, "en", "Another report", "It says housing among very many other words here.", now)
        assert [hit.article.id for hit in search.find(session, "housing")] == [title, mention]


def test_indexing_again_replaces(store: Store, library: dict[str, int]) -> None:
    """Promise: an edited article is found by its new words only, and once."""
    with store.writing() as session:
        search.index(session, library["en"], "Policy credit", "Savings rose.")
        search.index(session, library["en"], "Policy credit", "Savings rose.")
        assert search.find(session, "outstanding loans") == []
        assert len(search.find(session, "savings")) == 1


def test_language_and_limit_narrow(store: Store, library: dict[str, int]) -> None:
    """Promise: a search can be kept to one language, and gives no more than asked for."""
    with store.reading() as session:
        found = search.find(session, "586")
        assert {hit.article.language for hit in found} >= {"vi", "en", "ru"}
        assert [hit.article.language for hit in search.find(session, "586", language="ru")] == ["ru"]
        assert len(search.find(session, "586", limit=2)) == 2


def test_digits_of_all_scripts_are_the_same(store: Store, library: dict[str, int]) -> None:
    """Promise: a number is found however its digits are written."""
    with store.reading() as session:
        assert library["ar"] in [hit.article.id for hit in search.find(session, "586")]


def test_withdrawn_articles_are_not_found(store: Store, library: dict[str, int], now: datetime) -> None:
    """Promise: what its source took down is no longer found."""
    with store.writing() as session:
        articles.withdraw(session, library["en"], now=now)
        assert search.find(session, "loans") == []


def test_huge_and_hostile_texts_are_indexed(store: Store, now: datetime) -> None:
    """Promise: no text is too long, too strange or too full of one word to be stored and found."""
    hostile = (
        "same " * 70_000 + " ".join(f"w{number:x}" * 9 for number in range(60_000)) + " \x00\ud800 ' \\ " + "x" * 5_000
    )
    with store.writing() as session:
        article_id = _add(session, "en", "Hostile \x00 'title\\", hostile, now)
        assert [hit.article.id for hit in search.find(session, "hostile title same")] == [article_id]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Điện Biên", "duong dien bien"),
        ("STRASSE Straße", "strasse strasse"),
        ("ﬁnance", "finance"),
        ("٥٨٦", "586"),
        ("40-CT/TW", "40 ct tw"),
        ("经济", "经 济"),
        ("GDP增长5%", "gdp 增 长 5"),
        ("น้ำ", fold("น้ำ")),
        ("e\u0301cole", "ecole"),
        ("ёлка", "елка"),
        ("ho\u00adnghe\u200bo", "hongheo"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    """Promise: words that differ only in case, marks or width fold alike; unspaced scripts are cut by character."""
    assert fold(text) == folded
