"""Which observations of a story may be wrong, beside all that is known of their series."""

from collections.abc import Set as AbstractSet

from sqlmodel import Session

from indicators.catalogue import Catalogue
from indicators.facts.plausibility import doubts, wholes
from indicators.figure import Statistic
from indicators.observation import Series
from store import observations
from store.records import ObservationRecord


def weigh_doubts(session: Session, story_id: int, changed: AbstractSet[int], catalogue: Catalogue) -> None:
    """Doubt what is not plausible of a story's observations that are new, changed or in doubt already.

    What a person judged is beyond doubt.
    """
    mine = [
        record
        for record in observations.of_story(session, story_id)
        if record.judgement is None and (record.id in changed or record.doubts)
    ]
    if not mine:
        return
    concerned = {record.id: (own := _series(record), *wholes(own, catalogue)) for record in mine}
    known = observations.beside(session, {series for some in concerned.values() for series in some})
    by_id = {each.observation_id: each for each in known}
    found = {
        id_: doubts(by_id[id_], [each for each in known if each.series in series], catalogue)
        for id_, series in concerned.items()
        if id_ in by_id
    }
    observations.doubt(session, found)


def _series(record: ObservationRecord) -> Series:
    area = record.area_code or record.area
    return Series(record.indicator, record.programme, Statistic(record.statistic), record.unit, area)
