"""Reviews as a dataset of the base, for the commands that read files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.booking.local_time import local_day
from bot.console.answers.review_repository import ReviewRow
from knowledge.entry_serialisation import to_plain_data
from knowledge.fact_reviews import FactReview
from knowledge.importers import dataset_files

DATASET_NAME = "reviews"


def build_reviews(rows: list[ReviewRow]) -> dict[str, FactReview]:
    """Return the reviews by fact id, in the order in which they were written."""
    reviews = (
        FactReview(
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
    return {review.id: review for review in reviews}


def write_dataset(rows: list[ReviewRow], folder: Path, today: dt.date) -> None:
    """Write the dataset. Nothing is written before there is a first review."""
    manifest = dataset_files.Manifest(DATASET_NAME, "la console", today)
    lines = [("review", to_plain_data(review)) for review in build_reviews(rows).values()]
    dataset_files.mirror_dataset(folder, manifest, lines)
