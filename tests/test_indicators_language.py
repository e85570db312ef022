"""A language is one file: a made-up one is added by a file alone, and a wrong file is named."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indicators.catalogue import load_catalogue
from indicators.errors import CatalogueError, LanguageError
from indicators.language import load_language
from indicators.read import load_reader

# A language that nobody speaks and CLDR does not know, under a code for private use.
MADE_UP = """
code = "qaa"
noun_words = 1

[number]
decimal = ","
group = "."

[number.magnitude]
"zilo" = 6
"zilono" = 9

[number.spelled]
"tria" = 3

[unit]
VND = ["dongu"]
percent = ["centoz"]
household = ["domu", "doma*"]
commune = ["vilaz"]

[qualifier]
over = ["pluz"]
nearly = ["blizu"]

[range]
join = ["az"]

[statistic]
fall = ["padla"]
to = ["do"]

[anchor]
as_of = ["ku"]

[period]
day = ["{d} {month} {y}"]

[period.months]
"vesnika" = 4

[indicator]
credit_outstanding = ["dolgoz"]
poverty_rate = ["bedoz (proporz|)"]

[programme]
water_sanitation = ["vodaz"]
"""


def test_a_made_up_language_is_added_by_a_file_alone(tmp_path: Path) -> None:
    """Numbers, units, qualifiers, labels and dates are read from nothing but the new file."""
    (tmp_path / "qaa.toml").write_text(MADE_UP, encoding="utf-8")
    reader = load_reader(tmp_path)
    text = (
        "Ku 30 vesnika 2024 dolgoz vodaz pluz 1.234,5 zilono dongu, 9.214 domaki, tria vilaz. "
        "Bedoz padla do 12,86 centoz."
    )
    figures = reader.read(text, "qaa").figures
    assert [(f"{figure.value:f}", figure.unit, str(figure.qualifier)) for figure in figures] == [
        ("1234500000000", "VND", "over"),
        ("9214", "household", "exact"),
        ("3", "commune", "exact"),
        ("12.86", "percent", "exact"),
    ]
    assert [figure.indicator for figure in figures[:2]] == ["credit_outstanding", "borrowers_outstanding"]
    assert figures[3].indicator == "poverty_rate"
    assert figures[0].programme == "water_sanitation"
    assert figures[0].period == "2024-04-30"


def test_threads_that_read_at_once_load_a_language_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader may be shared while it loads."""
    loaded: list[str] = []

    def load_slowly(code: str, *_: object) -> str:
        loaded.append(code)
        time.sleep(0.05)
        return code

    monkeypatch.setattr("indicators.read.load_language", load_slowly)
    reader = load_reader()
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(reader.language, ["vi"] * 4))) == 1
    assert loaded == ["vi"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("units = 1", r"unknown keys \['units'\]"),
        ("[unit]\nVND = 5", r"\[unit\] VND must be a list"),
        ("[qualifier]\nmore = ['x']", r"\[qualifier\] more is unknown"),
        ("[indicator]\nloans = ['x']", r"\[indicator\] loans is unknown"),
        ("[programme]\nloans = ['x']", r"\[programme\] loans is unknown"),
        ("[indicator]\ncredit_capital = ['x']\ncredit_overdue = ['x']", r"'x' stands under both credit_capital and"),
        ("[unit]\nVND = ['(x']", r"brackets that do not match"),
        ("[unit]\nVND = ['*x']", r"does not begin with a letter"),
        ("[number.magnitude]\nx = 'many'", r"\[number.magnitude\] x = 'many' is no number"),
        ("[period]\nday = ['{e}']", r"no slot \{e\}"),
        ("[period]\nevening = ['{d}']", r"unknown keys \['evening'\]"),
        ("[fold]\nab = 'a'", r"must be of the same length"),
        ("[unit", r"cannot be read as TOML"),
    ],
)
def test_a_wrong_file_says_file_and_key(tmp_path: Path, written: str, message: str) -> None:
    """Every fault of a language file is an error that names the file and the key."""
    (tmp_path / "qab.toml").write_text(written, encoding="utf-8")
    with pytest.raises(LanguageError, match=rf"qab\.toml: .*{message}"):
        load_language("qab", load_catalogue(), tmp_path)


@pytest.mark.parametrize(
    "code", sorted(path.stem for path in (Path(__file__).parents[1] / "indicators" / "languages").glob("*.toml"))
)
def test_every_shipped_language_loads(code: str) -> None:
    """The shipped files are valid and name themselves."""
    assert load_language(code, load_catalogue()).code == code


CATALOGUE = """
[indicator.other]
title = "Other"
vi = "khác"
unit = "any"
about = "Anything."
{more}
[programme]
poor = "Poor"
[statistic]
level = "a"
change = "b"
ratio = "c"
share = "d"
average = "e"
"""


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("colour = 1", r"unknown keys \['colour'\]"),
        ("time = 'never'", "write stock"),
        ("companions = ['loans']", r"unknown indicators \['loans'\]"),
        ("programme = 'rich'", "unknown programme 'rich'"),
        ("[indicator.x]\ntitle = 'X'", "lacks"),
    ],
)
def test_a_wrong_catalogue_says_file_and_key(tmp_path: Path, more: str, message: str) -> None:
    """Every fault of a catalogue is an error that names the file and the entry."""
    path = tmp_path / "catalogue.toml"
    path.write_text(CATALOGUE.format(more=more), encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"catalogue\.toml: .*{message}"):
        load_catalogue(path)


def test_a_catalogue_needs_its_tables(tmp_path: Path) -> None:
    """A missing table, code or file is an error too."""
    path = tmp_path / "catalogue.toml"
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"\[indicator\] is missing"):
        load_catalogue(path)
    whole = CATALOGUE.format(more="")
    path.write_text(whole.replace("other", "rest"), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"\[indicator.other\] is missing"):
        load_catalogue(path)
    path.write_text(whole.replace("average", "mean"), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"\[statistic\] must have exactly"):
        load_catalogue(path)
    path.write_text(whole, encoding="utf-8")
    assert list(load_catalogue(path).indicators) == ["other"]
