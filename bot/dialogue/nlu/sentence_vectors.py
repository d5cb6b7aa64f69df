"""Sentence vectors of multilingual-e5, as a Rasa featurizer.

The embedder is shared with knowledge search and linking and caches by text.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge.sentence_embedding import default_embedder

ORIGIN = "SentenceVectors"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectors(GraphComponent):
    """Adds one dense feature of shape (1, 384) to each message with a text."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceVectors:
        """Build the component (called by Rasa)."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Do nothing: `intent_training` embeds what it needs."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Embed the messages of a turn."""
        for message in messages:
            if message.get(TEXT):
                _add_vector(message)
        return messages


def _add_vector(message: Message) -> None:
    vector = default_embedder().query(message.get(TEXT))
    message.add_features(Features(np.reshape(vector, (1, -1)), FEATURE_TYPE_SENTENCE, TEXT, ORIGIN))
