"""Where telephone numbers stand in a text, however they are spaced; service numbers are no secret.

The shapes come first, because `phonenumbers` leaves out what its plans call invalid, such as
"02 123 45 67"; it decides where a foreign number ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

_GAP = r"[ ./\-()]{0,3}"
_NOT_A_DATE = r"(?!\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d(?!\d))"
_NO_PRICE = r"(?!\d)(?! ?(?:€|euros?\b|eur\b))"
_FREE = r"(?<!\d)(?<!\d[/.-])"

_BELGIAN = re.compile(  # +32 (0)475 12 34 56 · 0032 4 223 45 67 · +32 2 123 45 67
    rf"(?:\+ ?|(?<!\d)00 ?)32{_GAP}(?:\(?0\)?{_GAP})?(?:4{_GAP}[5-9](?:{_GAP}\d){{7}}"
    rf"|[1-9](?:{_GAP}\d){{7}}){_NO_PRICE}",
)
_FOREIGN = re.compile(rf"(?:\+ ?|(?<![\d.,/-])00 ?)[1-9](?:{_GAP}\d){{7,14}}{_NO_PRICE}")
_NATIONAL = re.compile(  # a mobile has ten digits; a landline nine, ten in France, eleven beyond
    rf"{_FREE}{_NOT_A_DATE}\(?(?:0|(?<![A-Za-z])[Oo]){_GAP}"
    rf"(?:4{_GAP}[5-9](?:{_GAP}\d){{7}}|[1-9](?:[ ./-]?\d\d){{4}}|[1-9]\d{{8,9}}"
    rf"|[1-9](?:{_GAP}\d){{7}}){_NO_PRICE}",
)
_WITHOUT_ZERO = re.compile(  # 475 12 34 56 · 32475123456
    rf"{_FREE}(?:32{_GAP})?4[5-9]\d{_GAP}(?:\d\d{_GAP}\d\d{_GAP}\d\d|\d{{3}}{_GAP}\d{{3}}){_NO_PRICE}",
)
# 0800 free lines, 070 and 078 shared cost (antidote centre: 070 245 245), 090x premium.
_SERVICE = re.compile(r"0(?:800|7[08]|90\d)")
_SEVEN_DIGITS = re.compile(r"\d(?:\D{0,4}\d){7}")


def telephones(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each telephone number in a folded text."""
    if not _SEVEN_DIGITS.search(text):
        return
    for match in _BELGIAN.finditer(text):
        yield match.span()
    for match in _FOREIGN.finditer(text):
        yield match.start(), match.start() + _end_of_foreign(match.group())
    for match in _NATIONAL.finditer(text):
        if not is_service(match.group()):
            yield match.span()
    for match in _WITHOUT_ZERO.finditer(text):
        yield match.span()


def is_service(number: str) -> bool:
    """Whether a national number belongs to a service line: nobody's own."""
    digits = re.sub(r"\D", "", number)
    return bool(_SERVICE.match(digits)) and len(digits) == 9


def _end_of_foreign(candidate: str) -> int:
    """Drop groups from the end (an age, a house number) until the plan of the country fits."""
    end = len(candidate)
    while end:
        if _fits_a_plan(candidate[:end]):
            return end
        end = max(candidate.rfind(" ", 0, end), 0)
    return len(candidate)


def _fits_a_plan(text: str) -> bool:
    plus = re.sub(r"^00 ?", "+", text)
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(plus, None))
    except phonenumbers.NumberParseException:
        return False
