"""`tinbao demo`, as its user sees it: what is new, that nothing is new, and what a follow-up brings."""

import re
from email import message_from_bytes
from email.policy import default
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from crawler.demo.play import play


def run(folder: Path) -> list[str]:
    """One run of the demo; the text of each act, the opening first."""
    out = StringIO()
    play(folder, console=Console(file=out, width=200, color_system=None))
    return re.split(r"(?m)^(?:\d\. |What next)", out.getvalue().replace("\xa0", " "))


@pytest.mark.timeout(900)  # some two dozen crawl processes; half a minute on a quiet machine
def test_the_demo_tells_only_what_is_new(tmp_path: Path) -> None:
    """First everything, then nothing, then only what a follow-up newly reports; so does a second run."""
    folder = tmp_path / "demo"
    mails = folder / "mail"
    _, first, second, follow_up, _ = run(folder)
    assert int(re.findall(r"(\d+) new observations", first)[0]) > 80
    assert "1 mail sent" in first
    assert "Nothing is new." in second
    assert "0 article pages fetched · 5 listings unchanged · nothing sent" in second
    assert "5,246.8 billion VND" in follow_up
    assert "534.8 billion VND (revised)" in follow_up
    assert "5,177.4 billion VND" not in follow_up  # restated, and known
    assert "2,461 groups" not in follow_up
    assert "1 mail sent" in follow_up
    assert [path.name for path in sorted(mails.iterdir())] == ["001.eml", "002.eml"]
    told = message_from_bytes((mails / "002.eml").read_bytes(), policy=default)
    assert "Hòa" in str(told["Subject"])

    _, again, later, _ = run(folder)
    assert "Nothing is new." in again
    assert "0 article pages fetched" in again
    assert "nothing sent" in again
    assert "Bến Tre" in later
    assert "4,052.7 billion VND" in later
    assert "3,987.2 billion VND" not in later
    assert "1 mail sent" in later
