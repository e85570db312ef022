"""Pure: when a source is due next. The answer is kept in the store, so a restart loses nothing."""

import hashlib
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from spiders.source import Schedule

#: Newsrooms publish by Vietnam's clock, so cron expressions are read in it.
TIMEZONE = "Asia/Ho_Chi_Minh"
#: A source that fails is asked half as often with each failure in a row, but at least this often.
LONGEST_WAIT = timedelta(hours=24)
#: Sources with the same interval are spread over this share of it, so that they do not all come at once.
SPREAD = 0.1


def next_due(schedule: Schedule, now: datetime, *, failures: int, key: str) -> datetime:
    """When a source, visited just now, is due again.

    `failures` counts failed rounds in a row; `key` (the source's id) makes its place in the spread a stable one.
    """
    wait = _until_next(schedule, now, key)
    if failures:
        wait = min(max(wait * 2 ** min(failures, 10), wait), max(LONGEST_WAIT, wait))
    return now + wait


def _until_next(schedule: Schedule, now: datetime, key: str) -> timedelta:
    if schedule.cron is not None:
        fires: datetime | None = CronTrigger.from_crontab(schedule.cron, TIMEZONE).get_next_fire_time(now, now)
        return (fires - now) if fires is not None else LONGEST_WAIT
    place = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) / 2**32
    every = schedule.every or LONGEST_WAIT  # a schedule has either of both
    return every * (1 + SPREAD * (place - 0.5))
