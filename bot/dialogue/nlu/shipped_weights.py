"""Fitted weights shipped with the project as plain files, so that a clean clone fits nothing.

A folder holds `facts.json` (hashes of the inputs and of each file), `meta.json` (labels,
vocabularies) and arrays as `.npz`, compressed and read without pickle. A float32 matrix is written
with one scale per row (`knowledge.int8_rows`); an array above SHARD bytes is split into several
files.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np

from knowledge.int8_rows import dequantise, quantise

FOLDER = Path(__file__).with_name("fitted")
SHARD = 900_000
# Values of a matrix go up to it: seven bits read as well as eight and take a sixth less once they
# are compressed (docs/performance.md).
LARGEST = 63
_FACTS, _META, _ROWS = "facts.json", "meta.json", "rows"


class DamagedWeights(Exception):
    """A file does not match its hash; the message names it."""


@dataclass(frozen=True)
class ShippedWeights:
    """Arrays by name, and metadata that JSON can hold."""

    arrays: dict[str, np.ndarray]
    meta: dict[str, Any]


def ship_weights(
    name: str, key: str, arrays: Mapping[str, np.ndarray], meta: Mapping[str, Any]
) -> None:
    """Write the weights `name` into the repository; `key`: a hash of all their inputs."""
    write_folder(FOLDER / name, key, arrays, meta)


def load_shipped(name: str, key: str) -> Optional[ShippedWeights]:
    """Load the weights `name`, or None if missing or made from other inputs than `key`.

    Raises:
        DamagedWeights: a file does not match its hash.
    """
    return read_folder(FOLDER / name) if read_key(name) == key else None


def read_key(name: str) -> Optional[str]:
    """Return the input hash of the weights `name`, or None if missing."""
    path = FOLDER / name / _FACTS
    return str(json.loads(path.read_text("utf-8"))["key"]) if path.exists() else None


def write_folder(
    folder: Path, key: str, arrays: Mapping[str, np.ndarray], meta: Mapping[str, Any]
) -> None:
    """Write a folder, replacing an existing one."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    files = {_META: _json(meta)}
    for name, array in arrays.items():
        files.update(_files(name, array))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    (folder / _FACTS).write_bytes(_json({"key": key, "sha256": hashes}))


def read_folder(folder: Path) -> ShippedWeights:
    """Read a folder.

    Raises:
        DamagedWeights: a file is missing or does not match its hash.
    """
    hashes = json.loads((folder / _FACTS).read_text("utf-8"))["sha256"]
    content = {name: _checked(folder / name, known) for name, known in hashes.items()}
    meta = json.loads(content.pop(_META))
    shards: dict[str, list[np.ndarray]] = {}
    for file in sorted(content):
        with np.load(io.BytesIO(content[file]), allow_pickle=False) as shard:
            shards.setdefault(file.partition(".")[0], []).append(shard[_ROWS])
    arrays = {name: np.concatenate(some) for name, some in shards.items()}
    for name in [name for name in arrays if name.endswith("-scales")]:
        scales, whole = arrays.pop(name), name.removesuffix("-scales")
        arrays[whole] = dequantise(arrays[whole], scales)
    return ShippedWeights(arrays, meta)


def _files(name: str, array: np.ndarray) -> Iterator[tuple[str, bytes]]:
    if array.ndim == 2 and array.dtype == np.float32:
        array, scales = quantise(array, LARGEST)
        yield from _files(f"{name}-scales", scales)
    rows = max(1, SHARD // max(1, array[:1].nbytes))
    for number, start in enumerate(range(0, max(1, len(array)), rows)):
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **{_ROWS: array[start : start + rows]})
        yield f"{name}.{number:03}.npz", buffer.getvalue()


def _checked(path: Path, known: str) -> bytes:
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != known:
        raise DamagedWeights(f"{path} is not the file that was written")
    return content


def _json(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True)
    return text.encode() + b"\n"
