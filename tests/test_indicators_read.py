"""The reader: intervals, evidence, mentions, body end, context, and time linear in hostile text."""

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.errors import LanguageError
from indicators.figure import Context, Figure, Interval
from indicators.read import Reader, load_reader

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def _one(reader: Reader, text: str, language: str = "en") -> Figure:
    (figure,) = reader.read(text, language).figures
    return figure


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The poverty rate is 30.55%.", "30.545", "30.555"),
        ("Loans reached 586 billion VND.", "585500000000", "586500000000"),
        ("Loans reached over 586 billion VND.", "586000000000", "587000000000"),
        ("Loans reached nearly 18,000 households.", "17000", "18000"),
        ("Loans reached about 1,500 households.", "1400", "1600"),
        ("Each group has 25 to 30 members.", "25", "30"),
        ("A loan is up to 4 million VND.", "0", "4000000"),
        ("The overdue rate is down 0.15 percentage points.", "-0.155", "-0.145"),
    ],
)
def test_digits_and_qualifier_make_the_interval(reader: Reader, text: str, low: str, high: str) -> None:
    """The interval is what the printed digits and the qualifier allow; a fall is negative."""
    assert _one(reader, text).interval == Interval(Decimal(low), Decimal(high))


def test_an_ambiguous_mark_keeps_its_second_reading(reader: Reader) -> None:
    """Where nothing in the text settles what a mark does, the other value is kept beside the first."""
    figure = _one(reader, "Total capital reached 4.355 billion VND.")
    assert {figure.value, *figure.readings} == {Decimal(4_355_000_000), Decimal(4_355_000_000_000)}
    assert _one(reader, "Debt was 4.9 billion VND, capital 4.355 billion VND"[30:]).readings


def test_labels_say_which_words_gave_them(reader: Reader) -> None:
    """Each label carries its dimension, code, words and their span in the article."""
    text = "As of June 30, 2024, the overdue rate of the job creation program was 0.11%."
    figure = _one(reader, text)
    told = {evidence.dimension: evidence for evidence in figure.evidence}
    assert told["indicator"].code == "credit_overdue_rate"
    assert told["programme"].code == "job_creation"
    assert told["period"].code == "2024-06-30"
    assert all(text[one.start : one.end] == one.words and 0 < one.confidence <= 1 for one in figure.evidence)


def test_what_tells_reports_apart_is_kept_as_mentions(reader: Reader) -> None:
    """Document numbers, dates and places are mentions with a normal form."""
    text = "Tỉnh Lào Cai thực hiện Chỉ thị số 40-CT/TW đến ngày 30/6/2024."
    mentions = {(mention.kind, mention.code) for mention in reader.read(text, "vi").mentions}
    assert {("document", "40-CT/TW"), ("date", "2024-06-30")} <= mentions
    assert any(kind == "place" and code.startswith("vn.") for kind, code in mentions)


def test_relative_periods_count_from_the_publication(reader: Reader) -> None:
    """Without a year in the text, the date of publication gives it."""
    context = Context(published=date(2024, 7, 2))
    (figure,) = reader.read("Doanh số cho vay 6 tháng đầu năm đạt 873,4 tỷ đồng.", "vi", context).figures
    assert figure.period == "2024-01/2024-06"


def test_the_source_gives_the_area_that_the_text_leaves_open(reader: Reader) -> None:
    """The context's area stands where neither text nor title names a place."""
    mentions = reader.read("Tỉnh Lào Cai có 5.000 hộ nghèo.", "vi").figures
    assert mentions[0].area is not None
    context = Context(area_code=mentions[0].area.code)
    (figure,) = reader.read("Hiện có 5.000 hộ nghèo.", "vi", context).figures
    assert figure.area == mentions[0].area


def test_the_nearest_place_of_the_sentence_wins(reader: Reader) -> None:
    """A district's figure is the district's, the next one the province's again."""
    text = "Tỉnh Cà Mau giải ngân 31,7 tỷ đồng, trong đó huyện Đầm Dơi 5,2 tỷ đồng. Toàn tỉnh có 2.914 hộ vay."
    areas = [figure.area.name if figure.area else None for figure in reader.read(text, "vi").figures]
    assert areas == ["Cà Mau", "Đầm Dơi", "Cà Mau"]


def test_changed_separators_and_digits_change_nothing(reader: Reader) -> None:
    """The same figure in other digits, groups and spaces is the same value."""
    forms = [
        "5,046 households",
        "5 046 households",
        "5\u202f046 households",
        "٥٬٠٤٦ households",
        "５,０４６ households",
    ]
    assert {
        _one(reader, f"There are {form}.", "fr" if " " in form[1:2] else "en").value for form in forms[:1] + forms[2:]
    } == {Decimal(5046)}


