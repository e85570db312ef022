"""The bench of reading measures both sides on the same articles."""

from pathlib import Path

import pytest
import trafilatura

from bench import adversarial
from bench.portal_page import portal_page
from bench.reading_speed import main

REPORT = (
    "Quang Tri lends more\n\n"
    + "The bank in Quang Tri lent 5 billion VND to 40 households by 30 September 2024, it said on Monday. " * 8
    + "\n\n"
    + "Savings rose to 12.5 billion VND, and 200 households left poverty in the district, according to the bank. " * 6
)


def test_a_portals_page_is_cleaned_to_its_article() -> None:
    """What is measured as cleaning finds the article among navigation, headlines and scripts."""
    cleaned = trafilatura.extract(portal_page(REPORT, "en"), include_comments=False) or ""
    assert "5 billion VND to 40 households" in cleaned
    assert "section-3" not in cleaned


def test_the_bench_prints_a_ratio_for_each_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row a language and one of all."""
    (tmp_path / "report.en.txt").write_text(REPORT, encoding="utf-8")
    assert main([str(tmp_path), "--no-lengths"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [row[1] for row in rows if len(row) > 5 and row[1] in {"en", "all"}] == ["en", "all"]


def test_the_bench_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without texts is no measurement."""
    assert main([str(tmp_path)]) == 1
    assert "no texts" in capsys.readouterr().err


def test_hostile_texts_are_measured_at_each_length(capsys: pytest.CaptureFixture[str]) -> None:
    """One row a text, with the cost at each length and how it grows."""
    assert adversarial.main(["--most", "10000", "--only", "brackets", "--language", "vi"]) == 0
    rows = [line.replace("│", " ").split() for line in capsys.readouterr().out.splitlines()]
    assert [row[2] for row in rows if row[:1] == ["brackets"]] == ["1.0"]
