"""Figures side by side, vetoes, and the printable score of a pair."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import thresholds
from dedupe.evidence import Name, Quantity, Signature
from dedupe.figures import compare, rarity, weigh
from dedupe.fingerprint import sound_key
from dedupe.naming import skeleton
from dedupe.profile import Profile, Rarity
from dedupe.similarity import PairScore, score
from dedupe.text import shingles

NOON = datetime(2024, 4, 12, 5, tzinfo=UTC)
KNOWN = Rarity({}, 1_000)

REPORT = (
    ("4812000000000", "VND"),
    ("176400000000", "VND"),
    ("7946", "customer"),
    ("241500000000", "VND"),
    ("21", "programme"),
    ("3.71", "percent"),
    ("84630", "customer"),
    ("2217", "group"),
    ("2318", "person"),
    ("3470", "work"),
)
NEXT_MONTH = {"176400000000": "198300000000", "7946": "8812", "3.71": "4.15", "84630": "84911", "2318": "2644"}


def quantities(*figures: tuple[str, str]) -> tuple[Quantity, ...]:
    """Figures as an article has them."""
    return tuple(Quantity.of(Decimal(value), unit) for value, unit in figures)


def article(**changes: Any) -> Signature:
    """The Vietnamese original of one report, with changes."""
    original = Signature(
        language="vi",
        source="quang_tri_paper",
        url="https://baoquangtri.example/bai-184512.htm",
        title="t",
        published_at=NOON,
        quantities=quantities(*REPORT),
        places=("vn.45", "vn.45.465"),
        periods=("2024-03-31",),
    )
    return replace(original, **changes)


def french(**changes: Any) -> Signature:
    """Its French translation on another site, with changes."""
    return replace(
        article(language="fr", source="vietnam_vn", url="https://www.vietnam.vn/fr/x"),
        **changes,
    )


def pair(one: Signature, other: Signature, known: Rarity = KNOWN) -> PairScore:
    """How alike two articles are."""
    return score(Profile(one, known), Profile(other, known), known)


def next_month() -> tuple[Quantity, ...]:
    """The figures of the next report of the series: half of them moved."""
    return quantities(*((NEXT_MONTH.get(value, value), unit) for value, unit in REPORT))


def test_a_translation_is_the_same_report() -> None:
    """All figures in one order, one place and one day leave no doubt, and the score can be read part by part."""
    found = pair(article(), french())
    assert found.score > 0.99
    assert [str(part) for part in found.parts][:3] == [
        "-3.0 before any evidence, among 1000 articles",
        "+6.0 10 figures agree, 100% of the poorer side",
        "+1.5 100% in one order",
    ]
    assert sum(part.points for part in found.parts) == found.points


@pytest.mark.parametrize(
    "change",
    [
        {"quantities": quantities(*REPORT[2:], *REPORT[:2])},
        {"quantities": quantities(*REPORT[::2], *REPORT[1:4])},
        {"quantities": quantities(*((v.replace("000000000", "000000"), u) for v, u in REPORT))},
        {"quantities": quantities(("30.1", "percent"), *REPORT[:8], ("1893", "person"))},
        {"quantities": quantities(*REPORT[:2], ("7900", "customer"), *REPORT[3:6], ("85000", "customer"), *REPORT[7:])},
        {"published_at": None, "places": (), "periods": ()},
        {"periods": ("2024-03",)},
        {"places": ("vn.45.465",)},
        {"published_at": NOON + timedelta(days=5)},
    ],
    ids=[
        "moved paragraph",
        "lost",
        "magnitude lost",
        "furniture",
        "rounded",
        "bare",
        "month",
        "district",
        "days later",
    ],
)
def test_what_happens_to_a_report_in_translation(change: dict[str, Any]) -> None:
    """Moved, lost, misread, added and rounded figures do not hide that it is the same report."""
    assert pair(article(), french(**change)).score >= thresholds.JOIN


@pytest.mark.parametrize(
    ("count", "change", "why"),
    [
        (10, {"quantities": next_month()}, "other values in their place"),
        (10, {"quantities": quantities(*((str(int(Decimal(v) * 7)), u) for v, u in REPORT))}, "poorer side"),
        (3, {"places": ("vn.10",)}, "other main place"),
        (3, {"periods": ("2024-06-30",)}, "other reporting period"),
        (10, {"published_at": NOON + timedelta(days=80)}, "published 80 days apart"),
    ],
    ids=["next month", "other report", "place", "period", "long after"],
)
def test_vetoes(count: int, change: dict[str, Any], why: str) -> None:
    """Look-alikes score nothing, and the reason can be read."""
    one = article(quantities=quantities(*REPORT[:count]))
    found = pair(one, french(**{"quantities": one.quantities} | change))
    assert found.veto is not None
    assert why in found.veto.words
    assert found.score == 0.0


@pytest.mark.parametrize("change", [{"places": ("vn.10",)}, {"periods": ("2024-06-30",)}])
def test_a_misread_place_or_period_does_not_outweigh_many_figures(change: dict[str, Any]) -> None:
    """Where ten figures agree, another place is a misreading, not another report."""
    assert pair(article(), french(**change)).score >= thresholds.JOIN


def test_a_correction_in_the_same_outlet_is_decisive() -> None:
    """The same outlet and language on another day with one changed figure: a correction, and its story stays closed."""
    changed = quantities(*((value.replace("84630", "86430"), unit) for value, unit in REPORT))
    later = article(quantities=changed, published_at=NOON + timedelta(days=1), url="https://baoquangtri.example/bai-2")
    found = pair(article(), later)
    assert found.veto is not None
    assert found.veto.decisive


def test_a_late_article_needs_more() -> None:
    """Outside the window of publication evidence has to be stronger."""
    few = quantities(*REPORT[:2], ("12", "group"))
    soon = pair(article(quantities=few), french(quantities=few))
    late = pair(article(quantities=few), french(quantities=few, published_at=NOON + timedelta(days=20)))
    assert soon.score >= thresholds.JOIN > late.score


def test_growth_raises_the_bar() -> None:
    """The more articles there are, the more chance agreements: the same evidence scores less."""
    few = quantities(*REPORT[:2])
    scores = [pair(article(quantities=few), french(quantities=few), Rarity({}, 10**power)).score for power in (3, 5, 6)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1]


def test_text_counts_within_one_language_only() -> None:
    """A copied text without figures is the same report in its language; hashes of another language mean nothing."""
    words = shingles(" ".join(f"chữ{n}" for n in range(200)))
    bare = article(quantities=(), places=(), shingles=words)
    copy = replace(bare, source="other", url="https://other.example/bai-1")
    assert pair(bare, copy).score >= thresholds.JOIN
    assert pair(bare, replace(copy, language="fr")).score < thresholds.JOIN


MEN = ("molina", "tavares", "helena", "antunes", "brannagh", "setubal")


def named(*written: str, shift: float = 0.0) -> tuple[Name, ...]:
    """Names evenly spread over a text, all of them later or earlier by `shift`."""
    return tuple(Name(each, skeleton(each), min(1.0, 0.1 + 0.15 * at + shift)) for at, each in enumerate(written))


def test_names_in_their_places_make_a_story_where_there_are_no_figures() -> None:
    """Ordinary news: the same names, respelled, at the same points of the text."""
    bare = article(quantities=(), places=(), names=named(*MEN))
    respelled = french(
        quantities=(), places=(), names=named("moulina", "tavarech", "elena", "antounes", "branna", "setoubal")
    )
    assert pair(bare, respelled).score >= thresholds.JOIN
    assert pair(bare, replace(respelled, names=respelled.names[:2])).score < thresholds.JOIN


def test_the_same_names_in_other_places_are_another_report() -> None:
    """The next day's report of the same people is kept apart, and says why."""
    bare = article(quantities=(), places=(), names=named(*MEN))
    found = pair(bare, french(quantities=(), places=(), names=named(*MEN[::-1])))
    assert found.score == 0.0
    assert found.veto
    assert "names" in found.veto.words


