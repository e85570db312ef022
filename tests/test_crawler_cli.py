"""The command line: its contracts of output, exit codes and errors."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from crawler.cli.app import build, run
from crawler.cli.output import json_line, printable
from crawler.cli.reference import commands_page, settings_page
from crawler.contract import ArticleRow, FigureRow, ObservationRow, StoredFigureRow, StoryRow

TINBAO = Path(sys.executable).with_name("tinbao")
REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"
CONTRACTS: dict[str, set[str]] = {
    "articles": {"id", "url", "source", "language", "title", "published_at", "story_id", "revision", "origin_url"},
    "stories": {"id", "title", "languages", "articles", "area", "first_seen_at"},
    "observations": {
        *("id", "indicator", "programme", "statistic", "unit", "area", "area_code", "period", "value", "value_low"),
        *("value_high", "status", "first_reported_at", "stories", "figures"),
    },
    "figures": {
        *("doc", "start", "end", "raw", "value", "value_max", "unit", "qualifier", "indicator", "programme"),
        *("statistic", "area", "area_code", "area_level", "period", "language"),
    },
}
ROWS: dict[str, Any] = {
    "articles": ArticleRow,
    "stories": StoryRow,
    "observations": ObservationRow,
    "figures": StoredFigureRow,
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tinbao(
    filled_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs a command over the filled store; gives its exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("TINBAO_STORE_URL", filled_url)
    monkeypatch.setenv("TINBAO_LOG_LEVEL", "error")
    monkeypatch.delenv("COLUMNS", raising=False)  # a terminal that runs the tests must not cut the tables

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    yield command
    import logging

    logging.getLogger().handlers.clear()


def started(*arguments: str, **options: Any) -> "subprocess.Popen[bytes]":
    """The real command in a process of its own."""
    return subprocess.Popen(
        [TINBAO, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ), **options
    )


def every_command() -> list[tuple[str, Any]]:
    """Every command with its full name, groups among them."""
    found: list[tuple[str, Any]] = []

    def walk(name: str, command: Any) -> None:
        found.append((name, command))
        for part, below in getattr(command, "commands", {}).items():
            walk(f"{name} {part}".strip(), below)

    walk("", get_command(build()))
    return found


@pytest.mark.parametrize("kind", CONTRACTS)
def test_json_lines_have_the_keys_of_the_contract(tinbao: Run, kind: str) -> None:
    """`--format json` prints one object a line with exactly the documented keys, the contract's among them."""
    code, out, _ = tinbao(kind, "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert rows
    assert all(set(row) == set(ROWS[kind].__annotations__) for row in rows)
    assert set(rows[0]) >= CONTRACTS[kind]


@pytest.mark.parametrize("kind", CONTRACTS)
def test_csv_has_a_header_even_without_rows(tinbao: Run, kind: str) -> None:
    """`--format csv` prints the same keys as a header, and as many rows as JSON has lines."""
    _, lines, _ = tinbao(kind, "--format", "json")
    _, out, _ = tinbao(kind, "--format", "csv")
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == list(ROWS[kind].__annotations__)
    assert len(rows) - 1 == len(lines.splitlines())
    _, empty, _ = tinbao(kind, "--format", "csv", "--area", "Nowhere")
    assert list(csv.reader(io.StringIO(empty))) == [rows[0]]


@pytest.mark.parametrize("kind", [*CONTRACTS, "watches list", "alerts list"])
def test_lists_print_tables_and_say_when_empty(tinbao: Run, kind: str) -> None:
    """A table is the default, into a pipe too; nothing found is said on standard error and is no failure."""
    code, out, err = tinbao(*kind.split())
    assert code == 0
    assert ("─" in out) is (kind in CONTRACTS)
    assert ("Nothing found" in err) is (kind not in CONTRACTS)


def test_filters_narrow_lists(tinbao: Run) -> None:
    """Place, indicator, language, source, status, time and limit each leave what they say."""

    def count(*options: str, kind: str = "observations") -> int:
        return len(tinbao(kind, "--format", "json", *options)[1].splitlines())

    assert count() == 2
    assert count("--indicator", "credit_share") == 1
    assert count("--area", "Duy Tiên") == 2
    assert count("--area", "Hà Nam") == 0
    assert count("--status", "revised") == 0
    assert count("--limit", "1") == 1
    assert count("--limit", "0") == 2
    assert count("--since", "2026-03-14") == 2
    assert count("--until", "2026-03-13") == 0
    assert count("--until", "2026-03-14") == 2
    assert count("--since", "1h") == 0
    assert count("--known-at", "2026-03-13") == 0
    assert count("--known-at", "2026-03-14") == 2
    assert count("--lang", "ar", kind="articles") == 1
    assert count("--source", "elsewhere", kind="articles") == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("observations", "--since", "yesterday"),
        ("observations", "--limit", "-1"),
        ("observations", "--status", "odd"),
        ("observations", "--format", "xml"),
        ("show", "x7"),
        ("show", "o"),
        ("show", "o1", "--format", "csv"),
        ("nonsense",),
        ("ingest", "nowhere.txt"),
        ("--log-level", "loud", "observations"),
    ],
)
def test_wrong_usage_is_2(tinbao: Run, arguments: tuple[str, ...]) -> None:
    """What can't be meant is refused before any work, with a word on standard error alone."""
    code, out, err = tinbao(*arguments)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "o99"), "no observation 99"),
        (("show", "a99"), "no article 99"),
        (("show", "s99"), "no story 99"),
        (("read", "nowhere.txt"), "no such file"),
        (("export", "out.xlsx"), ".csv or .jsonl"),
        (("--config", "nowhere.toml", "stories"), "--config"),
        (("--store", "mysql://h/d", "stories"), "SQLite or PostgreSQL"),
        (("crawl", "nobody"), "nobody"),
        (("watches", "test", "nobody"), "no watch"),
    ],
)
def test_failed_work_is_1_and_says_what_and_what_to_do(tinbao: Run, arguments: tuple[str, ...], told: str) -> None:
    """An expected failure is a sentence on standard error, never a trace, and nothing on standard output."""
    code, out, err = tinbao(*arguments)
    assert (code, out) == (1, "")
    assert told in err
    assert "Traceback" not in err


