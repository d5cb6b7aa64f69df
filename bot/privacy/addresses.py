"""Where e-mail addresses stand in a text, also those spelled to escape a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PART = r"[\w+%-]+"
# A dot, or what people write for one; a dot between blanks counts, a full stop does not.
_DOT = r"(?:\.|\s\.\s?|\s?[\[({<]\s?(?:dot|point|\.)\s?[\])}>]\s?|\s(?:dot|point)\s)"
_AT = r"(?:at|arobase?|arobaze|@)"
_WRITTEN_AT = rf"(?:\s?[\[({{<]\s?(?:a|{_AT})\s?[\])}}>]\s?|\s{_AT}\s|\s@|@\s)"
_TLD = r"(?:com|be|fr|net|org|eu|lu|nl|de|uk|io|me|info|ch|es|it|pt|edu|gov|tv|school|brussels)"
_PROVIDER = r"(?:gmail|hotmail|outlook|yahoo|icloud|skynet|proximus|telenet|voo|proton|live|msn)"

_PLAIN = re.compile(rf"(?<![\w+%.-])[\w+%-]+(?:\.{_PART})*@[\w-]+(?:\.[\w-]+)+")
_SPELLED = re.compile(
    rf"(?<![\w+%-]){_PART}(?:{_DOT}{_PART}){{0,4}}(?:@|{_WRITTEN_AT})"
    rf"(?:[\w-]+(?:{_DOT}[\w-]+){{0,3}}?{_DOT}{_TLD}|{_PROVIDER}\s{_TLD})\b",
    re.IGNORECASE,
)
_HINT = re.compile(r"@|[\[({<\s](?:at|a|aroba[sz]e?)[\])}>\s]", re.IGNORECASE)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each e-mail address in a folded text."""
    if not _HINT.search(text):
        return
    for pattern in (_PLAIN, _SPELLED):
        for match in pattern.finditer(text):
            yield match.span()
