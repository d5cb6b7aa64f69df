"""Typed wishes to leave a question for the team, who answer later."""

from __future__ import annotations

from bot.dialogue.reading.message_purposes import LEAVE, TEAM_QUESTIONS, load_head
from bot.turn_context import Turn

# Least probabilities: where nothing is asked, and where the bot asked something.
_MIN_LEAVE, _MIN_LEAVE_ASKED = 0.75, 0.9
# Takes the next message as the question, whatever it says.
_DICTATION = "deferred_question"


def leaves_question(turn: Turn) -> bool:
    """Whether a typed text asks that a question be left for the team."""
    question = turn.notebook.question
    if not turn.text or (question is not None and question.kind == _DICTATION):
        return False
    found = load_head(TEAM_QUESTIONS).score(turn.text, turn.vector).of(LEAVE)
    return found >= (_MIN_LEAVE if question is None else _MIN_LEAVE_ASKED)
