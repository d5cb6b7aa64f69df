"""Groups of intents: which may answer, leave or interrupt an open question, and patterns for
keeping or refusing a profession.

`intent_resolution` reads text with these; a new intent is added where it belongs.
"""

from __future__ import annotations

from bot.guidance import ordinal_references
from bot.language.phrases import phrase

FALLBACK_INTENT = "nlu_fallback"
# From here on an intent interrupts an open prompt that takes any words.
SURE_CONFIDENCE = 0.55
# Confidence where a mistake would hurt, and where the words support the intent.
CERTAIN_CONFIDENCE, LIKELY_CONFIDENCE = 0.9, 0.4
# Intents that free words to an open prompt are often mistaken for.
SOFT_INTENTS = frozenset(
    {
        "tell_interest",
        "tell_refusal",
        "affirm",
        "rate",
        "no_idea",
        "hesitate",
        "greet",
        FALLBACK_INTENT,
    }
)
# Intents that never answer an open question.
HARD_INTENTS = frozenset(
    {"deny", "erase_data", "ask_privacy", "pause", "skip", "show_notebook", "ask_bot", "dont_know"}
)
# In a few words these leave a question that takes anything; in many they may answer it.
LEAVING_INTENTS = frozenset(
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
        "resume_code",
        "change_code",
        "change_trade",
        "change_address",
        "ask_where",
        "ask_hexagon",
        "plan_b",
        "start_values",
        "class_mode",
        "correct_notebook",
        "start_dreaming",
        "start_skills",
        "start_reflecting",
        "start_exploring",
        "start_deciding",
        "make_plan",
    }
)
MAX_LEAVING_WORDS = 5
# Said of a relative, these may answer what the person did for them.
FOR_OTHERS_INTENTS = frozenset({"for_someone_else", "trouble_at_school"})
# Least probability of the label for a trial.
MIN_TRY_PROBABILITY = 0.1
# A profession named in so few words is the subject; fewer where a prompt takes any words.
MAX_BRIEF_TEXT_WORDS, MAX_BRIEF_ANSWER_WORDS = 8, 4
# Intents about a named profession.
OCCUPATION_INTENTS = frozenset(
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

# Intents that add nothing to the name of a profession.
VAGUE_INTENTS = frozenset(
    {
        None,
        FALLBACK_INTENT,
        "tell_interest",
        "have_question",
        "greet",
        "thanks",
        "apologize",
        "affirm",
        "dont_know",
        "no_idea",
        "start_dreaming",
        "start_exploring",
    }
)
# Intents that may ask for a definition.
DEFINITION_INTENTS = frozenset(
    {None, FALLBACK_INTENT, "ask_occupation", "ask_question", "have_question", "tell_interest"}
)
VAGUE_OR_REFUSING_INTENTS = VAGUE_INTENTS | {
    "ask_occupation",
    "tell_refusal",
    "deny",
    "insult",
    "skip",
}
THIRD_PERSON_PATTERN = phrase(r"\b(?:il|elle|ils|elles)\b")
REPORTED_PATTERN = phrase(r"\b(?:ils?|elles?) (?:\w+ )?(?:dit|disent|trouv\w+|pens\w+)\b")
# Intents of a sentence about health, origin, religion, papers or justice.
PRIVATE_MATTER_INTENTS = frozenset(
    {
        "tell_interest",
        "tell_refusal",
        "tell_obstacle",
        "start_skills",
        "for_someone_else",
        "trouble_at_school",
        "have_question",
        "ask_question",
        "ask_human",
        "search_trainings",
        "erase_data",
    }
)
# Refusal of a profession or a lead.
REFUSAL_PATTERN = phrase(
    r"^(?:non|nan|n|bof|beurk|pas)\b|\b(?:jamais|bof|beurk|dégueu\w*|non merci)\b"
)
KEEP_PATTERN = phrase(r"^(?:je |j )?gardez?\b|\b(?:je |j )(?:le |la |l )?garde\b")
# Intents of a search, by what is searched.
SEARCH_INTENTS = {"field": "ask_field", "training": "search_trainings"}
# Intents for leads that are pointed at.
LEAD_INTENTS = {
    ordinal_references.OPEN: "ask_occupation",
    ordinal_references.LIKE: "like_lead",
    ordinal_references.REFUSE: "refuse_lead",
    ordinal_references.COMPARE: "compare",
}
# Intents about two professions.
COMPARING_INTENTS = frozenset({"hesitate", "compare"})
# Intents about one of the leads shown: « le deuxième ».
SINGLE_LEAD_INTENTS = OCCUPATION_INTENTS - {
    "ask_occupation",
    "compare",
    "hesitate",
    "correct_notebook",
}


QUESTIONNAIRE_ANSWER_INTENTS = frozenset({"rate", "skip"})
SELF_INTENTS = frozenset(
    {
        *("tell_interest", "tell_refusal", "no_idea", "hesitate", "like_lead", "refuse_lead"),
        *("choose", "make_plan", "plan_b", "tell_trial", "start_values"),
    }
)
# Intents that may answer an open question of care.
CARE_ANSWER_INTENTS = frozenset(
    {
        "greet",
        "goodbye",
        "affirm",
        "deny",
        "dont_know",
        "thanks",
        "apologize",
        "rate",
        "skip",
        "pause",
        "go_back",
        "insult",
        "ask_help",
        "ask_bot",
        "no_idea",
        "hesitate",
        "tell_interest",
        "tell_refusal",
        "tell_obstacle",
        "tell_trial",
        "plan_b",
        "start_wishes",
        "start_values",
        "make_plan",  # « j'ai un plan »
        "choose",
        "like_lead",
        "refuse_lead",
        "change_address",
        "trouble_at_school",
        "for_someone_else",
        *("note_facts", "comment", "small_talk", "complain"),
        "class_mode",  # « je suis le bouffon de la classe »
        FALLBACK_INTENT,
    }
)
