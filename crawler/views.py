"""An article, a story or an observation whole, with where each figure stands: what `show` and the web pages present."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from crawler.present import sentence_around
from store import articles, figures, judgements, observations, stories
from store.records import ArticleRecord, FigureRecord, JudgementRecord, ObservationRecord, StoryDecision, StoryRecord

#: A report states some dozen figures; a page with more statements than this is cut, and says so.
MOST_STATEMENTS: Final = 500


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an article's text; `figure` is what it prints, None for the text between figures."""

    text: str
    figure: FigureRecord | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article and its figures in text order."""

    article: ArticleRecord
    figures: tuple[FigureRecord, ...]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The whole text in pieces, each figure a piece of its own."""
        return tuple(segments(self.article.text, self.figures))


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story, its articles, what it states, and why each article is in it."""

    story: StoryRecord
    articles: tuple[ArticleRecord, ...]
    observations: tuple[ObservationRecord, ...]
    decisions: tuple[StoryDecision, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure that states an observation, with its article and the sentence in which it stands."""

    figure: FigureRecord
    article: ArticleRecord
    sentence: str


@dataclass(frozen=True, slots=True)
class ObservationView:
    """An observation, every statement of it, and what people decided about it."""

    observation: ObservationRecord
    statements: tuple[Stated, ...]
    judgements: tuple[JudgementRecord, ...] = ()


def article_view(session: Session, article_id: int) -> ArticleView:
    """The article of that id with its figures; raises StoreError where there is none."""
    article = articles.load(session, article_id, with_text=True)
    found = figures.of_article(session, article_id)
    return ArticleView(article, tuple(sorted(found, key=lambda record: (record.figure.start, record.figure.end))))


def story_view(session: Session, story_id: int) -> StoryView:
    """The story of that id, or the one that it was merged into; raises StoreError where there is none."""
    story = stories.load(session, story_id)
    return StoryView(
        story=story,
        articles=tuple(articles.load(session, article_id, with_text=False) for article_id in story.articles),
        observations=tuple(observations.of_story(session, story.id)),
        decisions=tuple(stories.decisions(session, story.id)),
    )


def observation_view(session: Session, observation_id: int) -> ObservationView:
    """The observation of that id with its statements; raises StoreError where there is none."""
    observation = observations.load(session, observation_id)
    found = figures.of_observation(session, observation_id)[:MOST_STATEMENTS]
    texts = {record.article_id: articles.load(session, record.article_id, with_text=True) for record in found}
    statements = tuple(_stated(record, texts[record.article_id]) for record in found)
    return ObservationView(observation, statements, tuple(judgements.of_observation(session, observation_id)))


def segments(text: str, found: Sequence[FigureRecord]) -> Iterator[Segment]:
    """The text cut at its figures, in order; of two figures that overlap the first one is marked."""
    for piece, index in cut_at(text, [(record.figure.start, record.figure.end) for record in found]):
        yield Segment(piece, None if index is None else found[index])


def cut_at(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int | None]]:
    """The text cut at spans in text order, each piece with the index of its span; overlapping spans are passed over."""
    position = 0
    for index, (start, end) in enumerate(spans):
        if start < position or end > len(text):
            continue
        if start > position:
            yield text[position:start], None
        yield text[start:end], index
        position = end
    if position < len(text):
        yield text[position:], None


def _stated(record: FigureRecord, article: ArticleRecord) -> Stated:
    """Of a figure from an earlier revision only its own words are known: the current text has other offsets."""
    if record.revision_id != article.revision_id:
        return Stated(record, article, record.figure.raw)
    return Stated(record, article, sentence_around(article.text, record.figure.start, record.figure.end))
