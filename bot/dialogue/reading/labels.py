"""The acts and aspects of segments, and the types of mentions.

An act is a dialogue act (ISO 24617-2), an aspect its topic; `docs/annotation.md` defines them.
"""

from __future__ import annotations

ASPECTS: dict[str, tuple[str, ...]] = {
    "ask": (
        *("description", "day", "access", "length", "level", "subjects", "difficulty", "place"),
        *("cost", "pay", "jobs", "conditions", "schedule", "admission", "dates", "enrol"),
        *("after", "related", "difference", "try", "aid", "rule", "contact"),
        *("professions", "trainings"),
    ),
    "request": (
        *("leads", "more", "shorter_studies", "why", "recap", "human", "appointment"),
        *("reschedule", "cancel", "code", "erase", "retract", "test", "decide", "plan"),
        *("resume", "visit"),
    ),
    "service": ("place", "access", "privacy", "bot", "help", "language"),
    "tell": (
        *("like", "dislike", "strength", "weakness", "constraint", "situation", "goal", "done"),
        *("doubt", "lost", "worry", "private", "other"),
    ),
    "answer": ("yes", "no", "unsure", "scale"),
    "react": ("like", "refuse", "choose", "open"),
    "correct": ("self", "bot"),
    "meta": ("repeat", "shorten", "explain", "stop", "back", "skip"),
    "social": ("greet", "bye", "thanks", "sorry", "smalltalk", "comment"),
    "abuse": ("insult", "probe"),
    "off": ("task", "world", "medical", "danger"),
    "care": ("distress",),
    "none": ("none",),
}
LABELS = tuple(f"{act}.{aspect}" for act, aspects in ASPECTS.items() for aspect in aspects)

# Types of mentions: profession, training or diploma, school or organisation, field or subject, town
# or region.
PROFESSION, TRAINING, SCHOOL, FIELD, TOWN = "p", "t", "s", "f", "c"
MENTION_TYPES = (PROFESSION, TRAINING, SCHOOL, FIELD, TOWN)

FRENCH = "fr"
LANGUAGES = (FRENCH, "nl", "en", "de", "es", "it", "tr", "ro", "uk", "ar", "darija", "pt")
