"""The same text, character for character, in the plain signs that the patterns know.

Positions do not move, so what is found in the folded text can be replaced in the original.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SIGNS = {
    **dict.fromkeys("‐‑‒–—−﹣－", "-"),
    **dict.fromkeys("．․。", "."),
    **dict.fromkeys("⁄∕／", "/"),
    **dict.fromkeys("（", "("),
    **dict.fromkeys("）", ")"),
    "＋": "+",
    "＠": "@",
    "﹫": "@",
}
_BREAKS = str.maketrans("\n\t", "  ")


def fold(text: str) -> str:
    """Digits of any script, dashes, wide signs and odd spaces made ASCII; same length. A number
    goes on where a line breaks in it."""
    text = text.translate(_BREAKS)
    return text if text.isascii() else "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _SIGNS:
        return _SIGNS[char]
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    # Zero-width signs count as a space: they are pasted in to split a number.
    return " " if char.isspace() or unicodedata.category(char) == "Cf" else char
