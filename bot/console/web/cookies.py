"""The cookies of the console, all `__Host-` (this host only, secure).

`SESSION_COOKIE` holds the session token. `FORM_COOKIE` holds a random value that binds forms before
the sign-in, and grants nothing. `DEVICE_COOKIE` marks a browser that signed in before
(`bot.console.auth.known_devices`) and survives the sign-out. Browsers treat `http://localhost` as
secure.
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
    """Return the cookie's value if it is well-formed."""
    value = cookies.get(name, "")
    return value if _VALUE_PATTERN.fullmatch(value) else None


def generate_form_value() -> str:
    """Return 256 random bits."""
    return secrets.token_urlsafe(32)


def set_cookie(
    response: Response, name: str, value: str, lasts: Optional[dt.timedelta] = None
) -> None:
    """Set a cookie until the browser is closed, or for `lasts`.

    Lax, not Strict: a link in an e-mail must lead to the page, not to the sign-in. No GET changes
    anything.
    """
    seconds = int(lasts.total_seconds()) if lasts is not None else None
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax"
    )


def delete_cookie(response: Response, name: str) -> None:
    """Delete a cookie."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")


def keep_signed_in(response: Response, token: str, device: str) -> Response:
    """Set the cookies of a new session and its browser, and return the response."""
    set_cookie(response, SESSION_COOKIE, token)
    set_cookie(response, DEVICE_COOKIE, device, DEVICE_COOKIE_LIFETIME)
    delete_cookie(response, FORM_COOKIE)
    return response
