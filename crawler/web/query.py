"""What a request may ask for: every parameter typed and bounded, empty form fields taken as not said."""

from datetime import UTC, date, datetime, time
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from indicators.observation import Status
from store.records import Filters

MOST_ROWS = 200


def _said(value: object) -> object:
    """A form sends its empty fields too."""
    return None if isinstance(value, str) and not value.strip() else value


Words = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None, BeforeValidator(_said)
]
Day = Annotated[date | None, BeforeValidator(_said)]


class Query(BaseModel):
    """The filters of a list; `after` is the id of the last row of the page before, newest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    area: Words = None
    indicator: Words = None
    programme: Words = None
    source: Words = None
    lang: Words = None
    since: Day = None
    until: Day = None
    status: Annotated[Status | None, BeforeValidator(_said)] = None
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 50
    after: Annotated[int | None, Field(ge=1, lt=2**63), BeforeValidator(_said)] = None

    @property
    def filters(self) -> Filters:
        """As the store takes them, one row more than asked: it tells whether there is a next page."""
        return Filters(
            area=self.area,
            indicator=self.indicator,
            programme=self.programme,
            source=self.source,
            language=self.lang,
            since=datetime.combine(self.since, time.min, UTC) if self.since else None,
            until=datetime.combine(self.until, time.max, UTC) if self.until else None,
            status=self.status,
            limit=self.limit + 1,
            after_id=self.after,
        )

    def following(self, last_id: int) -> str:
        """The query of the page after the row of that id."""
        said = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        return urlencode({**said, "after": last_id})
