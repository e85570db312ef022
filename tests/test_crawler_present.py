"""Values, periods, titles and sentences as people read them."""

from decimal import Decimal
from typing import Any

import pytest

from crawler.present import indicator_title, period_text, programme_title, sentence_around, value_text
from tests.mailroom.desk import observation


def shown(value: str, low: str | None, high: str | None, locale: str = "en", **changes: Any) -> str:
    """The text of a value in its interval, with ordinary spaces."""
    ends = {"value_low": low and Decimal(low), "value_high": high and Decimal(high)}
    text = value_text(observation(value=Decimal(value), **ends, **changes), locale)
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "text"),
    [
        ("586E9", "586E9", "600E9", "VND", "over 586 billion VND"),
        ("586E9", "586E9", None, "VND", "over 586 billion VND"),
        ("18000", "17000", "18000", "household", "nearly 18,000 households"),
        ("30.55", "30.545", "30.555", "percent", "30.55 %"),
        ("400", "300", "500", "household", "about 400 households"),
        ("100E6", None, "100E6", "VND", "up to 100 million VND"),
        ("100E6", "0", "100E6", "VND", "up to 100 million VND"),
        ("4355.2E9", "4355.15E9", "4355.25E9", "VND", "4,355.2 billion VND"),
        ("999999", "999999", "999999", "VND", "999,999 VND"),
        ("1", "1", "1", "house", "1 house"),
        ("2.5", "2.45", "2.55", "times", "2.5 times"),
        ("7", "7", "7", "fishing_boat", "7 fishing boat"),
    ],
)
def test_a_value_is_shown_as_it_is_printed(value: str, low: str | None, high: str | None, unit: str, text: str) -> None:
    """The interval is told in words, money in billions or millions, counts with their noun."""
    assert shown(value, low, high, unit=unit) == text


def test_ranges_and_changes_show_both_ends_and_signs() -> None:
    """A rise has its plus, a fall its minus."""
    assert shown("25", "25", "30", unit="person", value_max=Decimal(30)) == "25 to 30 people"
    assert shown("410.4E9", "410.4E9", "410.4E9", statistic="change") == "+410.4 billion VND (change)"
    assert shown("-3", "-3", "-3", statistic="change", unit="percent") == "-3 % (change)"


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("fr", "5 142,6 milliards VND"),
        ("vi", "5.142,6 tỷ VND"),
        ("ru", "5 142,6 миллиарда VND"),
        ("zh", "51,426亿 VND"),
        ("zz", "5,142.6 billion VND"),
    ],
)
def test_numbers_are_written_as_a_locale_writes_them(locale: str, text: str) -> None:
    """Marks, magnitude words and steps come from CLDR; an unknown locale reads English."""
    assert shown("5142.6E9", "5142.55E9", "5142.65E9", locale) == text


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (None, ""),
        ("2026", "2026"),
        ("2026-02", "February 2026"),
        ("2026-02-28", "Feb 28, 2026"),
        ("2026-01/2026-04", "January 2026 to April 2026"),
        ("2021/..", "since 2021"),
        ("2026-Q1", "2026-Q1"),
        ("2026-02-31", "2026-02-31"),
    ],
)
def test_a_period_is_told_in_words(period: str | None, text: str) -> None:
    """What is no date stays as it is."""
    assert period_text(period) == text


def test_codes_have_titles() -> None:
    """A code that the catalogue no longer has is shown as it is."""
    assert indicator_title("credit_outstanding") == "Loans outstanding"
    assert indicator_title("gone") == "gone"
    assert programme_title("poor") == "Poor households"
    assert programme_title(None) == ""


@pytest.mark.parametrize(
    ("text", "number", "sentence"),
    [
        ("One. It is 5,142.6 billion. Two.", "5,142.6", "It is 5,142.6 billion."),
        ("Title\n\nĐạt 14,03%. Sau đó.", "14,03", "Đạt 14,03%."),
        ("甲。贷款余额5948亿越盾。乙。", "5948", "贷款余额5948亿越盾。"),
        ("Under No. 5 of 2023 it is 12 groups", "12", "Under No. 5 of 2023 it is 12 groups"),
        ("In 2014. Then 7 rose.", "7", "Then 7 rose."),
    ],
)
def test_a_figure_is_shown_in_its_sentence(text: str, number: str, sentence: str) -> None:
    """A mark inside a number ends no sentence."""
    start = text.index(number)
    assert sentence_around(text, start, start + len(number)) == sentence


def test_an_endless_sentence_is_cut() -> None:
    """Around the figure, with an ellipsis on the sides that go on."""
    text = "word " * 500 + "42" + " word" * 500
    cut = sentence_around(text, 2500, 2502, longest=100)
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert "42" in cut
    assert len(cut) < 120
