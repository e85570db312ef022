"""What a round remembers of the one before and hands to the next: the report's `validators`."""

from collections.abc import Callable, Mapping

Validators = Mapping[str, Mapping[str, str]]

# A server that says "not modified" for ever may be lying: after so many times the listing is asked for whole.
MAX_UNCHANGED = 10
MAX_MOVES = 2000
MAX_VALIDATOR_LENGTH = 1000
_CONDITIONS = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}


class Memory:
    """For a listing its ETag and Last-Modified; for an article listed under an address that redirects, where to.

    Pages are stored under the address that answered, so that without the latter such an article would look new, and
    be fetched again, in every round.
    """

    def __init__(self, validators: Validators) -> None:
        self._old = {url: dict(own) for url, own in validators.items() if "moved_to" not in own}
        self._new: dict[str, dict[str, str]] = {}
        self._moves = {url: own["moved_to"] for url, own in validators.items() if "moved_to" in own}

    def conditions(self, listing: str) -> dict[str, str]:
        """The headers that ask for a listing only if it changed."""
        old = self._old.get(listing, {})
        if self._times_unchanged(listing) >= MAX_UNCHANGED:
            return {}
        return {header: old[key] for key, header in _CONDITIONS.items() if old.get(key)}

    def note_answer(self, listing: str, headers: Mapping[str, str]) -> None:
        """A listing came whole."""
        found = {"etag": headers.get("etag", ""), "last_modified": headers.get("last-modified", "")}
        self._new[listing] = {key: value for key, value in found.items() if 0 < len(value) < MAX_VALIDATOR_LENGTH}

    def note_unchanged(self, listing: str) -> None:
        """A listing has not changed."""
        times = self._times_unchanged(listing) + 1
        self._new[listing] = self._old.get(listing, {}) | {"unchanged": str(times)}

    def note_move(self, listed: str, answered: str) -> None:
        """An article was listed under one address and answered under another."""
        self._moves[listed] = answered

    def stored_as(self, listed: str) -> str:
        """The address under which a listed article would be stored, as far as is known."""
        return self._moves.get(listed, listed)

    def validators(self, asked: Mapping[str, object], is_settled: Callable[[str], bool]) -> dict[str, dict[str, str]]:
        """For the next round; of the listings asked in this one only those that need not be seen again."""
        kept = {url: own for url, own in self._old.items() if url not in asked}
        new = {url: own for url, own in self._new.items() if own and is_settled(url)}
        moves = {url: {"moved_to": target} for url, target in list(self._moves.items())[-MAX_MOVES:]}
        return moves | kept | new

    def _times_unchanged(self, listing: str) -> int:
        text = self._old.get(listing, {}).get("unchanged", "0")
        return int(text) if text.isdecimal() else 0