def test_show_marks_figures_in_the_article(tinbao: Run) -> None:
    """The text stands whole, each figure between marks; JSON has text and figures."""
    number = json.loads(tinbao("articles", "--lang", "fr", "--format", "json")[1])["id"]
    code, out, _ = tinbao("show", f"a{number}")
    assert code == 0
    assert "le capital dépasse ⟦586 milliards de dongs⟧." in out
    assert out.count("Contradicted: ") == 1
    assert "contradicted: “<script>alert('check')</script>” is 3.06 %" in tinbao("show", "o2")[1]
    whole = json.loads(tinbao("show", "article", str(number), "--format", "json")[1])
    assert all(whole["text"][found["start"] : found["end"]] == found["raw"] for found in whole["figures"])


def test_show_tells_why_articles_are_one_story(tinbao: Run) -> None:
    """A story comes with its articles, observations and the reason of each decision."""
    _, out, _ = tinbao("show", "s1")
    assert "the same figures" in out
    assert "o1" in out
    whole = json.loads(tinbao("show", "story", "1", "--format", "json")[1])
    assert set(whole) > CONTRACTS["stories"]
    assert [decision["reasons"] for decision in whole["decisions"]] == [["the same figures"]] * 2


def test_show_gives_every_statement_of_an_observation(tinbao: Run) -> None:
    """An observation comes with each figure that states it and the sentence around it."""
    _, out, _ = tinbao("show", "o1")
    assert "Stated 2 times" in out
    assert "À Duy Tiên, le capital dépasse 586 milliards de dongs." in out
    whole = json.loads(tinbao("show", "o1", "--format", "json")[1])
    assert {said["language"] for said in whole["statements"]} == {"fr", "ar"}


