"""The shape of what people write in the base; what does not fit is an error with its place.

Facts and sentences are kept apart: codes (ROME, ISCO-08, RIASEC, CFC, FASE) are checked against
official files, sentences are the project's own. `level` is a level of the *cadre francophone des
certifications* (CFC, aligned on the European EQF): 2-3 short training without CESS, 4 upper
secondary (CESS, CQ), 5 short higher or 7th year, 6 bachelor, 7 master, 8 doctorate.
"""

from __future__ import annotations

import datetime as dt
import json
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, Optional, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    Extra,
    ValidationError,
    conint,
    conlist,
    constr,
    root_validator,
    validator,
)

if TYPE_CHECKING:  # what pydantic checks at run time is plain text and numbers to a type checker
    Id: TypeAlias = str
    Text: TypeAlias = str
    RomeCode: TypeAlias = str
    IscoCode: TypeAlias = str
    Letters: TypeAlias = str
    FaseNumber: TypeAlias = str
    Level: TypeAlias = int
    Year: TypeAlias = int
    Euros: TypeAlias = int
    Interests: TypeAlias = list[int]
    Texts: TypeAlias = list[str]
    TwoTexts: TypeAlias = list[str]
    ThreeTexts: TypeAlias = list[str]
    FourToSixTexts: TypeAlias = list[str]
