"""Addresses as evidence: one canonical form per page, and what of it is the same in every language edition.

Everything here is total: an address that cannot be parsed is kept as it came, only bounded.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

#: Longer addresses are cut and carry a digest of the whole instead, so that two of them stay two.
LONGEST_URL = 2_000
#: Query parameters beyond this many are dropped: no page of a newspaper needs them.
MOST_PARAMETERS = 32
#: A path that says less than this is not evidence: `/tin-tuc`, `/news/detail`, `/p/123456`.
FEWEST_WORDS = 3
FEWEST_LETTERS = 12

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z]{2,4})?", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp|amp|htm)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_IDENTIFIER = re.compile(r"\d{4,}")
_FACE = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_ADDRESS = re.compile(r"[a-z]+://(?:www\d?\.|m\.|mobile\.|amp\.)?(?P<host>[^/?#]+)(?P<told>/[^#]+)")
_UNSAFE = re.compile(r"[\x00-\x20\x7f]+")


@dataclass(frozen=True, slots=True)
class _Tracking:
    names: frozenset[str]
    prefixes: tuple[str, ...]

    def covers(self, name: str) -> bool:
        return name in self.names or name.startswith(self.prefixes)


@cache
def _tracking() -> _Tracking:
    data = tomllib.loads(files("dedupe").joinpath("tracking.toml").read_text(encoding="utf-8"))
    return _Tracking(frozenset(data["names"]), tuple(data["prefixes"]))


def canonical(url: str) -> str:
    """The one form of an address under which its page is known.

    Scheme and host in lower case, no default port, user name, fragment, tracking parameter or trailing slash;
    parameters sorted; escapes normalised. At most `LONGEST_URL` characters.
    """
    url = _UNSAFE.sub("", url[: 8 * LONGEST_URL])
    parts = _split(url)
    if parts is None or not parts.hostname:
        return _bounded(url)
    return _bounded(urlunsplit((parts.scheme.lower(), _host(parts), _path(parts), _query(parts), "")))


def slug(url: str) -> str | None:
    """The path without a leading language code, equal in all editions of one site; None where it says nothing.

    `https://www.vietnam.vn/fr/<title>` and `https://www.vietnam.vn/<title>` give the same. A path of identifiers only,
    too short a path and a home page say nothing.
    """
    parts = _split(url[: 8 * LONGEST_URL])
    if parts is None:
        return None
    segments = [segment for segment in unquote(parts.path).casefold().split("/") if segment]
    if len(segments) > 1 and _LANGUAGE.fullmatch(segments[0]):
        segments = segments[1:]
    path = _EXTENSION.sub("", "/".join(segments))
    return _bounded(path) if _says_something(path) else None


def identity(url: str) -> str | None:
    """What two canonical addresses of one page share whatever the scheme and face (`www.`, `m.`); None for home pages.

    Unlike a slug, an identifier is enough, as the host is part of it.
    """
    match = _ADDRESS.match(url)
    if match is None or not (_IDENTIFIER.search(match["told"]) or _says_something(match["told"].partition("?")[0])):
        return None
    return match["host"] + match["told"]


def site(url: str) -> str:
    """The host without its face and language (`www.`, `m.`, `fr.`): editions of one site share it; "" where none."""
    parts = _split(url[: 8 * LONGEST_URL])
    host = _FACE.sub("", parts.hostname or "") if parts else ""
    first, dot, rest = host.partition(".")
    return rest if dot and "." in rest and len(first) == 2 and first.isalpha() else host


def _says_something(path: str) -> bool:
    words = _WORD.findall(path)
    return len(words) >= FEWEST_WORDS and sum(map(len, words)) >= FEWEST_LETTERS


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    is_default = parts.port is None or _DEFAULT_PORTS.get(parts.scheme.lower()) == parts.port
    return host if is_default else f"{host}:{parts.port}"


def _path(parts: SplitResult) -> str:
    # Bytes that are no UTF-8 are kept as they are, not turned into one replacement character.
    plain = unquote(parts.path, errors="surrogateescape")
    path = quote(plain, safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")
    return path.rstrip("/") or "/"


def _query(parts: SplitResult) -> str:
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:  # more fields than a page of a newspaper needs
        return ""
    return urlencode(sorted(pair for pair in pairs if not _tracking().covers(pair[0].lower())))


def _bounded(text: str) -> str:
    if len(text) <= LONGEST_URL:
        return text
    digest = sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
    return f"{text[: LONGEST_URL - 33]}~{digest}"
