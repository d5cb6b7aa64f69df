"""What does not enter a notebook unasked: said so, with a button for whoever wants it noted.

Private matters; and what is told about pupils by who teaches them: a notebook is of one person,
whoever writes or, for a child or a friend, whom they ask for.
"""

from __future__ import annotations

from actions.turn import Turn
from bot.guidance import doors
from bot.guidance.kept_out import NEVER, kept_out, private

KEEP = "keep"


def quotable(words: str) -> str:
    """The words to keep beside a choice: none when they would stay out of the notebook."""
    return "" if kept_out(words) else words


def left_out(turn: Turn, intent: str) -> bool:
    """Whether the words stay out of the notebook, which is said; `intent` would note them."""
    matter = private(turn.words)
    if matter == NEVER:
        turn.say("utter_never_noted")
        return True
    if turn.values.get("value") == KEEP:
        return False
    if matter is not None:
        turn.say("utter_kept_out", intent=intent, words=turn.words)
        return True
    if turn.notebook.whom == "pupils" and doors.of_another(turn.words):
        turn.say("utter_of_another", intent=intent, words=turn.words)
        return True
    return False