def test_search_finds_words_in_any_script(tinbao: Run) -> None:
    """With or without diacritics, in Arabic too; operators are only words."""
    for words in ("depasse", "dépasse", "المال"):
        assert json.loads(tinbao("search", words, "--format", "json")[1])["snippet"]
    assert tinbao("search", "\"' OR * NEAR(", "--format", "json")[0] == 0


def test_no_page_can_command_the_terminal(tinbao: Run) -> None:
    """Escape sequences in a title or text never reach standard output, in any form."""
    number = json.loads(tinbao("articles", "--lang", "fr", "--format", "json")[1])["id"]
    for arguments in (
        ("articles",),
        ("stories",),
        ("show", f"a{number}"),
        ("show", "o1"),
        ("articles", "--format", "json"),
    ):
        out = tinbao(*arguments)[1]
        assert "\x1b" not in out
        assert "\x9b" not in out
    assert printable("a\x1b[31m\u202eb") == "a [31m b"
    assert json.loads(json_line({"a": "\x9b\x7f"})) == {"a": "\x9b\x7f"}


def test_csv_cells_are_no_formulas(tinbao: Run) -> None:
    """A title that begins with = gets an apostrophe in CSV, and none in JSON."""
    rows = list(csv.DictReader(io.StringIO(tinbao("articles", "--lang", "fr", "--format", "csv")[1])))
    assert rows[0]["title"].startswith("'=cmd")
    assert json.loads(tinbao("articles", "--lang", "fr", "--format", "json")[1])["title"].startswith("=cmd")


def test_export_writes_and_counts(tinbao: Run, tmp_path: Path) -> None:
    """The file appears with what the filters leave, the count on standard error; not over another file."""
    code, out, err = tinbao("export", "out.jsonl", "--indicator", "credit_share")
    assert (code, out) == (0, "")
    assert "1 observations" in err
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1
    assert tinbao("export", "out.jsonl")[0] == 1
    assert tinbao("export", "out.jsonl", "--force")[0] == 0
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2


def test_read_counts_code_points_of_the_file(tinbao: Run, tmp_path: Path) -> None:
    """Offsets are of the file's own text: carriage returns and characters beyond the BMP count one each."""
    text = "Giới thiệu 𝄞\r\nTổng dư nợ đạt 586 tỷ đồng.\r\n"
    (tmp_path / "a.vi.txt").write_bytes(text.encode())
    code, out, _ = tinbao("read", "a.vi.txt", "--format", "json")
    (row,) = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert set(row) == set(FigureRow.__annotations__)
    assert text[row["start"] : row["end"]] == row["raw"]
    assert (row["value"], row["unit"], row["language"], row["doc"]) == ("586000000000", "VND", "vi", "a.vi.txt")
    explained = json.loads(tinbao("read", "a.vi.txt", "--format", "json", "--explain")[1])
    assert isinstance(explained["evidence"], list)
    assert explained["checks"] == []
    shown = tinbao("read", "a.vi.txt", "--explain")[1]
    assert "Tổng dư nợ đạt ⟦586 tỷ đồng⟧." in shown
    assert "Loans outstanding (credit_outstanding)  ←  “" in shown
    assert "dư nợ” 5 characters before it" in shown


def test_read_tells_contradictions_in_every_form(tinbao: Run, tmp_path: Path) -> None:
    """What does not add up is told below the table, in JSON, in CSV, with the reasons and on the page."""
    (tmp_path / "a.en.txt").write_text("Outstanding loans reached VND5,020.6 billion, up VND406.5 billion (18.81%).")
    told = "is 8.81 %, not “18.81%”"
    rows = [json.loads(line) for line in tinbao("read", "a.en.txt", "--format", "json")[1].splitlines()]
    assert [told in row["contradictions"][0] for row in rows] == [True] * 3
    assert tinbao("read", "a.en.txt", "--format", "csv")[1].count(told) == 3
    assert tinbao("read", "a.en.txt", "--format", "table")[1].count("Contradicted: a change of") == 1
    assert tinbao("read", "a.en.txt", "--explain")[1].count("CONTRADICTED a change") == 3
    explained = json.loads(tinbao("read", "a.en.txt", "--format", "json", "--explain")[1].splitlines()[0])
    assert explained["checks"][0]["others"] == [{"start": row["start"], "end": row["end"]} for row in rows[1:]]
    code, page, _ = tinbao("read", "a.en.txt", "--format", "html")
    assert code == 0
    assert page.startswith("<!doctype html>")
    assert page.count('class="doubted"') == 3


