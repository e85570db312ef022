"""Romanisation: any script becomes lower-case ASCII."""

import pytest

from indicators.words.romanise import romanise, romanise_word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tuyên Quang", "tuyen quang"),
        ("Đắk Lắk", "dak lak"),
        ("Туенкуанг", "tuenkuang"),
        ("40-CT/TW", "40-ct/tw"),
        ("", ""),
    ],
)
def test_known_names_come_out_in_plain_letters(text: str, expected: str) -> None:
    """Diacritics, Cyrillic and capitals are turned into lower-case ASCII."""
    assert romanise(text) == expected
    assert romanise_word(text) == expected


@pytest.mark.parametrize(
    "text", ["دوي تيان", "宣光", "뚜옌꽝", "เตวียนกวาง", "ຕວຽນກວາງ", "ទុយៀនក្វាង", "तुयेन क्वांग", "\ud800"]
)
def test_every_script_becomes_lower_case_ascii(text: str) -> None:
    """Whatever comes in, only lower-case ASCII goes out, and nothing is raised."""
    romanised = romanise(text)
    assert romanised.isascii()
    assert romanised == romanised.lower()
