"""Reads what plain Rasa can carry of this project: intents, examples, one sentence an intent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Response = dict[str, Any]
# The greeting is said by the service when a conversation begins, so no rule names its sentence.
_RESPONSES_OF_OTHER_NAME = {"greet": "utter_welcome"}
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True)
class SourceIntent:
    """`examples` is what people type; `response` has `text` and perhaps `buttons`, no facts."""

    name: str
    topic: str
    examples: tuple[str, ...]
    response: Response


def read_intents(root: Path) -> list[SourceIntent]:
    """Return the intents that a rule of `nlu_data` answers, by topic.

    An intent without examples, which only buttons carry, has what the bot calls it as its example;
    Rasa's own `nlu_fallback` has none.
    """
    responses = _read_responses(root / "bot" / "domain")
    examples = dict(_read_examples(root / "nlu_data"))
    return [
        SourceIntent(
            intent,
            topic,
            examples.get(intent, ()) or _list_meanings(intent, responses),
            _choose_response(intent, action, responses),
        )
        for topic, intent, action in _read_rules(root / "nlu_data")
    ]


def _read_rules(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("*/rules.yml")):
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]:
            intent, action = rule["steps"]
            yield path.parent.name, intent["intent"], action["action"]


def _read_examples(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for path in sorted(folder.glob("*/nlu.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            lines = entry.get("examples", "").splitlines()
            yield entry["intent"], tuple(line.removeprefix("- ").strip() for line in lines)


def _read_responses(folder: Path) -> dict[str, list[Response]]:
    responses: dict[str, list[Response]] = {}
    for path in sorted(folder.glob("*.yml")):
        responses |= yaml.safe_load(path.read_text("utf-8")).get("responses") or {}
    return responses


def _list_meanings(intent: str, responses: dict[str, list[Response]]) -> tuple[str, ...]:
    """Return what the bot calls the intent, if it has words for it."""
    return tuple(each["text"] for each in responses.get(f"utter_meaning_{intent}", ())[:1])


def _choose_response(intent: str, action: str, responses: dict[str, list[Response]]) -> Response:
    """Return the action's sentence without facts, or what the bot calls the intent."""
    name = _RESPONSES_OF_OTHER_NAME.get(intent, f"utter_{action.removeprefix('action_')}")
    for variant in responses.get(name, ()):
        text = _without_facts(variant.get("text", ""))
        if text and "condition" not in variant and "channel" not in variant:
            buttons = [_without_values(each) for each in variant.get("buttons", ())]
            return {"text": text, **({"buttons": buttons} if buttons else {})}
    for meaning in _list_meanings(intent, responses):
        return {"text": meaning}
    raise ValueError(f"no sentence for the intent {intent}")


def _without_values(button: dict[str, str]) -> dict[str, str]:
    return {"title": button["title"], "payload": button["payload"].partition("{")[0]}


def _without_facts(text: str) -> str:
    """Leave out sentences with a fact in braces, which plain Rasa has no action to find."""
    return " ".join(each for each in _SENTENCE_END.split(text.strip()) if "{" not in each)