def test_read_stores_nothing(tinbao: Run, tmp_path: Path) -> None:
    """`read` opens no store, so none appears."""
    (tmp_path / "a.vi.txt").write_text("Tổng dư nợ đạt 586 tỷ đồng.")
    assert tinbao("--store", str(tmp_path / "none.db"), "read", "a.vi.txt")[0] == 0
    assert not (tmp_path / "none.db").exists()


@pytest.mark.skipif(not SEEDS.exists(), reason="the shared seeds are not here")
def test_read_takes_the_language_from_the_ending(tinbao: Run) -> None:
    """Every seed is read in the language of its ending; each figure is its own piece of the text."""
    rows = [json.loads(line) for line in tinbao("read", str(SEEDS), "--format", "json")[1].splitlines()]
    assert {Path(row["doc"]).name.split(".")[1] for row in rows} == {"fr", "ar", "en"}
    for row in rows:
        text = Path(row["doc"]).read_bytes().decode()
        assert text[row["start"] : row["end"]] == row["raw"]
        assert row["language"] == Path(row["doc"]).name.split(".")[1]


def test_doctor_grades_each_part_and_fails_on_broken_ones(tinbao: Run, filled_url: str, tmp_path: Path) -> None:
    """Warnings are exit code 0; a damaged store is found, named and exit code 1."""
    code, out, _ = tinbao("doctor", "--format", "json")
    grades = {row["part"]: row["grade"] for row in map(json.loads, out.splitlines())}
    assert code == 0
    assert set(grades) >= {"python", "packages", "clock", "configuration", "store", "disk", "sources", "mail"}
    assert grades["store"] == "ok"
    path = Path(filled_url.removeprefix("sqlite:///"))
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 40_000)
    code, out, _ = tinbao("doctor", "--format", "json")
    assert code == 1
    assert {row["part"]: row["grade"] for row in map(json.loads, out.splitlines())}["store"] == "fail"
    (tmp_path / "tinbao.toml").write_text("odd = 1")
    code, out, _ = tinbao("doctor")
    assert code == 1
    assert "there is no such setting" in out


def test_db_upgrade_leaves_a_current_store_alone(tinbao: Run) -> None:
    """It can always be run."""
    assert tinbao("db", "upgrade")[0] == 0
    assert tinbao("stories", "--format", "json")[0] == 0


def test_watches_of_the_configuration_are_listed(tinbao: Run, tmp_path: Path) -> None:
    """`watches list` shows what the configuration asks."""
    (tmp_path / "tinbao.toml").write_text('[[watches]]\nname = "leaders"\nto = ["a@example.org"]\n')
    assert json.loads(tinbao("watches", "list", "--format", "json")[1])["name"] == "leaders"
    assert "a@example.org" in tinbao("watches", "list")[1]


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_every_command_has_help_with_examples(name: str) -> None:
    """Each command says in one short line what it does, shows a use of itself, and describes every parameter."""
    command = dict(every_command())[name]
    assert command.help
    assert len(command.get_short_help_str(limit=1000)) < 80
    if not hasattr(command, "commands"):
        uses = [line.strip() for line in command.epilog.splitlines()[2:]]
        assert uses
        assert all(f" {name}" in f" {use} " for use in uses)
    assert all(parameter.help for parameter in command.params)


