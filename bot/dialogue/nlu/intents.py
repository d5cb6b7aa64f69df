"""Intents by logistic regression over TF-IDF n-grams and the sentence vector, side by side.

The regression (multinomial, L2) is scikit-learn's; what is kept is plain numbers in `.npz` and a
vocabulary in JSON, so that loading a model never runs code from a file.
"""

from __future__ import annotations

import json
from typing import Any

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

from bot.dialogue.nlu.ngrams import Ngrams
from bot.dialogue.nlu.vectors import ORIGIN, SentenceVectors

RANKING = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntents(GraphComponent, IntentClassifier):
    """The intent of a message, with a probability and the runners-up."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._ngrams = Ngrams()
        self._labels: list[str] = []
        self._weights = np.empty((0, 0), dtype=np.float32)
        self._bias = np.empty(0, dtype=np.float32)

    @classmethod
    def required_components(cls) -> list[type]:
        """What must stand before it in the pipeline."""
        return [SentenceVectors]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: inverse strength of the regularisation; `vector_weight`: e5 against n-grams."""
        return {"C": 10.0, "vector_weight": 3.0, "max_iter": 300}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntents:
        """Build an untrained component (Rasa's own seam)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the intent examples and keep the numbers."""
        from sklearn.linear_model import LogisticRegression  # a second that serving need not pay

        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        self._ngrams.fit([_words(m) for m in examples])
        names = [m.get(INTENT) for m in examples]
        model = LogisticRegression(
            C=self._config["C"], max_iter=self._config["max_iter"], class_weight="balanced"
        )
        model.fit(self._features(examples), names)
        self._labels = list(model.classes_)
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._bias = model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and `intent_ranking`."""
        for message in messages:
            if message.get(TEXT):
                self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        scores = self._scores(message)
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        best = np.argsort(-odds)[:RANKING]
        ranking = [{"name": self._labels[i], "confidence": float(odds[i])} for i in best]
        message.set("intent", dict(ranking[0]), add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)

    def _scores(self, message: Message) -> np.ndarray:
        """One row without building it: the rows of the weights that its n-grams name, and the
        vector's. Needs weights in C order, or numpy copies all of them each time (3 ms)."""
        columns, values = self._ngrams.row(_words(message))
        vector = _vector(message).ravel() * self._config["vector_weight"]
        by_grams = values @ self._weights[columns]
        return by_grams + vector @ self._weights[-len(vector) :] + self._bias

    def _features(self, messages: list[Message]) -> Any:
        """A sparse matrix of shape (messages, n-grams + 384)."""
        from scipy import sparse

        rows = [self._ngrams.row(_words(message)) for message in messages]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        grams = sparse.csr_matrix(
            (np.concatenate([v for _, v in rows]), np.concatenate([c for c, _ in rows]), ends),
            shape=(len(rows), self._ngrams.width),
        )
        vectors = np.vstack([_vector(m) for m in messages]) * self._config["vector_weight"]
        return sparse.hstack([grams, vectors], format="csr")

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / "weights.npz", weights=self._weights, bias=self._bias)
            kept = {"labels": self._labels, "ngrams": self._ngrams.to_json()}
            (folder / "labels.json").write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntents:
        """Read a trained component back."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
            with np.load(folder / "weights.npz", allow_pickle=False) as numbers:
                component._weights = np.ascontiguousarray(numbers["weights"])
                component._bias = numbers["bias"]
        component._labels = kept["labels"]
        component._ngrams = Ngrams.from_json(kept["ngrams"])
        return component


def _words(message: Message) -> list[str]:
    return [token.text for token in message.get(TOKENS_NAMES[TEXT]) or ()]


def _vector(message: Message) -> np.ndarray:
    for feature in message.features:
        if feature.origin == ORIGIN:
            return feature.features
    raise ValueError("SentenceVectors must stand before LinearIntents in the pipeline")
