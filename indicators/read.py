"""From text to figures: the one way in. Pure, without network or model; time linear in the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from indicators.areas.lookup import Gazetteer, load_gazetteer
from indicators.areas.places import Mention as PlaceMention
from indicators.areas.places import find_places
from indicators.catalogue import Catalogue, load_catalogue
from indicators.describe import Document, describe
from indicators.figure import Area, Context, Mention, Reading
from indicators.language import Language, load_language
from indicators.periods.periods import Period, latest_month, resolve
from indicators.periods.spans import join_spans
from indicators.quantities.amounts import MatchesAt, longest
from indicators.quantities.mask import Masked, mask
from indicators.quantities.scan import by_offset, find_quantities
from indicators.words.normalise import Plain, normalise
from indicators.words.passages import body_end, captions, divide

#: Changes whenever the same text may be read differently than before; stored with every figure.
READER_VERSION = "3"
_NO_CONTEXT = Context()
_NO_NAMES = frozenset({"indicator", "programme", "statistic"})


@dataclass(slots=True)
class Reader:
    """Reads figures; keeps the languages that it has loaded. Threads may share it."""

    catalogue: Catalogue
    gazetteer: Gazetteer
    folder: Path | None = None
    _languages: dict[str, Language] = field(default_factory=dict)
    _loading: Lock = field(default_factory=Lock)

    def language(self, code: str) -> Language:
        """What is known of a language; raises LanguageError where its file is wrong."""
        with self._loading:
            if code not in self._languages:
                self._languages[code] = load_language(code, self.catalogue, self.folder)
            return self._languages[code]

    def read(self, text: str, language: str, context: Context = _NO_CONTEXT) -> Reading:
        """Every figure of a text in a BCP 47 language, labelled as far as the text and its context tell."""
        known = self.language(language)
        whole = normalise(text, known.folds)
        matches = known.lexicon.find(whole.folded)
        end, plain = body_end(whole, matches), whole
        if end < len(whole.text):
            plain = replace(whole, text=whole.text[:end], folded=whole.folded[:end])
            matches = tuple(match for match in matches if match.end <= end)
        at = by_offset(matches)
        found = known.dates.find(plain.folded)
        masked = mask(plain, matches, found, *at)
        documents = [(span.start, span.end) for span in masked if span.kind == "document"]
        dates = {span.start for span in masked if span.kind == "date"}
        told = resolve([one for one in found if one.start in dates], plain.folded, at, documents, context.published)
        periods = join_spans(told, plain.folded, at[0])
        furniture = tuple(Masked(start, stop, "caption", "") for start, stop in captions(plain, matches))
        quantities = find_quantities(plain, known, matches, at, (*masked, *furniture))
        placed = context if context.published else replace(context, published=latest_month(found))
        mentions = _names(self._place_mentions(plain, language, placed), at[0])
        passages = divide(plain, matches, [(period.start, period.end) for period in periods])
        places = find_places(
            mentions,
            matches,
            passages,
            quantities,
            parents=self.gazetteer.parents,
            folded=plain.folded,
            title=self._title_area(language, context),
            default=self.gazetteer.get(context.area_code) if context.area_code else None,
        )
        title = known.lexicon.find(normalise(context.title, known.folds).folded) if context.title else ()
        document = Document(text, plain, known, matches, passages, quantities)
        figures = describe(document, catalogue=self.catalogue, periods=periods, places=places, title=title)
        body = whole.origin(end, end)[0] if end < len(whole.text) else len(text)
        return Reading(figures, _mentions(masked, periods, mentions, plain, text), body)

    def body_end(self, text: str, language: str) -> int:
        """The offset at which the report ends and page furniture begins, without reading its figures.

        Costs a fraction of `read`, whose `Reading.body_end` is the same.
        """
        known = self.language(language)
        whole = normalise(text, known.folds)
        end = body_end(whole, known.lexicon.find(whole.folded))
        return whole.origin(end, end)[0] if end < len(whole.text) else len(text)

    def _title_area(self, language: str, context: Context) -> Area | None:
        if not context.title:
            return None
        found = self.gazetteer.find(context.title, language, published=context.published, home=context.area_code)
        return next((mention.area for mention in found if mention.confidence >= 0.5), None)

    def _place_mentions(self, plain: Plain, language: str, context: Context) -> tuple[PlaceMention, ...]:
        """The places of the body, at spans of the plain text."""
        found = self.gazetteer.find(plain.text, language, published=context.published, home=context.area_code)
        return tuple(PlaceMention(mention.start, mention.end, mention.area, mention.confidence) for mention in found)


def _names(mentions: Sequence[PlaceMention], begin: MatchesAt) -> tuple[PlaceMention, ...]:
    """The mentions without those that are words of the language: "the district lent" names no place."""
    words = ((mention, longest(begin, mention.start, *_NO_NAMES)) for mention in mentions)
    return tuple(mention for mention, word in words if word is None or word.end < mention.end)


def load_reader(folder: Path | None = None) -> Reader:
    """A reader with the shipped catalogue, gazetteer and languages (or those of a folder); languages load when read."""
    return Reader(load_catalogue(), load_gazetteer(), folder)


def _mentions(
    masked: Sequence[Masked], periods: Sequence[Period], places: Sequence[PlaceMention], plain: Plain, text: str
) -> tuple[Mention, ...]:
    """What is no figure but tells reports apart, in text order."""
    spans = [("document", span.code, span.start, span.end) for span in masked if span.kind == "document"]
    spans += [("date", period.code, period.start, period.end) for period in periods]
    spans += [("place", place.area.code or place.area.name, place.start, place.end) for place in places]
    found = []
    for kind, code, first, last in spans:
        start, end = plain.origin(first, last)
        found.append(Mention(kind, code, text[start:end], start, end))
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))
