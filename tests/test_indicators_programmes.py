"""Which programme a figure is about, where its own words do not tell."""

import pytest

from indicators.read import Reader, load_reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def _programmes(reader: Reader, text: str, language: str) -> list[str | None]:
    return [figure.programme for figure in reader.read(text, language).figures]


WATER = """Loans for clean water change an islet

The rural clean water scheme has reached every hamlet of the district.

Loans outstanding under the scheme stood at VND132.6 billion, owed by 6,915 households, at the end of 2024.

In 2024, the office lent VND41.3 billion to 1,652 households.
{}"""


def test_a_text_on_one_programme_goes_on_with_it(reader: Reader) -> None:
    """Levels beside "the scheme" and flows without words of their own are of the programme of title and lead."""
    assert set(_programmes(reader, WATER.format(""), "en")) == {"water_sanitation"}


def test_all_programmes_together_are_not_the_topic(reader: Reader) -> None:
    """A level of all programmes keeps none, in a text about one."""
    text = WATER.format("\nOutstanding loans under all schemes were VND402 billion.")
    assert _programmes(reader, text, "en")[-1] is None


def test_one_programme_named_in_passing_is_no_topic(reader: Reader) -> None:
    """A lead that names one programme once does not make a report of the whole bank one of that programme."""
    text = (
        "The bank helps families with clean water and much else.\n\n"
        "As of May 31, 2024, outstanding loans reached 512 billion VND."
    )
    assert _programmes(reader, text, "en") == [None]


def test_near_poor_households_are_near_poor_wherever_the_clause_says_so(reader: Reader) -> None:
    """The programme of a count may stand before its verb; counted with the poor, near-poor households have none."""
    assert _programmes(reader, "Số hộ cận nghèo là 9.539 hộ.", "vi") == ["near_poor"]
    assert _programmes(reader, "Toàn huyện còn 3.120 hộ nghèo và cận nghèo.", "vi") == [None]
