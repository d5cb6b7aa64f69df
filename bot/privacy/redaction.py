"""Take out what would tell who a person is, before anything is stored, logged or counted (P5).

What it does not see: names, street addresses, numbers spelled in words, names on other networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.privacy.accounts import accounts, national_numbers
from bot.privacy.addresses import addresses
from bot.privacy.codes import codes
from bot.privacy.folding import fold
from bot.privacy.telephones import telephones

EMAIL, PHONE, ACCOUNT, NATIONAL = KINDS = ("email", "phone", "account", "national_number")
CODE = "code"
_WITHOUT_COUNTRY = 8  # digits
_MARKS = {
    EMAIL: "[e-mail]",
    PHONE: "[téléphone]",
    ACCOUNT: "[compte]",
    NATIONAL: "[numéro national]",
    CODE: "[code]",
}
# In order: an IBAN or a national number holds digits that would also read as a telephone.
_FINDERS = (
    (EMAIL, addresses),
    (ACCOUNT, accounts),
    (NATIONAL, national_numbers),
    (PHONE, telephones),
    (CODE, codes),
)
# Nothing to find without seven digits' worth of digits or a sign of an address.
_HINT = re.compile(r"\d|[@＠﹫]|\bat\b|arob|[\[({<] ?(?:at|a) ?[\])}>]", re.IGNORECASE)


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
    """Replace each e-mail, telephone, account, national number and code of a notebook by a mark.
    Never raises.

    Redacting again changes nothing.
    """
    kinds: list[str] = []
    # Taking one out can bare the next (two numbers joined by a slash): until nothing is found.
    while found := find(text):
        kinds.extend(item.kind for item in found)
        text = _replace(text, found)
    return Redacted(text, tuple(dict.fromkeys(kinds)))


def find(text: str) -> list[Found]:
    """What would be taken out in one go, by place, none overlapping another."""
    folded = fold(text)
    found: list[Found] = []
    for kind, finder in _FINDERS if _HINT.search(text) else _FINDERS[-1:]:
        for start, end in finder(folded):
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Found(kind, start, end, text[start:end]))
    return sorted(found, key=lambda item: item.start)


def identifies(text: str, public: Iterable[str] = ()) -> bool:
    """Whether something would be taken out of a text, but for what stands in `public` as well: the
    number of the place is nobody's secret."""
    known = {_bare(item) for each in public for item in find(each)}
    return any(_bare(item) not in known for item in find(text))


def _bare(item: Found) -> str:
    """What all spellings of a value have in common; of a telephone, what follows its country."""
    bare = re.sub(r"[\W_]", "", fold(item.value)).casefold()
    return bare[-_WITHOUT_COUNTRY:] if item.kind == PHONE else bare


def _replace(text: str, found: list[Found]) -> str:
    parts: list[str] = []
    last = 0
    for item in found:
        parts += [text[last : item.start], _MARKS[item.kind]]
        last = item.end
    return "".join([*parts, text[last:]])
