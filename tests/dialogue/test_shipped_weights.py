"""Weights shipped as numbers: used where they fit the training data, told apart where not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.care.classifier import CLASSIFIER_FILE
from bot.dialogue.nlu import intent_training, logistic_regression, shipped_weights
from bot.dialogue.nlu.intent_training import IntentExample
from knowledge.sentence_embedding import DIMENSIONS
from knowledge.shipped_vectors import SHIPPED_FOLDER

SAID = {
    "greet": ("bonjour", "bonjour à tous", "salut à tous", "salut"),
    "leave": ("au revoir", "je dois partir", "au revoir à tous", "je vais partir"),
}
EXAMPLES = [
    IntentExample(intent, text, tuple(text.split()))
    for intent, told in SAID.items()
    for text in told
]


class Embedder:
    """Numbers of the text itself; counts what it embeds."""

    name = "made up"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def query(self, text: str) -> np.ndarray:
        self.embedded.append(text)
        numbers = np.random.default_rng(len(text)).normal(size=DIMENSIONS)
        return (numbers / np.linalg.norm(numbers)).astype(np.float32)


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Embedder:
    made = Embedder()
    monkeypatch.setattr("bot.dialogue.nlu.intent_training.default_embedder", lambda: made)
    monkeypatch.setattr(shipped_weights, "FOLDER", tmp_path / "fitted")
    return made


def weights(
    examples: list[IntentExample], folder: Path, **settings: Any
) -> intent_training.IntentWeights:
    return intent_training.load_or_fit_weights(examples, settings, folder)[1]


def save(folder: Path) -> None:
    key, made = intent_training.load_or_fit_weights(EXAMPLES, {}, folder)
    shipped_weights.ship_weights(intent_training.WEIGHTS_NAME, key, *made.numbers())


def test_shipped_weights_are_used_and_nothing_is_embedded(
    embedder: Embedder, tmp_path: Path
) -> None:
    save(tmp_path)
    fitted = weights(EXAMPLES, tmp_path)
    embedder.embedded.clear()
    read = weights(EXAMPLES[::-1], tmp_path / "empty")
    assert embedder.embedded == []
    assert not (tmp_path / "empty").exists()
    vector = embedder.query("bonjour")
    assert read.labels == fitted.labels == ("greet", "leave")
    assert read.odds(["bonjour"], vector) == pytest.approx(
        fitted.odds(["bonjour"], vector), abs=0.02
    )


def test_a_new_example_alone_is_embedded_for_a_new_fit(embedder: Embedder, tmp_path: Path) -> None:
    save(tmp_path)
    embedder.embedded.clear()
    more = [*EXAMPLES, IntentExample("leave", "bonne nuit", ("bonne", "nuit"))]
    made = weights(more, tmp_path)
    assert embedder.embedded == ["bonne nuit"]
    for each in more:
        odds = made.odds(list(each.words), embedder.query(each.text))
        assert made.labels[int(odds.argmax())] == each.intent


def test_every_input_is_part_of_the_key(
    embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(examples: list[IntentExample] = EXAMPLES, **settings: Any) -> str:
        return intent_training.hash_inputs(examples, settings)

    known = key()
    assert key(EXAMPLES[::-1]) == known
    assert key(name="a component") == known
    others = [key(EXAMPLES[1:]), key(C=1.0)]
    monkeypatch.setattr(embedder, "name", "another model")
    others.append(key())
    monkeypatch.setattr(intent_training, "_CODE", ())
    others.append(key())
    assert len({known, *others}) == 5


def test_a_changed_file_is_not_read(embedder: Embedder, tmp_path: Path) -> None:
    save(tmp_path)
    path = shipped_weights.FOLDER / intent_training.WEIGHTS_NAME / "bias.000.npz"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(shipped_weights.DamagedWeights, match=r"bias\.000\.npz"):
        weights(EXAMPLES, tmp_path)


def test_arrays_come_back_in_their_shape_from_files_below_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped_weights, "SHARD", 1000)
    rows = np.random.default_rng(1).normal(size=(100, 30)).astype(np.float32)
    rows[7] = 0.0
    arrays = {"rows": rows, "few": rows[0], "half": rows.astype(np.float16)}
    shipped_weights.write_folder(tmp_path, "key", arrays, {"labels": ["é"]})
    kept = shipped_weights.read_folder(tmp_path)
    assert max(path.stat().st_size for path in tmp_path.glob("rows.*.npz")) < 1200
    assert len(list(tmp_path.glob("rows.*.npz"))) == 4
    assert kept.meta == {"labels": ["é"]}
    assert np.array_equal(kept.arrays["few"], arrays["few"])
    assert np.array_equal(kept.arrays["half"], arrays["half"])
    assert kept.arrays["rows"].dtype == np.float32
    error = np.abs(kept.arrays["rows"] - rows).max(axis=1)
    step = np.abs(rows).max(axis=1) / shipped_weights.LARGEST
    assert (error <= step / 2 + 1e-6).all()


def test_what_is_shipped_takes_twenty_megabytes_at_most() -> None:
    """With the vectors of the base and the classifier of distress: a clone brings all of it."""
    folders = (shipped_weights.FOLDER, SHIPPED_FOLDER)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    sizes = [path.stat().st_size for path in (*files, CLASSIFIER_FILE)]
    assert len(sizes) > 200
    assert max(sizes) < 1_000_000
    assert sum(sizes) <= 20_000_000


def test_the_solver_finds_what_scikit_learn_finds() -> None:
    numbers = np.random.default_rng(3)
    classes = numbers.integers(0, 3, 90)
    grams = csr_matrix((numbers.random((90, 20)) < 0.2) * 1.0 + np.eye(90, 20) * classes[:, None])
    vectors = numbers.normal(5, 1, (90, 4)).astype(np.float32) + classes[:, None]
    seen: list[tuple[int, int]] = []
    mine = logistic_regression.fit(
        grams.astype(np.float32), vectors, classes, 2.0, 200, lambda *at: seen.append(at)
    )
    theirs = LogisticRegression(C=2.0, class_weight="balanced", max_iter=5000, tol=1e-8)
    both = np.hstack([grams.toarray(), vectors])
    expected = theirs.fit(both, classes).predict_proba(both)
    scores = grams @ mine.grams + vectors @ mine.vector + mine.bias
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    assert odds / odds.sum(axis=1, keepdims=True) == pytest.approx(expected, abs=0.03)
    assert seen[0] == (1, 200)
    assert seen[-1] == (200, 200)
