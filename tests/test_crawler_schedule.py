"""When a source is due next."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule import LONGEST_WAIT, next_due
from spiders.source import Schedule

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # 10:00 in Vietnam


def test_interval_is_kept_within_its_spread() -> None:
    """Sources with one interval come at stable, different moments around it."""
    schedule = Schedule(every=timedelta(hours=1))
    waits = {key: next_due(schedule, NOW, failures=0, key=key) - NOW for key in ("a", "b", "c")}
    assert len(set(waits.values())) == 3
    assert all(timedelta(minutes=57) <= wait <= timedelta(minutes=63) for wait in waits.values())
    assert waits["a"] == next_due(schedule, NOW, failures=0, key="a") - NOW


def test_cron_is_read_by_vietnams_clock() -> None:
    """`15 11 * * *` is a quarter past eleven where the newsrooms are."""
    assert next_due(Schedule(cron="15 11 * * *"), NOW, failures=0, key="a") == datetime(2026, 11, 22, 4, 15, tzinfo=UTC)


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=10_000))
def test_failures_only_ever_slow_down_and_never_beyond_the_longest_wait(failures: int, minutes: int) -> None:
    """A failing source is asked less often, but at least once a day (or at its own interval, if that is longer)."""
    schedule = Schedule(every=timedelta(minutes=minutes))
    healthy = next_due(schedule, NOW, failures=0, key="a") - NOW
    failing = next_due(schedule, NOW, failures=failures, key="a") - NOW
    assert healthy <= failing <= max(LONGEST_WAIT, healthy)
