"""Sections of pages that a program writes, between two comments that name them."""

from __future__ import annotations

from pathlib import Path


class MarkersMissing(RuntimeError):
    """The page has no place for the section."""


def list_markers(name: str) -> tuple[str, str]:
    """Return the comments between which the section `name` stands."""
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def replace_section(page: Path, name: str, text: str) -> None:
    """Replace what stands between the markers of `name` in a page.

    Raises:
        MarkersMissing: the page does not have both markers.
    """
    begin, end = list_markers(name)
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, found_end, after = rest.partition(end)
    if not found or not found_end:
        raise MarkersMissing(f"{page.name}: {name}")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
