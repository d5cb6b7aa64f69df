"""Words that enter a notebook only with consent: sensitive matters, and facts about pupils.

A notebook belongs to one person: the one who writes, or the child or friend they write for.
"""

from __future__ import annotations

from bot.choice_payloads import NoteConsent
from bot.guidance import audience
from bot.notebook.sensitive_topics import NEVER_NOTED, find_sensitive_topic, is_sensitive
from bot.turn_context import Turn


def words_to_keep(words: str) -> str:
    """Return the words to store beside a choice; "" when they are sensitive."""
    return "" if is_sensitive(words) else words


def declines_to_note(turn: Turn, intent: str) -> bool:
    """Whether the words stay out of the notebook; offers a button of `intent` to note them."""
    matter = find_sensitive_topic(turn.words)
    if matter == NEVER_NOTED:
        turn.say("utter_never_noted")
        return True
    if turn.chosen(NoteConsent):
        return False
    if matter is not None:
        turn.say("utter_kept_out", intent=intent, words=turn.words)
        return True
    if turn.notebook.whom == "pupils" and audience.is_about_another(turn.words):
        turn.say("utter_of_another", intent=intent, words=turn.words)
        return True
    return False
