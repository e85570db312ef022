"""The one frozen settings object: flags over environment over `tinbao.toml`; nothing else reads the environment.

Each field carries its default, its unit in the name and its reason in the description, from which
docs/reference/settings.md is written.
"""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar

import platformdirs
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

from crawler.configuration import (
    APPLICATION,
    PREFIX,
    Layer,
    blame,
    environment_layer,
    file_layer,
    find_config,
    merged,
)
from crawler.errors import SettingsError
from crawler.watches import MailAddress, Watch
from spiders.fetching import FetchSettings

_Source = TypeVar("_Source")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_SQLITE: Final = "sqlite:///"


def _split(value: object) -> object:
    """A list in an environment variable is written with commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _store_address(value: object) -> object:
    """A plain path names an SQLite file."""
    return f"{_SQLITE}{Path(value).expanduser().absolute()}" if isinstance(value, str) and "://" not in value else value


def default_store_url() -> str:
    """The SQLite file in the user's data folder."""
    return f"{_SQLITE}{platformdirs.user_data_path(APPLICATION) / 'tinbao.db'}"


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class DaemonSettings(_Group):
    """How the daemon keeps time."""

    tick_seconds: float = Field(
        30, gt=0, le=3600, description="How often it asks the store which sources are due. Short beside any schedule."
    )
    misfire_grace_seconds: int = Field(
        300,
        ge=1,
        le=86_400,
        description="How late a tick may still run, after sleep or heavy load; later ones coalesce.",
    )
    workers: int = Field(
        2, ge=1, le=64, description="Sources crawled at the same time, each in a process of its own (some 100 MB each)."
    )
    crawl_timeout_seconds: float = Field(
        900, gt=0, le=86_400, description="A crawl that takes longer is stopped and counted as failed."
    )


class MailSettings(_Group):
    """The SMTP server that takes alert mails."""

    host: str = Field("localhost", min_length=1, description="Name or address of the SMTP server.")
    port: int = Field(25, ge=1, le=65_535, description="Its port: 25 on this machine, 587 with STARTTLS, 465 with TLS.")
    tls: Literal["none", "starttls", "implicit"] = Field(
        "none", description="`starttls` encrypts after connecting, `implicit` from the first byte; `none` for loopback."
    )
    username: str | None = Field(None, description="Account at the server; none means no login.")
    password: SecretStr | None = Field(
        None, description="Its password. Better from the environment than from the file."
    )
    sender: MailAddress = Field("tinbao@localhost", description="Address in the From line and the envelope.")
    timeout_seconds: float = Field(30, gt=0, le=600, description="Longest wait for each answer of the server.")
    unsubscribe: Annotated[str, StringConstraints(pattern=r"^(https?://|mailto:)[!-;=?-~]+$")] | None = Field(
        None, description="URL or mailto: address for the List-Unsubscribe header; none leaves the header out."
    )

    @model_validator(mode="after")
    def _password_is_encrypted(self) -> Self:
        if self.username and self.tls == "none" and self.host not in _LOOPBACK:
            raise ValueError(f'a login at {self.host} would send the password in clear; set tls = "starttls"')
        return self


class WebSettings(_Group):
    """Where `tinbao serve` listens."""

    host: str = Field(
        "127.0.0.1", min_length=1, description="Address to listen on. There is no login: open it only behind a proxy."
    )
    port: int = Field(8000, ge=0, le=65_535, description="Port to listen on; 0 takes a free one and prints it.")


class Settings(BaseSettings):
    """Everything that can be set, checked once; passed down, never global."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="__", hide_input_in_errors=True
    )

    store_url: Annotated[str, BeforeValidator(_store_address)] = Field(
        default_factory=default_store_url,
        min_length=1,
        repr=False,
        description="The store: a path or `sqlite:///…` for an SQLite file, `postgresql://…` for many machines.",
        json_schema_extra={"secret": True, "shown_default": "`tinbao.db` in the user's data folder"},
    )
    sources: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = Field(
        (), description="Ids of the sources to watch; empty watches all that are known."
    )
    sources_folders: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_split)] = Field(
        (), description="Folders with source files of your own, beside the shipped ones; relative to the file's folder."
    )
    contact: str | None = Field(
        None,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Short for `fetch.contact`: your mail address or URL, put in the user agent.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severe events to log.")
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="Form of the log on stderr; `auto` is console on a terminal and JSON lines elsewhere."
    )
    fetch: FetchSettings = Field(default_factory=FetchSettings, description="How politely pages are fetched.")
    daemon: DaemonSettings = Field(default_factory=DaemonSettings, description="How the daemon keeps time.")
    mail: MailSettings = Field(default_factory=MailSettings, description="The SMTP server that takes alert mails.")
    web: WebSettings = Field(default_factory=WebSettings, description="Where `tinbao serve` listens.")
    watches: tuple[Watch, ...] = Field((), description="Standing questions, each a `[[watches]]` table.")

    @field_validator("watches")
    @classmethod
    def _watch_names_differ(cls, watches: tuple[Watch, ...]) -> tuple[Watch, ...]:
        names = [watch.name for watch in watches]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two watches are named {', '.join(twice)}; give each a name of its own")
        return watches

    @property
    def fetch_settings(self) -> FetchSettings:
        """How pages are fetched, the contact included."""
        return self.fetch.model_copy(update={"contact": self.contact}) if self.contact else self.fetch

    def chosen(self, known: dict[str, _Source]) -> dict[str, _Source]:
        """Of the known sources those to be watched; raises SettingsError for an id that no source has."""
        unknown = sorted(set(self.sources) - set(known))
        if unknown:
            raise SettingsError(
                f"sources: no source is called {', '.join(unknown)}", "`tinbao sources list` shows the known ones."
            )
        return {name: known[name] for name in self.sources} or known

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is passed in: `load_settings` lays file, environment and flags over each other."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


def load_settings(config: Path | None = None, **overrides: Any) -> Settings:
    """The settings from `config` (else the found `tinbao.toml`), the environment and `overrides` (None is not said).

    Raises SettingsError naming file or variable, key and remedy.
    """
    path = find_config(config)
    flags = {key: value for key, value in overrides.items() if value is not None}
    layers = (
        _resolved(file_layer(path), path),
        environment_layer(Settings),
        Layer("the command line", flags),
    )
    try:
        return Settings(**merged(layers))
    except ValidationError as error:
        raise blame(error, layers, Settings) from error


def _resolved(layer: Layer, path: Path | None) -> Layer:
    """Relative paths in a file are relative to that file's folder, wherever the command is run."""
    if path is None:
        return layer
    values, folder = dict(layer.values), path.absolute().parent
    folders = values.get("sources_folders")
    if isinstance(folders, list):
        values["sources_folders"] = [
            folder / Path(part).expanduser() if isinstance(part, str) else part for part in folders
        ]
    store = values.get("store_url")
    if isinstance(store, str) and ("://" not in store or store.startswith(_SQLITE)):
        values["store_url"] = f"{_SQLITE}{folder / Path(store.removeprefix(_SQLITE)).expanduser()}"
    return Layer(layer.where, values)
