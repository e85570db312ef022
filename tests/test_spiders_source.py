"""A source file says what is wrong with it; a source survives the way to another process."""

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from spiders.check import check_source
from spiders.errors import SourceError
from spiders.registry import SHIPPED, load_sources, parse_source
from spiders.source import Kind, Source

PLAIN = """
title = "Example"
homepage = "https://paper.example/"
language = "vi"
country = "VN"
kind = "feed"
start = ["https://paper.example/rss"]
article = ['^https://paper\\.example/.+-\\d+\\.html$']
"""


def parsed(more: str = "", text: str = PLAIN) -> Source:
    """The source of a text, as if read from a file."""
    return parse_source(text + more, Path("folder/vn_paper.toml"))


def test_the_stem_is_the_id_and_the_rest_has_defaults() -> None:
    """A source needs seven keys; its file's name is its id."""
    source = parsed()
    assert (source.id, source.kind, source.schedule.every) == ("vn_paper", Kind.FEED, timedelta(hours=6))
    assert source.hosts == {"paper.example:443"}
    assert source.politeness.delay_seconds >= 1


def test_every_wrong_key_is_named_with_its_remedy() -> None:
    """All errors of a file come at once; each line names file, key and a way out."""
    text = PLAIN.replace('"VN"', '"Vietnam"').replace('["https://paper.example/rss"]', '["ftp://paper.example/rss"]')
    with pytest.raises(SourceError) as caught:
        parsed('colour = "red"\n[schedule]\nevery = "6 weeks"\n', text)
    lines = str(caught.value).splitlines()
    assert all(line.startswith("folder/vn_paper.toml: ") for line in lines)
    for key, remedy in [
        ("country", "docs/reference/sources.md"),
        ("start.0", "http://"),
        ("colour", "docs/reference/sources.md"),
        ("schedule.every", '"6h"'),
    ]:
        assert any(f": {key}: " in line and remedy in line for line in lines), (key, lines)


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("exclude = ['(a+)+$']", "exclude.0"),
        ("exclude = ['(\\w+\\s?)*x']", "exclude.0"),
        ("exclude = ['([a-z']", "exclude.0"),
        (f"exclude = ['{'a' * 501}']", "exclude.0"),
        ("private_hosts = ['localhost']", "private_hosts.0"),
        ("[politeness]\ndelay_seconds = 0.2", "politeness.delay_seconds"),
        ("[schedule]\nevery = '10s'", "schedule.every"),
        ("[schedule]\nevery = '1h'\ncron = '1 2 * * *'", "schedule"),
        ("[schedule]\ncron = 'whenever'", "schedule.cron"),
        ("[pagination]\naddress = 'https://paper.example/page'", "pagination"),
        ("[edition]\nmatch = '^(.*)$'\naddress = 'https://paper.example/\\2'", "edition"),
        ("id = 'other'", "id"),
    ],
)
def test_what_would_harm_is_refused(more: str, key: str) -> None:
    """Patterns that can run for ever, impatience towards strangers, and half-said tables are errors of their key."""
    with pytest.raises(SourceError, match=rf"vn_paper\.toml: .*{key}"):
        parsed(more)


@pytest.mark.parametrize("stem", ["9paper", "vn-paper", "Báo", "x" * 70])
def test_a_bad_file_name_says_how_to_rename(stem: str) -> None:
    """An id is small letters, digits and underscores."""
    with pytest.raises(SourceError, match="rename the file"):
        parse_source(PLAIN, Path(f"{stem}.toml"))


def test_a_private_host_may_be_asked_without_pause() -> None:
    """Where every start address is one of our own, its manners are ours to choose."""
    text = PLAIN.replace("https://paper.example/rss", "http://127.0.0.1:8123/rss")
    source = parsed('private_hosts = ["127.0.0.1:8123"]\n[politeness]\ndelay_seconds = 0\n', text)
    assert source.is_private


def test_a_source_comes_whole_through_json() -> None:
    """The process that crawls gets the source as JSON, and reads the same one."""
    for source in [*load_sources([]).values(), parsed('[schedule]\ncron = "15 */6 * * *"')]:
        assert Source.model_validate_json(source.model_dump_json()) == source


def test_a_users_file_wins_over_a_shipped_one(tmp_path: Path) -> None:
    """A file of the same stem in a later folder replaces the earlier one; others stay."""
    shipped = load_sources([])
    stem = next(iter(shipped))
    (tmp_path / f"{stem}.toml").write_text(PLAIN)
    (tmp_path / "vn_mine.toml").write_text(PLAIN)
    (tmp_path / "notes.txt").write_text("not a source")
    sources = load_sources([tmp_path])
    assert sources[stem].title == "Example"
    assert set(sources) == {*shipped, "vn_mine"}


def test_errors_of_all_files_come_together(tmp_path: Path) -> None:
    """One run shows all that has to be mended, unreadable files and missing folders too."""
    (tmp_path / "one.toml").write_text("title = ")
    (tmp_path / "two.toml").write_bytes(b"title = '\xff'")
    (tmp_path / "three.toml").write_text(PLAIN + "\nfoo = 1")
    (tmp_path / "four.toml").write_text("#" * 200_000)
    with pytest.raises(SourceError) as caught:
        load_sources([tmp_path, tmp_path / "missing"])
    said = str(caught.value)
    assert all(name in said for name in ("one.toml", "two.toml", "three.toml: foo", "four.toml", "missing: no such"))


def test_shipped_sources_load() -> None:
    """Every file beside the registry is a valid source."""
    assert set(load_sources([])) == {path.stem for path in SHIPPED.glob("*.toml")}


def test_every_key_is_documented() -> None:
    """docs/reference/sources.md describes every key of a source file, and no key that there is not."""
    page = (Path(__file__).parents[1] / "docs" / "reference" / "sources.md").read_text()
    described = page.partition("## What a round counts")[0]
    documented = set(re.findall(r"^\| `([a-z_.]+)` \|", described, re.MULTILINE))
    assert documented == keys_of(Source) - {"id"}


def keys_of(model: type[BaseModel], prefix: str = "") -> set[str]:
    """All keys of a model, those of its tables with the table's name before them."""
    found: set[str] = set()
    for name, info in model.model_fields.items():
        tables = [kind for kind in (info.annotation, *get_args(info.annotation)) if isinstance(kind, type)]
        table = next((kind for kind in tables if issubclass(kind, BaseModel)), None)
        found |= keys_of(table, f"{name}.") if table else {f"{prefix}{name}"}
    return found


def test_the_example_of_the_guide_is_sound() -> None:
    """The file that docs/how-to/add-a-source.md shows is a valid source without problems."""
    page = (Path(__file__).parents[1] / "docs" / "how-to" / "add-a-source.md").read_text()
    example = page.split("```toml\n")[1].split("```")[0]
    assert check_source(parse_source(example, Path("vn_bao_mau.toml"))) == []
