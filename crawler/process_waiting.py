"""The process of its own in which the daemon has pages processed: `python -m crawler.process_waiting`.

A page that hangs or crashes its reader takes this process with it, never the daemon. Before each page its id is
printed; should the process die, the daemon knows which page to set aside.
"""

import sys

from crawler.application import Application
from crawler.logs import configure_logs
from crawler.pipeline import process_waiting
from crawler.settings import Settings


def main() -> None:
    """Process what waits, with the settings that stand on standard input as one line of JSON."""
    settings = Settings.model_validate_json(sys.stdin.readline())
    configure_logs(level=settings.log_level, format_=settings.log_format)
    with Application(settings) as application:
        report = process_waiting(application, on_page=lambda page_id: print(page_id, flush=True))  # noqa: T201
    print("done", len(report.observation_ids), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
