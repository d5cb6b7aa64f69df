"""What every entry of the base has: an id, and the sources that its facts rest on."""

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
    """Where facts come from: a file that an importer reads, or a public page that was read.

    `published`: the date that it gives itself; `read`: the day it was read; `covers`: the calendar
    or school year that it says it speaks of; `official`: its publisher decides or administers the
    matter.
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
        """Files written before 29 November 2026 have one `date`, of the page."""
        if "date" in values:
            values = {**values, "published": values["date"]}
            del values["date"]
        return values

    @property
    def date(self) -> Optional[dt.date]:
        """Its own date, else the day it was read."""
        return self.published or self.read


class SourcedModel(StrictModel):
    """What a fact rests on, hence its age; `knowledge.fact_status` says from it how sure the fact
    is.

    `valid_until`: nothing is said of it past this day. `season`: the day of each year on which it
    has to be read again. `owner`: who decides it, hence whom to ask, with its article.
    `confirmed`: the day on which somebody of a centre read it in its source again.
    """

    sources: tuple[Id, ...] = ()
    valid_until: Optional[dt.date] = None
    season: Optional[MonthDay] = None
    owner: Optional[Text] = None
    confirmed: Optional[dt.date] = None


class EntryModel(SourcedModel):
    """What all entries share: an id, and what their facts rest on.

    `facts`: what a field rests on whose sources are not those of the entry. `origin`: the Cité
    that wrote it, when it came in another Cité's package.
    """

    id: Id
    facts: Optional[Mapping[str, SourcedModel]] = None
    origin: Optional[Text] = None

    @root_validator(pre=True)
    def _of_an_older_file(cls, values: dict) -> dict:
        """Files written before 29 November 2026 say how sure they are, and when it was checked."""
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
