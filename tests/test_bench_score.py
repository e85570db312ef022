"""The bench counts rightly: checked on a tiny gold folder made here."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bench.figures import hold, paired
from bench.gold import GoldError, load_gold
from bench.measures import Score, b_cubed, pairwise
from bench.score import main
from indicators.figure import Area, AreaLevel, Figure, Interval, Qualifier, Statistic

TEXT = "Quang Tri lent 5 billion VND to 40 households, 40 households more in March."
LINE: dict[str, object] = {
    "doc": "a.en.txt",
    "raw": "5 billion VND",
    "value": "5000000000",
    "unit": "VND",
    "qualifier": "exact",
    "indicator": "credit_disbursed",
    "programme": None,
    "statistic": "level",
    "area": "Quảng Trị",
    "area_level": "province",
    "period": "2024-03",
}
HOUSEHOLDS = {**LINE, "raw": "40 households", "value": "40", "unit": "household", "indicator": "borrowers"}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold folder of one article with three figures, two of them the same words."""
    folder = tmp_path / "gold"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.en.txt").write_text(TEXT, encoding="utf-8")
    lines = [LINE, HOUSEHOLDS, HOUSEHOLDS]
    (folder / "figures.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (folder / "stories.tsv").write_text("a.en.txt\tone\ten\n", encoding="utf-8")
    return folder


def read(raw: str, start: int, value: str, unit: str, **labels: object) -> Figure:
    """A figure as a reader would return it, labels as in the gold unless said."""
    given: dict[str, object] = {
        "indicator": "credit_disbursed",
        "programme": None,
        "statistic": Statistic.LEVEL,
        "area": Area("Quảng Trị", "vn.45", AreaLevel.PROVINCE),
        "period": "2024-03",
    }
    interval = Interval(Decimal(value), Decimal(value))
    return Figure(
        start,
        start + len(raw),
        raw,
        Decimal(value),
        None,
        interval,
        unit,
        Qualifier.EXACT,
        language="en",
        **(given | labels),  # type: ignore[arg-type]  # labels are named above
    )


class TestGold:
    """Reading a gold folder."""

    def test_the_same_words_twice_are_two_figures_in_order(self, gold: Path) -> None:
        """Equal `raw` is matched to the text in order; the language comes from the ending."""
        (article,) = load_gold(gold)
        assert [TEXT[figure.start : figure.end] for figure in article.figures] == [
            "5 billion VND",
            "40 households",
            "40 households",
        ]
        assert article.figures[1].end <= article.figures[2].start
        assert (article.language, article.story) == ("en", "one")

    def test_texts_beside_the_folder_are_found(self, gold: Path) -> None:
        """Seeds lie in ../seeds/ relative to the gold."""
        seeds = gold.parent / "seeds"
        seeds.mkdir()
        (gold / "articles" / "a.en.txt").rename(seeds / "a.en.txt")
        assert load_gold(gold)[0].text == TEXT

    @pytest.mark.parametrize("change", ["text gone", "raw not there", "no ending", "empty"])
    def test_what_cannot_be_used_is_said(self, gold: Path, change: str) -> None:
        """A missing text, a quote that is not there, a text without language, an empty folder: an error, no score."""
        if change == "text gone":
            (gold / "articles" / "a.en.txt").unlink()
        elif change == "raw not there":
            (gold / "articles" / "a.en.txt").write_text("nothing", encoding="utf-8")
        elif change == "no ending":
            (gold / "articles" / "b.txt").write_text(TEXT, encoding="utf-8")
            (gold / "figures.jsonl").write_text(json.dumps({**LINE, "doc": "b.txt"}), encoding="utf-8")
        else:
            (gold / "figures.jsonl").unlink()
            (gold / "stories.tsv").unlink()
        with pytest.raises(GoldError):
            load_gold(gold)


class TestFigures:
    """Holding figures against the gold."""

    def test_all_right_scores_one(self, gold: Path) -> None:
        """Every part and label right: all scores are 1."""
        (article,) = load_gold(gold)
        figures = [
            read("5 billion VND", 15, "5000000000", "VND"),
            read("40 households", 32, "40", "household", indicator="borrowers"),
            read("40 households", 47, "40", "household", indicator="borrowers"),
        ]
        tally = hold(article, figures)
        assert (tally.quantities.f1, tally.surplus, tally.label("indicator"), tally.errors) == (1, 0, 1, [])

    def test_each_mistake_is_counted_where_it_belongs(self, gold: Path) -> None:
        """A wrong value, a wrong label, one missed, one too many: each lowers its own score."""
        (article,) = load_gold(gold)
        figures = [
            read("5 billion VND", 15, "5000000", "VND"),
            read("40 households", 32, "40", "household", indicator="other", area=None),
            read("March", 68, "3", "month"),
        ]
        tally = hold(article, figures)
        assert tally.quantities == Score(1 / 3, 1 / 3)
        assert tally.part("value") == 0.5
        assert (tally.label("indicator"), tally.label("area"), tally.label("period")) == (0, 0, 1)
        assert tally.surplus == pytest.approx(1 / 3)
        assert sorted(error.kind for error in tally.errors) == ["area", "indicator", "missed", "surplus", "value"]

    def test_a_gold_figure_takes_the_one_that_overlaps_it_most(self, gold: Path) -> None:
        """Two figures over one of gold: the better counts, the other is surplus."""
        (article,) = load_gold(gold)
        small, whole = read("5", 15, "5", "VND"), read("5 billion VND", 15, "5000000000", "VND")
        assert paired(article.figures[:1], [small, whole]) == [(article.figures[0], whole)]


class TestStories:
    """Measures of clusters."""

    def test_everything_right(self) -> None:
        """The gold itself scores 1, whatever its stories are called."""
        found, gold = {"a": 1, "b": 1, "c": 2}, {"a": "x", "b": "x", "c": "y"}
        assert pairwise(found, gold) == b_cubed(found, gold) == Score(1, 1)

    def test_all_in_one_loses_precision_only(self) -> None:
        """One heap: of three pairs one is right; each article sees its share of strangers."""
        found, gold = {"a": 1, "b": 1, "c": 1}, {"a": "x", "b": "x", "c": "y"}
        assert pairwise(found, gold) == Score(1 / 3, 1)
        assert b_cubed(found, gold).precision == pytest.approx(5 / 9)
        assert b_cubed(found, gold).recall == 1

    def test_all_apart_loses_recall_only(self) -> None:
        """Nothing put together: nothing wrong, nothing found."""
        found, gold = {"a": 1, "b": 2}, {"a": "x", "b": "x"}
        assert pairwise(found, gold) == Score(1, 0)
        assert b_cubed(found, gold) == Score(1, 0.5)
        assert Score(0, 0).f1 == 0


class TestCommand:
    """`python -m bench.score`."""

    def test_scores_are_printed_and_written(self, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A table for people, all scores as JSON, errors on request."""
        out = gold.parent / "scores.json"
        assert main([str(gold), "--errors", "1", "--json", str(out)]) == 0
        scores = json.loads(out.read_text(encoding="utf-8"))
        assert scores["figures"]["en"]["gold"] == 3
        assert scores["figures"]["all"]["recall"] <= 1
        assert scores["stories"]["pairwise"]["f1"] == 1
        assert "Figures" in capsys.readouterr().out

    def test_one_language_leaves_stories_out(self, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Stories span languages: asked for one language, only figures are scored."""
        assert main([str(gold), "--language", "en"]) == 0
        assert "Stories" not in capsys.readouterr().out

    def test_a_folder_that_is_no_gold_is_an_error(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Exit code 1 and what to do."""
        assert main([str(tmp_path)]) == 1
        assert "name another gold folder" in capsys.readouterr().err
