"""What is new: a fact held against what is known of its series.

A fact is `restated` when its series and period are known and the values' intervals meet; `revised` when a later report
of the same origin says another value of the same series and period; `conflicting` when two origins disagree;
otherwise it is `new`. Restating wins over revising, revising over conflicting.
"""

from collections.abc import Sequence
from datetime import timedelta

from indicators.facts.alignment import align
from indicators.figure import Statistic
from indicators.observation import Fact, Known, Series, Status, Verdict
from indicators.periods.timespan import compatible, same_period

__all__ = ["NEAR", "align", "judge"]

#: Reports that date nothing restate each other when published this near: monthly reports take up to six weeks to go
#: round, and after that the next month's figures may by chance be equal.
NEAR = timedelta(days=45)


def judge(fact: Fact, known: Sequence[Known], *, story_id: int) -> Verdict:
    """What a fact of a story is in the light of the known observations of its series; their order changes nothing."""
    alike = sorted((each for each in known if each.series == fact.series), key=lambda each: each.observation_id)
    restated = [each for each in alike if _restates(fact, each)]
    if restated:
        first = min(restated, key=lambda each: (each.period != fact.period, each.observation_id))
        return Verdict(
            Status.RESTATED,
            fact.interval.narrowed(first.interval),
            observation_id=first.observation_id,
            reason=f"agrees with observation {first.observation_id}",
        )
    return _disagreement(fact, alike, story_id) or Verdict(Status.NEW, fact.interval, reason="nothing known agrees")


def _restates(fact: Fact, known: Known) -> bool:
    if not fact.interval.meets(known.interval):
        return False
    if fact.period is None or known.period is None or fact.series.area_code is None:
        return _near(fact, known) and (fact.period is None or known.period is None or _same_time(fact, known))
    return _same_time(fact, known)


def _same_time(fact: Fact, known: Known) -> bool:
    """Whether the periods are one; a level's date may be told with more or less precision."""
    if fact.period is None or known.period is None:
        return False
    if fact.series.statistic is Statistic.LEVEL:
        return compatible(fact.period, known.period)
    return same_period(fact.period, known.period)


def _near(fact: Fact, known: Known) -> bool:
    """Whether both were published at about the same time; without a date nobody knows."""
    return fact.published_at is not None and abs(fact.published_at - known.published_at) <= NEAR


def _disagreement(fact: Fact, alike: Sequence[Known], story_id: int) -> Verdict | None:
    """The verdict on a value that others contradict; None where nothing is comparable."""
    if fact.rivals or fact.period is None or not _comparable(fact.series):
        return None
    others = [each for each in alike if each.period is not None and same_period(each.period, fact.period)]
    if any(story_id in each.story_ids for each in others) or _many_valued(others):
        return None  # parts beside their whole: which of them the fact is about is not said
    earlier = [each for each in others if fact.origin in each.origins]
    if earlier:
        return _revision(fact, max(earlier, key=lambda each: (each.published_at, each.observation_id)))
    if others:
        newest = max(others, key=lambda each: (each.published_at, each.observation_id))
        return _conflict(fact, newest, f"another origin says otherwise in observation {newest.observation_id}")
    return None


def _comparable(series: Series) -> bool:
    """Whether two values of a series must be equal at one time: not when nobody knows of what or where they are."""
    return series.indicator != "other" and series.area_code is not None


def _many_valued(others: Sequence[Known]) -> bool:
    """Whether one story states several values of this series and period."""
    stories = [story for each in others for story in each.story_ids]
    return len(stories) != len(set(stories))


def _revision(fact: Fact, earlier: Known) -> Verdict:
    if fact.published_at is not None and fact.published_at < earlier.published_at:
        reason = f"an older report of an origin that says otherwise since, in observation {earlier.observation_id}"
        return _conflict(fact, earlier, reason)
    return Verdict(
        Status.REVISED,
        fact.interval,
        supersedes=earlier.observation_id,
        reason=f"the origin of observation {earlier.observation_id} says another value now",
    )


def _conflict(fact: Fact, other: Known, reason: str) -> Verdict:
    return Verdict(Status.CONFLICTING, fact.interval, reason=f"{reason} ({other.value:f})")
