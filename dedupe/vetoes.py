"""Vetoes: why two articles are different reports whatever else they share. Each outweighs all evidence."""

from dataclasses import dataclass

from dedupe import thresholds
from dedupe.figures import Agreement
from dedupe.names import Namesakes
from dedupe.profile import Profile, days_apart

#: Places beyond these are mentioned rather than reported on.
_MAIN_PLACES = 6


@dataclass(frozen=True, slots=True)
class Veto:
    """Why two articles are different reports.

    A decisive one keeps its whole story closed to the article. `missing` says only that figures of one are not in the
    other, as in a copy cut short; `names` that names speak against the pair, which a story's members vote on.
    """

    words: str
    decisive: bool = False
    missing: bool = False
    names: bool = False


def find_veto(one: Profile, other: Profile, agreement: Agreement, overlap: float = 0.0) -> Veto | None:
    """The first veto against a pair, decisive ones first; None where nothing speaks against it.

    `overlap` is how much of the shorter text stands in the longer, of two in one language.
    """
    is_copy = _is_copy(agreement, overlap)
    return (
        _edition(one, other, agreement)
        or (None if is_copy else _changed(agreement))
        or _too_few(agreement, thresholds.COPIED_VETO if is_copy else thresholds.FIGURE_VETO)
        or _published_long_ago(one, other)
        or (None if _is_same_report(agreement) else _elsewhere(one, other) or _other_period(one, other))
    )


def find_name_veto(namesakes: Namesakes, agreement: Agreement) -> Veto | None:
    """Whether the same people are told of in another order, where figures are too few to say."""
    if not (agreement.is_poor and namesakes.is_other_report):
        return None
    return Veto("the same names in other places", names=True)


def _edition(one: Profile, other: Profile, agreement: Agreement) -> Veto | None:
    """One outlet does not print one report twice with other figures: it is the next report, or a correction."""
    mine, theirs = one.signature, other.signature
    apart = days_apart(mine, theirs)
    same_outlet = mine.source == theirs.source and one.site == other.site and mine.language == theirs.language
    if same_outlet and agreement.changed and apart is not None and apart >= thresholds.ANOTHER_DAY:
        return Veto("same outlet and language on another day with changed figures", decisive=True)
    return None


def _changed(agreement: Agreement) -> Veto | None:
    if len(agreement.changed) < thresholds.FEWEST_CHANGED:
        return None
    explains_the_rest = agreement.changed_weight >= thresholds.CHANGED_OF_REST * (agreement.poorer - agreement.shared)
    limit = thresholds.CHANGED_AT_LEAST if explains_the_rest else thresholds.CHANGED_VETO
    count = len(agreement.changed)
    by_number = count >= thresholds.MANY_CHANGED and count >= thresholds.CHANGED_BY_NUMBER * (agreement.matched + count)
    if agreement.changed_share < limit and not by_number:
        return None
    return Veto(f"{len(agreement.changed)} figures have other values in their place")


def _is_copy(agreement: Agreement, overlap: float) -> bool:
    """Whether one text is cut from the other: words and some figures are the same, none between them has changed.

    What else it prints is furniture. In the next report of a series figures have changed among those that stay.
    """
    copied = overlap >= thresholds.TEXT_FROM and agreement.matched >= thresholds.FEWEST_COPIED
    return copied and not agreement.changed_inside


def _too_few(agreement: Agreement, least: float) -> Veto | None:
    if agreement.poorer >= thresholds.ENOUGH_FIGURES and agreement.share < least:
        return Veto(f"only {agreement.share:.0%} of the poorer side's figures agree", missing=True)
    return None


def _published_long_ago(one: Profile, other: Profile) -> Veto | None:
    apart = days_apart(one.signature, other.signature)
    if apart is not None and apart > thresholds.FAR_DAYS:
        return Veto(f"published {apart:.0f} days apart")
    return None


def _elsewhere(one: Profile, other: Profile) -> Veto | None:
    mine, theirs = one.signature.places, other.signature.places
    if not mine or not theirs or any(_lies_in(mine[0], place) for place in theirs[:_MAIN_PLACES]):
        return None
    if any(_lies_in(theirs[0], place) for place in mine[:_MAIN_PLACES]):
        return None
    return Veto(f"other main place: {mine[0]}, {theirs[0]}")


def _lies_in(one: str, other: str) -> bool:
    """Whether two places are one or lie one in the other: translations name a district, or only its province."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _other_period(one: Profile, other: Profile) -> Veto | None:
    mine, theirs = one.signature.periods, other.signature.periods
    if not mine or not theirs or any(_ends_alike(left, right) for left in mine for right in theirs):
        return None
    return Veto(f"other reporting period: {mine[0]}, {theirs[0]}")


def _ends_alike(one: str, other: str) -> bool:
    """Whether one period ends as the other does, as exactly as both are printed: 2024-03 and 2024-03-31."""
    ends = one.rpartition("/")[2], other.rpartition("/")[2]
    return ends[0].startswith(ends[1]) or ends[1].startswith(ends[0])


def _is_same_report(agreement: Agreement) -> bool:
    """Whether figures agree so well that another place or period must be a misreading."""
    return (
        agreement.shared >= thresholds.SAME_FIGURES_WEIGHT
        and agreement.share >= thresholds.SAME_FIGURES
        and not agreement.changed
    )
