"""The documentation is true: what it names exists, and what exists is named."""

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from crawler.application import Application
from crawler.cli.app import build
from crawler.settings import load_settings

PROJECT = Path(__file__).parent.parent
PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("deploy/*.md")])
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
_CODE_LINE = re.compile(r"^(?:[$#] |    [$] )(.*tinbao.*)$", re.MULTILINE)
_OTHER_PROGRAMS = {"useradd", "cp", "systemctl", "journalctl"}
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def test_each_dependency_has_its_reason() -> None:
    """docs/dependencies.md lists every direct dependency of pyproject.toml, and no other."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {found.group().lower() for item in declared if (found := _NAME.match(item))}
    page = (PROJECT / "docs" / "dependencies.md").read_text()
    listed = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))
    assert listed == names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page leads to a file of the repository."""
    broken = [link for link in _LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert not broken


def commands_in(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Each use of `tinbao` in a page's code: the line, and its words after the program's name."""
    for line in _CODE_LINE.findall(page.read_text()):
        words = shlex.split(line.partition(" && ")[0], comments=True)
        if ("tinbao" in words or "/opt/tinbao/bin/tinbao" in words) and not _OTHER_PROGRAMS & set(words):
            at = max(number for number, word in enumerate(words) if word == "tinbao" or word.endswith("/bin/tinbao"))
            yield line, words[at + 1 :]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_commands_in_the_docs_exist(page: Path) -> None:
    """Every `tinbao …` that a page tells to type names a command and options that there are."""
    for line, words in commands_in(page):
        command: Any = get_command(build())
        options = {name for parameter in command.params for name in parameter.opts}
        for word in words:
            if word in getattr(command, "commands", {}):
                command = command.commands[word]
                options |= {name for parameter in command.params for name in parameter.opts} | {"--help"}
            elif word.startswith("--"):
                assert word.partition("=")[0] in options, line
            elif getattr(command, "commands", {}) and not options_value(words, word):
                pytest.fail(f"no command {word!r}: {line}")


def options_value(words: list[str], word: str) -> bool:
    """Whether a word is the value of an option before it."""
    at = words.index(word)
    return at > 0 and words[at - 1].startswith("--")


@pytest.mark.parametrize("page", ["README.md", "deploy/README.md"])
def test_configurations_in_the_docs_work(page: str, tmp_path: Path) -> None:
    """A `tinbao.toml` that a page shows is accepted as it stands, and every source that it names is there."""
    (shown,) = re.findall(r"^```toml\n(.*?)^```", (PROJECT / page).read_text(), re.MULTILINE | re.DOTALL)
    path = tmp_path / "tinbao.toml"
    path.write_text(shown)
    with Application(load_settings(path)) as application:
        assert application.sources
        assert application.settings.watches


def test_no_registry_host_is_named() -> None:
    """The lock works with whatever package index a machine is set up for: no tracked file names one."""
    hosts = "|".join(("py" + "pi[.]org", "pythonhosted" + "[.]org", "registry[.]npm" + "js"))
    done = subprocess.run(["git", "grep", "-nIE", hosts], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr


def test_locked_requirements_are_hashed_and_cover_the_dependencies() -> None:
    """requirements/run.txt holds every direct dependency at one version with hashes."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    names = {found.group().lower() for item in project["project"]["dependencies"] if (found := _NAME.match(item))}
    text = (PROJECT / "requirements" / "run.txt").read_text()
    locked = set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))
    assert names <= locked
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=[a-z0-9])", text)[1:])
