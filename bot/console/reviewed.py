"""Reviews as a dataset of the base, so that commands that read files know them too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.booking.local_time import local_day
from bot.console.reviews import Row
from knowledge.importing import datasets
from knowledge.importing.tables import ImportRefused
from knowledge.reviewing import Review
from knowledge.schema import plain

NAME = "reviews"


def entries(rows: list[Row]) -> dict[str, Review]:
    """By id, in the order in which they were written."""
    found = (
        Review(
            id=f"revue-{row.id}",
            entry=row.entry,
            field=row.field,
            said=row.said,
            verdict=row.verdict,
            value=row.value or None,
            day=local_day(row.created),
        )
        for row in rows
    )
    return {review.id: review for review in found}


def write(rows: list[Row], folder: Path, today: dt.date) -> None:
    """Write the dataset anew. Nothing is written where there never was a review."""
    path = datasets.path_of(folder, NAME)
    if not rows and not path.exists():
        return
    manifest = datasets.Manifest(NAME, "la console", today)
    lines = [("review", plain(review)) for review in entries(rows).values()]
    try:
        datasets.write(path, manifest, lines, force=True)
    except ImportRefused:  # the file that was there is cut off: nothing of it is needed
        path.unlink()
        datasets.write(path, manifest, lines, force=True)
