"""A text as the encoder takes it: the embeddings of its pieces, in windows that fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.encoder.model_file import ModelFile
from knowledge.encoder.subword_tokenizer import SubwordTokenizer

# The name of the input of the graph.
INPUT = "embeddings"


@dataclass(frozen=True)
class Window:
    """`values` of shape (1, tokens, width); `pieces`: how many of the tokens are of the text."""

    values: np.ndarray
    pieces: int


class TokenEmbeddings:
    """Embeds pieces by their vocabulary id and position."""

    def __init__(self, model: ModelFile) -> None:
        self._model, self._width = model, model.sizes.width
        self._tokenizer = SubwordTokenizer(model.vocabulary)
        positions = model.floats("emb.pos").reshape(-1, self._width)
        # There is one type of token, so it is a part of each position.
        self._positions = positions + model.floats("emb.type")[: self._width]

    def windows(self, text: str) -> list[Window]:
        """Return the windows of a text, one unless it is longer than the positions of the model."""
        size = self._model.sizes.positions - 2
        ids = self._tokenizer.encode(text)
        return [self._embed(ids[at : at + size]) for at in range(0, max(len(ids), 1), size)]

    def _embed(self, ids: list[int]) -> Window:
        vocabulary = self._model.vocabulary
        whole = np.array([vocabulary.start, *ids, vocabulary.end])
        values = self._model.rows("emb.word", self._width, whole) + self._positions[: len(whole)]
        return Window(values[np.newaxis], len(ids))
