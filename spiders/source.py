"""What a source is: a site, or one edition of a site, described by one TOML file and no code."""

import re
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

MAX_PATTERN_LENGTH = 500
DEFAULT_PORTS = {"http": 80, "https": 443}

# A repeated group that itself repeats without bound, "(a+)+", can take years on a hostile URL. This finds the usual
# spellings; URLs are cut to 2,000 characters besides.
_NESTED_REPEAT = re.compile(r"\((?:[^()\\]|\\.)+?[+*](?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\})")
_DURATION = re.compile(r"(\d{1,8})\s*([smhd])")
_DURATION_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_CRON_FIELD = r"[0-9a-z*/,\-]+"
_CRON = re.compile(rf"{_CRON_FIELD}( {_CRON_FIELD}){{4}}", re.IGNORECASE)
_LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"


def _checked_pattern(value: object) -> object:
    if not isinstance(value, str):
        return value
    if len(value) > MAX_PATTERN_LENGTH:
        raise ValueError(f"longer than {MAX_PATTERN_LENGTH} characters; split it into several patterns")
    if _NESTED_REPEAT.search(value):
        raise ValueError("repeats a group that repeats inside, which may never end; bound it, as in '([a-z]+/){0,3}'")
    try:
        return re.compile(value)
    except re.error as error:
        raise ValueError(
            f"is no regular expression: {error}; write it in 'single quotes' to keep backslashes"
        ) from error


def checked_url(value: str) -> str:
    """The URL itself, if it may be fetched by its form; raises ValueError that says what is wrong with it."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"is no URL: {error}") from error
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError("must begin with http:// or https:// and name a host")
    if parts.username or parts.password or port == 0:
        raise ValueError("must carry neither user name nor password, and a port above 0 if any")
    return value


def _parsed_duration(value: object) -> object:
    if not isinstance(value, str) or value.startswith("P"):  # ISO 8601, as pydantic itself writes it
        return value
    match = _DURATION.fullmatch(value.strip())
    if match is None:
        raise ValueError('must be a number with its unit: "30m", "6h" or "1d"')
    return timedelta(**{_DURATION_UNITS[match[2]]: int(match[1])})


def _checked_cron(value: str) -> str:
    if not _CRON.fullmatch(value):
        raise ValueError('must have five fields, minute hour day month weekday, as in "15 */6 * * *"')
    return value


Pattern = Annotated[re.Pattern[str], BeforeValidator(_checked_pattern)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(checked_url)]
Duration = Annotated[
    timedelta,
    BeforeValidator(_parsed_duration),
    PlainSerializer(lambda value: f"{int(value.total_seconds())}s", return_type=str, when_used="json"),
]
Cron = Annotated[str, StringConstraints(max_length=100), AfterValidator(_checked_cron)]
HostPort = Annotated[str, StringConstraints(pattern=r"^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):[1-9][0-9]{0,4}$")]
Topic = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]


class Kind(StrEnum):
    """Where a source lists its new articles."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Schedule(_Table):
    """When a source is looked at: a `cron` expression or an interval, `every`."""

    cron: Cron | None = None
    every: Duration | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.cron is None) == (self.every is None):
            raise ValueError('needs either cron or every, and not both, as in every = "6h"')
        return self


class Politeness(_Table):
    """How gently a source is asked; the settings' own limits hold besides."""

    delay_seconds: float = Field(default=2.0, ge=0.0, le=600.0)
    max_articles: int = Field(default=100, ge=1, le=10_000)
    max_listings: int = Field(default=20, ge=1, le=1000)


class Pagination(_Table):
    """Older pages of a listing: `address` with `{page}`, from page 2 on, until a page brings nothing new."""

    address: Annotated[str, StringConstraints(max_length=2000)]
    max_pages: int = Field(default=3, ge=2, le=100)

    @model_validator(mode="after")
    def _has_place_for_the_page(self) -> Self:
        if self.address.count("{page}") != 1:
            raise ValueError('address must contain {page} once, as in "https://example.org/news?page={page}"')
        checked_url(self.page(2))
        return self

    def page(self, number: int) -> str:
        """The address of a page."""
        return self.address.replace("{page}", str(number))


class SitemapRules(_Table):
    """Which sitemaps of an index are opened, and how old an entry may be.

    A `follow` pattern with a group named `date` (`2026-07-08`, or `2026-07`) lets a sitemap's name tell its age.
    """

    follow: tuple[Pattern, ...] = ()
    max_age_days: int = Field(default=3, ge=1, le=3650)
    max_depth: int = Field(default=3, ge=1, le=5)


class Edition(_Table):
    r"""How an edition's address follows from the one that is listed: `match`, and `address` with `\1`."""

    match: Pattern
    address: Annotated[str, StringConstraints(max_length=500)]

    @model_validator(mode="after")
    def _groups_exist(self) -> Self:
        wanted = [int(group) for group in re.findall(r"\\(\d)", self.address)]
        if not wanted or max(wanted) > self.match.groups:
            raise ValueError(r"address must use a group of match, as in 'https://example.org/fr/\1'")
        return self


class Expected(_Table):
    """What a healthy source brings; outside of it `sources check` and the health report speak up."""

    min_articles_a_day: float = Field(default=0.0, ge=0.0)
    max_articles_a_day: float = Field(default=500.0, gt=0.0)
    silence_days: int = Field(default=14, ge=1, le=366)


class Source(_Table):
    """A site, or one edition of a site, that is watched. `id` is the stem of its file."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    homepage: Url
    language: Annotated[str, StringConstraints(pattern=_LANGUAGE)]
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    kind: Kind
    start: Annotated[tuple[Url, ...], Field(min_length=1, max_length=50)]
    article: Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=20)]
    exclude: Annotated[tuple[Pattern, ...], Field(max_length=50)] = ()
    topics: Annotated[tuple[Topic, ...], Field(max_length=200)] = ()
    area: Annotated[str, StringConstraints(pattern=r"^(VN|vn\.[0-9.]+)$")] | None = None
    private_hosts: Annotated[tuple[HostPort, ...], Field(max_length=20)] = ()
    schedule: Schedule = Schedule(every=timedelta(hours=6))
    politeness: Politeness = Politeness()
    pagination: Pagination | None = None
    sitemap: SitemapRules = SitemapRules()
    edition: Edition | None = None
    expected: Expected = Expected()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.pagination is not None and self.kind is Kind.SITEMAP:
            raise ValueError("pagination: a sitemap has no pages; leave the table out")
        if self.is_private:
            return self
        if self.politeness.delay_seconds < 1.0:
            raise ValueError("politeness.delay_seconds: below 1 only where every start address is in private_hosts")
        if self.schedule.every is not None and self.schedule.every < timedelta(minutes=5):
            raise ValueError('schedule.every: shorter than "5m" only where every start address is in private_hosts')
        return self

    @cached_property
    def hosts(self) -> frozenset[str]:
        """`host:port` of every start address; sources that share one should not be crawled at the same time."""
        return frozenset(host_port(url) for url in self.start)

    @cached_property
    def is_private(self) -> bool:
        """Whether all start addresses lie on hosts of our own, where manners are ours to choose."""
        return self.hosts <= frozenset(self.private_hosts)

    @property
    def options(self) -> dict[str, Any]:
        """The source as plain data, for lists and JSON."""
        return self.model_dump(mode="json")


def host_port(url: str) -> str:
    """`host:port` of a URL, with the scheme's own port where it names none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{parts.port or DEFAULT_PORTS.get(parts.scheme, 0)}"
