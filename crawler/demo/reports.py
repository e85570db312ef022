"""The demo's reports: data that we wrote, with made-up figures, one TOML file a report."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _paragraphs(body: str) -> tuple[str, ...]:
    """Blank lines part paragraphs; line breaks within one are for the eyes of the editor."""
    return tuple(" ".join(block.split()) for block in body.split("\n\n") if block.strip())


class Translation(BaseModel):
    """A report in one language. `photo` is the caption of the picture after its first paragraph."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    body: Annotated[tuple[str, ...], BeforeValidator(_paragraphs)]
    photo: str | None = None
    byline: str | None = None


class Report(BaseModel):
    """One report with its translations.

    `slug` is the Vietnamese title without diacritics, the same in all editions. `number` is the provincial paper's
    number of the article; None where the paper has none, and then `origin` names another outlet. `shortened` keeps
    only so many paragraphs in the portal's Vietnamese copy. A report `held_back` stays unpublished at first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    slug: str
    published: datetime
    number: int | None = None
    origin: str | None = None
    on_portal: bool = True
    shortened: int | None = None
    held_back: bool = False
    languages: Annotated[dict[str, Translation], Field(min_length=1)]


class Edition(BaseModel):
    """The words around a report in one edition, or in the paper."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    direction: Literal["ltr", "rtl"]
    site: str
    tagline: str
    home: str
    section: str
    navigation: tuple[str, ...]
    photo: str
    source: str
    comments: str
    share: str
    related: str
    most_read: str
    headlines: tuple[str, ...]
    footer: str


def load_reports() -> tuple[Report, ...]:
    """All reports that come with Tinbao, newest first."""
    folder = files(__package__) / "reports"
    reports = [_load_report(path) for path in folder.iterdir() if path.name.endswith(".toml")]
    return tuple(sorted(reports, key=lambda report: report.published, reverse=True))


def load_editions() -> dict[str, Edition]:
    """The portal's editions by language, and the paper under `paper`."""
    text = (files(__package__) / "editions.toml").read_text("utf-8")
    return {key: Edition.model_validate(words) for key, words in tomllib.loads(text).items()}


def _load_report(path: Traversable) -> Report:
    data: Mapping[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return Report.model_validate({"id": path.name.removesuffix(".toml"), **data})
