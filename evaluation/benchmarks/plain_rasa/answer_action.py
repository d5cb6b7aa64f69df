"""The custom action of the plain project; copied there as `actions/actions.py`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

_ANSWERS_FILE = Path(__file__).with_name("answers.json")
_ANSWERS: dict[str, dict[str, str]] = (
    json.loads(_ANSWERS_FILE.read_text("utf-8")) if _ANSWERS_FILE.exists() else {}
)
_BUTTONS = (
    {"title": "J'ai une question", "payload": "/have_question"},
    {"title": "Parler à quelqu'un", "payload": "/ask_human"},
)


class ActionAnswer(Action):
    """Answers a question about a profession that the text names."""

    def name(self) -> str:
        """Return the name that the domain gives it."""
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say the answer, or ask which profession is meant."""
        message = tracker.latest_message
        words = re.findall(r"\w+", (message.get("text") or "").casefold())
        answers = next((_ANSWERS[word] for word in words if word in _ANSWERS), {})
        text = answers.get(message["intent"]["name"]) or "De quel métier s'agit-il ?"
        dispatcher.utter_message(text=text, buttons=list(_BUTTONS))
        return []
