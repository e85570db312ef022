"""Exports: whole or not at all, the contract's keys, harmless in a spreadsheet."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.contract import ObservationRow
from crawler.csv_cells import cell
from crawler.export import ExportError, export_observations
from store import observations
from store.engine import Store, open_store
from store.records import Filters

EVERYTHING = Filters(limit=None)


@pytest.fixture
def filled(filled_url: str) -> Iterator[Store]:
    """The filled store."""
    opened = open_store(filled_url)
    yield opened
    opened.close()


def test_csv_has_a_header_and_every_observation(filled: Store, tmp_path: Path) -> None:
    """One line for each observation, keys as in JSON, lists joined by spaces, nothing for null."""
    path = tmp_path / "out.csv"
    with filled.reading() as session:
        assert export_observations(session, EVERYTHING, path) == 2
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == tuple(ObservationRow.__annotations__)
    capital = next(row for row in rows if row["indicator"] == "credit_capital")
    assert capital["value"] == "586000000000"
    assert capital["value_high"] == ""
    assert sorted(capital["languages"].split()) == ["ar", "fr"]
    assert capital["area"] == "Duy Tiên"


def test_json_lines_hold_the_rows_of_the_lists(filled: Store, tmp_path: Path) -> None:
    """One object a line, in UTF-8, values as decimal strings."""
    path = tmp_path / "out.jsonl"
    with filled.reading() as session:
        export_observations(session, Filters(indicator="credit_share", limit=None), path)
    (row,) = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert set(row) == set(ObservationRow.__annotations__)
    assert row["value"] == "30.55"


def test_an_existing_file_is_kept_unless_told(filled: Store, tmp_path: Path) -> None:
    """Nothing is overwritten without --force, and with it the file is the new one."""
    path = tmp_path / "out.csv"
    path.write_text("precious")
    with filled.reading() as session:
        with pytest.raises(ExportError, match="--force"):
            export_observations(session, EVERYTHING, path)
        assert path.read_text() == "precious"
        export_observations(session, EVERYTHING, path, replace=True)
    assert path.read_text().startswith("id,")


def test_a_failing_export_leaves_what_was_there(filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the store fails in the middle, neither half a file nor a temporary one stays behind."""

    def broken(*_: object) -> Iterator[object]:
        with filled.reading() as session:
            yield next(iter(_iterate(session, EVERYTHING)))
        raise OSError(28, "No space left on device")

    _iterate = observations.iterate
    monkeypatch.setattr("crawler.export.iterate", broken)
    path = tmp_path / "out.csv"
    path.write_text("precious")
    with filled.reading() as session, pytest.raises(ExportError, match=r"out\.csv: No space left"):
        export_observations(session, EVERYTHING, path, replace=True)
    assert path.read_text() == "precious"
    assert [file.name for file in tmp_path.iterdir() if not file.name.startswith("tinbao.db")] == ["out.csv"]


@pytest.mark.parametrize("name", ["out.xlsx", "out", "out.csv.gz"])
def test_an_unknown_ending_names_the_known_ones(filled: Store, tmp_path: Path, name: str) -> None:
    """What export cannot write it says, with what it can."""
    with filled.reading() as session, pytest.raises(ExportError, match=r"\.csv or \.jsonl"):
        export_observations(session, EVERYTHING, tmp_path / name)


def test_a_folder_that_is_not_there_is_an_error(filled: Store, tmp_path: Path) -> None:
    """The message names the file and the way out."""
    with filled.reading() as session, pytest.raises(ExportError, match=r"nowhere.*\n.*folder"):
        export_observations(session, EVERYTHING, tmp_path / "nowhere" / "out.csv")


def test_an_export_is_readable_as_other_new_files(filled: Store, tmp_path: Path) -> None:
    """Not only by its writer, as temporary files are: the umask decides."""
    path, plain = tmp_path / "out.csv", tmp_path / "plain"
    plain.touch()
    with filled.reading() as session:
        export_observations(session, EVERYTHING, path)
    assert path.stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+5,3 %", "'+5,3 %"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-cmd", "'-cmd"),
        ("\t=1", "'\t=1"),
        ("-1500000", "-1500000"),
        ("-0.5", "-0.5"),
        ("Duy Tiên", "Duy Tiên"),
        (None, ""),
        (True, "true"),
        (["a", "b"], "a b"),
        (["=a"], "'=a"),
        (7, "7"),
    ],
)
def test_cells_are_no_formulas(value: object, text: str) -> None:
    """A spreadsheet takes no text for a formula; numbers, negative ones too, stay numbers."""
    assert cell(value) == text
