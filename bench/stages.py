"""What an article costs at each stage of the pipeline: `python -m bench.stages [FOLDER …]`.

Takes the articles of a folder (default: the gold articles and the seeds) through the real steps over a fresh SQLite
file, and prints milliseconds an article for each stage: median, 95th percentile, and share of the whole.
"""

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler.application import Application
from crawler.local_files import file_page, files_of
from crawler.settings import load_settings
from crawler.steps.way import STEPS
from store import pages
from store.records import Stage

SHARED = Path(__file__).parent.parent.parent / "shared"
DEFAULT = (SHARED / "gold" / "articles", SHARED / "seeds")


def main() -> None:
    """Measure and print."""
    folders = [Path(argument) for argument in sys.argv[1:]] or [folder for folder in DEFAULT if folder.is_dir()]
    if not folders:
        sys.exit("no articles: name a folder, as in: python -m bench.stages tests/data/reports")
    with tempfile.TemporaryDirectory() as folder:
        spent = measure(folders, Path(folder) / "bench.db")
    print_table(spent)


def measure(folders: list[Path], path: Path) -> dict[Stage, list[float]]:
    """Milliseconds of each article at each stage."""
    spent: dict[Stage, list[float]] = defaultdict(list)
    settings = load_settings(None, store_url=f"sqlite:///{path}", sources=(), watches=())
    with Application(settings) as application:
        _warm_up(application)
        for file in files_of(folders):
            with application.store.writing() as session:
                page_id = pages.add(session, file_page(file, None))
            stage = Stage.CLEAN
            while stage in STEPS:
                begin = time.perf_counter()
                write = STEPS[stage](application, page_id)
                with application.store.writing() as session:
                    taken = write(session, datetime.now(UTC))
                    pages.advance(session, page_id, taken.stage, error=taken.reason)
                spent[stage].append((time.perf_counter() - begin) * 1000)
                stage = taken.stage
    return spent


def print_table(spent: dict[Stage, list[float]]) -> None:
    """One row a stage, then the whole."""
    whole = sum(map(sum, spent.values()))
    articles = len(spent[Stage.CLEAN])
    table = Table(title=f"{articles} articles: milliseconds an article")
    for heading in ("stage", "median", "95th percentile", "mean", "share"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for stage, times in spent.items():
        high = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        row = (statistics.median(times), high, statistics.fmean(times))
        table.add_row(stage.value, *(f"{value:.1f}" for value in row), f"{sum(times) / whole:.0%}")
    table.add_row("all", "", "", f"{whole / articles:.1f}", "100%")
    Console().print(table)


def _warm_up(application: Application) -> None:
    """Languages and detectors load when first used; that is no article's cost."""
    for language in ("vi", "en", "fr", "ar"):
        application.reader.read("Dư nợ: 586 tỷ đồng, 586 billion VND.", language)


if __name__ == "__main__":
    main()
