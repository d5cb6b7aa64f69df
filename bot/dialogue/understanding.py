"""From a click or from typed text to Rasa's parse data: an intent and its values.

Typed text is read in this order: a short answer to the open question; then the intent of the
trained model together with the professions that the knowledge base finds named in it; and free
words are an answer when the open question asks for some and nothing else was clearly meant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

from actions import asking
from actions.turn import Turn
from bot.guidance import removal
from bot.guidance.reading import Answer, read_answer, read_position
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
# In a few words these leave a question that takes anything; in many they may be its answer.
_LEAVING = frozenset(
    {
        "resume",
        "go_back",
        "goodbye",
        "insult",
        "ask_help",
        "ask_human",
        "ask_place",
        "ask_progress",
        "ask_result",
        "ask_leads",
        "ask_code",
        "correct_notebook",
        "start_dreaming",
        "start_reflecting",
        "start_exploring",
        "start_deciding",
        "make_plan",
    }
)
FEW_WORDS = 5
# A profession named in a text as short as this is what the text is about; shorter, where a prompt
# takes any words.
SHORT, SHORT_ANSWER = 8, 4
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
_VAGUE = frozenset(
    {
        None,
        FALLBACK,
        "tell_interest",
        "have_question",
        "greet",
        "thanks",
        "affirm",
        "dont_know",
        "no_idea",
        "start_dreaming",
        "start_exploring",
    }
)
# These may ask what something is, and a question of the base may be that thing.
_WHAT_IS = frozenset(
    {None, FALLBACK, "ask_occupation", "ask_question", "have_question", "tell_interest"}
)
# How the kinds that several are asked of are searched.
_SEARCHES = {"field": "ask_field", "training": "search_trainings"}
# What is said between two professions.
_BETWEEN = frozenset({"hesitate", "compare"})
# Meanings about one of the leads shown, which « le deuxième » may point at.
_ABOUT_ONE = _ABOUT_OCCUPATIONS - {"ask_occupation", "compare", "hesitate", "correct_notebook"}


# What may answer an open question of care; anything else, said surely, turns to something else.
_MAY_ANSWER_CARE = frozenset(
    {
        "affirm",
        "deny",
        "dont_know",
        "thanks",
        "rate",
        "skip",
        "insult",
        "no_idea",
        "hesitate",
        "tell_interest",
        "tell_refusal",
        "trouble_at_school",
        "for_someone_else",
        FALLBACK,
    }
)


def turns_away(parse: dict[str, Any]) -> bool:
    """Whether a text is surely about orientation, and no answer to an open question of care."""
    intent = parse["intent"]
    return intent["name"] not in _MAY_ANSWER_CARE and intent["confidence"] >= SURE


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
    intent, confidence = _searched(turn, intent, confidence, linked)
    if question is not None and _takes_words(turn, question.kind, intent, confidence, linked):
        turn.answering = True
        return _parse("tell_refusal" if intent == "tell_refusal" else "tell_interest", [])
    if intent in _BETWEEN:
        linked = _with_the_likeliest(linked)
    meant = _intent(turn, intent, confidence, linked)
    return _parse(meant, entities(linked) or _pointed(turn, meant), parse)


def _searched(
    turn: Turn, intent: Optional[str], confidence: float, linked: Link
) -> tuple[Optional[str], float]:
    """Several entries are asked for, in words that the model is unsure of or takes for one."""
    if intent == "ask_trainings":
        several = turn.library.searched(turn.text) == "training" or (
            not linked.named and turn.library.names_subject(turn.text)
        )
        return ("search_trainings", confidence) if several else (intent, confidence)
    if confidence >= SURE or intent in _HARD or linked.named:
        return intent, confidence
    kind = turn.library.searched(turn.text)
    return (_SEARCHES[kind], SURE) if kind else (intent, confidence)


def _takes_words(
    turn: Turn, kind: str, intent: Optional[str], confidence: float, linked: Link
) -> bool:
    if asking.KINDS[kind].words is None:
        return False
    words = len(turn.text.split())
    if asking.KINDS[kind].greedy:
        leaving = intent in _HARD or (intent in _LEAVING and words <= FEW_WORDS)
        return not leaving or confidence < SURE
    if linked.named and words <= SHORT_ANSWER and intent != "tell_refusal":
        return False
    return intent in _SOFT or confidence < SURE


def _pointed(turn: Turn, intent: str) -> list[dict[str, Any]]:
    """« bof le premier »: one of the leads shown, by its place on screen."""
    shown = turn.notebook.shown
    place = read_position(turn.text, len(shown)) if intent in _ABOUT_ONE else None
    return [] if place is None else [_entity("occupation", shown[place])]


def _intent(turn: Turn, intent: Optional[str], confidence: float, linked: Link) -> str:
    """A profession named all alone, or with words the model does not know, asks about it."""
    if removal.asked(turn.text) is not None and intent != "erase_data":
        return "correct_notebook"
    if intent == "hesitate" and len(linked.occupation_ids) == 1:
        # Between one and itself nobody hesitates.
        intent = next((i for i in turn.ranking if i in _ABOUT_ONE), "ask_occupation")
    if intent in _WHAT_IS and turn.library.asked(turn.text):
        return "ask_question"  # « le service militaire volontaire » asks about no soldier
    if intent in _ABOUT_OCCUPATIONS:
        return str(intent)
    words = len(turn.text.split())
    unsure = confidence < SURE and words <= SHORT
    if linked.named and (intent in _VAGUE or unsure or words <= 2):
        return "ask_occupation"
    if linked.candidates and intent == FALLBACK:
        return "ask_occupation"
    return intent or FALLBACK


def _with_the_likeliest(linked: Link) -> Link:
    """« boulanger ou électricien »: two were named, though the second has several of its kind."""
    if len(linked.occupation_ids) != 1 or not linked.candidates:
        return linked
    both = (*linked.occupation_ids, linked.candidates[0])
    return replace(linked, occupation_ids=both, candidates=())


def entities(linked: Link) -> list[dict[str, Any]]:
    """The professions named in a text, as entities."""
    ids = linked.occupation_ids
    found = [_entity("occupation", ids[0])] if ids else []
    if len(ids) > 1:
        found.append(_entity("occupations", list(ids)))
    if linked.candidates and not ids:
        found.append(_entity("candidates", list(linked.candidates)))
    if linked.sheet_id:
        found.append(_entity("sheet", linked.sheet_id))
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
