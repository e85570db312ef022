"""Finds source files: those that ship with Tinbao and the user's own. There is no list to edit."""

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from spiders.errors import SourceError
from spiders.source import Source

SHIPPED = Path(__file__).parent / "sources"
MAX_FILE_BYTES = 100_000

_REMEDIES = {
    "missing": "add it; docs/reference/sources.md describes every key",
    "extra_forbidden": "no such key; docs/reference/sources.md lists those there are",
    "string_pattern_mismatch": "see docs/reference/sources.md for its form",
}


def load_sources(folders: Sequence[Path]) -> dict[str, Source]:
    """All sources by id, shipped ones first; a file in a later folder replaces one of the same stem.

    Raises:
        SourceError: some file cannot be read or is wrong. All errors of all files are in the message.
    """
    files: dict[str, Path] = {}
    problems: list[str] = []
    for folder in (SHIPPED, *folders):
        if not folder.is_dir():
            problems.append(f"{folder}: no such folder; make it, or take it out of sources_folders")
        files.update({path.stem: path for path in sorted(folder.glob("*.toml"))})
    sources: dict[str, Source] = {}
    for stem in sorted(files):
        try:
            sources[stem] = load_source(files[stem])
        except SourceError as error:
            problems.append(str(error))
    if problems:
        raise SourceError("\n".join(problems))
    return sources


def load_source(path: Path) -> Source:
    """The source that a file describes.

    Raises:
        SourceError: the file cannot be read or is wrong; one line for each wrong key.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise SourceError(f"{path}: larger than {MAX_FILE_BYTES} bytes; a source file is one small TOML file")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read: {error}; it must be a readable UTF-8 file") from error
    return parse_source(text, path)


def parse_source(text: str, path: Path) -> Source:
    """The source that a TOML text describes; `path` gives the id and names the file in errors.

    Raises:
        SourceError: the text is wrong; one line for each wrong key.
    """
    try:
        options = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path}: is not TOML: {error}; mend that line") from error
    if "id" in options:
        raise SourceError(f"{path}: id: the file's name is the id; take the key out")
    try:
        return Source.model_validate({**options, "id": path.stem})
    except ValidationError as error:
        raise SourceError("\n".join(_complaints(path, error))) from error


def _complaints(path: Path, error: ValidationError) -> Iterable[str]:
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        key = ".".join(str(part) for part in problem["loc"]) or "file"
        said = problem["msg"].removeprefix("Value error, ")
        remedy = _REMEDIES.get(problem["type"])
        if key == "id":
            remedy = "rename the file: small letters, digits and _, as in vn_example_org.toml"
        yield f"{path}: {key}: {said}" + (f"; {remedy}" if remedy else "")
