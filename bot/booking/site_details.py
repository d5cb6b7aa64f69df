"""The details of the centre that its admins confirmed, and their use over the settings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Optional, TypeVar

from bot.opening_hours import WeeklyHours, describe_opening_hours, parse_opening_hours
from bot.settings import CoreSettings

Kind = TypeVar("Kind", bound=CoreSettings)
_SAME_FIELDS = ("name", "address", "access", "phone", "email", "web", "confirmed")


@dataclass(frozen=True)
class SiteDetails:
    """What the centre says of itself; an empty field means that there is none.

    `open_hours` are those of the house, as `bot.opening_hours` writes them; `hours_note` is said
    behind them. `confirmed`: the day on which an admin confirmed all of it.
    """

    name: str
    address: str
    access: str
    phone: str
    email: str
    web: str
    open_hours: str
    hours_note: str
    confirmed: dt.date

    @property
    def weekly(self) -> WeeklyHours:
        """The opening hours by weekday."""
        return parse_opening_hours(self.open_hours)

    @property
    def hours_in_words(self) -> str:
        """The opening hours as people read them; "" if unknown."""
        return ", ".join(filter(None, (describe_opening_hours(self.weekly), self.hours_note)))

    def apply(self, settings: Kind) -> Kind:
        """Return a copy of the settings with these details, also where they are empty."""
        values: dict[str, Any] = {f"site_{name}": getattr(self, name) for name in _SAME_FIELDS}
        values.update(site_hours=self.hours_in_words, open_hours=self.open_hours)
        return settings.copy(update=values)


@dataclass
class CurrentSite:
    """The details in use in this process, None until an admin confirms some.

    They are replaced as a whole, so that a running turn keeps consistent ones.
    """

    details: Optional[SiteDetails] = None
    _applied: Optional[tuple[CoreSettings, Optional[SiteDetails], CoreSettings]] = field(
        default=None, repr=False
    )

    def apply(self, settings: Kind) -> Kind:
        """Return the settings with the details in use; the same object until either changes."""
        details, applied = self.details, self._applied
        if applied is None or applied[0] is not settings or applied[1] is not details:
            made = settings if details is None else details.apply(settings)
            applied = self._applied = (settings, details, made)
        return applied[2]
