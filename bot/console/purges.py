"""What of the console ends by itself."""

from __future__ import annotations

from bot.booking import calendars
from bot.console import audit, sessions, throttle

PURGES = (sessions.purge, throttle.purge, calendars.purge, audit.purge)
