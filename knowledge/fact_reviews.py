"""Reviews of facts by a centre: each fact is confirmed, corrected or retired.

A review applies only while the fact still has the wording that was reviewed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Optional

from knowledge.constrained_types import Id, Text
from knowledge.entry_schema import Occupation
from knowledge.fact_status import get_field_provenance, render_value
from knowledge.provenance import EntryModel, SourcedModel, StrictModel

Verdict = Literal["confirmed", "corrected", "retired"]
# Text fields that a correction replaces. Others (a level, a date) are corrected in the file.
_TEXT_FIELDS = {"ways_in": "title", "access": "says", "regulation": "note"}


class FactReview(StrictModel):
    """A review of a field. `said`: its wording when reviewed; `value`: its corrected wording."""

    id: Id
    entry: Id
    field: Text
    said: str
    verdict: Verdict
    value: Optional[Text] = None
    day: dt.date


def can_be_corrected(entry: Any, field: str) -> bool:
    """Whether a correction can replace a field: one text, not a list, a number or a date."""
    name, _, number = field.partition(".")
    return name in _TEXT_FIELDS or (not number and isinstance(getattr(entry, name, None), str))


def apply_reviews(entries: Mapping[str, Any], reviews: Iterable[FactReview]) -> dict[str, Any]:
    """Return the entries with their reviews applied, the oldest first."""
    reviewed = dict(entries)
    for review in sorted(reviews, key=lambda one: (one.day, len(one.id), one.id)):
        entry = reviewed.get(review.entry)
        if isinstance(entry, EntryModel):
            reviewed[review.entry] = _apply_review(entry, review)
    return reviewed


def _apply_review(entry: EntryModel, review: FactReview) -> EntryModel:
    name, _, number = review.field.partition(".")
    if name not in entry.__fields__:
        return entry
    value = getattr(entry, name)
    if number:
        return _replace_part(entry, name, int(number), review)
    if name == "regulation":
        if (value.note or "") != review.said:
            return entry
        return entry.copy(update={name: value.copy(update=_review_changes(review, "note"))})
    if render_value(value) != review.said:
        return entry
    changed: dict[str, Any] = {name: review.value} if review.verdict == "corrected" else {}
    rests_on = get_field_provenance(entry, name).copy(update=_review_changes(review))
    facts = {**(entry.facts or {}), name: SourcedModel(**_provenance_fields(rests_on))}
    if _retires_whole_entry(entry, name, review):
        changed["valid_until"] = rests_on.valid_until
    return entry.copy(update={**changed, "facts": facts})


def _replace_part(entry: EntryModel, name: str, number: int, review: FactReview) -> EntryModel:
    parts = list(getattr(entry, name))
    text = _TEXT_FIELDS[name]
    if number < len(parts) and getattr(parts[number], text) == review.said:
        parts[number] = parts[number].copy(update=_review_changes(review, text))
    return entry.copy(update={name: tuple(parts)})


def _review_changes(review: FactReview, text: str = "") -> dict[str, Any]:
    if review.verdict == "retired":
        return {"valid_until": review.day - dt.timedelta(days=1)}
    corrected = {text: review.value} if text and review.verdict == "corrected" else {}
    return {"confirmed": review.day, **corrected}


def _retires_whole_entry(entry: EntryModel, name: str, review: FactReview) -> bool:
    """Whether retiring this field retires the whole entry."""
    return (
        review.verdict == "retired"
        and not isinstance(entry, Occupation)
        and entry.__fields__[name].required is True
    )


def _provenance_fields(rests_on: SourcedModel) -> dict[str, Any]:
    return {name: getattr(rests_on, name) for name in SourcedModel.__fields__}
