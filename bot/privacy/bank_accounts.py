"""Find bank accounts and Belgian national register numbers in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from stdnum import iban, numdb

_GAP = r"[ ._/-]{0,2}"
_WIDE = r"[ .,_/()-]{0,3}"
# Lookaheads try every position, since the text before a number may look like its beginning.
_IBAN = re.compile(rf"(?=([A-Za-z]{{2}}[ .-]?\d{{2}}(?:{_GAP}[A-Za-z0-9]){{10,30}}))")
_WITHOUT_COUNTRY = re.compile(rf"(?<!\d)(?=(\d\d(?:{_GAP}\d{{4}}){{3}})(?!\d))")
_OLD_BELGIAN = re.compile(r"(?<!\d)(?=(\d{3}[ ./-]?\d{7}[ ./-]?\d\d)(?!\d))")
# A Belgian account in its usual format is removed even with an invalid check digit: the rest would
# still identify the account.
_BELGIAN = re.compile(rf"(?<![a-z0-9])be ?\d{{2}}(?:{_GAP}\d{{4}}){{3}}(?!\d)", re.IGNORECASE)
_DASHED = re.compile(r"(?<!\d)\d{3}-\d{7}-\d{2}(?!\d)")
_ELEVEN_DIGITS = re.compile(rf"(?<![\d+])(?=(\d(?:{_WIDE}\d){{10}})(?!\d))")
_WITH_CENTURY = re.compile(rf"(?<![\d+])(?=((?:19|20)\d(?:{_WIDE}\d){{10}})(?!\d))")
_OFFICIAL = re.compile(r"(?<!\d)\d\d\.\d\d\.\d\d[-. ]\d{3}[-. ]\d\d(?!\d)")
_PARTS_OF_AN_IBAN = re.compile(r"(\d+)!")
# After the word « IBAN » or « RIB » a number is removed even with an invalid check digit; a French
# or Moroccan RIB has no country code.
_NAMED_IBAN = re.compile(
    r"\biban\b[^\w\n\[\]]{0,4}"
    r"(?:(?:est|c'?est|numero|no|de|du|mon|ma|le)\b[^\w\n\[\]]{1,3}){0,4}"
    r"([a-z]{2} ?\d{2}(?:[ ._/-]{0,2}(?:(?=[a-z]{0,4}\d)[a-z0-9]{1,5}|(?-i:[A-Z]{4}))){3,7})"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_RIB = re.compile(r"\brib\b[^\d\n\[\]]{0,20}(\d(?:[ ./-]{0,2}\d){19,23})(?!\d)", re.IGNORECASE)
_MANY_DIGITS = re.compile(r"\d(?:\D{0,4}\d){9}")
_SIGNS = re.compile(r"[^A-Za-z0-9]")


def find_bank_accounts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each IBAN of any country and each old Belgian account number."""
    if not _MANY_DIGITS.search(text):
        return
    for pattern in (_BELGIAN, _DASHED):
        for match in pattern.finditer(text):
            yield match.span()
    for match in _IBAN.finditer(text):
        end = _find_iban_end(match[1])
        if end:
            yield match.start(), match.start() + end
    for pattern in (_NAMED_IBAN, _RIB):
        for match in pattern.finditer(text):
            yield match.span(1)
    for match in _WITHOUT_COUNTRY.finditer(text):
        if iban.is_valid(f"BE{_SIGNS.sub('', match[1])}", check_country=False):
            yield match.span(1)
    for match in _OLD_BELGIAN.finditer(text):
        number = int(_SIGNS.sub("", match[1]))
        if (number // 100 % 97 or 97) == number % 100:
            yield match.span(1)


def find_national_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each national register number or bis number."""
    if not _MANY_DIGITS.search(text):
        return
    for match in _OFFICIAL.finditer(text):
        yield match.span()
    for pattern in (_ELEVEN_DIGITS, _WITH_CENTURY):
        for match in pattern.finditer(text):
            if is_national_number(_SIGNS.sub("", match[1])[-11:]):
                yield match.span(1)


def is_national_number(digits: str) -> bool:
    """Return whether eleven digits are a valid national register number.

    A date of birth, a counter, and 97 − n mod 97 as check digits, with n preceded by 2 for births
    from 2000 on. A bis number has 20 or 40 added to the month; an unknown day or month is 00.
    """
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        return False
    month, day, check = int(digits[2:4]), int(digits[4:6]), int(digits[9:])
    if month >= 60 or month % 20 > 12 or day > 31:
        return False
    return any(97 - int(century + digits[:9]) % 97 == check for century in ("", "2"))


def _find_iban_end(candidate: str) -> int:
    """Return the length of the IBAN at the start, without words joined to it; 0 if none."""
    length = _find_iban_length(candidate[:2].upper())
    ends = [place + 1 for place, char in enumerate(candidate) if char.isalnum()]
    plain = _SIGNS.sub("", candidate)[:length]
    is_iban = 0 < length <= len(ends) and iban.is_valid(plain, check_country=False)
    return ends[length - 1] if is_iban else 0


@lru_cache(maxsize=1024)
def _find_iban_length(country: str) -> int:
    """Return the length in characters from the IBAN registry, 0 for an unknown country."""
    ((_, properties),) = numdb.get("iban").info(country)[:1]
    return (
        4 + sum(map(int, _PARTS_OF_AN_IBAN.findall(properties.get("bban", ""))))
        if properties
        else 0
    )
