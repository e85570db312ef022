"""Writes docs/reference/commands.md and settings.md from the code: `python -m crawler.cli.reference`.

A test holds both pages against this, so no command, option or setting is without a description.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typer.main import get_command

from crawler.cli.app import build
from crawler.configuration import PREFIX, secret_keys
from crawler.contract import (
    AlertRow,
    ArticleRow,
    FigureRow,
    FindingRow,
    HitRow,
    ObservationRow,
    SourceRow,
    StoredFigureRow,
    StoryRow,
    WatchRow,
)
from crawler.settings import Settings
from crawler.watches import Watch

_MADE: Final = "<!-- Written by `python -m crawler.cli.reference`; a test holds it against the code. -->\n"
_ROWS: Final = {
    "`observations`, `export`": ObservationRow,
    "`stories`": StoryRow,
    "`articles`": ArticleRow,
    "`search`": HitRow,
    "`figures`": StoredFigureRow,
    "`read`": FigureRow,
    "`sources list`": SourceRow,
    "`watches list`": WatchRow,
    "`alerts list`": AlertRow,
    "`doctor`": FindingRow,
}
_COMMANDS_HEAD: Final = """# Commands

Options before a command's name hold for all commands: `tinbao --store news.db observations`.

Lists print a table, into a pipe too, unless `--format json` (one JSON object a line) or `--format csv` (with a header)
is given; the answer goes to standard output, logs and progress to standard error. Tables print ids with a letter (`a12`
an article, `s3` a story, `o7` an observation), which `tinbao show` takes; JSON and CSV have the numbers alone. Values
are decimal strings, times ISO 8601 in UTC. In CSV, text that a spreadsheet would take for a formula (beginning with
`=`, `+`, `-`, `@`, a tab or a return, and no number) has an apostrophe before it; JSON carries all text unchanged.

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | the work failed; the message says what, and what to do |
| 2 | wrong usage |
| 130 | interrupted with Ctrl-C |
| 141 | the reader of the output left, as `\\| head` does |
"""
_SETTINGS_HEAD: Final = f"""# Settings

All settings may stand in `tinbao.toml`: the file that `--config` (or `{PREFIX}CONFIG`) names, else the one in the
current folder, else `tinbao/tinbao.toml` in the user's configuration folder (`~/.config` on Linux). An environment
variable goes over the file, an option of the command line over both. A key that does not exist is an error.

