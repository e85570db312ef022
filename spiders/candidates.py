"""What a probe found out about a site, and the source file that follows from it. Pure."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from spiders.errors import ProbeError
from spiders.links import Link, absolute
from spiders.registry import parse_source
from spiders.source import Kind

MIN_ARTICLES = 3  # fewer links of one form are menus and chance

# Forms of article addresses, most telling first: the path's end, and what stands for it in a pattern.
_FORMS = (
    r"-post\d+\.html?",
    r"-[a-z]{0,3}\d{4,}\.[a-z]{3,5}",
    r"-\d{5,}/?",
    r"/\d{4}/\d{1,2}/(?:\d{1,2}/)?[a-z0-9-]+/?",
    r"/[a-z0-9-]{25,}\.html?",
    r"/[a-z0-9-]{25,}/?",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed, sitemap or listing page that answered, with the links it names."""

    kind: Kind
    url: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """A site's front page: its address, and the title and language that it gives itself."""

    homepage: str
    title: str
    language: str
    private_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A source file ready to be written, and what stands behind it."""

    id: str
    text: str
    kind: Kind
    start: str
    articles: int


def draft_source(front: Front, candidates: Sequence[Candidate]) -> Draft:
    """The source file for the best candidate: one with articles of one form; feeds before pages before sitemaps.

    Raises:
        ProbeError: no candidate names articles of a form that is known.
    """
    order = (Kind.FEED, Kind.LISTING, Kind.SITEMAP)
    for candidate in sorted(candidates, key=lambda each: order.index(each.kind)):
        found = article_form(front.homepage, candidate)
        if found:
            return _draft(front, candidate, *found)
    raise ProbeError(
        f"{front.homepage}: neither feed nor sitemap nor the page itself names {MIN_ARTICLES} addresses that look like "
        "articles; write the file by hand, see docs/how-to/add-a-source.md"
    )


def article_form(homepage: str, candidate: Candidate) -> tuple[str, int] | None:
    """A pattern for the candidate's article addresses and how many it matches; None where none fits."""
    site = _site(homepage)
    urls = {url for url in (absolute(candidate.url, link.url) for link in candidate.links) if _site(url) == site}
    host = rf"^https?://(?:[a-z0-9-]+\.){{0,2}}{re.escape(site)}/.*"
    for form in _FORMS:
        pattern = host[: -len("/.*")] + r"/(?:[^?#]*/)?" + form.lstrip("/") if form.startswith("/") else host + form
        matched = sum(re.search(f"{pattern}$", url) is not None for url in urls)
        if matched >= MIN_ARTICLES:
            return f"{pattern}$", matched
    return None


def _draft(front: Front, candidate: Candidate, pattern: str, matched: int) -> Draft:
    site = _site(front.homepage)
    country = _country(site)
    stem = re.sub(r"[^a-z0-9]+", "_", f"{country.lower()}_{site.removesuffix('.' + country.lower())}".lower())[:60]
    private = ", ".join(_quoted(host) for host in front.private_hosts)
    text = f"""\
# Drafted from what {_quoted(front.homepage)} answered. Look it over: docs/reference/sources.md describes every key.
title = {_quoted(front.title or site)}
homepage = {_quoted(front.homepage)}
language = {_quoted(front.language)}
country = {_quoted(country)}
kind = {_quoted(candidate.kind.value)}
start = [{_quoted(candidate.url)}]
# Matched {matched} addresses when drafted.
article = [{_quoted(pattern)}]
# Words that an article's address or title must hold; without topics every article is fetched.
topics = []
private_hosts = [{private}]

[schedule]
every = "6h"

[politeness]
delay_seconds = 3
max_articles = 40
"""
    parse_source(text, Path(f"{stem}.toml"))  # what is handed out is a valid source
    return Draft(stem, text, candidate.kind, candidate.url, matched)


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's."""
    printable: Iterable[str] = (letter for letter in text if letter.isprintable())
    return json.dumps("".join(printable), ensure_ascii=False)


def _site(url: str) -> str:
    """A site's host, with its port where the address names one."""
    return urlsplit(url).netloc.rpartition("@")[2].lower().removeprefix("www.")


def _country(site: str) -> str:
    ending = site.rpartition(".")[2].upper()
    return ending if re.fullmatch(r"[A-Z]{2}", ending) else "VN"
