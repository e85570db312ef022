"""The command line."""

import sys


def main() -> None:
    """Entry point of the `tinbao` command."""
    from crawler.cli.app import run

    sys.exit(run(sys.argv[1:]))
