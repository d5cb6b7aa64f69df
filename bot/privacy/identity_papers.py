"""Find the numbers of identity cards, passports, residence cards and driving licences.

A Belgian card is recognised by its format and check digits; any other number must be announced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.be import eid

from bot.privacy.bank_accounts import is_national_number

# 592-1234567-78, of any year; old bank accounts have the same format but other first digits.
_BELGIAN = re.compile(r"(?<!\d)(?:59\d|60\d)[ ./-]?\d{7}[ ./-]?\d\d(?!\d)")
_DASHED = re.compile(r"\d{3}-\d{7}-\d\d")
_NAME = (
    r"(?<![^\W_])(?:pas{1,2}e?[ -]?po+r[td]?s?|reisepass|carte d[ ']?identite|c\.?n\.?i|cin"
    r"|dni|nie|e-?id|identiteitskaart|(?:piece|papiers?|document) d[ ']?identite"
    r"|carte (?:nationale?|belge|francaise|marocaine|italienne|espagnole|[a-fh-m])"
    r"|(?:titre|carte|permis) de sejour|permis de conduire|surete publique|numero sp|n[o°] ?sp)\b"
)
# One word of any kind, then up to six linking words before the number.
_LEADING = (
    r"(?: [^\W\d_]{3,14})?"
    r"(?:[^\w\n\[\]]{1,3}(?:numeros?|num|no?|nr|nbr|est|c|c'est|le|la|l|mon|ma|son|sa|de|du|belge"
    r"|marocain\w{0,2}|francais\w{0,2}|italien\w{0,2}|espagnole?|roumain\w{0,2}|portugais\w{0,2}"
    r"|allemande?|turc|turque|algerien\w{0,2}|tunisien\w{0,2}|syrien\w{0,2}|congolais\w{0,2}"
    r"|camerounais\w{0,2}|guineen\w{0,2}|etrangere?|europeen\w{0,2}|electronique|provisoire"
    r"|actuel\w{0,2}|voici|suivante?|porte|number|il porte)\b){0,6}[^\w\n\[\]]{0,4}"
)
_NUMBER = r"(?:(?-i:[A-Z]{1,3}[ .-])(?=\d)|(?=\w*\d))\w{1,14}(?:[ .-](?=\w*\d)\w{1,8}){0,3}"
_NAMED = re.compile(rf"{_NAME}{_LEADING}({_NUMBER})(?!\w)", re.IGNORECASE)
_DATE_OR_YEARS = re.compile(
    r"\d{1,2}([ /.-])\d{1,2}\1\d{2,4}|(?:19|20)\d\d(?:[ /.-](?:19|20)?\d\d)?"
)
_PRICE = re.compile(r" ?(?:€|eur|f?cfa|dh|ans|jours|mois|h\b)", re.IGNORECASE)
_LETTERS_AND_DIGITS = re.compile(r"(?=(?:.*\d){2})[A-Z0-9]{8,12}")  # French since 2021, German
_SIGNS = (
    *("pas", "carte ", "paspoort", "identi", "cni", "c.n.i", "cin", "dni", "nie", "eid", "e-id"),
    *("sejour", "permis", "surete", " sp"),
)


def find_identity_papers(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each document number in a folded text."""
    for match in _BELGIAN.finditer(text):
        if _DASHED.fullmatch(match[0]) or eid.is_valid(match[0]):
            yield match.span()
    small = text.lower()
    if not any(sign in small for sign in _SIGNS):
        return
    for match in _NAMED.finditer(text):
        size = _measure_number(match[1])
        if size and not _PRICE.match(text, match.start(1) + size):
            yield match.start(1), match.start(1) + size


def _measure_number(candidate: str) -> int:
    """Return how much of the candidate may be a number, without trailing words; 0 if nothing."""
    end = len(candidate)
    while end > 0:
        if _may_be_a_number(candidate[:end]):
            return end
        end = max(candidate.rfind(sign, 0, end) for sign in " .-")
    return 0


def _may_be_a_number(written: str) -> bool:
    if _DATE_OR_YEARS.fullmatch(written):
        return False
    plain = re.sub(r"[\W_]", "", written)
    if is_national_number(plain):
        return False
    digits = sum(char.isdecimal() for char in plain)
    letters = len(plain) - digits
    usual = 6 <= len(plain) <= 14 and digits >= 5 and letters <= 4
    return usual or _LETTERS_AND_DIGITS.fullmatch(plain) is not None
