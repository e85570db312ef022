"""Keeps the books of a round: every listing asked and every article listed gets exactly one ending."""

from collections import Counter
from dataclasses import dataclass, field

from spiders.fetching import Outcome

# Endings that another try cannot better: nothing is lost by not looking at this listing again until it changes.
SETTLED = frozenset({
    "known", "off_topic", "stored", "duplicate", "moved_away", "not_text", "too_large",
    "read", "not_modified", "forbidden", "refused", "http_401", "http_403", "http_404", "http_410", "http_451",
})  # fmt: skip
# Endings of articles that are as they should be; any other unsettled one makes a round partial.
DEFERRED = frozenset({"over_limit"})


@dataclass(slots=True)
class ListingEntry:
    """What is known of one listing asked in this round."""

    ending: str | None = None
    is_start: bool = True
    should_have_links: bool = False
    articles: list[str] = field(default_factory=list)


class Ledger:
    """The books of one round over one source."""

    def __init__(self) -> None:
        self.listings: dict[str, ListingEntry] = {}
        self.articles: dict[str, str | None] = {}
        self.fetched = 0
        self.trouble: str | None = None  # what ended the round before its time

    def ask(self, listing: str, *, is_start: bool) -> bool:
        """Enter a listing about to be asked; False if this round has asked it already."""
        if listing in self.listings:
            return False
        self.listings[listing] = ListingEntry(is_start=is_start)
        return True

    def read(self, listing: str, articles: list[str], *, should_have_links: bool = True) -> list[str]:
        """Enter a listing's answer; returns the articles that this round had not seen yet."""
        entry = self.listings[listing]
        entry.ending = entry.ending or "read"
        entry.should_have_links = should_have_links
        entry.articles = articles
        new = [url for url in articles if url not in self.articles]
        self.articles.update(dict.fromkeys(new))
        return new

    def end_listing(self, listing: str, ending: str) -> None:
        """Enter how asking a listing ended; the first entry stands."""
        entry = self.listings[listing]
        entry.ending = entry.ending or ending

    def end(self, article: str, ending: str) -> None:
        """Enter how an article ended; the first entry stands."""
        if self.articles.get(article) is None:
            self.articles[article] = ending

    def tell(self, trouble: str) -> None:
        """Enter what ended the round before its time; the first entry stands."""
        self.trouble = self.trouble or trouble

    def counts(self) -> dict[str, int]:
        """All counts; what has no ending counts as `unfinished`."""
        endings = Counter(entry.ending or "unfinished" for entry in self.listings.values())
        endings.update(ending or "unfinished" for ending in self.articles.values())
        totals = {"asked": len(self.listings), "listed": len(self.articles), "fetched": self.fetched}
        return totals | dict(sorted(endings.items()))

    def is_settled(self, listing: str) -> bool:
        """Whether nothing that a listing names waits for another round."""
        entry = self.listings[listing]
        return entry.ending in SETTLED and all(self.articles[url] in SETTLED for url in entry.articles)

    def outcome(self) -> tuple[Outcome, str | None]:
        """How the round went, and the first thing that a person should know if it did not go well."""
        answered = [entry for entry in self.listings.values() if entry.ending in {"read", "not_modified"}]
        failures = self._failures()
        if not answered:
            return Outcome.FAILED, failures[0] if failures else self.trouble or "no listing was asked"
        barren = self._barren()
        if barren and not self.articles:
            return Outcome.EMPTY, barren[0]
        complaints = [*([self.trouble] if self.trouble else []), *failures, *barren]
        return (Outcome.PARTIAL, complaints[0]) if complaints else (Outcome.OK, None)

    def _failures(self) -> list[str]:
        listings = [(url, entry.ending or "unfinished") for url, entry in self.listings.items()]
        articles = [(url, ending or "unfinished") for url, ending in self.articles.items()]
        bad = [(url, ending) for url, ending in listings if ending not in {"read", "not_modified"}]
        bad += [(url, ending) for url, ending in articles if ending not in SETTLED | DEFERRED]
        return [f"{url}: {ending}" for url, ending in bad]

    def _barren(self) -> list[str]:
        return [
            f"{url}: answered, but holds no article link; has the site changed its addresses?"
            for url, entry in self.listings.items()
            if entry.is_start and entry.ending == "read" and entry.should_have_links and not entry.articles
        ]
