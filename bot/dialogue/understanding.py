"""From a click or from typed text to Rasa's parse data: an intent and its values.

Typed text is read in this order: a short answer to the open question; then the intent of the
trained model together with the professions that the knowledge base finds named in it; and free
words are an answer when the open question asks for some and nothing else was clearly meant.
"""

from __future__ import annotations

from typing import Any, Optional

from actions import asking
from actions.turn import Turn
from bot.guidance.reading import Answer, read_answer
from knowledge.linking import Link

FALLBACK = "nlu_fallback"
# Above this the model is sure enough to interrupt an open prompt that takes any words.
SURE = 0.55
# Meanings that free words to an open prompt may have been taken for.
_SOFT = frozenset(
    {"tell_interest", "tell_refusal", "affirm", "rate", "no_idea", "hesitate", "greet", FALLBACK}
)
# Meanings that no open question may take for its answer.
_HARD = frozenset(
    {"deny", "erase_data", "ask_privacy", "pause", "skip", "show_notebook", "ask_bot", "dont_know"}
)
# What naming a profession may mean; anything else beside it is told to be about that profession.
_ABOUT_OCCUPATIONS = frozenset(
    {
        "ask_occupation",
        "ask_day",
        "ask_access",
        "ask_pay",
        "ask_conditions",
        "ask_prospects",
        "ask_trainings",
        "ask_related",
        "ask_more_like_this",
        "ask_shorter_studies",
        "like_lead",
        "refuse_lead",
        "compare",
        "choose",
        "hesitate",
        "correct_notebook",
    }
)

# Beside a profession's name these say no more than the name does.
_VAGUE = frozenset({None, FALLBACK, "tell_interest", "have_question"})


def opened() -> dict[str, Any]:
    """The chat was opened: the bot says hello first."""
    return _parse("greet", [])


def clicked(intent: str, values: dict[str, Any]) -> dict[str, Any]:
    """A choice: nothing to understand."""
    return _parse(intent, [_entity(name, value) for name, value in values.items()])


def understand(turn: Turn, parse: dict[str, Any]) -> dict[str, Any]:
    """Read typed text in its context; `parse` is the model's reading of the text alone."""
    question = turn.notebook.question
    answer = read_answer(asking.readable(question), turn.text) if question else None
    if answer is not None:
        return _answered(answer)
    intent, confidence = parse["intent"]["name"], parse["intent"]["confidence"]
    turn.ranking = tuple(each["name"] for each in parse.get("intent_ranking", ()))
    linked = turn.library.link(turn.text)
    if question is not None and _takes_words(question.kind, intent, confidence):
        turn.answering = True
        return _parse("tell_refusal" if intent == "tell_refusal" else "tell_interest", [])
    return _parse(_intent(turn, intent, linked), entities(linked), parse)


def _takes_words(kind: str, intent: Optional[str], confidence: float) -> bool:
    if asking.KINDS[kind].words is None:
        return False
    if asking.KINDS[kind].greedy:
        return intent not in _HARD or confidence < SURE
    return intent in _SOFT or confidence < SURE


def _intent(turn: Turn, intent: Optional[str], linked: Link) -> str:
    """A profession named all alone, or with words the model does not know, asks about it."""
    if intent in _ABOUT_OCCUPATIONS:
        return str(intent)
    if linked.occupation_ids and (intent in _VAGUE or len(turn.text.split()) <= 2):
        return "ask_occupation"
    if linked.candidates and intent == FALLBACK:
        return "ask_occupation"
    return intent or FALLBACK


def entities(linked: Link) -> list[dict[str, Any]]:
    """The professions named in a text, as entities."""
    ids = linked.occupation_ids
    found = [_entity("occupation", ids[0])] if ids else []
    if len(ids) > 1:
        found.append(_entity("occupations", list(ids)))
    if linked.candidates and not ids:
        found.append(_entity("candidates", list(linked.candidates)))
    return found


def _answered(answer: Answer) -> dict[str, Any]:
    if answer.kind == "value":
        return _parse("rate", [_entity("value", answer.value)])
    if answer.kind == "confirm":
        return _parse("affirm" if answer.value else "deny", [])
    return _parse("skip", [])


def _entity(name: str, value: Any) -> dict[str, Any]:
    return {"entity": name, "value": value}


def _parse(
    intent: str, entities: list[dict[str, Any]], model: Optional[dict[str, Any]] = None
) -> dict[str, Any]:
    confidence = model["intent"]["confidence"] if model else 1.0
    return {"intent": {"name": intent, "confidence": confidence}, "entities": entities}
