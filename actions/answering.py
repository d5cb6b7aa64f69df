"""What was answered from the base, remembered for the summary (« Déjà répondu »)."""

from __future__ import annotations

from collections.abc import Iterator

from actions.turn import Turn
from bot.guidance import salience
from bot.handoff import answered
from knowledge.base import Entry, title_of
from knowledge.schema import Occupation, Question, Service, Training

KIND_OF: dict[type, str] = {
    Occupation: salience.OCCUPATION,
    Training: salience.TRAINING,
    Question: salience.QUESTION,
    Service: salience.SERVICE,
}


def told(turn: Turn, *entries: Entry) -> None:
    """These entries were what the person asked for, and were told; the first counts as newest."""
    for entry in reversed(entries):
        kind = KIND_OF.get(type(entry))
        if kind is not None:
            turn.talk_about(kind, entry.id)
        answered.keep(turn.unit, turn.conversation, entry.id, _wordings(entry), asked=turn.words)


def _wordings(entry: Entry) -> Iterator[str]:
    yield title_of(entry)
    if isinstance(entry, Question):
        yield from entry.variants
    elif isinstance(entry, Service):
        yield from (entry.summary, *entry.aliases)
