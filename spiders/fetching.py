"""How pages are fetched from every source, and what is told of a round afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

BOT_NAME = "Tinbao"
BOT_VERSION = "0.1"


class FetchSettings(BaseModel):
    """Limits and manners that hold for every source; a source file can only be more careful, never less."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: str = Field(
        default="contact-not-set",
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Mail address or URL at which a site's owner reaches whoever runs this crawler.",
    )
    delay_s: float = Field(default=1.0, ge=0.0, le=600.0, description="Shortest pause between requests to one host.")
    max_delay_s: float = Field(default=60.0, ge=1.0, le=600.0, description="Longest pause; caps a robots Crawl-delay.")
    timeout_s: float = Field(default=30.0, gt=0.0, le=600.0, description="Longest time for one whole answer.")
    retries: int = Field(default=2, ge=0, le=10, description="Further tries after a failure that may pass.")
    retry_wait_s: float = Field(default=5.0, ge=0.0, le=600.0, description="Pause before the first retry; doubles.")
    max_retry_after_s: float = Field(
        default=120.0, ge=0.0, le=3600.0, description="Longest Retry-After that a round waits for; else next round."
    )
    max_redirects: int = Field(default=5, ge=0, le=20, description="Redirects followed for one URL.")
    max_body_bytes: int = Field(
        default=8_000_000, ge=10_000, le=200_000_000, description="Largest body, before and after decompression."
    )
    max_articles: int = Field(default=200, ge=1, le=10_000, description="Articles fetched from one source in a round.")
    max_listings: int = Field(default=40, ge=1, le=1000, description="Listing pages, feeds and sitemaps in a round.")
    round_timeout_s: float = Field(
        default=840.0,
        gt=0.0,
        le=86_400.0,
        description="Longest time for one round; below the daemon's own limit, so that it ends by itself.",
    )
    max_memory_mb: int = Field(default=1024, ge=128, le=65_536, description="A round that needs more is ended.")

    @property
    def user_agent(self) -> str:
        """What the crawler calls itself: honest, and with somebody to write to."""
        return f"{BOT_NAME}/{BOT_VERSION} (+{self.contact})"


class Outcome(StrEnum):
    """How a round over a source went as a whole."""

    OK = "ok"
    EMPTY = "empty"  # a listing answered, and no article link was found
    PARTIAL = "partial"  # some listing or article could not be fetched, or the round was stopped
    FAILED = "failed"  # no listing could be read


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What one round over a source did.

    `counts` has `asked` (listings), `listed` (distinct article links found) and `fetched` (article answers that
    came); all other counts are endings, and every asked listing and listed article has exactly one of them:
    `asked + listed` is the sum of the endings. `validators` maps a listing's URL to what the next round sends to
    learn whether it changed, and the address of an article that redirects to where it leads; it is complete, and
    replaces the one that the round was given.
    """

    outcome: Outcome
    counts: Mapping[str, int]
    error: str | None = None
    validators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
