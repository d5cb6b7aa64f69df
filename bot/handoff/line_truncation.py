"""Lines that stay short: whole items as long as they fit, and a count of those that do not."""

from __future__ import annotations

from collections.abc import Iterable

MAX_LINE_CHARS = 160
# With its heading (« À ne pas aborder : »), no line is longer than LONGEST.
MAX_CONTENT_CHARS = MAX_LINE_CHARS - 24
# What « , +12 » takes.
_COUNT_CHARS = 6


def quote_words(words: str) -> str:
    """The words as they were said, in guillemets on one line; quotes inside become “ ”."""
    inner = " ".join(words.split()).replace("«", "“").replace("»", "”")
    return f"« {_truncate(inner, MAX_CONTENT_CHARS - _COUNT_CHARS - 4)} »"


def join_fitting(items: Iterable[str]) -> str:
    """Items with commas between them, ROOM characters at most; « +2 » counts those left out."""
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
