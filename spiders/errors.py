"""What goes wrong in `spiders`, as a tree.

SpiderError
├── SourceError          a source file is missing, unreadable or wrong: says file, key and remedy
├── ProbeError           an address offered as a new source does not lead to one
└── FetchError           one URL was not fetched; recorded in the round's counts, never fatal
    ├── AddressRefusedError   its host leads to an address that must not be connected to
    ├── RobotsForbidError     robots.txt forbids it, or could not be asked
    ├── PostponedError        its host asked for a longer pause than a round may wait
    └── UnreadableError       a listing answered with something else than it should
"""


class SpiderError(Exception):
    """Anything that this package raises on purpose."""


class SourceError(SpiderError):
    """Source files are wrong; the message names each file, key and remedy, a line for each."""


class ProbeError(SpiderError):
    """An address offered as a new source does not lead to one; the message says why and what to try."""


class FetchError(SpiderError):
    """One URL was not fetched. `ending` is the name under which the round counts it."""

    ending = "error"


class AddressRefusedError(FetchError):
    """The host leads only to loopback, private, link-local or otherwise special addresses."""

    ending = "refused"


class RobotsForbidError(FetchError):
    """robots.txt forbids the URL; where robots.txt could not be read, `ending` says what stood in the way."""

    def __init__(self, message: str, ending: str = "forbidden") -> None:
        super().__init__(message)
        self.ending = ending


class PostponedError(FetchError):
    """The host asked for a longer pause than a round may wait; the next round tries again."""

    ending = "postponed"


class UnreadableError(FetchError):
    """A listing answered, but not with what its kind says: `ending` tells what came instead."""

    def __init__(self, message: str, ending: str) -> None:
        super().__init__(message)
        self.ending = ending
