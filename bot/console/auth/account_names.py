"""The name of an account: what is shown, and when two names are one."""

from __future__ import annotations

import re
import unicodedata

from bot.console.console_errors import WrongName

MAX_NAME_CHARS = 80
_MAX_RAW_CHARS = 4 * MAX_NAME_CHARS  # longer ones are cut before they are worked on


def format_display_name(name: str) -> str:
    """In NFC, one blank between words. Raises WrongName."""
    shown = " ".join(unicodedata.normalize("NFC", name[:_MAX_RAW_CHARS]).split())
    if not 1 <= len(shown) <= MAX_NAME_CHARS or not shown.isprintable():
        raise WrongName
    if not re.search(r"\w", shown):
        raise WrongName
    return shown


def make_comparison_key(name: str) -> str:
    """Equal for two names that are one: letter case and width do not count. Never raises."""
    wide = unicodedata.normalize("NFKC", name[:_MAX_RAW_CHARS]).casefold()
    return " ".join(unicodedata.normalize("NFKC", wide).split())
