"""Patterns of days and hours in French.

They are in folded form (`bot.language.folding`), without accents, apostrophes and double letters:
« l ecole », « posible », « juilet ».
"""

from __future__ import annotations

import datetime as dt
import re

TimeRange = tuple[dt.time, dt.time]
Spellings = tuple[tuple[str, str], ...]

DAY_START, DAY_END = dt.time(6), dt.time(22)
# Between them is noon: neither is meant by « l'après-midi » nor by « le matin ».
MORNING, AFTERNOON = (DAY_START, dt.time(12)), (dt.time(13), dt.time(18))
NOON, EVENING = (MORNING[1], AFTERNOON[0]), (dt.time(17), DAY_END)
# Parts of the day that somebody is busy in; hours after or before a bound are what remains.
PARTS_TAKEN = (MORNING, AFTERNOON, EVENING)
# School ends around half past three, on Wednesdays at noon; half an hour to get here.
AFTER_SCHOOL, AFTER_SCHOOL_WEDNESDAY = (dt.time(16), DAY_END), (dt.time(12, 30), DAY_END)

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juilet"),
    *("aout", "septembre", "octobre", "novembre", "decembre"),
)
WEEKDAY_PATTERN, MONTH_PATTERN = "|".join(WEEKDAYS), "|".join(MONTHS)
HOUR_UNIT = r" ?(?:h|heures?|hrs?)"
HOUR_PATTERN = (
    rf"(\d{{1,2}}){HOUR_UNIT}(?: ?(\d{{1,2}})| et (quart|demie?)| moins (?:le |un )?(quart))?"
)
# Lookahead that excludes numbers with a unit from the days of the month.
NOT_A_DAY_NUMBER = (
    r"(?! ?(?:ans?|enfants?|personnes?|pers|ados?|eleves?|euros?|km|min\w*|fois|jours?|semaines?"
    r"|mois|degre|choix|[/%-])(?!\w))"
)
_DAYTIME = r"0?[7-9]|1\d"  # hours without their unit
_NUMBERS = (
    *("zero", "une?", "deux", "trois", "quatre", "cinq", "six"),
    *("sept", "huit", "neuf", "dix", "onze", "douze"),
)
# Above twelve, the compound ones first; folded, as « trente » after an hour.
_TEENS = ("treize", "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf", "vingt")
_HIGHER_NUMBERS: Spellings = (
    *((f"vingt (?:et )?{word}", str(20 + n)) for n, word in enumerate(_NUMBERS[:10]) if n),
    *((word, str(13 + n)) for n, word in sorted(enumerate(_TEENS), key=lambda e: -len(e[1]))),
    (r"(?<=heure )trente|(?<=heures )trente|(?<=h )trente", "30"),
    (r"(?<=heures )quarante cinq|(?<=h )quarante cinq", "45"),
)
_SHORT_MONTHS = ("janv?", "fevr?", "avr", "juil", "sept?", "oct", "nov", "dec")
_SHORT_MONTH = rf"(?:{'|'.join(_SHORT_MONTHS)})"
_ABBREVIATED_MONTHS = [month for month in MONTHS if month not in ("mars", "mai", "juin", "aout")]
_SCHOOL_WORDS = r"(?:ecole|cours?|clase|lycee?|bahut|college|etude)s?"
_WORK_WORDS = r"(?:boulot|taf|travail|job|bureau)"
_BUSY_WORDS = r"(?:(?:je|j|ai|jai|suis|a|l) )*(?:cours|ecole|travaile|bose|ocupe|taf)"
_OF = r"(?:(?:de|du|d|dans|l|la|le) )*"
_ARTICLES = r"(?:(?:de|du|des|l|le|la|les|mon|ma|mes) )*l?"

# In Belgium « dîner » is at noon and « souper » in the evening; « déjeuner » may be at both ends
# of the morning, so it says nothing.
_NOON_MEAL = r"dine[rz]?|lunch"

