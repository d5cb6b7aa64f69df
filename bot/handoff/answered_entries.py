"""The answers from the base that the summary lists.

They are deleted with the conversation and never copied to the notebook. An entry with any wording
about health, origin, religion, residence, justice or distress is not stored, even if its title is
harmless.
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
    """Store an answer unless it is private.

    `wordings` are the title and all questions of the entry, `asked` the person's message.
    """
    # Messages in distress are never answered from the base, so `asked` is not checked for it.
    if not (any(map(_is_private, wordings)) or is_sensitive(asked)):
        store_answered_entry(unit, conversation, entry)


# Only for wordings of the base: typed text must not stay in the cache.
@lru_cache(maxsize=8192)
def _is_private(wording: str) -> bool:
    return is_sensitive(wording) or bool(detect(wording))
