"""Redact personal data before anything is stored, logged or counted (P5).

Redacted are e-mail addresses, telephone, bank account, card, national and identity document
numbers, birth dates, social handles, number plates and notebook codes, also with digits of any
script, number words, look-alike letters and inserted signs or spaces. `fold_with_offsets`
normalises the text; one finder per kind searches it.

Not detected: names, street addresses; plates, documents and birth dates without an announcing word;
number words in other languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.language.offset_folding import fold_with_offsets
from bot.privacy.bank_accounts import find_bank_accounts, find_national_numbers
from bot.privacy.birth_dates import find_birth_dates
from bot.privacy.email_addresses import find_email_addresses
from bot.privacy.identity_papers import find_identity_papers
from bot.privacy.number_plates import find_number_plates
from bot.privacy.payment_cards import find_payment_cards
from bot.privacy.phone_numbers import find_long_numbers, find_phone_numbers
from bot.privacy.social_handles import find_social_handles
from bot.privacy.word_codes import find_code_spans

EMAIL, PHONE, BANK_ACCOUNT, NATIONAL_NUMBER = "email", "phone", "account", "national_number"
PAYMENT_CARD, IDENTITY_PAPER, BIRTH_DATE, HANDLE, PLATE = (
    "card",
    "identity",
    "birth_date",
    "handle",
    "plate",
)
PERSONAL_DATA_KINDS = (
    EMAIL,
    PHONE,
    BANK_ACCOUNT,
    NATIONAL_NUMBER,
    PAYMENT_CARD,
    IDENTITY_PAPER,
    BIRTH_DATE,
    HANDLE,
    PLATE,
)
CODE = "code"
_SUBSCRIBER_DIGITS = 8
_PLACEHOLDERS = {
    EMAIL: "[e-mail]",
    PHONE: "[téléphone]",
    BANK_ACCOUNT: "[compte]",
    NATIONAL_NUMBER: "[numéro national]",
    PAYMENT_CARD: "[carte bancaire]",
    IDENTITY_PAPER: "[papiers]",
    BIRTH_DATE: "[date de naissance]",
    HANDLE: "[pseudo]",
    PLATE: "[plaque]",
    CODE: "[code]",
}
_Finder = Callable[[str], Iterable[tuple[int, int]]]
# Order matters: an address contains what reads as a handle, a national number what reads as a
# telephone number.
_FINDERS: tuple[tuple[str, _Finder], ...] = (
    (EMAIL, find_email_addresses),
    (HANDLE, find_social_handles),
    (IDENTITY_PAPER, find_identity_papers),
    (BANK_ACCOUNT, find_bank_accounts),
    (PAYMENT_CARD, find_payment_cards),
    (NATIONAL_NUMBER, find_national_numbers),
    (BIRTH_DATE, find_birth_dates),
    (PLATE, find_number_plates),
    (PHONE, find_phone_numbers),
    (CODE, find_code_spans),
)
# Maximum number of passes; if each match still reveals another, every long number is removed.
_MAX_ROUNDS = 4
_LONG_NUMBER_FINDERS: tuple[tuple[str, _Finder], ...] = ((PHONE, find_long_numbers),)


@dataclass(frozen=True)
class PersonalDataMatch:
    """A piece of personal data: its kind, its place and its original spelling."""

    kind: str
    start: int
    end: int
    value: str


@dataclass(frozen=True)
class RedactedText:
    """The redacted text, and the kinds that were removed, each once, in order."""

    text: str
    kinds: tuple[str, ...] = ()


def get_placeholder(kind: str) -> str:
    """Return the placeholder of a kind."""
    return _PLACEHOLDERS[kind]


def redact(text: str) -> RedactedText:
    """Replace personal data by placeholders. Idempotent, linear in the length; never raises."""
    kinds: list[str] = []
    # Removing one match can reveal another (two numbers joined by a slash): repeat until none is
    # left.
    for finders in (*[_FINDERS] * _MAX_ROUNDS, _LONG_NUMBER_FINDERS, *[_FINDERS] * _MAX_ROUNDS):
        matches = _find_matches(text, finders)
        kinds.extend(item.kind for item in matches)
        text = _replace_matches(text, matches)
        if not matches and finders is _FINDERS:
            break
    return RedactedText(text, tuple(dict.fromkeys(kinds)))


def find_personal_data(text: str) -> list[PersonalDataMatch]:
    """Return the matches of a single pass, by position, without overlaps."""
    return _find_matches(text, _FINDERS)


def has_personal_data(text: str, public: Iterable[str] = ()) -> bool:
    """Return whether a text has personal data other than what is also in `public`, which is only
    read if the text has any."""
    found = {_to_comparable_value(item) for item in find_personal_data(text)}
    for each in public if found else ():
        found -= {_to_comparable_value(item) for item in find_personal_data(each)}
    return bool(found)


def _to_comparable_value(item: PersonalDataMatch) -> str:
    """Return a value that is the same for all spellings; telephone numbers lose their prefix."""
    bare = re.sub(r"[\W_]", "", fold_with_offsets(item.value).text).casefold()
    return bare[-_SUBSCRIBER_DIGITS:] if item.kind == PHONE else bare


def _find_matches(text: str, finders: Iterable[tuple[str, _Finder]]) -> list[PersonalDataMatch]:
    folded = fold_with_offsets(text)
    taken = bytearray(len(text))
    matches: list[PersonalDataMatch] = []
    for kind, finder in finders:
        for place in finder(folded.text):
            start, end = folded.span(*place)
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                matches.append(PersonalDataMatch(kind, start, end, text[start:end]))
    return sorted(matches, key=lambda item: item.start)


def _replace_matches(text: str, found: list[PersonalDataMatch]) -> str:
    parts: list[str] = []
    last = 0
    for item in found:
        parts += [text[last : item.start], _PLACEHOLDERS[item.kind]]
        last = item.end
    return "".join([*parts, text[last:]])
