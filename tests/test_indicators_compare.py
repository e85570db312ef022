"""What translations agree on, and what is new about it."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.facts.compare import NEAR, align, judge
from indicators.figure import Area, AreaLevel, Figure, Interval, Qualifier, Statistic
from indicators.observation import Fact, Known, Statement, Status
from indicators.periods.timespan import compatible, same_period, timespan

QUANG_TRI = Area("Quảng Trị", "vn.45", AreaLevel.PROVINCE)
PUBLISHED = datetime(2024, 4, 12, tzinfo=UTC)


def figure(value: str, **changes: object) -> Figure:
    """A figure of outstanding loans, exact to the last printed digit."""
    amount = Decimal(value)
    plain = Figure(
        start=100,
        end=110,
        raw=value,
        value=amount,
        value_max=None,
        interval=Interval(amount - Decimal("0.5"), amount + Decimal("0.5")),
        unit="VND",
        qualifier=Qualifier.EXACT,
        indicator="credit_outstanding",
        programme=None,
        statistic=Statistic.LEVEL,
        area=QUANG_TRI,
        period="2024-03-31",
        language="vi",
        confidence=0.8,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests name fields


def statement(id_: int, article: int, stated: Figure, **changes: object) -> Statement:
    """A statement of an article; Vietnamese ones are originals."""
    plain = Statement(id_, article, "bao.example", stated.language == "vi", stated, published_at=PUBLISHED)
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests name fields


def only(facts: Sequence[Fact]) -> Fact:
    """The one fact."""
    assert len(facts) == 1, facts
    return facts[0]


def translations(*figures: Figure) -> list[Statement]:
    """Each figure from an article of its own."""
    return [statement(number, number, each) for number, each in enumerate(figures, 1)]


def known(fact: Fact, **changes: object) -> Known:
    """An observation that another story made of a fact."""
    plain = Known(
        observation_id=7,
        series=fact.series,
        period=fact.period,
        value=fact.value,
        interval=fact.interval,
        status=Status.NEW,
        origins=frozenset({fact.origin}),
        story_ids=frozenset({1}),
        published_at=PUBLISHED,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests name fields


def moved(fact: Fact, by: str, **changes: object) -> Fact:
    """The same fact with another value, published later."""
    interval = Interval(
        (fact.interval.low or Decimal(0)) + Decimal(by), (fact.interval.high or Decimal(0)) + Decimal(by)
    )
    later = replace(fact, value=fact.value + Decimal(by), interval=interval, published_at=PUBLISHED + timedelta(days=1))
    return replace(later, **changes)  # type: ignore[arg-type]  # the tests name fields


class TestAlign:
    """Figures of translations become facts."""

    def test_translations_of_one_figure_are_one_fact(self) -> None:
        """The same value in three languages is one fact in three languages, the original first."""
        fact = only(align(translations(*(figure("4785300000000", language=code) for code in ("fr", "vi", "ar")))))
        assert fact.languages == ("vi", "ar", "fr")
        assert fact.figure_ids == (1, 2, 3)
        assert fact.dissent == ()

    def test_a_rounded_value_is_the_same_fact_and_the_exact_one_wins(self) -> None:
        """Over 3,579 billion and 3,579 billion 654 million are one fact: the exact value."""
        rough = figure("3579000000000", language="en", interval=Interval(Decimal("3579E9"), Decimal("3580E9")))
        fact = only(align(translations(rough, figure("3579654000000", language="fr"))))
        assert fact.value == Decimal(3579654000000)
        assert fact.interval == figure("3579654000000").interval

    def test_a_label_left_open_is_taken_from_a_sibling(self) -> None:
        """What Lao leaves open, French says."""
        lao = figure("12", indicator="other", programme=None, period=None, area=None, language="lo")
        french = figure("12", programme="poor", language="fr")
        fact = only(align(translations(lao, french)))
        assert (fact.series.indicator, fact.series.programme) == ("credit_outstanding", "poor")
        assert (fact.series.area_code, fact.period) == ("vn.45", "2024-03-31")

    @pytest.mark.parametrize("factor", [1000, 1000000])
    def test_a_misread_mark_is_outvoted_and_kept_as_dissent(self, factor: int) -> None:
        """A value exactly 10^3 or 10^6 too small in one translation joins the fact and loses the vote."""
        good = [figure("5213000000000", language=code) for code in ("fr", "ar")]
        wrong = figure(str(5213000000000 // factor), language="en")
        fact = only(align(translations(*good, wrong)))
        assert fact.value == Decimal(5213000000000)
        assert fact.dissent == (f"en: value {5213000000000 // factor}",)

    def test_a_mistranslated_programme_is_outvoted_and_named(self) -> None:
        """One language that says another programme is named with what it says."""
        figures = [figure("94", programme="near_poor", language=code) for code in ("vi", "fr")]
        fact = only(align(translations(*figures, figure("94", programme="poor", language="ar"))))
        assert fact.series.programme == "near_poor"
        assert fact.dissent == ("ar: programme poor",)

    def test_the_original_breaks_a_tie(self) -> None:
        """One against one, the Vietnamese text is believed."""
        figures = (figure("94", programme="poor", language="ar"), figure("94", programme="near_poor"))
        assert only(align(translations(*figures))).series.programme == "near_poor"

    def test_people_and_households_confused_by_translation_are_one_fact(self) -> None:
        """As customers and as households in two translations, 7,946 is one fact; the unit is voted."""
        units = {"vi": "customer", "fr": "customer", "ko": "household"}
        fact = only(align(translations(*(figure("7946", unit=unit, language=code) for code, unit in units.items()))))
        assert fact.series.unit == "customer"
        assert fact.dissent == ("ko: unit household",)

    def test_an_unlabelled_count_joins_its_siblings(self) -> None:
        """A language whose nouns nobody has described prints 2,914 of something: the sibling says of what."""
        known_, unknown = (
            figure("2914", unit="household"),
            figure("2914", unit="rumah", indicator="other", language="id"),
        )
        fact = only(align(translations(known_, unknown)))
        assert (fact.series.unit, fact.dissent) == ("household", ())

    def test_different_units_stay_apart(self) -> None:
        """12 per cent and 12 programmes are two facts."""
        assert len(align(translations(figure("12", unit="percent"), figure("12", unit="programme")))) == 2

    def test_a_headline_that_repeats_the_body_is_one_fact(self) -> None:
        """Undated in the headline, dated in the body: one fact of one article, dated."""
        headline = figure("412", period=None, interval=Interval(Decimal(412), Decimal(413)), start=0, end=3)
        body = figure("412.7", interval=Interval(Decimal("412.65"), Decimal("412.75")))
        fact = only(align([statement(1, 1, headline), statement(2, 1, body)]))
        assert (fact.value, fact.period, fact.figure_ids) == (Decimal("412.7"), "2024-03-31", (1, 2))

    def test_two_equal_values_of_one_article_with_other_labels_are_two_facts(self) -> None:
        """100 % of communes and 100 % of households are two facts."""
        twice = [
            statement(1, 1, figure("100", indicator="coverage")),
            statement(2, 1, figure("100", indicator="poverty_rate")),
        ]
        assert len(align(twice)) == 2

    def test_order_in_the_text_tells_equal_values_apart(self) -> None:
        """Two equal unlabelled values are matched to the translation's in order."""
        here, there = Area("Ba Lòng", None, AreaLevel.COMMUNE), Area("Tà Rụt", None, AreaLevel.COMMUNE)
        original = [
            figure("50", indicator=code, area=None, start=at) for code, at in (("other", 100), ("aid_amount", 900))
        ]
        french = [
            figure("50", indicator="other", area=at[0], start=at[1], language="fr") for at in ((here, 90), (there, 800))
        ]
        statements = [statement(number, 1, each) for number, each in enumerate(original)]
        statements += [statement(number, 2, each) for number, each in enumerate(french, 10)]
        assert [fact.figure_ids for fact in align(statements)] == [(0, 10), (1, 11)]

    def test_every_figure_is_in_exactly_one_fact(self) -> None:
        """Nothing is dropped and nothing is counted twice, whatever the labels."""
        rng = random.Random(5)
        statements = [
            statement(
                number,
                number % 6,
                figure(
                    str(rng.choice([1, 5, 50, 5000, 5001, 49])),
                    unit=rng.choice(["VND", "percent", "household", "person"]),
                    indicator=rng.choice(["other", "borrowers", "coverage"]),
                    start=number,
                    end=number + 2,
                    language=f"l{number % 6}",
                ),
            )
            for number in range(300)
        ]
        ids = [id_ for fact in align(statements) for id_ in fact.figure_ids]
        assert sorted(ids) == list(range(300))

    @given(st.randoms(use_true_random=False))
    def test_the_order_of_statements_changes_nothing(self, rng: random.Random) -> None:
        """Any order of the same statements gives the same facts."""
        statements = [
            statement(
                article * 10 + number,
                article,
                figure(value, language=code, start=number * 50, end=number * 50 + 4, programme=programme),
            )
            for article, (code, programme) in enumerate(
                [("vi", None), ("fr", "poor"), ("ar", None), ("en", "students")]
            )
            for number, value in enumerate(["386", "231", "231", "155000", "155"])
        ]
        expected = align(statements)
        rng.shuffle(statements)
        assert align(statements) == expected

    def test_ten_thousand_equal_figures_do_not_blow_up(self) -> None:
        """Two hostile articles of 10,000 equal figures each are aligned in seconds."""
        statements = [
            statement(
                article * 10_000 + number,
                article,
                figure(
                    "100", indicator="other", period=None, start=number * 4, end=number * 4 + 3, programme=str(number)
                ),
            )
            for article in (1, 2)
            for number in range(10_000)
        ]
        begun = time.perf_counter()
        facts = align(statements)
        assert sum(len(fact.figure_ids) for fact in facts) == 20_000
        assert time.perf_counter() - begun < 60

    def test_facts_know_their_rivals_and_earlier_observations(self) -> None:
        """Parts beside their whole are counted; observations of earlier runs are named, oldest first."""
        facts = align(
            [
                statement(1, 1, figure("386", start=1, end=4), observation_id=9),
                statement(2, 1, figure("231", start=9, end=12)),
                statement(3, 2, figure("386", start=1, end=4, language="fr"), observation_id=4),
            ]
        )
        assert [fact.rivals for fact in facts] == [1, 1]
        assert facts[0].observation_ids == (4, 9)

    def test_a_coarser_date_is_refined_by_a_sibling(self) -> None:
        """October 2023 and 31 October 2023 are one date: the day is kept."""
        figures = [
            figure("5", period=period, language=code) for code, period in (("vi", "2023-10"), ("fr", "2023-10-31"))
        ]
        fact = only(align(translations(*figures)))
        assert (fact.period, fact.dissent) == ("2023-10-31", ())

    def test_nothing_gives_nothing(self) -> None:
        """No statements, no facts."""
        assert align([]) == ()