def test_one_changed_digit_changes_one_figure(reader: Reader) -> None:
    """No figure depends on the digits of another."""
    text = "Loans reached 586 billion VND for 9,214 households; the overdue rate is 0.11%."
    before = [figure.value for figure in reader.read(text, "en").figures]
    after = [figure.value for figure in reader.read(text.replace("9,214", "9,215"), "en").figures]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True]


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    """Reading is pure: the same text gives an equal reading, from a fresh reader too."""
    text = "Tổng dư nợ đạt 498,6 tỷ đồng với 10.127 hộ còn vay."
    assert reader.read(text, "vi") == reader.read(text, "vi") == load_reader().read(text, "vi")


def test_an_unknown_language_is_read_as_far_as_marks_go(reader: Reader) -> None:
    """A code that CLDR does not know gives English marks and no error."""
    assert _one(reader, "12.5% xq", "xq").value == Decimal("12.5")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "%", "đồng", "0", "-", "\u200b", "1/0", "5" * 40])
def test_empty_and_odd_texts_have_no_figures(reader: Reader, text: str) -> None:
    """Nothing to read is an empty reading, not an error."""
    assert reader.read(text, "vi").figures == ()


HOSTILE = {
    "digits": "7",
    "separators": "1.",
    "groups": "111 ",
    "one letter": "a",
    "ranges": "25-30-",
    "from to": "từ 5 đến ",
    "brackets": "(",
    "combining marks": "e\u0301\u0301",
    "addresses": "http://a/",
    "documents": "40-CT/",
    "gaps": "vốn ngân sách a b c d ",
    "figures": "giảm 5% hộ nghèo, ",
    "tails": "Nguồn\n",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_linear_time(reader: Reader, piece: str) -> None:
    """Four times the text takes less than ten times as long: nothing backtracks or compares all with all."""

    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        started = time.process_time()
        reader.read(text, "vi")
        return time.process_time() - started

    seconds(1_000)
    assert seconds(100_000) < 10 * seconds(25_000) + 0.5


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not at hand")
def test_the_report_ends_before_its_furniture(reader: Reader) -> None:
    """Source line, comment count and related links of a real page are not read."""
    text = (SEEDS / "tuyen-quang.en.txt").read_text(encoding="utf-8")
    reading = reader.read(text, "en")
    assert text[reading.body_end :].startswith("Source: https://")
    assert all(figure.end <= reading.body_end for figure in reading.figures)
    assert len(reading.figures) == 24


def test_a_broken_language_file_is_named(tmp_path: Path) -> None:
    """The error of a bad file says which file and which key."""
    (tmp_path / "vi.toml").write_text('code = "vi"\n[indicator]\nloans = ["vay"]\n', encoding="utf-8")
    with pytest.raises(LanguageError, match=r"vi\.toml: \[indicator\] loans is unknown"):
        load_reader(tmp_path).read("5%", "vi")


def _areas(text: str, language: str) -> list[str | None]:
    return [figure.area.name if figure.area else None for figure in load_reader().read(text, language).figures]


def test_a_report_dated_from_the_capital_is_about_the_nation() -> None:
    """A dateline says where the press met; figures without a place are the nation's, compared provinces their own."""
    text = (
        "Policy lending grew\n\nHANOI, March 3 -- The bank met the press in Hanoi.\n\nTotal capital stood at VND300"
        " trillion.\n\nNghe An had VND11 trillion, followed by Son La with VND9 trillion."
    )
    assert _areas(text, "en") == ["Việt Nam", "Nghệ An", "Sơn La"]


def test_a_report_titled_with_the_capital_is_about_it() -> None:
    """The capital's own report is not taken for the nation's."""
    text = "Hanoi expands policy lending\n\nHANOI, March 3 -- Total capital stood at VND13 trillion."
    assert _areas(text, "en") == ["Hà Nội"]


def test_one_familys_land_and_income_have_no_area() -> None:
    """A family's story keeps its loan, land and income to itself through its paragraph; the commune's count is not."""
    text = (
        "Tin tức từ huyện Mai Sơn\n\nNăm 2020, gia đình bà Lò Thị C ở xã Chiềng Ban vay 60 triệu đồng. Nay bà có 1,2 ha"
        " mận và thu nhập 90 triệu đồng mỗi năm.\n\nToàn huyện Mai Sơn có 320 tổ tiết kiệm và vay vốn."
    )
    assert _areas(text, "vi") == [None, None, None, "Mai Sơn"]
