"""Stories: found, joined, bridged, redirected; and a person's word against the machine's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from dedupe.evidence import Action, Decision
from indicators.figure import Area, AreaLevel
from store import articles, figures, observations, stories
from store.engine import Store
from store.errors import NotFoundError
from store.records import Filters
from tests.storeroom.shelves import (
    FIGURE,
    FOUND,
    NOW,
    bridge,
    join,
    put_article,
    put_figure,
    put_observation,
    put_story,
    signature,
)


def _members(session: Session, story_id: int) -> list[str]:
    ids = stories.load(session, story_id).articles
    return [articles.load(session, article_id).url.rpartition("/")[2] for article_id in ids]


def test_an_article_founds_a_story(store: Store) -> None:
    """Promise: an article like no other founds a story of its title, language and place, with the reason on record."""
    with store.writing() as session:
        article = put_article(session, "a")
        put_figure(session, article)
        story_id = stories.apply(session, article.id, FOUND, now=NOW)
        story = stories.load(session, story_id)
        assert (story.title, story.languages, story.articles) == ("Title of a", ("vi",), (article.id,))
        assert (story.area, story.first_seen_at, story.series) == ("Duy Tiên", NOW, ())
        [decision] = stories.decisions(session, story_id)
        assert (decision.action, decision.reasons, decision.by_person) == ("found", ("nothing alike",), False)


def test_an_article_joins_a_story(store: Store) -> None:
    """Promise: a translation joins; the story counts its languages in the order of its articles."""
    with store.writing() as session:
        story_id = put_story(session, "a")
        article = put_article(session, "b", language="ar")
        assert stories.apply(session, article.id, join(story_id), now=NOW) == story_id
        assert stories.load(session, story_id).languages == ("vi", "ar")


def test_the_same_decision_again_changes_nothing(store: Store) -> None:
    """Promise: each decision is idempotent, and logged once."""
    with store.writing() as session:
        one, two = put_story(session, "a"), put_story(session, "b")
        article = put_article(session, "c")
        for decision in (FOUND, join(one), bridge(one, two)):
            story_id = stories.apply(session, article.id, decision, now=NOW)
            logged = stories.decisions(session, story_id)
            assert stories.apply(session, article.id, decision, now=NOW + timedelta(hours=1)) == story_id
            assert stories.decisions(session, story_id) == logged


def test_a_bridge_merges_and_redirects(store: Store) -> None:
    """Promise: stories that an article shows to be one become one; old ids lead there in one step, for ever."""
    with store.writing() as session:
        one, two, three = put_story(session, "a"), put_story(session, "b", "c"), put_story(session, "d")
        article = put_article(session, "e")
        assert stories.apply(session, article.id, bridge(one, two), now=NOW) == one
        assert stories.apply(session, put_article(session, "f").id, bridge(three, one), now=NOW) == three
        assert _members(session, three) == ["a", "b", "c", "d", "e", "f"]
        assert [stories.resolve(session, old) for old in (one, two, three)] == [three, three, three]
        assert stories.load(session, two).id == three
        assert [story.id for story in stories.listed(session, Filters())] == [three]
        assert {decision.article_id for decision in stories.decisions(session, two)} == set(range(1, 7))


def test_a_story_that_lost_its_articles_redirects(store: Store) -> None:
    """Promise: an id that was told to somebody never leads nowhere."""
    with store.writing() as session:
        one, two = put_story(session, "a"), put_story(session, "b")
        [article_id] = stories.load(session, two).articles
        assert stories.apply(session, article_id, join(one), now=NOW) == one
        assert stories.resolve(session, two) == one


def test_an_article_can_leave_its_story(store: Store) -> None:
    """Promise: new evidence takes an article out into a story of its own; the rest keeps its id."""
    with store.writing() as session:
        story_id = put_story(session, "a", "b")
        article_id = stories.load(session, story_id).articles[1]
        own = stories.apply(session, article_id, FOUND, now=NOW)
        assert own != story_id
        assert stories.apply(session, article_id, FOUND, now=NOW) == own
        assert _members(session, story_id) == ["a"]


def test_observations_follow_their_story(store: Store) -> None:
    """Promise: after a merge the story that lives on has the observations of both."""
    with store.writing() as session:
        first, one = put_observation(session, "a")
        second, two = put_observation(session, "b")
        stories.apply(session, put_article(session, "c").id, bridge(one, two), now=NOW)
        assert [record.id for record in observations.of_story(session, one)] == [first, second]


def test_look_alikes_are_linked(store: Store) -> None:
    """Promise: stories kept apart know each other, from either side, through merges, and never themselves."""
    with store.writing() as session:
        one, two, three = put_story(session, "a"), put_story(session, "b"), put_story(session, "c")
        article = put_article(session, "d")
        stories.apply(session, article.id, replace(join(one), series=(two, one)), now=NOW)
        stories.link_series(session, one, [two])
        assert stories.load(session, one).series == (two,)
        assert stories.load(session, two).series == (one,)
        stories.apply(session, put_article(session, "e").id, bridge(three, two), now=NOW)
        assert stories.load(session, one).series == (three,)
        stories.apply(session, put_article(session, "f").id, bridge(one, three), now=NOW)
        assert stories.load(session, one).series == ()


def test_a_person_moves_an_article_for_good(store: Store) -> None:
    """Promise: where a person put an article, the machine leaves it."""
    with store.writing() as session:
        story_id = put_story(session, "a", "b")
        article_id = stories.load(session, story_id).articles[1]
        own = stories.apply(session, article_id, FOUND, now=NOW, by_person=True)
        assert stories.apply(session, article_id, join(story_id, 1.0), now=NOW) == own
        assert stories.apply(session, article_id, bridge(story_id, own), now=NOW) == own
        assert _members(session, own) == ["b"]
        assert stories.decisions(session, own)[-1].by_person


def test_what_a_person_parted_the_machine_never_joins(store: Store) -> None:
    """Promise: neither a bridge nor the move of another article brings parted stories together."""
    with store.writing() as session:
        story_id = put_story(session, "a", "b")
        first, second = stories.load(session, story_id).articles
        own = stories.apply(session, second, FOUND, now=NOW, by_person=True)
        assert stories.apply(session, put_article(session, "c").id, bridge(own, story_id), now=NOW) == own
        assert stories.apply(session, put_article(session, "d").id, bridge(story_id, own), now=NOW) == story_id
        assert stories.apply(session, first, join(own, 1.0), now=NOW) == story_id
        assert (_members(session, story_id), _members(session, own)) == (["a", "d"], ["b", "c"])


def test_a_person_may_change_their_mind(store: Store) -> None:
    """Promise: a person can join again what a person parted."""
    with store.writing() as session:
        story_id = put_story(session, "a", "b")
        article_id = stories.load(session, story_id).articles[1]
        own = stories.apply(session, article_id, FOUND, now=NOW, by_person=True)
        again = Decision(Action.JOIN, story_id, 1.0, ("a person says so",))
        assert stories.apply(session, article_id, again, now=NOW, by_person=True) == story_id
        assert stories.resolve(session, own) == story_id
        assert stories.load(session, story_id).series == ()


COMMON, RARE, UNKNOWN = "1:figure:common", "1:figure:rare", "1:figure:unknown"


def test_candidates_share_keys_rarest_first(store: Store) -> None:
    """Promise: articles that share a rare key come before those that share a common one; each comes once, placed."""
    with store.writing() as session:
        ids = [put_article(session, str(number)).id for number in range(6)]
        for article_id in ids:
            keys = [COMMON, *([RARE] if article_id == ids[1] else [])]
            stories.save_signature(session, article_id, signature(str(article_id)), keys)
        for article_id in ids[:4]:
            stories.apply(session, article_id, FOUND, now=NOW)
        counts = stories.key_counts(session, [COMMON, RARE, UNKNOWN])
        assert counts == {COMMON: 6, RARE: 1, UNKNOWN: 0}
        found = stories.candidates(session, counts, article_id=ids[0])
        assert [candidate.article_id for candidate in found] == [ids[1], ids[3], ids[2]]
        assert found[0].signature == signature(str(ids[1]))
        assert len(stories.candidates(session, {COMMON: 6}, article_id=ids[0], per_key=3)) == 1
        assert len(stories.candidates(session, counts, article_id=ids[5], limit=2)) == 2
        assert stories.article_count(session) == 6


def test_popular_keys_are_counted_exactly(store: Store) -> None:
    """Promise: a key's number of articles is right below, at and beyond the number from which it is kept."""
    with store.writing() as session:
        ids = [put_article(session, str(number)).id for number in range(25)]
        for count, article_id in enumerate(ids, 1):
            for _ in range(2):
                stories.save_signature(session, article_id, signature(str(article_id)), [COMMON, f"own {article_id}"])
            assert stories.key_counts(session, [COMMON]) == {COMMON: count}
        for left, article_id in enumerate(ids, 1):
            stories.save_signature(session, article_id, signature(str(article_id)), [f"own {article_id}"])
            assert stories.key_counts(session, [COMMON]) == {COMMON: 25 - left}


