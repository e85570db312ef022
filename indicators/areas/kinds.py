"""What each language calls a place, as data: kind words, the nation, the whole of a place."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
UNSPACED = re.compile(f"[{_UNSPACED}]")
_LETTER = r"[^\W\d_]"
_SIGN = "[\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebd\u0ec8-\u0ecd\u17b4-\u17d3]"  # goes on the letter before it
_FIRST_LETTERS = re.compile(rf"{_LETTER}+")


@dataclass(frozen=True, slots=True)
class AreaWords:
    """The compiled words of one language, in lower case: their patterns search a text in lower case."""

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    nation: re.Pattern[str] | None
    whole: re.Pattern[str] | None
    within: re.Pattern[str] | None
    grammar: frozenset[str]
    endings: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]

    def kinds_of(self, match: re.Match[str]) -> tuple[str, ...]:
        """The kinds that a matched kind word may mean: the last group that matched."""
        return self.kinds[" ".join(match[match.lastindex or 0].casefold().split())]


@lru_cache(maxsize=64)
def area_words(language: str) -> AreaWords | None:
    """The words of a language (its BCP 47 code; region and script are left out); None for one not described."""
    data = _languages().get(language.partition("-")[0].lower())
    return _compiled(data) if data else None


@lru_cache(maxsize=1)
def _languages() -> dict[str, Any]:
    return tomllib.loads((files("indicators") / "gazetteer" / "languages.toml").read_text(encoding="utf-8"))


def _compiled(data: dict[str, Any]) -> AreaWords:
    before: dict[str, tuple[str, ...]] = {}
    after: dict[str, tuple[str, ...]] = {}
    for kind in data["kind"]:
        before |= {word.casefold(): tuple(kind["kinds"]) for word in kind.get("before", ())}
        after |= {word.casefold(): tuple(kind["kinds"]) for word in kind.get("after", ())}
    prefix = f"[{data['prefixes']}]{{0,2}}" if "prefixes" in data else ""
    connectors = _any(data["connectors"])
    link = rf"(?:\s+(?:{connectors})(?:(?<=['’])|\b))?" if connectors else ""
    return AreaWords(
        before=_pattern(before, prefix, link, _no_name(data, before)),
        after=_pattern(after, "", "", _following(data)),
        nation=_pattern(data["nation"], prefix, ""),
        whole=_whole(data, before | after),
        within=_pattern(data.get("within", ()), prefix, ""),
        grammar=frozenset(data.get("no_name", ())),
        endings=tuple(data.get("endings", ())),
        kinds=before | after,
    )


def _any(words: Iterable[str], *, edge: bool = False) -> str:
    """Any of some words in lower case, the longest first; with `edge` no letter stands before them."""
    longest = sorted((word.lower() for word in words), key=len, reverse=True)
    written = (re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    return "|".join(map(behind_no_letter, written) if edge else written)


def behind_no_letter(word: str) -> str:
    """A pattern that is to begin at no letter's back: said behind its first letters, which the search can look for."""
    letters = _FIRST_LETTERS.match(word)
    if letters is None:
        return rf"(?<!{_LETTER}){word}"
    return rf"{letters[0]}(?<!{_LETTER}{letters[0]}){word[letters.end() :]}"


def _following(data: dict[str, Any]) -> str:
    """What must come after a kind word in a script without capitals: no further syllable but a particle."""
    if "particles" in data:
        return f"(?=[{data['particles']}]|(?!{_LETTER}))"
    return f"(?![{data['never_before']}])" if "never_before" in data else ""


def _no_name(data: dict[str, Any], kinds: Iterable[str]) -> str:
    """What must not come after a kind word where no spaces part words: another kind word, or a word of grammar."""
    words = data.get("no_name", ())
    return f"(?![ \u200b]?(?:{_any((*words, *kinds))})(?!{_SIGN}))" if words else ""


def _pattern(words: Iterable[str], prefix: str, link: str, following: str = "") -> re.Pattern[str] | None:
    """Words as whole words, in scripts with spaces; anywhere in scripts without."""
    spaced = [word for word in words if not UNSPACED.search(word)]
    unspaced = [word for word in words if UNSPACED.search(word)]
    # One alternation, so that the longer word wins; edges are asked for only beside letters of spaced scripts.
    if spaced and prefix:
        return re.compile(rf"(?<!{_LETTER}){prefix}({_any(spaced)})(?!{_LETTER}){link}")
    if spaced:
        return re.compile(rf"({_any(spaced, edge=True)})(?!{_LETTER}){link}")
    return re.compile(f"({_any(unspaced)}){following}") if unspaced else None


def _whole(data: dict[str, Any], kinds: dict[str, tuple[str, ...]]) -> re.Pattern[str] | None:
    spaced = not UNSPACED.search("".join(kinds))
    gap, end = (r"\s+", rf"(?!{_LETTER})") if spaced else ("", "")
    front, behind = _any(data.get("whole", ()), edge=spaced), _any(data.get("whole_after", ()))
    others = _any(data.get("no_kind", ()))
    parts = []
    if front:
        unlike = rf"(?!(?:{others})(?!{_LETTER}))" if others else ""
        parts.append(rf"(?:{front}){gap}{unlike}({_any(kinds)})")
    if behind:
        parts.append(rf"({_any(kinds, edge=spaced)})(?:{behind})")
    return re.compile(f"(?:{'|'.join(parts)}){end}") if parts else None