# Replacements, applied in order; a space removes what is not about time.
_SPELLINGS: Spellings = (
    (r"ou (?:pas|non)|pas (?:les|d|un) autres? (?:jour|moment)s?", " "),
    (r"(?:cours|ecoles?|formations?|horaires?|gare) (?:du|de|en) (?:soir\w*|jour|midi)", " "),
    (r"(?<!le )(?<!au )(?:plus|trop) (?:tot(?! posible)|tard)|tot (?:ou|au) tard", " "),
    (r"pas (?:maintenant|mtn|mnt|tout de suite|(?:si |tres )?urgent)|h ?24", " "),
    (rf"{_BUSY_WORDS}((?: \w+){{0,3}}?) jusqu\w*(?: a)?(?= (?:\d+ ?h|midi))", r"\1 apres"),
    (
        r"(?:bus|train|tram|metro|car|avion|vol|reveil)s?(?: (?:de|du|d|a)){1,2} \d{1,2} ?h ?\d*",
        " ",
    ),
    (rf"{_BUSY_WORDS} (?:a partir de|des|apres)(?= (?:\d|midi))", "avant"),
    (r"qua(?= partir)", "qu a"),
    (r"midi et demie?", "12h30"),
    (r"[ld]?(?:apres?|ap|apr|aprs|aps) ?m(?:idi)?s?|[ld]?aprem\w*|[ld]?aprm", "aprem"),
    (r"mat1", "matin"),
    (
        rf"(?:temps|heures?|pause|repas) (?:(?:de|du|d|la) )*(?:{_NOON_MEAL}|midi|table)",
        "midipause",
    ),
    (r"(?:(?<!h )(?<!jusqu )(?:le|les|un|ce)) midis?(?! (?:12|et))|mi journe", "midipause"),
    (r"midis?(?= et (?:deux|2)(?! ?h))", "12h"),
    (r"midi", "12h"),
    (r"minuit", "0h"),
    *_HIGHER_NUMBERS,
    *(
        (rf"{word}(?={HOUR_UNIT}(?!\w)| jours?(?!\w)| semaines?(?!\w)| mois(?!\w))", str(number))
        for number, word in enumerate(_NUMBERS)
    ),
    (r"(\d+) ?j", r"\1 jours"),
    # Durations and frequencies are no time of day.
    (
        rf"\d+{HOUR_UNIT} ?(?:/|(?:par|sur) (?:jour|semaine|mois|\d)|du mans"
        r"|de (?:cours|trajet|route|travail|train|bus)) ?\w*",
        " ",
    ),
    (rf"(?:dans|depuis|pendant|durant|il y a|contrat de) \d+{HOUR_UNIT}", " "),
    (r"([a-z]+)(\d{1,2} ?h\d*)", r"\1 \2"),
    (r"lundis|lundit|lindi|lndi", "lundi"),
    (r"mardis|mardit|mrdi", "mardi"),
    (r"mercredi[est]|mercedi|mecredi|merkredi|mercrdi|mercerdi|mercredy", "mercredi"),
    (r"jeudi[est]|judi|jeuid|jdi", "jeudi"),
    (r"vendredi[est]|vendrdi|vendedi|vendrei|vendredy", "vendredi"),
    (r"samedi[est]|samdi", "samedi"),
    (r"dimanches|dimanch|dimache", "dimanche"),
    (r"desembre|decenbre|decembr|decmbre", "decembre"),
    (r"novenbre|novembr", "novembre"),
    (rf"(\d{{1,2}})({MONTH_PATTERN}|{_SHORT_MONTH})", r"\1 \2"),
    (rf"(?:1er|premier|1e)(?= (?:{MONTH_PATTERN}|{_SHORT_MONTH}|(?:au?|et|ou) \d)(?!\w))", "1"),
    *(
        (rf"(?<=debut ){short}|(?<=fin ){short}|(?<=mi ){short}", month)
        for short, month in zip(_SHORT_MONTHS, _ABBREVIATED_MONTHS, strict=True)
    ),
    *(
        (rf"(?<=\d ){short}", month)
        for short, month in zip(_SHORT_MONTHS, _ABBREVIATED_MONTHS, strict=True)
    ),
    (r"auj|ajd|ojd|oj|aujourd ?h?ui|aujourdui|tantot|tout a l heure", "aujourdhui"),
    (r"avant ?hier", "avanthier"),
    (r"(?:2|de|d|2e) ?main|dem1|2m1", "demain"),
    (r"(?:apres?|ap|aps) ?demain", "surlendemain"),
    (r"ce(?:te|t)?(?= (?:12h|midipause|soire?|matine?|aprem)(?!\w))", "aujourdhui"),
    (r"we?k ?ends?|(?<=le )we|(?<=ce )we", "wekend"),
    (r"semaines?|smaines?|sem", "semaine"),
    (r"(?:qui|ki) (?:vient|arive)|prochaine?s?|prochin|suivante?|(?<=semaine )d apres", "prochain"),
    (rf"(semaine|mois|{WEEKDAY_PATTERN}) (?:proch?|pro)", r"\1 prochain"),
    (r"le 1er(?= (?:a|vers|aprem|matin|soir)(?!\w))", "le 1"),
    (rf"(\d+) (et|ou|a|au) (?:le )?(\d+) ({MONTH_PATTERN})", r"\1 \4 \2 \3 \4"),
    (r"en (?:huit|8)(?: jours)?", "en 8"),
    (r"en (?:quinze|15)(?: jours)?", "en 15"),
    (rf"(entre|de) (\d+)(?= (?:et|a) \d+{HOUR_UNIT})", r"\1 \2h"),
    (rf"(\d{{1,2}})h?-(\d{{1,2}}{HOUR_UNIT})", r"\1h a \2"),
    (r"entre 12h et (?:deux|2)h?", "entre 12h et 14h"),
    (
        rf"entre ({_DAYTIME})h? et ({_DAYTIME}){NOT_A_DAY_NUMBER}(?! ?(?:h|{MONTH_PATTERN}))",
        r"entre \1h et \2h",
    ),
    (r"vers (?:les )?(\d{1,2})(?=$| (?:ou|si|max)(?!\w))", r"vers \1h"),
)


