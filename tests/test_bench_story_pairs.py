"""Stories of real texts, held to the floors of what they must reach: ordinary news in many languages, and reports."""

from functools import cache

import pytest

from bench.story_pairs import FOLDERS, Corpus, load_corpus, score, script_of, together

FLOORS = {  # content only, then with all evidence: precision, recall
    "unseen/first": ((0.99, 0.97), (0.99, 0.97)),
    "unseen/second": ((0.99, 0.93), (0.99, 0.95)),
    "unseen/third": ((0.99, 0.97), (0.99, 0.97)),
    "news/ten": ((0.99, 0.93), (0.99, 0.97)),
    "news/hundred": ((0.97, 0.88), (0.99, 0.95)),
}


@cache
def corpus(name: str) -> Corpus:
    """A set, read once."""
    (folder,) = (folder for folder in FOLDERS if f"{folder.parent.name}/{folder.name}" == name)
    return load_corpus(folder)


@pytest.mark.parametrize("name", FLOORS)
@pytest.mark.parametrize("is_dressed", [False, True], ids=["content only", "all evidence"])
def test_stories_reach_their_floors(name: str, is_dressed: bool) -> None:
    """Promise: translations come together and look-alikes stay apart, whatever the order of arrival."""
    pairs, _ = score(corpus(name), orders=3, is_dressed=is_dressed)
    precision, recall = FLOORS[name][is_dressed]
    assert pairs.precision >= precision
    assert pairs.recall >= recall


def test_reports_and_news_in_one_store() -> None:
    """Promise: many kinds of texts beside each other mix no more than each by itself."""
    pairs, _ = score(together([corpus(name) for name in FLOORS]), orders=1)
    assert pairs.precision >= 0.99
    assert pairs.recall >= 0.9


@pytest.mark.parametrize(("language", "script"), [("fr", "Latn"), ("zh", "Hans"), ("sd", "Arab"), ("xx", "Zyyy")])
def test_scripts_of_languages(language: str, script: str) -> None:
    """Pairs across scripts are named by them."""
    assert script_of(language) == script
