"""Where settings come from: a TOML file, the environment, secrets in files; and which of them is to blame."""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import platformdirs
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource
from pydantic_settings.exceptions import SettingsError as SourceSettingsError

from crawler.errors import SettingsError

APPLICATION: Final = "tinbao"
CONFIG_NAME: Final = "tinbao.toml"
PREFIX: Final = "TINBAO_"
_LARGEST_FILE_BYTES: Final = 1_000_000  # a configuration or a secret is small; /dev/zero is not
_CLI_VARIABLES: Final = frozenset({"config"})  # read by the command line itself


@dataclass(frozen=True, slots=True)
class Layer:
    """Settings from one origin; `where` names it in messages, `variables` says how it writes a key."""

    where: str
    values: Mapping[str, Any]
    variables: bool = False

    def holds(self, location: Sequence[int | str]) -> bool:
        """Whether this layer says something at that place."""
        value: Any = self.values
        for part in location:
            named = isinstance(value, Mapping) and part in value
            counted = isinstance(value, Sequence) and isinstance(part, int) and part < len(value)
            if not (named or counted):
                return False
            value = value[part]
        return True

    def key(self, location: Sequence[int | str]) -> str:
        """The key as this layer's author wrote it."""
        if self.variables:
            return PREFIX + "__".join(map(str, location)).upper()
        return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")


def find_config(named: Path | None) -> Path | None:
    """The configuration file: the named one, else `tinbao.toml` here, else the user's; None where there is none."""
    if named is not None:
        if not named.is_file():
            raise SettingsError(f"{named}: there is no such configuration file", "Name an existing file with --config.")
        return named
    candidates = (Path(CONFIG_NAME), platformdirs.user_config_path(APPLICATION) / CONFIG_NAME)
    return next((path for path in candidates if path.is_file()), None)


def file_layer(path: Path | None) -> Layer:
    """What the configuration file says; raises SettingsError with the line for what is no TOML."""
    if path is None:
        return Layer(CONFIG_NAME, {})
    try:
        values = tomllib.loads(_small_text(path))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {error}", "Correct that line; see docs/reference/settings.md.") from error
    return Layer(str(path), values)


def environment_layer(settings: type[BaseSettings]) -> Layer:
    """What the environment says: `TINBAO_…`, `__` between group and key, `…_FILE` for a secret kept in a file."""
    source = EnvSettingsSource(settings)
    variables = {name: value for name, value in source.env_vars.items() if name.startswith(PREFIX.lower())}
    source.env_vars = _with_secrets_read(variables, secret_keys(settings))
    try:
        return Layer("the environment", source(), variables=True)
    except SourceSettingsError as error:
        raise SettingsError(f"the environment: {error}", "Write lists of groups as JSON.") from error


def unknown_variables(settings: type[BaseSettings]) -> Iterator[str]:
    """One sentence for each `TINBAO_…` variable that no setting reads.

    Not an error: service links of container engines put `TINBAO_PORT` and the like beside ours.
    """
    known = set(settings.model_fields)
    secrets = {f"{key.replace('.', '__')}_file" for key in secret_keys(settings)}
    for name in sorted(os.environ):
        key = name.removeprefix(PREFIX).lower()
        if not name.startswith(PREFIX) or key in _CLI_VARIABLES | secrets or key.partition("__")[0] in known:
            continue
        yield f"{name} is no setting{_nearest(key, known, form=lambda near: PREFIX + near.upper())}"


def secret_keys(model: type[BaseModel], parent: str = "") -> frozenset[str]:
    """Dotted keys of every secret setting; these have a `_FILE` form."""
    keys: set[str] = set()
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        marked = isinstance(extra, dict) and bool(extra.get("secret"))
        if marked or SecretStr in (field.annotation, *get_args(field.annotation)):
            keys.add(parent + name)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys |= secret_keys(field.annotation, f"{parent}{name}.")
    return frozenset(keys)


def merged(layers: Sequence[Layer]) -> dict[str, Any]:
    """One mapping of all layers, the later over the earlier, group by group."""
    whole: dict[str, Any] = {}
    for layer in layers:
        _lay_over(whole, layer.values)
    return whole


def blame(error: ValidationError, layers: Sequence[Layer], settings: type[BaseSettings]) -> SettingsError:
    """The error in words: which layer, which key, what is wrong, and the nearest known key. Never shows a value."""
    lines = []
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        location = detail["loc"]
        layer = next((layer for layer in reversed(layers) if layer.holds(location)), layers[0])
        problem = str(detail["msg"]).removeprefix("Value error, ")
        if detail["type"] == "extra_forbidden":
            known = _keys_beside(settings, location)
            problem = f"there is no such setting{_nearest(str(location[-1]), known)}"
        lines.append(f"{layer.where}: {layer.key(location)}: {problem}" if location else f"{layer.where}: {problem}")
    return SettingsError("\n".join(lines), "Every setting is described in docs/reference/settings.md.")


def _lay_over(base: dict[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        below = base.get(key)
        if isinstance(below, dict) and isinstance(value, Mapping):
            _lay_over(below, value)
        else:
            base[key] = dict(value) if isinstance(value, Mapping) else value


def _with_secrets_read(variables: Mapping[str, str | None], secrets: frozenset[str]) -> dict[str, str | None]:
    read = dict(variables)
    for key in secrets:
        name = f"{PREFIX.lower()}{key.replace('.', '__')}"
        path = read.pop(f"{name}_file", None)
        if path is None:
            continue
        if name in read:
            raise SettingsError(f"{name.upper()} and {name.upper()}_FILE are both set", "Unset one of them.")
        read[name] = _small_text(Path(path), named_by=f"{name.upper()}_FILE").rstrip("\r\n")
    return read


def _small_text(path: Path, named_by: str = "") -> str:
    origin = f"{named_by}: {path}" if named_by else str(path)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE_BYTES + 1)
        if len(content) > _LARGEST_FILE_BYTES:
            raise SettingsError(f"{origin}: larger than {_LARGEST_FILE_BYTES} bytes", "Name the right file.")
        return content.decode()
    except OSError as error:
        raise SettingsError(f"{origin}: {error.strerror}", "Name a file that this user may read.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{origin}: not UTF-8 ({error.reason} at byte {error.start})", "Save it as UTF-8."
        ) from error


def _keys_beside(settings: type[BaseModel], location: Sequence[int | str]) -> set[str]:
    model: Any = settings
    for part in location[:-1]:
        if isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation)
    return set(model.model_fields)


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(found for found in map(_model_in, get_args(annotation)) if found is not None)


def _nearest(key: str, known: set[str], form: Any = lambda near: f"`{near}`") -> str:
    near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.5)
    return f"; did you mean {form(near[0])}?" if near else f"; known are {', '.join(map(form, sorted(known)))}"