def test_reference_pages_are_those_of_the_code() -> None:
    """docs/reference names every command, option, setting and key: `python -m crawler.cli.reference` writes it."""
    assert (REFERENCE / "commands.md").read_text() == commands_page()
    assert (REFERENCE / "settings.md").read_text() == settings_page()


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_are_quick(option: str) -> None:
    """They load no library that they do not need: none of the slow ones is imported."""
    code = (
        "import sys; from crawler.cli.app import run; "
        f"code = run(['{option}']); "
        "slow = {'pydantic', 'rich', 'sqlalchemy', 'scrapy', 'fastapi', 'structlog'} & set(sys.modules); "
        "sys.exit(f'loaded {slow}' if slow else code)"
    )
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - begun < 4  # ten times the promise: this machine may be busy with other tests


def test_a_reader_that_leaves_is_no_error(filled_url: str) -> None:
    """`tinbao … | head` ends without a word, as other programs do."""
    reading, writing = os.pipe()
    os.close(reading)
    for form in ("table", "json", "csv"):
        process = subprocess.Popen(
            [TINBAO, "--store", filled_url, "figures", "--format", form], stdout=writing, stderr=subprocess.PIPE
        )
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (141, b"")
    os.close(writing)


def test_interrupted_is_130_and_quiet(filled_url: str) -> None:
    """Ctrl-C ends the server at once, in order, without a trace."""
    process = started("--store", filled_url, "serve", "--port", "0")
    assert process.stderr is not None
    assert b"Serving at http://127.0.0.1:" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode in {0, 130}
    assert b"Traceback" not in err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_is_offered(shell: str) -> None:
    """Each common shell can be told of commands and options."""
    environment = {**os.environ, "_TINBAO_COMPLETE": f"source_{shell}"}
    done = subprocess.run([TINBAO], env=environment, capture_output=True, text=True, check=True)
    assert "_TINBAO_COMPLETE" in done.stdout


def test_reading_into_a_pipe_gives_json_lines(tinbao: Run, tmp_path: Path) -> None:
    """`read` is mostly for other programs: without a terminal it prints JSON lines unless told otherwise."""
    (tmp_path / "note.vi.txt").write_text("Tổng dư nợ đạt 586 tỷ đồng.", encoding="utf-8")
    figure = json.loads(tinbao("read", "note.vi.txt")[1])
    assert (figure["raw"], figure["value"], figure["unit"]) == ("586 tỷ đồng", "586000000000", "VND")
    assert "586000000000 VND" in tinbao("read", "note.vi.txt", "--format", "table")[1]


def test_people_decide_by_command(tinbao: Run) -> None:
    """Promise: accept, correct and reject take ids as tables print them, say what they did, and show tells of it."""
    assert tinbao("observations", "--doubtful", "--format", "json")[:2] == (0, "")
    code, listed, _ = tinbao("observations", "--format", "json")
    number = json.loads(listed.splitlines()[0])["id"]
    assert code == 0
    assert tinbao("observations", "correct", f"o{number}", "12.5", "--note", "asked the bank")[0] == 0
    assert "corrected from" in tinbao("show", f"o{number}")[1]
    assert tinbao("observations", "accept", str(number))[0] == 0
    assert tinbao("observations", "reject", f"o{number}")[0] == 0
    assert number not in [json.loads(line)["id"] for line in tinbao("observations", "--format", "json")[1].splitlines()]


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("observations", "accept", "o99999"), 1, "99999"),
        (("observations", "accept", "s1"), 2, "o7"),
        (("observations", "correct", "o1", "lots"), 2, "lots"),
        (("observations", "correct", "o1", "NaN"), 2, "finite"),
        (("stories", "split", "s1", "a99999"), 1, "a99999"),
        (("stories", "split", "s1"), 2, "ARTICLES"),
        (("stories", "merge", "s1", "s99999"), 1, "99999"),
        (("stories", "merge", "s1", "s1"), 1, "alone"),
    ],
)
def test_wrong_decisions_are_explained(tinbao: Run, arguments: tuple[str, ...], code: int, word: str) -> None:
    """Promise: a decision about what is not there is refused with the id and the way out; wrong words are usage."""
    found, _, errors = tinbao(*arguments)
    assert found == code
    assert word in errors
