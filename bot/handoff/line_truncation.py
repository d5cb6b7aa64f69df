"""Truncation of summary lines to whole items."""

from __future__ import annotations

from collections.abc import Iterable

MAX_LINE_CHARS = 160
# Without the heading (« À ne pas aborder : »).
MAX_CONTENT_CHARS = MAX_LINE_CHARS - 24
_COUNT_CHARS = 6  # of « , +12 »


def quote_words(words: str) -> str:
    """Return the words in guillemets on one line, inner guillemets replaced by “ ”."""
    inner = " ".join(words.split()).replace("«", "“").replace("»", "”")
    return f"« {_truncate(inner, MAX_CONTENT_CHARS - _COUNT_CHARS - 4)} »"


def join_fitting(items: Iterable[str]) -> str:
    """Join items with commas up to MAX_CONTENT_CHARS; « +2 » counts those left out."""
    whole = [_truncate(" ".join(item.split()), MAX_CONTENT_CHARS - _COUNT_CHARS) for item in items]
    text, taken = "", 0
    for item in whole:
        longer = f"{text}, {item}" if text else item
        if len(longer) > MAX_CONTENT_CHARS - _COUNT_CHARS:
            break
        text, taken = longer, taken + 1
    left = len(whole) - taken
    return f"{text}, +{left}" if left else text


def _truncate(text: str, max_chars: int) -> str:
    return text if len(text) <= max_chars else f"{text[: max_chars - 1].rstrip()}…"
