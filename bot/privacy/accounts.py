"""Where bank accounts and Belgian national register numbers stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ .-]{0,2}[A-Za-z0-9]){10,30}")
# A Belgian account in its usual shape goes even with a slip in it: the rest would still point home.
_BELGIAN = re.compile(r"(?<![a-z0-9])be ?\d{2}(?:[ .-]{0,2}\d{4}){3}(?!\d)", re.IGNORECASE)
_OLD_BELGIAN = re.compile(r"(?<!\d)\d{3}-\d{7}-\d{2}(?!\d)")
_ELEVEN = re.compile(r"(?<![\d+])\d(?:[ .\-/]{0,3}\d){10}(?!\d)")
_OFFICIAL = re.compile(r"(?<!\d)\d\d\.\d\d\.\d\d[-. ]\d{3}[-. ]\d\d(?!\d)")
_LENGTHS = range(15, 35)


def accounts(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each IBAN, of any country, and of old Belgian account numbers."""
    for pattern in (_BELGIAN, _OLD_BELGIAN):
        for match in pattern.finditer(text):
            yield match.span()
    for match in _IBAN.finditer(text):
        end = _end_of_iban(match.group())
        if end:
            yield match.start(), match.start() + end


def national_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each national register number or bis number."""
    for match in _OFFICIAL.finditer(text):
        yield match.span()
    for match in _ELEVEN.finditer(text):
        if is_national_number(re.sub(r"\D", "", match.group())):
            yield match.span()


def is_national_number(digits: str) -> bool:
    """Eleven digits: a date of birth, a counter, and 97 − n mod 97 (n behind a 2 from 2000 on).

    A bis number has 20 or 40 added to its month; an unknown day or month is 00.
    """
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        return False
    month, day, check = int(digits[2:4]), int(digits[4:6]), int(digits[9:])
    if month >= 60 or month % 20 > 12 or day > 31:
        return False
    return any(97 - int(century + digits[:9]) % 97 == check for century in ("", "2"))


def _end_of_iban(candidate: str) -> int:
    """How much of the candidate is an IBAN, words glued behind it left out; 0 if none is."""
    ends = [place + 1 for place, char in enumerate(candidate) if char.isalnum()]
    for length in _LENGTHS:
        if length <= len(ends) and iban.is_valid(
            candidate[: ends[length - 1]], check_country=False
        ):
            return ends[length - 1]
    return 0
