"""What must not matter to the figures of a text does not: its spaces, digits, marks, composition and order."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators.figure import Figure
from indicators.read import Reader, load_reader

HERE = Path(__file__).parent
FOLDERS = (HERE.parent / "bench" / "unseen" / "first" / "articles", HERE.parent.parent / "shared" / "gold" / "articles")
LINES: dict[str, list[str]] = tomllib.loads((HERE / "data" / "no_figures.toml").read_text(encoding="utf-8"))
LATIN = "0123456789"
#: The digits of its own that a language uses beside Latin ones.
DIGITS = {
    "ar": ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"],
    "hi": ["०१२३४५६७८९"],
    "th": ["๐๑๒๓๔๕๖๗๘๙"],
    "lo": ["໐໑໒໓໔໕໖໗໘໙"],
    "km": ["០១២៣៤៥៦៧៨៩"],
    "zh": ["０１２３４５６７８９"],
    "ja": ["０１２３４５６７８９"],
    "ko": ["０１２３４５６７８９"],
    "bn": ["০১২৩৪৫৬৭৮৯"],
}
GROUPED = re.compile(r"(?<![\d.,٬'])\d{1,3}(?:([.,٬'])\d{3})(?:\1\d{3})*(?![\d]|[.,]\d)")


def _articles() -> list[Any]:
    """All of ours, and of the shared gold, where it is there, the first of each language."""
    paths = sorted(FOLDERS[0].glob("*.txt"))
    by_language: dict[str, Path] = {}
    for path in sorted(FOLDERS[1].glob("*.txt")) if FOLDERS[1].is_dir() else ():
        by_language.setdefault(path.suffixes[-2], path)
    return [pytest.param(path, id=path.stem) for path in (*paths, *by_language.values())]


@dataclass(frozen=True)
class Changed:
    """A text after a change, and where each of its old offsets has gone."""

    text: str
    offsets: tuple[int, ...]


def change(text: str, pattern: str | re.Pattern[str], replacement: str | Callable[[re.Match[str]], str]) -> Changed:
    """Replace all that a pattern finds; an offset within what is replaced goes to its beginning."""
    parts: list[str] = []
    offsets: list[int] = []
    position = length = 0
    for match in re.finditer(pattern, text):
        kept = text[position : match.start()]
        new = replacement if isinstance(replacement, str) else replacement(match)
        offsets += range(length, length + len(kept))
        offsets += [length + len(kept)] * (match.end() - match.start())
        parts += (kept, new)
        length += len(kept) + len(new)
        position = match.end()
    offsets += range(length, length + len(text) - position + 1)
    return Changed("".join((*parts, text[position:])), tuple(offsets))


def told(figure: Figure) -> tuple[object, ...]:
    """All that a figure says, without where it stands and how sure its labels are."""
    area = figure.area and figure.area.code
    return (
        figure.value, figure.value_max, figure.unit, figure.qualifier, figure.per,
        figure.indicator, figure.programme, figure.statistic, area, figure.period,
    )  # fmt: skip


def quantity(figure: Figure) -> tuple[object, ...]:
    """What a figure says without its labels."""
    return abs(figure.value), figure.unit, figure.qualifier


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def language_of(path: Path) -> str:
    return path.suffixes[-2].removeprefix(".")


def assert_same(reader: Reader, language: str, text: str, changed: Changed) -> None:
    """The figures of the changed text are those of the text, where the change has put them."""
    before, after = (reader.read(one, language).figures for one in (text, changed.text))
    expected = [(changed.offsets[figure.start], told(figure)) for figure in before]
    assert [(figure.start, told(figure)) for figure in after] == expected
    ends = [changed.offsets[figure.end] for figure in before]
    assert all(figure.end <= end for figure, end in zip(after, ends, strict=True))


ARTICLES = pytest.mark.parametrize("path", _articles())


def grouping(text: str, figures: Iterable[Figure], mark: str) -> Changed:
    """The numbers of a text that are grouped beyond doubt, with another mark between their groups."""
    inside: set[int] = set()
    for figure in figures:
        for match in GROUPED.finditer(text, figure.start, figure.end):
            if Decimal(re.sub(r"\D", "", match.group())) == figure.value:
                inside.update(range(*match.span()))
    return change(text, r"(?<=\d)[.,٬'](?=\d{3})", lambda match: mark if match.start() in inside else match.group())


@ARTICLES
@pytest.mark.parametrize("mark", [" ", "\u00a0", "\u202f", "’"], ids=["space", "NBSP", "NNBSP", "apostrophe"])
def test_the_mark_between_groups_does_not_matter(reader: Reader, path: Path, mark: str) -> None:
    """No-break spaces and apostrophes group digits in every language, spaces where no comma does."""
    if mark == " " and reader.language(language_of(path)).group == ",":
        mark = "\u2009"  # a plain space parts numbers in this language, a thin one does not
    text = path.read_text(encoding="utf-8")
    figures = reader.read(text, language_of(path)).figures
    assert_same(reader, language_of(path), text, grouping(text, figures, mark))


@ARTICLES
def test_the_script_of_digits_does_not_matter(reader: Reader, path: Path) -> None:
    """All digits that a language uses are read alike."""
    text = path.read_text(encoding="utf-8")
    for digits in DIGITS.get(language_of(path), []):
        written = text.translate(dict(zip(map(ord, LATIN), digits, strict=True)))
        assert_same(reader, language_of(path), text, Changed(written, tuple(range(len(text) + 1))))


SPACES = {
    "doubled": (r"(?<=[^\s\d]) (?=[^\s])|(?<=[^\s]) (?=[^\s\d])", "  "),
    "no-break": (r"(?<=[^\s\d]) (?=[^\s])|(?<=[^\s]) (?=[^\s\d])", "\u00a0"),
    "zero width": (r"(?<=\S)(?=\S)", "\u200b"),
    "soft hyphens": (r"(?<=[^\W\d_])(?=[^\W\d_])", "\u00ad"),
}


@ARTICLES
@pytest.mark.parametrize("kind", SPACES)
def test_spaces_do_not_matter(reader: Reader, path: Path, kind: str) -> None:
    """Doubled, no-break and zero-width spaces and soft hyphens change no figure."""
    text = path.read_text(encoding="utf-8")
    pattern, space = SPACES[kind]
    assert_same(reader, language_of(path), text, change(text, pattern, space))


@ARTICLES
def test_composition_does_not_matter(reader: Reader, path: Path) -> None:
    """Decomposed letters are read as composed ones."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    changed = change(text, r"(?s).", lambda match: unicodedata.normalize("NFD", match.group()))
    assert_same(reader, language_of(path), text, changed)


