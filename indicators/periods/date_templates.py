"""Templates of dates as language files write them, turned into patterns.

A template is text with slots: `{d}` day, `{m}` month in digits, `{month}` month by name or in digits, `{y}` year,
`{q}` quarter, `{h}` half, `{n}` a count, `{y2}` `{m2}` `{month2}` the end of a span; `*` any letters, `(a|b)` a choice.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.words.phrases import expand

_SLOT = re.compile(r"\{(\w+)\}|([*()|])| +")
_OPTIONAL = re.compile(r" \(([^()]*[^() |])\|\)")  # what may be missing takes its space with it
_GROUP = re.compile(r"\?P<\w+>")
_SIGNS = {"*": r"\w{0,12}", "(": "(?:", "|": "|", ")": ")"}
# A digit, or a mark behind a digit, before a number means that it is part of a longer one.
_NUMBER_HEAD = r"(?<!\d)(?<!\d[.,/-])"
_WORD_HEAD = r"(?<!\w)"


@dataclass(frozen=True, slots=True)
class Template:
    """A template as a pattern. A match begins with one of `firsts`.

    `begin` is the pattern up to the end of a number that it begins with, else empty. `rank` is the template's place
    among all.
    """

    kind: str
    rank: int
    firsts: frozenset[str]
    pattern: str
    begin: str


@dataclass(frozen=True, slots=True)
class Group:
    """Templates that may match where one literal stands; `pattern` matches wherever one of them does."""

    pattern: str
    templates: tuple[Template, ...]


def build_template(
    kind: str, rank: int, written: str, slots: Mapping[str, str], words: Mapping[str, Iterable[str]]
) -> Template:
    """A template whose slots stand for patterns, which begin with some words.

    Raises ValueError for what cannot be understood.
    """
    written = _OPTIONAL.sub(lambda match: "( " + match.group(1).replace("|", "| ") + "|)", written)
    begin, pattern = _pattern(written, slots)
    firsts = frozenset(first for way in expand(_beginning(written)) for first in _firsts(way, words))
    return Template(kind, rank, firsts, pattern, begin)


def _beginning(written: str) -> str:
    """A template up to its first slot outside of choices: what follows says nothing of how it begins."""
    depth = 0
    for position, mark in enumerate(written):
        depth += (mark == "(") - (mark == ")")
        if mark == "}" and not depth:
            return written[: position + 1]
    return written


def _firsts(way: str, words: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """The literal that a template without choices begins with, or the words of a slot that it begins with."""
    literal, _, rest = way.partition("{")
    return [literal.partition("*")[0]] if literal else words[rest.partition("}")[0]]


def group(templates: Iterable[Template]) -> dict[str, Group]:
    """Templates by the shortest literals that tell which of them may match where one stands."""
    begun: dict[str, list[Template]] = {}
    for template in templates:
        for first in template.firsts:
            begun.setdefault(first, []).append(template)
    groups: dict[str, list[Template]] = {}
    for first in sorted(begun, key=len):
        known = next((literal for literal in groups if first.startswith(literal)), first)
        groups.setdefault(known, []).extend(begun[first])
    return {literal: _grouped(some) for literal, some in groups.items()}


def _grouped(templates: Iterable[Template]) -> Group:
    """Templates as one pattern, in which those that begin alike are put together."""
    ranked = {template.rank: template for template in templates}
    rests: dict[str, list[str]] = {}
    for template in ranked.values():
        rests.setdefault(template.begin, []).append(template.pattern.removeprefix(template.begin))
    alike = "|".join(f"{begin}(?:{'|'.join(rest)})" for begin, rest in rests.items())
    return Group(_GROUP.sub("?:", alike), tuple(ranked.values()))


def any_literal(literals: Iterable[str]) -> str:
    """A pattern for any of some literals, none of which begins another: letter by letter, since they are many."""
    rests: dict[str, list[str]] = {}
    for literal in filter(None, literals):
        rests.setdefault(literal[0], []).append(literal[1:])
    branches = [re.escape(letter) + any_literal(rest) for letter, rest in rests.items()]
    return f"(?:{'|'.join(branches)})" if branches else ""


def slot_patterns(names: Mapping[str, Mapping[str, int]], *, year_offset: int) -> dict[str, str]:
    """The pattern of each slot; `names` are the words that some may have, `year_offset` is that of another era."""
    years = r"(?:19|20)\d\d" + (r"|25\d\d" if year_offset else "")
    numeric = {"d": r"(?:3[01]|[12]\d|0?[1-9])", "m": "(?:1[0-2]|0?[1-9])", "y": f"(?:{years})"}
    named = {name: _alternatives(words) for name, words in names.items()}
    month = named["month"] or numeric["m"]
    counts = "|".join(filter(None, (r"[1-9]\d?", named["n"])))
    return {
        **numeric,
        "month": f"(?:{month})",
        "q": "(?:" + "|".join(filter(None, ("[1-4]", named["q"]))) + ")",
        "h": "(?:" + "|".join(filter(None, ("[12]", named["h"]))) + ")",
        "n": f"(?:{counts})",
    }


def _alternatives(words: Mapping[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _pattern(template: str, slots: Mapping[str, str]) -> tuple[str, str]:
    """A template as a pattern, with what comes of it up to a number that it begins with."""
    head = _NUMBER_HEAD if template[:2] in {"{d", "{m", "{y", "{n"} else _WORD_HEAD if template[:1].isascii() else ""
    parts = [head]
    position = 0
    for match in _SLOT.finditer(template):
        parts.append(re.escape(template[position : match.start()]))
        position = match.end()
        slot = match.group(1)
        if slot is None:
            parts.append(_SIGNS.get(match.group(2), " "))
            continue
        if slot.rstrip("2") not in slots:
            raise ValueError(f"[period] template {template!r}: no slot {{{slot}}}; slots are {sorted(slots)}")
        number = f"(?P<{slot}>{slots[slot.rstrip('2')]})"
        if number in parts:
            raise ValueError(f"[period] template {template!r} has {{{slot}}} twice; call the second {{{slot}2}}")
        parts.append(number)
    # A digit, or a decimal behind a digit, means that this is part of a longer number.
    tail = r"(?!\d)(?![.,/]\d)" if template.endswith("}") else r"(?!\w)" if template[-1:].isascii() else ""
    parts += (re.escape(template[position:]), tail)
    return "".join(parts[:3]) if template.startswith("{") else "", "".join(parts)
