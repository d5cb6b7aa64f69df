"""Lines that stay short: whole items as long as they fit, and a count of those that do not."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 160
# With its heading (« À ne pas aborder : »), no line is longer than LONGEST.
ROOM = LONGEST - 24
# What « , +12 » takes.
_REST = 6


def quoted(words: str) -> str:
    """The words as they were said, in guillemets on one line; quotes inside become “ ”."""
    inner = " ".join(words.split()).replace("«", "“").replace("»", "”")
    return f"« {_cut(inner, ROOM - _REST - 4)} »"


def fitted(items: Iterable[str]) -> str:
    """Items with commas between them, ROOM characters at most; « +2 » counts those left out."""
    whole = [_cut(" ".join(item.split()), ROOM - _REST) for item in items]
    text, taken = "", 0
    for item in whole:
        longer = f"{text}, {item}" if text else item
        if len(longer) > ROOM - _REST:
            break
        text, taken = longer, taken + 1
    left = len(whole) - taken
    return f"{text}, +{left}" if left else text


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