def compile_spellings(spellings: Spellings) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Compile the patterns to match whole words."""
    return tuple((re.compile(rf"(?<!\w)(?:{old})(?!\w)", re.ASCII), new) for old, new in spellings)


SPELLINGS = compile_spellings(_SPELLINGS)
# Of numbers from 13 to 29 in words, in folded text.
HIGHER_NUMBERS = compile_spellings(_HIGHER_NUMBERS)

SOONEST = (
    r"(?:le |au )?plus (?:tot|vite|rapide\w*)(?: posible)?|des ?que posible|dqp|asap|rapidement"
    r"|urgent|urgence|maintenant|mtn|mnt|(?:tout )?de suite"
)
ANYTIME = (
    r"n ?importe (?:quand|quel\w* (?:jour|moment|heure)s?)|nimp quand|peu importe|tous les jours"
    r"|quand (?:vous|tu|t) (?:voule?z|veux|pouve?z|peux)|tout le temps|tlj|a tout moment"
    r"|toute la semaine(?! prochain)"
)
_AFTER = r"(?:apres?|ap|aps)"
_EARLY, _LATE = r"tot|(?:en )?(?:tout )?debut", r"tard|(?:en )?(?:toute )?fin"
_LATE_AFTERNOON = (dt.time(16), AFTERNOON[1])
PARTS_OF_DAY: tuple[tuple[str, TimeRange], ...] = (
    (rf"(?:apres?|ap|aps|sortie|fin) {_ARTICLES}{_SCHOOL_WORDS}", AFTER_SCHOOL),
    (rf"{_AFTER} {_ARTICLES}(?:{_WORK_WORDS}|journe)", EVENING),
    (rf"avant {_ARTICLES}(?:{_SCHOOL_WORDS}|{_WORK_WORDS})", (DAY_START, dt.time(8, 30))),
    (rf"{_AFTER} {_ARTICLES}(?:midipause|{_NOON_MEAL}|mange\w*)", AFTERNOON),
    (rf"avant {_ARTICLES}(?:midipause|{_NOON_MEAL}|mange\w*)", MORNING),
    (
        rf"(?:avant {_ARTICLES}(?:soupe[rz]?)|{_AFTER} {_ARTICLES}goute[rz]?)",
        _LATE_AFTERNOON,
    ),
    (rf"{_AFTER} {_ARTICLES}soupe[rz]?", (dt.time(19), DAY_END)),
    (rf"(?:{_LATE}) {_OF}(?:aprem|journe)", _LATE_AFTERNOON),
    (rf"(?:{_EARLY}) {_OF}aprem|aprem tot", (AFTERNOON[0], dt.time(14, 30))),
    (rf"(?:{_LATE}) {_OF}matine?", (dt.time(10, 30), NOON[0])),
    (rf"milieu {_OF}matine?", (dt.time(9, 30), dt.time(11, 30))),
    (rf"milieu {_OF}aprem", (dt.time(14), dt.time(16))),
    (
        rf"(?:{_EARLY}) {_OF}(?:matine?|journe)|matine? tot|tot"
        r"|premieres? heures?|(?:a|des) l ouverture",
        (DAY_START, dt.time(10)),
    ),
    (r"dernieres? heures?|(?:a|avant) la fermeture", _LATE_AFTERNOON),
    (r"matine?s?", MORNING),
    (r"midipause", (NOON[0], dt.time(13, 30))),
    (r"aprem", AFTERNOON),
    (r"soire?s?|tard", EVENING),
)
# Lower and upper bounds.
_COMING_WORDS = (
    r"posible|dispo\w*|libre|d|de|etre|la|venir|ariver|present\w*|pase\w*|me|m|se|liberer|y|aler"
    r"|pour|moi|nous|chez|sur|place|fini|sorti\w*|du|mon|ma|le|lit|rentre\w*"
)
_COMING = rf"(?: (?:{_COMING_WORDS}))*"
_NO_REQUEST = r"(?<!avez )(?<!auriez )(?<!aurais )(?<!as )(?<!ya )(?<!y a )"
_IMPOSSIBLE = rf"(?:{_NO_REQUEST}(?:pa[st]?|jamais|plus|rien)|imposible){_COMING}"
FROM = (
    rf"{_IMPOSSIBLE} avant|a partir d[eu]|au dela d[eu]|des|depuis|apres?|ap|pas plus tot que"
    r"|au plus tot"
)
_ACTIVITY = (
    rf"(?: {_ARTICLES}(?:{_SCHOOL_WORDS}|{_WORK_WORDS}|service|journe))?(?: qu)?(?: a| vers)?"
)
FROM_HOUR = (
    rf"(?:{FROM}|j?(?:fini|termine|sor|lache|libere|ariv|deboul)\w*{_ACTIVITY})(?: a| vers)?"
)
UNTIL = rf"{_IMPOSSIBLE} apres|avant|jusqu\w*(?: au?)?|max\w*|pas plus tard que|au plus tard|d ici"
UNTIL_HOUR = (
    rf"(?:{UNTIL}|(?:comence|debute|rentre|reprend|recomence)(?:s|nt)?{_ACTIVITY})(?: a| vers)?"
)
TO = r"(?:et|au?|-|jusqu\w*(?: au?)?)"
# Negations before and after an expression.
NOT = (
    r"(?:(?<!pourquoi )(?<!pk )(?<!pq )(?:pas?|jamais)"
    r"|(?:(?<=peu )|(?<=sai )|(?<=peux )|(?<=sais ))plus"
    r"|(?<=va )plus|sauf|sof|hors|excepte|ni|imposible|exclu\w*|indispo\w*|absente?"
    r"|autre(?: jour| moment| date| chose)? que|evit\w*|au lieu d[eu]"
    r"|(?:je |j ai |jai )(?:cours|travaile|bose))"
    rf"(?: (?:{_COMING_WORDS}|les|ce|une?|l|a|vers))*"
)
_SUBJECT = (
    r"(?:(?:je|j|jy|on|c|ca|ce|cela|il|elle|ils|n|ne|y|m|me|nous|moi|est|etait|ser\w+|suis|sui|chui"
    r"|jsuis|ai|jai|tombe|par contre|pour|la|etre|aprem|matin)(?: |(?=D|T|P)))*"
)
# A verb of being able, coming or suiting that is denied, but « ou plus tard ».
_DENIED = (
    r"j?(?:p(?:eu|our|ourai)[xt]?\w*|pe|px|cv|va|vais|ira\w*|vien\w*|convien\w*|arang\w*|sui[st]?|sai[st]"
    r"|saur\w*|chui|suis|ser\w+|est|es|marche|pase|colle|joue|aura\w*|ai|a|fait|bouge|arive\w*)"
    r" (?:pas?|plus|pu|jamais)(?! (?:tot|tard|loin|vite|que|mal|grave|de souci|encore))"
    r"(?: (?:du tout|trop|posible|dispo|libre|bon|la|etre|venir|le faire|non plus|top))*"
)
CANNOT = (
    rf"{_SUBJECT}(?:{_DENIED}|(?:pas|plus|jamais) (?:posible|dispo|libre|bon|la|top)"
    r"|imposible|ocupe|travaile|bose|cours|mort|exclu\w*|foutu|rape|cuit|coince|bloque\w*|craint"
    r"|mal|complique|galere|hors de question|niet|non|indispo\w*|absent\w*)"
    # « jeudi je peux pas être là à 9 h » rules out the hour.
    r"(?!(?: (?:etre|la|venir|pase|ariver))* (?:a|vers|avant|des) [TPW]\d)"
)
# Words beside a time that state nothing.
FILLERS = re.compile(
    r"a|ah|alors|apres|au|aux|avec|bon|bonjour|bonsoir|c|ca|cela|ce|cest|cete|d|dans|"
    r"de|des|desole|dsl|du|e|en|encore|est|et|euh|fait|finalement|hein|j|je|jour|l|la|"
    r"le|les|lol|m|mal|me|merci|moi|mon|ma|mes|n|ne|non|nan|nous|ok|oui|ou|ouais|"
    r"ouah|par|pas|pile|plutot|pour|pr|prefere|s|se|si|svp|stp|sur|t|te|tot|tard|tu|"
    r"un|une|vers|vous|voila|y|rdv|rendez|entretien|heure|heures|date|moment|vraiment|"
    r"il|ils|ele|eles|on|oula|oups|mince|zut|salut|slt|rebonjour|ouf|bref|ici|celui|celle"
)
