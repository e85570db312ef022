"""Every fact is told as new exactly once, whatever the order in which its translations arrive."""

from pathlib import Path

import pytest

from bench.alerts import measure
from bench.gold import load_gold

BENCH = Path(__file__).parents[1] / "bench"


@pytest.mark.parametrize("name", ["first", "second", "third"])
def test_facts_are_alerted_once(name: str) -> None:
    """Promise: of all alerts 97 in 100 are the first of their fact, and of all facts 97 in 100 are alerted."""
    folder = BENCH / "unseen" / name
    score = measure(load_gold(folder), orders=1, folder=folder)
    assert score.precision >= 0.97
    assert score.recall >= 0.97
