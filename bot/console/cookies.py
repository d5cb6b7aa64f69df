"""The two cookies of the console. `__Host-`: for this host only, over a safe connection.

`SESSION` opens a session. `FORM` is a random value that the forms of whoever is not signed in are
bound to; it opens nothing and is gone with the sign-in. Browsers hold `http://localhost` for safe.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Optional

from starlette.responses import Response

SESSION = "__Host-conseillers"
FORM = "__Host-formulaire"
_VALUE = re.compile(r"[A-Za-z0-9_-]{20,100}")


def read(cookies: Mapping[str, str], name: str) -> Optional[str]:
    """The value, if it has the shape of one that was given out."""
    value = cookies.get(name, "")
    return value if _VALUE.fullmatch(value) else None


def new_form_value() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def give(response: Response, name: str, value: str) -> None:
    """Until the browser is closed; the server ends a session sooner.

    Lax, not Strict: a link in an invitation to a meeting must lead to a page, not to the sign-in.
    No GET changes anything.
    """
    response.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="lax")


def take_back(response: Response, name: str) -> None:
    """The browser forgets it."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
