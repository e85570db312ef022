"""From an article's signature to its story: look-up by keys, a bounded number of candidates, one decision."""

from datetime import datetime

from sqlmodel import Session

from dedupe.candidates import rarest
from dedupe.decide import decide
from dedupe.evidence import Decision, Signature
from dedupe.fingerprint import day_keys, keys
from dedupe.thresholds import WINDOW_DAYS
from store import stories


def prepare(session: Session, article_id: int, signature: Signature) -> None:
    """Keep an article's signature and its look-up keys."""
    stories.save_signature(session, article_id, signature, keys(signature))


def find_story(session: Session, article_id: int, *, now: datetime) -> int:
    """Place an article whose signature is kept; the id of its story.

    An article that was placed before (its text has changed, or the reading) may move; a person's word stays.
    """
    decision = placed(session, article_id, stories.load_signature(session, article_id))
    story_id = stories.apply(session, article_id, decision, now=now)
    stories.link_series(session, story_id, decision.series)
    return story_id


def placed(session: Session, article_id: int, signature: Signature) -> Decision:
    """Where an article belongs by its signature: the look-up of what shares its keys, and the comparison."""
    own, published = keys(signature), signature.published_at
    days = day_keys(published, around=WINDOW_DAYS) if published else ()
    counts = stories.key_counts(session, (*own, *days))
    telling = rarest(own, counts, counts_itself=True)
    return decide(
        signature,
        stories.candidates(session, {key: counts[key] for key in telling}, article_id=article_id),
        key_counts=counts,
        article_count=stories.article_count(session),
        nearby=sum(counts[day] for day in days) if days else None,
    )
