"""Parse numbers written in French words, common misspellings included.

« zéro quatre septante-cinq »; Belgian and French forms. Single words (« un », « six ») are ignored
as too ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Without accents; « cinkante », « catre », « sète » are phonetic spellings.
_SPELLINGS = {
    0: "zer+os?",
    1: "une?",
    2: "deux?",
    3: "troi[sx]?",
    4: "(?:qu|k|c)at+(?:re?)?s?",
    5: "(?:c|s)in(?:qu?e?|c|k)",
    6: "si(?:x|ss?e?|xe)",
    7: "sep?te?",
    8: "h?uit+e?",
    9: "n[eo]u?fs?",
    10: "di(?:x|s|sse|xe)",
    11: "onze?s?",
    12: "dou[zs]e?s?",
    13: "tr[ei]i?[zs]e?s?",
    14: "(?:qu|k|c)ator[zs]e?s?",
    15: "(?:qu|k|c)in[zs]e?s?",
    16: "sei[zs]e?s?",
    20: "vin(?:gt?s?|ts?)",
    30: "tr[ae]nt+e?s?",
    40: "(?:qu|k|c)ar[ae]nt+e?s?",
    50: "(?:c|s)in(?:qu?|c|k)[ae]nt+e?s?",
    60: "soi(?:x|ss?)[ae]nt+e?s?",
    70: "sep?t[ae]nt+e?s?",
    80: "(?:h?uit|oct)[ae]nt+es?",
    90: "non+[ae]nt+e?s?",
    100: "cents?",
    1000: "mil(?:les?)?",
}
_PATTERN_BY_VALUE = {
    value: re.compile(spelling, re.IGNORECASE) for value, spelling in _SPELLINGS.items()
}
_WORD = re.compile(
    rf"(?<![^\W_])(?=[zudtqckshnovmx])(?:{'|'.join(_SPELLINGS.values())})(?![^\W_])", re.IGNORECASE
)
_MONTH = (
    r"(?:janv|fev|mars|avr|mai|juin|juil|aou|sept|oct|nov|dec)(?:ier|r?ier|il|let|t|embre|obre)?\b"
)
_BEFORE_MONTH = re.compile(rf"\s{_MONTH}", re.IGNORECASE)
_BEHIND_MONTH = re.compile(rf"\b{_MONTH}\.?\s$", re.IGNORECASE)
_BEHIND_DIGITS = re.compile(r"\d[ .,/-]{1,3}$")
_BEFORE_DIGITS = re.compile(r"[ .,/-]{1,3}\d")
_UNIT = re.compile(r"[ -]([1-9])(?!\d)")
_TENS = range(20, 91, 10)
_PLUS = re.compile(r"\bplus $", re.IGNORECASE)
# Separators between words of a number, or between the numbers of one telephone number.
_BETWEEN = re.compile(
    r"[ .,;:/-]{1,5}|[ ,]{0,2}\b(?:et|puis|euh|tiret|point|slash|virgule|espace)\b[ ,]{0,2}",
    re.IGNORECASE,
)
# Quick check that excludes most texts.
_SIGNS = re.compile(r"\d|zer|cent|mil|vin|[ae]nt", re.IGNORECASE)
_MAX_WORDS = 12  # « mille neuf cent quatre-vingt-dix-neuf » has seven
_MAX_SEPARATOR_CHARS, _MAX_MONTH_CHARS = 14, 12


class _NumberWord(NamedTuple):
    """A word, its value, and the text before it (empty for the first)."""

    value: int
    sign: str
    start: int
    end: int


def find_number_words(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, digits) of numbers in words, also mixed with digits or a month."""
    found: list[tuple[int, int, str]] = []
    if not _SIGNS.search(text):
        return found
    for run in _find_word_runs(text):
        start, end = run[0].start, run[-1].end
        if len(run) > 1 or _is_part_of_a_number(text, run[0]):
            numbers = list(_read_numbers(run))
            unit = _UNIT.match(text, end) if numbers[-1] in _TENS else None
            if unit:  # « trente 4 »
                numbers[-1] += int(unit[1])
                end = unit.end()
            digits = " ".join(map(str, numbers))
            plus = _PLUS.search(text, max(0, start - 5), start) if len(run) > 4 else None
            found.append((plus.start() if plus else start, end, f"+{digits}" if plus else digits))
    return found


