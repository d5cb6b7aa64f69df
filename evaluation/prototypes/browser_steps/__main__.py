"""`python -m evaluation.prototypes.browser_steps FOLDER`: make the page, and measure it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot.dialogue.reading.labels import FRENCH
from bot.dialogue.reading.reading_training import list_segments
from bot.dialogue.reading.reading_weights import load_reader, read_labelled_messages
from bot.settings import read_settings
from bot.stores import open_library
from evaluation.prototypes.browser_steps.browser_runs import launch_browser, open_page
from evaluation.prototypes.browser_steps.comparison import Figure, compare
from evaluation.prototypes.browser_steps.page_files import write_page
from evaluation.prototypes.browser_steps.student_fit import fit_student

DEFAULT_BUCKETS = 1 << 15


def main() -> None:
    """Fit the student, write the page, and compare it in Chromium with the server's reading."""
    parser = argparse.ArgumentParser(prog="evaluation.prototypes.browser_steps")
    parser.description = main.__doc__
    parser.add_argument("folder", type=Path, help="where the page is written")
    parser.add_argument("--buckets", type=int, default=DEFAULT_BUCKETS)
    parser.add_argument("--results", type=Path, help="a JSON file for the figures")
    options = parser.parse_args()
    library = open_library(read_settings())
    told = [s for s in list_segments(read_labelled_messages()) if s.language == FRENCH]
    sizes = write_page(options.folder, fit_student(told, options.buckets), library.base)
    with launch_browser() as browser, open_page(options.folder, browser) as page:
        figures = list(compare(page, load_reader(), library))
    figures.append(Figure("bytes over the line", None, sum(sizes.values())))
    for each in figures:
        print(f"{each.what} | {each.server} | {each.browser}")
    if options.results:
        rows = [[each.what, each.server, each.browser] for each in figures]
        content = {"buckets": options.buckets, "bytes": sizes, "figures": rows}
        options.results.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
