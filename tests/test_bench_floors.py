"""The gate: no score of any language falls below what it has reached."""

import json
from pathlib import Path

import pytest

from bench.floors import FLOORS, FOLDERS, below, measured, raised


@pytest.mark.parametrize("name", list(FOLDERS))
def test_no_score_has_fallen(name: str) -> None:
    """Each language's quantities and labels, and the stories, are at least as good as they have been."""
    if not Path(FOLDERS[name]).is_dir():
        pytest.skip("the shared gold is not beside the project")
    assert below(json.loads(FLOORS.read_text())[name], measured(FOLDERS[name]), name) == []


def test_a_fall_is_named_and_floors_only_rise() -> None:
    """A lower score, or a language that is gone, fails by name; raising never lowers."""
    floors = {"vi": {"f1": 0.9, "area": 0.8}, "lo": {"f1": 0.5}}
    scores = {"vi": {"f1": 0.95, "area": 0.7}}
    assert below(floors, scores, "unseen") == [
        "unseen vi area: 0.7 is below its floor of 0.8",
        "unseen lo f1: None is below its floor of 0.5",
    ]
    assert raised(floors, scores) == {"vi": {"f1": 0.95, "area": 0.8}}
