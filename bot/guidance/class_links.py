"""Class mode: a link that opens the chat for a whole class until 4 in the morning.

All classes of a day share one link, so it identifies neither teacher nor pupil. Nothing is stored;
a keyed hash proves that the service issued it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Optional
from zoneinfo import ZoneInfo

CLASS_TIMEZONE = ZoneInfo("Europe/Brussels")
CLOSING_TIME = dt.time(4)
_PURPOSE = b"boussole class session v1\0"
_SHAPE = re.compile(r"([0-9]{8})-[A-Za-z0-9_-]{16}")


@dataclass(frozen=True)
class ClassSession:
    """An open class: the token of its link, and its closing time (aware, local)."""

    token: str
    until: dt.datetime

    @property
    def path(self) -> str:
        """Return the path of the page that opens the chat."""
        return f"/classe/{self.token}"

    @property
    def poster(self) -> str:
        """Return the path of the page to print."""
        return f"{self.path}/affiche"

    @property
    def code(self) -> str:
        """Return the path of the QR code alone."""
        return f"{self.path}/qr.svg"


def create_session(key: bytes, now: dt.datetime) -> ClassSession:
    """Return the session that closes at the next 4 o'clock in Brussels."""
    local = now.astimezone(CLASS_TIMEZONE)
    day = local.date() if local.time() < CLOSING_TIME else local.date() + dt.timedelta(days=1)
    return ClassSession(_sign_token(day, key), _compute_closing(day))


def find_session(token: str, key: bytes) -> Optional[ClassSession]:
    """Return the session of a token, open or closed, or None if the token is invalid."""
    shaped = _SHAPE.fullmatch(token)
    if shaped is None:
        return None
    try:
        day = dt.datetime.strptime(shaped[1], "%Y%m%d").date()
    except ValueError:
        return None
    right = hmac.compare_digest(token.encode(), _sign_token(day, key).encode())
    return ClassSession(token, _compute_closing(day)) if right else None


def is_session_open(token: str, key: bytes, now: dt.datetime) -> bool:
    """Return whether a token opens a class now."""
    session = find_session(token, key)
    return session is not None and now < session.until


def _sign_token(day: dt.date, key: bytes) -> str:
    stamp = f"{day:%Y%m%d}"
    proof = hmac.new(key, _PURPOSE + stamp.encode(), hashlib.sha256).digest()[:12]
    return f"{stamp}-{urlsafe_b64encode(proof).decode()}"


def _compute_closing(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, CLOSING_TIME, CLASS_TIMEZONE)
