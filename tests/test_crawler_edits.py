"""An article that its outlet edits is judged again: what was wrongly joined comes apart, and nothing is told twice."""

from pathlib import Path

import pytest

from crawler.application import Application
from crawler.ingest import ingest_paths
from crawler.settings import load_settings
from crawler.watches import Watch
from store import alerts, articles, observations
from store.records import ArticleRecord, Filters

FACTS = (
    "Đến ngày 31/8/2024, tổng dư nợ tín dụng chính sách của tỉnh Quảng Trị đạt {} tỷ đồng với {} khách hàng vay vốn. "
    "Trong tám tháng, doanh số cho vay đạt {} tỷ đồng, giúp {} hộ nghèo vay vốn. "
    "Chương trình giải quyết việc làm cho vay {} tỷ đồng, tạo việc làm cho {} lao động. "
    "Nợ quá hạn chiếm {}% tổng dư nợ.\n"
)
FIRST = FACTS.format("4.812,6", "84.631", "1.176,4", "7.946", "241,5", "5.318", "0,17")
OTHER = FACTS.format("5.127,3", "91.224", "1.431,9", "6.283", "318,7", "6.871", "0,21")
FILLING = "Các hội đoàn thể phối hợp với ngân hàng để đồng vốn đến đúng người cần, đúng lúc và đúng mục đích. " * 3


@pytest.fixture
def application(store_url: str) -> Application:
    """Tinbao over an empty store on each engine, with a watch over everything."""
    watch = Watch(name="everything", to=("analyst@example.org",), horizon_days=0)
    return Application(load_settings(None, store_url=store_url, watches=(watch,)))


def take_in(application: Application, path: Path, facts: str) -> ArticleRecord:
    """The article of a file as it reads now."""
    path.write_text(f"Tín dụng chính sách ở Quảng Trị\n\n{facts}\n{FILLING}\n", encoding="utf-8")
    ingest_paths(application, [path])
    with application.store.reading() as session:
        found = articles.listed(session, Filters(limit=None))
    return next(article for article in found if article.url.endswith(path.name))


def told(application: Application) -> list[int]:
    """The observations that alerts were raised for."""
    with application.store.reading() as session:
        return sorted(alert.observation_id for alert in alerts.listed(session, limit=None))


def test_an_edit_takes_apart_what_was_wrongly_joined(application: Application, tmp_path: Path) -> None:
    """Promise: a page that first repeated another's report and then prints its own has a story of its own."""
    with application:
        first = take_in(application, tmp_path / "one.vi.txt", FIRST)
        second = take_in(application, tmp_path / "two.vi.txt", FIRST)
        assert first.story_id == second.story_id
        before = told(application)

        edited = take_in(application, tmp_path / "two.vi.txt", OTHER)
        assert edited.id == second.id
        assert edited.revision == 2
        assert edited.story_id != first.story_id
        with application.store.reading() as session:
            stories = {at for one in observations.listed(session, Filters(limit=None)) for at in one.stories}
        assert stories == {first.story_id, edited.story_id}
        after = told(application)
        assert len(after) == len(set(after))
        assert set(before) < set(after)


def test_an_edit_back_comes_home(application: Application, tmp_path: Path) -> None:
    """Promise: an edit that makes it the same report again joins the older story, whose id lives on."""
    with application:
        first = take_in(application, tmp_path / "one.vi.txt", FIRST)
        take_in(application, tmp_path / "two.vi.txt", OTHER)
        back = take_in(application, tmp_path / "two.vi.txt", FIRST)
        assert back.story_id == first.story_id
        assert len(told(application)) == len(set(told(application)))
