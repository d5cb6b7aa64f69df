"""Whether a clause wishes a time or only states something about it, and words of comparison.

All functions but `split_clauses` take folded text (`bot.language.folding`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Optional

from bot.booking.date_expressions.date_expression_parser import (
    DateExpression,
    find_remaining_parts,
    leave_out_times,
)
from bot.booking.date_expressions.date_vocabulary import (
    DAY_START,
    FILLERS,
    PARTS_TAKEN,
    WEEKDAY_PATTERN,
)

_BOUNDARY = re.compile(
    r"[!…;]+|(?<!\d)[.:,]+|[.:,]+(?!\d)|(?<=\?)\s|(?<=\w)\s?\((?=\w)|\)"
    r"|(?<!\w)(?:mais|donc|dc|car|parce qu[e']?|puisque|sinon|du coup|enfin)(?!\w)",
    re.IGNORECASE,
)
# A clause wishes by its mood or its verb, all closed classes: a verb of wishing or being able that
# is not denied, the conditional, an adjective or verb of fitting, a verb of arranging that is not
# said of oneself, coming here, choosing a time, or by what limits it (« only », « not before »).
_NOT_DENIED = r"(?! (?:pas?|plus|pu|jamais)(?!\w))"
_FITS = (
    r"(?:libres?|dispo\w*|mieux|parfait|posible|faisable|jouable|envisageable|ok|bon|bien|ideal"
    r"|top|super|genial|nickel|cool)"
)
_ARRANGE = (
    r"met(?:s|t|te[sz]?|tons)?|me(?= moi)|(?:anul|suprim|fix|(?:de|re)?plac|decal|report|repous"
    r"|chang|avanc|recul|boug|cas|cal|glis|bascul|transf|not|inscri|reserv|gard|bloqu|trouv)"
    r"(?:e|er|ez|es|ons|s|vez)"
)
_TIME_AHEAD = rf"(?= (?:(?:celui|cele|moi|le|la|pour|sur|de|plutot) )*(?:\d|{WEEKDAY_PATTERN}))"
_WISHING = re.compile(
    r"(?<!\w)(?:"
    rf"j?(?:veu|vx|voul|voud|prefer|aimer|souhait|pe\b|peu|px|pour[aer]|pouv)\w*{_NOT_DENIED}"
    r"|fau[td]\w*|fo|besoin|cherch\w* une?"
    rf"|j?sa(?:is|it|vons|urai\w*){_NOT_DENIED}(?= (?:m |me |te |vous )?\w+(?:er|ir|re)(?!\w))"
    r"|\w{2,}rais|(?!j)\w{2,}(?:rait|riez|rions)"
    rf"|(?:\w+ ){{0,1}}{_FITS}|convien\w*|arang\w*"
    rf"|(?:[cs]a|cela|on|me|nous) (?:ira|va|pase|roule|joue|colle|marche){_NOT_DENIED}"
    rf"|(?<!je )(?<!j )(?<!me )(?<!m )(?<!ma )(?<!m a )(?<!nous )(?<!l )(?:re)?(?:{_ARRANGE})"
    rf"|(?:je|nous|on) (?:vien|ven|ariv|seron\w* la)\w*|on se voi\w+"
    r"|(?:compt|pens|esper|envisag|prevo)\w+ (?:de )?(?:paser|venir|visiter)"
    rf"|(?:(?:pren|choisi|opte|rest|propos)\w*|(?:on |j)?(?:di|fai)(?:s|t|sons)){_TIME_AHEAD}"
    r"|(?:pas|jamais|plus|rien) (?:\w+ ){0,5}avant|(?:n )?ai que|que le|seulement|uniquement"
    r"|plutot|sinon|au dela"
    r"|(?:auriez|avez|aurais|as|tas|ya|y a|y aurait|reste\w*)(?: pas| encore| rien)?"
    r")(?!\w)"
)
# The bot is addressed, or asked: « tu proposes quoi demain », « mettez-le ».
_ADDRESSED = re.compile(
    r"(?<!\w)(?:tu|toi|(?<!rendez )(?<!je )(?<!j )vous|vs|quoi|koi|[qk]uel\w*"
    r"|(?!chez|asez|rendez|nez)\w{2,}ez)(?!\w)"
)
# Somebody else's doing, or one's own: « mon fils joue », « jdors », « les cours finissent ».
_SUBJECT = re.compile(
    r"(?<!\w)(?:je|j|jai|g|ch?ui|j[bcdfghjklmnpqrstvwxz]\w*|ils?|eles?|on|nous"
    r"|(?<!pour )(?<!avec )(?:m[ao]n?|mes|notre|nos|s[ao]n?|ses|leurs?) (?!et )\w+"
    r"(?! (?:et|ou|avec)))(?!\w)"
)
# What is asked for: « un rdv pour une question courte vendredi 10h » states nothing.
_REQUESTED = re.compile(
    r"(?<!\w)(?:rdv|rendez|entretien|question|visite|creneau|place|rencontre|moment|seance)(?!\w)"
)
_NEGATED_REQUEST = re.compile(
    r"(?<!\w)(?:t|tu|vous|y|ya|n|ne|il y)? ?(?:as|tas|avez|auriez|aurais|a|ya|aurait) "
    r"(?:pas|rien|pas rien|pas qu?elque chose|pas qq ?chose)(?: de| encore| d)?(?!\w)"
)
_COMPARED = re.compile(
    r"(?<!\w)(?P<how>plus|\+|trop|si|ausi) ?(?P<word>tot|tard|vite|proche|pres|loin)(?!\w)"
    r"(?: (?:le|dans la|au) (?:matine?|soire?|aprem|journe|petit matin)(?!\w))?"
)
_FAR = re.compile(
    r"(?<!\w)(?:dans |c est )?(?:si |tres |trop )?longte?mps(?!\w)|(?<!\w)c est loin(?!\w)"
)
_ANOTHER_DAY = re.compile(
    r"(?<!\w)(?:(?:une? |d )?(?:autres?|otr|nouve\w+) (?:jour\w*|date)s?|changer? de (?:jour|date)"
    r"|jour diferent)(?!\w)"
)
_ANOTHER_MOMENT = re.compile(r"(?<!\w)(?:une? |d )?(?:autres?|otr|nouve\w+) moments?(?!\w)")
_NO_OTHER = re.compile(r"(?<!\w)(?:pas|aucun\w*)(?: d| de| un| une)* (?:autre|otr)(?!\w)")
_CANNOT_COME = re.compile(
    r"(?:(?:je|j|on|elle|il|n|ne|y) )*(?:j?sa(?:is|it)|j?peu[xt]?|j?pour\w*|ari\w*|viendr\w*"
    r"|leve\w*) (?:pas|jamais|plus)(?: \w+){0,2} (?:si|trop|ausi|plus) (?P<word>tot|tard)"
)
_DAY_LEVEL = re.compile(
    r"(?<!\w)(?:jours?|date|semaines?|mois|longte?mps|loin|proche|pres|vite|rapide\w*)(?!\w)"
)
_SHIFT_VERB = re.compile(r"(?<!\w)(decal\w*|repous\w*|recul\w*|report\w*|avanc\w*|retarde\w*)")
_AMOUNT = re.compile(
    # Not « à 16 h, après les cours ».
    r"(?<!\w)(?<!a )(?<!vers )(?<!pour )(?<!des )(?:d |de )?"
    r"(?P<number>\d+|une?|deux|trois|quatre) ?(?P<half>demie? )?"
    r"(?P<unit>heures?|h|min\w*|jours?|semaines?|quart d heure)(?: et (?P<more>demie?))?"
    r"(?P<way> (?:plus |\+ ?)?(?:tot|tard|apres|avant))?(?!\w)"
)
_NUMBERS = {"une": 1, "un": 1, "deux": 2, "trois": 3, "quatre": 4}


def split_clauses(text: str) -> list[str]:
    """Split a message at punctuation and conjunctions; a question keeps its mark."""
    return [each.strip() for each in _BOUNDARY.split(text) if each and each.strip(" ,.")]


def read_statement(
    folded: str, asks: bool, own: bool, found: DateExpression, today: dt.date
) -> Optional[DateExpression]:
    """Return what a clause leaves that only states something of a time: « mon fils a judo jeudi ».

    None where the time is wished, or, with `own`, where it is that of the appointment, which the
    clause names. Who is busy until an hour is free after it.
    """
    if not _only_states(folded, asks, today):
        return None
    if own and _REQUESTED.search(folded):
        return None
    parts = found.parts or ()
    if all(part in PARTS_TAKEN or part[0] == DAY_START for part in parts):
        return replace(found, parts=find_remaining_parts(parts) if parts else None)
    return found


def _only_states(folded: str, asks: bool, today: dt.date) -> bool:
    """Whether a clause with a time only states something: « mon fils a judo jeudi »."""
    if asks or _CANNOT_COME.search(folded) or _WISHING.search(folded) or _ADDRESSED.search(folded):
        return False
    content = _content_words(folded, today)
    if _SUBJECT.search(folded):
        return bool(content)
    # « mardi 10h pour ma classe de 4e » names nothing but a time, and who it is for.
    only_for_whom = " pour " in folded and not _content_words(folded.split(" pour ")[0], today)
    return len(content) >= 2 and not only_for_whom and not _REQUESTED.search(folded)


def without_stated(
    when: DateExpression,
    stated: Iterable[DateExpression],
    today: dt.date,
    start: Optional[dt.datetime],
) -> DateExpression:
    """Rule out the days and hours of the clauses that only state something.

    `start` is that of the appointment to change, if any.
    """
    for each in stated:
        when = replace(
            when,
            not_weekdays=when.not_weekdays | each.not_weekdays | _repeated_weekday(each),
            not_days=when.not_days | each.not_days,
        )
        if each.days and (each.time is None and each.parts is None):
            when = replace(when, not_days=when.not_days | frozenset(each.days))
        elif each.days and not when.days and _may_be_wished(each.days, today, start):
            # Only a part of the day is taken: the rest of it may be what is wished.
            when = replace(when, days=each.days if start is None else (start.date(),))
        unrelated = each.days is not None and not set(when.days or ()) & set(each.days)
        if each.parts and not unrelated and when.time is None and when.parts is None:
            when = replace(when, parts=each.parts)
    kept = tuple(day for day in when.days or () if day not in when.not_days)
    return replace(when, days=kept or None)


def _may_be_wished(days: tuple[dt.date, ...], today: dt.date, start: Optional[dt.datetime]) -> bool:
    """Whether the rest of a day that is partly taken may be meant: never today."""
    return today not in days if start is None else start.date() in days


def _repeated_weekday(each: DateExpression) -> frozenset[int]:
    """The weekday of « tous les mercredis », unless only some hours are meant."""
    days = each.days or () if each.time is None and each.parts is None else ()
    weekdays = {day.weekday() for day in days}
    return frozenset(weekdays) if len(days) > 1 and len(weekdays) == 1 else frozenset()


def _content_words(folded: str, today: dt.date) -> list[str]:
    """Return the words of a clause that are neither of a time nor fillers."""
    words = leave_out_times(folded, today).split()
    return [word for word in words if not (FILLERS.fullmatch(word) or word.isdigit())]


@dataclass(frozen=True)
class Comparison:
    """What a text compares with the appointment at hand or the times shown.

    `rest`: the text without it. `direction`: 1 for later, -1 for earlier, else 0; `by_day`: it is
    meant of the day rather than of the hour. `shift`: by how much. `another_day`,
    `another_moment`: another one is wished, whichever.
    """

    rest: str
    direction: int
    by_day: bool
    shift: Optional[dt.timedelta]
    another_day: bool
    another_moment: bool


def read_comparison(folded: str, shifts: bool) -> Comparison:
    """Return what a text compares; with `shifts`, also by how much an appointment moves."""
    shift, bare = _find_shift(folded) if shifts else (None, folded)
    rest, direction = _find_later_or_earlier(bare)
    other = not _NO_OTHER.search(folded)
    return Comparison(
        rest,
        direction,
        by_day=bool(_DAY_LEVEL.search(folded)),
        shift=shift,
        another_day=other and bool(_ANOTHER_DAY.search(folded)),
        another_moment=other and bool(_ANOTHER_MOMENT.search(folded)),
    )


def _find_later_or_earlier(folded: str) -> tuple[str, int]:
    """Return the text without comparisons, and 1 for later, -1 for earlier, else 0."""
    text = _NEGATED_REQUEST.sub(" ", folded)
    direction = 0
    for pattern in (_CANNOT_COME, _COMPARED):
        for match in pattern.finditer(text):
            early = match["word"] in ("tot", "vite", "proche", "pres")
            complains = "how" not in match.groupdict() or match["how"] in ("trop", "si", "ausi")
            direction = direction or (1 if early == complains else -1)
        text = pattern.sub(" ", text)
    if _FAR.search(text):
        direction = direction or -1
    text = _FAR.sub(" ", text)
    return " ".join(text.split()), direction


def _find_shift(folded: str) -> tuple[Optional[dt.timedelta], str]:
    """Return by how much an appointment moves (« décale d'une heure », « 2 jours plus tard »), and
    the text without it."""
    verb = _SHIFT_VERB.search(folded)
    for match in _AMOUNT.finditer(folded):
        way = match["way"]
        if not way and verb is None:
            continue
        earlier = (way or "").strip().endswith(("tot", "avant")) or (
            not way and verb is not None and verb[1].startswith("avanc")
        )
        amount = _read_amount(match)
        if amount is not None:
            rest = f"{folded[: match.start()]} {folded[match.end() :]}"
            return (-amount if earlier else amount), rest
    return None, folded


def _read_amount(match: re.Match[str]) -> Optional[dt.timedelta]:
    number, unit = match["number"], match["unit"]
    if unit.startswith("h") and not match["way"] and (unit == "h" or number.isdigit()):
        return None  # « à 15 h », « jeudi, 14 heures »
    half = bool(match["half"])
    count = _NUMBERS[number] if number in _NUMBERS else int(number)
    if unit.startswith("quart"):
        return dt.timedelta(minutes=15 * count)
    if unit.startswith("min"):
        return dt.timedelta(minutes=count)
    if unit.startswith("jour"):
        return dt.timedelta(days=count)
    if unit.startswith("semaine"):
        return dt.timedelta(weeks=count)
    minutes = 30 if half else 60 * count + (30 if match["more"] else 0)
    return dt.timedelta(minutes=minutes)
