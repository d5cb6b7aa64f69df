"""The number of pupils or participants that a text names.

Of a group that comes, any number counts its people unless it counts something else: times, years
of school, ages, prices, places. Closed classes of words say what else; how people are called
(« élèves », « gamins », « loulous ») is open.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

from bot.booking.booking_errors import BookingError
from bot.booking.date_expressions.date_expression_parser import leave_out_times
from bot.language.folding import fold_text
from bot.language.number_words import find_number_words

_MAX_GROUP = 200
_FEWEST_UNNAMED = 8  # « on vient à 3 »: counted only with a word for people
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n")
_WORDS = {
    **{"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9},
    **{"dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16},
    **{"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60},
    **{"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30},
    **{"quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100},
}
_NUMBER = re.compile(rf"(?P<digits>\d{{1,3}})(?:n?t?aine)?|(?P<word>{'|'.join(_WORDS)})s?")
# What is counted beside people: units, classes, forms of school, and what has a number.
_OTHER_COUNTED = re.compile(
    r"e|[ei]e?me?|er|ere|h|heures?|min\w*|ans?|anes?|euros?|eur|€|%|km|kilometres?|jours?|mois"
    r"|semaines?|fois|quarts?|points?|periodes?|options?|metiers?|etudes|filieres?|questions?"
    r"|clases?|groupes?|ecoles?|sections?|secondaires?|primaires?|maternele|superieure?"
    r"|techniques?|generales?|profesioneles?|qualif\w*|t[tq]|g|p|bac|bis|etages?|arets?"
)
_NUMBERED = re.compile(
    r"rue|avenue|numero|no|n|bus|ligne|tram|train|bloc|local|sale|etage|page|dont|degre|bac|euros?"
)
_COMPANIONS = re.compile(
    r"profs?|profeseur\w*|enseignant\w*|acompagn\w*|educ\w*|colegues?|parents?|mamans?|papas?"
    r"|animat\w*|instit\w*|encadrant\w*|adultes?|stagiaires?|surveilant\w*|benevoles?"
)
_SEVERAL_GROUPS = re.compile(
    r"(?<!\w)(\d) ?(?:x|fois|clases|groupes) (?:(?:de|d|a|environ|chacune?) )*(\d{1,3})(?!\w)"
    r"(?! (?:et|plus|\+) \d)"
)
_JOINS = frozenset(("et", "plus", "+", "avec"))
_CORRECTS = frozenset(("pardon", "non", "plutot", "enfin", "finalement", "euh", "oups"))
_MAX_BETWEEN = 6  # words between numbers that are added


@dataclass(frozen=True)
class _Count:
    """A number of people, its place among the words, and whether they only come along."""

    place: int
    number: int
    accompanies: bool


def find_group_size(text: str, today: dt.date) -> Optional[int]:
    """Return how many pupils a text names, or None; teachers beside them are not counted.

    Classes or parts of a group are added: « 14 filles et 11 garçons ».
    """
    words = _spell_numbers(text, today)
    several = _SEVERAL_GROUPS.search(" ".join(words))
    if several is not None:
        return _within_limits(int(several[1]) * int(several[2]))
    counts = list(_list_counts(words))
    pupils = [each for each in counts if not each.accompanies] or counts
    return _within_limits(_add_up(words, pupils)) if pupils else None


def _within_limits(size: int) -> Optional[int]:
    return size if 0 < size <= _MAX_GROUP else None


def _spell_numbers(text: str, today: dt.date) -> list[str]:
    """Return the folded words without those of times, numbers in digits."""
    for start, end, digits in reversed(find_number_words(text)):
        text = f"{text[:start]}{digits}{text[end:]}"
    words: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        try:
            words += leave_out_times(sentence, today).split()
        except BookingError:
            words += fold_text(sentence).split()
    return [_in_digits(word) for word in " ".join(words).replace("+", " + ").split()]


def _in_digits(word: str) -> str:
    match = _NUMBER.fullmatch(word)
    if match is None:
        return word
    return match["digits"] or str(_WORDS[match["word"]])


def _list_counts(words: Sequence[str]) -> Iterator[_Count]:
    for place, word in enumerate(words):
        before, after = words[place - 1] if place else "", [*words[place + 1 : place + 4], "", ""]
        if not word.isdigit() or _NUMBERED.fullmatch(before):
            continue
        if after[0] in ("a", "et", "ou", "-") and after[1].isdigit():
            after = after[2:]  # « de 16 à 18 ans »
        if _OTHER_COUNTED.fullmatch(after[0]):
            continue
        if int(word) >= _FEWEST_UNNAMED or after[0].endswith(("s", "x")):
            yield _Count(place, int(word), any(map(_COMPANIONS.fullmatch, after[:2])))


def _add_up(words: Sequence[str], counts: Sequence[_Count]) -> int:
    """Return the people of all counts: those joined are added, of « 20 à 25 » the most counts."""
    total, last = counts[0].number, counts[0]
    for each in counts[1:]:
        between = words[last.place + 1 : each.place]
        is_range = between == ["et"] and words[last.place - 1 : last.place] == ["entre"]
        if is_range or between in (["a"], ["ou"], ["-"]):
            total += max(0, each.number - last.number)
        elif _CORRECTS.intersection(between):
            total = each.number
        elif len(between) <= _MAX_BETWEEN and _JOINS.intersection(between):
            total += each.number
        last = each
    first, *parts = [each.number for each in counts]
    return first if first == sum(parts) else total  # « 25, dont 14 filles et 11 garçons »
