"""Base models of all entries: ids, sources and provenance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Optional

from pydantic import BaseModel, Extra, root_validator

from knowledge.constrained_types import Id, MonthDay, Text, Years


class StrictModel(BaseModel):
    class Config:
        extra = Extra.forbid
        frozen = True


class Source(StrictModel):
    """A source of facts: an imported file or a public page.

    `published`: its own date; `read`: the day it was read; `covers`: the calendar or school year it
    states; `official`: whether its publisher decides or administers the matter.
    """

    id: Id
    title: Text
    publisher: Text
    published: Optional[dt.date] = None
    read: Optional[dt.date] = None
    covers: Optional[Years] = None
    official: bool = False
    licence: Optional[Text] = None
    url: Optional[Text] = None
    note: Optional[Text] = None

    @root_validator(pre=True)
    def _of_an_older_file(cls, values: dict) -> dict:
        """Accept the single `date` of files written before 29 November 2026."""
        if "date" in values:
            values = {**values, "published": values["date"]}
            del values["date"]
        return values

    @property
    def date(self) -> Optional[dt.date]:
        """The publication date, else the day it was read."""
        return self.published or self.read


class SourcedModel(StrictModel):
    """The provenance of a fact, from which `knowledge.fact_status` derives its status.

    `valid_until`: the last day on which it is shown. `season`: the day of each year on which it has
    to be reviewed. `owner`: the authority to ask, with its article. `confirmed`: the day on which a
    centre last confirmed it.
    """

    sources: tuple[Id, ...] = ()
    valid_until: Optional[dt.date] = None
    season: Optional[MonthDay] = None
    owner: Optional[Text] = None
    confirmed: Optional[dt.date] = None


class EntryModel(SourcedModel):
    """An entry with its id and provenance.

    `facts`: the provenance of fields that differs from that of the entry. `origin`: the Cité that
    wrote it, if it came in another Cité's package.
    """

    id: Id
    facts: Optional[Mapping[str, SourcedModel]] = None
    origin: Optional[Text] = None

    @root_validator(pre=True)
    def _of_an_older_file(cls, values: dict) -> dict:
        """Accept the `status`, `checked` and `expires` of files before 29 November 2026."""
        kept = {k: v for k, v in values.items() if k not in ("status", "checked", "expires")}
        if values.get("checked"):
            kept.setdefault("confirmed", values["checked"])
        if values.get("expires"):
            kept.setdefault("valid_until", values["expires"])
        return kept

    @root_validator(skip_on_failure=True)
    def _of_its_own_fields(cls, values: dict) -> dict:
        if unknown := set(values["facts"] or ()) - set(cls.__fields__):
            raise ValueError(f"facts: no such field: {', '.join(sorted(unknown))}")
        return values
