"""What was answered from the base, remembered for the summary (« Déjà répondu »)."""

from __future__ import annotations

from collections.abc import Iterator

from actions.turn import Turn
from bot.handoff import answered
from knowledge.base import Entry, title_of
from knowledge.schema import Question, Service


def told(turn: Turn, *entries: Entry) -> None:
    """These entries were what the person asked for, and were told; the first counts as newest."""
    for entry in reversed(entries):
        answered.keep(turn.unit, turn.conversation, entry.id, _wordings(entry), asked=turn.words)


def _wordings(entry: Entry) -> Iterator[str]:
    yield title_of(entry)
    if isinstance(entry, Question):
        yield from entry.variants
    elif isinstance(entry, Service):
        yield from (entry.summary, *entry.aliases)
