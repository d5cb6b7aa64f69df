"""Spellings of dates and times: « jeu 15h », « 14.30 », « le 3.12 », « 15 h ou après »."""

from __future__ import annotations

import re

from bot.booking.date_expressions.date_vocabulary import (
    HOUR_UNIT,
    MONTH_PATTERN,
    WEEKDAY_PATTERN,
    WEEKDAYS,
    compile_spellings,
)

_SHORT_WEEKDAYS = ("lun", "mar", "merc?", "jeu", "vend?", "sam", "dim")
_SHORT_WEEKDAY = "|".join(_SHORT_WEEKDAYS)

# Not a mark, a price or a version.
_NOT_A_PRICE = r"(?!\.\d| ?(?:[€%/]|eur|de moyenne|points?|sur\b|km))"
_BEFORE_TIME = r"\b((?:à|a|vers|pour|dès|après|avant) ?)"
_BEFORE_DATE = rf"\b((?:le|du|{WEEKDAY_PATTERN}|{_SHORT_WEEKDAY})\.? )"
# Replaced before folding, which removes punctuation.
PUNCTUATION_SPELLINGS = tuple(
    (re.compile(written, re.ASCII | re.IGNORECASE), plain)
    for written, plain in (
        (r"(\d{1,2}) ?: ?(\d\d)", r"\1h\2"),
        (rf"{_BEFORE_TIME}(\d{{1,2}})\.([0-5]\d)\b{_NOT_A_PRICE}", r"\1\2h\3"),
        (rf"(?<![\d.])([01]?\d|2[0-3])\.(00|15|30|45)\b{_NOT_A_PRICE}", r"\1h\2"),
        (rf"{_BEFORE_DATE}(\d{{1,2}})\.(\d\d?)\b(?!\.\d)", r"\1\2/\3"),
        (r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\3/\2/\1"),
        (r"\b(\d{1,2})[.-](\d{1,2})[.-](\d{4})\b", r"\1/\2/\3"),
    )
)

# « jeu », « mer » and « Sam » are also other words: they are days only before a time, a date or
# another day, and not after an article (« le jeu »).
_DATE_AHEAD = rf"(?:le )?\d{{1,2}} ?(?:/\d|(?:{MONTH_PATTERN})(?!\w))"
_TIME_AHEAD = (
    rf"(?:\d{{1,2}} )?(?:(?:a|vers|des|apres|avant|le) )?\d{{1,2}}{HOUR_UNIT}(?![a-z])"
    rf"|(?:aprem|matin|soir|12h|prochain|pro|proch|{WEEKDAY_PATTERN})(?!\w)|en (?:8|15)(?!\w)"
)
# « lun, mar ou jeu 15h »
_OTHER_WEEKDAYS = rf"(?:(?:(?:et|ou) )?(?:{_SHORT_WEEKDAY}) )*(?:(?:et|ou) )?"
_ARTICLES = ("le", "la", "les", "un", "du", "de", "des", "ce", "mon", "ton", "au", "pele", "est")
# « pele » is the folded form of « je m'appelle Sam ».
_NOT_AFTER_ARTICLE = "".join(rf"(?<!{word} )" for word in _ARTICLES)
_AHEAD = rf"(?= {_OTHER_WEEKDAYS}(?:{_TIME_AHEAD}))"
SHORT_WEEKDAY_SPELLINGS = compile_spellings(
    tuple(
        (rf"{short}(?= {_DATE_AHEAD})|{_NOT_AFTER_ARTICLE}{short}{_AHEAD}", weekday)
        for short, weekday in zip(_SHORT_WEEKDAYS, WEEKDAYS, strict=True)
    )
)

# Who does not work or study then is free, over folded text.
NOT_BUSY = re.compile(
    r"(?<!\w)(?:(?:je|j|n|ne|on|il|y) ?)*(?:(?:travail\w*|bos\w+) (?:pas|plus|jamais)"
    r"|(?:ai|a|ya) (?:pas|plus|jamais) (?:de |d )?(?:cours|ecole|clase|travail|boulot|taf)"
    r"|(?:ai|jai|a|g) conge)(?!\w)"
)
# « c'est pas possible jeudi ? » hopes that it is.
HOPED = re.compile(r"(?<!\w)(est|serait|sera|ya|a|aurait) (?:pas|plus) (?!tot|tard|plus)")
_OR = r"(\d{1,2} ?(?:h|heures?)(?: ?\d\d)?) (?:ou|et)"
OR_AFTER = re.compile(rf"(?:a |vers |des )?{_OR} (?:plus tard|apres|plus|au dela)(?!\w)")
OR_BEFORE = re.compile(rf"(?:a |vers )?{_OR} (?:plus tot|avant|moins)(?!\w)")
# « quand les congés seront passés »
ONCE_OVER = re.compile(
    r"(?<!\w)(?:quand|qd|une fois(?: que)?|des que|lorsque) ((?:\w+ ){1,7}?)"
    r"(?:(?:seron?t?|sera|sont|son|est|soit|soient|auront|aura) )?(?:fini|termine|pase|ecoule)\w*"
)
# Busy until a day, not until an hour; and who is free until then.
UNTIL_DAY = re.compile(
    r"(?<!\w)(?:(?:(?:je |j |j ?ai )?(?:cours|travail\w*|bos\w*) )?"
    r"jusqu\w*(?: (?:a|en|(?P<au>aux?)))?(?= )(?! (?:a )?(?:\d{1,2} ?h|midi|ce soir|l?ecole))"
    rf"|(?:fini|termin)\w+(?= (?:le \d|{WEEKDAY_PATTERN}|fin|debut|en|dans)))"
)
FREE_UNTIL = re.compile(
    r"(?<!pas )(?:libre|dispo)|ouvert|(?:peu[xt]|px|pour[ra]\w*)(?! (?:pas|plus))"
    r"|(?<!\w)(?:de|du|des|entre|depuis) .*jusqu"
)
# At the end of a clause: « y a rien avant ? », « après, si possible ».
BARE_BOUND = re.compile(r"(?<!\w)(?<!pas )(?<!d )(apres|avant)(?= si posible$| svp$| stp$|$)")
