"""Text as evidence: words, and sketches of word sequences."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.text import SKETCH_SIZE, containment, normalise, shingles, tokenise

REPORT = " ".join(f"Câu {n} nói về nguồn vốn tín dụng thứ {n * 7} của huyện và các xã." for n in range(60))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tổng dư nợ 4.785,3 tỷ đồng (3,71%)", ["tổng", "dư", "nợ", "4.785,3", "tỷ", "đồng", "3,71"]),
        ("L'encours d’aujourd'hui", ["l'encours", "d’aujourd'hui"]),
        ("广治省2024", ["广", "治", "省", "2024"]),
        ("ແຂວງ 12", ["ແ", "ຂ", "ວ", "ງ", "12"]),
        ("بلغ إجمالي 412", ["بلغ", "إجمالي", "412"]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    """Words where the script has spaces, characters where it has none; figures stay whole."""
    assert tokenise(text) == expected


def test_one_form_of_text() -> None:
    """Composed and decomposed letters, widths and spaces make no difference."""
    assert normalise("Tín  Dụng ２０２４\n") == normalise("Ti\u0301n Du\u0323ng 2024")


def test_sketches_are_stable_across_processes() -> None:
    """A sketch is stored: its numbers never change while the key version stays."""
    assert shingles("dư nợ tín dụng chính sách") == (7545139898584, 189789178189287)
    assert shingles("một") == shingles(" MỘT ")
    assert shingles("") == ()


def test_a_shortened_copy_is_contained_and_another_report_is_not() -> None:
    """Half of a text is contained in the whole; a text of other words is not."""
    half = REPORT[: len(REPORT) // 2]
    assert containment(shingles(half), shingles(REPORT)) > 0.9
    assert containment(shingles("một bản tin khác hẳn " * 9), shingles(REPORT)) == 0.0
    assert containment((), shingles(REPORT)) == 0.0


def test_containment_of_sketches_that_do_not_overlap() -> None:
    """Where no hash can be compared, nothing is said to be contained."""
    low = tuple(range(SKETCH_SIZE))
    assert containment(low, (10**6,)) == 0.0


@given(st.text(max_size=400), st.text(max_size=400))
def test_containment_is_a_symmetric_share(one: str, other: str) -> None:
    """Containment lies between 0 and 1 and does not ask which text came first."""
    left, right = shingles(one), shingles(other)
    assert 0.0 <= containment(left, right) == containment(right, left) <= 1.0


def test_hostile_text_is_bounded() -> None:
    """A megabyte of anything costs well under a second, and leaves no more than the bounds say."""
    started = time.process_time()
    for text in ("Aa " * 350_000, "字" * 1_000_000, "\u0301" * 1_000_000, " ".join(map(str, range(150_000)))):
        assert len(shingles(text)) <= SKETCH_SIZE
    assert time.process_time() - started < 4.0
