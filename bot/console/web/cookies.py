"""The three cookies of the console. `__Host-`: for this host only, over a safe connection.

`SESSION` opens a session. `FORM` is a random value that the forms of whoever is not signed in are
bound to; it opens nothing and is gone with the sign-in. `DEVICE_COOKIE` says that this browser
signed in before (`bot.console.auth.known_devices`); it stays, also when its owner leaves. Browsers
hold `http://localhost` for safe.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from typing import Optional

from starlette.responses import Response

SESSION_COOKIE = "__Host-conseillers"
FORM_COOKIE = "__Host-formulaire"
DEVICE_COOKIE = "__Host-appareil"
DEVICE_COOKIE_LIFETIME = dt.timedelta(days=180)
_VALUE_PATTERN = re.compile(r"[A-Za-z0-9_-]{20,100}")


def read_cookie(cookies: Mapping[str, str], name: str) -> Optional[str]:
    """The value, if it has the shape of one that was given out."""
    value = cookies.get(name, "")
    return value if _VALUE_PATTERN.fullmatch(value) else None


def generate_form_value() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def set_cookie(
    response: Response, name: str, value: str, lasts: Optional[dt.timedelta] = None
) -> None:
    """Until the browser is closed, unless `lasts` says how long; the server ends a session sooner.

    Lax, not Strict: a link in an invitation to a meeting must lead to a page, not to the sign-in.
    No GET changes anything.
    """
    seconds = int(lasts.total_seconds()) if lasts is not None else None
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax"
    )


def delete_cookie(response: Response, name: str) -> None:
    """The browser forgets it."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
