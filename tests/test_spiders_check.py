"""Every shipped source keeps the contract that all sources share; each breach is named."""

from pathlib import Path

import pytest

from spiders.check import check_source
from spiders.links import Link, article_links, is_on_topic
from spiders.registry import load_sources, parse_source

SHIPPED = load_sources([])
SOUND = """
title = "Example"
homepage = "https://paper.example/"
language = "vi"
country = "VN"
kind = "listing"
start = ["https://paper.example/"]
article = ['^https://paper\\.example/.+-\\d+\\.html$']
"""


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_shipped_sources_are_sound(name: str) -> None:
    """No shipped source has a problem that can be seen without asking its site."""
    assert check_source(SHIPPED[name]) == []


def test_a_sound_source_has_no_problem() -> None:
    """The smallest source is a sound one."""
    assert check_source(parse_source(SOUND, Path("vn_paper.toml"))) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("'^https://paper\\.example/.+-\\d+\\.html$'", "'-\\d+\\.html$'", "article.0"),
        ("'^https://paper\\.example/.+-\\d+\\.html$'", "'^https://paper\\.example/'", "article"),
        ("language", 'topics = ["--"]\nlanguage', "topics.0"),
        ("language", 'private_hosts = ["10.0.0.1:80"]\nlanguage', "private_hosts.0"),
        ('country = "VN"', 'country = "FR"', "id"),
        ('homepage = "https://paper.example/"', 'homepage = "https://other.example/"', "homepage"),
        ("article =", "exclude = []\narticle =", ""),
    ],
)
def test_each_breach_is_named(old: str, new: str, key: str) -> None:
    """A problem names the key, what it does and the way out."""
    problems = check_source(parse_source(SOUND.replace(old, new), Path("vn_paper.toml")))
    assert {problem.key for problem in problems} == ({key} if key else set())
    assert all(problem.message and problem.remedy for problem in problems)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("[sitemap]\nmax_depth = 2", "sitemap"),
        ("[edition]\nmatch = '(.*)'\naddress = 'https://paper.example/fr/\\1'", "edition.address"),
        ("[expected]\nmin_articles_a_day = 9\nmax_articles_a_day = 1", "expected"),
        ("[politeness]\nmax_articles = 5000\ndelay_seconds = 60", "politeness"),
    ],
)
def test_each_breach_of_a_table_is_named(table: str, key: str) -> None:
    """As above, for tables."""
    assert [problem.key for problem in check_source(parse_source(SOUND + table, Path("vn_paper.toml")))] == [key]


SLUG = "tong-ket-10-nam-thuc-hien-chi-thi-40-ct-tw-ve-tin-dung-chinh-sach-xa-hoi"


@pytest.mark.parametrize(
    ("name", "listed", "fetched"),
    [
        ("vn_vietnam_vn_vi", f"https://www.vietnam.vn/{SLUG}", f"https://www.vietnam.vn/{SLUG}"),
        ("vn_vietnam_vn_fr", f"https://www.vietnam.vn/{SLUG}", f"https://www.vietnam.vn/fr/{SLUG}"),
        ("vn_vietnam_vn_ar", f"https://www.vietnam.vn/ar/{SLUG}", f"https://www.vietnam.vn/ar/{SLUG}"),
        ("vn_vietnam_vn_zh", f"https://www.vietnam.vn/{SLUG}", f"https://www.vietnam.vn/zh-cn/{SLUG}"),
        ("vn_vietnam_vn_en", "https://www.vietnam.vn/tags/kinh-te", None),
        ("vn_bao_tuyen_quang", f"/{SLUG}-195500.html", f"https://baotuyenquang.com.vn/{SLUG}-195500.html"),
        ("vn_bao_tuyen_quang", "/kinh-te/", None),
        ("vn_bao_lao_cai", f"/{SLUG}-post403219.html", f"https://baolaocai.vn/{SLUG}-post403219.html"),
        ("vn_bao_son_la", f"/xa-hoi/{SLUG}-51YnYvXDR.html", f"https://baosonla.vn/xa-hoi/{SLUG}-51YnYvXDR.html"),
        ("vn_bao_son_la", "/xa-hoi.html", None),
        ("vn_vbsp", f"/{SLUG}.html", f"https://vbsp.org.vn/{SLUG}.html"),
        ("vn_vbsp", "/gioi-thieu/lai-suat-huy-dong.html", None),
    ],
)
def test_shipped_patterns_know_their_articles(name: str, listed: str, fetched: str | None) -> None:
    """Addresses of the forms that are publicly quoted lead to articles, on topic; section pages do not."""
    source = SHIPPED[name]
    links = article_links(source, source.start[0], [Link(listed)])
    assert [link.url for link in links] == ([fetched] if fetched else [])
    assert all(is_on_topic(source.topics, link) for link in links)
