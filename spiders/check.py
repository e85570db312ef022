"""What every source must keep, beyond what its file's form says: the checks of `tinbao sources check`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from typing_extensions import override

from spiders.fetching import FetchSettings
from spiders.links import fold, is_article
from spiders.source import Kind, Source

_SAMPLE_SLUG = "von-tin-dung-chinh-sach-giup-ho-ngheo-vuon-len"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a source: the key of its file, what it does, and how to mend it."""

    source: str
    key: str
    message: str
    remedy: str

    @override
    def __str__(self) -> str:
        return f"{self.source}: {self.key}: {self.message}; {self.remedy}"


_Finding = tuple[str, str, str]


def check_source(source: Source, settings: FetchSettings | None = None) -> list[Problem]:
    """All problems that can be seen without asking the site; none for a sound source."""
    limits = settings or FetchSettings()
    found = [finding for check in _CHECKS for finding in check(source)]
    return [Problem(source.id, *finding) for finding in [*found, *_round_fits(source, limits)]]


def _patterns_are_of_the_site(source: Source) -> Iterator[_Finding]:
    for number, pattern in enumerate(source.article):
        if not pattern.pattern.startswith("^http"):
            message = f"'{pattern.pattern}' matches addresses of any site"
            yield f"article.{number}", message, "begin it with '^https://' and the host"


def _listings_are_no_articles(source: Source) -> Iterator[_Finding]:
    for url in (*source.start, source.homepage):
        if is_article(source, url):
            yield "article", f"matches {url}, which lists articles", "narrow the pattern, or add one to exclude"


def _topics_say_something(source: Source) -> Iterator[_Finding]:
    for number, topic in enumerate(source.topics):
        if not fold(topic):
            yield f"topics.{number}", f"'{topic}' holds no letter or digit", "write words, as in 'ho-ngheo'"


def _edition_gives_articles(source: Source) -> Iterator[_Finding]:
    if source.edition is None:
        return
    address = source.edition.address
    for group in range(1, source.edition.match.groups + 1):
        address = address.replace(f"\\{group}", _SAMPLE_SLUG)
    if not is_article(source, address):
        yield "edition.address", f"leads to {address}, which no article pattern matches", "make the two agree"


def _private_hosts_are_used(source: Source) -> Iterator[_Finding]:
    for number, host in enumerate(source.private_hosts):
        if host not in source.hosts:
            message = f"opens {host}, which no start address needs"
            yield f"private_hosts.{number}", message, "take it out: it lets strangers' links reach your network"


def _tables_belong_to_the_kind(source: Source) -> Iterator[_Finding]:
    if source.kind is not Kind.SITEMAP and "sitemap" in source.model_fields_set:
        yield "sitemap", f"says nothing to a {source.kind}", "take the table out, or set kind to sitemap"


def _id_tells_the_country(source: Source) -> Iterator[_Finding]:
    if not source.is_private and not source.id.startswith(f"{source.country.lower()}_"):
        remedy = f"rename the file to {source.country.lower()}_{source.id}.toml"
        yield "id", f"does not begin with the country, {source.country.lower()}_", remedy


def _homepage_is_of_the_site(source: Source) -> Iterator[_Finding]:
    home = (urlsplit(source.homepage).hostname or "").removeprefix("www.")
    hosts = [urlsplit(url).hostname or "" for url in source.start]
    if not any(host == home or host.endswith(f".{home}") for host in hosts):
        yield "homepage", f"{home} is the host of no start address", "name the site's own front page"


def _expectations_can_be_met(source: Source) -> Iterator[_Finding]:
    if source.expected.min_articles_a_day >= source.expected.max_articles_a_day:
        yield "expected", "the least articles a day are not below the most", "swap or widen them"


def _round_fits(source: Source, settings: FetchSettings) -> Iterator[_Finding]:
    delay = max(source.politeness.delay_seconds, 0 if source.is_private else settings.delay_s)
    requests = min(source.politeness.max_articles, settings.max_articles) + source.politeness.max_listings
    if delay * requests > settings.round_timeout_s:
        message = f"{requests} requests with {delay:g} s between them take longer than a round may"
        yield "politeness", message, "lower max_articles or max_listings, or raise fetch.round_timeout_s"


_CHECKS: tuple[Callable[[Source], Iterator[_Finding]], ...] = (
    _patterns_are_of_the_site,
    _listings_are_no_articles,
    _topics_say_something,
    _edition_gives_articles,
    _private_hosts_are_used,
    _tables_belong_to_the_kind,
    _id_tells_the_country,
    _homepage_is_of_the_site,
    _expectations_can_be_met,
)
