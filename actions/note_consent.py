"""What does not enter a notebook unasked: said so, with a button for whoever wants it noted.

Private matters; and what is told about pupils by who teaches them: a notebook is of one person,
whoever writes or, for a child or a friend, whom they ask for.
"""

from __future__ import annotations

from bot.choice_payloads import NoteConsent
from bot.guidance import audience
from bot.notebook.sensitive_topics import NEVER_NOTED, find_sensitive_topic, is_sensitive
from bot.turn_context import Turn


def words_to_keep(words: str) -> str:
    """The words to keep beside a choice: none when they would stay out of the notebook."""
    return "" if is_sensitive(words) else words


def declines_to_note(turn: Turn, intent: str) -> bool:
    """Whether the words stay out of the notebook, which is said; `intent` would note them."""
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
