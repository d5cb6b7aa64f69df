"""Constrained text, code and number types of the entry models, and times as files write them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import conint, conlist, constr
from pydantic.datetime_parse import parse_datetime

if TYPE_CHECKING:  # plain types for the type checker; pydantic enforces the constraints
    Id: TypeAlias = str
    Text: TypeAlias = str
    RomeCode: TypeAlias = str
    IscoCode: TypeAlias = str
    Letters: TypeAlias = str
    FaseNumber: TypeAlias = str
    Level: TypeAlias = int
    Year: TypeAlias = int
    Years: TypeAlias = str
    MonthDay: TypeAlias = str
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
    Years = constr(regex=r"^20\d\d(-20\d\d)?$")
    MonthDay = constr(regex=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
    Euros = conint(ge=500, le=20_000)
    Interests = conlist(conint(ge=1, le=30), min_items=1)
    Texts = conlist(Text, min_items=1)
    TwoTexts = conlist(Text, min_items=2)
    ThreeTexts = conlist(Text, min_items=3, max_items=3)
    FourToSixTexts = conlist(Text, min_items=4, max_items=6)


def read_time(value: Any) -> Any:
    """Read a date, as its midnight, or a time in ISO 8601, « Z » too; other values are kept.

    Raises:
        ValueError: a text is neither.
    """
    if isinstance(value, str):
        is_date = len(value) == len("2026-12-05")
        return dt.datetime.fromisoformat(value) if is_date else parse_datetime(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    return value
