"""`python -m evaluation.understanding`: how messages are read, written into its page."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from bot.settings import PROJECT_ROOT, Settings
from bot.stores import open_library
from evaluation.page_sections import replace_section
from evaluation.understanding.figures_page import SECTION, render_figures
from evaluation.understanding.reading_figures import measure

_PAGE = PROJECT_ROOT / "docs" / "understanding.md"


def main() -> None:
    """Measure, print the section, and write it into the page."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.understanding", description=__doc__)
    parser.add_argument("--page", type=Path, default=_PAGE, help="the page to write")
    options = parser.parse_args()
    settings = Settings()
    figures = measure(settings.data, open_library(settings))
    text = render_figures(figures, dt.date.today())
    print(text)
    replace_section(options.page, SECTION, text)


if __name__ == "__main__":
    main()
