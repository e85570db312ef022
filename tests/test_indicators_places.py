"""Which place a figure is about, where the text is dated from elsewhere."""

import pytest

from indicators.read import Reader, load_reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def _areas(reader: Reader, text: str, language: str) -> list[str | None]:
    return [figure.area.name if figure.area else None for figure in reader.read(text, language).figures]


def test_a_dateline_yields_to_the_district_that_the_text_is_about(reader: Reader) -> None:
    """A province that only says where the report was filed is not what its figures are about."""
    text = (
        "Fresh water for an islet\n\n"
        "SOC TRANG (VNS) — Saltwater creeps up the river around Cu Lao Dung District every year.\n\n"
        "The bank lent VND41.3 billion in 2024 to 1,652 households.\n\n"
        "Overdue debt is low in the district."
    )
    assert _areas(reader, text, "en") == ["Cù Lao Dung", "Cù Lao Dung"]


def test_a_dateline_stands_where_the_text_goes_on_about_it(reader: Reader) -> None:
    """A report dated from a province and about it stays so, though its lead names a district once."""
    text = (
        "Tín dụng chính sách\n\n"
        "Sóc Trăng, 19/02/2025 | Sáng nay, tỉnh Sóc Trăng tổ chức hội nghị tại huyện Cù Lao Dung.\n\n"
        "Toàn tỉnh Sóc Trăng giải ngân 873 tỷ đồng."
    )
    assert _areas(reader, text, "vi") == ["Sóc Trăng"]


def test_places_in_a_bracket_are_aside(reader: Reader) -> None:
    """What a city was made of, told in a bracket, is not what its figures are about."""
    text = "Ngân sách thành phố Cần Thơ (bao gồm Sóc Trăng, Hậu Giang trước sáp nhập) đã ủy thác 1.986 tỷ đồng."
    assert _areas(reader, text, "vi") == ["Cần Thơ"]
