"""Names of accounts: the displayed form, and the key by which two names are the same."""

from __future__ import annotations

import re
import unicodedata

from bot.console.console_errors import WrongName

MAX_NAME_CHARS = 80
_MAX_RAW_CHARS = 4 * MAX_NAME_CHARS  # cut to this length before normalising


def format_display_name(name: str) -> str:
    """Return the name in NFC with single spaces. Raises WrongName."""
    shown = " ".join(unicodedata.normalize("NFC", name[:_MAX_RAW_CHARS]).split())
    if not 1 <= len(shown) <= MAX_NAME_CHARS or not shown.isprintable():
        raise WrongName
    if not re.search(r"\w", shown):
        raise WrongName
    return shown


def make_comparison_key(name: str) -> str:
    """Return the key of a name; letter case and character width do not count. Never raises."""
    wide = unicodedata.normalize("NFKC", name[:_MAX_RAW_CHARS]).casefold()
    return " ".join(unicodedata.normalize("NFKC", wide).split())
