"""How alike two articles are: log-odds that they are the same report, part by part, each part printable.

Only evidence that survives translation is compared, except word shingles, which are compared within one language.
A veto says that two articles are different reports whatever else they share; it outweighs every part.
"""

from dataclasses import dataclass
from math import exp, log10

from rapidfuzz import fuzz
from typing_extensions import override

from dedupe import thresholds
from dedupe.evidence import Signature
from dedupe.figures import Agreement, compare
from dedupe.fingerprint import MOST_KEYS, date_key, document_key
from dedupe.names import Namesakes, compare_names, overhear
from dedupe.profile import Profile, Rarity, days_apart
from dedupe.text import containment
from dedupe.vetoes import Veto, find_name_veto, find_veto

_LEAST_ARTICLES = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of evidence with its points (log-odds)."""

    points: float
    words: str

    @override
    def __str__(self) -> str:
        """As it is shown and stored."""
        return f"{self.points:+.1f} {self.words}"


@dataclass(frozen=True, slots=True)
class PairScore:
    """How alike two articles are: `score` from 0 to 1, 0 where there is a veto.

    `alike` says that they are the same kind of report, worth a series link where they are kept apart; `copied` that
    one text is largely the other's.
    """

    parts: tuple[Part, ...]
    veto: Veto | None
    alike: bool
    agreement: Agreement
    copied: bool = False

    @property
    def points(self) -> float:
        """Sum of the parts, in log-odds, whatever the veto."""
        return sum(part.points for part in self.parts)

    @property
    def score(self) -> float:
        """Between 0 and 1."""
        return 0.0 if self.veto else 1.0 / (1.0 + exp(-max(-30.0, min(30.0, self.points))))


def score(one: Profile, other: Profile, known: Rarity) -> PairScore:
    """Compare two articles; symmetric but for the rarity of what only `one` has been looked up for."""
    agreement = compare(one.figures, other.figures)
    overlap = _text_overlap(one.signature, other.signature)
    veto = find_veto(one, other, agreement, overlap)
    parts = [_prior(known), *_figure_parts(agreement)]
    if veto is None:  # what follows costs most and could not outweigh it
        namesakes = _namesakes(one, other)
        veto = find_name_veto(namesakes, agreement)
        parts += [*_other_parts(one, other, known), _name_part(namesakes, agreement), *_text_part(overlap)]
    told = tuple(part for part in parts if part.points)
    return PairScore(told, veto, _is_alike(one, other, overlap), agreement, overlap >= thresholds.TEXT_FROM)


def _prior(known: Rarity) -> Part:
    """What two articles must overcome: the more were published about the same time, the more share things by chance."""
    among = known.article_count if known.nearby is None else known.nearby
    growth = log10(max(among, _LEAST_ARTICLES) / _LEAST_ARTICLES)
    return Part(thresholds.PRIOR + thresholds.GROWTH * growth, f"before any evidence, among {among} articles")


def _figure_parts(agreement: Agreement) -> list[Part]:
    if not agreement.matched:
        has_some = agreement.fewest >= thresholds.FEW_FIGURES
        return [Part(thresholds.NO_FIGURE_POINTS, "no figure agrees")] if has_some else []
    trust = (agreement.share - thresholds.AGREEMENT_FROM) / (thresholds.AGREEMENT_FULL - thresholds.AGREEMENT_FROM)
    trust = max(0.0, min(1.0, trust))
    points = min(thresholds.MOST_FIGURE_POINTS, agreement.shared * thresholds.POINTS_PER_FIGURE) * trust
    parts = [Part(points, f"{agreement.matched} figures agree, {agreement.share:.0%} of the poorer side")]
    if agreement.matched >= thresholds.FEWEST_IN_ORDER:
        weight = trust * min(1.0, agreement.shared)
        parts.append(Part(thresholds.ORDER_POINTS * agreement.order * weight, f"{agreement.order:.0%} in one order"))
    if agreement.changed:
        told = ", ".join(f"{mine}/{theirs}" for mine, theirs in agreement.changed[:3])
        parts.append(
            Part(thresholds.CONFLICT_POINTS * agreement.changed_weight, f"other values in their place: {told}")
        )
    return parts


def _other_parts(one: Profile, other: Profile, known: Rarity) -> list[Part]:
    parts = [_document_part(one.signature, other.signature, known), _place_part(one.signature, other.signature)]
    parts += [_date_part(one.signature, other.signature, known), _time_part(one.signature, other.signature)]
    if one.signature.image and one.signature.image == other.signature.image:
        parts.append(Part(thresholds.IMAGE_POINTS, "same lead image"))
    if one.signature.slug and one.signature.slug == other.signature.slug:
        parts.append(Part(thresholds.SLUG_POINTS, f"same slug on another site: {one.signature.slug[:80]}"))
    return parts


def _document_part(one: Signature, other: Signature, known: Rarity) -> Part:
    shared = [number for number in dict.fromkeys(one.documents[: MOST_KEYS["document"]]) if number in other.documents]
    points = thresholds.DOCUMENT_POINTS * max((known.of(document_key(number)) for number in shared), default=0.0)
    return Part(points, f"documents {', '.join(shared[:3])}")


def _date_part(one: Signature, other: Signature, known: Rarity) -> Part:
    shared = [date for date in dict.fromkeys(one.dates[: MOST_KEYS["date"]]) if date in other.dates]
    points = thresholds.DATE_POINTS * sum(known.of(date_key(date)) for date in shared)
    return Part(round(min(thresholds.MOST_DATE_POINTS, points), 3), f"days named {', '.join(shared[:3])}")


def _place_part(one: Signature, other: Signature) -> Part:
    if not one.places or not other.places:
        return Part(0.0, "no place")
    if one.places[0] == other.places[0]:
        return Part(thresholds.PLACE_POINTS, f"main place {one.places[0]}")
    shared = next((place for place in one.places if place in other.places), None)
    return Part(thresholds.RELATED_PLACE_POINTS if shared else 0.0, f"place {shared}")


def _namesakes(one: Profile, other: Profile) -> Namesakes:
    """Names side by side; within one language words say more."""
    if one.signature.language == other.signature.language:
        return Namesakes()
    found = compare_names(one.sounds, other.names)
    streams = one.signature.stream, other.signature.stream
    if bool(streams[0]) == bool(streams[1]):
        return found
    return overhear(other.names if streams[0] else one.names, streams[0] or streams[1], found)


def _name_part(found: Namesakes, agreement: Agreement) -> Part:
    """Names in their places; beside many figures they decide nothing by themselves."""
    most, least = thresholds.NAME_POINTS, 0.0
    if agreement.is_poor:
        most = min(thresholds.MOST_NAME_POINTS, thresholds.MOST_PER_NAME * len(found.shared))
        least = thresholds.LEAST_NAME_POINTS
    points = max(least, min(most, found.told * thresholds.POINTS_PER_NAME))
    return Part(round(points, 3), f"names {', '.join(found.shared[:4]) or 'in other places'}")


def _time_part(one: Signature, other: Signature) -> Part:
    apart = days_apart(one, other)
    if apart is None:
        return Part(0.0, "no time")
    near = thresholds.NEAR_POINTS if apart <= thresholds.NEAR_DAYS else 0.0
    return Part(thresholds.LATE_POINTS if apart > thresholds.WINDOW_DAYS else near, f"published {apart:.1f} days apart")


def _text_overlap(one: Signature, other: Signature) -> float:
    return containment(one.shingles, other.shingles) if one.language == other.language else 0.0


def _text_part(overlap: float) -> list[Part]:
    if overlap < thresholds.TEXT_FROM:
        return []
    return [Part(thresholds.TEXT_POINTS * overlap, f"{overlap:.0%} of the shorter text in the longer")]


def _is_alike(one: Profile, other: Profile, overlap: float) -> bool:
    """Whether two articles that are kept apart are the same kind of report."""
    if overlap >= thresholds.SERIES_TEXT:
        return True
    if min(len(one.units), len(other.units)) < thresholds.SERIES_FIGURES:
        return False
    structure = fuzz.ratio(one.units, other.units) / 100
    same_place = bool(set(one.signature.places[:1]) & set(other.signature.places[:1]))
    same_document = bool(set(one.signature.documents) & set(other.signature.documents))
    return structure >= thresholds.SERIES_STRUCTURE and (same_place or same_document)
