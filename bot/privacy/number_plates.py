"""Find number plates in a text: Belgian and French ones by format, others if announced."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHAPES = (
    re.compile(r"(?<![\w-])[1-9]-(?!bac|cap|das)[A-Za-z]{3}-\d{3}(?![\w-])"),
    re.compile(r"(?<![\w-])[12][A-Z]{3}\d{3}(?![\w-])"),
    re.compile(r"(?<![\w-])[TOMQSZ]-[A-Z]{2,3}-\d{3}(?![\w-])"),
    re.compile(r"(?<![\w-])[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}(?![\w-])"),
)
# Formats, current and old: Belgium, France, Italy, Germany, Luxembourg, Spain.
_IN_CAPITALS = (
    r"[TOMQSZ][ .-]?[A-Z]{2,3}[ .-]?\d{3}|[A-Z]{3}[ .-]?\d{3}|\d{3}[ .-]?[A-Z]{3}"
    r"|[A-Z]{2}[ .-]?\d{3}[ .-]?[A-Z]{2}|\d{2,4} ?[A-Z]{2,3} ?\d\d"
    r"|[A-Z]{1,3}[ -][A-Z]{1,2} ?\d{1,4}|[A-Z]{2} ?\d{4}|\d{4} ?[A-Z]{3}"
)
# In lower case it may be words (« plaque de 120 »): only without spaces or with dashes.
_IN_ONE_PIECE = (
    r"[1-9] ?(?!par|sur|pour|max|min|des|les)[a-z]{3} ?\d{3}|[1-9]-?[a-z]{3}-?\d{3}"
    r"|[tomqsz]-?[a-z]{2,3}-?\d{3}|[a-z]{3}-?\d{3}|\d{3}-?[a-z]{3}|[a-z]\d{3}[a-z]"
    r"|[a-z]{2}-?\d{3}-?[a-z]{2}|\d{4}[a-z]{2}\d\d|[a-z]{2}-\d\d-\d\d"
    r"|\d\d?-[a-z]{2,3}-\d\d?|[a-z]{1,2}-\d{3}-[a-z]"
)
_PLATE = rf"(?-i:[1-9][ .-]?[A-Z]{{3}}[ .-]?\d{{3}}|{_IN_CAPITALS})|{_IN_ONE_PIECE}"
_LINK = (
    r"(?:[ :,=]{1,3}(?:c'?est|est|numero|num|no|le|la|plaque|avec|belge|francaise"
    r"|luxembourgeoise|lux|allemande|neerlandaise)\b){0,4}"
    r"[ :,=«\"(-]{0,3}"
)
_VEHICLE = r"(?:voiture|auto|moto|scooter|bagnole|camionnette|caisse)"
_NAMED = re.compile(
    r"\b(?:pla(?:que?|k|c)s?|immatricul\w{1,8}|kenteken|nummerplaat)\b"
    rf"(?: d ?'?immatriculation| mineralogique| de (?:ma|sa|mon|la) {_VEHICLE})?"
    rf"{_LINK}({_PLATE})(?!\w)",
    re.IGNORECASE,
)
_OF_A_VEHICLE = re.compile(
    rf"\b(?:ma|sa|mon|son|notre) (?:\w{{1,12}} )?{_VEHICLE}(?: \w{{1,12}})?"
    rf"{_LINK}([1-9][ -]?[a-z]{{3}}[ -]?\d{{3}})(?!\w)",
    re.IGNORECASE,
)
# « MAX-04 », « LEA1 »: personalised plates, only if nothing else can be meant.
_PERSONALISED = re.compile(
    rf"\bplaque perso\w{{0,10}}{_LINK}([a-z]{{1,8}}[ -]?\d{{1,4}}|(?-i:[A-Z]{{2,8}}))(?!\w)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")
_SIGNS = (
    *("plaqu", "plak", "plac", "immatricul", "kenteken", "nummerplaat"),
    *("voiture", "auto", "moto", "scooter", "bagnole", "camionnette", "caisse"),
)


def find_number_plates(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each number plate in a folded text."""
    for shape in _SHAPES if _DIGITS.search(text) else ():
        for match in shape.finditer(text):
            yield match.span()
    small = text.lower()
    if not any(sign in small for sign in _SIGNS):
        return
    for pattern in (_NAMED, _OF_A_VEHICLE, _PERSONALISED):
        for match in pattern.finditer(text):
            yield match.span(1)
