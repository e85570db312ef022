"""Keys under which articles are found again, and which of them are looked up."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.candidates import MOST_KEYS as MOST_LOOKED_UP
from dedupe.candidates import rarest
from dedupe.evidence import Name, Quantity, Signature, digits
from dedupe.fingerprint import MOST_KEYS, address_key, document_key, figure_key, keys, slug_key, sound_key


def signature(**changes: Any) -> Signature:
    """An article of little evidence, with changes."""
    values: dict[str, Any] = {
        "language": "vi",
        "source": "s",
        "url": "https://a.vn/",
        "title": "t",
        "published_at": None,
    }
    return Signature(**(values | changes))


def test_keys_are_pinned() -> None:
    """Stored keys meet new ones only while nothing here changes; another way of making them needs another version."""
    article = signature(
        url="https://www.vietnam.vn/fr/quang-tri-von-tin-dung",
        slug="quang-tri-von-tin-dung",
        origin_url="https://baoquangtri.example/bai-12345.htm",
        alternates=("https://www.vietnam.vn/quang-tri-von-tin-dung", "https://www.vietnam.vn/"),
        quantities=(
            Quantity.of(Decimal(412000000000), "VND"),
            Quantity.of(Decimal(7946), "customer"),
            Quantity.of(Decimal("0.10"), "percent"),
            Quantity.of(Decimal("2.5"), "times"),
        ),
        documents=("40-CT/TW",),
        places=("vn.45",),
        names=(Name("quangtri", "knktr", 0.1), Name("an", "n", 0.2)),
        shingles=(255, 65_536),
    )
    assert keys(article) == (
        "1:url:vietnam.vn/fr/quang-tri-von-tin-dung",
        "1:url:baoquangtri.example/bai-12345.htm",
        "1:url:vietnam.vn/quang-tri-von-tin-dung",
        "1:slug:quang-tri-von-tin-dung",
        "1:pair:412,7946",
        "1:pair:7946,1",
        "1:pair:1,25",
        "1:figure:money:412",
        "1:figure:count:7946",
        "1:figure:times:25",
        "1:document:40-CT/TW",
        "1:shingle:vi:0000000000ff",
        "1:shingle:vi:000000010000",
        "1:sound:knktr",
        "1:place:vn.45",
    )


def test_single_keys_are_those_of_an_article() -> None:
    """What a comparison asks the rarity of is what the store counts."""
    article = signature(
        url="https://a.vn/bai-12345",
        slug="mot-hai-ba-bon",
        quantities=(Quantity.of(Decimal(7946), "customer"),),
        documents=("28/2022/ND-CP",),
        names=(Name("quangtri", "knktr", 0.1),),
    )
    single = {figure_key("count", "7946"), document_key("28/2022/ND-CP"), sound_key("knktr")}
    assert single | {address_key("https://a.vn/bai-12345"), slug_key("mot-hai-ba-bon")} == set(keys(article))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("638000000000", "638"),
        ("6.38E+11", "638"),
        ("-0.150", "15"),
        ("0", "0"),
        ("0.000", "0"),
        ("100", "1"),
        ("NaN", "NaN"),
        ("1234567890123456789", "123456789012"),
    ],
)
def test_significant_digits(value: str, expected: str) -> None:
    """The same report prints 638 billion, 638 milliards and 6380亿: the digits are the same."""
    assert digits(Decimal(value)) == expected


@given(st.integers(min_value=1, max_value=10**9), st.integers(min_value=-6, max_value=12))
def test_digits_know_no_magnitude(value: int, power: int) -> None:
    """A figure whose magnitude was misread is still found."""
    assert digits(Decimal(value).scaleb(power)) == digits(Decimal(value))


def test_keys_are_bounded() -> None:
    """A hostile page cannot flood the index."""
    many = tuple(f"Thing{n}bcdfg" for n in range(10_000))
    article = signature(
        quantities=tuple(Quantity.of(Decimal(n), "person") for n in range(10_000)),
        alternates=tuple(f"https://a.vn/bai-{n:06}" for n in range(10_000)),
        documents=many,
        names=tuple(Name(one, f"{at}bcdfg", 0.5) for at, one in enumerate(many)),
        places=many,
        shingles=tuple(range(10_000)),
    )
    assert len(keys(article)) <= sum(MOST_KEYS.values())


def test_the_rarest_keys_are_looked_up() -> None:
    """Popular keys give way to rare ones, keys that nobody has are not looked up, addresses come first."""
    counts = {"1:figure:count:7946": 3, "1:document:40-CT/TW": 90_000, "1:url:a.vn/x": 12, "1:pair:1,2": 1}
    wanted = ["1:document:40-CT/TW", "1:url:a.vn/x", "1:figure:count:7946", "1:pair:1,2", "1:sound:kngtr"]
    assert rarest(wanted, counts) == ("1:url:a.vn/x", "1:pair:1,2", "1:figure:count:7946", "1:document:40-CT/TW")
    assert rarest(wanted, counts, most=2) == ("1:url:a.vn/x", "1:pair:1,2")
    assert "1:pair:1,2" not in rarest(wanted, counts, counts_itself=True)


def test_look_ups_are_bounded() -> None:
    """However many keys an article has, few are looked up."""
    wanted = [f"1:figure:count:{n}" for n in range(500)]
    assert len(rarest(wanted, dict.fromkeys(wanted, 5))) == MOST_LOOKED_UP
