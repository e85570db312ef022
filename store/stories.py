"""Stories: all articles that are the same report. The whole surface of the subject; each part has its module."""

from store.candidates import article_count, candidates, key_counts, load_signature, save_signature
from store.placing import apply, link_series, resolve
from store.story_records import decisions, listed, load

__all__ = [
    "apply",
    "article_count",
    "candidates",
    "decisions",
    "key_counts",
    "link_series",
    "listed",
    "load",
    "load_signature",
    "resolve",
    "save_signature",
]