def test_a_signature_saved_again_replaces(store: Store) -> None:
    """Promise: after an edit an article is found by its new keys only."""
    with store.writing() as session:
        article_id = put_article(session, "a").id
        stories.apply(session, article_id, FOUND, now=NOW)
        for _ in range(2):
            stories.save_signature(session, article_id, signature("a"), ["old", "kept"])
        stories.save_signature(session, article_id, replace(signature("a"), title="new"), [UNKNOWN, "kept"])
        assert stories.key_counts(session, ["old", "kept", UNKNOWN]) == {"old": 0, "kept": 1, UNKNOWN: 1}
        [candidate] = stories.candidates(session, {UNKNOWN: 1}, article_id=0)
        assert candidate.signature.title == "new"


def test_many_keys_are_counted(store: Store) -> None:
    """Promise: more keys than one statement takes are no problem."""
    with store.writing() as session:
        assert len(stories.key_counts(session, [str(number) for number in range(1200)])) == 1200


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), ["b", "a"]),
        (Filters(limit=1), ["b"]),
        (Filters(after_id=2), ["a"]),
        (Filters(area="ha noi"), ["b"]),
        (Filters(indicator="credit_outstanding"), ["b", "a"]),
        (Filters(language="vi", source="hanam"), ["b", "a"]),
        (Filters(language="fr"), []),
        (Filters(story=1), ["a"]),
        (Filters(since=NOW + timedelta(days=1)), []),
        (Filters(until=NOW), ["b", "a"]),
    ],
)
def test_filters_narrow_stories(store: Store, filters: Filters, found: list[str]) -> None:
    """Promise: each filter keeps the stories of which some article meets it, newest first."""
    with store.writing() as session:
        put_observation(session, "a")
        _, other = put_observation(session, "b")
        hanoi = replace(FIGURE, area=Area("Hà Nội", "vn.01", AreaLevel.PROVINCE))
        [article_id] = stories.load(session, other).articles
        figures.replace(session, articles.load(session, article_id).revision_id, [hanoi], reader_version="2")
    with store.reading() as session:
        assert [story.title[-1] for story in stories.listed(session, filters)] == found


def test_unknown_stories_are_named(store: Store) -> None:
    """Promise: neither loading nor joining an unknown story passes silently."""
    with store.writing() as session:
        article = put_article(session, "a")
    with pytest.raises(NotFoundError, match="no story 77"), store.writing() as session:
        stories.apply(session, article.id, join(77), now=NOW)
    with pytest.raises(NotFoundError, match="no story 78"), store.reading() as session:
        stories.load(session, 78)
