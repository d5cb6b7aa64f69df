"""School holidays, proposed as closures of the centre."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

import yaml

_FILE = Path(__file__).with_name("school_holidays.yml")


@dataclass(frozen=True)
class SchoolHoliday:
    """School holidays of a season; no dates where they are not known."""

    name: str
    season: str
    first: Optional[dt.date] = None
    last: Optional[dt.date] = None

    @property
    def title(self) -> str:
        """The name with its season."""
        return f"{self.name} {self.season}"


@dataclass(frozen=True)
class SchoolCalendar:
    """The holidays that are known, and where and when they were read."""

    source: str
    read: dt.date
    holidays: tuple[SchoolHoliday, ...]


@lru_cache(maxsize=1)
def load_school_calendar() -> SchoolCalendar:
    """Return the contents of school_holidays.yml, cached."""
    data: dict[str, Any] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    found = tuple(SchoolHoliday(**each) for each in data["holidays"])
    return SchoolCalendar(data["source"], data["read"], found)


def list_coming_holidays(today: dt.date) -> list[SchoolHoliday]:
    """Return the holidays that have not ended, and those without dates."""
    every = load_school_calendar().holidays
    return [each for each in every if each.last is None or each.last >= today]
