"""The policy: founding, joining, bridging, what keeps a story closed, exact links, series, bounds."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from dedupe.candidates import MOST_CANDIDATES
from dedupe.decide import decide
from dedupe.evidence import Action, Candidate, Decision, Name, Quantity, Signature
from dedupe.fingerprint import address_key, slug_key
from dedupe.text import shingles

NOON = datetime(2024, 4, 12, 5, tzinfo=UTC)
VALUES = (4812, 1764, 7946, 2415, 84630, 2217, 2318, 3470, 47853, 863)
MOVED = (5046, 4104, 16512, 4669, 85204, 2209, 4871, 6905, 50206, 1689)
UNITS = ("VND", "VND", "customer", "VND", "customer", "group", "person", "work", "VND", "VND")


def article(values: Sequence[int] = VALUES, **changes: Any) -> Signature:
    """An article of one report, with changes; its address identifies it and links it to nothing."""
    signature = Signature(
        language="vi",
        source="paper",
        url="https://paper.example/bai-100001.htm",
        title="t",
        published_at=NOON,
        quantities=tuple(Quantity.of(Decimal(value), unit) for value, unit in zip(values, UNITS, strict=False)),
        places=("vn.45",),
    )
    return replace(signature, **changes)


def translation(language: str, values: Sequence[int] = VALUES, **changes: Any) -> Signature:
    """A translation on another site."""
    url = f"https://portal.example/{language}/bai-{900 + len(language)}1.htm"
    return replace(article(values, language=language, source=f"portal_{language}", url=url), **changes)


def decided(one: Signature, *others: tuple[int, Signature], counts: Mapping[str, int] | None = None) -> Decision:
    """The decision on one article among others, each with its story id."""
    candidates = [Candidate(at, story, signature) for at, (story, signature) in enumerate(others, 1)]
    return decide(one, candidates, key_counts=counts or {}, article_count=len(others))


def test_without_candidates_an_article_founds_a_story() -> None:
    """Nothing alike in the store: a new story."""
    assert decided(article()) == Decision(Action.FOUND, None, 0.0)


def test_a_translation_joins_and_says_why() -> None:
    """The same figures elsewhere: the same story, with printable reasons that name article, score and evidence."""
    decision = decided(translation("fr"), (7, article()), (8, article(MOVED)))
    assert (decision.action, decision.story_id) == (Action.JOIN, 7)
    assert decision.score > 0.99
    assert decision.reasons[0] == "with article 1 of story 7: 1.00"
    assert any("10 figures agree" in reason for reason in decision.reasons)


def test_next_months_report_founds_a_story_linked_as_series() -> None:
    """Another month of the same place and kind is kept apart, and linked as a series."""
    decision = decided(translation("fr", MOVED), (7, article()))
    assert (decision.action, decision.story_id, decision.series) == (Action.FOUND, None, (7,))
    assert any(reason.startswith("kept apart: ") for reason in decision.reasons)


def test_the_better_story_is_joined_and_the_other_is_series() -> None:
    """Between a report and its look-alike the closer one wins, whatever the order of candidates."""
    half = (*MOVED[:5], *VALUES[5:])
    for others in ([(7, article()), (8, article(half))], [(8, article(half)), (7, article())]):
        decision = decided(translation("fr"), *others)
        assert (decision.action, decision.story_id, decision.series) == (Action.JOIN, 7, (8,))


def test_two_stories_that_prove_one_are_bridged() -> None:
    """Two halves of one report that nothing held together become one when the whole report comes; the oldest lives."""
    decision = decided(translation("fr"), (9, article(VALUES[:6])), (4, translation("en", VALUES[:7])))
    assert (decision.action, decision.story_id, decision.merged) == (Action.BRIDGE, 4, (9,))


def test_stories_that_contradict_each_other_are_not_bridged() -> None:
    """One article that fits two stories whose members are different reports joins one of them only."""
    short = VALUES[:3]
    other = (*short, 16512, 46690, 8520, 2209, 4871, 6905, 50206)
    decision = decided(translation("fr", short), (4, article()), (9, article(other)))
    assert decision.action is Action.JOIN
    assert decision.merged == ()


def test_one_article_does_not_merge_large_stories() -> None:
    """A merge needs support: one linking member of a story of six is none, however exact the link."""
    linked = translation("fr", alternates=("https://far.example/bai-77777.htm",))
    far = [(9, article(MOVED, url=f"https://far.example/bai-7777{n}.htm", places=("vn.10",))) for n in range(2, 8)]
    decision = decided(linked, (4, article()), *far)
    assert decision.merged == ()


def test_a_story_is_joined_as_a_whole() -> None:
    """One stray member is not the story: an article that fits one of four does not join."""
    stray = [(7, article(MOVED, url=f"https://p{n}.example/bai-{n}00000.htm")) for n in range(3)]
    assert decided(translation("fr"), (7, article()), *stray).action is Action.FOUND


def test_members_that_agree_on_other_values_keep_their_story_closed() -> None:
    """Two changed figures pass in a pair; two members that print the same other values make it another report."""
    long = tuple(Quantity.of(Decimal(value * 37), "household") for value in (*VALUES, *MOVED))
    changed = (
        *long[:9],
        Quantity.of(Decimal(58853), "household"),
        *long[10:-1],
        Quantity.of(Decimal(60913), "household"),
    )
    members = [(7, translation(name, quantities=long)) for name in ("en", "de", "ru")]
    correction = translation("fr", quantities=changed)
    assert decided(correction, *members[:1]).action is Action.JOIN
    assert decided(correction, *members).action is Action.FOUND


def test_a_correction_in_the_same_outlet_founds_a_story() -> None:
    """The same outlet on the next day with a changed figure is another report, even where it cites the first."""
    corrected = article(
        (*VALUES[:-1], 912),
        url="https://paper.example/bai-100002.htm",
        origin_url="https://paper.example/bai-100001.htm",
        published_at=NOON + timedelta(days=1),
    )
    decision = decided(corrected, (7, article()), (7, translation("en")))
    assert (decision.action, decision.series) == (Action.FOUND, (7,))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "http://www.paper.example/bai-100001.htm"}, "same address paper.example/bai-100001.htm"),
        ({"alternates": ("https://paper.example/bai-100001.htm",)}, "language versions of one page"),
        ({"origin_url": "https://paper.example/bai-100001.htm"}, "same origin paper.example/bai-100001.htm"),
        ({"url": "https://fr.paper.example/x-y", "slug": "mot-hai-ba-bon"}, "same slug on paper.example"),
    ],
)
def test_exact_links_join_without_figures(changes: dict[str, Any], words: str) -> None:
    """An address says enough: a translation whose figures nobody could read still joins."""
    original = article(slug="mot-hai-ba-bon")
    decision = decided(translation("lo", (), places=(), **changes), (7, original))
    assert (decision.action, decision.story_id, decision.score) == (Action.JOIN, 7, 1.0)
    assert any(words in reason for reason in decision.reasons)


def test_language_versions_that_name_a_third_page() -> None:
    """Two pages of one hreflang group are linked by the sibling that both name."""
    third = ("https://portal.example/en/bai-55555.htm",)
    one, other = translation("lo", (), alternates=third), article((), alternates=third)
    assert decided(one, (7, other)).action is Action.JOIN
    crowd = {address_key(third[0]): 5_000}
    assert decided(one, (7, other), counts=crowd).action is Action.FOUND


@pytest.mark.parametrize("changes", [{"origin_url": "https://wire.example/"}, {"origin_url": None}])
def test_home_pages_link_nothing(changes: dict[str, Any]) -> None:
    """Citing a paper's home page is no link between two reports."""
    one = translation("fr", MOVED, places=("vn.10",), **changes)
    assert decided(one, (7, article(**changes))).action is Action.FOUND


