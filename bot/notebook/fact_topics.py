"""Topics of a clause: unwanted working conditions, hours, travel, school year, diploma, age.

The bot repeats such a fact in its own words and compares it with the occupation's entry; any other
fact stays in the person's words. The sentences of the keys are in `bot/domain/noted_facts.yml`
(`utter_told_…`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Optional

from bot.language.normalisation import normalise
from bot.language.word_lists import STOP_WORDS
from bot.notebook import school_paths, wishes
from knowledge.entry_schema import Occupation

CONSTRAINT, SITUATION = "constraint", "situation"
# Words of a clause for each topic, with what it is said with: « ma fille est en … ».
MAX_UNTOLD_WORDS = 2
_COUNTED = re.compile(r"\d|^ans?$")
# Working conditions beyond the wishes, with patterns for messages and for occupation entries.
_CONDITIONS = {
    "sitting": (r"assise?s?", r"assis\w*|debout|bureau"),
    "heights": (
        r"hauteurs?|echelles?|vertige|(?:peur|horreur) du vide|echafaudages?",
        r"hauteurs?|echelles?|toits?|echafaudages?",
    ),
    "blood": (r"sang|piqures?", r"sang|piqures?|plaies"),
    "early": (
        r"(?:lever|commencer|debuter|bosser|travailler) (?:\w+ )?(?:tot|a l aube)|du matin",
        r"tot|matin",
    ),
    "office": (r"bureaux?", r"bureaux?"),
    "screen": (r"ecrans?|ordis?|ordinateurs?|pc", r"ecrans?|ordinateurs?"),
    "noise": (r"bruits?|bruyante?s?", r"bruits?|bruyante?s?"),
}
# The condition of an occupation that covers a topic even without naming it.
_FIELDS = {
    **wishes.CONDITION_BY_WISH,
    **{"hours": "hours", "early": "hours", "part_time": "hours", "office": "outdoors"},
    **{"sitting": "physical", "screen": "physical"},
}
_EVEN_BARE = re.compile(r"\bvertige\b|\b(?:peur|horreur) du vide\b")
_AGAINST = re.compile(
    r"\b(?:pas|jamais|sans|ni|aucune?|non|plus|peur|horreur|deteste\w*|evite\w*|marre|degoute\w*"
    r"|tourne de l oeil|evanoui\w*|ras le bol)\b"
)
_NOT_AGAINST = re.compile(
    r"\b(?:pas|aucun)\b(?: \w+){0,2}"
    r" (?:derange\w*|gene\w*|peur|souci|probleme|grave|vertige|contre)\b"
    r"|\b(?:derange\w*|gene\w*) pas\b|\best pas que?\b"
    # Not done yet is not unwanted: « j'ai jamais touché un ordinateur ».
    r"|\bj ?(?:ai|avais) (?:encore |y )?(?:jamais|pas|rien)(?: \w+)?"
    r" (?!aime|adore|kiffe|supporte|voulu)\w+(?:e|i|u|is|it|us)\b"
)
_HOURS = re.compile(
    r"\b(?P<when>avant|après|apres|jusqu['’ ]?[àa]|à partir de|a partir de)\s+"
    r"(?P<hour>\d{1,2})\s?(?:h|heures?)\s?(?P<minutes>\d\d)?\b",
    re.IGNORECASE,
)
_WHEN = {"apres": "après", "jusqu a": "jusqu'à", "jusqua": "jusqu'à", "a partir de": "à partir de"}
_PART_TIME = re.compile(r"\bmi ?temps\b|\btemps partiel\b")
_LICENCE = re.compile(r"\bpermis\b(?! (?:de travail|unique|de sejour))")
_CAR = re.compile(r"\b(?:voitures?|bagnoles?|autos?|caisse)\b")
_DRIVES = re.compile(r"\bj?condui\w+ (?:pas|plus)\b")
# « en train d'arrêter » is no way to travel.
_RIDES = re.compile(
    r"(?<!suis )(?<!chui )(?<!est )(?<!etais )(?<!etait )(?<!sont )(?<!sommes )"
    r"\b(?:en|pren\w+ (?:le|un|mon)) (train|bus|tram|velo|scooter|metro)\b"
)
_NO = re.compile(r"\b(?:pas?|plus|sans|ni|aucune?|jamais|0|zero)\b")
# « il a 15 ans », not « il veut arrêter à 16 ans », « un an de bureau à 19 ans » or « elle a 15 ans
# en mars »; a name is the subject where it begins the clause or follows « mon fils ».
_AGE = re.compile(
    r"(?:\b(?:j ?ai|ai|(?:il|elle|qui|(?:fils|fille|enfant|frere|soeur)(?: [a-z]+)?) a|age de"
    r"|fils de|fille de|enfant de|ado de)|^(?:(?:et|mais|bonjour|salut) )*[a-z]*[^r\s] a)"
    r" (?P<age>[1-7]\d) ans\b"
    r"(?! (?:d |de |dans (?:le|la|les|l|un|une) |comme |chez |en (?!ce |fait)))"
)
# « 22 ans », « 22 a »: all of a clause.
_BARE_AGE = re.compile(r"(?P<age>[1-7]\d) ?a(?:ns?)?")
_CHILDREN = re.compile(
    r"\b(?P<count>un|une|deux|trois|quatre|cinq|[1-9]) (?:petite?s? |jeunes )?"
    r"(?:enfants?|gosses?|gamine?s?|filles?|garcons?)\b"
)
_NUMBERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
# Where the person lives or has to stay.
_PLACE = re.compile(
    r"\b(?P<how>(?:j['’ ]?|je |on |nous |il |elle )?(?:habit\w+|vi[st])(?: (?:à|a|en|sur|près de"
    r"|pres de))?|près de|pres de|autour de|depuis|du côté de|à côté de|pas loin de)"
    r" (?P<where>[\w'’-]{3,})"
    r"(?!\s*\d)",
    re.IGNORECASE,
)
_LIVES = re.compile(r"\b(?:habit|vi[st]\b)", re.IGNORECASE)
# « depuis Ans » is a place in a travel clause, a time elsewhere.
_GETS_THERE = re.compile(r"\b(?:accessibles?|trajets?|train|bus|route|aller|venir|minutes)\b")
# Words after « j'habite » that are not a place.
_NO_PLACE = re.compile(
    r"(?:seule?|avec|chez|loin|encore|toujours|toute?|pas|ici|dans|pr[eè]s|plus|trop|mal|bien|une?"
    r"|mes|mon|ma|nous|maintenant|deux|trois|cette|depuis|ensemble)$",
    re.IGNORECASE,
)
# Names of the other keys.
_NAMED = {
    "hours": r"horaires?|heures?",
    "licence": r"permis",
    "rides": r"transports?|trajets?|train|bus",
    "car": r"voiture|auto",
    "place": r"adresse|ville|commune|ou j habite",
    "school": r"ecole|annee|option",
    "diploma": r"cess|diplomes?",
    "age": r"age",
    "children": r"enfants?|gosses?",
    "child": r"enfants?|gosses?",
}
_LIKES = re.compile(r"\b\w*(?:aime|ador|prefer|kiff|veux|voudr)\w*\b")


@dataclass(frozen=True)
class Topic:
    """A topic found in a clause.

    `key` names the sentence; `detail` fills it (« 6e générale »); `kind`: the kind of fact, unless
    a more certain one is known; `against`: it is unwanted or missing.
    """

    key: str
    detail: str = ""
    kind: str = CONSTRAINT
    against: bool = False

    @property
    def wish(self) -> Optional[str]:
        """Return the corresponding wish of `wishes`, or None."""
        return self.key if self.key in wishes.WISHES else None


def parse_topics(clause: str) -> list[Topic]:
    """Return the topics of a clause, in the order in which they are confirmed."""
    plain = normalise(clause)
    return [topic for reader in _READERS for topic in reader(clause, plain)]


def cover_all(topics: Collection[Topic], clause: str) -> bool:
    """Whether the phrases of its topics say what a clause tells: not for « j'ai 45 ans, licencié
    après 20 ans en imprimerie ». Of what limits the leads the topic is what counts."""
    if any(topic.kind == CONSTRAINT for topic in topics):
        return True
    said = set(normalise(" ".join(topic.detail for topic in topics)).split())
    rest = [word for word in normalise(clause).split() if word not in said | STOP_WORDS]
    untold = [word for word in rest if not _COUNTED.search(word)]
    return len(untold) <= MAX_UNTOLD_WORDS * len(topics)


def refuses_condition(clause: str) -> bool:
    """Return whether a clause refuses a working condition: « pas de hauteur »."""
    of_work = {*_CONDITIONS, *wishes.TRADE_WISHES}
    return any(topic.against and topic.key in of_work for topic in parse_topics(clause))


def find_named_topics(text: str) -> set[str]:
    """Return the keys that a text names, whatever it says: « les horaires », « le vertige »."""
    plain = normalise(text)
    keys = {*wishes.find_mentioned_wishes(text)}
    keys |= {
        key for key, (words, _) in _CONDITIONS.items() if re.search(rf"\b(?:{words})\b", plain)
    }
    keys |= {key for key, words in _NAMED.items() if re.search(rf"\b(?:{words})\b", plain)}
    return keys


def find_trade_condition(topic: Topic, occupation: Occupation) -> str:
    """Return the sentence of an occupation's conditions about a topic, or ""."""
    conditions = occupation.conditions.dict()
    if topic.key in _FIELDS:
        return str(conditions[_FIELDS[topic.key]])
    if topic.key not in _CONDITIONS:
        return ""
    speaks = re.compile(rf"\b(?:{_CONDITIONS[topic.key][1]})\b")
    return next((text for text in conditions.values() if speaks.search(normalise(text))), "")


