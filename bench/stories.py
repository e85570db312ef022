"""Put the gold articles into stories by the product's own steps, from their text alone."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random

from bench.gold import GoldArticle
from crawler.steps.figures import signature_of
from dedupe.candidates import MOST_PER_KEY, nearest, rarest
from dedupe.decide import decide
from dedupe.evidence import Action, Candidate, Decision, Signature
from dedupe.fingerprint import keys
from indicators.figure import Reading
from store.records import ArticleRecord

_SEEN = datetime(2024, 1, 1, tzinfo=UTC)


def record_of(number: int, article: GoldArticle) -> ArticleRecord:
    """A gold article as the store would hold it after `ingest`: no web address, no origin, no time of publication."""
    title = article.text.strip().partition("\n")[0]
    return ArticleRecord(
        id=number,
        url=article.doc,
        source="gold",
        language=article.language,
        title=title,
        published_at=None,
        first_seen_at=_SEEN,
        story_id=None,
        revision=1,
        revision_id=number,
        page_id=None,
        byline=None,
        origin_url=None,
        image_url=None,
        alternates=(),
        baseline=False,
        text=article.text,
    )


def stories_of(articles: Mapping[str, GoldArticle], readings: Mapping[str, Reading], *, seed: int) -> dict[str, int]:
    """The story of each article, taken in in a random but repeatable order."""
    order = sorted(articles)
    Random(seed).shuffle(order)
    shelf = Shelf()
    for number, doc in enumerate(order, 1):
        shelf.take(number, signature_of(record_of(number, articles[doc]), readings[doc]))
    return {doc: shelf.story_of(number) for number, doc in enumerate(order, 1)}


class Shelf:
    """What the store does for the story step, in memory."""

    def __init__(self) -> None:
        self._articles: dict[int, Signature] = {}
        self._stories: dict[int, int] = {}
        self._merged: dict[int, int] = {}
        self._holders: dict[str, list[int]] = defaultdict(list)

    def take(self, number: int, signature: Signature) -> None:
        """Place an article."""
        wanted = keys(signature)
        counts = {key: len(self._holders[key]) for key in wanted}
        decision = decide(
            signature, self._candidates(wanted, counts), key_counts=counts, article_count=len(self._articles)
        )
        self._articles[number] = signature
        self._stories[number] = self._apply(number, decision)
        for key in wanted:
            self._holders[key].append(number)

    def story_of(self, number: int) -> int:
        """The story of an article, merged ones followed."""
        story = self._stories[number]
        while story in self._merged:
            story = self._merged[story]
        return story

    def _candidates(self, wanted: tuple[str, ...], counts: Mapping[str, int]) -> list[Candidate]:
        carriers = {key: self._holders[key][-MOST_PER_KEY:] for key in rarest(wanted, counts)}
        return [
            Candidate(number, self.story_of(number), self._articles[number]) for number in nearest(carriers, counts)
        ]

    def _apply(self, number: int, decision: Decision) -> int:
        if decision.action is Action.FOUND or decision.story_id is None:
            return number
        for other in decision.merged:
            self._merged[other] = decision.story_id
        return decision.story_id
