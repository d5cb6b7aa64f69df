"""The training data of the intents, and what `config.yml` says of it, read without a training."""

from __future__ import annotations

from typing import Any

import yaml
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.nlu.fitting import Example
from bot.dialogue.nlu.tokens import FrenchTokens
from bot.settings import ROOT

CLASSIFIER = "bot.dialogue.nlu.intents.LinearIntents"


def examples() -> list[Example]:
    """Every example of `nlu_data`, as a training sees it."""
    cut = FrenchTokens(FrenchTokens.get_default_config())
    read = [load_data(str(path)) for path in sorted((ROOT / "nlu_data").rglob("nlu.yml"))]
    return [_example(message, cut) for data in read for message in data.intent_examples]


def settings() -> dict[str, Any]:
    """What `config.yml` says of the classifier."""
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))["pipeline"]
    return next(dict(each) for each in pipeline if each["name"] == CLASSIFIER)


def _example(message: Message, cut: FrenchTokens) -> Example:
    words = tuple(token.text for token in cut.tokenize(message, "text"))
    return Example(message.get("intent"), message.get("text"), words)