The variable of `mail.port` is `{PREFIX}MAIL__PORT`: two underscores between group and key. Lists are written with
commas, `watches` as JSON. A secret may stand in a file of its own: `{PREFIX}MAIL__PASSWORD_FILE=/run/secrets/mail` is
read in place of `{PREFIX}MAIL__PASSWORD`. Secrets are never logged. Relative paths in the file are relative to its
folder.
"""


def commands_page() -> str:
    """docs/reference/commands.md."""
    root: Any = get_command(build())
    parts = [_COMMANDS_HEAD, "## Options before the command\n", _options(root)]
    parts += [_command(name, command) for name, command in _commands(root)]
    return f"{_MADE}\n{chr(10).join([*parts, _keys()])}".rstrip() + "\n"


def settings_page() -> str:
    """docs/reference/settings.md."""
    plain = {name: field for name, field in Settings.model_fields.items() if _group(field) is None}
    parts = [_SETTINGS_HEAD, "## At the top of the file\n", _table(plain, "")]
    for name, field in Settings.model_fields.items():
        if group := _group(field):
            parts += [f"## `[{name}]`\n", f"{field.description}\n", _table(group.model_fields, f"{name}.")]
    about = " ".join(inspect.cleandoc(Watch.__doc__ or "").split())
    parts += ["## `[[watches]]`\n", f"{about}\n", _table(Watch.model_fields, "")]
    return f"{_MADE}\n{chr(10).join(parts)}".rstrip() + "\n"


def main() -> None:
    """Write both pages."""
    folder = Path(__file__).parents[2] / "docs" / "reference"
    (folder / "commands.md").write_text(commands_page(), "utf-8")
    (folder / "settings.md").write_text(settings_page(), "utf-8")


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if getattr(command, "invoke_without_command", True):
            yield f"{before}{name}", command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")


def _command(name: str, command: Any) -> str:
    about = inspect.cleandoc(command.help)
    uses = [line.strip() for line in command.epilog.splitlines() if line.startswith("  ")]
    shown = "\n".join(uses)
    return f"## tinbao {name}\n\n{about}\n\n{_options(command)}\n```console\n{shown}\n```\n"


def _options(command: Any) -> str:
    rows = [_parameter(parameter) for parameter in command.params if parameter.name != "help"]
    return "| option | what it says |\n| --- | --- |\n" + "\n".join(rows) + "\n" if rows else ""


def _parameter(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    name = (parameter.metavar or parameter.name).upper() if is_argument else ", ".join(parameter.opts)
    choices = parameter.type_descriptor.choices
    said = [parameter.help.rstrip(".")]
    if choices:
        said.append("one of " + ", ".join(f"`{choice.value}`" for choice in choices))
    default = getattr(parameter.default, "value", parameter.default)
    if default not in {None, False, (), ""} and not callable(default):
        said.append(f"default `{default}`")
    return f"| `{name}` | {'; '.join(said)} |".replace("|default", "default")


def _keys() -> str:
    lines = [f"| {name} | {', '.join(f'`{key}`' for key in row.__annotations__)} |" for name, row in _ROWS.items()]
    head = (
        "## Keys of JSON and CSV\n\nKeys may be added, never renamed or dropped.\n\n| command | keys |\n| --- | --- |\n"
    )
    return head + "\n".join(lines)


def _group(field: FieldInfo) -> type[BaseModel] | None:
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _table(fields: dict[str, FieldInfo], group: str) -> str:
    rows = [
        f"| `{name}` | {_type(field)} | {_default(field)} | {_about(field, group + name)} |"
        for name, field in fields.items()
    ]
    return "| key | type | default | what it does |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + "\n"


def _about(field: FieldInfo, key: str) -> str:
    secret = " Secret: has a `_FILE` form." if key in secret_keys(Settings) else ""
    return f"{field.description or ''}{secret}".strip()


def _type(field: FieldInfo) -> str:
    names = [name for name in dict.fromkeys(map(_type_name, _parts(field.annotation))) if name]
    bounds = [
        f"{sign} {value:,.0f}"
        for piece in field.metadata
        for sign, value in (
            ("above", getattr(piece, "gt", None)),
            ("from", getattr(piece, "ge", None)),
            ("to", getattr(piece, "le", None)),
        )
        if value is not None
    ]
    return " ".join([" or ".join(names), *bounds])


def _parts(annotation: Any) -> Iterator[Any]:
    arguments = get_args(annotation)
    if not arguments:
        yield annotation
    elif get_origin(annotation) is Literal:
        yield from arguments
    elif get_origin(annotation) is tuple:
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _parts(arguments[0])
    else:
        for argument in arguments:
            yield from _parts(argument)


def _type_name(kind: Any) -> str:
    if kind in {type(None), ...}:
        return ""
    if get_origin(kind) is tuple:
        return "list"
    if kind in {str, SecretStr}:
        return "text"
    if not isinstance(kind, type):
        return f"`{kind}`"
    if members := getattr(kind, "__members__", None):
        return " or ".join(f"`{member}`" for member in members.values())
    return {int: "whole number", float: "number", bool: "true or false"}.get(kind, "text")


def _default(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    if isinstance(extra, dict) and "shown_default" in extra:
        return str(extra["shown_default"])
    default = field.default
    if default is PydanticUndefined:
        return "must be given"
    if default is None or default == ():
        return "none"
    if isinstance(default, tuple):
        return ", ".join(f"`{part}`" for part in default)
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


if __name__ == "__main__":
    main()
