"""Find e-mail addresses in a text, obfuscated ones too."""

from __future__ import annotations

import re

from bot.privacy.ordinary_words import is_ordinary_word

_PART = r"[\w+%-]+"
# A dot or a substitute for one; a dot between spaces counts, a full stop does not.
_DOT = r"(?:\.|\s\.\s?|\s?[\[({<]\s?(?:dot|poin[ts]?|\.)\s?[\])}>]\s?|,?\s(?:dot|poin[ts]?),?\s)"
_LINE = r"\s(?:underscore|tiret(?: (?:du )?bas| du (?:6|8))?)\s"
_AT = r"(?:at|h?ar+ob+(?:a(?:[sczx]+e?)?)?|a commercial|@)"
_WRITTEN_AT = rf"(?:\s?[\[({{<]\s?(?:a|chez|{_AT})\s?[\])}}>]\s?|,?\s{_AT},?\s|\s@|@\s)"
_TLD = (
    r"(?:com|be|fr|net|org|eu|lu|nl|de|uk|io|me|info|biz|co|app|dev|ch|es|it|pt|ma|tr|cd|tn|dz|ro|pl"
    r"|edu|gov|tv|school|brussels|vlaanderen)"
)
_PROVIDER = (
    r"(?:g-?mail|hotmail|outlook|yahoo|icloud|skynet|proximus|telenet|scarlet|voo|proton(?:mail)?"
    r"|live|msn|gmx|laposte|orange|free|wanadoo)"
)
_KNOWN_ALONE = r"(?:g-?mail|hotmail|outlook|yahoo|icloud)(?:com|be|fr)?"

_LOCAL = rf"[\w+%-]+(?:\.{_PART})*"
_PLAIN = re.compile(rf"(?<![\w+%-]){_LOCAL}@(?:[\w-]+(?:\.[\w-]+)+|{_KNOWN_ALONE}\b)")
# Without a dot after the @ the name must have a dot or a digit: « Student@work » is a service.
_CUT_SHORT = re.compile(rf"(?<![\w+%-])(?=[^@\s]*[\d._]){_LOCAL}@[^\W\d]{{3,}}")
_SPELLED = re.compile(
    rf"(?<![\w+%-]){_PART}(?:(?:{_DOT}|{_LINE}){_PART}){{0,4}}(?:@|{_WRITTEN_AT})"
    rf"(?:[\w-]+(?:{_DOT}[\w-]+){{0,3}}?(?:{_DOT}|,){_TLD}"
    rf"|{_PROVIDER}(?:\s?[.,]\s?|\s)?{_TLD}|{_KNOWN_ALONE})\b",
    re.IGNORECASE,
)
# « jean.dupont chez gmail », « à gmail.com »: « chez » and « à » also introduce places, so the text
# before must look like the local part of an address.
_ENDS = rf"(?:\s?[.,]\s?|\s(?:poin[ts]?|dot)\s){_TLD}"
_CHEZ = re.compile(
    rf"(?<![\w+%.-])({_PART}(?:(?:{_DOT}|{_LINE}){_PART}){{0,4}}),?\s(?P<at>chez|a|sur)\s@?"
    rf"(?:(?:{_KNOWN_ALONE}|protonmail)(?P<ends>{_ENDS})|{_PROVIDER}{_ENDS}|{_KNOWN_ALONE}"
    rf"|[\w-]+(?:\.[\w-]+){{0,2}}?(?P<site>\.{_TLD}))\b",
    re.IGNORECASE,
)
# « jean.dupont gmail.com », without the @.
_WITHOUT_AT = re.compile(
    rf"(?<![\w+%.-])(?:{_PART}(?:\.{_PART})+|(?=\w*\d){_PART})\s{_PROVIDER}\.{_TLD}\b",
    re.IGNORECASE,
)
_LOOKS_LIKE_NAME = re.compile(
    r"[^\W\d]{2,}-(?!(?:vous|etre|end|ils?|elles?|on|je|tu|nous|moi|toi|meme|la|ci|ce)\b)[^\W\d]{2}"
    r"|[^\W\d].*(?:[._\d]|\s(?:poin[ts]?|dot)\s)|\d[\d._]*[^\W\d]{2}"
)
_SITE_ADDRESS = re.compile(r".*[^\W\d][._].*[^\W\d]|.*[^\W\d]\spoint\s", re.IGNORECASE)
_HINT = re.compile(
    r"@|[\[({<\s](?:at|a|chez|a commercial|h?ar+ob\w{0,5})[\])}>\s]|\s(?:sur|arob\w{0,5},)\s"
    rf"|\s{_PROVIDER}\.",
    re.IGNORECASE,
)


def find_email_addresses(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each address in a folded text, the longer reading first."""
    if not _HINT.search(text):
        return []
    spans = [
        match.span()
        for pattern in (_PLAIN, _CUT_SHORT, _SPELLED, _WITHOUT_AT)
        for match in pattern.finditer(text)
    ]
    spans += [match.span() for match in _CHEZ.finditer(text) if _is_personal_address(match)]
    return sorted(spans, key=lambda span: span[0] - span[1])


def _is_personal_address(match: re.Match[str]) -> bool:
    """Return whether « … chez gmail.com » is an address and not the name of a provider."""
    local = match[1]
    if match["site"]:
        return match["at"] != "sur" and bool(_SITE_ADDRESS.match(local))
    if _LOOKS_LIKE_NAME.search(local):
        return True
    return bool(match["ends"]) and match["at"] != "sur" and not is_ordinary_word(local)