def test_names_are_heard_in_a_script_without_spaces() -> None:
    """Thai has no words to compare, but the names of the other text are heard around their places, and only there."""
    bare = french(quantities=(), places=(), names=named(*MEN, "zimmermann"))
    letters = "".join(f"{'khothamwanti' * 4}{name}"[-60:] for name in (*MEN, "simmerman"))
    thai = article(language="th", quantities=(), places=(), stream=letters)
    told = pair(bare, thai)
    assert told.score >= thresholds.JOIN
    assert any(part.words.startswith("names") for part in told.parts)
    reversed_letters = "".join(f"{'khothamwanti' * 4}{name}"[-60:] for name in ("simmerman", *MEN[::-1]))
    assert pair(bare, replace(thai, stream=reversed_letters)).score < thresholds.JOIN
    assert pair(bare, replace(thai, stream="khothamwanti" * 50)).score < thresholds.JOIN


def test_a_name_counts_once() -> None:
    """Given and family name together are not a third name."""
    one = article(quantities=(), places=(), names=named("peter", "peterotieno", "otieno"))
    parts = pair(one, french(quantities=(), places=(), names=one.names)).parts
    assert "names peter, otieno" in {part.words for part in parts}


def test_names_decide_nothing_beside_many_figures() -> None:
    """A template series shares its names in their places: where figures can tell, names only help."""
    one = article(names=named(*MEN))
    with_names, without = pair(one, french(names=named(*MEN))), pair(one, french())
    assert with_names.points - without.points <= thresholds.NAME_POINTS
    assert pair(one, french(names=named(*MEN), quantities=next_month())).score == 0.0


