"""The item pipeline of a round; it does one thing: the page goes to the store, raw and at once."""

from scrapy.crawler import Crawler

from spiders.visit import Fetched, Visit


class StorePages:
    """Stores each page as it comes, so that an early end loses nothing fetched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StorePages":
        """As Scrapy builds its pipelines."""
        return cls(crawler)

    def process_item(self, item: Fetched) -> Fetched:
        """Store one page; a store that fails ends the round, for nothing that follows could be kept."""
        visit = self._crawler.spider
        assert isinstance(visit, Visit)
        try:
            visit.store_page(item.page)
        except Exception as error:  # the edge: whatever the store raises is this round's trouble
            visit.ledger.end(item.listed_as, "not_stored")
            visit.ledger.tell(f"pages cannot be stored: {error}")
            visit.logger.exception("pages cannot be stored")
            visit.stopping.set()
        else:
            visit.ledger.end(item.listed_as, "stored")
        return item
