"""The small dictionary that the custom action of the plain project answers from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

# The intents about a profession, with the field of an entry that answers them.
FIELDS_BY_INTENT = {
    "ask_occupation": "summary",
    "ask_day": "day",
    "ask_access": "regulation",
    "ask_pay": "pay",
    "ask_conditions": "conditions",
    "ask_prospects": "prospects",
    "ask_trainings": "ways_in",
    "ask_related": "summary",
    "ask_question": "summary",
}


def read_answers(knowledge: Path) -> dict[str, dict[str, str]]:
    """Return, for each profession whose title is one word, the answer to each intent."""
    answers = {}
    for path in sorted((knowledge / "occupations").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8")):
            title = entry["title"]["m"].casefold()
            if " " not in title:
                answers[title] = {
                    intent: _render_field(entry.get(field) or entry["summary"])
                    for intent, field in FIELDS_BY_INTENT.items()
                }
    return answers


def _render_field(value: Any) -> str:
    if isinstance(value, Mapping):
        value = [each for each in value.values() if isinstance(each, str)]
    if isinstance(value, list):
        texts = [each["title"] if isinstance(each, Mapping) else str(each) for each in value]
        return " ".join(texts)
    return str(value)