else:
    Id = constr(regex=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    Text = constr(strip_whitespace=True, min_length=1)
    RomeCode = constr(regex=r"^[A-N]\d{4}$")
    IscoCode = constr(regex=r"^\d{4}$")
    Letters = constr(regex=r"^[RIASEC]{1,3}$")
    FaseNumber = constr(regex=r"^\d{1,5}$")
    Level = conint(ge=1, le=8)
    Year = conint(ge=2000, le=2100)
    Euros = conint(ge=500, le=20_000)
    Interests = conlist(conint(ge=1, le=30), min_items=1)
    Texts = conlist(Text, min_items=1)
    TwoTexts = conlist(Text, min_items=2)
    ThreeTexts = conlist(Text, min_items=3, max_items=3)
    FourToSixTexts = conlist(Text, min_items=4, max_items=6)


BRUSSELS = ZoneInfo("Europe/Brussels")


class Status(str, Enum):
    """« vérifié »: each cited source was read on `checked`. « à confirmer » is told as such."""

    VERIFIED = "vérifié"
    TO_CONFIRM = "à confirmer"


class Model(BaseModel):
    class Config:
        extra = Extra.forbid
        frozen = True


class Source(Model):
    """Where facts come from: a file that an importer reads, or a public page that was read."""

    id: Id
    title: Text
    publisher: Text
    date: dt.date
    licence: Optional[Text] = None
    url: Optional[Text] = None
    note: Optional[Text] = None


class Cited(Model):
    """What all entries share: an id, where it comes from, and how sure we are.

    `origin`: the Cité that wrote it, when it came in another Cité's package.
    """

    id: Id
    status: Status
    sources: tuple[Id, ...] = ()
    checked: Optional[dt.date] = None
    origin: Optional[Text] = None

    @root_validator(skip_on_failure=True)
    def _sure_means_sourced(cls, values: dict) -> dict:
        if values["status"] is Status.VERIFIED and not (values["sources"] and values["checked"]):
            raise ValueError("« vérifié » asks for at least one source and a date in `checked`")
        if values["status"] is Status.TO_CONFIRM and values["checked"]:
            raise ValueError("« à confirmer » has no date of checking")
        return values


class Title(Model):
    """Feminine and masculine titles; the same word twice for an epicene one."""

    f: Text
    m: Text

    @property
    def both(self) -> str:
        """« mécanicienne moto / mécanicien moto », or the single form."""
        return self.f if self.f == self.m else f"{self.f} / {self.m}"


class Conditions(Model):
    """Each is a short plain sentence."""

    hours: Text
    outdoors: Text
    physical: Text
    people: Text
    travel: Text


class WayIn(Model):
    """One way into the profession in the Fédération Wallonie-Bruxelles."""

    title: Text
    level: Level
    length: Text
    where: Text
    training: Optional[Id] = None


class Regulation(Model):
    """Whether access to the profession is regulated in Belgium (None: not known to us)."""

    regulated: Optional[bool]
    note: Optional[Text] = None


class Occupation(Cited):
    """A profession. `riasec`: one to three letters, in order; `interests`: ROME's, 1 to 30.

    `described`: how people describe it who do not know its name; searched, never shown.
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


class Training(Cited):
    """A training that exists in or around Liège, or elsewhere in the FWB.

    `occupations` are the professions it leads to; `next` what can follow it (ladders, passerelles).
    """

    title: Text
    kind: Text
    level: Level
    length: Text
    schedule: Text
    conditions: Text
    school: Text
    place: Text
    fase: Optional[FaseNumber] = None
    url: Optional[Text] = None
    summary: Text
    occupations: tuple[Id, ...] = ()
    next: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()


class Question(Cited):
    """A question people ask about orientation, and its answer.

    `regime` says for whom and for which school year the answer holds. `short` comes first, `more`
    on demand. `expires`: after this day the entry is no longer proposed.
    """

    question: Text
    variants: tuple[Text, ...] = ()
    short: Text
    more: tuple[Text, ...] = ()
    regime: Text
    topic: Text
    expires: Optional[dt.date] = None
    see_human: bool = False


class Service(Cited):
    """The centre itself, its poles and programmes, and partners one can be sent to."""

    title: Text
    audience: Text
    summary: Text
    aliases: tuple[Text, ...] = ()
    url: Optional[Text] = None

    @validator("url")
    def _is_a_link(cls, value: Optional[str]) -> Optional[str]:
        if value and not value.startswith("https://"):
            raise ValueError("a link starts with https://")
        return value


class Event(Cited):
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
    def expires(self) -> dt.date:
        """The last day it can be proposed."""
        return self.end.date()


class Shortage(Cited):
    """A title of a public list: « pénurie » (few people) or « fonction critique » (hard to fill).

    It informs and never weighs in a suggestion.
    """

    title: Text
    year: Year
    list: Literal["pénurie", "fonction critique"]
    region: Text
    occupations: tuple[Id, ...] = ()


class Deadline(Cited):
    """A date of the school year: `date` when the day is known, else `month` in words.

    `question` is the entry that explains it. What has passed is not proposed. `enrols_from`: the
    last day to enrol for trainings of this CFC level and above.
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


class Wage(Cited):
    """What a profession pays: euros gross a month, full time, of `year`. `low` alone is one figure,
    `high` the end of a range or of a career; `what` says which, `average` that it is one over
    those who are employed. Without `occupation` it is the guaranteed minimum. `scale`: the public
    scale, the joint committee or the survey."""

    occupation: Optional[Id] = None
    low: Euros
    high: Optional[Euros] = None
    what: Text
    average: bool = False
    scale: Optional[Text] = None
    year: Year


class Field(Model):
    """A field of work as people name it, and the ROME codes that begin what belongs to it."""

    id: Id
    title: Text
    names: Texts
    rome: Texts


class Site(Model):
    """The centre this base answers for. What is empty is not known, and the bot says so.

    `web` is where to ask for what is not known. `towns` are those people name around it, whether
    a training is given there or not; `partners` the services one can be sent to, in no order of
    merit.
    """

    name: Text
    city: Text
    towns: tuple[Text, ...] = ()
    address: str = ""
    hours: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    partners: tuple[Id, ...] = ()


def plain(entry: BaseModel) -> dict[str, Any]:
    """An entry as plain data, as files hold it: nothing that is empty, dates as text."""
    data: dict[str, Any] = json.loads(entry.json(exclude_none=True))
    return data


def why(error: Exception) -> str:
    """Why a model refuses its values, in one line: « field: reason »."""
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(
        f"{'.'.join(str(part) for part in e['loc'] if part != '__root__') or 'entry'}: {e['msg']}"
        for e in error.errors()
    )
