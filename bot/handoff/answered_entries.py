"""What the bot answered from the base, for the summary.

It goes with its conversation, and no notebook takes it along: what somebody looked at is not what
they said. What any wording of an entry says of health, origin, religion, residence, justice or
distress is not kept at all: its title alone may sound harmless.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.care.detector import detect
from bot.handoff.answered_entry_repository import store_answered_entry
from bot.notebook.sensitive_topics import is_sensitive
from bot.storage.unit_of_work import UnitOfWork


def add_answered_entry(
    unit: UnitOfWork, conversation: int, entry: str, wordings: Iterable[str], asked: str = ""
) -> None:
    """Remember an answer; `wordings`: all that the entry is called and asked by; `asked`: what the
    person said."""
    # What was said in distress is never answered from the base: only what is private is looked for.
    if not (any(map(_is_private, wordings)) or is_sensitive(asked)):
        store_answered_entry(unit, conversation, entry)


# For the base alone: it has a few thousand wordings, and what persons typed is not to stay here.
@lru_cache(maxsize=8192)
def _is_private(wording: str) -> bool:
    return is_sensitive(wording) or bool(detect(wording))
