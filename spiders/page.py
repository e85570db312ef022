"""The one thing that a spider yields."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched article page as it came: nothing is read or changed yet.

    `url` is the address after redirects, `headers` are lower-cased names with their first value, `fetched_at` is
    aware and in UTC, `alternates` are siblings in other languages that the listing or sitemap named.
    """

    source: str
    url: str
    fetched_at: datetime
    status: int
    headers: dict[str, str]
    body: bytes
    language: str | None
    discovered_on: str
    alternates: tuple[str, ...] = ()
