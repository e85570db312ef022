"""Read files as one page of HTML that needs nothing else: each text with its figures marked, and a list of them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Final

from babel import Locale, UnknownLocaleError
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crawler.explain import Reason, reasons, words_of
from crawler.notation import figure_value, grouped
from crawler.present import indicator_title, period_text, programme_title
from crawler.reading import ReadDocument
from crawler.views import cut_at
from indicators.figure import Figure


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `figure` is the number of the figure that it prints, None between figures."""

    text: str
    figure: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """What the list says of a figure; `mark` is the figure whose mark it shares, itself unless it overlaps another."""

    number: int
    mark: int
    figure: Figure
    words: tuple[str, ...]
    reasons: tuple[Reason, ...]
    confirmed: tuple[str, ...]
    contradicted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One file of the page; `direction` is that of its language's writing."""

    name: str
    language: str
    direction: str
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]

    @property
    def doubted(self) -> frozenset[int]:
        """The numbers of the figures whose article contradicts them."""
        return frozenset(note.mark for note in self.notes if note.contradicted)


def marked_page(documents: Sequence[ReadDocument], *, explain: bool = False) -> str:
    """The page: complete, without scripts or addresses, all that comes from the files escaped."""
    environment = Environment(
        loader=PackageLoader("crawler"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "grouped_value": partial(figure_value, number=grouped),
        "grouped": grouped,
        "indicator_title": indicator_title,
        "period_text": period_text,
        "programme_title": programme_title,
    }
    # Our own file, which has no `<`: it may stand in a style element as it is.
    style = Markup((files("crawler") / "web" / "static" / "tinbao.css").read_text("utf-8"))  # noqa: S704
    return environment.get_template("marked.html.jinja").render(
        leaves=[_leaf(document, explain=explain) for document in documents], explain=explain, style=style
    )


def _leaf(document: ReadDocument, *, explain: bool) -> Leaf:
    figures = sorted(document.figures, key=lambda figure: (figure.start, figure.end))
    cut = cut_at(document.text, [(figure.start, figure.end) for figure in figures])
    pieces = tuple(Piece(text, None if index is None else index + 1) for text, index in cut)
    starts = [piece.figure for piece in pieces if piece.figure is not None]
    marks = {number: starts[bisect_right(starts, number) - 1] for number in range(1, len(figures) + 1)}
    notes = tuple(_note(number, marks[number], figure, explain=explain) for number, figure in enumerate(figures, 1))
    return Leaf(str(document.path), document.language, text_direction(document.language), pieces, notes)


def _note(number: int, mark: int, figure: Figure, *, explain: bool) -> Note:
    return Note(
        number=number,
        mark=mark,
        figure=figure,
        words=words_of(figure),
        reasons=reasons(figure) if explain else (),
        confirmed=tuple(check.explanation for check in figure.checks if check.holds),
        contradicted=tuple(check.explanation for check in figure.checks if not check.holds),
    )


def text_direction(language: str) -> str:
    """`rtl` or `ltr` by CLDR; `auto` for a language that it does not know."""
    try:
        order = Locale.parse(language, sep="-").character_order
    except (UnknownLocaleError, ValueError):
        return "auto"
    return _DIRECTIONS.get(order, "auto")


_DIRECTIONS: Final = {"right-to-left": "rtl", "left-to-right": "ltr"}
