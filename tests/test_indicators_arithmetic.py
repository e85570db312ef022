"""The article's own arithmetic: what is confirmed, what is contradicted, and that neither costs a figure."""

import logging
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.arithmetic import DEFAULT, MISREADINGS, contradictions, read_accounts, seed
from indicators.arithmetic import checks as arithmetic
from indicators.arithmetic import formulas
from indicators.arithmetic.account import Account
from indicators.arithmetic.change_claims import change_claims
from indicators.arithmetic.checks import CONTRADICTED, CONTRADICTED_AND_CONFIRMED
from indicators.arithmetic.part_claims import part_claims
from indicators.arithmetic.share_claims import share_claims
from indicators.figure import Check, CheckKind, Figure, Interval, Qualifier, Statistic
from indicators.read import Reader, load_reader

UNSEEN = Path(__file__).parents[1] / "bench" / "unseen" / "first" / "articles"

CASES: dict[str, list[dict[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "data" / "arithmetic.toml").read_text("utf-8")
)


def _case(table: str, begin: str) -> str:
    """The one text of a table that begins so."""
    (text,) = (case["text"] for case in CASES[table] if begin in case["text"])
    return text


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def _checks(figures: Sequence[Figure]) -> set[Check]:
    return {check for figure in figures for check in figure.checks}


@pytest.mark.parametrize("case", CASES["coherent"], ids=lambda case: case["text"][:40])
def test_what_adds_up_is_confirmed(reader: Reader, case: dict[str, str]) -> None:
    """Each kind of arithmetic is found in the words of several languages, and costs no confidence."""
    checks = _checks(reader.read(case["text"], case["language"]).figures)
    assert case["kind"] in {check.kind for check in checks}
    assert all(check.holds for check in checks)


@pytest.mark.parametrize("case", CASES["contradictory"], ids=lambda case: case["text"][:40])
def test_what_does_not_add_up_is_contradicted(reader: Reader, case: dict[str, str]) -> None:
    """A wrong number is found, told with the printed words, and kept."""
    figures = reader.read(case["text"], case["language"]).figures
    found = [check for check in _checks(figures) if not check.holds]
    assert {check.kind for check in found} == {case["kind"]}
    assert all(any(figure.raw in check.explanation for figure in figures) for check in found)


@pytest.mark.parametrize("case", CASES["deceptive"], ids=lambda case: case["about"])
def test_what_only_looks_wrong_is_not_contradicted(reader: Reader, case: dict[str, str]) -> None:
    """A contradiction is raised where the text claims what does not add up, not where figures stand side by side."""
    figures = reader.read(case["text"], case["language"]).figures
    assert len(figures) > 1
    assert [check.explanation for check in _checks(figures) if not check.holds] == []


def test_a_check_names_the_other_figures(reader: Reader) -> None:
    """Each figure of a check carries it with the spans of the others."""
    text = _case("coherent", "Overdue debt was")
    whole, part, share = reader.read(text, "en").figures
    assert [check.others for check in part.checks] == [((whole.start, whole.end), (share.start, share.end))]
    assert [check.explanation for check in share.checks] == [
        "“VND4.9 billion” of “VND4,785.3 billion” is 0.10 %, as “0.10%”"
    ]


def test_a_contradiction_halves_the_confidence(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stated rule: half is left, or three quarters where other arithmetic confirms the figure."""
    text = _case("contradictory", "18.81%")
    doubted = reader.read(text, "en").figures
    both = reader.read(f"{text} Overdue debt was VND5.0 billion, representing 0.10% of the total.", "en").figures
    monkeypatch.setattr("indicators.describe.check_arithmetic", lambda account: tuple(account.figures))
    plain = reader.read(text, "en").figures
    assert [one.confidence for one in doubted] == [round(other.confidence * CONTRADICTED, 3) for other in plain]
    assert both[0].confidence == round(plain[0].confidence * CONTRADICTED_AND_CONFIRMED, 3)


def test_of_two_readings_the_one_that_adds_up_is_taken(reader: Reader) -> None:
    """Where nothing else settles what a mark means, the article's arithmetic does; the other reading stays beside."""
    alone = reader.read("Total capital reached 4.355 billion VND.", "en").figures[0]
    text = "Total capital reached 4.355 billion VND, of which local budget capital was 111 billion VND."
    settled, _ = reader.read(text, "en").figures
    assert {alone.value, *alone.readings} == {settled.value, *settled.readings}
    assert settled.value == Decimal(4_355_000_000_000)
    assert settled.interval == Interval(Decimal(4_354_500_000_000), Decimal(4_355_500_000_000))
    assert all(check.holds for check in settled.checks)


def test_a_bug_in_the_arithmetic_loses_no_figure(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong is logged; the figures stay as they were read."""

    def broken(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(arithmetic, "share_claims", broken)
    with caplog.at_level(logging.ERROR):
        figures = reader.read(_case("contradictory", "83,04%"), "vi").figures
    assert len(figures) == 3
    assert not _checks(figures)
    assert "could not be checked" in caplog.text


def test_each_figure_is_held_against_a_few_others(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many figures a sentence has, the claims and their figures grow no faster than their number."""
    accounts = list[Account]()

    def keep(account: Account) -> tuple[Figure, ...]:
        accounts.append(account)
        return tuple(account.figures)

    monkeypatch.setattr("indicators.describe.check_arithmetic", keep)
    finders = (share_claims, part_claims, change_claims)
    sizes = []
    for count in (200, 800):
        listed = ", ".join(f"{number},5 billion VND to poor households ({number % 90}.5%)" for number in range(count))
        reader.read(f"Total outstanding loans reached {listed}.", "en")
        found = [some for find in finders for index in range(2 * count) for some in find(accounts[-1], index)]
        sizes.append(sum(len(claim.terms) for some in found for claim in some))
    assert sizes[1] < sizes[0] * 4.2


def _printed(value: Decimal, printing: "Printing", unit: str) -> Figure:
    """A figure as a report prints a true value: cut or rounded, or "over" or "nearly" a rounder one."""
    places, rounding, qualifier = printing
    step = Decimal(1).scaleb(-places)
    way = {Qualifier.OVER: ROUND_FLOOR, Qualifier.NEARLY: ROUND_CEILING}.get(qualifier, rounding)
    shown = value.quantize(step, rounding=way)
    coarse = max(step, Decimal(1).scaleb(int(shown.normalize().as_tuple().exponent))) if shown else step
    low, high = {
        Qualifier.OVER: (shown, shown + coarse),
        Qualifier.NEARLY: (shown - coarse, shown),
        Qualifier.ABOUT: (shown - coarse, shown + coarse),
    }.get(qualifier, (shown - step / 2, shown + step / 2))
    return Figure(
        0, 1, str(shown), shown, None, Interval(low, high), unit, qualifier, "other", None, Statistic.LEVEL,
        None, None, "en",
    )  # fmt: skip


Printing = tuple[int, str, Qualifier]
printings = st.tuples(
    st.integers(0, 2),
    st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
    st.sampled_from([Qualifier.EXACT, Qualifier.OVER, Qualifier.NEARLY, Qualifier.ABOUT]),
)
counts = st.integers(1, 10**7).map(Decimal)


@given(st.lists(counts, min_size=2, max_size=2).map(sorted), printings, printings, printings)
@example([Decimal(5295)] * 2, *[(0, ROUND_DOWN, one) for one in (Qualifier.OVER, Qualifier.NEARLY, Qualifier.OVER)])
def test_true_values_are_never_contradicted(
    values: list[Decimal], first: Printing, second: Printing, third: Printing
) -> None:
    """However a report rounds, cuts or hedges true values, no formula calls them a contradiction."""
    low, high = values
    part, whole = _printed(low, first, "VND"), _printed(high, second, "VND")
    share = _printed(low / high * 100, third, "percent")
    rise = _printed(high - low, third, "VND")
    growth = _printed((high - low) / low * 100, first, "percent")
    ratio = _printed(high / low, third, "times")
    outcomes = [
        formulas.share_of_whole(part, whole, share),
        formulas.one_whole(part, share, part, share),
        formulas.part_within(part, whole),
        formulas.rise_within(whole, rise),
        formulas.risen(part, whole),
        formulas.fallen(whole, part),
        formulas.difference(part, whole, rise),
        formulas.growth(whole, rise, growth),
        formulas.growth_between(part, whole, growth),
        formulas.multiple(whole, rise, ratio),
        formulas.multiple_between(part, whole, ratio),
        formulas.average_of(whole, part, replace(ratio, unit="VND")),
        formulas.parts_within(whole, part, rise),
        formulas.hundred_at_most(share),
    ]
    assert [outcome.said for outcome in outcomes if not outcome.holds] == []


def test_coherent_articles_are_not_contradicted() -> None:
    """In the texts that we have, a contradiction is a misreading: each is listed here with its reason."""
    accounts = dict(read_accounts([folder for folder in DEFAULT if folder.is_dir()]))
    known = {
        "quang-tri-2024-q2.fr.txt"
    }  # a district's turnover is read as overdue debt, which the whole province has not
    assert {Path(name).name for name, _ in contradictions(accounts)} <= known


@pytest.mark.parametrize(
    ("name", "least"),
    [("a thousand times too large", 0.6), ("ten times too small", 0.55), ("first digit of a percentage", 0.85)],
)
def test_misread_figures_are_found(name: str, least: float) -> None:
    """Of the figures that arithmetic confirms when they are read right, most are contradicted when misread."""
    tally = seed([account for _, account in read_accounts([UNSEEN])], MISREADINGS[name])
    assert tally.confirmed > 5
    assert tally.confirmed_caught / tally.confirmed >= least


def test_every_kind_of_check_is_explained() -> None:
    """The page on the article's own arithmetic tells of every kind."""
    page = (Path(__file__).parents[1] / "docs" / "explanation" / "arithmetic.md").read_text("utf-8")
    assert all(f"`{kind.value}`" in page for kind in CheckKind)
