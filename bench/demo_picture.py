"""Draws docs/demo.svg, the README's picture, from a real run of the demo: `python -m bench.demo_picture`."""

import os
import re
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console

from crawler.demo.play import play

PICTURE = Path(__file__).parent.parent / "docs" / "demo.svg"
WIDTH = 150
#: Rich's pictures name a font on a server of somebody else's; a reader's own monospace font does.
_FONT = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)


def main() -> None:
    """Run the demo in a folder of its own and save what it shows."""
    os.environ["PATH"] += os.pathsep + str(Path(sys.executable).parent)  # as after activating the environment
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=False, color_system="truecolor")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        play(console=console)
    svg = console.export_svg(title="make demo")
    PICTURE.write_text(_FONT.sub("\n", svg), encoding="utf-8")


if __name__ == "__main__":
    main()
