"""The training examples of the intents and the classifier settings of `config.yml`."""

from __future__ import annotations

from typing import Any

import yaml
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.nlu.french_tokenizer import FrenchTokens
from bot.dialogue.nlu.intent_training import IntentExample
from bot.settings import PROJECT_ROOT

CLASSIFIER = "bot.dialogue.nlu.intent_classifier.LinearIntents"


def read_examples() -> list[IntentExample]:
    """Return every example of `nlu_data`, as a training sees it."""
    cut = FrenchTokens(FrenchTokens.get_default_config())
    read = [load_data(str(path)) for path in sorted((PROJECT_ROOT / "nlu_data").rglob("nlu.yml"))]
    return [_make_example(message, cut) for data in read for message in data.intent_examples]


def read_classifier_settings() -> dict[str, Any]:
    """Return the settings of the classifier in `config.yml`."""
    pipeline = yaml.safe_load((PROJECT_ROOT / "config.yml").read_text("utf-8"))["pipeline"]
    return next(dict(each) for each in pipeline if each["name"] == CLASSIFIER)


def _make_example(message: Message, cut: FrenchTokens) -> IntentExample:
    words = tuple(token.text for token in cut.tokenize(message, "text"))
    return IntentExample(message.get("intent"), message.get("text"), words)
