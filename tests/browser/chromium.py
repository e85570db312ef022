"""A real browser for the tests: Debian's chromium, without a window."""

import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="chromium is not installed (Debian: apt-get install chromium)"
)


def chromium(folder: Path, *arguments: str) -> str:
    """What the browser prints, run with a profile of its own in the folder; it must not complain of our policy."""
    assert CHROMIUM is not None
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder / 'profile'}"]
    done = subprocess.run([CHROMIUM, *quiet, *arguments], capture_output=True, text=True, timeout=90, check=True)
    assert "Content Security Policy" not in done.stderr
    return done.stdout
