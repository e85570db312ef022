"""What every command works with: settings, store, sources and reader, each made when first asked for."""

import gc
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from crawler.settings import Settings

if TYPE_CHECKING:
    from indicators.read import Reader
    from spiders.source import Source
    from store.engine import Store


class Application:
    """The parts of a running Tinbao; as a context manager it closes the store at the end.

    Nothing is opened or loaded before it is used: `tinbao sources list` needs no reader, `tinbao read` no store.
    """

    def __init__(self, settings: Settings, store: "Store | None" = None) -> None:
        self.settings = settings
        if store is not None:
            self.store = store

    @cached_property
    def store(self) -> "Store":
        """The store that the settings name; raises StoreError where it cannot be opened or is of an older schema."""
        from store.engine import open_store  # noqa: PLC0415 - SQLAlchemy costs a second that not every command needs

        return open_store(self.settings.store_url)

    @cached_property
    def sources(self) -> "dict[str, Source]":
        """The watched sources by id: those that the settings name, else all; raises SourceError, SettingsError."""
        from spiders.registry import load_sources  # noqa: PLC0415 - as the store

        return self.settings.chosen(load_sources(self.settings.sources_folders))

    @cached_property
    def reader(self) -> "Reader":
        """The reader of figures with its shipped knowledge; takes about a second to load."""
        from indicators.read import load_reader  # noqa: PLC0415 - as the store

        return load_reader()

    def load(self) -> None:
        """Open and load everything now, so that what is wrong with it is said before work begins."""
        _ = (self.store, self.sources, self.reader)
        # What is loaded stays: walking the gazetteer costs a tenth of a second at each full collection otherwise.
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Close the store if it was opened."""
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
