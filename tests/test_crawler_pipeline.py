"""The pipeline over real stores: the same work twice changes nothing, and a kill anywhere loses and doubles nothing."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import Session
from typing_extensions import override

import crawler.leases
from crawler.application import Application
from crawler.ingest import ingest_paths
from crawler.pipeline import process_waiting
from crawler.reprocess import reprocess
from crawler.settings import Settings, load_settings
from crawler.watches import Watch
from store import alerts, articles, figures, observations, pages, stories, watches
from store.engine import Store, open_store
from store.records import Filters, Stage

REPORTS = Path(__file__).parent / "data" / "reports"
SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"
EVERYTHING = Filters(limit=None)


class KilledError(BaseException):
    """Stands for SIGKILL between two instructions: nothing catches it but the test."""


class CrashingStore(Store):
    """A real store whose process dies at the n-th write, just before or just after its commit, and writes no more."""

    def __init__(self, store: Store, *, writes: int, committed: bool) -> None:
        self.__dict__.update(store.__dict__)
        self._left = writes
        self._committed = committed

    @override
    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A real write, at whose end the process may die."""
        self._left -= 1
        if self._left < 0:
            raise KilledError
        with super().writing() as session:
            yield session
            if self._left == 0 and not self._committed:
                raise KilledError
        if self._left == 0:
            raise KilledError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with one watch over everything, whose mail nobody takes yet."""
    watch = Watch(name="everything", to=("analyst@example.org",))
    return load_settings(None, store_url=f"sqlite:///{tmp_path / 'unused.db'}", watches=(watch,))


def state_of(store: Store) -> dict[str, object]:
    """Everything that a user can see, without the times."""
    with store.reading() as session:
        return {
            "articles": sorted((a.url, a.revision, a.language) for a in articles.listed(session, EVERYTHING)),
            "stories": sorted(sorted(s.languages) for s in stories.listed(session, EVERYTHING)),
            "figures": sorted((f.doc, f.figure.start, f.figure.raw) for f in figures.listed(session, EVERYTHING)),
            "observations": sorted(
                (o.indicator, str(o.programme), str(o.period), str(o.value), str(o.area_code), o.status, len(o.figures))
                for o in observations.listed(session, EVERYTHING)
            ),
            "alerts": len(alerts.listed(session, limit=10_000)),
            "waiting": [stage for _, stage in pages.waiting(session)],
            "watches": [watch.name for watch in watches.listed(session)],
        }


def test_translations_are_one_story_and_each_fact_one_observation(store: Store, settings: Settings) -> None:
    """Three translations of one report and another report: two stories; a figure of each text in each observation."""
    ingest_paths(Application(settings, store), [REPORTS])
    with store.reading() as session:
        found = {frozenset(story.languages) for story in stories.listed(session, EVERYTHING)}
        outstanding = [
            observation
            for observation in observations.listed(session, Filters(indicator="credit_outstanding", limit=None))
            if observation.value == 465_900_000_000
        ]
    assert found == {frozenset({"vi", "en", "fr"}), frozenset({"vi"})}
    assert [set(observation.languages) for observation in outstanding] == [{"vi", "en", "fr"}]
    assert outstanding[0].area_code is not None
    assert outstanding[0].period == "2024-09-30"


def test_the_same_files_twice_change_nothing(store: Store, settings: Settings) -> None:
    """Ingesting again finds every file known: same articles, stories, figures, observations and alerts."""
    application = Application(settings, store)
    ingest_paths(application, [REPORTS])
    before = state_of(store)
    report = ingest_paths(application, [REPORTS])
    assert state_of(store) == before
    assert report.observation_ids == ()
    assert report.counts.get("known") == 4


def test_reprocessing_what_reads_the_same_changes_nothing(store: Store, settings: Settings) -> None:
    """`reprocess` from any stage ends where it began, and alerts nobody again."""
    application = Application(settings, store)
    ingest_paths(application, [REPORTS])
    before = state_of(store)
    for stage in (Stage.CLEAN, Stage.FIGURES, Stage.STORY, Stage.OBSERVATIONS):
        assert reprocess(application, stage=stage).observation_ids == ()
        assert state_of(store) == before


@pytest.fixture
def dead_process() -> str:
    """The lease holder's name of a process of this host that is gone."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return f"{socket.gethostname()}:{gone.pid}:killed"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("committed", [False, True], ids=["before commit", "after commit"])
def test_killed_at_any_write_the_next_run_ends_the_same(
    tmp_path: Path, settings: Settings, dead_process: str, monkeypatch: pytest.MonkeyPatch, *, committed: bool
) -> None:
    """Die at the first, second, … last write of a run; run again: the same state as without a kill, alerts included."""
    empty = tmp_path / "empty.db"
    open_store(f"sqlite:///{empty}").close()
    reader = Application(settings).reader

    def run(store: Store) -> dict[str, object]:
        application = Application(settings, store)
        application.reader = reader
        ingest_paths(application, [REPORTS])
        return state_of(store)

    undisturbed = _copy(empty, tmp_path / "undisturbed.db")
    expected = run(undisturbed)
    undisturbed.close()
    for writes in range(1, 1_000):
        store = _copy(empty, tmp_path / "killed.db")
        with monkeypatch.context() as patched:
            patched.setattr(crawler.leases, "holder", lambda: dead_process)
            try:
                run(CrashingStore(store, writes=writes, committed=committed))
            except KilledError:
                pass
            else:
                break
        assert run(store) == expected, f"killed at write {writes}"
        store.close()
    assert writes > 20


def _copy(template: Path, path: Path) -> Store:
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    shutil.copy(template, path)
    return open_store(f"sqlite:///{path}")


def test_a_failing_page_is_kept_and_the_others_go_on(store: Store, settings: Settings, tmp_path: Path) -> None:
    """What a step raises is recorded with its page; `reprocess --failed` takes it up again."""
    folder = tmp_path / "reports"
    shutil.copytree(REPORTS, folder)
    application = Application(settings, store)
    ingest_paths(application, [folder])
    for stage in pages.WAY:
        with store.writing() as session:
            pages.restart(session, stage)
            (page_id, _), *others = pages.waiting(session)
            pages.advance(session, page_id, Stage.FAILED, error=f"{stage}: ValueError: made up")
        assert process_waiting(application).counts == {"done": len(others)}
        assert reprocess(application, only_failed=True).counts == {"done": 1}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seeds are not beside the project")
def test_the_five_real_articles_are_four_stories(store: Store, settings: Settings) -> None:
    """The Duy Tiên report in French and in Arabic is one story; each figure stands exactly where it says."""
    ingest_paths(Application(settings, store), [SEEDS])
    with store.reading() as session:
        found = stories.listed(session, EVERYTHING)
        stated = figures.listed(session, EVERYTHING)
        texts = {a.id: articles.load(session, a.id).text for a in articles.listed(session, EVERYTHING)}
        facts = observations.listed(session, EVERYTHING)
    assert sorted(sorted(story.languages) for story in found) == [["ar", "fr"], ["en"], ["fr"], ["fr"]]
    for record in stated:
        assert texts[record.article_id][record.figure.start : record.figure.end] == record.figure.raw
    disbursed = [fact for fact in facts if fact.value == 586_000_000_000]
    assert len(disbursed) == 1
    assert set(disbursed[0].languages) == {"fr", "ar"}
