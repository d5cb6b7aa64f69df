"""Validators of settings: each returns the normalised value, or raises ValueError."""

from __future__ import annotations

import re


def check_token(value: str) -> str:
    """Check a token for use in headers and URLs: printable ASCII without blanks."""
    if not re.fullmatch("[!-~]*", value):
        raise ValueError("a token has ASCII letters, digits and signs only, and no blanks")
    return value


def check_address(value: str) -> str:
    """Check a URL of scheme and host without a path; drops a final slash."""
    if value and not re.fullmatch(r"https?://[^\s/?#]+/?", value):
        raise ValueError("not an address: https://…")
    return value.rstrip("/")
