"""Whether a clause wishes a time or only states something about it, and words of comparison.

All functions but `split_clauses` take folded text (`bot.language.folding`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Optional

from bot.booking.date_expressions.date_expression_parser import leave_out_times

_BOUNDARY = re.compile(
    r"[!…;]+|(?<!\d)[.:,]+|[.:,]+(?!\d)|(?<=\?)\s|(?<=\w)\s?\((?=\w)|\)"
    r"|(?<!\w)(?:mais|donc|dc|car|parce qu[e']?|puisque|sinon|du coup|enfin)(?!\w)",
    re.IGNORECASE,
)
# Modal and wishing verbs, being free or at ease: the time of such a clause is one to have.
_WISHING = re.compile(
    r"(?<!\w)(?:(?:je|j|tu|on|vous|nous|il|elle|ca|ce|c) ?)?(?:"
    r"(?:me |m |te |vous |nous )?(?:veu[xt]?|voul\w+|voudr\w+|jveu\w*|jvoudr\w*|j?prefer\w*"
    r"|aimerai\w*|souhait\w*|jaimerai\w*|faudrait|faut|fo|pourr\w+|pouve\w*|jpourr\w*)"
    r"|(?:tu|t|on|vous|jpeu[xt]?|je|j) ?p(?:eu[xt]?|e)(?! plus| pas)|jpeu[xt]?(?! plus| pas)"
    r"|(?:sera|serai|serait|est|suis|sui|jsuis|chui|est) ?(?:plutot |seulement |mieu[x]? )?"
    r"(?:libres?|dispo\w*|mieux|parfait|posible|ok|bon|bien|ideal)"
    r"|(?:libres?|dispo\w*|parfait|ideal|posible)"
    r"|convien\w*|conviendr\w*|arange\w*|(?:ca )?(?:irai[st]?|ira|va)(?! pas| plus)|marche(?! pas)"
    r"|me[st]+(?:ez|re|s|t)?(?: moi| nous| le| la)?|fix\w+|plac\w+|depl\w+|decal\w+|report\w+"
    r"|repous\w+|chang\w+|pren\w+|prend\w*|reserv\w+|dispos\w+"
    r"|n ?ai que|ai que|que le|seulement|uniquement|de preference"
    r"|(?:auriez|avez|aurais|as|tas|ya|y a|y aurait|reste\w*)(?: pas| encore| rien)?"
    r")(?!\w)"
)
_AUXILIARY = re.compile(
    r"(?<!\w)(?:(?:je|j|il|elle|on|ils|eles|nous|ma \w+|mon \w+|mes \w+|notre \w+|sa \w+|son \w+)"
    r" (?:\w+ )?(?:ai|a|suis|est|sont|ont|avons|somes|vais|va|vont|dois|doit|serai|sera|aurai|aura"
    r"|travail\w*|bos\w+|rentr\w*|recupere\w*)"
    r"|jai|jsuis|chui|jsui|jvais|jdois|jtravail\w*|jbos\w*|g)(?!\w)"
)
# What is asked for: « un rdv pour une question courte vendredi 10h » states nothing.
_REQUESTED = re.compile(r"(?<!\w)(?:rdv|rendez|entretien|question|visite|creneau|place)(?!\w)")
_FILLERS = frozenset(
    [
        "a",
        "ah",
        "alors",
        "apres",
        "au",
        "aux",
        "avec",
        "bon",
        "bonjour",
        "bonsoir",
        "c",
        "ca",
        "cela",
        "ce",
        "cest",
        "cete",
        "d",
        "dans",
        "de",
        "des",
        "desole",
        "dsl",
        "du",
        "e",
        "en",
        "encore",
        "est",
        "et",
        "euh",
        "fait",
        "finalement",
        "hein",
        "j",
        "je",
        "jour",
        "l",
        "la",
        "le",
        "les",
        "lol",
        "m",
        "mal",
        "me",
        "merci",
        "moi",
        "mon",
        "ma",
        "mes",
        "n",
        "ne",
        "non",
        "nan",
        "nous",
        "ok",
        "oui",
        "ou",
        "ouais",
        "ouah",
        "par",
        "pas",
        "pile",
        "plutot",
        "pour",
        "pr",
        "prefere",
        "s",
        "se",
        "si",
        "svp",
        "stp",
        "sur",
        "t",
        "te",
        "tot",
        "tard",
        "tu",
        "un",
        "une",
        "vers",
        "vous",
        "voila",
        "y",
        "rdv",
        "rendez",
        "entretien",
        "heure",
        "heures",
        "date",
        "moment",
        "vraiment",
        "oula",
        "oups",
        "mince",
        "zut",
        "salut",
        "slt",
        "rebonjour",
        "ouf",
        "bref",
        "ici",
        "celui",
        "celle",
    ]
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
_BARE_AFTER = re.compile(r"(?<!\w)(?:et |rien |quelque chose |qqch )?(apres|avant)$")
_ANOTHER_DAY = re.compile(
    r"(?<!\w)(?:(?:une? )?(?:autre|otr|nouve\w+) (?:jour\w*|date|moment)|changer? de (?:jour|date)"
    r"|jour diferent)(?!\w)"
)
_NO_OTHER = re.compile(r"(?<!\w)(?:pas|aucun\w*)(?: d| de| un| une)* (?:autre|otr)(?!\w)")
_CANNOT_COME = re.compile(
    r"(?:(?:je|j|on|elle|il|n|ne|y) )*(?:j?sa(?:is|it)|j?peu[xt]?|j?pour\w*|ari\w*|viendr\w*"
    r"|leve\w*) (?:pas|jamais|plus)(?: \w+){0,2} (?:si|trop|ausi|plus) (?P<word>tot|tard)"
)
_DAY_LEVEL = re.compile(
    r"(?<!\w)(?:jours?|date|semaines?|mois|longte?mps|loin|proche|pres|vite|rapide\w*)(?!\w)"
)
_SHIFT_VERB = re.compile(r"(?<!\w)(decal\w*|repous\w*|recul\w*|report\w*|avanc\w*|retard\w*)")
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


def only_states(folded: str, asks: bool, today: dt.date) -> bool:
    """Whether a clause with a time only states something: « mon fils a judo jeudi »."""
    if (
        asks
        or _CANNOT_COME.search(folded)
        or _WISHING.search(_NEGATED_REQUEST.sub(" auriez ", folded))
    ):
        return False
    content = _content_words(folded, today)
    if _AUXILIARY.search(folded):
        return bool(content)
    # « mardi 10h pour ma classe de 4e » names nothing but a time, and who it is for.
    only_for_whom = " pour " in folded and not _content_words(folded.split(" pour ")[0], today)
    return len(content) >= 2 and not only_for_whom and not _REQUESTED.search(folded)


def _content_words(folded: str, today: dt.date) -> list[str]:
    """Return the words of a clause that are neither of a time nor fillers."""
    words = leave_out_times(folded, today).split()
    return [word for word in words if word not in _FILLERS and not word.isdigit()]


def find_later_or_earlier(folded: str) -> tuple[str, int]:
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
    bare = _BARE_AFTER.search(text.strip())
    if bare is not None and not direction:
        direction = 1 if bare[1] == "apres" else -1
    return " ".join(text.split()), direction


def wants_another_day(folded: str) -> bool:
    """Whether another day is wished, whichever."""
    return bool(_ANOTHER_DAY.search(folded)) and not _NO_OTHER.search(folded)


def wants_day_level(folded: str) -> bool:
    """Whether « plus tôt » is meant of the day rather than of the hour."""
    return bool(_DAY_LEVEL.search(folded))


def find_shift(folded: str) -> tuple[Optional[dt.timedelta], str]:
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
    if unit == "h" and not match["way"]:
        return None  # « à 15 h »
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
