"""The documentation is true: what it names exists, and what exists is named."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("deploy/*.md")])
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
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
