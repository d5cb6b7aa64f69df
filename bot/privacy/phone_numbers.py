"""Find telephone numbers in a text, whatever their spacing; service numbers are kept.

Formats are tried first, because `phonenumbers` misses numbers outside of its plans, such as "02 123
45 67"; it decides where a foreign number ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumberType
from stdnum.be import vat

_GAP = r"[ ./\-()_&|~*#·•]{0,3}"
_SIGN = r"[ ./_-]"
# After « 04 » and a mobile digit it is always a mobile number, whatever the separators.
_MOBILE_GAP = r"(?:(?:[^\w=%€$£]|_){0,5}|,? (?:et|puis|euh) )"
_MOBILE = rf"4{_MOBILE_GAP}[5-9](?:{_MOBILE_GAP}\d){{7}}"
_LANDLINE = rf"[1-9](?:{_GAP}\d){{7}}"
_NOT_A_DATE = r"(?!\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d(?!\d))"
_NO_PRICE = r"(?!\d)(?! ?(?:€|euros?\b|eur\b))"
_FREE = r"(?<!\d)(?<!\d[/.-])"
# After the zero: French pairs, no spaces, ten digits grouped otherwise, German, Turkish.
_ELSEWHERE = "|".join(
    (
        r"[1-9](?:[ ./,_-]?\d\d){4}",
        r"[1-9]\d{8,9}",
        rf"[6-9]\d\d{_SIGN}\d{{3}}{_SIGN}?\d{{3}}",
        rf"[6-9]{_SIGN}\d{{4}}{_SIGN}\d{{4}}",
        rf"[6-9]\d{_SIGN}\d{{3}}{_SIGN}\d{{4}}",
        rf"1[5-7]\d{_SIGN}\d(?:{_GAP}\d){{6,7}}",
        rf"5\d\d{_SIGN}?\d{{3}}{_SIGN}?\d\d{_SIGN}?\d\d",
    )
)

_BELGIAN = re.compile(  # +32 (0)475 12 34 56 · 0032 4 223 45 67 · +32 2 123 45 67
    rf"(?:\+ ?|(?<!\d)00 ?)32{_GAP}(?:\(?0\)?{_GAP})?(?:{_MOBILE}|{_LANDLINE}){_NO_PRICE}",
)
_FOREIGN = re.compile(rf"(?:\+ ?|(?<![\d.,/-])00 ?)[1-9](?:{_GAP}\d){{7,14}}{_NO_PRICE}")
_WITHOUT_PLUS = re.compile(  # 33 6 12 34 56 78, 352 621 123 456: of neighbours and of many families
    rf"{_FREE}(?:33|352|49|31|39|48|90|212|243)(?:{_GAP}\d){{8,11}}{_NO_PRICE}"
)
_NATIONAL = (
    re.compile(
        rf"(?<!\d)(?<!\d[.,]){_NOT_A_DATE}\(?(?:0|(?<![A-Za-z])[Oo])[ .\-()_]{{0,3}}{_MOBILE}"
        rf"{_NO_PRICE}"
    ),
    re.compile(rf"{_FREE}{_NOT_A_DATE}\(?0{_GAP}(?:{_ELSEWHERE}|{_LANDLINE}){_NO_PRICE}"),
)
_WITHOUT_ZERO = re.compile(  # 475 12 34 56 · 32475123456 · 621 123 456 in Luxembourg
    rf"{_FREE}(?:(?:32{_GAP})?4[5-9]\d{_GAP}(?:\d\d{_GAP}\d\d{_GAP}\d\d|\d{{3}}{_GAP}\d{{3}})"
    rf"|6[2679][18]{_GAP}\d{{3}}{_GAP}\d{{3}}){_NO_PRICE}",
)
# 0800 free, 070 and 078 shared cost (poison centre: 070 245 245), 090x premium; in France 080x with
# one more digit; 00 800 in all of Europe.
_SERVICE = re.compile(r"00800\d{8}|0(?:(?:800|7[08]\d|90\d)\d{5}|80\d{7})")
_SEVEN_DIGITS = re.compile(r"\d(?:\D{0,7}\d){7}")
_LONG_NUMBER = re.compile(r"\d(?:[\W_]{0,4}\d){6,}")
_COUNTRY = re.compile(r"^(?:00)?(?:32|33)0?(?=[789])")
# Company and book numbers: « BE 0812.967.094 », « ISBN 0-306-40615-2 ».
_OF_A_FIRM = re.compile(r"\b(?:be|tva|bce|kbo|entreprise)\W{0,4}$", re.IGNORECASE)
_AS_A_FIRM = re.compile(r"0\d{3}[ .]?\d{3}[ .]?\d{3}")
_OF_A_BOOK = re.compile(r"\bisbn\W{0,4}$", re.IGNORECASE)


def find_phone_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each telephone number in a folded text."""
    if not _SEVEN_DIGITS.search(text):
        return
    for match in _BELGIAN.finditer(text):
        if not is_service_number(match.group()):
            yield match.span()
    for match in _FOREIGN.finditer(text):
        end = _find_foreign_number_end(match.group())
        # « bac+3 2024-2025 » is not a number.
        if not is_service_number(match.group()) and (end or not _is_glued(text, match)):
            yield match.start(), match.start() + (end or len(match.group()))
    for pattern in _NATIONAL:
        for match in pattern.finditer(text):
            if not is_service_number(match.group()) and not _is_company_or_book_number(text, match):
                yield match.span()
    for match in _WITHOUT_PLUS.finditer(text):
        if _fits_numbering_plan(f"+{_digits(match.group())}", mobile=True):
            yield match.span()
    for match in _WITHOUT_ZERO.finditer(text):
        yield match.span()


def find_long_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of every number of seven digits or more."""
    return (match.span() for match in _LONG_NUMBER.finditer(text))


def is_service_number(number: str) -> bool:
    """Return whether a number is a Belgian or French service line, which is not personal."""
    return _SERVICE.fullmatch(_COUNTRY.sub("0", _digits(number))) is not None


def _is_glued(text: str, match: re.Match[str]) -> bool:
    return text[match.start() - 1 : match.start()].isalnum()


def _is_company_or_book_number(text: str, match: re.Match[str]) -> bool:
    """Return whether a candidate is a company or book number.

    It is announced as one, or has the check digits of a company number and no mobile prefix.
    """
    number, before = match.group(), text[max(match.start() - 20, 0) : match.start()]
    if _OF_A_BOOK.search(before):
        return True
    if not _AS_A_FIRM.fullmatch(number):
        return False
    is_mobile = "0450" <= _digits(number)[:4] <= "0499"
    return bool(_OF_A_FIRM.search(before)) or (not is_mobile and vat.is_valid(number))


def _find_foreign_number_end(candidate: str) -> int:
    """Drop groups from the end until the number fits its country's plan; 0 if none does."""
    end = len(candidate)
    while end > 0:
        if _fits_numbering_plan(candidate[:end]):
            return end
        end = max(candidate.rfind(sign, 0, end) for sign in " /.-")
    return 0


def _fits_numbering_plan(text: str, mobile: bool = False) -> bool:
    plus = re.sub(r"^00 ?", "+", text)
    try:
        number = phonenumbers.parse(plus, None)
    except phonenumbers.NumberParseException:
        return False
    if mobile:
        return phonenumbers.number_type(number) == PhoneNumberType.MOBILE
    return phonenumbers.is_valid_number(number)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