def test_weak_evidence_adds_up() -> None:
    """Images, documents and slugs help names, and make no story alone."""
    bare, other = article(quantities=(), places=()), french(quantities=(), places=())
    rich: dict[str, Any] = {
        "image": "https://i.example/1.jpg",
        "documents": ("28/2022/ND-CP",),
        "slug": "ten-bai-bao-do",
    }
    more = pair(replace(bare, **rich), replace(other, **rich))
    assert {"same lead image", "documents 28/2022/ND-CP"} <= {part.words for part in more.parts}
    few = named(*MEN[:2])
    assert pair(replace(bare, names=few), replace(other, names=few)).score < thresholds.JOIN
    assert pair(replace(bare, names=few, **rich), replace(other, names=few, **rich)).score >= thresholds.JOIN


def test_popular_names_say_nothing() -> None:
    """Names that every article has have no weight."""
    one, other = article(quantities=(), names=named(*MEN)), french(quantities=(), names=named(*MEN))
    everywhere = Rarity({sound_key(skeleton(name)): 10**6 for name in MEN}, 10**6)
    assert not any(part.words.startswith("names") for part in pair(one, other, everywhere).parts)


def test_look_alikes_are_a_series() -> None:
    """Kept apart, but of one place with the same units in the same order: worth showing beside each other."""
    assert pair(article(), french(quantities=next_month())).alike
    assert not pair(article(), french(quantities=next_month(), places=("vn.10",))).alike
    assert not pair(article(), french(quantities=quantities(*REPORT[:3]))).alike
    words = shingles(" ".join(f"chữ{n}" for n in range(200)))
    assert pair(article(shingles=words), article(shingles=words, quantities=next_month())).alike


figure = st.builds(
    Quantity.of,
    st.decimals(allow_nan=True, allow_infinity=True, places=2) | st.decimals(0, 10**15, places=1),
    st.sampled_from(["VND", "USD", "percent", "times", "household", "person"]),
)


@given(st.lists(figure, max_size=30), st.lists(figure, max_size=30))
def test_comparison_is_bounded_and_symmetric(one: list[Quantity], other: list[Quantity]) -> None:
    """No figures whatever break a comparison; shares lie between 0 and 1; a text agrees with itself."""
    mine, theirs = (weigh(figures, {}) for figures in (one, other))
    there, back = compare(mine, theirs), compare(theirs, mine)
    assert there.poorer == back.poorer
    for found in (there, back, compare(mine, mine)):
        assert 0.0 <= found.share <= 1.0
        assert 0.0 <= found.order <= 1.0
        assert 0.0 <= found.changed_share <= 1.0
    assert compare(mine, mine).matched == len(mine)


def test_rarity() -> None:
    """A story's worth of articles costs a key nothing; a key that all articles have says nothing."""
    assert rarity(0, 10) == rarity(20, 10**6) == 1.0
    assert 0.0 < rarity(1_000, 10**6) < 1.0
    assert rarity(10**6, 10**6) < 0.01
