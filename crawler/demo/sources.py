"""The newsroom's sources, as TOML files of the same kind that a user writes."""

import re
from pathlib import Path
from typing import Final

from crawler.demo.pages import FEED, LISTING, SITEMAP, Addresses

#: Words of the topic as the slugs have them; a slug is Vietnamese in every edition.
_TOPICS: Final = ("tín dụng chính sách", "vốn vay", "vốn chính sách", "giảm nghèo")
_SLUG: Final = "[a-z0-9-]{20,}$"
#: The portal's other editions, zh and ru, are left for the reader to add.
_LISTED: Final = {"vi": "Vietnamese", "en": "English", "fr": "French"}


def write_sources(folder: Path, addresses: Addresses) -> tuple[str, ...]:
    """Write one file a source into the folder; returns their ids. Listings, a sitemap and a feed are all there."""
    files = {f"demo_portal_{language}": _listing(language, addresses) for language in _LISTED}
    files["demo_portal_ar"] = _sitemap(addresses)
    files["demo_song_da"] = _feed(addresses)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return tuple(sorted(files))


def _listing(language: str, addresses: Addresses) -> str:
    front = addresses.edition(language)
    title = f"Four Winds Portal ({_LISTED[language]})"
    return _source(title, front, language=language, kind="listing", start=LISTING, article=_SLUG)


def _sitemap(addresses: Addresses) -> str:
    title = "Four Winds Portal (Arabic)"
    text = _source(title, addresses.edition("ar"), language="ar", kind="sitemap", start=SITEMAP, article=_SLUG)
    return f"{text}\n[sitemap]\nmax_age_days = 3650\n"


def _feed(addresses: Addresses) -> str:
    front = f"{addresses.paper}/"
    return _source("Báo Sông Đà", front, language="vi", kind="feed", start=FEED, article=r"[a-z0-9-]+-\d{6}\.html$")


def _source(title: str, front: str, *, language: str, kind: str, start: str, article: str) -> str:
    topics = ", ".join(f'"{topic}"' for topic in _TOPICS)
    host = front.removeprefix("http://").partition("/")[0]
    return f"""# Written by `tinbao demo`; a source of your own looks the same.
title = "{title}"
homepage = "{front}"
language = "{language}"
country = "VN"
kind = "{kind}"
start = ["{front}{start}"]
article = ['^{re.escape(front)}{article}']
topics = [{topics}]
# Loopback is refused unless a source says that it is meant.
private_hosts = ["{host}"]

[schedule]
every = "1h"

[politeness]
delay_seconds = 0
"""
