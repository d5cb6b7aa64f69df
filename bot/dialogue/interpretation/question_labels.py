"""Labels of questions, by what can answer them: a profession, a study, a list or an entry."""

from __future__ import annotations

from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.guidance.salience import CHOICE, OCCUPATION, Referent

# Intents by which a profession answers a label.
OCCUPATION_INTENT_BY_LABEL = {
    "ask.description": "ask_occupation",
    "ask.day": "ask_day",
    "ask.access": "ask_access",
    "ask.pay": "ask_pay",
    "ask.jobs": "ask_prospects",
    "ask.related": "ask_related",
    "ask.try": "ask_try",
    "ask.length": "ask_aspect",
    "ask.level": "ask_aspect",
    "ask.subjects": "ask_aspect",
    "ask.difficulty": "ask_aspect",
    "ask.conditions": "ask_aspect",
    "ask.place": "ask_aspect",
    "ask.trainings": "ask_aspect",
    "ask.schedule": "ask_aspect",
    "ask.admission": "ask_aspect",
    "ask.after": "ask_aspect",
}
# Aspects that only a profession has.
OCCUPATION_ONLY_LABELS = frozenset(
    {"ask.day", "ask.pay", "ask.jobs", "ask.conditions", "ask.related", "ask.try", "ask.subjects"}
)
# Labels that an entry may answer better than a profession.
RULE_LABELS = frozenset(
    {
        *("ask.rule", "ask.aid", "ask.dates", "ask.enrol", "ask.contact", "ask.cost"),
        *("ask.admission", "ask.schedule", "ask.after", "ask.description", "ask.difference"),
        *("ask.level", "ask.length", "ask.access", "ask.try", "ask.place", "ask.difficulty"),
        *("ask.subjects", "ask.conditions", "service.access", "service.place"),
    }
)
# Labels that ask for a definition: « c'est quoi une AOB ? ».
DEFINITION_LABELS = frozenset({"ask.description", "ask.rule"})
# Labels that no entry answers without a study.
STUDY_LABELS = frozenset({"ask.length", "ask.level", "ask.difficulty", "ask.schedule"})
PLACE_LABELS = frozenset({"ask.place", "ask.trainings", "ask.schedule"})
# Conditions of access of a profession, whatever its studies require.
CONDITION_KINDS = frozenset({"record", "language", "licence", "health", "equipment"})
CONDITION_LABELS = frozenset(
    f"ask.{about}" for about in ("admission", "access", "rule", "subjects", "conditions", "cost")
)
LIST_INTENTS = {"ask.professions": "ask_field", "ask.trainings": "search_trainings"}


def make_entry_act(entry_id: str, text: str) -> Act:
    """Return the act that answers with an entry of the base."""
    return Act("ask_question", {"question": entry_id}, text)


def aspect_of_label(label: str) -> str:
    """Return the aspect that a label asks: « pay » of « ask.pay »."""
    return label.partition(".")[2]


def make_same_act(meant: Referent, state: InformationState, text: str) -> Act:
    """Return the act that was last done with a profession, for the one that is meant instead: a
    choice, unless `text` asks for it, else the last aspect asked. Other entries are answered."""
    if meant.type != OCCUPATION:
        return make_entry_act(meant.id, text)
    aspect, asks = state.salience.aspect, "?" in text or text.lower().startswith("et ")
    if aspect == CHOICE and not asks:
        return Act("choose", {"occupation": meant.id}, text)
    aspect = aspect if f"ask.{aspect}" in OCCUPATION_INTENT_BY_LABEL else "description"
    intent = OCCUPATION_INTENT_BY_LABEL.get(f"ask.{aspect}", "ask_occupation")
    return Act(intent, {"occupation": meant.id, "aspect": aspect}, text)
