"""Resolution of time zone names in calendar files: IANA, Windows, Mozilla, or VTIMEZONE.

A zone defined by one file is never used for another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Optional
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.booking.local_time import ZONE


class ZoneResolver:
    """Resolves zone names of one file.

    `spelled`: the lines of each VTIMEZONE by id; `usual`: the id for times without one.
    """

    def __init__(self, spelled: Mapping[str, list[str]], usual: str = "") -> None:
        self._spelled = spelled
        self._known: dict[str, dt.tzinfo] = {}
        self.usual = self.get(usual)

    def get(self, name: str) -> dt.tzinfo:
        """Return the zone of that name, or that of the venue if it is unknown."""
        if name not in self._known:
            self._known[name] = self._resolve(name)
        return self._known[name]

    def _resolve(self, name: str) -> dt.tzinfo:
        parts = name.strip().strip("/").split("/")
        # « /mozilla.org/20050126_1/Europe/Brussels », « /freeassociation…/Tzfile/Europe/Brussels »
        for candidate in ("/".join(parts[-count:]) for count in range(min(3, len(parts)), 0, -1)):
            known = _find_iana_zone(WINDOWS_TO_OLSON.get(candidate, candidate))
            if known is not None:
                return known
        return _parse_vtimezone(self._spelled.get(name, [])) or ZONE


def _find_iana_zone(name: str) -> Optional[dt.tzinfo]:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # unknown, an invalid name, a folder of zones
        return None


def _parse_vtimezone(lines: list[str]) -> Optional[dt.tzinfo]:
    """Return the zone of a VTIMEZONE, or None if it is invalid.

    Only yearly rules are accepted: others might be expanded for ever.
    """
    rules = [line.upper() for line in lines if line.upper().startswith("RRULE")]
    if not lines or not all("FREQ=YEARLY" in rule for rule in rules):
        return None
    try:
        spelled: Any = Timezone.from_ical("\r\n".join(lines))
        made: dt.tzinfo = spelled.to_tz(lookup_tzid=False)
        made.utcoffset(dt.datetime(2026, 1, 1))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
        return None
    return made
