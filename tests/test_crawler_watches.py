"""Watches: what they ask for, and what they refuse to be."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from crawler.watches import Watch, asks_about, canonical_json, matches
from indicators.observation import Status
from tests.mailroom.desk import OBSERVATION, SEEN, observation


def watch(**changes: Any) -> Watch:
    """A watch on everything new, with some keys changed."""
    return Watch.model_validate({"name": "leaders", "to": ["lan@paper.example"], **changes})


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"areas": ["vn.17"]},
        {"areas": ["Hòa Bình"]},
        {"areas": ["hoa binh"]},
        {"areas": ["vn.01", "vn.17"], "indicators": ["credit_outstanding"]},
        {"minimum_confidence": 0.9},
    ],
)
def test_a_watch_is_told_of_what_it_asks_for(keys: dict[str, Any]) -> None:
    """Every key left out leaves its dimension open; places are found by code and by name without diacritics."""
    assert matches(watch(**keys), OBSERVATION) is None


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"areas": ["vn.1"]}, "its place is Hòa Bình"),
        ({"indicators": ["poverty_rate"]}, "its indicator is credit_outstanding"),
        ({"programmes": ["students"]}, "its programme is none"),
        ({"statuses": ["revised"]}, "its status is new"),
        ({"minimum_confidence": 0.95}, "its confidence 0.90 is below 0.95"),
    ],
)
def test_a_watch_says_why_it_leaves_something_out(keys: dict[str, Any], reason: str) -> None:
    """The reason is in words, for logs and for `doctor`."""
    assert matches(watch(**keys), OBSERVATION) == reason


def test_a_place_takes_the_places_within_it_along() -> None:
    """A watch on a province hears of its districts, and a watch on a district not of its province."""
    district = observation(area="Đà Bắc", area_code="vn.17.150")
    assert matches(watch(areas=["vn.17"]), district) is None
    assert matches(watch(areas=["vn.17.150"]), OBSERVATION) is not None


def test_what_is_not_labelled_comes_only_when_asked_for() -> None:
    """Figures of the indicator `other` are kept, and told to those who want them."""
    other = observation(indicator="other")
    assert matches(watch(), other) == "what it measures is not known"
    assert matches(watch(include_other=True), other) is None
    assert matches(watch(indicators=["other"]), other) is None


def test_the_first_round_over_a_source_is_not_news() -> None:
    """A new source brings years of reports at once: they are known from then on, and told only when asked for."""
    first = observation(baseline=True)
    assert matches(watch(), first) == "it came with the first round over its source"
    assert matches(watch(baseline=True), first) is None


def test_old_reports_are_left_out() -> None:
    """The age counts from publication to when Tinbao saw it, so that it never changes; 0 lifts the limit."""
    old = observation(published_at=SEEN - timedelta(days=31, minutes=1))
    assert matches(watch(), old) == "its report was 31 days old when it was first seen"
    assert matches(watch(horizon_days=31), old) is None
    assert matches(watch(horizon_days=0), old) is None
    assert matches(watch(), observation(published_at=None)) is None


def test_the_subject_alone_can_be_asked() -> None:
    """A test mail shows what a watch is about, be it new or not."""
    known = observation(baseline=True, status=Status.CONFLICTING)
    assert asks_about(watch(), known)
    assert not asks_about(watch(areas=["vn.01"]), known)


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ({"to": []}, "to"),
        ({"to": ["lan@paper.example\r\nBcc: all@paper.example"]}, "no mail address"),
        ({"to": ["Lan <lan@paper.example>"]}, "no mail address"),
        ({"to": ["lan"]}, "no mail address"),
        ({"to": ["lân@paper.example"]}, "no mail address"),
        ({"name": "Two words"}, "name"),
        ({"indicators": ["credit_outstandin"]}, "credit_outstandin is not in the catalogue"),
        ({"programmes": ["pupils"]}, "pupils is not in the catalogue"),
        ({"statuses": ["restated"]}, "statuses"),
        ({"schedule": "weekly"}, "schedule"),
        ({"horizon_days": -1}, "horizon_days"),
        ({"area": ["vn.17"]}, "area"),
    ],
)
def test_a_watch_that_could_never_speak_is_refused(keys: dict[str, Any], complaint: str) -> None:
    """Misspelt codes and keys, and addresses that no mail can go to, are errors and not silence."""
    with pytest.raises(ValidationError, match=complaint):
        watch(**keys)


def test_equal_watches_have_equal_json() -> None:
    """The order of keys makes no difference, and the JSON makes the watch again."""
    first = watch(areas=["vn.17"], baseline=True)
    second = watch(baseline=True, areas=["vn.17"])
    assert canonical_json(first) == canonical_json(second)
    assert Watch.model_validate_json(canonical_json(first)) == first
