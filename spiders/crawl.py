"""Runs one round over one source. Call it once, in a process of its own: Scrapy's reactor cannot be started again."""

from collections.abc import Mapping

from spiders.feed import FeedVisit
from spiders.fetching import CrawlReport, FetchSettings, Outcome
from spiders.ledger import Ledger
from spiders.listing import ListingVisit
from spiders.memory import Validators
from spiders.running import rules, run_spider
from spiders.sitemap import SitemapVisit
from spiders.source import Kind, Source
from spiders.visit import Known, StorePage, Visit

__all__ = ["CrawlReport", "FetchSettings", "Outcome", "crawl_source"]

_VISITS: Mapping[Kind, type[Visit]] = {
    Kind.FEED: FeedVisit,
    Kind.SITEMAP: SitemapVisit,
    Kind.LISTING: ListingVisit,
}


def crawl_source(
    source: Source,
    *,
    settings: FetchSettings,
    known: Known,
    store_page: StorePage,
    validators: Validators,
) -> CrawlReport:
    """One round over a source; returns when it is done, or was told to stop by SIGINT or SIGTERM.

    `known` says which of some article URLs are stored already; it is asked once for each listing. `store_page` gets
    every fetched page as it comes. `validators` is what the last round's report gave. Failed fetches are counts in
    the report, never exceptions.
    """
    ledger = Ledger()
    delay = source.politeness.delay_seconds
    delay_s = delay if source.is_private else max(delay, settings.delay_s)
    crawler = run_spider(
        _VISITS[source.kind],
        settings={
            **rules(settings, delay_s=delay_s, language=source.language),
            "ITEM_PIPELINES": {"spiders.storing.StorePages": 100},
        },
        private_hosts=source.private_hosts,
        tell=lambda trouble: ledger.tell(f"the round: {trouble}"),
        source=source,
        fetch=settings,
        known=known,
        store_page=store_page,
        validators=validators,
        ledger=ledger,
    )
    visit = crawler.spider
    outcome, error = ledger.outcome()
    return CrawlReport(
        outcome=outcome,
        counts=ledger.counts(),
        error=error,
        validators=visit.validators() if isinstance(visit, Visit) else validators,
    )