def _find_word_runs(text: str) -> Iterator[list[_NumberWord]]:
    run: list[_NumberWord] = []
    for match in _WORD.finditer(text):
        sign = text[run[-1].end : match.start()] if run else ""
        follows = len(sign) <= _MAX_SEPARATOR_CHARS and _BETWEEN.fullmatch(sign)
        if run and not follows:
            yield run
            run, sign = [], ""
        run.append(_NumberWord(_value_of_word(match[0]), sign.strip() or sign[:1], *match.span()))
    if run:
        yield run


def _value_of_word(word: str) -> int:
    return next(value for value, pattern in _PATTERN_BY_VALUE.items() if pattern.fullmatch(word))


def _is_part_of_a_number(text: str, word: _NumberWord) -> bool:
    before = text[max(0, word.start - _MAX_MONTH_CHARS) : word.start]
    goes_on = word.value == 0 or _BEHIND_DIGITS.search(before)
    return bool(
        _BEFORE_MONTH.match(text, word.end)
        or _BEHIND_MONTH.search(before)
        or (goes_on and _BEFORE_DIGITS.match(text, word.end))
    )


def _read_numbers(run: list[_NumberWord]) -> Iterator[int]:
    """Yield the numbers that the words of a run form, each as long as possible."""
    place = 0
    while place < len(run):
        value, used = _read_thousands(run[place : place + _MAX_WORDS])
        yield value
        place += used


def _read_thousands(run: list[_NumberWord]) -> tuple[int, int]:
    """Return a number and its word count: « mille neuf cent nonante-huit », « deux mille un »."""
    value, used = (1, 0) if run[0].value == 1000 else _read_hundreds(run)
    if not (_continues(run, used) and run[used].value == 1000 and 0 < value < 100):
        return value, used
    value, used = 1000 * value, used + 1
    if _continues(run, used) and 0 < run[used].value < 1000:
        rest, more = _read_hundreds(run[used:])
        return value + rest, used + more
    return value, used


def _read_hundreds(run: list[_NumberWord]) -> tuple[int, int]:
    """« cent vingt », « quatre cent septante-cinq », « dix-neuf cent »."""
    value, used = (1, 0) if run[0].value == 100 else _read_tens(run)
    if not (_continues(run, used) and run[used].value == 100 and 0 < value < 20):
        return value, used
    value, used = 100 * value, used + 1
    if _continues(run, used) and 0 < run[used].value < 100:
        rest, more = _read_tens(run[used:])
        return value + rest, used + more
    return value, used


def _read_tens(run: list[_NumberWord]) -> tuple[int, int]:
    """« septante-cinq », « soixante-quinze », « vingt et un », « quatre-vingt-dix-sept »."""
    value, used = run[0].value, 1
    if value == 4 and _is_eighty(run, 0):
        value, used = 80, 2
    if value == 10 and _continues(run, 1) and run[1].value in (7, 8, 9):
        return value + run[1].value, 2
    if not 20 <= value <= 90 or not _continues(run, used, joined=True):
        return value, used
    following = run[used].value
    if following == 4 and _is_eighty(run, used) and _is_teen(run, used + 2):
        return value, used  # « trente quatre-vingt-douze »
    if 1 <= following <= 9:
        return value + following, used + 1
    if value in (60, 80) and 10 <= following <= 16:
        if following == 10 and _continues(run, used + 1) and run[used + 1].value in (7, 8, 9):
            return value + 10 + run[used + 1].value, used + 2
        return value + following, used + 1
    return value, used


def _is_eighty(run: list[_NumberWord], place: int) -> bool:
    """« quatre vingt », but « quatre, vingt-trois »."""
    if not (_continues(run, place + 1) and run[place + 1].value == 20):
        return False
    apart = run[place + 1].sign != "-" and place + 2 < len(run) and run[place + 2].sign == "-"
    return not apart or _is_teen(run, place + 2)


def _is_teen(run: list[_NumberWord], place: int) -> bool:
    return place < len(run) and 10 <= run[place].value <= 16


def _continues(run: list[_NumberWord], place: int, joined: bool = False) -> bool:
    """Return whether no comma or stop precedes a word; « et » counts only in « vingt et un »."""
    signs = (" ", "-", "et") if joined else (" ", "-")
    return place == 0 or (place < len(run) and run[place].sign in signs)
