"""Tables of cases per language: what each text reports, as data beside these tests."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from indicators.figure import Figure
from indicators.read import Reader, load_reader

DATA = Path(__file__).parent / "data" / "reading"


def _cases() -> list[Any]:
    rows = []
    for path in sorted(DATA.glob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        rows += [
            pytest.param(document["language"], case, id=f"{path.stem}: {case['about']}") for case in document["case"]
        ]
    return rows


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def _written(figure: Figure, keys: int) -> str:
    value = f"{figure.value:f}" if figure.value_max is None else f"{figure.value:f}..{figure.value_max:f}"
    parts = [value, figure.unit, figure.qualifier, figure.indicator, figure.statistic, figure.period or "-"]
    return "|".join(str(part) for part in parts[:keys])


@pytest.mark.parametrize(("language", "case"), _cases())
def test_a_text_reports_the_figures_of_its_case(reader: Reader, language: str, case: dict[str, Any]) -> None:
    """Every figure of a case is read, nothing else is, and `raw` is what stands at its span."""
    text = case["text"]
    figures = reader.read(text, language).figures
    assert len(figures) == len(case["figures"]), [figure.raw for figure in figures]
    for figure, expected in zip(figures, case["figures"], strict=True):
        assert _written(figure, expected.count("|") + 1) == expected
        assert figure.raw == text[figure.start : figure.end]
