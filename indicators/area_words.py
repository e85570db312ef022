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


@dataclass(frozen=True, slots=True)
class AreaWords:
    """The compiled words of one language. Group names of the patterns are `b` or `a` and a number into `kinds`."""

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    nation: re.Pattern[str] | None
    whole: re.Pattern[str] | None
    within: re.Pattern[str] | None
    kinds: dict[str, tuple[str, ...]]

    def kinds_of(self, match: re.Match[str]) -> tuple[str, ...]:
        """The kinds that a matched kind word may mean."""
        return self.kinds[match[1].casefold()]


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
        before=_pattern(before, prefix, link),
        after=_pattern(after, "", ""),
        nation=_pattern(data["nation"], prefix, ""),
        whole=_whole(data, before | after),
        within=_pattern(data.get("within", ()), prefix, ""),
        kinds=before | after,
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _pattern(words: Iterable[str], prefix: str, link: str) -> re.Pattern[str] | None:
    """Words as whole words, in scripts with spaces; anywhere in scripts without."""
    spaced = [word for word in words if not UNSPACED.search(word)]
    unspaced = [word for word in words if UNSPACED.search(word)]
    # One alternation, so that the longer word wins; edges are asked for only beside letters of spaced scripts.
    edge = rf"(?<!{_LETTER}){prefix}"
    if spaced:
        return re.compile(rf"{edge}({_any(spaced)})(?!{_LETTER}){link}", re.IGNORECASE)
    return re.compile(f"({_any(unspaced)})") if unspaced else None


def _whole(data: dict[str, Any], kinds: dict[str, tuple[str, ...]]) -> re.Pattern[str] | None:
    front, behind = _any(data.get("whole", ())), _any(data.get("whole_after", ()))
    words = _any(kinds)
    gap = "" if UNSPACED.search("".join(kinds)) else r"\s+"
    parts = []
    if front:
        parts.append(rf"(?:{front}){gap}({words})")
    if behind:
        parts.append(rf"({words})(?:{behind})")
    edge = "" if not gap else rf"(?<!{_LETTER})"
    end = "" if not gap else rf"(?!{_LETTER})"
    return re.compile(f"{edge}(?:{'|'.join(parts)}){end}", re.IGNORECASE) if parts else None
