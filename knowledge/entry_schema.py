"""Models of the hand-written entries of the base.

Codes (ROME, ISCO-08, RIASEC, CFC, FASE) are checked against official files; sentences are the
project's own. `level` is a level of the *cadre francophone des certifications* (CFC, aligned on the
European EQF): 2-3 short training without CESS, 4 upper secondary (CESS, CQ, 7th year), 5 short
higher (BES) or chef d'entreprise, 6 bachelor, 7 master, 8 doctorate.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Optional
from zoneinfo import ZoneInfo

from pydantic import root_validator, validator

from knowledge.constrained_types import (
    Euros,
    FaseNumber,
    FourToSixTexts,
    Id,
    Interests,
    IscoCode,
    Letters,
    Level,
    RomeCode,
    Text,
    Texts,
    ThreeTexts,
    TwoTexts,
    Year,
    read_time,
)
from knowledge.provenance import EntryModel, SourcedModel, StrictModel

BRUSSELS = ZoneInfo("Europe/Brussels")


class Title(StrictModel):
    """Feminine and masculine titles, equal for an epicene one."""

    f: Text
    m: Text

    @property
    def both(self) -> str:
        """« mécanicienne moto / mécanicien moto », or the single form."""
        return self.f if self.f == self.m else f"{self.f} / {self.m}"


class Conditions(StrictModel):
    """Working conditions, each a short plain sentence."""

    hours: Text
    outdoors: Text
    physical: Text
    people: Text
    travel: Text


class WayIn(SourcedModel):
    """A way into the profession in the Fédération Wallonie-Bruxelles.

    Without sources of its own it relies on those of its `training`.
    """

    title: Text
    level: Level
    length: str = ""
    where: str = ""
    training: Optional[Id] = None


class Access(SourcedModel):
    """A condition of access: its kind, and the requirement in one plain sentence."""

    kind: Literal["record", "health", "licence", "language", "age", "diploma", "exam", "equipment"]
    says: Text


class Regulation(SourcedModel):
    """Whether access to the profession is regulated in Belgium (None: unknown)."""

    regulated: Optional[bool]
    note: Optional[Text] = None


class Occupation(EntryModel):
    """A profession. `riasec`: one to three letters, in order; `interests`: ROME's, 1 to 30.

    `whole_names`: recognised as a whole only. `branches`: names of the work (« la lutherie »).
    `described`: by people who do not know its name; searched, never shown. `pay`: where to look
    it up. Belgian facts (ways in, access, prospects) do not rely on the sources of the entry.
    """

    title: Title
    aliases: tuple[Text, ...] = ()
    whole_names: tuple[Text, ...] = ()
    branches: tuple[Text, ...] = ()
    described: tuple[Text, ...] = ()
    rome: RomeCode
    isco: IscoCode
    riasec: Letters
    interests: Interests
    summary: ThreeTexts
    tasks: FourToSixTexts
    day: Text
    pleasant: Texts
    hard: Texts
    conditions: Conditions
    qualities: TwoTexts
    subjects: tuple[Text, ...] = ()
    ways_in: tuple[WayIn, ...] = ()
    regulation: Regulation
    access: tuple[Access, ...] = ()
    pay: Text
    prospects: Text
    related: tuple[Id, ...] = ()

    @property
    def levels(self) -> tuple[int, ...]:
        """The distinct CFC levels of its ways in, ascending."""
        return tuple(sorted({way.level for way in self.ways_in}))

    @property
    def domain(self) -> str:
        """The ROME top-level domain, one letter."""
        return self.rome[0]


class Training(EntryModel):
    """A training in or around Liège, or elsewhere in the FWB.

    `occupations`: the professions it leads to; `next`: what can follow it (passerelles). Unknown
    fields are empty.
    """

    title: Text
    kind: Text
    level: Level
    length: str = ""
    schedule: str = ""
    conditions: str = ""
    school: Text
    place: str = ""
    fase: Optional[FaseNumber] = None
    url: Optional[Text] = None
    summary: Text
    occupations: tuple[Id, ...] = ()
    next: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()


class Question(EntryModel):
    """A question people ask about orientation, and its answer.

    `regime`: for whom and for which school year the answer holds. `short` is shown first, `more` on
    demand. `followed_by`: the question that replaces it once expired. `advice`: a recommendation
    rather than a fact, without sources or anything to confirm.
    """

    question: Text
    variants: tuple[Text, ...] = ()
    short: Text
    more: tuple[Text, ...] = ()
    regime: Text
    topic: Text
    followed_by: Optional[Id] = None
    advice: bool = False
    see_human: bool = False


class Service(EntryModel):
    """A service of the centre, past or present, or a partner to refer people to.

    `contact`: an address, a telephone number or a site. `past`: the year of a finished project,
    which is explained when named and never offered. `followed_by`: the question or service that
    replaces it.
    """

    title: Text
    audience: Text
    summary: Text
    aliases: tuple[Text, ...] = ()
    url: Optional[Text] = None
    contact: Optional[Text] = None
    past: Optional[Year] = None
    followed_by: Optional[Id] = None

    @validator("url")
    def _is_a_link(cls, value: Optional[str]) -> Optional[str]:
        if value and not value.startswith("https://"):
            raise ValueError("a link starts with https://")
        return value


class Event(EntryModel):
    """A single event, never proposed after its end."""

    title: Text
    start: dt.datetime
    end: dt.datetime
    place: Text
    audience: Text
    summary: Text
    url: Optional[Text] = None

    @validator("start", "end", pre=True)
    def _in_brussels(cls, value: Any) -> Any:
        """Read a time without a zone as Belgian, and a date as its whole day."""
        read = read_time(value)
        if isinstance(read, dt.datetime) and read.tzinfo is None:
            return read.replace(tzinfo=BRUSSELS)
        return read

    @validator("end")
    def _ends_after_it_starts(cls, value: dt.datetime, values: dict) -> dt.datetime:
        start = values.get("start")
        if start and (value.hour, value.minute) == (0, 0):
            value = value.replace(hour=23, minute=59)
        if start and value < start:
            raise ValueError("it ends before it starts")
        return value

    @property
    def last_day(self) -> dt.date:
        """The last day on which it can be proposed."""
        return self.end.date()


class Shortage(EntryModel):
    """A title of a public list of one region.

    « pénurie » (too few candidates) and « fonction critique » (hard to fill) come from employment
    services; « permis de travail » lists jobs open to people from outside the European Union. It
    never affects suggestions and is shown with the name of its list. `until`: the last day on which
    the list held.
    """

    title: Text
    year: Year
    list: Literal["pénurie", "fonction critique", "permis de travail"]
    region: Text
    until: Optional[dt.date] = None
    occupations: tuple[Id, ...] = ()


class Deadline(EntryModel):
    """A date of the school year: `date` when the day is known, else `month` in words.

    `question`: the entry that explains it. A past deadline is not proposed; that of a month ends on
    `valid_until`. `enrols_from`: the CFC level from which trainings close enrolment on this day.
    """

    title: Text
    enrols_from: Optional[Level] = None
    date: Optional[dt.date] = None
    month: Optional[Text] = None
    who: Text
    regime: Text
    question: Optional[Id] = None

    @root_validator(skip_on_failure=True)
    def _has_a_time(cls, values: dict) -> dict:
        if not values["date"] and not values["month"]:
            raise ValueError("a deadline has a date or a month")
        return values

    @property
    def last_day(self) -> Optional[dt.date]:
        """The last day on which it can be proposed, or None for a month without one."""
        return self.date or self.valid_until


class Wage(EntryModel):
    """The pay of a profession in `year`: gross euros a month, full time.

    `low` alone is a single figure, with `high` a range or a career, as `what` states. `average`: a
    mean over employees; `independent`: self-employed income, without a minimum. Without
    `occupation` it is the guaranteed minimum. `scale`: the public scale, joint committee or survey.
    """

    occupation: Optional[Id] = None
    low: Euros
    high: Optional[Euros] = None
    what: Text
    average: bool = False
    independent: bool = False
    scale: Optional[Text] = None
    year: Year


class Field(StrictModel):
    """A field of work, its common names and the prefixes of its ROME codes."""

    id: Id
    title: Text
    names: Texts
    rome: Texts