class TestJudge:
    """A fact against what is known."""

    @pytest.fixture
    def fact(self) -> Fact:
        """A fact of one article, published on 12 April 2024."""
        return only(align(translations(figure("4785300000000"))))

    def test_nothing_known_is_new(self, fact: Fact) -> None:
        """A fact of a series that nobody has stated is new."""
        assert judge(fact, [], story_id=2).status is Status.NEW

    def test_an_agreeing_value_is_restated_and_tightens(self, fact: Fact) -> None:
        """A rounded value of the same series and period is known; the interval is the common part."""
        rough = known(fact, interval=Interval(Decimal("4785E9"), Decimal("4786E9")))
        verdict = judge(fact, [rough], story_id=2)
        assert (verdict.status, verdict.observation_id, verdict.interval) == (Status.RESTATED, 7, fact.interval)

    def test_the_same_origin_with_another_value_revises(self, fact: Fact) -> None:
        """A later report of the origin that changes the value supersedes the earlier observation."""
        verdict = judge(moved(fact, "1000"), [known(fact)], story_id=2)
        assert (verdict.status, verdict.supersedes) == (Status.REVISED, 7)

    def test_an_older_report_never_revises_a_newer_one(self, fact: Fact) -> None:
        """A report from before the known one does not supersede it."""
        old = moved(fact, "1000", published_at=PUBLISHED - timedelta(days=30))
        verdict = judge(old, [known(fact)], story_id=2)
        assert (verdict.status, verdict.supersedes) == (Status.CONFLICTING, None)

    def test_two_origins_that_disagree_conflict(self, fact: Fact) -> None:
        """Another outlet's other value is a conflict, and supersedes nothing."""
        verdict = judge(moved(fact, "1000", origin="other.example"), [known(fact)], story_id=2)
        assert (verdict.status, verdict.supersedes) == (Status.CONFLICTING, None)

    def test_agreement_wins_over_disagreement(self, fact: Fact) -> None:
        """A value that somebody has stated is restated, whoever else disagrees."""
        changed = moved(fact, "1000")
        both = [known(fact), known(changed, observation_id=8, story_ids=frozenset({3}))]
        assert judge(changed, both, story_id=2).observation_id == 8

    def test_values_of_one_story_never_contradict_each_other(self, fact: Fact) -> None:
        """Parts beside their whole in one story are each new."""
        assert judge(moved(fact, "1000"), [known(fact)], story_id=1).status is Status.NEW
        assert judge(moved(fact, "1000", rivals=2), [known(fact)], story_id=2).status is Status.NEW

    def test_a_series_of_several_values_is_not_revised(self, fact: Fact) -> None:
        """Where one story states several values, a third from elsewhere is new."""
        both = [known(fact), known(moved(fact, "500"), observation_id=8)]
        assert judge(moved(fact, "1000"), both, story_id=2).status is Status.NEW

    def test_another_period_is_new(self, fact: Fact) -> None:
        """Next month's value says nothing about this month's."""
        assert judge(replace(fact, period="2024-06-30"), [known(fact)], story_id=2).status is Status.NEW

    def test_another_series_is_not_looked_at(self, fact: Fact) -> None:
        """An observation of another series neither agrees nor disagrees."""
        other = known(fact, series=replace(fact.series, programme="poor"))
        assert judge(fact, [other], story_id=2).status is Status.NEW

    @pytest.mark.parametrize(("days", "status"), [(45, Status.RESTATED), (46, Status.NEW), (-45, Status.RESTATED)])
    def test_undated_values_restate_only_what_is_near(self, fact: Fact, days: int, status: Status) -> None:
        """Without a period, equal values are one only when published within the constant."""
        assert timedelta(days=45) == NEAR
        undated = replace(fact, period=None, published_at=PUBLISHED + timedelta(days=days))
        assert judge(undated, [known(fact, period=None)], story_id=2).status is status

    def test_undated_values_never_revise_or_conflict(self, fact: Fact) -> None:
        """Without a period nobody can say that a value is wrong."""
        undated = moved(fact, "1000", period=None)
        assert judge(undated, [known(fact, period=None), known(fact)], story_id=2).status is Status.NEW

    def test_undated_and_unpublished_is_new(self, fact: Fact) -> None:
        """Without any date nothing is near."""
        assert judge(replace(fact, period=None, published_at=None), [known(fact)], story_id=2).status is Status.NEW

    def test_unlabelled_values_never_revise_or_conflict(self, fact: Fact) -> None:
        """Of two values of `other` nobody knows that they are of the same thing."""
        series = replace(fact.series, indicator="other")
        changed = moved(fact, "1000", series=series)
        assert judge(changed, [known(fact, series=series)], story_id=2).status is Status.NEW

    def test_a_date_told_more_coarsely_is_the_same_for_a_level(self, fact: Fact) -> None:
        """A month and its last day are one date where the values meet; for a flow they are not."""
        month = known(fact, period="2024-03")
        assert judge(fact, [month], story_id=2).status is Status.RESTATED
        flow = replace(fact, series=replace(fact.series, statistic=Statistic.CHANGE))
        assert judge(flow, [replace(month, series=flow.series)], story_id=2).status is Status.NEW

    def test_the_order_of_the_known_changes_nothing(self, fact: Fact) -> None:
        """Of several that disagree the newest is superseded, in any order."""
        first, second = known(fact), known(fact, observation_id=8, story_ids=frozenset({5}))
        changed = moved(fact, "1000")
        assert judge(changed, [first, second], story_id=2) == judge(changed, [second, first], story_id=2)


