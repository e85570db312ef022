"""Scripts as they are spoken: what a transcription sign by sign gets wrong. The rules are data, in `spoken.toml`.

Thai, Lao and Khmer write a vowel before, above or around the consonant that it follows in speech, leave one vowel out,
and write consonants that are silent; Arabic writes long vowels with consonants; Greek has signs of two letters.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from indicators.errors import LanguageError


@dataclass(frozen=True, slots=True)
class Script:
    """A script's letters, and its rules in order: a pattern and what stands for its match.

    `gliding` says that it has one letter for what Vietnamese writes "y" and for what its South says for "gi" and "d".
    """

    letters: re.Pattern[str]
    gliding: bool
    rules: tuple[tuple[re.Pattern[str], str], ...]


def as_spoken(text: str) -> str:
    """The text with Latin letters where these scripts would mislead; any other text as it is."""
    for script in scripts():
        if script.letters.search(text):
            for pattern, spoken in script.rules:
                text = pattern.sub(spoken, text)
    return text


def is_gliding(text: str) -> bool:
    """Whether the text has letters of a script that writes "y", and the southern "gi" and "d", alike."""
    return any(script.gliding and script.letters.search(text) for script in scripts())


@lru_cache(maxsize=1)
def scripts() -> tuple[Script, ...]:
    """The shipped scripts, read once."""
    return load_scripts(resources.files("indicators.words") / "spoken.toml")


def load_scripts(path: Path | Traversable) -> tuple[Script, ...]:
    """The scripts of a file; raises LanguageError naming the file, the script and the rule that is wrong."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LanguageError(f"{path}: cannot be read as TOML: {error}") from error
    return tuple(_script(f"{path}: [{name}]", table) for name, table in tables.items())


def _script(where: str, table: Any) -> Script:
    try:
        rules = [
            (str(written).replace("{C}", table.get("consonants", "")), spoken) for written, spoken in table["rules"]
        ]
        letters = f"[{table['letters']}]"
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise LanguageError(f"{where}: write letters, and rules as pairs of a pattern and its sound") from error
    compiled = tuple((_pattern(where, written), str(spoken)) for written, spoken in rules)
    return Script(_pattern(where, letters), bool(table.get("gliding", False)), compiled)


def _pattern(where: str, written: str) -> re.Pattern[str]:
    try:
        return re.compile(written)
    except re.error as error:
        raise LanguageError(f"{where}: {written!r} is no regular expression: {error}") from error
