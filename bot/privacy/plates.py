"""Where number plates stand in a text: Belgian ones of today and French ones by their shape, others
where they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHAPES = (
    re.compile(r"(?<![\w-])[1-9]-[A-Z]{3}-\d{3}(?![\w-])"),
    re.compile(r"(?<![\w-])[12][A-Z]{3}\d{3}(?![\w-])"),
    re.compile(r"(?<![\w-])[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}(?![\w-])"),
)
_PLATE = "|".join(
    (
        r"[1-9][ .-]?[a-z]{3}[ .-]?\d{3}",  # Belgium, today and before
        r"[tomqsz]-?[a-z]{2,3}-?\d{3}",
        r"[a-z]{3}[ .-]?\d{3}",
        r"\d{3}[ .-]?[a-z]{3}",
        r"[a-z]\d{3}[a-z]",
        r"[a-z]{2}[ .-]?\d{3}[ .-]?[a-z]{2}",  # France, Italy
        r"\d{2,4} ?[a-z]{2,3} ?\d\d",
        r"[a-z]{1,3}[ -][a-z]{1,2} ?\d{1,4}",  # Germany
        r"[a-z]{2} ?\d{4}",  # Luxembourg
        r"\d{4} ?[a-z]{3}",  # Spain
        r"[a-z]{2}-\d\d-\d\d|\d\d?-[a-z]{2,3}-\d\d?|[a-z]{1,2}-\d{3}-[a-z]",  # the Netherlands
    )
)
_LINK = (
    r"(?:[ :,=]{1,3}(?:c'?est|est|numero|num|no|le|la|plaque|avec|belge|francaise"
    r"|luxembourgeoise|lux|allemande|neerlandaise)\b){0,4}"
    r"[ :,=«\"(-]{0,3}"
)
_VEHICLE = r"(?:voiture|auto|moto|scooter|bagnole|camionnette|caisse)"
_NAMED = re.compile(
    r"\b(?:plaques?|immatricul\w{1,8}|kenteken|nummerplaat)\b"
    rf"(?: d ?'?immatriculation| mineralogique| de (?:ma|sa|mon|la) {_VEHICLE})?"
    rf"{_LINK}({_PLATE})(?!\w)",
    re.IGNORECASE,
)
_OF_A_VEHICLE = re.compile(
    rf"\b(?:ma|sa|mon|son|notre) (?:\w{{1,12}} )?{_VEHICLE}(?: \w{{1,12}})?"
    rf"{_LINK}([1-9][ -]?[a-z]{{3}}[ -]?\d{{3}})(?!\w)",
    re.IGNORECASE,
)
# « MAX-04 », « LEA1 »: chosen letters, where nothing else can be meant.
_CHOSEN = re.compile(
    rf"\bplaque perso\w{{0,10}}{_LINK}([a-z]{{1,8}}[ -]?\d{{1,4}}|(?-i:[A-Z]{{2,8}}))(?!\w)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")
_SIGNS = (
    *("plaque", "immatricul", "kenteken", "nummerplaat"),
    *("voiture", "auto", "moto", "scooter", "bagnole", "camionnette", "caisse"),
)


def plates(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each number plate in a folded text."""
    for shape in _SHAPES if _DIGITS.search(text) else ():
        for match in shape.finditer(text):
            yield match.span()
    small = text.lower()
    if not any(sign in small for sign in _SIGNS):
        return
    for pattern in (_NAMED, _OF_A_VEHICLE, _CHOSEN):
        for match in pattern.finditer(text):
            yield match.span(1)
