"""What a person decides about stories and observations, over real stores."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from crawler import decisions
from crawler.application import Application
from crawler.decisions import DecisionError
from crawler.ingest import ingest_paths
from crawler.reprocess import reprocess
from crawler.settings import load_settings
from crawler.watches import Watch
from indicators.observation import Judgement, Status
from store import alerts, judgements, observations, stories
from store.errors import NotFoundError
from store.records import Filters, ObservationRecord

NOW = datetime(2026, 3, 14, tzinfo=UTC)
FIRST = "Quảng Trị, ngày 5/4/2024. Tính đến ngày 31/3/2024, tổng dư nợ của tỉnh Quảng Trị đạt {} tỷ đồng.\n"
SECOND = "Quảng Trị, ngày 5/7/2024. Tính đến ngày 30/6/2024, tổng dư nợ của tỉnh Quảng Trị đạt {} tỷ đồng.\n"
EVERYTHING = Filters(limit=None)


@pytest.fixture
def application(store_url: str) -> Application:
    """Tinbao over an empty store on each engine, with a watch over everything."""
    watch = Watch(name="everything", to=("analyst@example.org",), horizon_days=0)
    return Application(load_settings(None, store_url=store_url, watches=(watch,)))


def report(folder: Path, name: str, text: str) -> Path:
    """A report in a file."""
    path = folder / f"{name}.vi.txt"
    filling = "Ngân hàng Chính sách xã hội tiếp tục phối hợp với các hội đoàn thể để cho vay đúng đối tượng. " * 4
    path.write_text(f"Tín dụng chính sách ở Quảng Trị: {name}\n\n{text}\n{filling}\n", encoding="utf-8")
    return path


def all_observations(application: Application, *, doubtful: bool = False) -> list[ObservationRecord]:
    """Standing observations, oldest first."""
    with application.store.reading() as session:
        return observations.listed(session, Filters(limit=None, doubtful=doubtful))[::-1]


def alerted(application: Application) -> list[int]:
    """Observations that somebody is told of."""
    with application.store.reading() as session:
        return sorted(alert.observation_id for alert in alerts.listed(session, limit=None))


@pytest.fixture
def doubtful(application: Application, tmp_path: Path) -> ObservationRecord:
    """An observation a thousand times what the series had a quarter before."""
    ingest_paths(application, [report(tmp_path, "quy-mot", FIRST.format("4.355"))])
    ingest_paths(application, [report(tmp_path, "quy-hai", SECOND.format("4.400.000"))])
    [found] = all_observations(application, doubtful=True)
    return found


def test_a_doubtful_observation_is_kept_and_told_to_nobody(
    application: Application, doubtful: ObservationRecord
) -> None:
    """Promise: a lost magnitude is stored with the reason and held out of alerts; the plausible value is alerted."""
    with application:
        assert doubtful.value == Decimal(4_400_000) * 10**9
        assert "1,000 times" in doubtful.doubts[0]
        first, second = all_observations(application)
        assert second == doubtful
        assert alerted(application) == [first.id]


def test_an_accepted_observation_is_told_once_and_stays(application: Application, doubtful: ObservationRecord) -> None:
    """Promise: accepting alerts once; reading everything again neither doubts it anew nor alerts again."""
    with application:
        for _ in range(2):
            decisions.accept(application, doubtful.id, note="asked the bank", now=NOW)
        reprocess(application)
        assert all_observations(application, doubtful=True) == []
        assert alerted(application).count(doubtful.id) == 1
        with application.store.reading() as session:
            assert observations.load(session, doubtful.id).judgement is Judgement.ACCEPTED
            assert judgements.of_observation(session, doubtful.id)[0].note == "asked the bank"


def test_a_corrected_value_stays_corrected(application: Application, doubtful: ObservationRecord) -> None:
    """Promise: the person's value is alerted and shown, whatever the articles are read to say later."""
    with application:
        decisions.correct(application, doubtful.id, Decimal(4_400) * 10**9, now=NOW)
        reprocess(application)
        [found] = [each for each in all_observations(application) if each.id == doubtful.id]
        assert (found.value, found.value_low, found.value_high) == (Decimal(4_400) * 10**9,) * 3
        assert found.figures
        assert doubtful.id in alerted(application)
        with application.store.reading() as session:
            [judged] = judgements.of_observation(session, doubtful.id)
            assert (judged.value_before, judged.value) == (doubtful.value, found.value)


