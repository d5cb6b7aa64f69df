"""What was answered from the base, remembered for the summary (« Déjà répondu »)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from actions import facts
from actions.turn import Turn
from bot.booking.local_time import local_day
from bot.guidance import salience
from bot.handoff import answered
from knowledge.base import Entry, title_of
from knowledge.fact import Fact, Status
from knowledge.schema import Occupation, Question, Service, Training

# How an entry says itself what is to be checked, and when.
_DOUBTS = re.compile(r"\b(?:confirm|vérifi|demand)")
KIND_OF: dict[type, str] = {
    Occupation: salience.OCCUPATION,
    Training: salience.TRAINING,
    Question: salience.QUESTION,
    Service: salience.SERVICE,
}


def told(turn: Turn, *entries: Entry) -> None:
    """These entries were what the person asked for, and were told; the first counts as newest."""
    if entries:
        turn.salience = turn.salience.answered(entries[0].id)
    if turn.values.get("aspect"):  # « et pour un kiné ? » asks the same of another
        turn.salience = turn.salience.asked(str(turn.values["aspect"]))
    for entry in reversed(entries):
        kind = KIND_OF.get(type(entry))
        if kind is not None:
            turn.talk_about(kind, entry.id)
        answered.keep(turn.unit, turn.conversation, entry.id, _wordings(entry), asked=turn.words)


def status(turn: Turn, told: Iterable[Fact], said: str = "") -> Any:
    """How sure the facts are that are told: the least sure counts. That something is to be
    confirmed is told once a talk, and not where what is `said` tells so already: an answer never
    carries two warnings."""
    today = local_day(turn.now)
    order = [Status.VERIFIED, Status.OFFICIAL, Status.TO_CONFIRM]
    known = [(fact.standing(today), fact.rests_on.owner) for fact in told]
    if not known:
        return ""
    least, owner = max(known, key=lambda one: order.index(one[0].status))
    if least.status is Status.TO_CONFIRM:
        if turn.slots.get("doubted") or _DOUBTS.search(said):
            return ""
        turn.set(doubted=True)
    return facts.standing(least, owner)


def _wordings(entry: Entry) -> Iterator[str]:
    yield title_of(entry)
    if isinstance(entry, Question):
        yield from entry.variants
    elif isinstance(entry, Service):
        yield from (entry.summary, *entry.aliases)
