"""Quantities with their units, and months, in questions and in entries."""

from __future__ import annotations

from bot.language.phrases import phrase

_MONTHS = r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNITS = r"ans?|années?|mois|semaines?|jours?|heures?|h|euros?|%|pourcent"
_WORDS = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
QUANTITY_PATTERN = phrase(
    rf"\b(?:(?P<number>\d+(?:[.,]\d+)?|{'|'.join(_WORDS)}) ?(?P<unit>{_UNITS})"
    rf"|(?P<month>{_MONTHS}))\b"
)


def parse_quantities(folded: str) -> set[tuple[str, str]]:
    """Return each quantity as (unit, number) and each month as ("month", name)."""
    quantities = set()
    for match in QUANTITY_PATTERN.finditer(folded):
        if match["month"]:
            quantities.add(("month", match["month"]))
        else:
            number = match["number"]
            digits = str(_WORDS.index(number) + 2) if number in _WORDS else number
            quantities.add((match["unit"].rstrip("s"), digits))
    return quantities
