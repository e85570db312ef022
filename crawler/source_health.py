"""How healthy the watched sources are: what their files say, and how their last rounds went. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from crawler.findings import Finding, Grade
from spiders.check import check_source
from spiders.fetching import FetchSettings
from spiders.source import Source
from store.records import VisitRecord

#: One failed round is weather; as many in a row as this is a broken source.
BROKEN_AFTER: Final = 3
_BROKEN: Final = frozenset({"failed", "killed"})


def examine_source(
    source: Source, visits: list[VisitRecord], *, settings: FetchSettings, now: datetime
) -> list[Finding]:
    """What is to be said of one source; `visits` are its last ones, newest first. At least one finding."""
    findings = [
        Finding(source.id, Grade.FAIL, f"{problem.key}: {problem.message}", problem.remedy)
        for problem in check_source(source, settings)
    ]
    findings += _history(source, [visit for visit in visits if visit.finished_at is not None], now)
    return findings or [Finding(source.id, Grade.OK, "its file is sound, and its last round went well")]


def _history(source: Source, visits: list[VisitRecord], now: datetime) -> Iterator[Finding]:
    if not visits:
        yield Finding(source.id, Grade.WARN, "never visited", f"`tinbao crawl {source.id}`")
        return
    last = visits[0]
    if last.outcome == "empty":
        yield Finding(
            source.id, Grade.FAIL, "answered, and no article link was found", "Its pages changed: mend its file."
        )
    elif last.outcome in _BROKEN:
        broken = len(visits) >= BROKEN_AFTER and all(visit.outcome in _BROKEN for visit in visits[:BROKEN_AFTER])
        said = f"the last round {last.outcome}: {last.error or 'no reason known'}"
        yield Finding(source.id, Grade.FAIL if broken else Grade.WARN, said, "See that the address still answers.")
    yield from _silence(source, visits, now)


def _silence(source: Source, visits: list[VisitRecord], now: datetime) -> Iterator[Finding]:
    """Nothing new for longer than the file expects, as far back as the visits tell."""
    limit = timedelta(days=source.expected.silence_days)
    fruitful = [visit.started_at for visit in visits if visit.counts.get("stored", 0)]
    since = fruitful[0] if fruitful else visits[-1].started_at
    if now - since > limit:
        found = f"no new article for {(now - since).days} days; expected is one in {limit.days}"
        yield Finding(source.id, Grade.WARN, found, "See whether the site moved; else raise expected.silence_days.")
