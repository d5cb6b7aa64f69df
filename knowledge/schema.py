"""The shape of every entry of the base; an entry that does not fit is an error with its place.

Facts and sentences are kept apart: codes (ROME, ISCO-08, RIASEC, CFC, FASE) are checked against
official files, sentences are the project's own. `level` is a level of the *cadre francophone des
certifications* (CFC, aligned on the European EQF): 2-3 short training without CESS, 4 upper
secondary (CESS, CQ), 5 short higher or 7th year, 6 bachelor, 7 master, 8 doctorate.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING, Optional, TypeAlias

from pydantic import BaseModel, Extra, conint, conlist, constr, root_validator, validator

if TYPE_CHECKING:  # what pydantic checks at run time is plain text and numbers to a type checker
    Id: TypeAlias = str
    Text: TypeAlias = str
    RomeCode: TypeAlias = str
    IscoCode: TypeAlias = str
    Letters: TypeAlias = str
    FaseNumber: TypeAlias = str
    Level: TypeAlias = int
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
    Interests = conlist(conint(ge=1, le=30), min_items=1)
    Texts = conlist(Text, min_items=1)
    TwoTexts = conlist(Text, min_items=2)
    ThreeTexts = conlist(Text, min_items=3, max_items=3)
    FourToSixTexts = conlist(Text, min_items=4, max_items=6)


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
    """What all entries share: an id, where it comes from, and how sure we are."""

    id: Id
    status: Status
    sources: tuple[Id, ...] = ()
    checked: Optional[dt.date] = None

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
    """A profession. `riasec`: one to three letters, in order; `interests`: ROME's, 1 to 30."""

    title: Title
    aliases: tuple[Text, ...] = ()
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
