"""The article's own arithmetic as a check of its figures.

Claims that hold are kept with their figures; a contradiction too, and it lowers their confidence. Nothing is left out
and nothing stops: at worst a figure stays unchecked.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from indicators.arithmetic.account import Account, Alternatives, Claim
from indicators.arithmetic.change_claims import change_claims
from indicators.arithmetic.formulas import Outcome
from indicators.arithmetic.part_claims import part_claims
from indicators.arithmetic.share_claims import share_claims
from indicators.figure import Check, Figure, Interval

#: What is left of the confidence of a figure that is contradicted, and of one that other arithmetic confirms.
CONTRADICTED = 0.5
CONTRADICTED_AND_CONFIRMED = 0.75


def check_arithmetic(account: Account) -> tuple[Figure, ...]:
    """The figures of an account with the checks that they take part in.

    Of a figure whose characters have two readings, the one that agrees with the arithmetic is taken where only that
    one does. Each figure is held against a few others near by, so that time stays linear in their number.
    """
    try:
        return checked(account)
    except Exception:
        # A check may fail for whatever reason: the figures have been read, and are kept as read.
        logging.getLogger(__name__).exception("the arithmetic of an article could not be checked")
        return tuple(account.figures)


def checked(account: Account) -> tuple[Figure, ...]:
    """As `check_arithmetic`, but raises what goes wrong."""
    indices = range(len(account.figures))
    claims = [
        some
        for find in (share_claims, part_claims, change_claims)
        for index in indices
        for some in find(account, index)
        if some
    ]
    figures = _reread(account.figures, claims)
    checks: dict[int, list[Check]] = defaultdict(list)
    for alternatives in claims:
        settled = _settled(alternatives, figures)
        if settled is not None:
            for term, check in _checks(*settled, figures):
                checks[term].append(check)
    for index, some in checks.items():
        figures[index] = _checked(figures[index], some)
    return tuple(figures)


def _settled(alternatives: Alternatives, figures: Sequence[Figure]) -> tuple[Claim, Outcome] | None:
    """The alternative that holds, else the first sure one, which is contradicted; None where nothing is to be said."""
    contradicted: tuple[Claim, Outcome] | None = None
    for claim in alternatives:
        outcome = claim.formula(*[figures[term] for term in claim.terms])
        if outcome.holds and (outcome.said or claim.sure):
            return (claim, outcome) if claim.telling and outcome.said else None
        if not outcome.holds and claim.sure and contradicted is None:
            contradicted = claim, outcome
    return contradicted


def _checks(claim: Claim, outcome: Outcome, figures: Sequence[Figure]) -> Iterator[tuple[int, Check]]:
    spans = [(figures[term].start, figures[term].end) for term in claim.terms]
    for position, term in enumerate(claim.terms):
        others = tuple(spans[:position] + spans[position + 1 :])
        yield term, Check(claim.kind, outcome.holds, others, outcome.said)


def _checked(figure: Figure, checks: Sequence[Check]) -> Figure:
    told = tuple(dict.fromkeys(checks))
    if all(check.holds for check in told):
        return replace(figure, checks=told)
    left = CONTRADICTED_AND_CONFIRMED if any(check.holds for check in told) else CONTRADICTED
    return replace(figure, checks=told, confidence=round(figure.confidence * left, 3))


def _reread(figures: Sequence[Figure], claims: Sequence[Alternatives]) -> list[Figure]:
    """The figures, those with two readings taken as their claims have them."""
    taken = list(figures)
    open_figures = {index for index, figure in enumerate(figures) if figure.readings}
    if not open_figures:
        return taken
    of_figure: Mapping[int, list[Alternatives]] = defaultdict(list)
    for alternatives in claims:
        for index in {term for claim in alternatives for term in claim.terms} & open_figures:
            of_figure[index].append(alternatives)
    for index, its_claims in of_figure.items():
        taken[index] = _best_reading(index, its_claims, taken)
    return taken


def _best_reading(index: int, claims: Sequence[Alternatives], figures: Sequence[Figure]) -> Figure:
    """The figure as printed, unless that contradicts a claim and another reading satisfies all of them."""
    figure = figures[index]
    if _contradictions(claims, figures) == 0:
        return figure
    for reading in figure.readings:
        other = _read_as(figure, reading)
        if other is not None and not _contradictions(claims, [*figures[:index], other, *figures[index + 1 :]]):
            return other
    return figure


def _contradictions(claims: Sequence[Alternatives], figures: Sequence[Figure]) -> int:
    settled = (_settled(alternatives, figures) for alternatives in claims)
    return sum(found is not None and not found[1].holds for found in settled)


def _read_as(figure: Figure, reading: Decimal) -> Figure | None:
    """The figure with another reading as its value; the two differ in where the decimal mark stands."""
    if not figure.value or not reading:
        return None
    factor = abs(reading / figure.value)
    ends = (None if end is None else end * factor for end in (figure.interval.low, figure.interval.high))
    return replace(
        figure,
        value=reading.copy_sign(figure.value),
        value_max=None if figure.value_max is None else figure.value_max * factor,
        interval=Interval(*ends),
        readings=tuple(abs(figure.value) if other == reading else other for other in figure.readings),
    )
