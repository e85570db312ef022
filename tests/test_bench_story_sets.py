"""Made-up sets that stories were never fitted to, held to the floors of what they must reach."""

import pytest

from bench.story_sets import Made, made_sets, score

FLOORS = {  # precision, recall, most mixed stories
    "series, all figures move": (1.0, 0.98, 0),
    "series, half stay": (1.0, 0.98, 0),
    "series, half stay, worst of eight": (0.96, 0.98, 2),
    "shortened copies": (0.99, 0.97, 0),
    "120 languages": (0.97, 0.95, 0),
}


@pytest.mark.parametrize("made", made_sets(), ids=lambda made: str(made.name))
def test_made_up_sets_reach_their_floors(made: Made) -> None:
    """Promise: template series stay apart, cut copies and a hundred languages come together."""
    pairs, _, mixed = score(made)
    precision, recall, most_mixed = FLOORS[made.name]
    assert pairs.precision >= precision
    assert pairs.recall >= recall
    assert mixed <= most_mixed
