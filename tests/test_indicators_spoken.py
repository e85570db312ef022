"""Scripts as they are spoken: the rules are data, and a wrong one is named."""

from pathlib import Path

import pytest

from indicators.errors import LanguageError
from indicators.words.spoken import as_spoken, is_gliding, load_scripts, scripts


def test_other_scripts_stay_as_they_are() -> None:
    """Promise: what no rule is for is not touched."""
    assert as_spoken("Tuyên Quang 586 Туенкуанг 宣光") == "Tuyên Quang 586 Туенкуанг 宣光"
    assert is_gliding("เซินลา")
    assert not is_gliding("Σον Λα")


def test_every_shipped_script_has_rules() -> None:
    """Promise: the shipped file is whole."""
    assert len(scripts()) == 6
    assert all(script.rules for script in scripts())


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("[x", "TOML"),
        ("[made-up]\nletters = 'a-c'\n", "made-up"),
        ("[made-up]\nletters = 'a-c'\nrules = [['a']]\n", "pairs"),
        ("[made-up]\nletters = 'a-c'\nrules = [['(', 'b']]\n", "no regular expression"),
        ("made-up = 1\n", "made-up"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, written: str, word: str) -> None:
    """Promise: the error names the file, the script and what is wrong."""
    path = tmp_path / "spoken.toml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(LanguageError, match=word) as raised:
        load_scripts(path)
    assert str(path) in str(raised.value)
