"""Intents by logistic regression over TF-IDF n-grams and the sentence vector.

Weights are stored as `.npz` files and a JSON vocabulary (`shipped_weights`), so loading a model
never runs code. If the shipped weights match the training data, nothing is fitted or embedded.
"""

from __future__ import annotations

from typing import Any, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.dialogue.nlu import intent_training, shipped_weights
from bot.dialogue.nlu.intent_weights import IntentWeights
from bot.dialogue.nlu.sentence_vectors import ORIGIN, SentenceVectors

MAX_RANKED = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntents(GraphComponent, IntentClassifier):
    """Predicts the intent of a message, with its probability and the runners-up."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._weights: Optional[IntentWeights] = None

    @classmethod
    def required_components(cls) -> list[type]:
        """Return the components that must precede it."""
        return [SentenceVectors]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults of `intent_training`."""
        return dict(intent_training.DEFAULTS)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntents:
        """Build an untrained component (called by Rasa)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Load the shipped weights, or fit them."""
        examples = [
            intent_training.IntentExample(
                message.get(INTENT), message.get(TEXT), tuple(_read_words(message))
            )
            for message in training_data.intent_examples
            if message.get(TEXT)
        ]
        folder = settings.read_settings().data
        settings.create_private_folder(folder)
        made_from, weights = intent_training.load_or_fit_weights(examples, self._config, folder)
        with self._storage.write_to(self._resource) as kept:
            shipped_weights.write_folder(kept, made_from, *weights.numbers())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and `intent_ranking`."""
        for message in messages:
            if message.get(TEXT) and self._weights:
                self._classify(message, self._weights)
        return messages

    def _classify(self, message: Message, weights: IntentWeights) -> None:
        odds = weights.odds(_read_words(message), _read_vector(message))
        best = np.argsort(-odds)[:MAX_RANKED]
        ranking = [{"name": weights.labels[i], "confidence": float(odds[i])} for i in best]
        message.set("intent", dict(ranking[0]), add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntents:
        """Load a trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as kept:
            component._weights = IntentWeights.of(shipped_weights.read_folder(kept))
        return component


def _read_words(message: Message) -> list[str]:
    return [token.text for token in message.get(TOKENS_NAMES[TEXT]) or ()]


def _read_vector(message: Message) -> np.ndarray:
    for feature in message.features:
        if feature.origin == ORIGIN:
            return np.ravel(feature.features)
    raise ValueError("SentenceVectors must stand before LinearIntents in the pipeline")
