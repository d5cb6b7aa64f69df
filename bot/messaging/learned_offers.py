"""Offers of approved answers of the team that a message may ask for, beside the reply."""

from __future__ import annotations

from collections.abc import Sequence

from bot.care.detector import NOTHING
from bot.dialogue.agent import Dialogue
from bot.messages import Reply
from bot.messaging.message_intake import PendingMessage
from bot.presentation.entry_facts import entry_title
from bot.turn_context import Turn


def add_offers(
    dialogue: Dialogue, turn: Turn, head: PendingMessage, replies: Sequence[Reply]
) -> list[Reply]:
    """Return the replies with the offers that are on none of their buttons; before them where they
    leave a question open, so that it stays the last.

    Nothing is offered next to a reply to distress, nor what the turn has just answered.
    """
    answered = turn.salience.subject
    labels = {choice.label for reply in replies for choice in reply.choices}
    titles = {each: entry_title(turn.library.base, each) for each in turn.offered}
    options = [
        {"id": each, "title": title}
        for each, title in titles.items()
        if title not in labels and (answered is None or each != answered.id)
    ]
    if not options or turn.forgotten or head.signal.level != NOTHING.level:
        return list(replies)
    offer = dialogue.say(turn, "utter_learned_offer", head.seq, options=options)
    return [offer, *replies] if turn.notebook.question is not None else [*replies, offer]