def test_popular_addresses_and_slugs_link_nothing() -> None:
    """A stock source or a template's slug that hundreds of articles share is no link."""
    shared: dict[str, Any] = {"origin_url": "https://wire.example/daily-figures-of-the-bank", "slug": "mot-hai-ba-bon"}
    one = translation("fr", MOVED, url="https://fr.paper.example/a-b", places=("vn.10",), **shared)
    common = {address_key(shared["origin_url"]): 400, slug_key(shared["slug"]): 400}
    assert decided(one, (7, article(**shared))).action is Action.JOIN
    assert decided(one, (7, article(**shared)), counts=common).action is Action.FOUND


def test_a_slug_used_again_next_year_links_nothing() -> None:
    """Sites use a slug again: long after, and with other figures, it is another report."""
    again = article(
        MOVED, slug="mot-hai-ba-bon", url="https://paper.example/2025/x", published_at=NOON + timedelta(370)
    )
    assert decided(again, (7, article(slug="mot-hai-ba-bon"))).action is Action.FOUND


def test_order_of_candidates_changes_nothing() -> None:
    """The same candidates in any order give the same decision, word for word."""
    languages = ("fr", "en", "de", "ar", "zh")
    candidates = [Candidate(at, at % 3 + 1, translation(name)) for at, name in enumerate(languages, 1)]
    decisions = set()
    for seed in range(10):
        Random(seed).shuffle(candidates)
        decisions.add(decide(article(), candidates, key_counts={}, article_count=5))
    assert len(decisions) == 1


def test_hostile_articles_are_bounded() -> None:
    """Ten thousand figures and a megabyte of text on both sides of forty candidates cost a bounded time."""
    figures = tuple(Quantity.of(Decimal(n % 977 + 10), "person") for n in range(10_000))
    words = tuple(f"name{n}bcdfg" for n in range(10_000))
    names = tuple(Name(word, f"{at}bcdfg", at / 10_000) for at, word in enumerate(words))
    huge = article(
        quantities=figures, names=names, documents=words, places=words, shingles=shingles("ab cd " * 200_000)
    )
    candidates = [Candidate(at, at, huge) for at in range(1, 200)]
    started = time.process_time()
    decision = decide(huge, candidates, key_counts={}, article_count=10**6)
    assert time.process_time() - started < 5.0
    assert len(decision.merged) < MOST_CANDIDATES
    assert sum(map(len, decision.reasons)) < 100_000
