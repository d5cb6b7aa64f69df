"""The part of a page that is written by a measurement, between two comments."""

from __future__ import annotations

from pathlib import Path


class MarkersMissing(RuntimeError):
    """The page has no place for the section."""


def replace_section(page: Path, markers: tuple[str, str], text: str) -> None:
    """Replace what stands between the two markers of a page.

    Raises:
        MarkersMissing: the page does not have both.
    """
    first, last = markers
    before, begin, rest = page.read_text("utf-8").partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise MarkersMissing(page.name)
    page.write_text(f"{before}{first}\n{text}\n{last}{after}", "utf-8")
