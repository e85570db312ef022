"""Why a value may be wrong: what must be doubted, and what never."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from indicators.catalogue import load_catalogue
from indicators.facts.plausibility import doubts, wholes
from indicators.figure import Interval, Statistic
from indicators.observation import Judgement, Known, Series, Status

CATALOGUE = load_catalogue()
OUTSTANDING = Series("credit_outstanding", None, Statistic.LEVEL, "VND", "vn.45")
DISBURSED = replace(OUTSTANDING, indicator="credit_disbursed")
RATE = Series("poverty_rate", None, Statistic.LEVEL, "percent", "vn.45")


def known(number: int, value: str, period: str | None, series: Series = OUTSTANDING, step: str = "0.5") -> Known:
    """An observation by that id, printed to `step`, of a story of its own."""
    amount, half = Decimal(value), Decimal(step)
    return Known(
        observation_id=number,
        series=series,
        period=period,
        value=amount,
        interval=Interval(amount - half, amount + half),
        status=Status.NEW,
        origins=frozenset({f"paper {number}"}),
        story_ids=frozenset({number}),
        published_at=datetime(2024, 5, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(("value", "doubtful"), [("12.86", False), ("100", False), ("0", False), ("128.6", True)])
def test_a_rate_lies_between_0_and_100(value: str, doubtful: bool) -> None:
    """Promise: a poverty rate of 128.6 % is doubted, one of 100 % is not."""
    assert bool(doubts(known(1, value, "2023", RATE, "0.05"), [], CATALOGUE)) is doubtful


def test_a_plan_may_be_exceeded() -> None:
    """Promise: how much of a plan was reached may be more than 100 %."""
    completed = Series("credit_disbursed", None, Statistic.SHARE, "percent", "vn.45")
    assert doubts(known(1, "120", "2023", completed), [], CATALOGUE) == ()


@pytest.mark.parametrize(
    ("value", "doubtful"),
    [("4355", False), ("4900", False), ("8710", False), ("43550", True), ("4.4e6", True), ("4.1", True), ("430", True)],
)
def test_a_lost_magnitude_is_doubted(value: str, doubtful: bool) -> None:
    """Promise: a tenth, ten or a thousand times what the series had a quarter before is doubted; growth is not."""
    earlier = known(1, "4000", "2024-03-31")
    assert bool(doubts(known(2, value, "2024-06-30"), [earlier], CATALOGUE)) is doubtful


def test_the_later_of_two_is_doubted() -> None:
    """Promise: what was known first is not doubted for what came after."""
    assert doubts(known(1, "4000", "2024-03-31"), [known(2, "4000000", "2024-06-30")], CATALOGUE) == ()


def test_a_jump_is_measured_from_what_is_nearest_in_time() -> None:
    """Promise: growth over many years is no jump, nor is a long flow beside a short one."""
    assert doubts(known(3, "4000", "2024-03-31"), [known(1, "400", "2010-12-31")], CATALOGUE) == ()
    month, year = known(1, "30", "2023-01/2023-01", DISBURSED), known(2, "300", "2024-01/2024-12", DISBURSED)
    assert doubts(year, [month], CATALOGUE) == ()


def test_parts_and_their_whole_in_one_story_are_no_jump() -> None:
    """Promise: a report that gives several values of one series and time compares none of them with another."""
    whole, part = known(1, "4000", "2024-03-31"), known(2, "40", "2024-03-31")
    assert doubts(replace(part, story_ids=whole.story_ids), [whole], CATALOGUE) == ()


def test_what_adds_up_never_gets_less() -> None:
    """Promise: 400 lent in nine months after 500 in six is doubted; 500.2 after "about 500" is not."""
    six = known(1, "500", "2024-01/2024-06", DISBURSED)
    assert "got less" in doubts(known(2, "400", "2024-01/2024-09", DISBURSED), [six], CATALOGUE)[0]
    assert doubts(known(2, "499.6", "2024-01/2024-09", DISBURSED), [six], CATALOGUE) == ()
    nine = known(1, "400", "2024-01/2024-09", DISBURSED)
    assert "got less" in doubts(known(2, "500", "2024-01/2024-06", DISBURSED), [nine], CATALOGUE)[0]
    assert doubts(known(2, "400", "2023-01/2023-09", DISBURSED), [six], CATALOGUE) == ()


def test_levels_may_fall() -> None:
    """Promise: a balance that falls is news, not a doubt."""
    assert doubts(known(2, "3900", "2024-06-30"), [known(1, "4000", "2024-03-31")], CATALOGUE) == ()


def test_a_part_is_not_above_its_whole() -> None:
    """Promise: a programme above all, a district above its province, local capital above capital: doubted."""
    whole = known(9, "4000", "2024-03-31")
    programme = known(2, "5000", "2024-03-31", replace(OUTSTANDING, programme="poor"))
    district = known(3, "5000", "2024-03-31", replace(OUTSTANDING, area_code="vn.45.471"))
    for part in (programme, district):
        assert "more than its whole" in doubts(part, [whole], CATALOGUE)[0]
        assert doubts(replace(part, period="2024-06-30"), [whole], CATALOGUE) == ()
        assert doubts(replace(part, interval=Interval(Decimal(3900), None)), [whole], CATALOGUE) == ()
    capital = replace(OUTSTANDING, indicator="credit_capital")
    local = known(4, "5000", "2024-03-31", replace(capital, indicator="credit_capital_local"))
    if CATALOGUE.indicators["credit_capital_local"].part_of == "credit_capital":
        assert doubts(local, [known(9, "4000", "2024-03-31", capital)], CATALOGUE)


def test_wholes_are_wider_in_one_way() -> None:
    """Promise: the wholes of a district's programme are the district's total, and the same programme further up."""
    found = wholes(replace(OUTSTANDING, programme="poor", area_code="vn.45.471"), CATALOGUE)
    of_loans = [series for series in found if series.indicator == "credit_outstanding"]
    assert {(series.programme, series.area_code) for series in of_loans} == {
        (None, "vn.45.471"),
        ("poor", "vn.45"),
        ("poor", "vn"),
    }
    assert wholes(RATE, CATALOGUE) == ()


def test_what_a_person_rejected_is_doubted_when_it_comes_again() -> None:
    """Promise: another report of a rejected value waits for a person; other values of the series do not."""
    rejected = replace(known(1, "4355", "2024-03-31"), judgement=Judgement.REJECTED)
    assert "rejected" in doubts(known(2, "4355", "2024-03-31"), [rejected], CATALOGUE)[0]
    assert doubts(known(2, "4400", "2024-03-31"), [rejected], CATALOGUE) == ()


def test_what_nobody_knows_of_what_or_where_is_not_compared() -> None:
    """Promise: figures without a known indicator or place are compared with none."""
    for series in (replace(OUTSTANDING, indicator="other"), replace(OUTSTANDING, area_code=None)):
        assert (
            doubts(known(2, "4000000", "2024-06-30", series), [known(1, "4000", "2024-03-31", series)], CATALOGUE) == ()
        )
