"""Find birth dates in a text: a day and a month, announced by words such as « né le ».

A year alone is kept, and so are dates of appointments, laws, schools and companies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTH = (
    r"(?:janv(?:ier)?|fev(?:r(?:ier)?)?|mars|avr(?:il)?|mai|juin|juil(?:l?et)?|aou?t"
    r"|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|dec(?:embre)?)(?![a-z])\.?"
)
_DAY, _TWO_DIGIT_DAY = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0[1-9]|[12]\d|3[01])"
_MONTH_NUMBER, _TWO_DIGIT_MONTH = r"(?:0?[1-9]|1[0-2])", r"(?:0[1-9]|1[0-2])"
_LONG_YEAR = r"(?:19|20)\d\d"
_YEAR = rf"(?:{_LONG_YEAR}|'?\d\d)(?!\d)"
_SEP = r" ?[/.\- ] ?"
_DATE = re.compile(
    rf"(?=[\dpP])(?<!\d)(?:(?:{_DAY} ?(?:er|ere)?|premier)[ /.-]?(?:de )?{_MONTH}"
    rf"(?![ ,/-]{{0,2}}1[0-8]\d\d)(?:[ ,/-]{{0,2}}{_YEAR})?"
    rf"|{_LONG_YEAR}{_SEP}{_MONTH_NUMBER}{_SEP}{_DAY}(?!\d)"
    rf"|{_DAY}{_SEP}{_MONTH_NUMBER}{_SEP}{_YEAR}"
    rf"|{_DAY} ?[/.-] ?{_MONTH_NUMBER}(?![/.-]?\d)"
    rf"|{_TWO_DIGIT_DAY}{_TWO_DIGIT_MONTH}(?:{_LONG_YEAR}|\d\d)(?!\d)"
    rf"|{_LONG_YEAR}{_TWO_DIGIT_MONTH}{_TWO_DIGIT_DAY}(?!\d))",
    re.IGNORECASE,
)
_HAS_A_YEAR = re.compile(r"\d\d$|^\d{4}")
_LOOKBACK_CHARS = 110

_LEADING = (
    r"[ :,=(-]{0,3}(?:\b(?:le|un|du|ce|c'?est|on|op)\b[ :\")-]{0,3}){0,2}"
    r"(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?"
)
# « née à Liège le », but not « né en Syrie, arrivé le ».
_WORD = r"(?!arriv|entr|venu|dipl|inscri|mais|depuis|(?:et|j|je|qui|suis|rdv)\b)[^\W\d]+"
_PLACE = (
    rf"(?: en \d{{4}},?)?(?:,? (?:a|au|aux|en|dans|pres de|premature)(?:[ '-]{_WORD}){{0,6}},?)?"
)


class _BirthCue(NamedTuple):
    """Words that announce a birth date; `between`: what may separate them from the date."""

    words: re.Pattern[str]
    between: re.Pattern[str]
    needs_year: bool = False


_BIRTH_CUES = (
    _BirthCue(
        re.compile(
            r"(?<![^\W_])(?:ne(?:\(?[·.-]?e?\)?(?:[·.-]?s)?)|nai[st]?|naquit|vu le jour"
            r"|venu(?:e|\(e\))? au monde|geboren|born)(?![^\W_])",
            re.IGNORECASE,
        ),
        re.compile(rf"{_PLACE}{_LEADING}", re.IGNORECASE),
    ),
    # A few words may follow: « ma date de naissance, si ça aide, c'est le ».
    _BirthCue(
        re.compile(
            r"\b(?:date|jour|lieu)(?: et (?:date|lieu))?(?: de)?(?: [mts]a)? ?naiss\w{0,5}"
            r"|\bnaissance(?= ?[:=])|\b[mts]a naiss\w{0,5}|\bd\.?d\.?n\b|\bd\.?o\.?b\b"
            r"|\bdate of birth\b|\bgeboortedatum\b|(?<!e )\banniv\w{0,9}(?= ?[:=])"
            r"|\b(?:mon|ma|ton|son|sa|notre|leur) (?:jour d')?(?:anniv\w{0,9}|birthday|bday)",
            re.IGNORECASE,
        ),
        re.compile(
            r"\.?(?:(?!\b(?:salon|rdv|rendez|avant|jusqu|limite|inscri|stage|cours|examen))"
            r"[^\d.!?;\[\]]){0,40}",
            re.IGNORECASE,
        ),
    ),
    _BirthCue(
        re.compile(
            r"\b(?:(?:aur(?:ai|as?|ait)|va(?:is|s)? avoir|ai eu|a eu|fet\w{1,5})(?: mes| ses)?"
            r" \d\d ?ans"
            r"|(?:ser(?:ai|ais|a)|suis|est) majeure?)\b",
            re.IGNORECASE,
        ),
        re.compile(r" (?:ce |depuis )?(?:le )?", re.IGNORECASE),
    ),
    _BirthCue(
        re.compile(r"\b(?:je suis|chuis|j'?suis|il est|elle est) d[ue]\b", re.IGNORECASE),
        re.compile(" "),
        needs_year=True,
    ),
)
# « 12-03-2001, c'est ma date de naissance »
_SAID_AFTER = re.compile(
    r"[ ,]{0,2}\(?(?:(?:c ?'?est|est|comme|=)[ :]?)?(?:la |[mts]a |mon |son )?"
    r"(?:(?:date|jour) de (?:[mts]a )?naiss|d\.?d\.?n\b|anniv)",
    re.IGNORECASE,
)
_THING_NOT_PERSON = re.compile(
    r"\b(?:projet|loi|decret|asbl|ecole|entreprise|boite|association|service|site|cite|metiers?"
    r"|idee|syndicat|forem|siep|institution|marque|parti|etat|belgique|union|organisation|firme|equipe"
    r"|programme|formation|reforme|filiere|plateforme|internet|fondation|club|groupe|mouvement"
    r"|pays|startup|societe|salon|centre|bourse)\b[^.!?;]{0,25}$",
    re.IGNORECASE,
)


def find_birth_dates(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each birth date in a folded text."""
    for date in _DATE.finditer(text):
        before = text[max(0, date.start() - _LOOKBACK_CHARS) : date.start()]
        announced = any(_leads_to(cue, before, date[0]) for cue in _BIRTH_CUES)
        if announced or _SAID_AFTER.match(text, date.end()):
            yield date.span()


def _leads_to(cue: _BirthCue, before: str, date: str) -> bool:
    if cue.needs_year and not _HAS_A_YEAR.search(date):
        return False
    return any(
        cue.between.fullmatch(before, words.end())
        and not _THING_NOT_PERSON.search(before[: words.start()])
        for words in cue.words.finditer(before)
    )
