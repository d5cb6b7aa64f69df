"""The shape of what people write in the base; what does not fit is an error with its place.

Facts and sentences are kept apart: codes (ROME, ISCO-08, RIASEC, CFC, FASE) are checked against
official files, sentences are the project's own. `level` is a level of the *cadre francophone des
certifications* (CFC, aligned on the European EQF): 2-3 short training without CESS, 4 upper
secondary (CESS, CQ, 7th year), 5 short higher (BES) or chef d'entreprise, 6 bachelor, 7 master, 8
doctorate.
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
)
from knowledge.provenance import EntryModel, SourcedModel, StrictModel

BRUSSELS = ZoneInfo("Europe/Brussels")


class Title(StrictModel):
    """Feminine and masculine titles; the same word twice for an epicene one."""

    f: Text
    m: Text

    @property
    def both(self) -> str:
        """« mécanicienne moto / mécanicien moto », or the single form."""
        return self.f if self.f == self.m else f"{self.f} / {self.m}"


class Conditions(StrictModel):
    """Each is a short plain sentence."""

    hours: Text
    outdoors: Text
    physical: Text
    people: Text
    travel: Text


class WayIn(SourcedModel):
    """One way into the profession in the Fédération Wallonie-Bruxelles. Without sources of its own
    it rests on those of its `training`."""

    title: Text
    level: Level
    length: str = ""
    where: str = ""
    training: Optional[Id] = None


class Access(SourcedModel):
    """A condition of access: what it concerns, and what is asked, in one plain sentence."""

    kind: Literal["record", "health", "licence", "language", "age", "diploma", "exam", "equipment"]
    says: Text


class Regulation(SourcedModel):
    """Whether access to the profession is regulated in Belgium (None: not known to us)."""

    regulated: Optional[bool]
    note: Optional[Text] = None


class Occupation(EntryModel):
    """A profession. `riasec`: one to three letters, in order; `interests`: ROME's, 1 to 30.

    `described`: how people describe it who do not know its name; searched, never shown. `pay` is
    where to look for it; figures are `Wage` entries. What is Belgian (ways in, regulation, access,
    prospects) does not rest on the sources of the entry, which tell of the trade alone.
    """

    title: Title
    aliases: tuple[Text, ...] = ()
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
        """The CFC levels of its ways in, rising, each once."""
        return tuple(sorted({way.level for way in self.ways_in}))

    @property
    def domain(self) -> str:
        """The ROME grand domain, one letter."""
        return self.rome[0]


class Training(EntryModel):
    """A training that exists in or around Liège, or elsewhere in the FWB.

    `occupations` are the professions it leads to; `next` what can follow it (ladders, passerelles).
    What is not known of it is left empty.
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

    `regime` says for whom and for which school year the answer holds. `short` comes first, `more`
    on demand. `followed_by`: the question whose answer holds once this one is over. `advice`: it
    says what one may do, not what is so: it has no source, and nothing to confirm.
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
    """The centre itself, what it was once, and partners one can be sent to.

    `contact`: an address, a telephone, a site. `past`: the year of a project that is over; such an
    entry is told as history to whoever names it, and offered to nobody. `followed_by`: the question
    or service that stands in its place.
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
    """Something that happens once: never proposed after its end."""

    title: Text
    start: dt.datetime
    end: dt.datetime
    place: Text
    audience: Text
    summary: Text
    url: Optional[Text] = None

    @validator("start", "end", pre=True)
    def _in_brussels(cls, value: Any) -> Any:
        """A time without a zone is Belgian; a day alone lasts from its first to its last minute."""
        read = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(read, dt.date) and not isinstance(read, dt.datetime):
            read = dt.datetime.combine(read, dt.time())
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
        """The last day it can be proposed."""
        return self.end.date()


class Shortage(EntryModel):
    """A title of a public list: « pénurie » (few people) or « fonction critique » (hard to fill) of
    the employment service of a region, or « permis de travail », a region's list of what people
    from outside the European Union may be hired for.

    It informs and never weighs in a suggestion, and is told by the name of its list. `until`: the
    last day on which the list held; it is told with it.
    """

    title: Text
    year: Year
    list: Literal["pénurie", "fonction critique", "permis de travail"]
    region: Text
    until: Optional[dt.date] = None
    occupations: tuple[Id, ...] = ()


class Deadline(EntryModel):
    """A date of the school year: `date` when the day is known, else `month` in words.

    `question` is the entry that explains it. What has passed is not proposed: of a month,
    `valid_until` is the last day. `enrols_from`: the last day to enrol for trainings of this CFC
    level and above.
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
        """The last day it can be proposed; None where its month says no day."""
        return self.date or self.valid_until


class Wage(EntryModel):
    """What a profession pays: euros gross a month, full time, of `year`. `low` alone is one figure,
    `high` the end of a range or of a career; `what` says which, `average` that it is one over
    those who are employed, `independent` that it is the income of somebody self-employed, whom no
    minimum protects. Without `occupation` it is the guaranteed minimum. `scale`: the public scale,
    the joint committee or the survey."""

    occupation: Optional[Id] = None
    low: Euros
    high: Optional[Euros] = None
    what: Text
    average: bool = False
    independent: bool = False
    scale: Optional[Text] = None
    year: Year


class Field(StrictModel):
    """A field of work as people name it, and the ROME codes that begin what belongs to it."""

    id: Id
    title: Text
    names: Texts
    rome: Texts
