"""Logs: on standard error, as people or programs read them, never with a secret."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from pydantic import SecretStr

from crawler.logs import configure_logs, hide_passwords

SECRET = "geheim-4711"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_secret_is_ever_logged(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Not under a telling key, within a URL, in a nested value, in a library's message, or in a trace."""
    configure_logs("debug", form)
    log = structlog.get_logger("test")
    log.info("first", password=SECRET, url=f"postgresql://user:{SECRET}@host/db", deep={"api_token": SECRET})
    log.info("second", secret=SecretStr(SECRET), several=[f"smtp://u:{SECRET}@h"])
    logging.getLogger("library").warning("connecting to %s", f"postgresql://user:{SECRET}@host/db")
    log.error("third", exc_info=ValueError(f"cannot reach postgresql://user:{SECRET}@host/db"))
    told = capsys.readouterr()
    assert told.out == ""
    assert SECRET not in told.err
    assert told.err.count("***") >= 6


def test_json_lines_have_time_level_logger_and_event(capsys: pytest.CaptureFixture[str]) -> None:
    """Each event is one JSON object on one line, foreign scripts readable."""
    configure_logs("info", "json")
    structlog.get_logger("crawl").info("visited", source="Tuyên Quang")
    line = capsys.readouterr().err
    event = json.loads(line)
    assert {"event": "visited", "level": "info", "logger": "crawl", "source": "Tuyên Quang"}.items() <= event.items()
    assert event["timestamp"].endswith("Z")
    assert "Tuyên Quang" in line


def test_the_level_holds_and_libraries_are_quieter(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the level nothing is told; chatty libraries tell warnings only."""
    configure_logs("info", "json")
    structlog.get_logger("a").debug("no")
    logging.getLogger("apscheduler").info("no")
    logging.getLogger("apscheduler").warning("yes")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["yes"]


def test_auto_is_json_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    """What collects logs from a pipe gets JSON."""
    configure_logs("info", "auto")
    structlog.get_logger("a").info("said")
    assert json.loads(capsys.readouterr().err)["event"] == "said"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://u:p@h/d", "postgresql://u:***@h/d"),
        ("two smtp://a:b@c and https://d:e@f", "two smtp://a:***@c and https://d:***@f"),
        ("https://example.org:8000/a@b", "https://example.org:8000/a@b"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_passwords_in_addresses_are_hidden(text: str, shown: str) -> None:
    """Only the password is blanked; addresses without one stay as they are."""
    assert hide_passwords(text) == shown