class TestTimespan:
    """Periods compared."""

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            ("2023-10", "2023-10-31", True),
            ("2023", "2023-10-31", True),
            ("2023-10", "2023-11-01", False),
            ("2021/2023", "2021-01/2023-12", True),
            ("2021/2023", "2021/2022", False),
            ("2021/..", "2021-01-01/..", True),
            ("2021/..", "2021/2023", False),
            ("2023", "2023-01/2023-12", False),
            ("nonsense", "nonsense", True),
            ("nonsense", "2023", False),
        ],
    )
    def test_compatible_periods(self, first: str, second: str, expected: bool) -> None:
        """Dates may differ in precision, flows may not; the order of asking does not matter."""
        assert compatible(first, second) is expected
        assert compatible(second, first) is expected

    @pytest.mark.parametrize("text", ["", "2023-13", "2023-02-30", "0000", "2023/x", "x/2023", "1-2-3-4", "²"])
    def test_what_is_no_period_is_none(self, text: str) -> None:
        """Nothing is guessed and nothing is raised."""
        assert timespan(text) is None

    def test_equal_days_are_the_same_period(self) -> None:
        """A quarter by months and by days is one period."""
        assert same_period("2024-01/2024-03", "2024-01-01/2024-03-31")

    def test_containment_needs_one_kind(self) -> None:
        """An open flow contains a closed one that begins later; a date contains no flow."""
        open_flow, closed, day = timespan("2021/.."), timespan("2022/2023"), timespan("2022")
        assert open_flow is not None
        assert closed is not None
        assert day is not None
        assert open_flow.contains(closed)
        assert not closed.contains(open_flow)
        assert not open_flow.contains(day)