@ARTICLES
def test_the_order_of_paragraphs_does_not_matter(reader: Reader, path: Path) -> None:
    """The same quantities are told, in whatever order their paragraphs stand."""
    text, language = path.read_text(encoding="utf-8"), language_of(path)
    end = reader.read(text, language).body_end
    title, *paragraphs = text[:end].split("\n")
    turned = "\n".join((title, *reversed(paragraphs))) + "\n" + text[end:]
    before, after = (reader.read(one, language).figures for one in (text, turned))
    assert Counter(map(quantity, after)) == Counter(map(quantity, before))


@ARTICLES
def test_one_digit_changes_one_figure(reader: Reader, path: Path) -> None:
    """Another digit in one figure changes that figure and no other quantity."""
    text, language = path.read_text(encoding="utf-8"), language_of(path)
    figures = reader.read(text, language).figures
    for figure in figures[::3]:
        found = re.search(r"[1-9](?=\D*$)", figure.raw) or re.search(r"[1-9]", figure.raw)
        if found is None or figure.value_max is not None or "/" in figure.raw:
            continue
        offset = figure.start + found.start()
        other = str(int(text[offset]) % 9 + 1)
        after = reader.read(text[:offset] + other + text[offset + 1 :], language).figures
        assert len(after) == len(figures)
        differing = [one.start for one, now in zip(figures, after, strict=True) if quantity(one) != quantity(now)]
        assert differing == [figure.start]


@ARTICLES
def test_lines_without_figures_add_none(reader: Reader, path: Path) -> None:
    """Document numbers, telephone numbers, dates and page furniture between paragraphs add no figure."""
    text, language = path.read_text(encoding="utf-8"), language_of(path)
    before = reader.read(text, language).figures
    middle = text.find("\n", len(text) // 3) + 1
    for line in LINES.get(language, LINES["en"]):
        after = reader.read(f"{text[:middle]}{line}\n{text[middle:]}", language).figures
        assert Counter(map(quantity, after)) == Counter(map(quantity, before)), line
