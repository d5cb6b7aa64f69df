"""The doors of the first screen."""

from __future__ import annotations

import re

from actions import exploring, questions
from actions.registering import action
from actions.turn import Turn


@action("action_have_question")
def have_question(turn: Turn) -> None:
    turn.say("utter_have_question")


@action("action_no_idea")
def no_idea(turn: Turn) -> None:
    """No passion is needed: five verbs to choose from."""
    turn.notebook.go("rever")
    turn.say("utter_no_idea")


@action("action_hesitate")
def hesitate(turn: Turn) -> None:
    """Two named professions are compared at once."""
    if not exploring.compare_named(turn):
        turn.say("utter_hesitate")


@action("action_trouble_at_school")
def trouble_at_school(turn: Turn) -> None:
    """What was told may be a question the base can answer; then the usual troubles."""
    if turn.text and any(questions.sure(turn, part) for part in _parts(turn.text)):
        turn.say("utter_trouble_more")
    else:
        turn.say("utter_trouble")


def _parts(text: str) -> list[str]:
    """The whole text, then its sentences: « la panne. chui en 4e G, jvais avoir une AOB »."""
    return [text, *(part for part in re.split(r"[.,;!?]+", text) if part.strip())]


@action("action_for_someone_else")
def for_someone_else(turn: Turn) -> None:
    turn.say("utter_for_someone_else")
