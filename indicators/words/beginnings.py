"""Which phrases a word begins: worked out once for each word, so that a text's words need only be looked up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from indicators.words.phrases import MOST_ENDING, WORD, Form, inside_word, letters_end

_AHEAD = range(1, 9)  # characters behind a word by which its phrases are told apart, as many as tell most
_MOST_SEEN = 100_000  # words remembered: more than any language's news have, less than a hostile text could make


class Beginnings(NamedTuple):
    """The phrases that a word begins: those that end in it, and those that may go on, by the characters behind it.

    `onward` goes by so many characters as `ahead` tells; `others` may go on whatever stands there, and each of
    `onward` has them as well.
    """

    whole: Sequence[Form]
    onward: Mapping[str, Sequence[Form]]
    others: Sequence[Form]
    ahead: int


class Index(dict[str, Beginnings | None]):
    """The phrases of one language by how they begin, worked out as it is asked for.

    Asked for are words as they stand in a text, with the apostrophe behind them, and symbols; where words are not
    spaced, two letters each.
    """

    def __init__(self, forms: Iterable[Form], *, spaced: bool, prefixes: Sequence[str]) -> None:
        """`prefixes` are what the language writes onto a word's beginning (the Arabic article, conjunctions)."""
        self._spaced = spaced
        self._prefixes = prefixes
        self._forms: dict[str, list[Form]] = {}
        for form in forms:
            word = WORD.match(form.head) if spaced else None
            self._forms.setdefault(word.group() if word else form.head[: 1 if spaced else 2], []).append(form)
        # How much of a word tells what it begins.
        self._reach = max(map(len, self._forms), default=0) + max(map(len, prefixes), default=0) + MOST_ENDING + 2

    def __missing__(self, written: str) -> Beginnings | None:
        """What begins with something that was not asked for before."""
        if len(written) > self._reach:
            return self[written[: self._reach]]
        if len(self) >= _MOST_SEEN:
            self.clear()
        beginnings = self[written] = self._arranged(written, [*self._begun_by(written)])
        return beginnings

    def _begun_by(self, written: str) -> Iterator[Form]:
        """What is left of the phrases whose first word this is, or which go on where it stands for their first letters.

        Behind each prefix another word begins.
        """
        word = written.removesuffix("'") if self._spaced else written
        prefixes = [prefix for prefix in self._prefixes if word.startswith(prefix) and len(word) > len(prefix) + 1]
        for start in (0, *map(len, prefixes)):
            for end in range(start + 1, len(word) + 1):
                for form in self._forms.get(word[start:end], ()):
                    open_ended = form.rest or not self._spaced or not word.isalpha()
                    if end == len(word) or (len(form.head) == end - start and open_ended):
                        yield self._left(form, written, start, end)

    def _left(self, form: Form, written: str, start: int, end: int) -> Form:
        """What is left of a phrase behind its first word, and behind an ending or a space there where that is sure."""
        head, rest = form.head[end - start :], form.rest
        if head.startswith("'") and written.endswith("'"):
            head, end = head[1:], end + 1
        elif not head and rest[:1] == ("*",) and not written.endswith("'"):  # an ending goes on behind an apostrophe
            end, rest = letters_end(written, end) if self._spaced else end, rest[1:]
        if not head and rest and rest[0] not in "*…" and not self._prefixes:
            head, rest = rest[0], rest[1:]
        return form._replace(head=head, rest=rest, start=start, end=end)

    def _arranged(self, written: str, forms: Sequence[Form]) -> Beginnings | None:
        going_on = [form for form in forms if form.head or form.rest]
        ended = [form for form in forms if not form.head and not form.rest]
        whole = [form for form in ended if not self._spaced or not inside_word(written, form.end)]
        if not going_on:
            return Beginnings(whole, {}, (), 0) if whole else None
        ways = [(_by_ahead(going_on, len(written), ahead), ahead) for ahead in _AHEAD]
        onward, ahead = min(ways, key=lambda way: len(way[0][""]) + max(map(len, way[0].values())))
        others = onward.pop("")
        return Beginnings(whole, {letters: [*some, *others] for letters, some in onward.items()}, others, ahead)


def _by_ahead(forms: Iterable[Form], end: int, ahead: int) -> dict[str, list[Form]]:
    """Forms by so many characters from an offset on, "" where they have fewer or go on from elsewhere."""
    found: dict[str, list[Form]] = {"": []}
    for form in forms:
        sure = form.end == end and len(form.head) >= ahead
        found.setdefault(form.head[:ahead] if sure else "", []).append(form)
    return found
