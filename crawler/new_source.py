"""Where the file of a new source goes."""

from pathlib import Path

from crawler.errors import TinbaoError
from crawler.settings import Settings
from spiders.candidates import Draft


class NewSourceError(TinbaoError):
    """The file of a new source cannot be written."""


def folder_for(settings: Settings, named: Path | None) -> Path:
    """The folder for a source of the user's own; raises NewSourceError where none is known."""
    if named is None and not settings.sources_folders:
        raise NewSourceError(
            "no folder for sources of your own is set",
            'Write sources_folders = ["sources"] in tinbao.toml, or name one with --folder.',
        )
    return named or settings.sources_folders[0]


def save_draft(draft: Draft, folder: Path) -> Path:
    """Write the draft; an existing file is never replaced."""
    path = folder / f"{draft.id}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(draft.text)
    except FileExistsError as error:
        raise NewSourceError(f"{path} exists", "Delete it, or look at the draft with --print.") from error
    except OSError as error:
        raise NewSourceError(f"{path}: {error.strerror}", "Name a folder that you may write to.") from error
    return path
