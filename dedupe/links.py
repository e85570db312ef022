"""Exact links: addresses that say by themselves that two articles are the same report."""

from collections.abc import Mapping

from dedupe import thresholds
from dedupe.evidence import Signature
from dedupe.fingerprint import address_key, slug_key
from dedupe.profile import Profile, days_apart
from dedupe.similarity import PairScore
from dedupe.urls import identity


def link(one: Profile, other: Profile, pair: PairScore, key_counts: Mapping[str, int]) -> str | None:
    """Why two articles are linked whatever their content, in words; None where they are not.

    A link is not believed where an outlet prints other figures on another day, nor where content of long ago speaks
    against it: sites use a slug again every year.
    """
    mine, theirs = one.signature, other.signature
    if (address := identity(mine.url)) and address == identity(theirs.url):
        return f"same address {address[:120]}"
    words = _alternate(mine, theirs, key_counts) or _origin(mine, theirs, key_counts) or _slug(one, other, key_counts)
    return words if words and not _is_contradicted(mine, theirs, pair) else None


def _alternate(mine: Signature, theirs: Signature, key_counts: Mapping[str, int]) -> str | None:
    my_group = {identity(url) for url in (mine.url, *mine.alternates)}
    their_group = {identity(url) for url in (theirs.url, *theirs.alternates)}
    named = identity(mine.url) in their_group or identity(theirs.url) in my_group
    shared = sorted(address for address in my_group & their_group if address)
    if not shared or not (named or _is_rare(address_key(f"https://{shared[0]}"), key_counts)):
        return None
    return f"language versions of one page: {shared[0][:120]}"


def _origin(mine: Signature, theirs: Signature, key_counts: Mapping[str, int]) -> str | None:
    mine_from, theirs_from = mine.origin_url or mine.url, theirs.origin_url or theirs.url
    origin = identity(mine_from)
    if origin is None or origin != identity(theirs_from) or not _is_rare(address_key(mine_from), key_counts):
        return None
    return f"same origin {origin[:120]}"


def _slug(one: Profile, other: Profile, key_counts: Mapping[str, int]) -> str | None:
    slug = one.signature.slug
    if not slug or slug != other.signature.slug or one.site != other.site or not one.site:
        return None
    return f"same slug on {one.site}: {slug[:120]}" if _is_rare(slug_key(slug), key_counts) else None


def _is_rare(key: str, key_counts: Mapping[str, int]) -> bool:
    return key_counts.get(key, 0) <= thresholds.MOST_LINKED


def _is_contradicted(mine: Signature, theirs: Signature, pair: PairScore) -> bool:
    if pair.veto is None:
        return False
    apart = days_apart(mine, theirs)
    return pair.veto.decisive or (apart is not None and apart > thresholds.WINDOW_DAYS)
