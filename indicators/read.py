"""From text to figures: the one way in. Pure, without network or model; time linear in the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indicators.amounts import Amount, MatchesAt, longest, read_amounts
from indicators.catalogue import OTHER, Catalogue, load_catalogue
from indicators.figure import Context, Figure, Mention, Reading, Statistic
from indicators.language import Language, load_language
from indicators.lexicon import Match
from indicators.mask import Masked, mask
from indicators.normalise import Plain, normalise
from indicators.numerals import Token, find_tokens, learn_marks
from indicators.quantities import Quantity, Surroundings, interval_of, join_ranges, read_quantity

#: Changes whenever the same text may be read differently than before; stored with every figure.
READER_VERSION = "1"


@dataclass(slots=True)
class Reader:
    """Reads figures; keeps the languages that it has loaded. Not to be shared between threads while they load."""

    catalogue: Catalogue
    folder: Path | None = None
    _languages: dict[str, Language] = field(default_factory=dict)

    def language(self, code: str) -> Language:
        """What is known of a language; raises LanguageError where its file is wrong."""
        if code not in self._languages:
            self._languages[code] = load_language(code, self.catalogue, self.folder)
        return self._languages[code]

    def read(self, text: str, language: str, context: Context = Context()) -> Reading:  # noqa: B008 -- frozen
        """Every figure of a text in a BCP 47 language, labelled as far as the text tells."""
        known = self.language(language)
        plain = normalise(text, known.folds)
        matches = known.lexicon.find(plain.folded)
        masked = mask(plain, matches, known.dates.find(plain.folded))
        quantities = find_quantities(plain, known, matches, masked)
        figures = tuple(_figure(quantity, plain, known, text) for quantity in quantities)
        return Reading(figures, (), len(text))

    def body_end(self, text: str, language: str) -> int:
        """Where the report ends and page furniture (`Source … Comment (0)`) begins; the cleaning step cuts there.

        Costs a fraction of `read`, whose `Reading.body_end` is the same.
        """
        del language  # TO COME (helper READING): the same furniture rule that read() applies
        return len(text)


def load_reader(folder: Path | None = None) -> Reader:
    """A reader with the shipped catalogue and languages (or those of a folder); languages load when first read."""
    return Reader(load_catalogue(), folder)


def find_quantities(
    plain: Plain, language: Language, matches: Sequence[Match], masked: Sequence[Masked]
) -> tuple[Quantity, ...]:
    """All quantities outside of what is masked, ranges joined, in text order."""
    covered = _covered(masked)
    begin, finish = _by_offset(matches)
    around = Surroundings(plain.folded, begin, finish, matches, language.noun_words, language.lexicon.spaced)
    tokens = [
        token
        for token in find_tokens(plain, spaces_group=language.group == " ")
        if not covered & {token.start, token.end - 1}
    ]
    counted = [token for token in tokens if _counts(token, begin, plain.folded)]
    marks = learn_marks(tokens, counted, decimal=language.decimal, group=language.group)
    words = [
        match
        for match in matches
        if match.entry.dimension in {"spelled", "amount", "times"} and not covered & {match.start, match.end - 1}
    ]
    amounts = read_amounts(plain.folded, tokens, words, begin, marks, frozenset(token.start for token in counted))
    found = [quantity for amount in _fractions(plain.folded, amounts) if (quantity := read_quantity(amount, around))]
    return _with_currency(join_ranges(found, around))


def _covered(masked: Sequence[Masked]) -> set[int]:
    return {offset for span in masked for offset in range(span.start, span.end)}


def _by_offset(matches: Sequence[Match]) -> tuple[MatchesAt, MatchesAt]:
    begin: dict[int, list[Match]] = {}
    finish: dict[int, list[Match]] = {}
    for match in matches:
        begin.setdefault(match.start, []).append(match)
        finish.setdefault(match.end, []).append(match)
    return begin, finish


def _counts(token: Token, begin: MatchesAt, folded: str) -> bool:
    """Whether a whole thing is counted directly behind a number, so that it can have no fraction."""
    position = token.end + 1 if folded[token.end : token.end + 1] == " " else token.end
    unit = longest(begin, position, "unit")
    whole = unit is not None and not unit.entry.code.isupper() and unit.entry.code not in _MEASURES
    return whole and longest(begin, position, "magnitude") is None


_MEASURES = frozenset({"percent", "times", "tonne", "kilogram", "hectare", "kilometre", "square_metre"})


def _fractions(folded: str, amounts: Sequence[Amount]) -> list[Amount]:
    """152/152 units: as many of as many; the first number is what is counted."""
    merged: list[Amount] = []
    for amount in amounts:
        head = merged[-1] if merged else None
        if head and folded[head.end : amount.start] == "/" and head.magnitude == amount.magnitude == 1:
            merged[-1] = replace(head, end=amount.end)
        else:
            merged.append(amount)
    return merged


def _with_currency(quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Amounts without a unit are money of the currency that the text counts in; others are no figures."""
    currencies = [quantity.unit for quantity in quantities if quantity.unit and quantity.unit.isupper()]
    usual = max(set(currencies), key=currencies.count) if currencies else None
    filled = [replace(quantity, unit=usual) if quantity.unit is None else quantity for quantity in quantities]
    return tuple(quantity for quantity in filled if quantity.unit is not None)


def _figure(quantity: Quantity, plain: Plain, language: Language, text: str) -> Figure:
    start, end = plain.origin(quantity.start, quantity.end)
    return Figure(
        start=start,
        end=end,
        raw=text[start:end],
        value=quantity.amount.value,
        value_max=quantity.value_max,
        interval=interval_of(quantity),
        unit=quantity.unit or "",
        qualifier=quantity.qualifier,
        indicator=OTHER,
        programme=None,
        statistic=Statistic.LEVEL,
        area=None,
        period=None,
        language=language.code,
        per=quantity.per,
        readings=(quantity.amount.other,) if quantity.amount.other is not None else (),
    )
