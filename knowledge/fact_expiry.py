"""Removal of facts whose last day has passed.

Questions are kept: their answer is marked as out of date, with a contact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Optional

from knowledge.entry_schema import Occupation, Question
from knowledge.fact_status import is_expired
from knowledge.provenance import EntryModel, SourcedModel


def drop_expired(entry: Any, day: dt.date) -> Optional[Any]:
    """Return an entry without its expired facts, itself where none is, None where all are."""
    if not isinstance(entry, EntryModel) or isinstance(entry, Question):
        return entry
    if is_expired(entry, day):
        return None
    changes: dict[str, Any] = {
        name: entry.__fields__[name].get_default()
        for name, rests_on in (entry.facts or {}).items()
        if is_expired(rests_on, day) and not entry.__fields__[name].required
    }
    if isinstance(entry, Occupation):
        for name in ("ways_in", "access"):
            kept = tuple(each for each in getattr(entry, name) if not is_expired(each, day))
            if len(kept) < len(getattr(entry, name)):
                changes[name] = kept
    return entry.copy(update=changes) if changes else entry


def iter_last_days(entry: Any) -> Iterator[dt.date]:
    """Yield the days after which a fact of an entry expires."""
    every: Iterable[SourcedModel] = ()
    if isinstance(entry, Occupation):
        every = (entry, *(entry.facts or {}).values(), *entry.ways_in, *entry.access)
    elif isinstance(entry, EntryModel) and not isinstance(entry, Question):
        every = (entry, *(entry.facts or {}).values())
    yield from (each.valid_until for each in every if each.valid_until)
