"""What is written in short: « jeu 15h », « 14.30 », « le 3.12 », « 2026-12-03 »."""

from __future__ import annotations

import re

from bot.booking.when_vocabulary import MONTH, WEEKDAY, WEEKDAYS, H, whole

_SHORT = ("lun", "mar", "merc?", "jeu", "vend?", "sam", "dim")
_SHORT_DAY = "|".join(_SHORT)

# A mark, a price or a version is no hour.
_NO_PRICE = r"(?!\.\d| ?(?:[€%/]|eur|de moyenne|points?|sur\b|km))"
_AT = r"\b((?:à|a|vers|pour|dès|après|avant) ?)"
_ON = rf"\b((?:le|du|{WEEKDAY}|{_SHORT_DAY})\.? )"
# Punctuation that folding would take away.
PUNCTUATION = tuple(
    (re.compile(written, re.ASCII | re.IGNORECASE), plain)
    for written, plain in (
        (r"(\d{1,2}) ?: ?(\d\d)", r"\1h\2"),
        (rf"{_AT}(\d{{1,2}})\.([0-5]\d)\b{_NO_PRICE}", r"\1\2h\3"),
        (rf"(?<![\d.])([01]?\d|2[0-3])\.(00|15|30|45)\b{_NO_PRICE}", r"\1h\2"),
        (rf"{_ON}(\d{{1,2}})\.(\d\d?)\b(?!\.\d)", r"\1\2/\3"),
        (r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\3/\2/\1"),
        (r"\b(\d{1,2})[.-](\d{1,2})[.-](\d{4})\b", r"\1/\2/\3"),
    )
)

# « jeu », « mer » and « Sam » are words too: they are days only where an hour, a date or a day
# comes next, and « le jeu 15h » may be a game.
_A_DATE = rf"(?:le )?\d{{1,2}} ?(?:/\d|(?:{MONTH})(?!\w))"
_A_TIME = (
    rf"(?:\d{{1,2}} )?(?:(?:a|vers|des|apres|avant|le) )?\d{{1,2}}{H}(?![a-z])"
    rf"|(?:aprem|matin|soir|12h|prochain|pro|proch|{WEEKDAY})(?!\w)|en (?:8|15)(?!\w)"
)
_OTHERS = rf"(?:(?:(?:et|ou) )?(?:{_SHORT_DAY}) )*(?:(?:et|ou) )?"  # « lun, mar ou jeu 15h »
_ARTICLES = ("le", "la", "les", "un", "du", "de", "des", "ce", "mon", "ton", "au", "pele", "est")
_NO_THING = "".join(rf"(?<!{word} )" for word in _ARTICLES)  # « pele »: « je m'appelle Sam »
SHORT_DAYS = whole(
    tuple(
        (rf"{short}(?= {_A_DATE})|{_NO_THING}{short}(?= {_OTHERS}(?:{_A_TIME}))", weekday)
        for short, weekday in zip(_SHORT, WEEKDAYS, strict=True)
    )
)
