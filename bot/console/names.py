"""The name of an account: what is shown, and when two names are one."""

from __future__ import annotations

import re
import unicodedata

from bot.console.errors import WrongName

LONGEST = 80
_UNREAD = 4 * LONGEST  # longer ones are cut before they are worked on


def shown_name(name: str) -> str:
    """In NFC, one blank between words. Raises WrongName."""
    shown = " ".join(unicodedata.normalize("NFC", name[:_UNREAD]).split())
    if not 1 <= len(shown) <= LONGEST or not shown.isprintable():
        raise WrongName
    if not re.search(r"\w", shown):
        raise WrongName
    return shown


def same_name(name: str) -> str:
    """Equal for two names that are one: letter case and width do not count. Never raises."""
    wide = unicodedata.normalize("NFKC", name[:_UNREAD]).casefold()
    return " ".join(unicodedata.normalize("NFKC", wide).split())
