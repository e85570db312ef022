"""Addresses as evidence: canonical form, slug, identity, site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.urls import LONGEST_URL, canonical, identity, site, slug

TITLE = "quang-tri-hon-412-ty-dong-von-tin-dung-chinh-sach"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://WWW.Vietnam.VN/fr/Bai-Viet", "https://www.vietnam.vn/fr/Bai-Viet"),
        ("http://example.vn:80/a/", "http://example.vn/a"),
        ("https://example.vn:443/a", "https://example.vn/a"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("https://example.vn", "https://example.vn/"),
        ("https://example.vn/a#comments", "https://example.vn/a"),
        ("https://example.vn/a?utm_source=x&id=3&fbclid=y&a=1", "https://example.vn/a?a=1&id=3"),
        ("https://example.vn/t%c3%adn?zarsrc=30", "https://example.vn/t%C3%ADn"),
        ("https://example.vn/tín", "https://example.vn/t%C3%ADn"),
        ("https://example.vn/a%ffb", "https://example.vn/a%FFb"),
        ("https://user:secret@example.vn/a", "https://example.vn/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        (" https://example.vn/a\n", "https://example.vn/a"),
        ("https://example.vn:port/a", "https://example.vn:port/a"),
        ("https://example.vn/?" + "&".join(f"p{n}=1" for n in range(99)), "https://example.vn/"),
        ("", ""),
    ],
)
def test_canonical_form(url: str, expected: str) -> None:
    """One page has one address, whatever was added on the way to it; what cannot be parsed stays as it came."""
    assert canonical(url) == expected


@given(st.text(max_size=300))
def test_canonical_is_total_and_final(url: str) -> None:
    """Any text has a canonical form, and the canonical form of that is itself."""
    assert canonical(canonical(url)) == canonical(url)


def test_overlong_addresses_stay_bounded_and_distinct() -> None:
    """A hostile address of any length is cut, and two of them stay two."""
    start = "https://example.vn/" + "a" * 3 * LONGEST_URL
    assert len(canonical(start)) == LONGEST_URL
    assert canonical(start) != canonical(start + "b")
    assert len(slug(f"https://example.vn/{'ab-' * 2 * LONGEST_URL}") or "") == LONGEST_URL


@pytest.mark.parametrize("edition", ["", "fr/", "en/", "ar/", "zh-CN/", "pt_br/", "FR/"])
def test_slug_is_the_same_in_every_edition(edition: str) -> None:
    """The path without its language is the same in all editions of a site."""
    assert slug(f"https://www.vietnam.vn/{edition}{TITLE}") == TITLE


@pytest.mark.parametrize(
    "url",
    [
        "https://example.vn/",
        "https://example.vn/fr",
        "https://example.vn/tin-tuc",
        "https://example.vn/news/detail/123456789",
        "https://example.vn/2024/04/12/98765.html",
        "https://example.vn:port/a",
        "",
    ],
)
def test_paths_that_say_nothing_give_no_slug(url: str) -> None:
    """Identifiers, sections and home pages are shared by unrelated articles, so they are no evidence."""
    assert slug(url) is None


def test_slugs_of_two_provinces_stay_two() -> None:
    """An identifier at the end is part of the slug: two provinces' reports of one event differ in it only."""
    one = slug("https://baolaocai.example/tong-ket-10-nam-chi-thi-40-post386412.html")
    other = slug("https://baoyenbai.example/tong-ket-10-nam-chi-thi-40-327718.html")
    assert one != other
    assert one == "tong-ket-10-nam-chi-thi-40-post386412"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.vn/bai/12345.html", "example.vn/bai/12345.html"),
        ("http://m.example.vn/bai/12345.html", "example.vn/bai/12345.html"),
        ("https://example.vn/view?id=12345", "example.vn/view?id=12345"),
        ("https://example.vn/ba-tu-noi-gi", None),
        ("https://example.vn/mot-bai-bao-noi-nhieu", "example.vn/mot-bai-bao-noi-nhieu"),
        ("https://example.vn/", None),
        ("file:///articles/12345.txt", None),
    ],
)
def test_identity(url: str, expected: str | None) -> None:
    """Scheme and face do not matter, and a citation of a home page identifies nothing."""
    assert identity(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.vietnam.vn/fr/x", "vietnam.vn"),
        ("https://fr.nhandan.example.vn/x", "nhandan.example.vn"),
        ("https://vn.example/x", "vn.example"),
        ("http://localhost:8000/x", "localhost"),
        ("https://example.vn:port/a", ""),
    ],
)
def test_site(url: str, expected: str) -> None:
    """Language editions on hosts of their own are one site."""
    assert site(url) == expected