def _parse_conditions(clause: str, said: str) -> Iterator[Topic]:
    """Yield working conditions: refused ones, and wanted ones only if explicitly so."""
    likes = bool(_LIKES.search(said)) and not _AGAINST.search(said)
    for key, value in wishes.parse_wishes(clause):
        if key == wishes.DISTANCE and (_LICENCE.search(said) or _CAR.search(said)):
            continue  # yielded by its own pattern
        if value <= wishes.AVOIDED or key in wishes.WORRIES:
            yield Topic(key, against=True)
        elif likes and key in wishes.TRADE_WISHES:
            yield Topic(key)
    against = _AGAINST.search(said) and not _NOT_AGAINST.search(said)
    for key, (named, _) in _CONDITIONS.items():
        bare = key == "heights" and _EVEN_BARE.search(said) and not _NOT_AGAINST.search(said)
        if re.search(rf"\b(?:{named})\b", said) and (against or bare):
            yield Topic(key, against=True)


def _parse_hours(clause: str, said: str) -> Iterator[Topic]:
    match = _HOURS.search(clause)
    if match:
        when = normalise(match["when"])
        time = f"{match['hour']} h {match['minutes'] or ''}".strip()
        no = "pas " if _NO.search(said) else ""
        yield Topic("hours", f"{no}{_WHEN.get(when, when)} {time}")
    if _PART_TIME.search(said):
        yield Topic("part_time")


