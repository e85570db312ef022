"""One record whole, for people and as JSON."""

import sys
from collections.abc import Iterable
from typing import Any

from crawler.cli.listings import ARTICLES, FIGURES, OBSERVATIONS
from crawler.cli.output import (
    highlighted,
    print_contradictions,
    print_line,
    print_table,
    printable,
    printable_lines,
)
from crawler.notation import figure_value, minute
from crawler.present import indicator_title, judgement_text, period_text, programme_title, value_text
from crawler.rows import article_row, contradictions, decimal_text, observation_row, stored_figure_row, story_row
from crawler.views import ArticleView, ObservationView, StoryView
from store.records import ObservationRecord


def article_json(view: ArticleView) -> dict[str, Any]:
    """The article with its text and figures."""
    return {
        **article_row(view.article),
        "text": view.article.text,
        "figures": [stored_figure_row(record) for record in view.figures],
    }


def story_json(view: StoryView) -> dict[str, Any]:
    """The story; its articles whole instead of their ids alone would break the contract, so they stand beside."""
    return {
        **story_row(view.story),
        "article_rows": [article_row(article) for article in view.articles],
        "observations": [observation_row(observation) for observation in view.observations],
        "decisions": [
            {
                "article_id": decision.article_id,
                "action": decision.action,
                "score": round(decision.score, 3),
                "reasons": list(decision.reasons),
                "decided_at": decision.decided_at.isoformat(),
                "by_person": decision.by_person,
            }
            for decision in view.decisions
        ],
    }


def observation_json(view: ObservationView) -> dict[str, Any]:
    """The observation with every statement and its sentence."""
    return {
        **observation_row(view.observation),
        "statements": [{**stored_figure_row(stated.figure), "sentence": stated.sentence} for stated in view.statements],
    }


def print_article(view: ArticleView) -> None:
    """Title, where it is from, the text with its figures marked, and what they are figures of."""
    article = view.article
    _heading(f"a{article.id}  {article.title}")
    _fields(
        ("url", article.url),
        ("source", article.source),
        ("language", article.language),
        ("published", minute(article.published_at)),
        ("first seen", minute(article.first_seen_at)),
        ("story", f"s{article.story_id}" if article.story_id else ""),
        ("revision", str(article.revision)),
        ("origin", article.origin_url or ""),
    )
    pieces = (highlighted(piece.text) if piece.figure else printable_lines(piece.text) for piece in view.segments)
    print_line("\n" + "".join(pieces).strip() + "\n")
    print_table(FIGURES.columns, view.figures)
    print_contradictions(record.figure for record in view.figures)


def print_story(view: StoryView) -> None:
    """The story, its articles, why they are one report, and what it states."""
    story = view.story
    _heading(f"s{story.id}  {story.title}")
    look_alikes = ", ".join(f"s{number}" for number in story.series)
    _fields(("first seen", minute(story.first_seen_at)), ("place", story.area or ""), ("look-alikes", look_alikes))
    _heading("Articles", above=True)
    print_table(ARTICLES.columns, view.articles)
    _heading("Why they are one report")
    for decision in view.decisions:
        who = "a person decided" if decision.by_person else f"score {decision.score:.2f}"
        print_line(printable(f"a{decision.article_id}: {decision.action}, {who}"))
        for reason in decision.reasons:
            print_line(printable(f"    {reason}"))
    _heading("Observations", above=True)
    print_table(OBSERVATIONS.columns, view.observations)


def print_observation(view: ObservationView) -> None:
    """The observation and each statement of it, with the sentence in which it stands."""
    record = view.observation
    _heading(f"o{record.id}  {indicator_title(record.indicator)}: {value_text(record)}")
    _fields(
        ("status", record.status.value + (f" ({record.reason})" if record.reason else "")),
        ("place", f"{record.area or 'unknown'} {record.area_code or ''}".rstrip()),
        ("programme", programme_title(record.programme)),
        ("period", period_text(record.period)),
        ("between", _between(record)),
        ("first reported", f"{minute(record.first_reported_at)} by {record.first_reported_by}"),
        ("revises", f"o{record.supersedes}" if record.supersedes else ""),
        ("superseded", minute(record.superseded_at)),
        ("otherwise in", ", ".join(record.dissent)),
        ("doubtful", "; ".join(record.doubts)),
        ("judged", "; ".join(map(judgement_text, view.judgements))),
        ("confidence", f"{record.confidence:.2f}"),
        ("stories", " ".join(f"s{number}" for number in record.stories)),
    )
    _heading(f"Stated {len(view.statements)} times", above=True)
    for stated in view.statements:
        article = stated.article
        print_line(
            printable(f"a{article.id} {article.language} {article.source}: {figure_value(stated.figure.figure)}")
        )
        print_line(printable(f"    {stated.sentence}"))
        for said in contradictions([stated.figure.figure]):
            print_line(printable(f"    contradicted: {said}"))
        print_line(printable(f"    {stated.figure.doc}"))


def _heading(text: str, *, above: bool = False) -> None:
    bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    print_line(("\n" if above else "") + bold + printable(text) + plain)


def _fields(*fields: tuple[str, str]) -> None:
    for name, value in _filled(fields):
        print_line(f"{name + ':':<16}{printable(value)}")


def _between(record: ObservationRecord) -> str:
    low = decimal_text(record.value_low) if record.value_low is not None else "…"
    high = decimal_text(record.value_high) if record.value_high is not None else "…"
    return f"{low} and {high} {record.unit}"


def _filled(fields: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return (field for field in fields if field[1])
