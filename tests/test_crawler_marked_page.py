"""`tinbao read --format html` and `--explain`: read figures for people, in one page and in a terminal."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typing_extensions import override

from crawler.explain import reasons
from crawler.marked_page import marked_page, text_direction
from crawler.reading import ReadDocument, read_paths
from indicators.read import Reader, load_reader
from tests.browser.chromium import chromium, needs_chromium

ENGLISH = (
    "Outstanding loans of Quang Tri province reached VND5,020.6 billion, an increase of VND406.5 billion (18.81%).\n\n"
    "Overdue debt was about VND5.6 billion, representing 0.11% of outstanding loans.\n"
)
ARABIC = "بلغ إجمالي القروض القائمة في مقاطعة كوانغ تري 5020 مليار دونج.\n"
HOSTILE = (
    '<script>alert("text")</script> & <img src=x onerror=alert(1)> Outstanding loans reached VND 586 billion</mark> '
    'for <b>"poor" households</b>, up VND 613 billion.\n'
)
#: Elements that have no end tag.
VOID = frozenset({"meta"})


class Page(HTMLParser):
    """The elements of a page: they must nest, and everything that is linked to must be there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()
        assert not self.open

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def _read(reader: Reader, folder: Path, **texts: str) -> list[ReadDocument]:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return list(read_paths(reader, [folder]))


@pytest.fixture
def documents(reader: Reader, tmp_path: Path) -> list[ReadDocument]:
    """An English and an Arabic report."""
    (tmp_path / "a.en.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "b.ar.txt").write_text(ARABIC, encoding="utf-8")
    return list(read_paths(reader, [tmp_path]))


def test_every_figure_is_marked_and_told_of(documents: list[ReadDocument]) -> None:
    """Each figure is a mark that leads to its note, each note leads back; ids are unique over several files."""
    page = Page(marked_page(documents))
    figures = sum(len(document.figures) for document in documents)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    links = [attributes["href"] or "" for attributes in page.all("a")]
    assert len(page.all("mark")) == len(page.all("li")) - len(documents) == figures > 5
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert len(page.all("h1")) == 1


def test_a_note_says_what_its_figure_is(documents: list[ReadDocument]) -> None:
    """Value, interval, indicator, area, period, confidence and the words that told stand in the list."""
    page = marked_page(documents)
    (note,) = re.findall(r'<li id="d1n4">.*?</li>', page, re.DOTALL)
    for told in ("about 5,600,000,000 VND", "between 5,500,000,000 and 5,700,000,000", "Overdue debt", "Quảng Trị"):
        assert told in note
    assert "no time" in note
    assert '“<bdi lang="en">Overdue debt</bdi>”' in note
    assert "✓ Confirmed" in note


def test_a_contradiction_is_told_at_each_of_its_figures(documents: list[ReadDocument]) -> None:
    """The three figures that do not add up are marked otherwise, and say why without a mouse."""
    page = marked_page(documents)
    assert page.count('class="doubted"') == 3
    assert page.count('✗ Contradicted: <span dir="ltr">a change of “VND406.5 billion”') == 3


def test_each_text_has_the_direction_of_its_language(documents: list[ReadDocument]) -> None:
    """Arabic and Urdu run from the right, whatever the text begins with."""
    page = marked_page(documents)
    assert 'lang="en" dir="ltr"' in page
    assert 'lang="ar" dir="rtl"' in page
    assert [text_direction(code) for code in ("ur", "fa", "vi", "zh-Hant", "xx")] == [
        "rtl",
        "rtl",
        "ltr",
        "ltr",
        "auto",
    ]


def test_reasons_are_told_when_asked_for(documents: list[ReadDocument]) -> None:
    """With `--explain` each figure has a row for its value and each of its labels."""
    plain, explained = Page(marked_page(documents)), Page(marked_page(documents, explain=True))
    assert not plain.all("table")
    assert len(explained.all("tr")) == 6 * len(explained.all("mark"))


def test_the_page_needs_nothing_else_and_runs_nothing(documents: list[ReadDocument]) -> None:
    """No scripts, images, fonts or addresses; a policy of its own forbids what a browser might fetch."""
    page = marked_page(documents, explain=True)
    tags = {tag for tag, _ in Page(page).tags}
    assert not tags & {"script", "img", "link", "iframe", "object", "form"}
    assert not re.search(r"url\(|@import|https?:", page)
    assert "default-src 'none'" in page


def test_what_files_say_never_becomes_markup(reader: Reader, tmp_path: Path) -> None:
    """Texts, file names and words that gave a label are escaped, in the text and in the list."""
    name = "<i onclick=alert(2)>&.en"
    page = marked_page(_read(reader, tmp_path, **{name: HOSTILE}), explain=True)
    parsed = Page(page)
    assert not {tag for tag, _ in parsed.tags} & {"script", "img", "b", "i"}
    assert not any(key.startswith("on") for _, attributes in parsed.tags for key in attributes)
    assert "&lt;script&gt;alert(&#34;text&#34;)&lt;/script&gt;" in page
    assert len(parsed.all("mark")) == 2


def test_a_text_without_figures_says_so(reader: Reader, tmp_path: Path) -> None:
    """An empty list is told, not shown."""
    page = marked_page(_read(reader, tmp_path, **{"none.en": "Nothing is counted here.\n"}))
    assert "No figures." in page
    assert "0 figures" in page


def test_reasons_name_the_words_and_where_they_stand(reader: Reader, tmp_path: Path) -> None:
    """For each label: which words, how far off, how sure; else what stood in for words."""
    (document,) = _read(reader, tmp_path, **{"a.en": ENGLISH})
    told = {reason.dimension: reason for reason in reasons(document.figures[3])}
    assert list(told) == ["value", "indicator", "programme", "statistic", "area", "period"]
    assert (told["indicator"].words, told["indicator"].because) == ("Overdue debt", "5 characters before it")
    assert told["indicator"].label == "Overdue debt (credit_overdue)"
    assert told["value"].because == "allows 5,500,000,000 to 5,700,000,000"
    assert (told["period"].words, told["period"].because, told["period"].confidence) == ("", "no time is told", None)


@pytest.mark.browser
@needs_chromium
def test_a_browser_shows_the_page_without_complaint(
    documents: list[ReadDocument], reader: Reader, tmp_path: Path
) -> None:
    """Chromium shows text and marks of hostile files too, and runs nothing of them."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    (hostile,) = _read(reader, folder, **{"hostile.en": HOSTILE})
    (tmp_path / "page.html").write_text(marked_page([*documents, hostile], explain=True), encoding="utf-8")
    shown = chromium(tmp_path, "--dump-dom", (tmp_path / "page.html").as_uri())
    assert shown.count("<mark ") == sum(len(one.figures) for one in (*documents, hostile))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    picture = tmp_path / "page.png"
    chromium(tmp_path, f"--screenshot={picture}", (tmp_path / "page.html").as_uri())
    assert 1_000 < picture.stat().st_size < 2_000_000
