"""Browsers that signed in before, and guesses against an account."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.engine import Engine

from bot.console.auth import sign_in
from bot.console.auth.console_keys import Keys
from bot.console.console_errors import TooSoon, WrongSignIn
from bot.console.web.cookies import DEVICE_COOKIE
from tests.support.console_accounts import Account
from tests.support.console_application import ConsoleBrowser


def try_guess(
    engine: Engine, keys: Keys, name: str, now: dt.datetime, device: str | None = None
) -> bool:
    """Whether the password was checked, not throttled."""
    try:
        sign_in.sign_in(engine, name, "x" * 20, "000000", keys, now, device=device)
    except WrongSignIn:
        return True
    except TooSoon:
        return False
    raise AssertionError("it opened")


def make_guesser(name: str) -> Account:
    """An account whose password is guessed; its second factor is never checked."""
    return Account(0, name, "A" * 32)


def get_device_cookie(browser: ConsoleBrowser) -> str | None:
    return browser.client.cookies.get(DEVICE_COOKIE)
