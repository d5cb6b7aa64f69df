"""Check an intent of the classifier against the labels of the reading."""

from __future__ import annotations

from typing import Any

from bot.dialogue.intent_groups import MAX_BRIEF_ANSWER_WORDS, MIN_TRY_PROBABILITY
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import MIN_TELLING
from bot.guidance.salience import OCCUPATION
from bot.notebook.notebook_entries import FACT_KINDS
from bot.turn_context import Turn

# Intents that a label has to support, with its least probability: « à qui s'adresser ? » is no
# trial, « un truc plus manuel » no wish for shorter studies.
MIN_SHORTER_STUDIES = 0.2
_LABEL_BY_INTENT = {
    "ask_try": ("ask.try", MIN_TRY_PROBABILITY),
    "ask_shorter_studies": ("request.shorter_studies", MIN_SHORTER_STUDIES),
}


def says_goodbye(turn: Turn) -> bool:
    """Whether the labels suggest a goodbye: « plutôt samedi » does not."""
    if turn.reading is None:
        return True
    leaves = [s.labels["social.bye"] + s.labels["meta.stop"] for s in turn.reading.segments]
    return bool(max(leaves) >= MIN_TELLING)


def read_facts(turn: Turn) -> list[dict[str, Any]]:
    """Return what a text states as a fact to note, if anything."""
    likely = max(turn.reading.segments, key=lambda segment: segment.acts["tell"])
    act, _, kind = likely.label.partition(".")
    if act != "tell" or kind not in ("like", "dislike", *FACT_KINDS):
        return []
    return [{"kind": kind, "words": turn.text, "other": likely.about_other}]


def is_unsupported(turn: Turn, intent: str) -> bool:
    """Whether an intent needs a label, or a plan A, that the reading does not have."""
    if intent == "plan_b":
        return not has_plan_a(turn)
    if intent not in _LABEL_BY_INTENT or turn.reading is None:
        return False
    label, least = _LABEL_BY_INTENT[intent]
    return all(segment.labels[label] < least for segment in turn.reading.segments)


def lacks_tried_occupation(turn: Turn) -> bool:
    """Whether no profession could have been tried: « j'ai fait un an d'usine »."""
    if turn.reading is None or turn.notebook.question is not None:
        return False
    named = any(m.type == PROFESSION for m in turn.reading.mentions)
    return not (named or turn.notebook.shown or turn.salience.find_newest_of_type(OCCUPATION))


def has_plan_a(turn: Turn) -> bool:
    """Whether a plan B is possible or asked for by name: « et si je rate tout ? » right away is
    neither."""
    notebook = turn.notebook
    if notebook.shown or notebook.decision or notebook.liked or "plan" in turn.text.lower():
        return True
    return turn.reading is not None and any(m.type == PROFESSION for m in turn.reading.mentions)


def requests_no_step(turn: Turn) -> bool:
    """Whether a sentence requests no step: « c'est lui qui a commencé »."""
    if turn.reading is None or len(turn.text.split()) <= MAX_BRIEF_ANSWER_WORDS:
        return False
    wants = max(
        segment.acts["request"] + segment.acts["service"] + segment.labels["tell.lost"]
        for segment in turn.reading.segments
    )
    return bool(wants < MIN_TELLING)


def tells_something(turn: Turn) -> bool:
    """Whether a text states something about the person; a few words always do."""
    if turn.reading is None or len(turn.text.split()) <= MAX_BRIEF_ANSWER_WORDS:
        return True
    return bool(turn.reading.tells >= MIN_TELLING)
