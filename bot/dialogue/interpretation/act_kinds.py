"""Predicates on acts, shared by the decision rules."""

from __future__ import annotations

from bot.choice_payloads import AskQuestion
from bot.dialogue.interpretation.acknowledgement_proposers import is_acknowledgement
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.intent_proposers import UNLABELLED_INTENTS
from bot.dialogue.interpretation.reference_proposers import is_return

POLITE_INTENTS = frozenset({"greet", "goodbye", "thanks", "apologize", "comment", "small_talk"})
_ASKING_NOTHING = frozenset(
    {"for_someone_else", "affirm", "deny", "dont_know", "rate", "refuse_lead", "like_lead", "skip"}
)


def is_kept_beside(act: Act) -> bool:
    """Whether an act is kept beside a question: an entry, an acknowledgement, an ailment."""
    return (
        bool(act.values.get("question")) or is_acknowledgement(act) or act.intent == "out_of_scope"
    )


def is_answered(act: Act) -> bool:
    """Whether the knowledge base has an answer for an act."""
    return act.values.get("value") != AskQuestion.UNKNOWN


def has_no_answer(act: Act) -> bool:
    """Whether an act has no answer of its own beside others, such as a worry."""
    return act.deferred and act.values.get("intent") not in UNLABELLED_INTENTS


def is_polite(act: Act) -> bool:
    """Whether an act is only a polite word."""
    return act.values.get("intent", act.intent) in POLITE_INTENTS


def is_nod(act: Act) -> bool:
    """Whether an act requests nothing beside a question: « ok » in « ok et ça coûte combien »."""
    if is_return(act):
        return True
    nods = str(act.values.get("label")).startswith(("answer.", "react.", "correct.self"))
    return act.deferred and (nods or act.values.get("intent") in _ASKING_NOTHING)


def can_be_offered(act: Act) -> bool:
    """Whether an act can be a button: neither a note nor a deferred act."""
    return bool(act.intent) and act.intent not in ("note_fact", *POLITE_INTENTS)
