"""Where an article belongs: it founds a story, joins one, or bridges several into one.

Requirements
    A story is one report in all its translations, syndicated copies and revisions. Two reports that look alike are
    two stories: next month's report of the same province, the same conference in the next province, a correction in
    which most figures stay. A wrong merge hides news and mixes facts, a missed one only repeats them, so precision
    comes first (pairwise 0.99), then recall (0.93 on content alone, 0.97 with addresses). The order of arrival hardly
    matters. A story's id changes only by merging into an older one. Every decision can be read. One decision costs a
    bounded time, whatever the article holds.

Theory
    What survives translation is figures and their order, codes of documents, places, names and where they stand, dates
    and addresses. Words do not; they are compared within one language only. So a decision goes:

    1. Exact links (`links`): the same address, language versions of one page, the same cited origin, the same slug on
       one site. They join without a score, unless the outlet itself printed other figures on another day.
    2. Vetoes (`vetoes`): figures that are not shared, figures that stand in the same place with other values, another
       place, another period, long after. A template series shares nearly everything but these. Where figures are too
       few to say, names that stand elsewhere: the next day's report of the same people.
    3. A score for each remaining pair (`similarity`): log-odds, added up part by part over the prior that two
       articles which share a rare key are the same report; the prior falls as more is published in the same weeks.
       Ordinary news has few figures: there names decide, heard across scripts (`naming`, `world`) and held against
       each other by sound, spelling and place in the text (`names`).
    4. An article joins the story with the best mean over the best third of the members that were compared (at most
       four): a story is joined as a whole. Members that agree among themselves on values which the article prints
       otherwise close the story to it, and so do many that name the same people elsewhere.
    5. It bridges stories if it belongs to each surely, if the smaller one supports it by two members (or all) and a
       third of those compared, and if the stories' own members do not speak against each other. The oldest id lives.
    6. Stories kept apart that are of the same kind are returned as `series`: readers want last month's report beside
       this month's.

    All numbers stand in `thresholds`, each with its evidence.

Known exceptions
    - Reports with fewer than three telling figures need an address, a copied text, or four names in their places.
      Thai, Lao, Khmer and Burmese put no spaces between words: names of others are listened for in them, so two of
      them are not compared by names.
    - Two reports of one day about the same people, in the same order, are one where they print no figures.
    - A correction that changes one or two of many figures, seen only in translation, joins the report it corrects
      until two members of that story print the old values.
    - Next month's report in which seven of ten figures stay is told apart in nine of ten cases where all figures are
      read, in eight of ten where a tenth of them is lost, unless place, period or day of publication help.
    - A story that was mixed stays mixed until an edited article is placed anew or a person splits it.
    - Members beyond the candidates compared (40) have no say, and of those that share little only eight are compared.

Alternatives weighed
    - Fuzzy text across scripts, MinHash of romanised text, sentence embeddings: measured, F1 0.08, 0.03 and at most
      0.66 to 0.95 without a usable threshold, at a hundred times the cost.
    - Small trees over the same evidence: better on ordinary news, blind to series that they were not trained on, and
      nobody can read why. The vetoes give what they gave; they remain possible in `similarity.score`.
    - Clustering all articles again every round: order would not matter at all, and ids would not be stable.
    - Joining through the single best member: one misread article then merges two stories.
    - Names as a share of the names of the poorer side: scripts without capitals give ninety words that are none, and
      the next day's report of the same people shares as many as a translation does. Their places tell them apart.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from dedupe import thresholds
from dedupe.candidates import MOST_CANDIDATES
from dedupe.evidence import Action, Candidate, Decision, Signature
from dedupe.links import link
from dedupe.profile import Profile, Rarity
from dedupe.similarity import PairScore, score


@dataclass(frozen=True, slots=True)
class _Compared:
    """A candidate with what was found; `linked` says in words why it is the same report whatever the score."""

    candidate: Candidate
    profile: Profile
    pair: PairScore
    linked: str | None


@dataclass(frozen=True, slots=True)
class _Standing:
    """How an article stands to one story: score of its best members, those members, and an exact link if any."""

    story_id: int
    score: float
    members: tuple[_Compared, ...]
    best: _Compared
    linked: str | None

    @property
    def joins(self) -> bool:
        return self.linked is not None or self.score >= thresholds.JOIN

    @property
    def supporters(self) -> int:
        return sum(1 for member in self.members if member.linked or member.pair.score >= thresholds.BRIDGE)


def decide(
    signature: Signature,
    candidates: Sequence[Candidate],
    *,
    key_counts: Mapping[str, int],
    article_count: int,
    nearby: int | None = None,
) -> Decision:
    """Where an article belongs among the candidates that share a key with it.

    `key_counts` are numbers of articles in the store that have a key of the article, `article_count` the size of the
    store, `nearby` how many of them were published about when the article was (None: nobody knows). Pure and
    deterministic: the order of `candidates` changes nothing. At most `MOST_CANDIDATES` are compared.
    """
    known = Rarity.around(signature, key_counts, article_count, nearby)
    mine = Profile(signature, known)
    compared = [_compare(mine, candidate, known) for candidate in candidates[:MOST_CANDIDATES]]
    standings = sorted(_standings(compared), key=lambda each: (each.linked is None, -each.score, each.story_id))
    joined = [standing for standing in standings if standing.joins]
    if not joined:
        return _founded(standings)
    home, merged = joined[0], [other for other in joined[1:] if _may_merge(joined[0], other, known)]
    return _joined(home, merged, standings)


def _compare(mine: Profile, candidate: Candidate, known: Rarity) -> _Compared:
    theirs = Profile(candidate.signature, known)
    pair = score(mine, theirs, known)
    return _Compared(candidate, theirs, pair, link(mine, theirs, pair, known.key_counts))


def _standings(compared: Sequence[_Compared]) -> list[_Standing]:
    by_story: dict[int, list[_Compared]] = defaultdict(list)
    for each in compared:
        by_story[each.candidate.story_id].append(each)
    return [_standing(story_id, members) for story_id, members in by_story.items()]


def _standing(story_id: int, members: list[_Compared]) -> _Standing:
    """The mean of the best half of the members, at most four: a story is joined as a whole, not through one member."""
    members.sort(key=lambda each: (-each.pair.score, -each.pair.points, each.candidate.article_id))
    best = members[: min(thresholds.BEST_MEMBERS, (len(members) + 2) // 3)]
    mean = sum(each.pair.score for each in best) / len(best)
    is_closed = (
        any(each.pair.veto and each.pair.veto.decisive for each in members)
        or _is_contradicted(members)
        or _is_told_elsewhere(members)
    )
    linked = next((each.linked for each in members if each.linked), None)
    return _Standing(story_id, 0.0 if is_closed else mean, tuple(members), best[0], linked)


def _is_contradicted(members: Sequence[_Compared]) -> bool:
    """Whether members agree among themselves on values that the article prints otherwise."""
    told = Counter(change for each in members for change in set(each.pair.agreement.changed))
    needed = max(2, len(members) / 2)
    contradicted = sum(1 for count in told.values() if count >= needed)
    most = max(each.pair.agreement.matched for each in members)
    return contradicted >= max(thresholds.CONTRADICTED, thresholds.CONTRADICTED_SHARE * most)


def _is_told_elsewhere(members: Sequence[_Compared]) -> bool:
    """Whether many members, of those that speak clearly, name the same people in other places."""
    against = sum(1 for each in members if each.pair.veto and each.pair.veto.names)
    clear = against + sum(1 for each in members if each.pair.score >= thresholds.JOIN)
    return against > 0 and against >= thresholds.TOLD_ELSEWHERE * clear


def _may_merge(home: _Standing, other: _Standing, known: Rarity) -> bool:
    """Whether the article makes two stories one: both are sure, the smaller supports it, nothing speaks against it."""
    smaller = min((home, other), key=lambda standing: len(standing.members))
    needed = max(min(thresholds.FEWEST_BRIDGES, len(smaller.members)), thresholds.BRIDGE_SHARE * len(smaller.members))
    is_sure = all(standing.linked or standing.score >= thresholds.BRIDGE for standing in (home, other))
    return is_sure and smaller.supporters >= needed and not _is_apart(home, other, known)


def _is_apart(home: _Standing, other: _Standing, known: Rarity) -> bool:
    """Whether the best members of two stories, compared with each other, are mostly different reports."""
    count = thresholds.BEST_MEMBERS
    pairs = [
        score(one.profile, another.profile, known)
        for one, another in product(home.members[:count], other.members[:count])
    ]
    # The article repeats the text of one of them: what that lacks of the other's figures was cut.
    is_cut = any(member.pair.copied for standing in (home, other) for member in standing.members[:count])
    vetoed = [pair.veto for pair in pairs if pair.veto and not (is_cut and pair.veto.missing)]
    return any(veto.decisive for veto in vetoed) or 2 * len(vetoed) >= len(pairs)


def _founded(standings: Sequence[_Standing]) -> Decision:
    nearest = max(standings, key=lambda each: each.score, default=None)
    reasons = () if nearest is None else (f"nearest story {nearest.story_id}: {nearest.score:.2f}", *_reasons(nearest))
    return Decision(Action.FOUND, None, nearest.score if nearest else 0.0, reasons, series=_series(standings, set()))


def _joined(home: _Standing, merged: Sequence[_Standing], standings: Sequence[_Standing]) -> Decision:
    ids = {home.story_id, *(other.story_id for other in merged)}
    oldest = min(ids)
    reasons = [reason for standing in (home, *merged) for reason in _reasons(standing)]
    return Decision(
        action=Action.BRIDGE if merged else Action.JOIN,
        story_id=oldest,
        score=1.0 if home.linked else home.score,
        reasons=tuple(reasons),
        merged=tuple(sorted(ids - {oldest})),
        series=_series(standings, ids),
    )


def _reasons(standing: _Standing) -> tuple[str, ...]:
    best = standing.best
    told = [f"with article {best.candidate.article_id} of story {standing.story_id}: {standing.score:.2f}"]
    told += [standing.linked] if standing.linked else []
    told += [f"kept apart: {best.pair.veto.words}"] if best.pair.veto else []
    return (*told, *(str(part) for part in best.pair.parts))


def _series(standings: Sequence[_Standing], own: set[int]) -> tuple[int, ...]:
    """Stories that are kept apart though they are the same kind of report."""
    return tuple(
        sorted(
            standing.story_id
            for standing in standings
            if standing.story_id not in own and any(member.pair.alike for member in standing.members)
        )
    )
