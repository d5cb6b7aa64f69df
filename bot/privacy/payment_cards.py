"""Find payment card numbers in a text by format, prefix and Luhn check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn

_GAP = r"[ ./_-]{0,3}"
_CARD = re.compile(
    rf"(?<!\d)([2-6]\d{{3}}(?:{_GAP}\d{{4}}){{3}}|3[47]\d\d{_GAP}\d{{6}}{_GAP}\d{{5}})"
    rf"(?:{_GAP}\d{{1,3}})?(?!\d)"
)
# American Express, Visa, Mastercard (two ranges), JCB, Discover, Maestro and Bancontact.
_ISSUER_RANGES = re.compile(
    r"3[47]\d{13}|4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|35\d{14}"
    r"|(?:5[0678]|6)\d{14,17}"
)
# Four postcodes around Liège, or four salaries.
_NUMBER_LIST = re.compile(r"(\d)\d{3}(?: \1\d{3}){3}")
_ORDER_REFERENCE = re.compile(
    r"\b(?:commande|ref(?:erence)?|dossier|facture|colis|suivi|ean|code[ -]barres?|imei|serie)\b"
    r"[^\d\[\]]{0,10}$",
    re.IGNORECASE,
)
# After the word « carte » a number is removed even with an invalid check digit.
_NAMED = re.compile(
    r"\b(?:carte(?: bancaire| de banque| de credit| bleue)?|visa|master ?card|maestro|bancontact"
    r"|cb)(?:[^\w\[\]]{1,3}(?:numero|num|no?|nr|est|c'?est|le|la|de|ma|mon|visa|master ?card"
    r"|maestro|bancontact|belfius|kbc|ing|bnp))*[^\w\[\]]{0,4}$",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"\b(?:cvv|cvc|cryptogramme)2?\b(?: est|[ :=]){0,3}(\d{3,4})(?!\d)", re.IGNORECASE
)
_LOOKBACK_CHARS = 40


def find_payment_cards(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each card number and security code."""
    for match in _CARD.finditer(text):
        number = match[0] if _is_valid_card(match[0]) else match[1]
        before = text[max(0, match.start() - _LOOKBACK_CHARS) : match.start()]
        elsewhere = _ORDER_REFERENCE.search(before) or _is_number_list(number)
        if _NAMED.search(before) or (_is_valid_card(number) and not elsewhere):
            yield match.start(), match.start() + len(number)
    for match in _SECRET.finditer(text):
        yield match.span(1)


def _is_valid_card(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return bool(_ISSUER_RANGES.fullmatch(digits)) and luhn.is_valid(digits)


def _is_number_list(number: str) -> bool:
    groups = number.split()
    return bool(_NUMBER_LIST.fullmatch(number)) and len(set(groups)) == len(groups)
