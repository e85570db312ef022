"""What deploy/ installs is true: its commands exist, its settings are known, its files are there."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from crawler.cli.app import build
from crawler.settings import Settings

DEPLOY = Path(__file__).parent.parent / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
_PROGRAM = "/opt/tinbao/bin/tinbao"


def test_commands_that_services_run_exist() -> None:
    """Every ExecStart, cron line and container command names a command of the program."""
    lines = [line for path in (*UNITS, DEPLOY / "crontab.example") for line in path.read_text().splitlines()]
    uses = [use for line in lines if not line.startswith("#") for use in line.split(_PROGRAM)[1:]]
    uses += re.findall(r"command: \[(.*)\]", (DEPLOY / "compose.yml").read_text())
    uses += re.findall(r'CMD \["(.*)"\]', (DEPLOY / "Dockerfile").read_text())
    known = get_command(build())
    assert len(uses) >= 8
    for use in uses:
        words = [word.strip(",;") for word in shlex.split(use) if not word.startswith(("--", "/"))]
        assert words[0] in known.commands, use  # type: ignore[attr-defined]


def test_settings_in_the_environment_are_known() -> None:
    """A `TINBAO_…` variable that deploy/ sets names a setting, or the file that holds one."""
    named = {
        name
        for path in DEPLOY.rglob("*")
        if path.is_file()
        for name in re.findall(r"TINBAO_([A-Z_]+)", path.read_text())
    }
    settings = {
        f"{name}__{inner}".upper() if inner else name.upper()
        for name, field in Settings.model_fields.items()
        for inner in ("", *getattr(field.annotation, "model_fields", {}))
    }
    assert {"STORE_URL", "MAIL__PASSWORD_FILE", "WEB__HOST"} <= named
    assert {name.removesuffix("_FILE") for name in named} <= settings


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_understood_by_systemd(unit: Path, tmp_path: Path) -> None:
    """Systemd has nothing to say about a unit, but that the program is not installed here."""
    installed = tmp_path / unit.name
    installed.write_text(unit.read_text().replace(_PROGRAM, "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", installed], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if unit.stem in line]
    assert not complaints


def test_container_files_name_what_exists() -> None:
    """What the image copies and the compose file mounts is in the repository, or said to be made by the reader."""
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    assert all((DEPLOY.parent / name).exists() for line in copied for name in line.split())
    made = set(re.findall(r"\./(\S+?)(?::|$)", (DEPLOY / "compose.yml").read_text(), re.MULTILINE))
    readme = (DEPLOY / "README.md").read_text()
    assert made
    assert all(name in readme for name in made)