def _parse_travel(clause: str, said: str) -> Iterator[Topic]:
    missing = bool(_NO.search(said))
    if _LICENCE.search(said):
        yield Topic("licence", kind=CONSTRAINT if missing else SITUATION, against=missing)
    if _DRIVES.search(said) or (missing and _CAR.search(said)):
        yield Topic("car", against=True)
    rides = " ou ".join(f"en {ride}" for ride in dict.fromkeys(_RIDES.findall(said)))
    if rides:
        yield Topic("rides", rides.replace("velo", "vélo").replace("metro", "métro"))


def _parse_schooling(clause: str, said: str) -> Iterator[Topic]:
    year = school_paths.find_school_year(clause, said)
    if year:
        yield Topic("school", year, SITUATION)
    missing = bool(_NO.search(said))
    diploma = school_paths.find_diploma(clause, said, missing)
    if diploma:
        yield Topic("diploma", diploma, SITUATION, against=missing)


def _parse_place(clause: str, said: str) -> Iterator[Topic]:
    match = _PLACE.search(clause)
    if match is None or _NO_PLACE.match(match["where"]):
        return
    lives = bool(_LIVES.search(match["how"]))
    where, how = match["where"], "" if lives else f"{match['how'].lower()} "
    since = how == "depuis " and not _GETS_THERE.search(said)
    if lives or (where[:1].isupper() and not where.isupper() and not since):
        named = f"{how}{where[:1].upper()}{where[1:]}"
        yield Topic("place", named, SITUATION if lives else CONSTRAINT)


def _parse_personal(clause: str, said: str) -> Iterator[Topic]:
    age, children = _BARE_AGE.fullmatch(said) or _AGE.search(said), _CHILDREN.search(said)
    if age:
        yield Topic("age", age["age"], SITUATION)
    if children and re.search(r"\b(?:j ?ai|ai|avec|mes|a)\b", said):
        count = _NUMBERS.get(children["count"]) or int(children["count"])
        yield Topic("child" if count == 1 else "children", str(count), SITUATION)


_READERS: tuple[Callable[[str, str], Iterator[Topic]], ...] = (
    *(
        _parse_personal,
        _parse_schooling,
        _parse_place,
        _parse_conditions,
        _parse_hours,
        _parse_travel,
    ),
)
TOPIC_KEYS = frozenset(
    {
        *(*wishes.WISHES, *_CONDITIONS),
        *("hours", "part_time", "licence", "rides", "school", "diploma", "age", "child"),
        *("children", "place", "car"),
    }
)
