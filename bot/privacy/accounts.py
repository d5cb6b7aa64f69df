"""Where bank accounts and Belgian national register numbers stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban

_GAP = r"[ ._/-]{0,2}"
_WIDE = r"[ .,_/()-]{0,3}"
# Each is looked for from every place on: what stands before it may read like its beginning.
_IBAN = re.compile(rf"(?=([A-Za-z]{{2}}[ .-]?\d{{2}}(?:{_GAP}[A-Za-z0-9]){{10,30}}))")
_WITHOUT_COUNTRY = re.compile(rf"(?<!\d)(?=(\d\d(?:{_GAP}\d{{4}}){{3}})(?!\d))")
_OLD_BELGIAN = re.compile(r"(?<!\d)(?=(\d{3}[ ./-]?\d{7}[ ./-]?\d\d)(?!\d))")
# A Belgian account in its usual shape goes even with a slip in it: the rest would still point home.
_BELGIAN = re.compile(rf"(?<![a-z0-9])be ?\d{{2}}(?:{_GAP}\d{{4}}){{3}}(?!\d)", re.IGNORECASE)
_DASHED = re.compile(r"(?<!\d)\d{3}-\d{7}-\d{2}(?!\d)")
_ELEVEN = re.compile(rf"(?<![\d+])(?=(\d(?:{_WIDE}\d){{10}})(?!\d))")
_WITH_CENTURY = re.compile(rf"(?<![\d+])(?=((?:19|20)\d(?:{_WIDE}\d){{10}})(?!\d))")
_OFFICIAL = re.compile(r"(?<!\d)\d\d\.\d\d\.\d\d[-. ]\d{3}[-. ]\d\d(?!\d)")
_LENGTHS = range(15, 35)
_SIGNS = re.compile(r"[^A-Za-z0-9]")


def accounts(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each IBAN, of any country, and of old Belgian account numbers."""
    for pattern in (_BELGIAN, _DASHED):
        for match in pattern.finditer(text):
            yield match.span()
    for match in _IBAN.finditer(text):
        end = _end_of_iban(match[1])
        if end:
            yield match.start(), match.start() + end
    for match in _WITHOUT_COUNTRY.finditer(text):
        if iban.is_valid(f"BE{_SIGNS.sub('', match[1])}", check_country=False):
            yield match.span(1)
    for match in _OLD_BELGIAN.finditer(text):
        number = int(_SIGNS.sub("", match[1]))
        if (number // 100 % 97 or 97) == number % 100:
            yield match.span(1)


def national_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each national register number or bis number."""
    for match in _OFFICIAL.finditer(text):
        yield match.span()
    for pattern in (_ELEVEN, _WITH_CENTURY):
        for match in pattern.finditer(text):
            if is_national_number(_SIGNS.sub("", match[1])[-11:]):
                yield match.span(1)


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
    plain = _SIGNS.sub("", candidate)
    for length in _LENGTHS:
        if length <= len(ends) and iban.is_valid(plain[:length], check_country=False):
            return ends[length - 1]
    return 0
