"""Records the answers of the knowledge base, for the summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.booking.local_time import local_day
from bot.guidance import salience
from bot.handoff import answered_entries
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge.entry_kinds import Entry, title_of
from knowledge.entry_schema import Occupation, Question, Service, Training
from knowledge.fact_status import Status
from knowledge.facts import Fact

# Words by which an entry itself tells the person to check something.
_DOUBT_PATTERN = re.compile(r"\b(?:confirm|vérifi|demand)")
SALIENCE_TYPES: dict[type, str] = {
    Occupation: salience.OCCUPATION,
    Training: salience.TRAINING,
    Question: salience.QUESTION,
    Service: salience.SERVICE,
}


def record_answer(turn: Turn, *entries: Entry) -> None:
    """Record that these entries answered the person's request; the first becomes the subject."""
    if entries:
        turn.salience = turn.salience.answered(entries[0].id)
    if turn.values.get("aspect"):  # For « et pour un kiné ? », which asks the same of another.
        turn.salience = turn.salience.asked(str(turn.values["aspect"]))
    for entry in reversed(entries):
        kind = SALIENCE_TYPES.get(type(entry))
        if kind is not None:
            turn.talk_about(kind, entry.id)
        answered_entries.add_answered_entry(
            turn.unit, turn.conversation, entry.id, _wordings(entry), asked=turn.words
        )


def render_lowest_certainty(turn: Turn, facts_shown: Iterable[Fact], shown_text: str = "") -> Any:
    """Render the status of the least certain of the facts that are shown.

    The advice to confirm is given once per conversation, and not when `shown_text` gives it
    already. Returns "" when there is nothing to add.
    """
    today = local_day(turn.now)
    order = [Status.VERIFIED, Status.OFFICIAL, Status.TO_CONFIRM]
    known = [(fact.standing(today), fact.rests_on.owner) for fact in facts_shown]
    if not known:
        return ""
    least, owner = max(known, key=lambda pair: order.index(pair[0].status))
    if least.status is Status.TO_CONFIRM:
        if turn.slots.get("doubted") or _DOUBT_PATTERN.search(shown_text):
            return ""
        turn.set(doubted=True)
    return entry_facts.render_certainty(least, owner)


def _wordings(entry: Entry) -> Iterator[str]:
    yield title_of(entry)
    if isinstance(entry, Question):
        yield from entry.variants
    elif isinstance(entry, Service):
        yield from (entry.summary, *entry.aliases)
