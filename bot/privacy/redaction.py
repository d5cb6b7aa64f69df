"""Take out what would tell who a person is, before anything is stored, logged or counted (P5).

Looked for are e-mail addresses, telephones, bank accounts, payment cards, national numbers, numbers
of identity papers, birth dates, names on networks, number plates and the codes of notebooks: in
digits of any script, in words, drawn with letters, with signs or blanks between. `folding` brings
the text into one spelling, a finder for each kind looks at that.

Not seen: names, street addresses, plates, papers and birth dates that nothing announces, numbers in
words of other languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.privacy.addresses import addresses
from bot.privacy.bank_accounts import accounts, national_numbers
from bot.privacy.births import births
from bot.privacy.codes import codes
from bot.privacy.folding import fold
from bot.privacy.handles import handles
from bot.privacy.identity_papers import identity_papers
from bot.privacy.payment_cards import payment_cards
from bot.privacy.plates import plates
from bot.privacy.telephones import numbers, telephones

EMAIL, PHONE, ACCOUNT, NATIONAL = "email", "phone", "account", "national_number"
CARD, IDENTITY, BIRTH, HANDLE, PLATE = "card", "identity", "birth_date", "handle", "plate"
KINDS = (EMAIL, PHONE, ACCOUNT, NATIONAL, CARD, IDENTITY, BIRTH, HANDLE, PLATE)
CODE = "code"
_WITHOUT_COUNTRY = 8  # digits
_MARKS = {
    EMAIL: "[e-mail]",
    PHONE: "[téléphone]",
    ACCOUNT: "[compte]",
    NATIONAL: "[numéro national]",
    CARD: "[carte bancaire]",
    IDENTITY: "[papiers]",
    BIRTH: "[date de naissance]",
    HANDLE: "[pseudo]",
    PLATE: "[plaque]",
    CODE: "[code]",
}
_Finder = Callable[[str], Iterable[tuple[int, int]]]
# In order: an address holds what reads as a name on a network, a national number what reads as a
# telephone.
_FINDERS: tuple[tuple[str, _Finder], ...] = (
    (EMAIL, addresses),
    (HANDLE, handles),
    (IDENTITY, identity_papers),
    (ACCOUNT, accounts),
    (CARD, payment_cards),
    (NATIONAL, national_numbers),
    (BIRTH, births),
    (PLATE, plates),
    (PHONE, telephones),
    (CODE, codes),
)
# A chain of numbers of which each bares the next is cut short: then every long number goes.
_ROUNDS = 4
_ALL_NUMBERS: tuple[tuple[str, _Finder], ...] = ((PHONE, numbers),)


@dataclass(frozen=True)
class Found:
    """One thing that identifies a person: its kind, its place, and how it was written."""

    kind: str
    start: int
    end: int
    value: str


@dataclass(frozen=True)
class Redacted:
    """The text that may be kept, and the kinds that were taken out, each once, in order."""

    text: str
    kinds: tuple[str, ...] = ()


def mark_of(kind: str) -> str:
    """What stands in the place of what was taken out."""
    return _MARKS[kind]


def redact(text: str) -> Redacted:
    """Replace what identifies a person by a mark of its kind. Never raises.

    Redacting again changes nothing. The work grows with the length of the text alone.
    """
    kinds: list[str] = []
    # Taking one out can bare the next (two numbers joined by a slash): until nothing is found.
    for finders in (*[_FINDERS] * _ROUNDS, _ALL_NUMBERS, *[_FINDERS] * _ROUNDS):
        found = _find(text, finders)
        kinds.extend(item.kind for item in found)
        text = _replace(text, found)
        if not found and finders is _FINDERS:
            break
    return Redacted(text, tuple(dict.fromkeys(kinds)))


def find(text: str) -> list[Found]:
    """What would be taken out in one go, by place, none overlapping another."""
    return _find(text, _FINDERS)


def identifies(text: str, public: Iterable[str] = ()) -> bool:
    """Whether something would be taken out of a text, but for what stands in `public` as well: the
    number of the place is nobody's secret."""
    known = {_bare(item) for each in public for item in find(each)}
    return any(_bare(item) not in known for item in find(text))


def _bare(item: Found) -> str:
    """What all spellings of a value have in common; of a telephone, what follows its country."""
    bare = re.sub(r"[\W_]", "", fold(item.value).text).casefold()
    return bare[-_WITHOUT_COUNTRY:] if item.kind == PHONE else bare


def _find(text: str, finders: Iterable[tuple[str, _Finder]]) -> list[Found]:
    folded = fold(text)
    taken = bytearray(len(text))
    found: list[Found] = []
    for kind, finder in finders:
        for place in finder(folded.text):
            start, end = folded.span(*place)
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Found(kind, start, end, text[start:end]))
    return sorted(found, key=lambda item: item.start)


def _replace(text: str, found: list[Found]) -> str:
    parts: list[str] = []
    last = 0
    for item in found:
        parts += [text[last : item.start], _MARKS[item.kind]]
        last = item.end
    return "".join([*parts, text[last:]])
