"""Run the later steps again over stored pages: when the reading improves, or after what made a step fail is mended."""

from crawler.application import Application
from crawler.pipeline import ProcessReport, Progress, process_waiting
from store import pages
from store.records import Stage


def reprocess(
    application: Application,
    *,
    stage: Stage = Stage.FIGURES,
    only_failed: bool = False,
    source: str | None = None,
    progress: Progress | None = None,
) -> ProcessReport:
    """Send pages that passed `stage` back to it, and process them; what reads the same as before changes nothing.

    With `only_failed`, the pages that a step failed on take that very step again, whatever `stage` says.
    """
    with application.store.writing() as session:
        for again in reversed(pages.WAY) if only_failed else (stage,):
            pages.restart(session, again, only_failed=only_failed, source=source)
    return process_waiting(application, progress=progress)