def test_a_rejected_observation_does_not_come_back(
    application: Application, doubtful: ObservationRecord, tmp_path: Path
) -> None:
    """Promise: rejected is gone from lists, also after reading again; another report of it is doubtful, not news."""
    with application:
        decisions.reject(application, doubtful.id, now=NOW)
        reprocess(application)
        assert doubtful.id not in [each.id for each in all_observations(application)]
        other = (
            SECOND.format("4.400.000").replace("ngày 5/7", "ngày 9/7") + "Toàn tỉnh có 2.871 tổ tiết kiệm và vay vốn."
        )
        ingest_paths(application, [report(tmp_path, "bao-khac", other)])
        again = [each for each in all_observations(application) if each.value == doubtful.value]
        assert all(any("rejected" in doubt for doubt in each.doubts) for each in again)
        assert doubtful.id not in alerted(application)
        decisions.accept(application, doubtful.id, now=NOW)
        assert doubtful.id in [each.id for each in all_observations(application)]


def test_unknown_ids_are_named(application: Application) -> None:
    """Promise: deciding about what is not there says so and changes nothing."""
    with application:
        for decide in (decisions.accept, decisions.reject):
            with pytest.raises(NotFoundError, match="77"):
                decide(application, 77, now=NOW)
        with pytest.raises(NotFoundError):
            decisions.merge(application, [1, 2], now=NOW)


SAME = (
    "Tính đến ngày 31/3/2024, tổng dư nợ của tỉnh Quảng Trị đạt 4.355 tỷ đồng với 85.579 khách hàng. "
    "Doanh số cho vay quý I đạt 412 tỷ đồng, doanh số thu nợ đạt 287 tỷ đồng. Tỷ lệ hộ nghèo còn 9,73%. "
    "Toàn tỉnh có 2.871 tổ tiết kiệm và vay vốn; 1.256 lao động được tạo việc làm."
)


def test_a_split_story_stays_split(application: Application, tmp_path: Path) -> None:
    """Promise: what a person takes apart stays apart after reading again; nobody is told twice of the same fact."""
    with application:
        ingest_paths(application, [report(tmp_path, "mot", SAME), report(tmp_path, "hai", SAME)])
        with application.store.reading() as session:
            [story] = stories.listed(session, EVERYTHING)
        before, told = all_observations(application), alerted(application)
        own = decisions.split(application, story.id, [story.articles[1]], now=NOW)
        for _ in range(2):
            with application.store.reading() as session:
                assert stories.load(session, story.id).articles == story.articles[:1]
                assert stories.load(session, own).articles == story.articles[1:]
                assert own in stories.load(session, story.id).series
            reprocess(application)
        after = all_observations(application)
        assert [(each.id, each.value) for each in after] == [(each.id, each.value) for each in before]
        assert {each.status for each in after} == {Status.RESTATED}
        assert alerted(application) == told


def test_merged_stories_are_one_and_may_be_parted_again(application: Application, tmp_path: Path) -> None:
    """Promise: merging joins by a person's word: the oldest id lives, the other leads to it, facts are told once."""
    with application:
        other = SAME.replace("Quảng Trị", "Hà Giang").replace("4.355", "5.218").replace("9,73", "18,4")
        ingest_paths(application, [report(tmp_path, "mot", SAME), report(tmp_path, "hai", other)])
        with application.store.reading() as session:
            second, first = stories.listed(session, EVERYTHING)
        told = alerted(application)
        assert decisions.merge(application, [second.id, first.id], now=NOW) == first.id
        reprocess(application)
        with application.store.reading() as session:
            assert stories.load(session, first.id).articles == (*first.articles, *second.articles)
            assert stories.resolve(session, second.id) == first.id
            assert any(decision.by_person for decision in stories.decisions(session, first.id))
        assert set(alerted(application)) <= set(told)
        assert decisions.split(application, first.id, second.articles, now=NOW) != first.id


def test_wrong_splits_are_refused(application: Application, tmp_path: Path) -> None:
    """Promise: articles of another story, none, or all of them: the error names them and the way out."""
    with application:
        ingest_paths(application, [report(tmp_path, "mot", SAME)])
        with application.store.reading() as session:
            [story] = stories.listed(session, EVERYTHING)
        with pytest.raises(DecisionError, match="a99"):
            decisions.split(application, story.id, [99], now=NOW)
        with pytest.raises(DecisionError, match="all articles"):
            decisions.split(application, story.id, story.articles, now=NOW)
        with pytest.raises(DecisionError, match="alone"):
            decisions.merge(application, [story.id, story.id], now=NOW)
