"""Tables of what a language can say, a row each construct, with where the row comes from."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators.figure import Figure, Qualifier
from indicators.read import Reader, load_reader

DATA = Path(__file__).parent / "data"
TABLES = sorted((DATA / "constructs").glob("*.tsv"))
NAMED = frozenset(
    {"ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "km", "ko", "lo", "ms", "pt", "ru", "th", "vi", "zh"}
)
ORIGINS = ("grammar", "CLDR", "notes ", "observed")


def _rows(path: Path) -> Iterator[list[str]]:
    """Construct, text, figures, origin and, of a known failure, the reason."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield [*line.split("\t"), ""][:5]


def _cases() -> list[Any]:
    cases = []
    for path in TABLES:
        for number, (construct, text, figures, _, fails) in enumerate(_rows(path), start=1):
            marks = [pytest.mark.xfail(strict=True, reason=fails)] if fails else []
            cases.append(pytest.param(path.stem, text, figures, id=f"{path.stem} {number} {construct}", marks=marks))
    return cases


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def expected(written: str) -> tuple[Decimal, Decimal | None, str, str]:
    """`value unit [qualifier]`, with `low..high` for a range; what begins with @ or / is looked at on its own."""
    value, unit, *rest = written.split()
    low, _, high = value.partition("..")
    qualifier = next((word for word in rest if word[0] not in "@/"), Qualifier.EXACT.value)
    return Decimal(low), Decimal(high) if high else None, unit, qualifier


def told(figure: Figure) -> tuple[Decimal, Decimal | None, str, str]:
    return figure.value, figure.value_max, figure.unit, figure.qualifier.value


@pytest.mark.parametrize(("language", "text", "figures"), _cases())
def test_a_construct_is_read(reader: Reader, language: str, text: str, figures: str) -> None:
    """A text tells the figures of its row, with their periods and rates, and no others."""
    written = [one.strip() for one in figures.split(";") if one.strip()]
    read = reader.read(text, language).figures
    assert [told(figure) for figure in read] == [expected(one) for one in written]
    for figure, one in zip(read, written, strict=True):
        assert all(word[1:] == figure.period for word in one.split() if word.startswith("@"))
        assert all(word[1:] == figure.per for word in one.split() if word.startswith("/"))


def test_every_language_that_the_project_names_has_a_table() -> None:
    """The languages that reports of Vietnam are known to come in are shown construct by construct."""
    assert {path.stem for path in TABLES} == NAMED


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_whole(path: Path) -> None:
    """Every language's table has a row for each construct, and each row says where it comes from."""
    rows = list(_rows(path))
    constructs = {row[0] for row in _rows(DATA / "constructs.tsv")}
    assert constructs - {row[0] for row in rows} == set()
    assert [row[0] for row in rows if not row[3].startswith(ORIGINS)] == []
