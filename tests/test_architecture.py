"""The walls: what the wheel holds, who owns the packages' names, and that the import contracts are checked at all."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PACKAGES = {"crawler", "spiders", "store", "dedupe", "indicators"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be released."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, PROJECT],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_the_five_packages_and_nothing_else(wheel: Path) -> None:
    """No tests, docs, bench or deploy in the wheel: its top level is the five packages and its metadata."""
    top = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == PACKAGES


def test_wheel_holds_the_data(wheel: Path) -> None:
    """What the product needs lives in the product: data files and templates are shipped beside the code."""
    names = zipfile.ZipFile(wheel).namelist()
    wanted = {
        path.relative_to(PROJECT).as_posix()
        for package in PACKAGES
        for path in (PROJECT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= set(names)


def test_wheel_works_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """The wheel, not the checkout, answers `tinbao --version`; its data files are found inside it."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import indicators.read\n"
        "assert sys.argv[1] in indicators.read.__file__, indicators.read.__file__\n"
        "reading = indicators.read.load_reader().read('Dư nợ đạt 586 tỷ đồng.', 'vi')\n"
        "print(reading.figures[0].value)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(wheel)], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "586000000000"


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_names_are_ours_alone(package: str) -> None:
    """No other installed distribution ships one of our package names: pip would overwrite files without a word."""
    assert set(packages_distributions().get(package, [])) <= {"tinbao"}


def test_layers_are_those_of_the_design() -> None:
    """The contracts that lint-imports checks are those of the design: weakening them needs an edit here too."""
    configured = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert configured["contracts"][0]["layers"] == ["crawler", "spiders | store", "dedupe | indicators"]
    assert set(configured["root_packages"]) == PACKAGES
