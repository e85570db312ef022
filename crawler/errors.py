"""The application's one base error; the other packages have theirs."""


class TinbaoError(Exception):
    """Work that failed for a reason its user can act on: what happened and the way out of it."""

    def __init__(self, message: str, way_out: str = "") -> None:
        super().__init__(f"{message}\n{way_out}" if way_out else message)
        self.message = message
        self.way_out = way_out


class SettingsError(TinbaoError):
    """A setting that cannot be used; names where it stands, its key and the remedy."""
