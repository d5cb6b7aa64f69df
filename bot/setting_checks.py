"""Checks of settings: each returns the value as it is kept, or raises ValueError."""

from __future__ import annotations

import re


def check_token(value: str) -> str:
    """Tokens stand in headers and addresses."""
    if not re.fullmatch("[!-~]*", value):
        raise ValueError("a token has ASCII letters, digits and signs only, and no blanks")
    return value


def check_address(value: str) -> str:
    """Scheme and host, without a path."""
    if value and not re.fullmatch(r"https?://[^\s/?#]+/?", value):
        raise ValueError("not an address: https://…")
    return value.rstrip("/")
