"""Where e-mail addresses stand in a text, also those spelled to escape a machine."""

from __future__ import annotations

import re

_PART = r"[\w+%-]+"
# A dot, or what people write for one; a dot between blanks counts, a full stop does not.
_DOT = r"(?:\.|\s\.\s?|\s?[\[({<]\s?(?:dot|point|\.)\s?[\])}>]\s?|\s(?:dot|point)\s)"
_LINE = r"\s(?:underscore|tiret(?: (?:du )?bas| du (?:6|8))?)\s"
_AT = r"(?:at|arobase?|arobaze|@)"
_WRITTEN_AT = rf"(?:\s?[\[({{<]\s?(?:a|{_AT})\s?[\])}}>]\s?|\s{_AT}\s|\s@|@\s)"
_TLD = (
    r"(?:com|be|fr|net|org|eu|lu|nl|de|uk|io|me|info|biz|co|app|dev|ch|es|it|pt|ma|tr|cd|tn|dz|ro|pl"
    r"|edu|gov|tv|school|brussels|vlaanderen)"
)
_PROVIDER = (
    r"(?:g-?mail|hotmail|outlook|yahoo|icloud|skynet|proximus|telenet|scarlet|voo|proton(?:mail)?"
    r"|live|msn|gmx|laposte|orange|free|wanadoo)"
)
_KNOWN_ALONE = r"(?:g-?mail|hotmail|outlook|yahoo|icloud)"

_LOCAL = rf"[\w+%-]+(?:\.{_PART})*"
_PLAIN = re.compile(rf"(?<![\w+%-]){_LOCAL}@(?:[\w-]+(?:\.[\w-]+)+|{_KNOWN_ALONE}\b)")
# Without a dot behind the @ only if the name has a dot or a digit: « Student@work » is a service.
_CUT_SHORT = re.compile(rf"(?<![\w+%-])(?=[^@\s]*[\d._]){_LOCAL}@[^\W\d]{{3,}}")
_SPELLED = re.compile(
    rf"(?<![\w+%-]){_PART}(?:(?:{_DOT}|{_LINE}){_PART}){{0,4}}(?:@|{_WRITTEN_AT})"
    rf"(?:[\w-]+(?:{_DOT}[\w-]+){{0,3}}?(?:{_DOT}|,){_TLD}"
    rf"|{_PROVIDER}(?:\s?[.,]\s?|\s)?{_TLD}|{_KNOWN_ALONE})\b",
    re.IGNORECASE,
)
_HINT = re.compile(r"@|[\[({<\s](?:at|a|aroba[sz]e?)[\])}>\s]", re.IGNORECASE)


def addresses(text: str) -> list[tuple[int, int]]:
    """Start and end of each e-mail address in a folded text, the longer of two readings first."""
    if not _HINT.search(text):
        return []
    spans = [
        match.span() for each in (_PLAIN, _CUT_SHORT, _SPELLED) for match in each.finditer(text)
    ]
    return sorted(spans, key=lambda span: span[0] - span[1])
