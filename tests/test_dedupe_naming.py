"""Names as evidence: what a script marks as one, how it sounds, and countries and cities under one name."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.naming import LONGEST_STREAM, MOST_NAMES, names, romanise, skeleton, stream
from dedupe.world import world


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ngày 12/4, tại Quảng Trị, Huyện Hướng Hóa dẫn đầu.", "vi", ["quang", "quangtri", "tri", "huyenhuonghoa"]),
        ("On Friday the orchestra of Brannagh led; all UNESCO staff met.", "en", ["friday", "brannagh", "unesco"]),
        ("TOTAL LENDING grew in Brannagh", "en", ["brannagh"]),
        ("Huyện. Quảng", "vi", []),
        ("в провинции Куангчи", "ru", ["kuangchi"]),
        ("知事のクアンチ氏とクアンチ、ノナカ", "ja", ["kuanchi", "nonaka"]),
        ("由玛尔塔·佩雷拉领导的广治省", "zh", ["maerta", "peileila"]),
        ("მოლინამ თავი გააქნია", "ka", ["molinam"]),
    ],
)
def test_names(text: str, language: str, expected: list[str]) -> None:
    """What is written like a name, in order of first mention; no first word of a sentence, no word of a headline."""
    found = [name.written for name in names(text, language)]
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_names_in_scripts_without_capitals() -> None:
    """Where nothing marks a name, every longer word may be one."""
    assert romanise("كوانغ") in {name.written for name in names("في مقاطعة كوانغ تري", "ar")}


def test_a_name_stands_where_it_is_first_mentioned() -> None:
    """Places are shares of the text, in rising order."""
    (name,) = names("in the hall Brannagh spoke, and Brannagh left", "en")
    assert name.place == pytest.approx(12 / 45, abs=0.001)


@pytest.mark.parametrize(
    ("one", "other"),
    [("quangtri", "kouangtri"), ("dakglong", "daklong"), ("nghean", "ngean"), ("trump", "telangpu")],
)
def test_skeletons_of_one_name(one: str, other: str) -> None:
    """Spellings of one name share most consonants by sound."""
    assert len(set(skeleton(one)) ^ set(skeleton(other))) <= 1


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Der Minister aus Deutschland sprach in Brüssel.", "de", ["Germany", "Brussels"]),
        ("秘鲁文化部周三在利马宣布", "zh", ["Peru", "Lima"]),
        ("ペルーとマリアの話", "ja", ["Peru"]),
        ("페루에서 열린 회담", "ko", ["Peru"]),
        ("сообщили в Германии и Перу", "ru", ["Germany", "Peru"]),
        ("Tổng thống Hoa Kỳ đến Hàn Quốc", "vi", ["United States", "South Korea"]),
        ("Paula met a turkey", "en", []),
        ("ที่ประเทศเปรูเมื่อวาน", "th", ["Peru"]),
        ("anything in Peru", "xx", []),
        ("Peru", "not a language", []),
    ],
)
def test_countries_and_cities_have_one_name(text: str, language: str, expected: list[str]) -> None:
    """What CLDR knows is found, with an ending too, and nothing in the middle of another word."""
    found = list(world(language).find(text))
    assert [place.name for place in found] == expected
    assert all(0 <= place.start < place.end <= len(text) for place in found)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("ประเทศเปรู", True),
        ("ປະເທດ ລາວ", True),
        ("ប្រទេសកម្ពុជា", True),
        ("Perú", False),
        ("秘鲁文化部", False),
        ("", False),
    ],
)
def test_alphabets_without_spaces_are_streams(text: str, letters: bool) -> None:
    """Only where words cannot be told apart a text is kept as one run of letters."""
    assert bool(stream(text)) is letters


@given(st.text(max_size=300), st.sampled_from(["en", "zh", "ja", "ko", "ar", "th", "ka", "hi", "vi"]))
def test_any_text_gives_bounded_names(text: str, language: str) -> None:
    """Nothing breaks the reading of names; each stands inside the text and sounds of something."""
    for name in names(text, language):
        assert 0.0 <= name.place <= 1.0
        assert name.written
        assert len(name.sound) > 1


def test_hostile_text_is_bounded() -> None:
    """A megabyte of anything costs well under a second, and leaves no more than the bounds say."""
    started = time.process_time()
    for text in ("Aabb " * 250_000, "字" * 1_000_000, "A\u0301" * 500_000, "Bản" * 300_000, "ข" * 1_000_000):
        for language in ("en", "zh", "th"):
            assert len(names(text, language)) <= MOST_NAMES
        assert len(stream(text)) <= 8 * LONGEST_STREAM
    assert time.process_time() - started < 8.0
