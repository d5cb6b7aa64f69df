"""Writes what was measured into docs/growth.md, between the markers of each part, with pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.benchmarks.growth.capacity import render_capacity
from evaluation.benchmarks.growth.growth_pictures import render_pictures
from evaluation.benchmarks.growth.growth_tables import TABLES, render_parts, render_tables
from evaluation.benchmarks.growth.plan_summary import render_plans
from evaluation.page_sections import replace_section

_PICTURES = "images"


def write_page(result: Mapping[str, Any], page: Path) -> None:
    """Replace the parts of the page that were measured, and write the pictures beside it.

    Raises:
        MarkersMissing: the page has no place for a part.
    """
    pictures = list(render_pictures(result))
    (page.parent / _PICTURES).mkdir(exist_ok=True)
    for _, name, _, picture in pictures:
        (page.parent / _PICTURES / name).write_text(picture, "utf-8")
    for series in TABLES:
        if series in result:
            shown = [f"![{t}]({_PICTURES}/{n})\n" for of, n, t, _ in pictures if of == series]
            more = render_parts(result) if series == "knowledge" else ()
            _replace(page, series, [*shown, *render_tables(result, series), *more])
    _replace(page, "plans", render_plans(result))
    _replace(page, "machine", _describe_machine(result))
    _replace(page, "paper", render_capacity(result))


def _replace(page: Path, part: str, lines: Any) -> None:
    replace_section(page, f"growth {part}", "\n".join(lines).rstrip("\n"))


def _describe_machine(result: Mapping[str, Any]) -> Iterator[str]:
    machine = result["machine"]
    loads = [
        point["load"]
        for series in TABLES
        for points in result.get(series, {}).values()
        for point in points.values()
    ]
    yield (
        f"{machine['day']}, {machine['processor']}, {machine['cores']} cores, {machine['memory']}, "
        f"{machine['kernel']},"
    )
    yield (
        f"Python {machine['python']}, SQLAlchemy {machine['sqlalchemy']}; load of the machine at "
        f"the end of each point {min(loads):.1f} to {max(loads):.1f}."
    )
